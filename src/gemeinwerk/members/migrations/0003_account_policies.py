"""Addresses, second factors and provider logins: a person's own, or through the login door."""

from django.db import migrations

from gemeinwerk.members.policies import Sql

MINE = "(user_id = (SELECT app_person()) OR (SELECT app_door()) IN ('login', 'operator'))"
CONDITIONS = {
    "account_emailaddress": MINE,
    "mfa_authenticator": MINE,
    "socialaccount_socialaccount": MINE,
    "account_emailconfirmation": "email_address_id IN (SELECT id FROM account_emailaddress)",
    "socialaccount_socialtoken": "account_id IN (SELECT id FROM socialaccount_socialaccount)",
}


def protect(table: str, condition: str) -> Sql:
    return Sql(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY person_all ON {table} FOR ALL TO {{app}}, {{owner}}"
        f" USING ({condition}) WITH CHECK ({condition})",
        f"DROP POLICY person_all ON {table};"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0002_policies"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]
    operations = [protect(table, condition) for table, condition in CONDITIONS.items()]
