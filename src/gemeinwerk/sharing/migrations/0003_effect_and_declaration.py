"""A grant names the effect that it rests on; people declare its purpose before they use it.

Grants from before that rest on a text alone are ended: no right without a source.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import gemeinwerk.kernel.ids
from gemeinwerk.members.policies import MemberPolicy, Sql

END_UNFOUNDED = """
ALTER TABLE sharing_grant NO FORCE ROW LEVEL SECURITY;
UPDATE sharing_grant SET ended_at = now(), ended_by = 'Betrieb' WHERE ended_at IS NULL;
ALTER TABLE sharing_grant FORCE ROW LEVEL SECURITY;
ALTER TABLE sharing_grant ADD CONSTRAINT sharing_grant_grantee_id UNIQUE (grantee_id, id);
"""

DECLARED = """
ALTER TABLE sharing_declaration ADD CONSTRAINT sharing_declaration_grant_member_fk
  FOREIGN KEY (member_id, grant_id) REFERENCES sharing_grant (grantee_id, id)
"""

OWN = "member_id = (SELECT app_member())"


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0004_role_called"),
        ("sharing", "0002_policies"),
    ]

    operations = [
        migrations.CreateModel(
            name="Declaration",
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
                ("person_id", models.UUIDField()),
                ("person_name", models.CharField(max_length=200)),
                ("purpose", models.CharField(max_length=500)),
                ("declared_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name="grant",
            name="effect_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="grant",
            name="legal_basis",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="grant",
            name="roles",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), default=list, size=None
            ),
        ),
        Sql(END_UNFOUNDED),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effect_id__isnull", False), ("ended_at__isnull", False), _connector="OR"
                ),
                name="grant_has_effect",
            ),
        ),
        migrations.AddField(
            model_name="declaration",
            name="grant",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="declarations",
                to="sharing.grant",
            ),
        ),
        migrations.AddField(
            model_name="declaration",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
            ),
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.UniqueConstraint(
                fields=("grant", "person_id"), name="declaration_once"
            ),
        ),
        MemberPolicy(
            "sharing_declaration",
            read=OWN,
            write=None,
            insert=f"{OWN} AND person_id = (SELECT app_person())",
        ),
        Sql(DECLARED),
    ]
