"""Both sides see a grant; only the owner's head opens or ends one; none is ever deleted."""

from django.db import migrations

from gemeinwerk.members.policies import MemberPolicy, Sql

OWN_HEAD = "member_id = (SELECT app_member()) AND (SELECT app_has_role('{head}'))"

OPEN_GRANTS = """
CREATE FUNCTION open_grants() RETURNS TABLE (collection_id int, includes_personal bool)
LANGUAGE sql STABLE AS $$
  SELECT g.collection_id, bool_or(g.includes_personal) FROM sharing_grant g
  WHERE g.grantee_id = app_member() AND g.ended_at IS NULL
    AND g.valid_from <= (now() AT TIME ZONE 'Europe/Berlin')::date
    AND (g.valid_to IS NULL OR g.valid_to >= (now() AT TIME ZONE 'Europe/Berlin')::date)
  GROUP BY g.collection_id
$$;
GRANT EXECUTE ON FUNCTION open_grants() TO {app};
"""

ACQUAINTED = """
ALTER TABLE sharing_grant
  ADD CONSTRAINT sharing_grant_owner_knows FOREIGN KEY (member_id, grantee_id)
    REFERENCES members_contact (member_id, other_id),
  ADD CONSTRAINT sharing_grant_grantee_knows FOREIGN KEY (grantee_id, member_id)
    REFERENCES members_contact (member_id, other_id)
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_initial"), ("members", "0002_policies")]
    operations = [
        MemberPolicy(
            "sharing_grant",
            read="member_id = (SELECT app_member()) OR grantee_id = (SELECT app_member())",
            write=OWN_HEAD,
            delete=False,
        ),
        Sql(OPEN_GRANTS),
        Sql(ACQUAINTED),
    ]
