"""The database keeps the list of what is public, whoever changes a row and from where.

``oparl_published`` says what an alliance has published now; after every change ``oparl_refresh``
compares that with the list and dates what is new, changed or withdrawn. It looks through the door
``public`` without a member, so the policies of the tables decide what it finds; the alliance itself
must be public besides. Requests of strangers read this list only.
"""

from django.db import migrations

from gemeinwerk.governance.policies import AlliancePolicy
from gemeinwerk.members.policies import Sql

AT_DOOR = "(SELECT app_door()) = 'public'"

PUBLISHED = """
CREATE FUNCTION oparl_published(wanted uuid)
RETURNS TABLE (kind text, object_id uuid, parent_id uuid, facts jsonb)
LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
WITH alliance AS (
  SELECT id, name FROM governance_alliance WHERE id = wanted AND is_public
), body AS (
  SELECT b.* FROM governance_body b JOIN alliance a ON a.id = b.alliance_id WHERE b.is_public
), resolution AS (
  SELECT r.* FROM governance_resolution r JOIN alliance a ON a.id = r.alliance_id
  WHERE r.is_public
), motion AS (
  SELECT m.*, b.id AS shown_body, p.id AS shown_proposer
  FROM governance_motion m JOIN alliance a ON a.id = m.alliance_id
  LEFT JOIN body b ON b.id = m.body_id LEFT JOIN body p ON p.id = m.proposed_by_id
  WHERE m.is_public AND m.state IN ('adopted', 'failed')
), meeting AS (
  SELECT m.*, b.id AS shown_body FROM meetings_meeting m JOIN alliance a ON a.id = m.alliance_id
  LEFT JOIN body b ON b.id = m.body_id WHERE m.is_public AND m.invited_at IS NOT NULL
), item AS (
  SELECT i.*, m.shown_body, t.id AS shown_motion, t.meeting_id AS decided_in, t.state AS result,
    row_number() OVER (PARTITION BY i.meeting_id ORDER BY i.position, i.brought_at, i.id) - 1
      AS place
  FROM meetings_agendaitem i JOIN meeting m ON m.id = i.meeting_id
  LEFT JOIN motion t ON t.id = i.motion_id WHERE i.is_public
), minutes AS (
  SELECT n.*, m.title FROM meetings_minutes n JOIN meeting m ON m.id = n.meeting_id
  WHERE n.is_public AND n.released_at IS NOT NULL
), part AS (
  SELECT 'AgendaItem' AS kind, i.id AS object_id, i.meeting_id AS parent_id, jsonb_build_object(
    'title', i.title, 'order', i.place,
    'consultation', CASE WHEN i.shown_motion IS NOT NULL THEN i.id END,
    'result', CASE WHEN i.decided_in = i.meeting_id THEN i.result END) AS facts
  FROM item i
  UNION ALL
  SELECT 'Location', m.id, m.id, jsonb_build_object('description', m.place)
  FROM meeting m WHERE m.place <> ''
  UNION ALL
  SELECT 'File', n.id, n.meeting_id, jsonb_build_object(
    'form', 'minutes', 'name', n.title, 'sha256', n.sha256, 'content', n.content,
    'at', n.released_at)
  FROM minutes n
  UNION ALL
  SELECT 'Consultation', i.id, i.shown_motion, jsonb_build_object(
    'item', i.id, 'meeting', i.meeting_id, 'organization', i.shown_body,
    'authoritative', i.decided_in IS NOT DISTINCT FROM i.meeting_id)
  FROM item i WHERE i.shown_motion IS NOT NULL
  UNION ALL
  SELECT 'Consultation', t.id, t.id, jsonb_build_object(
    'item', NULL, 'meeting', NULL, 'organization', t.shown_body, 'authoritative', true)
  FROM motion t WHERE t.procedure = 'written'
  UNION ALL
  SELECT 'File', t.id, t.id, jsonb_build_object(
    'form', 'motion', 'name', t.title, 'number', t.number, 'text', t.text, 'reasons', t.reasons,
    'grade', t.grade, 'reach', t.reach, 'costs', t.costs, 'at', t.proposed_at)
  FROM motion t
), whole AS (
  SELECT 'Body' AS kind, a.id AS object_id, jsonb_build_object('name', a.name) AS facts
  FROM alliance a
  UNION ALL
  SELECT 'Organization', b.id, jsonb_build_object(
    'name', b.name, 'form', b.kind, 'task', b.task, 'started', b.created_at,
    'ended', b.closed_on)
  FROM body b
  UNION ALL
  SELECT 'Meeting', m.id, jsonb_build_object(
    'name', m.title, 'start', m.starts_at, 'end', m.ends_at, 'state', m.state,
    'organization', m.shown_body)
  FROM meeting m
  UNION ALL
  SELECT 'Paper', t.id, jsonb_build_object(
    'name', t.title, 'number', t.number, 'proposed', t.proposed_at, 'result', t.state,
    'organization', t.shown_body, 'proposer', COALESCE(t.shown_proposer, t.shown_body),
    'resolution', r.number, 'adopted', r.adopted_at, 'from', r.valid_from, 'to', r.valid_to,
    'repealed', r.repealed_at, 'repealed_by', q.motion_id)
  FROM motion t LEFT JOIN resolution r ON r.motion_id = t.id
  LEFT JOIN resolution q ON q.id = r.repealed_by_id
)
SELECT w.kind, w.object_id, NULL::uuid, w.facts || jsonb_build_object('parts', (
  SELECT md5(string_agg(p.kind || p.object_id || p.facts::text, '' ORDER BY p.kind, p.object_id))
  FROM part p WHERE p.parent_id = w.object_id))
FROM whole w
UNION ALL SELECT p.kind, p.object_id, p.parent_id, p.facts FROM part p
$$;
COMMENT ON FUNCTION oparl_published IS
  'What an alliance has published, as far as the asker sees it; parts changes with any inner part.';
"""

REFRESH = """
CREATE FUNCTION oparl_refresh(wanted uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  door text := app_door();
  member text := COALESCE(current_setting('app.member_id', true), '');
  moment timestamptz := clock_timestamp();
BEGIN
  PERFORM set_config('app.door', 'public', true), set_config('app.member_id', '', true);
  IF EXISTS (SELECT 1 FROM governance_alliance WHERE id = wanted AND is_public)
     OR EXISTS (SELECT 1 FROM oparl_publication
                WHERE alliance_id = wanted AND deleted_at IS NULL) THEN
    WITH now AS MATERIALIZED (SELECT * FROM oparl_published(wanted)), gone AS (
      UPDATE oparl_publication p SET modified_at = moment, deleted_at = moment,
        facts = jsonb_strip_nulls(jsonb_build_object('organization', p.facts->'organization'))
      WHERE p.alliance_id = wanted AND p.deleted_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM now n WHERE n.kind = p.kind AND n.object_id = p.object_id))
    INSERT INTO oparl_publication AS p
      (id, alliance_id, kind, object_id, parent_id, facts, created_at, modified_at)
    SELECT gen_random_uuid(), wanted, n.kind, n.object_id, n.parent_id, n.facts, moment, moment
    FROM now n
    ON CONFLICT (alliance_id, kind, object_id) DO UPDATE
      SET facts = EXCLUDED.facts, parent_id = EXCLUDED.parent_id,
        modified_at = EXCLUDED.modified_at, deleted_at = NULL
      WHERE p.deleted_at IS NOT NULL OR p.facts IS DISTINCT FROM EXCLUDED.facts
        OR p.parent_id IS DISTINCT FROM EXCLUDED.parent_id;
  END IF;
  PERFORM set_config('app.door', door, true), set_config('app.member_id', member, true);
END $$;
COMMENT ON FUNCTION oparl_refresh IS
  'Brings the list of what an alliance has published up to date; only the owner may write it.';

CREATE FUNCTION oparl_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE changed jsonb := to_jsonb(COALESCE(NEW, OLD));
BEGIN
  PERFORM oparl_refresh(COALESCE(changed->>'alliance_id', changed->>'id')::uuid);
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION oparl_published(uuid), oparl_refresh(uuid), oparl_follow() FROM PUBLIC;
COMMENT ON FUNCTION oparl_follow IS 'After each change in an alliance its public list follows.';
"""

WRITTEN = f"""
CREATE POLICY alliance_insert ON oparl_publication FOR INSERT TO {{owner}} WITH CHECK ({AT_DOOR});
CREATE POLICY alliance_update ON oparl_publication FOR UPDATE TO {{owner}}
  USING ({AT_DOOR}) WITH CHECK ({AT_DOOR});
"""

FOLLOWED = (
    "governance_alliance",
    "governance_body",
    "governance_motion",
    "governance_resolution",
    "meetings_meeting",
    "meetings_agendaitem",
    "meetings_minutes",
)
TRIGGERS = ";\n".join(
    f"CREATE TRIGGER oparl_follow AFTER INSERT OR UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION oparl_follow()"
    for table in FOLLOWED
)
NO_TRIGGERS = ";\n".join(f"DROP TRIGGER oparl_follow ON {table}" for table in FOLLOWED)

FILL = """
SELECT set_config('app.door', 'public', true);
SELECT oparl_refresh(id) FROM governance_alliance WHERE is_public;
SELECT set_config('app.door', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("oparl", "0001_initial"),
        ("governance", "0005_second_meeting"),
        ("meetings", "0002_policies"),
    ]
    operations = [
        AlliancePolicy("oparl_publication", read=AT_DOOR, write=None),
        Sql(WRITTEN),
        Sql(PUBLISHED, "DROP FUNCTION oparl_published(uuid)"),
        Sql(REFRESH, "DROP FUNCTION oparl_follow(), oparl_refresh(uuid)"),
        Sql(TRIGGERS, NO_TRIGGERS),
        Sql(FILL),
    ]
