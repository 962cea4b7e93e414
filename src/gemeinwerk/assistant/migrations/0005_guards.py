"""Who holds a ticket can take the conversation back; and what code with a hole could still do: move an article out of the base whose readers it has,
change a released version's number, speak in another authority's name, hand over for ever, learn by
a clash of keys what another member has, or list the offices of members that show nobody anything.
"""

from django.db import migrations, models

from gemeinwerk.members.policies import Sql

OFFICE = (
    "member_id = (SELECT app_member()) OR (is_public AND ("
    "member_id IN (SELECT b.member_id FROM assistant_base b)"
    " OR member_id IN (SELECT d.member_id FROM assistant_desk d)))"
)
KEPT = "keep_until <= app_today() + greatest(d.keep_days, 1)"
OWN = "member_id = (SELECT app_member())"
RESOLVE = "(SELECT app_door()) = 'resolve'"
PUBLIC = "(SELECT app_door()) = 'public'"
ASKED = (
    f"{OWN} OR ({PUBLIC} AND gap_id IS NULL AND EXISTS (SELECT 1 FROM assistant_desk d"
    f" WHERE d.member_id = assistant_question.member_id AND {KEPT}))"
)
HANDED = (
    f"{OWN} OR ({PUBLIC} AND state = 'open' AND answer = '' AND answered_at IS NULL"
    " AND answered_by = '' AND taken_by_id IS NULL AND taken_by = '' AND article_id IS NULL"
    " AND EXISTS (SELECT 1 FROM assistant_desk d WHERE d.member_id = assistant_handover.member_id"
    f" AND d.takes_handovers AND {KEPT}))"
)

POLICIES = f"""
ALTER POLICY member_select ON assistant_office USING ({OFFICE});
ALTER POLICY member_select_owner ON assistant_office USING ({OFFICE});
ALTER POLICY member_insert ON assistant_question WITH CHECK ({ASKED});
ALTER POLICY member_insert ON assistant_handover WITH CHECK ({HANDED});
ALTER POLICY member_delete ON assistant_handover TO {{app}};
CREATE POLICY member_delete_owner ON assistant_handover FOR DELETE TO {{owner}}
  USING ({OWN} OR {RESOLVE});
"""

FORMER = f"""
ALTER POLICY member_select ON assistant_office USING ({OWN} OR (is_public AND ({PUBLIC}
  OR member_id IN (SELECT b.member_id FROM assistant_base b))));
ALTER POLICY member_select_owner ON assistant_office USING ({OWN} OR (is_public AND ({PUBLIC}
  OR member_id IN (SELECT b.member_id FROM assistant_base b))));
DROP POLICY member_delete_owner ON assistant_handover;
"""

FIXED = """
CREATE OR REPLACE FUNCTION assistant_version_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.released_at IS NOT NULL THEN
      RAISE EXCEPTION 'a released version stays' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
  END IF;
  IF OLD.released_at IS NOT NULL AND
      (NEW.id, NEW.article_id, NEW.base_id, NEW.number, NEW.title, NEW.body, NEW.plain,
       NEW.legal_basis, NEW.source, NEW.note, NEW.office_name, NEW.written_by, NEW.released_at,
       NEW.released_by) IS DISTINCT FROM
      (OLD.id, OLD.article_id, OLD.base_id, OLD.number, OLD.title, OLD.body, OLD.plain,
       OLD.legal_basis, OLD.source, OLD.note, OLD.office_name, OLD.written_by, OLD.released_at,
       OLD.released_by) THEN
    RAISE EXCEPTION 'a released version is fixed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
"""

PLACED = """
CREATE FUNCTION assistant_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.member_id, NEW.base_id) IS DISTINCT FROM (OLD.id, OLD.member_id, OLD.base_id) THEN
    RAISE EXCEPTION 'an article stays in its base' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER article_placed BEFORE UPDATE OF id, member_id, base_id ON assistant_article
  FOR EACH ROW EXECUTE FUNCTION assistant_placed();

CREATE FUNCTION assistant_version_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM assistant_article a WHERE a.id = NEW.article_id
             AND a.member_id = NEW.member_id AND a.base_id <> NEW.base_id) THEN
    RAISE EXCEPTION 'an article stays in its base' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER version_placed BEFORE INSERT OR UPDATE OF base_id, article_id ON assistant_version
  FOR EACH ROW EXECUTE FUNCTION assistant_version_placed();

CREATE FUNCTION assistant_meaning_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM assistant_passage p WHERE p.id = NEW.passage_id
             AND p.member_id = NEW.member_id AND p.base_id <> NEW.base_id) THEN
    RAISE EXCEPTION 'an article stays in its base' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER meaning_placed BEFORE INSERT OR UPDATE OF base_id, passage_id ON assistant_meaning
  FOR EACH ROW EXECUTE FUNCTION assistant_meaning_placed();

CREATE OR REPLACE FUNCTION assistant_passage_true() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE long int;
BEGIN
  SELECT length(v.body) INTO long FROM assistant_version v
    JOIN assistant_article a ON a.id = v.article_id AND a.state = 'released'
    WHERE v.id = NEW.version_id AND v.member_id = NEW.member_id AND v.base_id = NEW.base_id
      AND v.article_id = NEW.article_id AND v.is_current;
  IF long IS NULL OR NEW.start >= NEW."end" OR NEW."end" > long THEN
    RAISE EXCEPTION 'a passage is part of a current version' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
"""

NAMED = """
CREATE FUNCTION assistant_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (TG_OP = 'INSERT' OR NEW.authority IS DISTINCT FROM OLD.authority) AND EXISTS
      (SELECT 1 FROM members_member m WHERE m.id = NEW.member_id AND m.id = app_member()
       AND m.name <> NEW.authority) THEN
    RAISE EXCEPTION 'a member speaks in its own name' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER base_named BEFORE INSERT OR UPDATE ON assistant_base
  FOR EACH ROW EXECUTE FUNCTION assistant_named();
CREATE TRIGGER desk_named BEFORE INSERT OR UPDATE ON assistant_desk
  FOR EACH ROW EXECUTE FUNCTION assistant_named();
"""

GONE = """
DROP FUNCTION assistant_placed(), assistant_version_placed(), assistant_meaning_placed(),
  assistant_named() CASCADE;
"""

NARROW = {
    "article": {
        "article_external_once": (["member", "base", "external_id"], ~models.Q(external_id="")),
    },
    "version": {
        "version_number_once": (["member", "article", "number"], None),
        "version_current_once": (["member", "article"], models.Q(is_current=True)),
        "version_draft_once": (["member", "article"], models.Q(released_at__isnull=True)),
    },
}


def _narrow() -> list[migrations.operations.base.Operation]:
    """Let a key clash with rows of the same member only."""
    return [
        operation
        for model, keys in NARROW.items()
        for name, (fields, condition) in keys.items()
        for operation in (
            migrations.RemoveConstraint(model, name),
            migrations.AddConstraint(
                model, models.UniqueConstraint(fields=fields, condition=condition, name=name)
            ),
        )
    ]


class Migration(migrations.Migration):
    dependencies = [("assistant", "0004_imports")]
    operations = [
        *_narrow(),
        migrations.AddConstraint(
            "handover",
            models.CheckConstraint(
                condition=models.Q(ticket_hash__regex="^[0-9a-f]{64}$"), name="handover_ticket"
            ),
        ),
        Sql(POLICIES, FORMER),
        Sql(FIXED),
        Sql(PLACED, GONE),
        Sql(NAMED),
    ]
