"""Inviting again who declined or left, and inviting because a resolution admits a member.

The function tells what it found: the office may not look authorities up otherwise.
"""

from django.db import migrations

from gemeinwerk.members.policies import Sql

INVITE = """
DROP FUNCTION governance_invite(uuid, uuid, text, text, text);
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
REVOKE ALL ON FUNCTION governance_invite(uuid, uuid, text, text, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION governance_invite(uuid, uuid, text, text, text, uuid) TO {app};
COMMENT ON FUNCTION governance_invite IS
  'Invites an authority by its official key (or exact name); invited, waiting, member, or null.';

CREATE OR REPLACE FUNCTION governance_joins_itself() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_agreement_steps")]
    operations = [Sql(INVITE)]
