"""Several chains are locked in one order, before the first entry is written."""

from django.db import migrations

from gemeinwerk.members.policies import Sql

HOLD = """
CREATE FUNCTION journal_hold(chains int[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF app_member() IS NULL THEN
    RAISE EXCEPTION 'the journal is written by the acting member only'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM 1 FROM journal_chain WHERE member_id = ANY (chains || app_member())
    ORDER BY member_id FOR UPDATE;
END $$;
REVOKE ALL ON FUNCTION journal_hold(int[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal_hold(int[]) TO {app};
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_chain")]
    operations = [Sql(HOLD, "DROP FUNCTION journal_hold(int[]);")]
