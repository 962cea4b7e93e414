"""What an alliance is and decides.

Every row belongs to one alliance and is read by its members only. Rows that a member brings name it
in ``member`` and are written by that member alone. Names of people are stored as text: people of
another authority cannot be looked up.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.ids import new_id
from gemeinwerk.members.models import Member
from gemeinwerk.sharing.rules import Drawer


class Alliance(models.Model):
    """Members that cooperate. ``land`` says whose law and holidays count for its deadlines."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    founder = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    purpose = models.TextField()
    land = models.CharField(max_length=2)
    is_public = models.BooleanField(default=False)
    founded_at = models.DateTimeField(auto_now_add=True)
    founded_by = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.name


class Standing(models.TextChoices):
    FOUNDING = "founding", _("Founding member")
    ORDINARY = "ordinary", _("Ordinary member")
    ASSOCIATED = "associated", _("Associated member")
    PROVIDER = "provider", _("Provider")


VOTING_STANDINGS = frozenset({Standing.FOUNDING, Standing.ORDINARY})


class Membership(models.Model):
    """A member's place in an alliance: invited until ``joined_on``, ends with the day ``left_on``.

    ``runs_office`` marks whose office keeps lists, invites and opens votes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="memberships", db_constraint=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    standing = models.CharField(max_length=20, choices=Standing.choices)
    runs_office = models.BooleanField(default=False)
    invited_at = models.DateTimeField(auto_now_add=True)
    invited_by = models.CharField(max_length=300)
    joined_on = models.DateField(null=True, blank=True)
    joined_by = models.CharField(max_length=300, blank=True)
    declined_on = models.DateField(null=True, blank=True)
    notice_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    left_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alliance", "member"], name="membership_once")
        ]


class AgreementForm(models.TextChoices):
    INTENT = "intent", _("Declaration of intent")
    WORKING_GROUP = "working_group", _("Working group under public law")
    PUBLIC_LAW = "public_law", _("Agreement under public law")
    ASSOCIATION = "association", _("Joint association")
    COMPANY = "company", _("Joint company")


class TaskTransfer(models.TextChoices):
    NONE = "", _("No task passes over")
    DELEGATING = "delegating", _("Delegating: task and duty pass over")
    MANDATING = "mandating", _("Mandating: done for others, the task stays")


class AgreementState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    RESOLVED = "resolved_by_all", _("Decided by all")
    SIGNED = "signed", _("Signed")
    REQUESTED = "approval_requested", _("Approval requested")
    APPROVED = "approved", _("Approved")
    DEEMED = "deemed_approved", _("Deemed approved")
    CHANGES = "changes_wanted", _("Changes wanted")
    REFUSED = "refused", _("Refused")
    PUBLISHED = "published", _("Published")
    IN_FORCE = "in_force", _("In force")
    ENDING = "ending", _("Ends by notice")
    ENDED = "ended", _("Ended")


class Term(models.TextChoices):
    UNLIMITED = "unlimited", _("Unlimited")
    FIXED = "fixed", _("Until a fixed day")
    YEARLY = "yearly", _("Year by year unless ended")


class Agreement(models.Model):
    """What binds some members of an alliance. It opens something from ``in_force_from`` to
    ``ends_on`` (German calendar days, both inclusive), whatever ``state`` calls it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="agreements", db_constraint=False
    )
    title = models.CharField(max_length=300)
    form = models.CharField(max_length=20, choices=AgreementForm.choices)
    transfer = models.CharField(max_length=20, choices=TaskTransfer.choices, blank=True)
    task = models.TextField(blank=True)
    task_holder = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    text = models.TextField(blank=True)
    land = models.CharField(max_length=2)
    is_founding = models.BooleanField(default=False)
    state = models.CharField(
        max_length=30, choices=AgreementState.choices, default=AgreementState.DRAFT
    )
    term = models.CharField(max_length=20, choices=Term.choices, default=Term.UNLIMITED)
    notice_months = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    agreed_end = models.DateField(null=True, blank=True)
    compensation = models.TextField(blank=True)
    applicant = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    authority = models.CharField(max_length=300, blank=True)
    requested_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=30, choices=AgreementState.choices, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    approval_note = models.TextField(blank=True)
    published_on = models.DateField(null=True, blank=True)
    published_in = models.CharField(max_length=300, blank=True)
    in_force_from = models.DateField(null=True, blank=True)
    hand_reason = models.TextField(blank=True)
    end_notified_on = models.DateField(null=True, blank=True)
    end_stated_on = models.DateField(null=True, blank=True)
    end_published_on = models.DateField(null=True, blank=True)
    end_published_in = models.CharField(max_length=300, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.title


class Party(models.Model):
    """A member's part in an agreement: its own organ's decision, its signature, its exit.

    ``text_sha256`` is the text it decided on or signed; ``requested_on`` marks who joins later.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="parties", db_constraint=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    requested_on = models.DateField(null=True, blank=True)
    organ = models.CharField(max_length=200, blank=True)
    consents = models.BooleanField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=300, blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    signed_by = models.CharField(max_length=300, blank=True)
    notice_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "member"], name="party_once")]


class FilingKind(models.TextChoices):
    ART26 = "art26", _("Arrangement of joint controllers (Art. 26 GDPR)")
    ART28 = "art28", _("Contract with a processor (Art. 28 GDPR)")
    TEXT = "text", _("Text of the agreement")
    APPROVAL = "approval", _("Approval")
    PUBLICATION = "publication", _("Publication")
    OTHER = "other", _("Other document")


class Filing(models.Model):
    """A document on file for an agreement; ``member`` filed it and keeps its bytes.

    ``coverage`` says which processing it rules, ``covers`` for which parties.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="filings", db_constraint=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=FilingKind.choices)
    title = models.CharField(max_length=300)
    file_name = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, null=True, blank=True)
    coverage = models.CharField(max_length=1000, blank=True)
    covers = ArrayField(models.IntegerField(), default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    filed_at = models.DateTimeField(auto_now_add=True)
    filed_by = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=300, blank=True)


class VotingRule(models.Model):
    """A version of a rule by which a body votes; ``definition`` is that of ``voting.rules``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    key = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=200)
    reference = models.CharField(max_length=500)
    definition = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alliance", "key", "version"], name="rule_once")
        ]


class BodyKind(models.TextChoices):
    CONFERENCE = "conference", _("Conference of chief officials")
    PLENARY = "plenary", _("Plenary")
    STEERING = "steering", _("Steering group")
    WORKING_GROUP = "working_group", _("Working group")
    PROJECT_GROUP = "project_group", _("Project group")


class Body(models.Model):
    """A body of an alliance. It decides if it has a rule; else it proposes to ``proposes_to``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="bodies", db_constraint=False
    )
    kind = models.CharField(max_length=20, choices=BodyKind.choices)
    name = models.CharField(max_length=200)
    task = models.TextField(blank=True)
    rule = models.ForeignKey(
        VotingRule,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    proposes_to = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="proposers",
        null=True,
        blank=True,
        db_constraint=False,
    )
    is_public = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alliance", "name"], name="body_once")]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A member's place in a body with its votes, and who takes it. 0 votes: with advice only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="seats", db_constraint=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    votes = models.PositiveSmallIntegerField(default=1)
    chairs = models.BooleanField(default=False)
    holder_id = models.UUIDField(null=True, blank=True)
    holder_name = models.CharField(max_length=200, blank=True)
    deputy_id = models.UUIDField(null=True, blank=True)
    deputy_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "member"], name="seat_once")]


class MotionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    VOTING = "voting", _("Vote is open")
    ADOPTED = "adopted", _("Adopted")
    FAILED = "failed", _("Not adopted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Procedure(models.TextChoices):
    MEETING = "meeting", _("In a meeting")
    WRITTEN = "written", _("Written procedure")


class Motion(models.Model):
    """What a body is asked to decide. Text and effects are fixed once it is proposed.

    ``electorate`` and ``rule`` are those under which the vote was opened; ``is_second_meeting``:
    its invitation announced the relief of a second meeting; ``outcome`` is the result of
    ``voting.rules.decide`` at closing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="motions", db_constraint=False
    )
    number = models.CharField(max_length=20)
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="motions", db_constraint=False
    )
    proposed_by = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    author = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    text = models.TextField()
    reasons = models.TextField(blank=True)
    grade = models.CharField(max_length=300, blank=True)
    reach = models.CharField(max_length=300, blank=True)
    costs = models.TextField(blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    is_public = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=MotionState.choices, default=MotionState.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    procedure = models.CharField(max_length=20, choices=Procedure.choices, blank=True)
    meeting_id = models.UUIDField(null=True, blank=True)
    rule = models.ForeignKey(
        VotingRule,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    electorate = models.JSONField(default=list)
    round = models.PositiveSmallIntegerField(default=1)
    is_second_meeting = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alliance", "number"], name="motion_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Vote(models.Model):
    """A member's vote on a motion, open to all members; changed until the vote is closed.

    ``objects_to_procedure``: the member wants no written procedure, which ends it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    motion = models.ForeignKey(
        Motion, on_delete=models.PROTECT, related_name="votes", db_constraint=False
    )
    round = models.PositiveSmallIntegerField(default=1)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    choice = models.CharField(max_length=10, blank=True)
    objects_to_procedure = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    cast_at = models.DateTimeField()
    cast_by = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["motion", "round", "member"], name="vote_once")
        ]


class Resolution(models.Model):
    """An adopted motion. It counts from ``valid_from`` to ``valid_to`` unless it was repealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="resolutions", db_constraint=False
    )
    motion = models.OneToOneField(
        Motion, on_delete=models.PROTECT, related_name="resolution", db_constraint=False
    )
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    is_public = models.BooleanField(default=False)
    adopted_at = models.DateTimeField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    repealed_at = models.DateTimeField(null=True, blank=True)
    repealed_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alliance", "number"], name="resolution_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Effect(models.Model):
    """What a motion does once it is adopted and nothing is missing any more.

    ``terms`` are the kind's own; those that open a collection or base stand in columns, because the
    database itself checks them against the owner's grant. Only the owner offers it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    motion = models.ForeignKey(
        Motion, on_delete=models.PROTECT, related_name="effects", db_constraint=False
    )
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40)
    terms = models.JSONField(default=dict)
    agreement = models.ForeignKey(
        Agreement,
        on_delete=models.PROTECT,
        related_name="effects",
        null=True,
        blank=True,
        db_constraint=False,
    )
    owner = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    collection_id = models.IntegerField(null=True, blank=True)
    base_id = models.IntegerField(null=True, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    grantees = ArrayField(models.IntegerField(), default=list)
    right = models.CharField(max_length=20, blank=True)
    roles = ArrayField(models.CharField(max_length=20), default=list)
    includes_personal = models.BooleanField(default=False)
    purpose = models.CharField(max_length=500, blank=True)
    legal_basis = models.CharField(max_length=500, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["motion", "position"], name="effect_once"),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["open_collection", "open_base"])
                | (
                    models.Q(
                        owner__isnull=False,
                        agreement__isnull=False,
                        valid_from__isnull=False,
                    )
                    & (
                        models.Q(kind="open_collection", collection_id__isnull=False)
                        | models.Q(kind="open_base", base_id__isnull=False)
                    )
                    & ~models.Q(purpose="")
                    & ~models.Q(legal_basis="")
                    & ~models.Q(grantees=[])
                    & ~models.Q(roles=[])
                ),
                name="effect_opens_with_source",
            ),
        ]

    @property
    def drawer(self) -> Drawer | None:
        """What the effect opens; None for other kinds."""
        if self.collection_id is None and self.base_id is None:
            return None
        return Drawer(self.subject, collection_id=self.collection_id, base_id=self.base_id)


class OwnDecision(models.Model):
    """What a member's own organ decided about an effect that needs its consent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    effect = models.ForeignKey(
        Effect, on_delete=models.PROTECT, related_name="own_decisions", db_constraint=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    consents = models.BooleanField()
    organ = models.CharField(max_length=200)
    decided_on = models.DateField()
    reference = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["effect", "member"], name="own_decision_once")
        ]
