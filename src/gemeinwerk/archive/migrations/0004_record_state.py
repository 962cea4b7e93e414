"""States of records, confirmed protective periods, and requests for single records."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import gemeinwerk.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0003_intake_table"),
        ("members", "0004_role_called"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessRequest",
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
                ("member_name", models.CharField(max_length=200)),
                ("owner_name", models.CharField(max_length=200)),
                ("person_id", models.UUIDField()),
                ("person_name", models.CharField(max_length=200)),
                ("description", models.TextField()),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("official", "Official task"),
                            ("scientific", "Research"),
                            ("history", "Local or family history"),
                            ("legal", "Legal matter"),
                            ("teaching", "Teaching"),
                            ("press", "Press"),
                            ("personal", "Personal matter"),
                        ],
                        max_length=20,
                    ),
                ),
                ("purpose_text", models.TextField()),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("task", "Task of the asking authority, laid down in law"),
                            ("assistance", "Administrative assistance in this single case"),
                            ("interest", "Legitimate interest"),
                        ],
                        max_length=20,
                    ),
                ),
                ("basis_text", models.TextField()),
                ("evidence", models.TextField(blank=True)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ConfirmedPeriod",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("land", models.CharField(max_length=2)),
                ("edition", models.IntegerField()),
                ("terms", models.JSONField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(auto_now_add=True)),
                ("confirmed_by", models.CharField(max_length=300)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
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
                ("request_id", models.UUIDField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("permit", "permitted"), ("refusal", "refused")], max_length=20
                    ),
                ),
                ("record_name", models.CharField(blank=True, max_length=700)),
                ("purpose", models.CharField(max_length=500)),
                ("right", models.CharField(blank=True, max_length=20)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("conditions", models.TextField(blank=True)),
                ("is_shortening", models.BooleanField(default=False)),
                ("rule", models.CharField(blank=True, max_length=500)),
                (
                    "grounds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("reasons", models.TextField(blank=True)),
                ("remedy", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(auto_now_add=True)),
                ("decided_by", models.CharField(max_length=300)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.CharField(blank=True, max_length=300)),
                ("withdrawal_reason", models.TextField(blank=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="scope",
            name="scope_once",
        ),
        migrations.AddField(
            model_name="collection",
            name="state",
            field=models.CharField(
                blank=True,
                choices=[
                    ("register", "Register, kept for inspection"),
                    ("registry", "Records in use"),
                    ("archival", "Archival records"),
                ],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="collection",
            name="state_set_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="record",
            name="birth_year",
            field=models.SmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="record",
            name="death_year",
            field=models.SmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="record",
            name="lifetime_unknown",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="record",
            name="origin",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="record",
            name="processed",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="record",
            name="protection",
            field=models.CharField(
                blank=True,
                choices=[
                    ("general", "General period only"),
                    ("secrecy", "Secrecy: longer period"),
                    ("social", "Social secrecy: by hand, record by record"),
                    ("published", "Made for publication: no period"),
                ],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="record",
            name="state",
            field=models.CharField(
                blank=True,
                choices=[
                    ("register", "Register, kept for inspection"),
                    ("registry", "Records in use"),
                    ("archival", "Archival records"),
                ],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="scope",
            name="is_held",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="scope",
            name="opening",
            field=models.CharField(
                choices=[
                    ("register", "with the grant"),
                    ("over", "with the grant, because the protective period is over"),
                    ("closed", "not by a grant"),
                ],
                default="closed",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="scope",
            name="record",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="archive.record",
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
            ),
        ),
        migrations.AddField(
            model_name="confirmedperiod",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
            ),
        ),
        migrations.AddField(
            model_name="scope",
            name="period",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="archive.confirmedperiod",
            ),
        ),
        migrations.AddConstraint(
            model_name="scope",
            constraint=models.UniqueConstraint(
                fields=("collection", "is_personal", "opening", "period", "record"),
                name="scope_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="scope",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("opening", "over"), ("period__isnull", False)),
                    models.Q(
                        models.Q(("opening", "over"), _negated=True), ("period__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="scope_names_its_period",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="asker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="collection",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="archive.collection",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="record",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="archive.record",
            ),
        ),
        migrations.AddIndex(
            model_name="accessrequest",
            index=models.Index(fields=["owner", "asked_at"], name="request_owner"),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("member", models.F("owner")), _negated=True),
                name="request_to_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmedperiod",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("member",),
                name="period_confirmed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmedperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="period_dates_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["asker", "person_id"], name="decision_asker"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=("member", "request_id"), name="decision_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "refusal"), ("record__isnull", True)),
                    models.Q(
                        ("collection__isnull", False),
                        ("outcome", "permit"),
                        ("record__isnull", False),
                        ("right__in", ("read", "download")),
                        ("valid_from__isnull", False),
                        ("valid_to__gte", models.F("valid_from")),
                    ),
                    _connector="OR",
                ),
                name="decision_is_whole",
            ),
        ),
    ]
