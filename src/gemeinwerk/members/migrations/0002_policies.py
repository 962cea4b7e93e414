"""The functions that every policy asks, and the policies of members, people and roles."""

from django.db import migrations

from gemeinwerk.members.policies import MemberPolicy, Sql

FUNCTIONS = """
CREATE FUNCTION app_member() RETURNS int LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT NULLIF(current_setting('app.member_id', true), '')::int $$;
CREATE FUNCTION app_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT NULLIF(current_setting('app.person_id', true), '')::uuid $$;
CREATE FUNCTION app_door() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT COALESCE(current_setting('app.door', true), '') $$;
CREATE FUNCTION app_has_role(wanted text[]) RETURNS bool LANGUAGE sql STABLE AS
  $$ SELECT EXISTS (SELECT 1 FROM members_role WHERE member_id = app_member()
                    AND person_id = app_person() AND kind = ANY (wanted)) $$;
GRANT EXECUTE ON FUNCTION app_member(), app_person(), app_door() TO {app}, {search};
GRANT EXECUTE ON FUNCTION app_has_role(text[]) TO {app};
"""

OPERATOR = "(SELECT app_door()) = 'operator'"
OWN = "member_id = (SELECT app_member())"

POLICIES = f"""
ALTER TABLE members_member ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY member_select ON members_member FOR SELECT TO {{app}}, {{owner}} USING (
  {OPERATOR} OR id = (SELECT app_member())
  OR id IN (SELECT other_id FROM members_contact WHERE member_id = (SELECT app_member()))
  OR id IN (SELECT member_id FROM members_role WHERE person_id = (SELECT app_person())));
CREATE POLICY member_insert ON members_member FOR INSERT TO {{app}} WITH CHECK ({OPERATOR});
CREATE POLICY member_update ON members_member FOR UPDATE TO {{app}}
  USING ({OPERATOR}) WITH CHECK ({OPERATOR});

ALTER TABLE members_person ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY person_select ON members_person FOR SELECT TO {{app}}, {{owner}} USING (
  id = (SELECT app_person()) OR (SELECT app_door()) IN ('login', 'operator')
  OR id IN (SELECT person_id FROM members_role WHERE member_id = (SELECT app_member())));
CREATE POLICY person_insert ON members_person FOR INSERT TO {{app}}, {{owner}}
  WITH CHECK ({OPERATOR});
CREATE POLICY person_update ON members_person FOR UPDATE TO {{app}}
  USING (id = (SELECT app_person()) OR (SELECT app_door()) IN ('login', 'operator'))
  WITH CHECK (id = (SELECT app_person()) OR (SELECT app_door()) IN ('login', 'operator'));
"""

INVITE = """
CREATE FUNCTION members_invite(wanted_id uuid, wanted_email text, wanted_name text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE found uuid; door text := app_door();
BEGIN
  IF NOT app_has_role('{head,coordinator}') THEN
    RAISE EXCEPTION 'only a head or coordinator invites' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('app.door', 'operator', true);
  SELECT id INTO found FROM members_person WHERE lower(email) = lower(wanted_email);
  IF found IS NULL THEN
    INSERT INTO members_person (id, email, name, password, is_active, joined_at)
    VALUES (wanted_id, lower(wanted_email), wanted_name, '!' || wanted_id, true, now())
    RETURNING id INTO found;
  END IF;
  PERFORM set_config('app.door', door, true);
  RETURN found;
END $$;
REVOKE ALL ON FUNCTION members_invite(uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION members_invite(uuid, text, text) TO {app};
COMMENT ON FUNCTION members_invite IS
  'Finds or makes a person by e-mail address without telling which, so nothing is betrayed.';
"""

CACHE = """
CREATE TABLE members_cache (
  cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX members_cache_expires ON members_cache (expires);
"""

PEOPLE_WRITE = (  # who leads is the head's business: a coordinator cannot make himself head
    f"{OPERATOR} OR ({OWN} AND ((SELECT app_has_role('{{head}}'))"
    " OR (kind <> 'head' AND (SELECT app_has_role('{coordinator}')))))"
)


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [
        Sql(FUNCTIONS),
        MemberPolicy(
            "members_contact",
            read=f"{OWN} OR {OPERATOR}",
            write=OPERATOR,
            key=None,
        ),
        MemberPolicy(
            "members_role",
            read=f"{OWN} OR person_id = (SELECT app_person()) OR {OPERATOR}",
            write=PEOPLE_WRITE,
        ),
        Sql(POLICIES),
        Sql(INVITE),
        Sql(CACHE, "DROP TABLE members_cache"),
    ]
