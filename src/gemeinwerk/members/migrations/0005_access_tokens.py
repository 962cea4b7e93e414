"""Keys of programs. A person sees and makes the own ones; who manages people sees all of the member
and may end them; a trigger ends them with the person's last role.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gemeinwerk.kernel.ids
from gemeinwerk.members.policies import MemberPolicy, Sql

OWN = "member_id = (SELECT app_member())"
MINE = "person_id = (SELECT app_person())"
MANAGES = "(SELECT app_has_role('{head,coordinator}'))"
OPERATOR = "(SELECT app_door()) = 'operator'"
SEEN = f"{OPERATOR} OR ({OWN} AND ({MINE} OR {MANAGES}))"

ROLE_OVER = """
CREATE FUNCTION members_role_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE members_accesstoken t SET revoked_at = now()
    WHERE t.member_id = OLD.member_id AND t.person_id = OLD.person_id AND t.revoked_at IS NULL
      AND NOT EXISTS (SELECT FROM members_role r
        WHERE r.member_id = OLD.member_id AND r.person_id = OLD.person_id);
  RETURN NULL;
END $$;
CREATE TRIGGER role_over AFTER DELETE ON members_role
  FOR EACH ROW EXECUTE FUNCTION members_role_over();
"""

HOLDER = """
CREATE FUNCTION members_token(wanted text)
RETURNS TABLE (token_id uuid, member_id int, person_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE found uuid; door text := app_door();
  today date := (now() AT TIME ZONE 'Europe/Berlin')::date;
BEGIN
  IF app_member() IS NOT NULL OR app_person() IS NOT NULL OR door <> '' THEN
    RETURN;
  END IF;
  PERFORM set_config('app.door', 'operator', true);
  SELECT t.id INTO found FROM members_accesstoken t JOIN members_person p ON p.id = t.person_id
    WHERE t.key_hash = wanted AND t.revoked_at IS NULL AND t.expires_on >= today AND p.is_active
      AND EXISTS (SELECT FROM members_role r
        WHERE r.member_id = t.member_id AND r.person_id = t.person_id);
  UPDATE members_accesstoken t SET last_used_on = today
    WHERE t.id = found AND t.last_used_on IS DISTINCT FROM today;
  RETURN QUERY SELECT t.id, t.member_id::int, t.person_id FROM members_accesstoken t
    WHERE t.id = found;
  PERFORM set_config('app.door', door, true);
END $$;
REVOKE ALL ON FUNCTION members_token(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION members_token(text) TO {app};
COMMENT ON FUNCTION members_token IS
  'For whom the key with this hash reads; nothing unless key, person and role are there today.';
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0004_role_called")]
    operations = [
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gemeinwerk.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("purpose", models.CharField(max_length=200)),
                ("key_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_on", models.DateField()),
                ("last_used_on", models.DateField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.member",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        MemberPolicy(
            "members_accesstoken",
            read=SEEN,
            write=SEEN,
            insert=f"{OWN} AND {MINE}",
            delete=False,
        ),
        Sql(ROLE_OVER),
        Sql(HOLDER),
    ]
