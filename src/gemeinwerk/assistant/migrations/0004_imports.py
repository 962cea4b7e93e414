"""Files from which articles become drafts wait here until a person has looked at them."""

import django.db.models.deletion
from django.db import migrations, models

import gemeinwerk.kernel.ids
from gemeinwerk.members.policies import MemberPolicy


class Migration(migrations.Migration):
    dependencies = [
        ("assistant", "0003_handovers"),
        ("members", "0002_policies"),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
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
                ("name", models.CharField(max_length=255)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Being read"),
                            ("read", "To check"),
                            ("taking", "Being taken over"),
                            ("taken", "Taken over"),
                            ("releasing", "Being released"),
                            ("refused", "Not readable"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("data", models.BinaryField(null=True)),
                ("offices", models.JSONField(default=list)),
                ("remarks", models.JSONField(default=list)),
                ("refusal", models.TextField(blank=True)),
                ("handed_in_at", models.DateTimeField(auto_now_add=True)),
                ("handed_in_by", models.CharField(max_length=300)),
                (
                    "base",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assistant.base",
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
        ),
        migrations.CreateModel(
            name="ImportItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ordinal", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=300)),
                ("external_id", models.CharField(blank=True, max_length=200)),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("changed", "Changed"),
                            ("unchanged", "Unchanged"),
                        ],
                        max_length=20,
                    ),
                ),
                ("is_chosen", models.BooleanField(default=True)),
                ("content", models.JSONField()),
                ("article_id", models.UUIDField(blank=True, null=True)),
                ("version_id", models.UUIDField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.member",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="assistant.import",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "source", "ordinal"), name="import_item_once"
                    )
                ],
            },
        ),
        MemberPolicy("assistant_import", references={"base_id": "assistant_base"}),
        MemberPolicy("assistant_importitem", references={"source_id": "assistant_import"}),
    ]
