"""When a grant opens: the two keys of a drawer.

The owner's key is the grant, written by its own head (``sharing_grant``); the alliance's is the
effect of an adopted resolution. Everything that may lapse is asked at this moment: the resolution
and its days, the agreement, both signatures and memberships, each one's own refusal, and for
person-related records the grantee's consent, the form of the agreement and a document that covers
both. The functions are in PL/pgSQL because that keeps their plans for the connection; in plain SQL
all of it was planned anew in each statement.
"""

from django.db import migrations

from gemeinwerk.members.policies import Sql

OPEN = """
CREATE FUNCTION effects_in_force() RETURNS TABLE (effect_id uuid, owner_id int,
  grantee_id int, collection_id int, base_id int, may_download bool, includes_personal bool, roles text[])
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT e.id, e.owner_id::int, taker.member_id::int, e.collection_id, e.base_id,
    e."right" = 'download', e.includes_personal, e.roles::text[]
  FROM governance_effect e
  JOIN governance_resolution r ON r.alliance_id = e.alliance_id AND r.motion_id = e.motion_id
  JOIN governance_agreement a ON a.alliance_id = e.alliance_id AND a.id = e.agreement_id
  JOIN governance_party giver ON giver.agreement_id = a.id AND giver.member_id = e.owner_id
  JOIN governance_party taker ON taker.agreement_id = a.id AND taker.member_id = ANY (e.grantees)
  JOIN governance_membership gm ON gm.alliance_id = e.alliance_id AND gm.member_id = e.owner_id
  JOIN governance_membership tm
    ON tm.alliance_id = e.alliance_id AND tm.member_id = taker.member_id
  WHERE e.kind IN ('open_collection', 'open_base') AND e.carried_out_at IS NOT NULL AND e.undone_at IS NULL
    AND r.repealed_at IS NULL AND r.valid_from <= app_today()
    AND (r.valid_to IS NULL OR r.valid_to >= app_today())
    AND e.valid_from <= app_today() AND (e.valid_to IS NULL OR e.valid_to >= app_today())
    AND a.in_force_from <= app_today() AND (a.ends_on IS NULL OR a.ends_on >= app_today())
    AND giver.signed_on IS NOT NULL AND (giver.ends_on IS NULL OR giver.ends_on >= app_today())
    AND taker.signed_on IS NOT NULL AND (taker.ends_on IS NULL OR taker.ends_on >= app_today())
    AND gm.joined_on <= app_today() AND (gm.left_on IS NULL OR gm.left_on >= app_today())
    AND tm.joined_on <= app_today() AND (tm.left_on IS NULL OR tm.left_on >= app_today())
    AND NOT EXISTS (SELECT 1 FROM governance_owndecision d
      WHERE d.alliance_id = e.alliance_id AND d.effect_id = e.id AND NOT d.consents
        AND d.member_id IN (e.owner_id, taker.member_id))
    AND (NOT e.includes_personal OR (
      EXISTS (SELECT 1 FROM governance_owndecision d
        WHERE d.effect_id = e.id AND d.member_id = taker.member_id AND d.consents)
      AND (a.form IN ('association', 'company')
        OR (a.form = 'public_law' AND a.transfer IN ('delegating', 'mandating')))
      AND EXISTS (SELECT 1 FROM governance_filing f
        WHERE f.agreement_id = a.id AND f.kind = e.terms->>'privacy'
          AND f.kind IN ('art26', 'art28') AND f.withdrawn_at IS NULL
          AND f.covers @> ARRAY[e.owner_id, taker.member_id]::int[]
          AND f.valid_from <= app_today() AND (f.valid_to IS NULL OR f.valid_to >= app_today()))));
END $$;
COMMENT ON FUNCTION effects_in_force IS
  'Per grantee, what resolutions allow today; everything that may lapse is asked at this moment.';

CREATE FUNCTION grants_in_force() RETURNS TABLE (grant_id uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
  SELECT g.id FROM sharing_grant g JOIN effects_in_force() f
    ON f.effect_id = g.effect_id AND f.owner_id = g.member_id AND f.grantee_id = g.grantee_id
    AND (f.collection_id, f.base_id) IS NOT DISTINCT FROM (g.collection_id, g.base_id)
  WHERE g.ended_at IS NULL AND g.valid_from <= app_today()
    AND (g.valid_to IS NULL OR g.valid_to >= app_today())
    AND (f.may_download OR g."right" = 'read')
    AND (f.includes_personal OR NOT g.includes_personal)
    AND g.roles::text[] <@ f.roles;
END $$;
COMMENT ON FUNCTION grants_in_force IS 'Grants given or received for which both keys are there.';

CREATE FUNCTION my_open_grants() RETURNS TABLE (grant_id uuid)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT g.id FROM sharing_grant g
  WHERE g.grantee_id = app_member() AND g.id IN (SELECT i.grant_id FROM grants_in_force() i)
    AND app_has_role(g.roles::text[])
    AND EXISTS (SELECT 1 FROM sharing_declaration d
                WHERE d.grant_id = g.id AND d.person_id = app_person());
END $$;
COMMENT ON FUNCTION my_open_grants IS
  'Grants that the acting person may use today: in force, a role held, the purpose declared.';

CREATE OR REPLACE FUNCTION open_grants() RETURNS TABLE (collection_id int, includes_personal bool)
LANGUAGE sql STABLE AS $$
  SELECT g.collection_id, bool_or(g.includes_personal) FROM sharing_grant g
  WHERE g.collection_id IS NOT NULL AND g.id IN (SELECT m.grant_id FROM my_open_grants() m)
  GROUP BY g.collection_id
$$;

CREATE FUNCTION effect_is_over(wanted uuid) RETURNS bool LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (
    SELECT 1 FROM governance_effect e JOIN governance_motion m ON m.id = e.motion_id
    LEFT JOIN governance_resolution r ON r.motion_id = m.id
    WHERE e.id = wanted AND e.undone_at IS NULL AND m.state NOT IN ('failed', 'withdrawn')
      AND r.repealed_at IS NULL AND (r.valid_to IS NULL OR r.valid_to >= app_today())
      AND (e.valid_to IS NULL OR e.valid_to >= app_today()))
$$;
COMMENT ON FUNCTION effect_is_over IS
  'Whether a grant waits in vain: its resolution failed, was repealed, expired or undone.';
GRANT EXECUTE ON FUNCTION effects_in_force(), grants_in_force(), my_open_grants(),
  effect_is_over(uuid) TO {app};
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_second_count")]
    operations = [Sql(OPEN)]
