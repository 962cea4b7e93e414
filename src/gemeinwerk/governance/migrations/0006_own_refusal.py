"""Who decides against an effect later closes it for itself at once: an owner for all, a grantee for
its own people.
"""

from django.db import migrations

from gemeinwerk.members.policies import Sql

REFUSED = """
DO $$
DECLARE
  before text := pg_get_functiondef('effects_in_force()'::regprocedure);
  after text := replace(before, 'AND e.undone_at IS NULL', 'AND e.undone_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM governance_owndecision d
      WHERE d.alliance_id = e.alliance_id AND d.effect_id = e.id AND NOT d.consents
        AND d.member_id IN (e.owner_id, taker.member_id))');
BEGIN
  IF after = before THEN
    RAISE EXCEPTION 'effects_in_force does not ask whether an effect was undone';
  END IF;
  EXECUTE after;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0005_second_meeting")]
    operations = [Sql(REFUSED)]
