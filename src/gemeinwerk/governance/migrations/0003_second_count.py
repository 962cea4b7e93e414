"""An adoption that only the entitled can bring about, whatever the code above does.

The database counts a vote itself before it lets a motion be adopted: by the rule of the body, with
the electorate that follows from its seats, from votes that each member cast for itself. Seats are
given by the office, drafts are their author's; who leaves, does so by its own head, by the office or
because an adopted resolution says so.
"""

from django.db import migrations

from gemeinwerk.members.policies import Sql

FUNCTIONS = """
CREATE FUNCTION governance_reaches(part bigint, whole bigint, share jsonb) RETURNS bool
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN COALESCE((share->>'strict')::bool, false)
    THEN part * (share->>'den')::bigint > (share->>'num')::bigint * whole
    ELSE part * (share->>'den')::bigint >= (share->>'num')::bigint * whole END $$;
COMMENT ON FUNCTION governance_reaches IS 'A share of a whole, exact: part*den >= num*whole.';

CREATE FUNCTION governance_carries(rule jsonb, electorate jsonb, said jsonb, is_written bool,
  is_second bool, concerned int[]) RETURNS bool LANGUAGE sql STABLE AS $$
WITH seat AS (
  SELECT e->>'member_id' AS member, (e->>'weight')::bigint AS weight, e->>'kind' AS kind,
    CASE WHEN rule->>'electorate' = 'members' THEN 1 ELSE (e->>'weight')::bigint END AS worth,
    CASE WHEN rule->>'quorum_of' = 'votes' THEN (e->>'weight')::bigint ELSE 1 END AS place,
    (e->>'chair')::bool AS chairs, said->>(e->>'member_id') AS choice,
    said->>(e->>'member_id') IS NOT NULL
      OR (NOT is_written AND (e->>'present')::bool) AS is_here
  FROM jsonb_array_elements(electorate) AS e WHERE (e->>'weight')::bigint > 0
), sums AS (
  SELECT COALESCE(sum(worth) FILTER (WHERE choice = 'yes'), 0)::bigint AS yes,
    COALESCE(sum(worth) FILTER (WHERE choice = 'no'), 0)::bigint AS no,
    COALESCE(sum(worth) FILTER (WHERE choice = 'abstain'), 0)::bigint AS abstain,
    COALESCE(sum(worth) FILTER (WHERE is_here), 0)::bigint AS here,
    COALESCE(sum(worth), 0)::bigint AS whole, count(*) AS members,
    count(*) FILTER (WHERE choice = 'yes') AS agree,
    COALESCE(sum(place) FILTER (WHERE is_here), 0)::bigint AS come,
    COALESCE(sum(place), 0)::bigint AS places,
    COALESCE(bool_and(choice = 'yes') FILTER (WHERE chairs AND choice IS NOT NULL), false) AS chair,
    COALESCE(array_agg(member) FILTER (WHERE choice = 'yes'), '{}') AS agreeing,
    COALESCE(array_agg(DISTINCT kind), '{}') AS kinds,
    COALESCE(array_agg(DISTINCT kind) FILTER (WHERE choice IS DISTINCT FROM 'yes'), '{}') AS unwilling
  FROM seat
), based AS (
  SELECT *, CASE rule->>'base'
    WHEN 'cast' THEN yes + no + CASE WHEN rule->>'abstention' = 'no' THEN abstain ELSE 0 END
    ELSE CASE rule->>'base' WHEN 'present' THEN here ELSE whole END
      - CASE WHEN rule->>'abstention' = 'ignored' THEN abstain ELSE 0 END END AS base,
    CASE WHEN is_second AND NOT is_written AND jsonb_typeof(rule->'second_meeting') = 'object'
      THEN rule->'second_meeting' ELSE NULLIF(rule->'quorum', 'null') END AS quorum,
    NULLIF(rule->'per_member_majority', 'null') AS per_member
  FROM sums
)
SELECT yes > 0
  AND ((rule->>'tie' = 'chair' AND 2 * yes = base AND chair)
    OR governance_reaches(yes, base, rule->'threshold'))
  AND (quorum IS NULL OR (come > 0 AND governance_reaches(come, places, quorum)))
  AND (rule->>'abstention' <> 'blocks' OR abstain = 0)
  AND (per_member IS NULL OR (agree > 0 AND governance_reaches(agree, members, per_member)))
  AND NOT EXISTS (
    SELECT 1 FROM jsonb_array_elements_text(COALESCE(rule->'consent_of', '[]')) AS asked
    WHERE NOT CASE WHEN asked ~ '^[0-9]+$' THEN asked = ANY (agreeing)
      WHEN asked = 'concerned' THEN concerned <> '{}' AND concerned::text[] <@ agreeing
      ELSE asked = ANY (kinds) AND NOT asked = ANY (unwilling) END)
FROM based $$;
COMMENT ON FUNCTION governance_carries IS
  'Whether votes (member: choice) carry a motion by a rule: the second count beside voting.rules.';

CREATE FUNCTION governance_electorate(body uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT COALESCE(jsonb_agg(jsonb_build_object('member_id', s.member_id, 'weight', s.votes,
    'kind', COALESCE(a.kind, ''), 'chair', s.chairs, 'present', false) ORDER BY s.member_id), '[]')
  FROM governance_seat s JOIN governance_membership m
    ON m.alliance_id = s.alliance_id AND m.member_id = s.member_id
  LEFT JOIN members_member a ON a.id = s.member_id
  WHERE s.body_id = body AND s.votes > 0 AND m.standing IN ('founding', 'ordinary')
    AND m.joined_on <= app_today() AND (m.left_on IS NULL OR m.left_on >= app_today()) $$;
CREATE FUNCTION governance_plain(electorate jsonb, hidden text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT COALESCE(jsonb_agg(e - hidden ORDER BY (e->>'member_id')::int), '[]')
  FROM jsonb_array_elements(electorate) AS e $$;
COMMENT ON FUNCTION governance_electorate IS 'Who may vote in a body as of now, by its seats.';
COMMENT ON FUNCTION governance_plain IS 'An electorate without some of its entries, by member.';

CREATE FUNCTION governance_leads(alliance uuid, body uuid) RETURNS bool LANGUAGE sql STABLE AS $$
  SELECT app_has_role('{head,coordinator}') AND (alliance = ANY (my_offices()) OR EXISTS (
    SELECT 1 FROM governance_seat WHERE body_id = body AND member_id = app_member() AND chairs)) $$;
COMMENT ON FUNCTION governance_leads IS 'Whether the acting person leads votes: chair or office.';

CREATE FUNCTION governance_said(motion uuid, counted int) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT COALESCE(jsonb_object_agg(member_id, choice), '{}') FROM governance_vote
  WHERE motion_id = motion AND round = counted AND choice <> '' $$;
CREATE FUNCTION governance_concerned(motion uuid) RETURNS int[] LANGUAGE sql STABLE AS $$
  SELECT COALESCE(array_agg(DISTINCT one), '{}') FROM governance_effect e,
    LATERAL (SELECT e.owner_id AS one UNION ALL SELECT unnest(e.grantees) UNION ALL
      SELECT (e.terms->>'member')::int WHERE e.terms->>'member' ~ '^[1-9][0-9]{0,8}$') AS named
  WHERE e.motion_id = motion AND one IS NOT NULL $$;
COMMENT ON FUNCTION governance_said IS 'What members voted in a round (member: choice).';
COMMENT ON FUNCTION governance_concerned IS 'Members that the effects of a motion name.';
GRANT EXECUTE ON FUNCTION governance_reaches(bigint, bigint, jsonb),
  governance_carries(jsonb, jsonb, jsonb, bool, bool, int[]), governance_electorate(uuid),
  governance_plain(jsonb, text[]), governance_leads(uuid, uuid), governance_said(uuid, int),
  governance_concerned(uuid) TO {app};
"""

COUNTED = """
CREATE FUNCTION governance_motion_counted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving text[] := '{}';
  problem text := '';
  said jsonb;
  objected bool;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' OR NEW.proposed_at IS NOT NULL THEN
      RAISE EXCEPTION 'a motion begins as a draft' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END IF;
  IF (OLD.state = 'draft' OR NEW.state = 'withdrawn') AND NEW.member_id IS DISTINCT FROM app_member() THEN
    RAISE EXCEPTION 'a draft is its author''s' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.state <> 'voting' AND (NEW.round <> OLD.round
      OR (NEW.outcome IS NOT NULL AND NEW.outcome IS DISTINCT FROM OLD.outcome)) THEN
    RAISE EXCEPTION 'rounds and results come with closing'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.state = 'proposed' AND NEW.state = 'voting' THEN
    problem := CASE
      WHEN NOT governance_leads(NEW.alliance_id, NEW.body_id) THEN 'only chair or office opens a vote'
      WHEN NEW.rule_id IS DISTINCT FROM (SELECT rule_id FROM governance_body WHERE id = NEW.body_id)
        THEN 'a vote follows the rule of its body'
      WHEN governance_plain(NEW.electorate, '{name}') <> governance_electorate(NEW.body_id)
        THEN 'the seats of the body decide who votes'
      WHEN NEW.procedure = 'written' AND NEW.closes_at IS NULL THEN 'in writing there is a deadline'
      WHEN NEW.is_second_meeting AND (NEW.procedure = 'written'
        OR OLD.outcome->>'has_quorum' IS DISTINCT FROM 'false'
        OR OLD.outcome->>'written' IS DISTINCT FROM 'false')
        THEN 'a second meeting follows one without a quorum'
      ELSE '' END;
  ELSIF OLD.state = 'voting' THEN
    moving := CASE WHEN NEW.state = 'voting' THEN '{electorate,closes_at}'::text[]
      ELSE '{state,outcome,closed_at,round}'::text[] END;
    said := governance_said(OLD.id, OLD.round);
    objected := EXISTS (SELECT 1 FROM governance_vote WHERE motion_id = OLD.id
      AND round = OLD.round AND objects_to_procedure);
    problem := CASE
      WHEN to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN 'an open vote is not changed'
      WHEN NEW.state = 'voting' AND to_jsonb(NEW) <> to_jsonb(OLD)
        AND NOT governance_leads(NEW.alliance_id, NEW.body_id) THEN 'chair or office lead the vote'
      WHEN NEW.state = 'voting' THEN CASE
        WHEN governance_plain(NEW.electorate, '{present}')
          <> governance_plain(OLD.electorate, '{present}') THEN 'who votes is not changed' ELSE '' END
      WHEN OLD.procedure <> 'written' AND NOT governance_leads(NEW.alliance_id, NEW.body_id)
        THEN 'chair or office close the vote'
      WHEN OLD.procedure = 'written' AND NOT objected
        AND clock_timestamp() + interval '1 minute' < COALESCE(OLD.closes_at, 'infinity')
        AND EXISTS (SELECT 1 FROM jsonb_array_elements(OLD.electorate) AS e
          WHERE (e->>'weight')::int > 0 AND NOT said ? (e->>'member_id'))
        THEN 'the vote is open until its deadline'
      WHEN NEW.round <> OLD.round + (NEW.state = 'proposed')::int THEN 'rounds are counted'
      WHEN OLD.procedure = 'written' AND objected AND NEW.state <> 'proposed'
        THEN 'an objection ends the written procedure'
      WHEN OLD.procedure = 'written' AND NOT objected AND NEW.state = 'proposed'
        THEN 'nobody objected to the written procedure'
      WHEN NEW.state = 'adopted' AND governance_carries(
        (SELECT definition FROM governance_votingrule WHERE id = OLD.rule_id), OLD.electorate,
        said, OLD.procedure = 'written', OLD.is_second_meeting, governance_concerned(OLD.id))
        IS NOT TRUE THEN 'the votes do not carry the motion'
      ELSE '' END;
  END IF;
  IF problem <> '' THEN
    RAISE EXCEPTION '%', problem USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER motion_counted BEFORE INSERT OR UPDATE ON governance_motion
  FOR EACH ROW EXECUTE FUNCTION governance_motion_counted();

CREATE FUNCTION governance_effect_drafted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moving text[] := '{carried_out_at,undone_at,undone_reason}'; author int;
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.motion_id <> OLD.motion_id THEN
    RAISE EXCEPTION 'an effect stays with its motion' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT member_id INTO author FROM governance_motion
    WHERE id = COALESCE(NEW.motion_id, OLD.motion_id);
  IF author IS DISTINCT FROM app_member() THEN
    RAISE EXCEPTION 'a draft is its author''s' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.kind IN ('open_collection', 'open_base')
      AND NEW.owner_id IS DISTINCT FROM app_member() THEN
    RAISE EXCEPTION 'only the owner offers what is its own' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF TG_OP = 'INSERT' AND (NEW.carried_out_at, NEW.undone_at) IS DISTINCT FROM (NULL, NULL) THEN
    RAISE EXCEPTION 'an effect begins as a draft' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER effect_drafted BEFORE INSERT OR UPDATE OR DELETE ON governance_effect
  FOR EACH ROW EXECUTE FUNCTION governance_effect_drafted();
"""

PLACES = """
CREATE FUNCTION governance_seat_named() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE people text[] := '{holder_id,holder_name,deputy_id,deputy_name}';
BEGIN
  IF to_jsonb(NEW) - people <> to_jsonb(OLD) - people AND NOT (
      NEW.alliance_id = ANY (my_offices()) AND app_has_role('{head,coordinator}')) THEN
    RAISE EXCEPTION 'seats, their votes and the chair are given by the office'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER seat_named BEFORE UPDATE ON governance_seat
  FOR EACH ROW EXECUTE FUNCTION governance_seat_named();

CREATE FUNCTION governance_membership_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  released text[] := '{runs_office,left_on,left_reason}';
  is_office bool;
  is_released bool;
  is_own bool := NEW.member_id = app_member() AND app_has_role('{head}');
BEGIN
  IF current_user = '{owner}' THEN
    RETURN NEW;  -- governance_invite
  END IF;
  is_office := NEW.alliance_id = ANY (my_offices()) AND app_has_role('{head,coordinator}');
  is_released := EXISTS (
    SELECT 1 FROM governance_effect e JOIN governance_motion m ON m.id = e.motion_id
    JOIN governance_membership o ON o.alliance_id = e.alliance_id
      AND o.member_id::text = e.terms->>'member'
    WHERE e.alliance_id = NEW.alliance_id AND e.kind = 'release_member' AND m.state = 'adopted'
      AND e.carried_out_at IS NOT NULL AND (o.id = NEW.id OR o.runs_office));
  IF is_office OR (is_released
      AND to_jsonb(NEW) - released = to_jsonb(OLD) - released) THEN
    RETURN NEW;
  END IF;
  IF (NEW.runs_office, NEW.standing) IS DISTINCT FROM (OLD.runs_office, OLD.standing) THEN
    RAISE EXCEPTION 'standing and office are changed by the office or a resolution'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF to_jsonb(NEW) <> to_jsonb(OLD) AND NOT is_own THEN
    RAISE EXCEPTION 'a membership is its member''s' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER membership_kept BEFORE UPDATE ON governance_membership
  FOR EACH ROW EXECUTE FUNCTION governance_membership_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0002_policies")]
    operations = [Sql(FUNCTIONS), Sql(COUNTED), Sql(PLACES)]
