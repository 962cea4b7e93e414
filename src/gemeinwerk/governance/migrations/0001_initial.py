import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import gemeinwerk.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("members", "0004_role_called"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alliance",
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
                ("name", models.CharField(max_length=200)),
                ("purpose", models.TextField()),
                ("land", models.CharField(max_length=2)),
                ("is_public", models.BooleanField(default=False)),
                ("founded_at", models.DateTimeField(auto_now_add=True)),
                ("founded_by", models.CharField(max_length=300)),
                (
                    "founder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.member",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Agreement",
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
                ("title", models.CharField(max_length=300)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("intent", "Declaration of intent"),
                            ("working_group", "Working group under public law"),
                            ("public_law", "Agreement under public law"),
                            ("association", "Joint association"),
                            ("company", "Joint company"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "transfer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No task passes over"),
                            ("delegating", "Delegating: task and duty pass over"),
                            ("mandating", "Mandating: done for others, the task stays"),
                        ],
                        max_length=20,
                    ),
                ),
                ("task", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("land", models.CharField(max_length=2)),
                ("is_founding", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
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
                        default="draft",
                        max_length=30,
                    ),
                ),
                (
                    "term",
                    models.CharField(
                        choices=[
                            ("unlimited", "Unlimited"),
                            ("fixed", "Until a fixed day"),
                            ("yearly", "Year by year unless ended"),
                        ],
                        default="unlimited",
                        max_length=20,
                    ),
                ),
                ("notice_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("agreed_end", models.DateField(blank=True, null=True)),
                ("compensation", models.TextField(blank=True)),
                ("authority", models.CharField(blank=True, max_length=300)),
                ("requested_on", models.DateField(blank=True, null=True)),
                ("received_on", models.DateField(blank=True, null=True)),
                (
                    "answer",
                    models.CharField(
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
                ("answered_on", models.DateField(blank=True, null=True)),
                ("approved_on", models.DateField(blank=True, null=True)),
                ("approval_note", models.TextField(blank=True)),
                ("published_on", models.DateField(blank=True, null=True)),
                ("published_in", models.CharField(blank=True, max_length=300)),
                ("in_force_from", models.DateField(blank=True, null=True)),
                ("hand_reason", models.TextField(blank=True)),
                ("end_notified_on", models.DateField(blank=True, null=True)),
                ("end_stated_on", models.DateField(blank=True, null=True)),
                ("end_published_on", models.DateField(blank=True, null=True)),
                ("end_published_in", models.CharField(blank=True, max_length=300)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("created_by", models.CharField(max_length=300)),
                (
                    "applicant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.member",
                    ),
                ),
                (
                    "task_holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.member",
                    ),
                ),
                (
                    "alliance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="governance.alliance",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Body",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("conference", "Conference of chief officials"),
                            ("plenary", "Plenary"),
                            ("steering", "Steering group"),
                            ("working_group", "Working group"),
                            ("project_group", "Project group"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("task", models.TextField(blank=True)),
                ("is_public", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "alliance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bodies",
                        to="governance.alliance",
                    ),
                ),
                (
                    "proposes_to",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposers",
                        to="governance.body",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Filing",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("art26", "Arrangement of joint controllers (Art. 26 GDPR)"),
                            ("art28", "Contract with a processor (Art. 28 GDPR)"),
                            ("text", "Text of the agreement"),
                            ("approval", "Approval"),
                            ("publication", "Publication"),
                            ("other", "Other document"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("file_name", models.CharField(blank=True, max_length=300)),
                ("sha256", models.CharField(blank=True, max_length=64, null=True)),
                ("coverage", models.CharField(blank=True, max_length=1000)),
                (
                    "covers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("filed_at", models.DateTimeField(auto_now_add=True)),
                ("filed_by", models.CharField(max_length=300)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_by", models.CharField(blank=True, max_length=300)),
                (
                    "agreement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="governance.agreement",
                    ),
                ),
                (
                    "alliance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.alliance",
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
            name="Motion",
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
                ("number", models.CharField(max_length=20)),
                ("author", models.CharField(max_length=300)),
                ("title", models.CharField(max_length=300)),
                ("text", models.TextField()),
                ("reasons", models.TextField(blank=True)),
                ("grade", models.CharField(blank=True, max_length=300)),
                ("reach", models.CharField(blank=True, max_length=300)),
                ("costs", models.TextField(blank=True)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("is_public", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("proposed", "Proposed"),
                            ("voting", "Vote is open"),
                            ("adopted", "Adopted"),
                            ("failed", "Not adopted"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "procedure",
                    models.CharField(
                        blank=True,
                        choices=[("meeting", "In a meeting"), ("written", "Written procedure")],
                        max_length=20,
                    ),
                ),
                ("meeting_id", models.UUIDField(blank=True, null=True)),
                ("electorate", models.JSONField(default=list)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("is_second_meeting", models.BooleanField(default=False)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closes_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("outcome", models.JSONField(blank=True, null=True)),
                (
                    "alliance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="motions",
                        to="governance.alliance",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="motions",
                        to="governance.body",
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
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.body",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Effect",
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
                ("position", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("terms", models.JSONField(default=dict)),
                ("collection_id", models.IntegerField(blank=True, null=True)),
                ("base_id", models.IntegerField(blank=True, null=True)),
                ("subject", models.CharField(blank=True, max_length=200)),
                (
                    "grantees",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                ("right", models.CharField(blank=True, max_length=20)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("includes_personal", models.BooleanField(default=False)),
                ("purpose", models.CharField(blank=True, max_length=500)),
                ("legal_basis", models.CharField(blank=True, max_length=500)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("carried_out_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_reason", models.CharField(blank=True, max_length=500)),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="effects",
                        to="governance.agreement",
                    ),
                ),
                (
                    "alliance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.alliance",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.member",
                    ),
                ),
                (
                    "motion",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="effects",
                        to="governance.motion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OwnDecision",
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
                ("consents", models.BooleanField()),
                ("organ", models.CharField(max_length=200)),
                ("decided_on", models.DateField()),
                ("reference", models.CharField(blank=True, max_length=300)),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.CharField(max_length=300)),
                (
                    "alliance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.alliance",
                    ),
                ),
                (
                    "effect",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_decisions",
                        to="governance.effect",
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
            name="Party",
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
                ("requested_on", models.DateField(blank=True, null=True)),
                ("organ", models.CharField(blank=True, max_length=200)),
                ("consents", models.BooleanField(blank=True, null=True)),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("decision", models.CharField(blank=True, max_length=300)),
                ("text_sha256", models.CharField(blank=True, max_length=64)),
                ("signed_on", models.DateField(blank=True, null=True)),
                ("signed_by", models.CharField(blank=True, max_length=300)),
                ("notice_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="governance.agreement",
                    ),
                ),
                (
                    "alliance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.alliance",
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
            name="Resolution",
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
                ("number", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=300)),
                ("is_public", models.BooleanField(default=False)),
                ("adopted_at", models.DateTimeField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("repealed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "alliance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resolutions",
                        to="governance.alliance",
                    ),
                ),
                (
                    "motion",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resolution",
                        to="governance.motion",
                    ),
                ),
                (
                    "repealed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.resolution",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Seat",
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
                ("votes", models.PositiveSmallIntegerField(default=1)),
                ("chairs", models.BooleanField(default=False)),
                ("holder_id", models.UUIDField(blank=True, null=True)),
                ("holder_name", models.CharField(blank=True, max_length=200)),
                ("deputy_id", models.UUIDField(blank=True, null=True)),
                ("deputy_name", models.CharField(blank=True, max_length=200)),
                (
                    "alliance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.alliance",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="governance.body",
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
            name="Vote",
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
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("member_name", models.CharField(max_length=200)),
                ("choice", models.CharField(blank=True, max_length=10)),
                ("objects_to_procedure", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True)),
                ("cast_at", models.DateTimeField()),
                ("cast_by", models.CharField(max_length=300)),
                (
                    "alliance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.alliance",
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
                (
                    "motion",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="votes",
                        to="governance.motion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VotingRule",
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
                ("key", models.CharField(max_length=80)),
                ("version", models.PositiveIntegerField(default=1)),
                ("name", models.CharField(max_length=200)),
                ("reference", models.CharField(max_length=500)),
                ("definition", models.JSONField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("made_by", models.CharField(max_length=300)),
                (
                    "alliance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.alliance",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="motion",
            name="rule",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="governance.votingrule",
            ),
        ),
        migrations.AddField(
            model_name="body",
            name="rule",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="governance.votingrule",
            ),
        ),
        migrations.CreateModel(
            name="Membership",
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
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("founding", "Founding member"),
                            ("ordinary", "Ordinary member"),
                            ("associated", "Associated member"),
                            ("provider", "Provider"),
                        ],
                        max_length=20,
                    ),
                ),
                ("runs_office", models.BooleanField(default=False)),
                ("invited_at", models.DateTimeField(auto_now_add=True)),
                ("invited_by", models.CharField(max_length=300)),
                ("joined_on", models.DateField(blank=True, null=True)),
                ("joined_by", models.CharField(blank=True, max_length=300)),
                ("declined_on", models.DateField(blank=True, null=True)),
                ("notice_on", models.DateField(blank=True, null=True)),
                ("left_on", models.DateField(blank=True, null=True)),
                ("left_reason", models.CharField(blank=True, max_length=500)),
                (
                    "alliance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="governance.alliance",
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
                    models.UniqueConstraint(fields=("alliance", "member"), name="membership_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="effect",
            constraint=models.UniqueConstraint(fields=("motion", "position"), name="effect_once"),
        ),
        migrations.AddConstraint(
            model_name="effect",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["open_collection", "open_base"]), _negated=True),
                    models.Q(
                        ("agreement__isnull", False),
                        ("owner__isnull", False),
                        ("valid_from__isnull", False),
                        models.Q(
                            models.Q(("collection_id__isnull", False), ("kind", "open_collection")),
                            models.Q(("base_id__isnull", False), ("kind", "open_base")),
                            _connector="OR",
                        ),
                        models.Q(("purpose", ""), _negated=True),
                        models.Q(("legal_basis", ""), _negated=True),
                        models.Q(("grantees", []), _negated=True),
                        models.Q(("roles", []), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="effect_opens_with_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="owndecision",
            constraint=models.UniqueConstraint(
                fields=("effect", "member"), name="own_decision_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(fields=("agreement", "member"), name="party_once"),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.UniqueConstraint(
                fields=("alliance", "number"), name="resolution_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("body", "member"), name="seat_once"),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                fields=("motion", "round", "member"), name="vote_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="votingrule",
            constraint=models.UniqueConstraint(
                fields=("alliance", "key", "version"), name="rule_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="motion",
            constraint=models.UniqueConstraint(fields=("alliance", "number"), name="motion_once"),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.UniqueConstraint(fields=("alliance", "name"), name="body_once"),
        ),
    ]
