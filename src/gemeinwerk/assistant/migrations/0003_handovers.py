"""How many conversations wait at a desk, which strangers may not read; and an article that goes
leaves what led to it.
"""

import django.db.models.deletion
from django.db import migrations, models

from gemeinwerk.members.policies import Sql

WAITING = """
CREATE FUNCTION assistant_waiting(place int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE door text := app_door(); found int;
BEGIN
  IF door <> 'public' THEN
    RETURN 0;
  END IF;
  PERFORM set_config('app.door', 'resolve', true);
  SELECT count(*) INTO found FROM assistant_handover h
    WHERE h.member_id = place AND h.state IN ('open', 'taken');
  PERFORM set_config('app.door', door, true);
  RETURN found;
END $$;
REVOKE ALL ON FUNCTION assistant_waiting(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assistant_waiting(int) TO {app};
COMMENT ON FUNCTION assistant_waiting IS
  'How many conversations wait at the desk of an authority, for the limit at its public page.';
"""


def _article() -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        db_constraint=False,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to="assistant.article",
    )


class Migration(migrations.Migration):
    dependencies = [("assistant", "0002_policies")]
    operations = [
        migrations.AlterField("gap", "article", _article()),
        migrations.AlterField("handover", "article", _article()),
        Sql(WAITING, "DROP FUNCTION assistant_waiting(int)"),
    ]
