"""Tables of records that were uploaded by themselves."""

import django.db.models.deletion
from django.db import migrations, models

from gemeinwerk.members.policies import MemberPolicy


class Migration(migrations.Migration):
    dependencies = [("archive", "0002_policies")]
    operations = [
        migrations.CreateModel(
            name="IntakeTable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=500)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "intake",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tables",
                        to="archive.intake",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.member",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("intake", "sha256"), name="table_once")
                ],
            },
        ),
        MemberPolicy(
            "archive_intaketable",
            references={"intake_id": "archive_intake", "sha256": "files_blob.sha256"},
        ),
    ]
