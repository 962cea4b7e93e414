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
CREATE FUNCTION oparl_published(wanted uuid, scope uuid[])
RETURNS TABLE (kind text, object_id uuid, parent_id uuid, facts jsonb)
LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
WITH alliance AS (
  SELECT id, name FROM governance_alliance WHERE id = wanted AND is_public
), body AS (
  SELECT b.* FROM governance_body b JOIN alliance a ON a.id = b.alliance_id WHERE b.is_public
), motion AS (
  SELECT m.*, b.id AS shown_body, p.id AS shown_proposer
  FROM governance_motion m JOIN alliance a ON a.id = m.alliance_id
  LEFT JOIN body b ON b.id = m.body_id LEFT JOIN body p ON p.id = m.proposed_by_id
  WHERE m.is_public AND m.state IN ('adopted', 'failed')
    AND (scope IS NULL OR m.id = ANY (scope))
), meeting AS (
  SELECT m.*, b.id AS shown_body FROM meetings_meeting m JOIN alliance a ON a.id = m.alliance_id
  LEFT JOIN body b ON b.id = m.body_id WHERE m.is_public AND m.invited_at IS NOT NULL
    AND (scope IS NULL OR m.id = ANY (scope))
), item AS (
  SELECT i.*, b.id AS shown_body, t.id AS shown_motion, t.meeting_id AS decided_in,
    t.state AS result,
    row_number() OVER (PARTITION BY i.meeting_id ORDER BY i.position, i.brought_at, i.id) - 1
      AS place
  FROM meetings_agendaitem i JOIN alliance a ON a.id = i.alliance_id
  JOIN meetings_meeting m ON m.id = i.meeting_id AND m.is_public AND m.invited_at IS NOT NULL
  LEFT JOIN body b ON b.id = m.body_id
  LEFT JOIN governance_motion t
    ON t.id = i.motion_id AND t.is_public AND t.state IN ('adopted', 'failed')
  WHERE i.is_public
    AND (scope IS NULL OR i.meeting_id = ANY (scope) OR i.motion_id = ANY (scope))
), minutes AS (
  SELECT n.*, m.title FROM meetings_minutes n JOIN meeting m ON m.id = n.meeting_id
  WHERE n.is_public AND n.released_at IS NOT NULL
), part AS (
  SELECT 'AgendaItem' AS kind, i.id AS object_id, i.meeting_id AS parent_id, jsonb_build_object(
    'title', i.title, 'order', i.place,
    'consultation', CASE WHEN i.shown_motion IS NOT NULL THEN i.id END,
    'result', CASE WHEN i.decided_in = i.meeting_id THEN i.result END) AS facts
  FROM item i WHERE scope IS NULL OR i.meeting_id = ANY (scope)
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
    AND (scope IS NULL OR i.shown_motion = ANY (scope))
  UNION ALL
  SELECT 'Consultation', t.id, t.id, jsonb_build_object(
    'item', NULL, 'meeting', NULL, 'organization', t.shown_body, 'authoritative', true)
  FROM motion t WHERE t.procedure = 'written'
  UNION ALL
  SELECT 'File', t.id, t.id, jsonb_build_object(
    'form', 'motion', 'name', t.title, 'number', t.number, 'text', t.text, 'reasons', t.reasons,
    'grade', t.grade, 'reach', t.reach, 'costs', t.costs, 'at', t.proposed_at)
  FROM motion t
), seal AS (
  SELECT p.parent_id, md5(string_agg(
    p.kind || p.object_id || p.facts::text, '' ORDER BY p.kind, p.object_id)) AS digest
  FROM part p GROUP BY p.parent_id
), whole AS (
  SELECT 'Body' AS kind, a.id AS object_id, jsonb_build_object('name', a.name) AS facts
  FROM alliance a WHERE scope IS NULL
  UNION ALL
  SELECT 'Organization', b.id, jsonb_build_object(
    'name', b.name, 'form', b.kind, 'task', b.task, 'started', b.created_at,
    'ended', b.closed_on)
  FROM body b WHERE scope IS NULL
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
    'repealed', r.repealed_at, 'repealed_by', q.id)
  FROM motion t LEFT JOIN governance_resolution r ON r.motion_id = t.id AND r.is_public
  LEFT JOIN governance_resolution o ON o.id = r.repealed_by_id AND o.is_public
  LEFT JOIN governance_motion q
    ON q.id = o.motion_id AND q.is_public AND q.state IN ('adopted', 'failed')
)
SELECT w.kind, w.object_id, NULL::uuid, w.facts || jsonb_build_object('parts', s.digest)
FROM whole w LEFT JOIN seal s ON s.parent_id = w.object_id AND w.kind IN ('Meeting', 'Paper')
UNION ALL SELECT p.kind, p.object_id, p.parent_id, p.facts FROM part p
$$;
COMMENT ON FUNCTION oparl_published IS
  'What an alliance has published; of meetings and motions those in scope, null: everything.';
"""

REFRESH = """
CREATE FUNCTION oparl_neighbours(scope uuid[]) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT array_agg(id) FROM (
    SELECT unnest(scope)
    UNION SELECT i.motion_id FROM meetings_agendaitem i WHERE i.meeting_id = ANY (scope)
    UNION SELECT i.meeting_id FROM meetings_agendaitem i WHERE i.motion_id = ANY (scope)
    UNION SELECT c.parent_id FROM oparl_publication i JOIN oparl_publication c
      ON c.kind = 'Consultation' AND c.object_id = i.object_id
      WHERE i.kind = 'AgendaItem' AND i.parent_id = ANY (scope)
  ) AS found (id) WHERE id IS NOT NULL $$;
COMMENT ON FUNCTION oparl_neighbours IS
  'Meetings and motions that a change of these may touch: those that meet in an agenda.';

CREATE FUNCTION oparl_refresh(wanted uuid, changed uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  door text := app_door();
  member text := COALESCE(current_setting('app.member_id', true), '');
  moment timestamptz := clock_timestamp();
  scope uuid[];
BEGIN
  PERFORM set_config('app.door', 'public', true), set_config('app.member_id', '', true);
  IF EXISTS (SELECT 1 FROM governance_alliance WHERE id = wanted AND is_public)
     OR EXISTS (SELECT 1 FROM oparl_publication
                WHERE alliance_id = wanted AND deleted_at IS NULL) THEN
    scope := CASE WHEN changed IS NOT NULL THEN oparl_neighbours(changed) END;
    WITH now AS MATERIALIZED (SELECT * FROM oparl_published(wanted, scope)), gone AS (
      UPDATE oparl_publication p SET modified_at = moment, deleted_at = moment,
        facts = jsonb_strip_nulls(jsonb_build_object('organization', p.facts->'organization'))
      WHERE p.alliance_id = wanted AND p.deleted_at IS NULL
        AND (scope IS NULL OR p.parent_id = ANY (scope)
          OR (p.object_id = ANY (scope) AND p.kind IN ('Meeting', 'Paper')))
        AND NOT EXISTS (
          SELECT 1 FROM now n WHERE n.kind = p.kind AND n.object_id = p.object_id))
    INSERT INTO oparl_publication AS p
      (id, alliance_id, kind, object_id, parent_id, facts, created_at, modified_at)
    SELECT gen_random_uuid(), wanted, n.kind, n.object_id, n.parent_id, n.facts, moment, moment
    FROM now n LEFT JOIN oparl_publication o
      ON o.alliance_id = wanted AND o.kind = n.kind AND o.object_id = n.object_id
    WHERE (o.facts, o.parent_id, o.deleted_at)
      IS DISTINCT FROM (n.facts, n.parent_id, NULL::timestamptz)
    ON CONFLICT (alliance_id, kind, object_id) DO UPDATE
      SET facts = EXCLUDED.facts, parent_id = EXCLUDED.parent_id,
        modified_at = EXCLUDED.modified_at, deleted_at = NULL;
  END IF;
  PERFORM set_config('app.door', door, true), set_config('app.member_id', member, true);
END $$;
COMMENT ON FUNCTION oparl_refresh IS
  'Brings the list of what an alliance has published up to date; only the owner may write it.';

CREATE FUNCTION oparl_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  after jsonb := to_jsonb(NEW); before jsonb := to_jsonb(OLD);
  one jsonb := COALESCE(after, before); touched uuid[];
BEGIN
  IF TG_ARGV[0] <> 'everything' THEN
    SELECT array_agg((row->>name)::uuid) INTO touched
      FROM unnest(TG_ARGV) AS name, unnest(ARRAY[after, before]) AS row
      WHERE row->>name IS NOT NULL;
    IF touched IS NULL THEN RETURN NULL; END IF;
  END IF;
  PERFORM oparl_refresh(COALESCE(one->>'alliance_id', one->>'id')::uuid, touched);
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION oparl_published(uuid, uuid[]), oparl_neighbours(uuid[]),
  oparl_refresh(uuid, uuid[]), oparl_follow() FROM PUBLIC;
COMMENT ON FUNCTION oparl_follow IS
  'After each change in an alliance its public list follows; the columns named touch what changed.';
"""

NO_REFRESH = """
DROP FUNCTION oparl_follow(), oparl_refresh(uuid, uuid[]), oparl_neighbours(uuid[])
"""

WRITTEN = f"""
CREATE POLICY alliance_insert ON oparl_publication FOR INSERT TO {{owner}} WITH CHECK ({AT_DOOR});
CREATE POLICY alliance_update ON oparl_publication FOR UPDATE TO {{owner}}
  USING ({AT_DOOR}) WITH CHECK ({AT_DOOR});
"""

FOLLOWED = {  # columns with the meetings and motions that a change touches
    "governance_alliance": "everything",
    "governance_body": "everything",
    "governance_motion": "id",
    "governance_resolution": "motion_id",
    "meetings_meeting": "id",
    "meetings_agendaitem": "meeting_id, motion_id",
    "meetings_minutes": "meeting_id",
}
TRIGGERS = ";\n".join(
    f"CREATE TRIGGER oparl_follow AFTER INSERT OR UPDATE OR DELETE ON {table}"
    f" FOR EACH ROW EXECUTE FUNCTION oparl_follow({columns})"
    for table, columns in FOLLOWED.items()
)
NO_TRIGGERS = ";\n".join(f"DROP TRIGGER oparl_follow ON {table}" for table in FOLLOWED)

FILL = """
SELECT set_config('app.door', 'public', true);
SELECT oparl_refresh(id, NULL) FROM governance_alliance WHERE is_public;
SELECT set_config('app.door', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("oparl", "0001_initial"),
        ("governance", "0002_policies"),
        ("meetings", "0002_policies"),
    ]
    operations = [
        AlliancePolicy("oparl_publication", read=AT_DOOR, write=None),
        Sql(WRITTEN),
        Sql(PUBLISHED, "DROP FUNCTION oparl_published(uuid, uuid[])"),
        Sql(REFRESH, NO_REFRESH),
        Sql(TRIGGERS, NO_TRIGGERS),
        Sql(FILL),
    ]
