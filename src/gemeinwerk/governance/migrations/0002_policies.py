"""Who reads and writes what an alliance decides.

What was put to the vote cannot be changed any more; a vote is cast by its own member while the vote
is open; only a head signs or decides for an authority; bodies and seats are the office's.
"""

from django.db import migrations

from gemeinwerk.governance.policies import BY_ITSELF, IN_ALLIANCE, PUBLISHED, AlliancePolicy
from gemeinwerk.members.policies import Sql

OWN = "member_id = (SELECT app_member())"
HEAD = "(SELECT app_has_role('{head}'))"
LEADS = "(SELECT app_has_role('{head,coordinator}'))"
IN_VIEW = "alliance_id = ANY ((SELECT alliances_in_view())::uuid[])"
OFFICE = f"alliance_id = ANY ((SELECT my_offices())::uuid[]) AND {LEADS}"
OWN_SEAT = f"{BY_ITSELF} AND {LEADS}"
NOBODY = "(SELECT app_person()) IS NULL"  # a job: what the calendar changes
PARTY = (
    f"{IN_ALLIANCE} AND ({NOBODY} OR ({LEADS} AND id IN (SELECT agreement_id FROM governance_party"
    " WHERE member_id = (SELECT app_member()))))"
)

FUNCTIONS = """
CREATE FUNCTION app_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT (now() AT TIME ZONE 'Europe/Berlin')::date $$;
CREATE FUNCTION my_alliances() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(alliance_id), '{}') FROM governance_membership
  WHERE member_id = app_member() AND joined_on <= app_today()
    AND (left_on IS NULL OR left_on >= app_today()) $$;
CREATE FUNCTION alliances_in_view() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(alliance_id), '{}') FROM governance_membership
  WHERE member_id = app_member() AND declined_on IS NULL
    AND (left_on IS NULL OR left_on >= app_today()) $$;
CREATE FUNCTION my_offices() RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT COALESCE(array_agg(alliance_id), '{}') FROM governance_membership
  WHERE member_id = app_member() AND runs_office AND joined_on <= app_today()
    AND (left_on IS NULL OR left_on >= app_today()) $$;
REVOKE ALL ON FUNCTION my_alliances(), alliances_in_view() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_today(), my_alliances(), alliances_in_view(), my_offices() TO {app};
COMMENT ON FUNCTION my_alliances IS 'Alliances to which the acting member belongs today.';
COMMENT ON FUNCTION alliances_in_view IS 'Those, and the ones that invited it.';
COMMENT ON FUNCTION my_offices IS 'Alliances whose office the acting member runs today.';
"""

ALLIANCE = """
ALTER TABLE governance_alliance ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY alliance_select ON governance_alliance FOR SELECT TO {app}, {owner} USING (
  id = ANY ((SELECT alliances_in_view())::uuid[]) OR founder_id = (SELECT app_member())
  OR (is_public AND (SELECT app_door()) = 'public'));
CREATE POLICY alliance_insert ON governance_alliance FOR INSERT TO {app}
  WITH CHECK (founder_id = (SELECT app_member()) AND (SELECT app_has_role('{head,coordinator}')));
CREATE POLICY alliance_update ON governance_alliance FOR UPDATE TO {app}
  USING (id = ANY ((SELECT my_alliances())::uuid[]))
  WITH CHECK (id = ANY ((SELECT my_offices())::uuid[])
    AND (SELECT app_has_role('{head,coordinator}')));

ALTER TABLE governance_membership ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE governance_membership
  ADD CONSTRAINT governance_membership_alliance_id UNIQUE (alliance_id, id),
  ADD CONSTRAINT governance_membership_alliance_fk
    FOREIGN KEY (alliance_id) REFERENCES governance_alliance (id);
CREATE POLICY alliance_select ON governance_membership FOR SELECT TO {app} USING (
  alliance_id = ANY ((SELECT alliances_in_view())::uuid[])
  OR member_id = (SELECT app_member()));
CREATE POLICY alliance_select_owner ON governance_membership FOR SELECT TO {owner} USING (true);
CREATE POLICY alliance_insert ON governance_membership FOR INSERT TO {app} WITH CHECK (
  member_id = (SELECT app_member()) AND (SELECT app_has_role('{head,coordinator}'))
  AND alliance_id IN (SELECT id FROM governance_alliance WHERE founder_id = (SELECT app_member())));
CREATE POLICY alliance_insert_owner ON governance_membership FOR INSERT TO {owner}
  WITH CHECK (alliance_id = ANY ((SELECT my_alliances())::uuid[]) AND joined_on IS NULL);
CREATE POLICY alliance_update ON governance_membership FOR UPDATE TO {app}, {owner}
  USING (alliance_id = ANY ((SELECT my_alliances())::uuid[]) OR member_id = (SELECT app_member()))
  WITH CHECK (alliance_id = ANY ((SELECT my_alliances())::uuid[])
    OR member_id = (SELECT app_member()));

CREATE FUNCTION governance_joins_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.alliance_id, NEW.member_id) IS DISTINCT FROM (OLD.alliance_id, OLD.member_id) THEN
    RAISE EXCEPTION 'a membership stays that of its member'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF current_user = '{owner}' THEN
    RETURN NEW;  -- governance_invite, which asks whether a new invitation is in order
  END IF;
  IF (NEW.joined_on, NEW.declined_on, NEW.notice_on)
      IS DISTINCT FROM (OLD.joined_on, OLD.declined_on, OLD.notice_on)
     AND NOT (NEW.member_id = app_member() AND app_has_role('{head}')) THEN
    RAISE EXCEPTION 'only the own head joins, declines or gives notice'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.left_on IS NOT NULL AND OLD.left_on < app_today()
     AND NEW.left_on IS DISTINCT FROM OLD.left_on
     AND NOT (NEW.member_id = app_member() AND app_has_role('{head}')) THEN
    RAISE EXCEPTION 'who left comes back by its own head only'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER joins_itself BEFORE UPDATE ON governance_membership
  FOR EACH ROW EXECUTE FUNCTION governance_joins_itself();

CREATE FUNCTION governance_invite(
  wanted uuid, new_id uuid, key text, standing_there text, told_by text, by_effect uuid,
  OUT outcome text, OUT invited int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  authority members_member%ROWTYPE; door text := app_door(); before governance_membership%ROWTYPE;
BEGIN
  IF NOT (wanted = ANY (my_alliances()) AND (
    (app_has_role('{head,coordinator}') AND EXISTS (
      SELECT 1 FROM governance_membership WHERE alliance_id = wanted AND member_id = app_member()
        AND runs_office))
    OR EXISTS (
      SELECT 1 FROM governance_effect e JOIN governance_motion m ON m.id = e.motion_id
      WHERE e.id = by_effect AND e.alliance_id = wanted AND e.kind = 'admit_member'
        AND e.undone_at IS NULL AND m.state = 'adopted' AND e.terms->>'key' = key))) THEN
    RAISE EXCEPTION 'only the office of an alliance invites, or an adopted resolution'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('app.door', 'operator', true);
  SELECT * INTO authority FROM members_member
    WHERE ags = key OR (ags = '' AND lower(name) = lower(key)) ORDER BY id LIMIT 1;
  PERFORM set_config('app.door', door, true);
  invited := authority.id;
  IF invited IS NULL THEN
    RETURN;
  END IF;
  INSERT INTO governance_membership (id, alliance_id, member_id, member_name, standing,
      runs_office, invited_at, invited_by, joined_by, left_reason)
    VALUES (new_id, wanted, authority.id, authority.name, standing_there, false, now(), told_by, '', '')
    ON CONFLICT (alliance_id, member_id) DO NOTHING;
  IF FOUND THEN
    outcome := 'invited';
    RETURN;
  END IF;
  SELECT * INTO before FROM governance_membership
    WHERE alliance_id = wanted AND member_id = authority.id FOR UPDATE;
  IF before.declined_on IS NOT NULL OR before.left_on < app_today() THEN
    UPDATE governance_membership SET member_name = authority.name, standing = standing_there,
        runs_office = false, invited_at = now(), invited_by = told_by, joined_on = NULL,
        joined_by = '', declined_on = NULL, notice_on = NULL, left_on = NULL, left_reason = ''
      WHERE id = before.id;
    outcome := 'invited';
  ELSE
    outcome := CASE WHEN before.joined_on IS NULL THEN 'waiting' ELSE 'member' END;
  END IF;
END $$;

CREATE FUNCTION governance_meet(wanted uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE door text := app_door(); me int := app_member();
BEGIN
  IF NOT wanted = ANY (my_alliances()) THEN
    RAISE EXCEPTION 'only members of an alliance get to know each other'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('app.door', 'operator', true);
  INSERT INTO members_contact (member_id, other_id)
    SELECT pair.a, pair.b FROM governance_membership m,
      LATERAL (VALUES (me, m.member_id), (m.member_id, me)) AS pair (a, b)
    WHERE m.alliance_id = wanted AND m.member_id <> me AND m.joined_on IS NOT NULL
      AND (m.left_on IS NULL OR m.left_on >= app_today())
    ON CONFLICT DO NOTHING;
  PERFORM set_config('app.door', door, true);
END $$;
REVOKE ALL ON FUNCTION governance_invite(uuid, uuid, text, text, text, uuid), governance_meet(uuid)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION governance_invite(uuid, uuid, text, text, text, uuid), governance_meet(uuid)
  TO {app};
COMMENT ON FUNCTION governance_invite IS
  'Invites an authority by its official key (or exact name); invited, waiting, member, or null.';
COMMENT ON FUNCTION governance_meet IS 'Members of an alliance know of each other from now on.';
"""

FIXED = """
CREATE FUNCTION governance_motion_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' AND (NEW.body_id, NEW.member_id, NEW.title, NEW.text, NEW.reasons,
      NEW.grade, NEW.reach, NEW.costs, NEW.valid_from, NEW.valid_to, NEW.is_public, NEW.number)
    IS DISTINCT FROM (OLD.body_id, OLD.member_id, OLD.title, OLD.text, OLD.reasons,
      OLD.grade, OLD.reach, OLD.costs, OLD.valid_from, OLD.valid_to, OLD.is_public, OLD.number)
  THEN
    RAISE EXCEPTION 'a motion that was proposed is not changed'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('draft', 'proposed'),
      ('draft', 'withdrawn'), ('proposed', 'voting'), ('proposed', 'withdrawn'),
      ('voting', 'adopted'), ('voting', 'failed'), ('voting', 'proposed')) THEN
    RAISE EXCEPTION 'a motion does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER motion_fixed BEFORE UPDATE ON governance_motion
  FOR EACH ROW EXECUTE FUNCTION governance_motion_fixed();

CREATE FUNCTION governance_effect_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE motion_state text;
BEGIN
  SELECT state INTO motion_state FROM governance_motion
    WHERE id = COALESCE(NEW.motion_id, OLD.motion_id);
  IF TG_OP <> 'UPDATE' THEN
    IF motion_state IS DISTINCT FROM 'draft' THEN
      RAISE EXCEPTION 'effects of a proposed motion are not changed'
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN COALESCE(NEW, OLD);
  END IF;
  IF to_jsonb(NEW) - '{carried_out_at,undone_at,undone_reason}'::text[]
      IS DISTINCT FROM to_jsonb(OLD) - '{carried_out_at,undone_at,undone_reason}'::text[]
     AND motion_state <> 'draft' THEN
    RAISE EXCEPTION 'effects of a proposed motion are not changed'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (OLD.carried_out_at IS NOT NULL AND NEW.carried_out_at IS DISTINCT FROM OLD.carried_out_at)
     OR (OLD.undone_at IS NOT NULL AND NEW.undone_at IS DISTINCT FROM OLD.undone_at)
     OR (NEW.carried_out_at IS DISTINCT FROM OLD.carried_out_at AND motion_state <> 'adopted')
  THEN
    RAISE EXCEPTION 'an effect is carried out once, after its motion was adopted'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER effect_fixed BEFORE INSERT OR UPDATE OR DELETE ON governance_effect
  FOR EACH ROW EXECUTE FUNCTION governance_effect_fixed();

CREATE FUNCTION governance_resolution_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (SELECT 1 FROM governance_motion
                   WHERE id = NEW.motion_id AND state = 'adopted') THEN
      RAISE EXCEPTION 'only an adopted motion becomes a resolution'
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.repealed_at IS NOT NULL OR to_jsonb(NEW) - '{repealed_at,repealed_by_id}'::text[]
      IS DISTINCT FROM to_jsonb(OLD) - '{repealed_at,repealed_by_id}'::text[] THEN
    RAISE EXCEPTION 'a resolution is repealed once and never changed'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER resolution_fixed BEFORE INSERT OR UPDATE ON governance_resolution
  FOR EACH ROW EXECUTE FUNCTION governance_resolution_fixed();
"""

OFFERS = """
ALTER TABLE governance_effect
  ADD CONSTRAINT governance_effect_owner_id UNIQUE (owner_id, id),
  ADD CONSTRAINT governance_effect_collection_owner_fk
    FOREIGN KEY (owner_id, collection_id) REFERENCES archive_collection (member_id, id);
ALTER TABLE sharing_grant ADD CONSTRAINT sharing_grant_effect_owner_fk
  FOREIGN KEY (member_id, effect_id) REFERENCES governance_effect (owner_id, id);
ALTER TABLE governance_filing ADD CONSTRAINT governance_filing_sha256_member_fk
  FOREIGN KEY (member_id, sha256) REFERENCES files_blob (member_id, sha256);
"""

# Who names a party leaves its decision and signature empty.
UNDECIDED = "decided_on IS NULL AND consents IS NULL AND signed_on IS NULL AND ends_on IS NULL"
VOTES_NOW = (
    f"{BY_ITSELF} AND EXISTS (SELECT 1 FROM governance_motion m WHERE m.id = motion_id"
    " AND m.state = 'voting' AND m.round = governance_vote.round"
    " AND (m.closes_at IS NULL OR clock_timestamp() < m.closes_at))"
    " AND EXISTS (SELECT 1 FROM governance_motion m JOIN governance_seat s"
    " ON s.body_id = m.body_id AND s.member_id = governance_vote.member_id"
    " WHERE m.id = motion_id AND s.votes > 0"
    f" AND ({HEAD} OR (SELECT app_person()) IN (s.holder_id, s.deputy_id)))"
)
DECIDED = f"{IN_ALLIANCE} OR (is_public AND state IN ('adopted', 'failed')"
DECIDED += " AND (SELECT app_door()) = 'public')"
OFFERED = f"{IN_ALLIANCE} AND (kind NOT IN ('open_collection', 'open_base') OR owner_id = (SELECT app_member()))"
IN_MOTION = {"motion_id": "governance_motion"}


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0001_initial"),
        ("sharing", "0003_effect_and_declaration"),
        ("archive", "0002_policies"),
        ("files", "0002_policies"),
    ]
    operations = [
        Sql(FUNCTIONS),
        Sql(ALLIANCE),
        AlliancePolicy(
            "governance_agreement",
            read=IN_VIEW,
            insert=f"{IN_ALLIANCE} AND {LEADS}",
            check=PARTY,
        ),
        AlliancePolicy(
            "governance_party",
            read=IN_VIEW,
            write=f"{BY_ITSELF} AND {HEAD}",
            insert=f"{IN_ALLIANCE} AND {LEADS} AND {UNDECIDED}",
            delete=f"{IN_ALLIANCE} AND {LEADS} AND signed_on IS NULL",
            references={"agreement_id": "governance_agreement"},
            by_member=True,
        ),
        AlliancePolicy(
            "governance_filing",
            write=f"{BY_ITSELF} AND {LEADS}",
            references={"agreement_id": "governance_agreement"},
            by_member=True,
        ),
        AlliancePolicy("governance_votingrule", write=None, insert=f"{IN_ALLIANCE} AND {LEADS}"),
        AlliancePolicy(
            "governance_body",
            read=PUBLISHED,
            insert=OFFICE,
            check=OFFICE,
            references={"rule_id": "governance_votingrule", "proposes_to_id": "governance_body"},
        ),
        AlliancePolicy(
            "governance_seat",
            references={"body_id": "governance_body"},
            by_member=True,
            insert=OFFICE,
            check=f"({OFFICE}) OR ({OWN_SEAT})",
            delete=OFFICE,
        ),
        AlliancePolicy(
            "governance_motion",
            read=DECIDED,
            write=IN_ALLIANCE,
            insert=BY_ITSELF,
            references={
                "body_id": "governance_body",
                "proposed_by_id": "governance_body",
                "rule_id": "governance_votingrule",
            },
            by_member=True,
        ),
        AlliancePolicy("governance_vote", write=VOTES_NOW, references=IN_MOTION, by_member=True),
        AlliancePolicy(
            "governance_resolution",
            read=PUBLISHED,
            write=IN_ALLIANCE,
            references={**IN_MOTION, "repealed_by_id": "governance_resolution"},
        ),
        AlliancePolicy(
            "governance_effect",
            insert=OFFERED,
            delete=OFFERED,
            references={**IN_MOTION, "agreement_id": "governance_agreement"},
        ),
        AlliancePolicy(
            "governance_owndecision",
            write=f"{BY_ITSELF} AND {HEAD}",
            references={"effect_id": "governance_effect"},
            by_member=True,
        ),
        Sql(FIXED),
        Sql(OFFERS),
    ]
