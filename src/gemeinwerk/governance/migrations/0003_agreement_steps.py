"""What the steps of an agreement need: dates of the authority, of an accession, of an ending.

Who names a party leaves its decision and signature empty, and a document that covers some parties
opens nothing to the others.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from gemeinwerk.members.policies import Sql

INVITED = """
DROP POLICY alliance_insert ON governance_party;
CREATE POLICY alliance_insert ON governance_party FOR INSERT TO {app}, {owner} WITH CHECK (
  alliance_id = ANY ((SELECT my_alliances())::uuid[])
  AND (SELECT app_has_role('{head,coordinator}'))
  AND decided_on IS NULL AND consents IS NULL AND signed_on IS NULL AND ends_on IS NULL);
"""

COVERED = """
DO $$
DECLARE
  before text := pg_get_functiondef('effects_in_force()'::regprocedure);
  after text := replace(before, 'AND f.withdrawn_at IS NULL', 'AND f.withdrawn_at IS NULL
          AND f.covers @> ARRAY[e.owner_id, taker.member_id]::int[]');
BEGIN
  IF after = before THEN
    RAISE EXCEPTION 'effects_in_force does not ask for a document that was not withdrawn';
  END IF;
  EXECUTE after;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0002_policies"),
        ("members", "0004_role_called"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="answer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("draft", "Draft"),
                    ("resolved_by_all", "Decided by all"),
                    ("signed", "Signed"),
                    ("approval_requested", "Approval requested"),
                    ("approved", "Approved"),
                    ("deemed_approved", "Deemed approved"),
                    ("changes_wanted", "Changes wanted"),
                    ("refused", "Refused"),
                    ("published", "Published"),
                    ("in_force", "In force"),
                    ("ending", "Ends by notice"),
                    ("ended", "Ended"),
                ],
                max_length=30,
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="answered_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="applicant",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.member",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="compensation",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="end_notified_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="end_published_in",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="agreement",
            name="end_published_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="end_stated_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="hand_reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="received_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="filing",
            name="coverage",
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name="filing",
            name="covers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="party",
            name="consents",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="party",
            name="notice_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="party",
            name="requested_on",
            field=models.DateField(blank=True, null=True),
        ),
        Sql(INVITED),
        Sql(COVERED),
    ]
