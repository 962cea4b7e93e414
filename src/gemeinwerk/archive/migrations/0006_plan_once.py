"""Ask what grants open in a function whose plan is kept.

``open_grants()`` asks everything on which a grant hangs, down to agreements and filings. Written
into a policy PostgreSQL plans all of that anew for each statement, which takes longer than the
statement. A function in PL/pgSQL keeps its plan for the connection, and as a definer function it
always runs as owner, who is bound to the same policies: a change of role would drop the plan. They
have no arguments, because with arguments the first calls are planned for each value.
"""

from django.db import migrations

from gemeinwerk.members.policies import Sql

OWN = "member_id = (SELECT app_member())"

ONCE = """
CREATE FUNCTION opened_collections() RETURNS int[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN ARRAY (SELECT g.collection_id FROM open_grants() g);
END $$;
CREATE FUNCTION opened_personal_collections() RETURNS int[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN ARRAY (SELECT g.collection_id FROM open_grants() g WHERE g.includes_personal);
END $$;
REVOKE ALL ON FUNCTION opened_collections(), opened_personal_collections() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION opened_collections(), opened_personal_collections() TO {app};
COMMENT ON FUNCTION opened_collections IS 'Collections that grants open to the acting person.';
COMMENT ON FUNCTION opened_personal_collections IS
  'Collections of which grants open person-related records too to the acting person.';
CREATE OR REPLACE FUNCTION visible_scopes() RETURNS int[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN ARRAY (SELECT id FROM archive_scope);
END $$;
"""

COLLECTION = (
    f"{OWN} OR id = ANY ((SELECT opened_collections())::int[])"
    " OR id IN (SELECT p.collection_id FROM open_permits() p)"
)
SCOPE = (
    f"{OWN} OR record_id IN (SELECT p.record_id FROM open_permits() p)"
    " OR (NOT is_held AND (opening = 'register' OR (opening = 'over'"
    " AND period_id IN (SELECT p.period_id FROM open_periods() p)))"
    " AND ((NOT is_personal AND collection_id = ANY ((SELECT opened_collections())::int[]))"
    " OR (is_personal AND collection_id = ANY ((SELECT opened_personal_collections())::int[]))))"
)

READ = f"""
ALTER POLICY member_select ON archive_collection USING ({COLLECTION});
ALTER POLICY member_select_owner ON archive_collection USING ({COLLECTION});
ALTER POLICY member_select ON archive_scope USING ({SCOPE});
ALTER POLICY member_select_owner ON archive_scope USING ({SCOPE});
"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0005_opening")]
    operations = [Sql(ONCE), Sql(READ)]
