"""What a grant opens of a collection, and what a permit opens of a single record.

``visible_scopes()`` stays the whole policy of everything below a scope; only what it collects
changes: scopes that are closed are opened by no grant, those whose protective period is over only
while the row that says so is in force, and a permit shows the scope of its own record to its person.
"""

from django.db import migrations

from gemeinwerk.members.policies import MemberPolicy, Sql

OWN = "member_id = (SELECT app_member())"
KEEPS = "(SELECT app_has_role('{records_officer}'))"
DECIDES = "(SELECT app_has_role('{head,records_officer}'))"
TODAY = "(now() AT TIME ZONE 'Europe/Berlin')::date"

KNOWN = (
    "member_id IN (SELECT other_id FROM members_contact WHERE member_id = (SELECT app_member()))"
)
ASKED_HERE = "owner_id = (SELECT app_member())"
ASKED_BY_US = "asker_id = (SELECT app_member())"
ANSWERS = (  # a decision is about a request to this very authority, for the person who asked
    "EXISTS (SELECT 1 FROM archive_accessrequest r WHERE r.id = request_id"
    " AND r.owner_id = archive_decision.member_id AND r.member_id = asker_id"
    " AND r.person_id = archive_decision.person_id)"
)

OPENED = f"""
CREATE FUNCTION open_periods() RETURNS TABLE (period_id int) LANGUAGE sql STABLE AS $$
  SELECT id FROM archive_confirmedperiod WHERE withdrawn_at IS NULL
    AND valid_from <= {TODAY} AND (valid_to IS NULL OR valid_to >= {TODAY})
$$;
CREATE FUNCTION open_permits() RETURNS TABLE (record_id uuid, collection_id int, "right" text)
LANGUAGE sql STABLE AS $$
  SELECT d.record_id, d.collection_id, d."right" FROM archive_decision d
  JOIN archive_accessrequest r ON r.id = d.request_id
  WHERE d.asker_id = app_member() AND d.person_id = app_person() AND d.outcome = 'permit'
    AND d.withdrawn_at IS NULL AND r.withdrawn_at IS NULL
    AND d.valid_from <= {TODAY} AND d.valid_to >= {TODAY}
$$;
GRANT EXECUTE ON FUNCTION open_periods(), open_permits() TO {{app}};
"""

# Lists that are computed once per statement, not questions per scope of the installation.
COLLECTION = (
    f"{OWN} OR id IN (SELECT g.collection_id FROM open_grants() g)"
    " OR id IN (SELECT p.collection_id FROM open_permits() p)"
)
SCOPE = (
    f"{OWN} OR record_id IN (SELECT p.record_id FROM open_permits() p)"
    " OR (NOT is_held AND (opening = 'register' OR (opening = 'over'"
    " AND period_id IN (SELECT p.period_id FROM open_periods() p)))"
    " AND ((NOT is_personal AND collection_id IN"
    " (SELECT g.collection_id FROM open_grants() g))"
    " OR (is_personal AND collection_id IN"
    " (SELECT g.collection_id FROM open_grants() g WHERE g.includes_personal))))"
)

READ_AGAIN = f"""
ALTER POLICY member_select ON archive_collection USING ({COLLECTION});
ALTER POLICY member_select_owner ON archive_collection USING ({COLLECTION});
ALTER POLICY member_select ON archive_scope USING ({SCOPE});
ALTER POLICY member_select_owner ON archive_scope USING ({SCOPE});
"""

KEYS = """
ALTER TABLE archive_scope
  ADD CONSTRAINT archive_scope_record_id_member_fk FOREIGN KEY (member_id, record_id)
    REFERENCES archive_record (member_id, id) DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT archive_scope_period_id_member_fk FOREIGN KEY (member_id, period_id)
    REFERENCES archive_confirmedperiod (member_id, id) DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE archive_accessrequest ADD CONSTRAINT archive_accessrequest_knows
  FOREIGN KEY (member_id, owner_id) REFERENCES members_contact (member_id, other_id);
ALTER TABLE archive_decision ADD CONSTRAINT archive_decision_knows
  FOREIGN KEY (member_id, asker_id) REFERENCES members_contact (member_id, other_id);
"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0004_record_state")]
    operations = [
        MemberPolicy(
            "archive_confirmedperiod",
            read=f"{OWN} OR {KNOWN}",
            write=f"{OWN} AND {KEEPS}",
            delete=False,
        ),
        MemberPolicy(
            "archive_accessrequest",
            read=f"{OWN} OR {ASKED_HERE}",
            write=f"{OWN} AND person_id = (SELECT app_person())",
            delete=False,
        ),
        MemberPolicy(
            "archive_decision",
            read=f"{OWN} OR {ASKED_BY_US}",
            write=f"{OWN} AND {DECIDES} AND {ANSWERS}",
            references={"collection_id": "archive_collection", "record_id": "archive_record"},
            delete=False,
        ),
        Sql(OPENED),
        Sql(READ_AGAIN),
        Sql(KEYS),
    ]
