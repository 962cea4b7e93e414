"""The chain: one function appends, everybody else only reads."""

from django.db import migrations

from gemeinwerk.members.policies import Sql

CHAIN = """
ALTER TABLE journal_entry ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE journal_chain ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY member_select ON journal_entry FOR SELECT TO {app}
  USING (member_id = (SELECT app_member()));
CREATE POLICY owner_select ON journal_entry FOR SELECT TO {owner} USING (true);
CREATE POLICY owner_insert ON journal_entry FOR INSERT TO {owner} WITH CHECK (true);
CREATE POLICY owner_all ON journal_chain FOR ALL TO {owner} USING (true) WITH CHECK (true);
REVOKE ALL ON journal_entry, journal_chain FROM {app};
GRANT SELECT ON journal_entry TO {app};

CREATE FUNCTION journal_append(chain_of int, entry_body text, once_within interval DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  facts jsonb := entry_body::jsonb;
  last journal_chain%ROWTYPE;
  moment timestamptz;
  link bytea;
BEGIN
  IF app_member() IS NULL OR (facts->>'actor_member')::int IS DISTINCT FROM app_member() THEN
    RAISE EXCEPTION 'the journal is written by the acting member only'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO journal_chain (member_id, number, hash)
    VALUES (chain_of, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
  SELECT * INTO last FROM journal_chain WHERE member_id = chain_of FOR UPDATE;
  moment := clock_timestamp();
  IF once_within IS NOT NULL AND EXISTS (
    SELECT 1 FROM journal_entry WHERE member_id = chain_of
      AND object_id = COALESCE(facts->>'object', '') AND at > moment - once_within
      AND event = facts->>'event'
      AND body::jsonb->>'actor_person' IS NOT DISTINCT FROM facts->>'actor_person'
      AND body::jsonb->>'actor_member' IS NOT DISTINCT FROM facts->>'actor_member'
  ) THEN
    RETURN NULL;
  END IF;
  link := sha256(last.hash || convert_to((last.number + 1) || E'\\x1f'
    || to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || E'\\x1f'
    || entry_body, 'UTF8'));
  INSERT INTO journal_entry (member_id, number, at, event, object_id, body, previous, hash)
    VALUES (chain_of, last.number + 1, moment, facts->>'event',
            COALESCE(facts->>'object', ''), entry_body, last.hash, link);
  UPDATE journal_chain SET number = last.number + 1, hash = link WHERE member_id = chain_of;
  RETURN last.number + 1;
END $$;

CREATE FUNCTION journal_head() RETURNS TABLE (number bigint, hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT c.number, c.hash FROM journal_chain c WHERE c.member_id = app_member() $$;

REVOKE ALL ON FUNCTION journal_append(int, text, interval), journal_head() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal_append(int, text, interval), journal_head() TO {app};
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial"), ("members", "0002_policies")]
    operations = [Sql(CHAIN)]
