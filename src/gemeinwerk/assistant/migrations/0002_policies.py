"""Whom a knowledge base answers: its own authority, whom a grant opens it to, citizens if public.

``visible_bases()`` is the whole policy of everything below a base; foreign people see of it what is
released. At the door ``public`` nobody is anybody: there only public bases of the installation, and
``public_bases(place)`` says which of them the page of an authority may quote, by the same grants.
What was released is fixed by a trigger: a citation stays true.
"""

from django.db import migrations

from gemeinwerk.members.policies import MemberPolicy, Sql

OWN = "member_id = (SELECT app_member())"
PUBLIC = "(SELECT app_door()) = 'public'"
RESOLVE = "(SELECT app_door()) = 'resolve'"
IN_BASE = "base_id = ANY ((SELECT visible_bases())::int[])"
BASE = f"{OWN} OR id = ANY ((SELECT opened_bases())::int[]) OR (is_public AND {PUBLIC})"
OFFICE = (
    f"{OWN} OR (is_public AND ({PUBLIC}"
    " OR member_id IN (SELECT b.member_id FROM assistant_base b)))"
)
AT_DESK = f"{PUBLIC} AND member_id IN (SELECT d.member_id FROM assistant_desk d)"
HANDED = (
    f"{PUBLIC} AND state = 'open' AND answer = '' AND taken_by_id IS NULL AND article_id IS NULL"
    " AND member_id IN (SELECT d.member_id FROM assistant_desk d WHERE d.takes_handovers)"
)

OPENED = """
CREATE FUNCTION opened_bases() RETURNS int[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN ARRAY (SELECT g.base_id FROM sharing_grant g
    WHERE g.base_id IS NOT NULL AND g.id IN (SELECT m.grant_id FROM my_open_grants() m));
END $$;
REVOKE ALL ON FUNCTION opened_bases() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION opened_bases() TO {app};
COMMENT ON FUNCTION opened_bases IS 'Knowledge bases that grants open to the acting person.';
"""

VISIBLE = """
CREATE FUNCTION visible_bases() RETURNS int[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN ARRAY (SELECT id FROM assistant_base);
END $$;
CREATE FUNCTION public_bases(place int) RETURNS int[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found int[];
BEGIN
  IF app_door() <> 'public' OR app_member() IS NOT NULL THEN
    RETURN '{}';
  END IF;
  PERFORM set_config('app.member_id', place::text, true);
  found := ARRAY (SELECT g.base_id FROM sharing_grant g
    WHERE g.grantee_id = place AND g.base_id IS NOT NULL AND 'public' = ANY (g.roles::text[])
      AND g.id IN (SELECT i.grant_id FROM grants_in_force() i));
  PERFORM set_config('app.member_id', '', true);
  RETURN ARRAY (SELECT id FROM assistant_base WHERE member_id = place OR id = ANY (found));
END $$;
REVOKE ALL ON FUNCTION visible_bases(), public_bases(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION visible_bases(), public_bases(int) TO {app};
COMMENT ON FUNCTION public_bases IS
  'Public bases from which the page of an authority answers citizens: its own, and those that a'
  ' grant in force opens to its citizens.';
"""

FIXED = """
CREATE FUNCTION assistant_version_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.released_at IS NOT NULL THEN
      RAISE EXCEPTION 'a released version stays' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
  END IF;
  IF OLD.released_at IS NOT NULL AND
      (NEW.article_id, NEW.base_id, NEW.number, NEW.title, NEW.body, NEW.plain, NEW.legal_basis,
       NEW.source, NEW.office_name, NEW.released_at, NEW.released_by) IS DISTINCT FROM
      (OLD.article_id, OLD.base_id, OLD.number, OLD.title, OLD.body, OLD.plain, OLD.legal_basis,
       OLD.source, OLD.office_name, OLD.released_at, OLD.released_by) THEN
    RAISE EXCEPTION 'a released version is fixed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER version_fixed BEFORE UPDATE OR DELETE ON assistant_version
  FOR EACH ROW EXECUTE FUNCTION assistant_version_fixed();

CREATE FUNCTION assistant_version_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM assistant_meaning WHERE passage_id IN
    (SELECT p.id FROM assistant_passage p WHERE p.version_id = NEW.id);
  DELETE FROM assistant_passage WHERE version_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER version_over AFTER UPDATE OF is_current ON assistant_version
  FOR EACH ROW WHEN (OLD.is_current AND NOT NEW.is_current)
  EXECUTE FUNCTION assistant_version_over();

CREATE FUNCTION assistant_article_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE assistant_version SET is_current = false WHERE article_id = NEW.id AND is_current;
  RETURN NULL;
END $$;
CREATE TRIGGER article_over AFTER UPDATE OF state ON assistant_article
  FOR EACH ROW WHEN (OLD.state = 'released' AND NEW.state <> 'released')
  EXECUTE FUNCTION assistant_article_over();

CREATE FUNCTION assistant_passage_true() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE long int;
BEGIN
  SELECT length(body) INTO long FROM assistant_version
    WHERE id = NEW.version_id AND member_id = NEW.member_id AND base_id = NEW.base_id
      AND article_id = NEW.article_id AND is_current;
  IF long IS NULL OR NEW.start >= NEW."end" OR NEW."end" > long THEN
    RAISE EXCEPTION 'a passage is part of a current version' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER passage_true BEFORE INSERT OR UPDATE ON assistant_passage
  FOR EACH ROW EXECUTE FUNCTION assistant_passage_true();
"""

TICKET = """
CREATE FUNCTION assistant_ticket(wanted text) RETURNS TABLE (question text, office_name text,
  state text, answer text, answered_at timestamptz, keep_until date, member_id int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE door text := app_door();
BEGIN
  IF door <> 'public' THEN
    RETURN;
  END IF;
  PERFORM set_config('app.door', 'resolve', true);
  RETURN QUERY SELECT h.question::text, h.office_name::text, h.state::text, h.answer,
    h.answered_at, h.keep_until, h.member_id::int FROM assistant_handover h
    WHERE h.ticket_hash = wanted AND h.keep_until >= app_today();
  PERFORM set_config('app.door', door, true);
END $$;
CREATE FUNCTION assistant_take_back(wanted text) RETURNS bool
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE door text := app_door(); gone int;
BEGIN
  IF door <> 'public' THEN
    RETURN false;
  END IF;
  PERFORM set_config('app.door', 'resolve', true);
  DELETE FROM assistant_handover WHERE ticket_hash = wanted;
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('app.door', door, true);
  RETURN gone > 0;
END $$;
REVOKE ALL ON FUNCTION assistant_ticket(text), assistant_take_back(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assistant_ticket(text), assistant_take_back(text) TO {app};
COMMENT ON FUNCTION assistant_ticket IS
  'What became of a conversation, for who holds the ticket of which the hash is given.';
"""

# Meanings are compared in the database where it has pgvector, else in the web process.
VECTOR = """
DO $$ BEGIN
  IF to_regtype('halfvec') IS NOT NULL THEN
    ALTER TABLE assistant_meaning ADD COLUMN embedding halfvec;
  END IF;
END $$;
"""

JOINED = """
ALTER TABLE sharing_grant ADD CONSTRAINT sharing_grant_base_member_fk
  FOREIGN KEY (member_id, base_id) REFERENCES assistant_base (member_id, id);
ALTER TABLE governance_effect ADD CONSTRAINT governance_effect_base_owner_fk
  FOREIGN KEY (owner_id, base_id) REFERENCES assistant_base (member_id, id);
"""

BASES = {"base_id": "assistant_base"}
ARTICLES = {**BASES, "article_id": "assistant_article"}


class Migration(migrations.Migration):
    dependencies = [
        ("assistant", "0001_initial"),
        ("members", "0002_policies"),
        ("governance", "0004_two_keys"),
    ]
    operations = [
        Sql(OPENED),
        MemberPolicy("assistant_base", read=BASE, write=OWN),
        Sql(VISIBLE),
        MemberPolicy("assistant_office", read=OFFICE, write=OWN),
        MemberPolicy(
            "assistant_article",
            read=f"{OWN} OR (state = 'released' AND {IN_BASE})",
            write=OWN,
            references={**BASES, "office_id": "assistant_office"},
        ),
        MemberPolicy(
            "assistant_version",
            read=f"{OWN} OR (is_current AND {IN_BASE})",
            write=OWN,
            references=ARTICLES,
        ),
        MemberPolicy(
            "assistant_passage",
            read=IN_BASE,
            write=OWN,
            references={**ARTICLES, "version_id": "assistant_version"},
        ),
        MemberPolicy(
            "assistant_meaning",
            read=IN_BASE,
            write=OWN,
            references={**BASES, "passage_id": "assistant_passage"},
        ),
        MemberPolicy(
            "assistant_desk", read=f"{OWN} OR (is_open AND {PUBLIC})", write=OWN, delete=False
        ),
        MemberPolicy("assistant_gap", references={"article_id": "assistant_article"}),
        MemberPolicy(
            "assistant_question",
            insert=f"{OWN} OR (gap_id IS NULL AND {AT_DESK})",
            references={"gap_id": "assistant_gap"},
        ),
        MemberPolicy(
            "assistant_handover",
            insert=f"{OWN} OR ({HANDED})",
            owner_read=f"{OWN} OR {RESOLVE}",
            references={"article_id": "assistant_article"},
        ),
        MemberPolicy("assistant_measurement"),
        Sql(FIXED),
        Sql(TICKET),
        Sql(VECTOR),
        Sql(JOINED),
    ]
