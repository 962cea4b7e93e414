"""Meetings and what belongs to them. Every row belongs to one alliance.

Names of people are stored as text. What stands in released minutes is never changed: the database
refuses it for minutes, agenda and attendance alike.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.meetings.rules import BY_DEPUTY, PRESENT, Unit
from gemeinwerk.governance.models import Alliance, Body, Motion
from gemeinwerk.kernel.ids import new_id
from gemeinwerk.members.models import Member


class NoticePeriod(models.Model):
    """How long before a meeting a body is invited, with the reference that says so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    body = models.OneToOneField(
        Body, on_delete=models.PROTECT, related_name="notice_period", db_constraint=False
    )
    days = models.PositiveSmallIntegerField()
    working = models.BooleanField(default=False)
    urgent_days = models.PositiveSmallIntegerField(null=True, blank=True)
    urgent_working = models.BooleanField(default=False)
    reference = models.CharField(max_length=500)
    set_at = models.DateTimeField(auto_now=True)
    set_by = models.CharField(max_length=300)


class UnitChoice(models.TextChoices):
    WEEKS = Unit.WEEKS, _("weeks")
    WEEKDAY = Unit.WEEKDAY, _("months, on the same weekday of the month")
    DAY = Unit.DAY, _("months, on the same day of the month")


class Series(models.Model):
    """Meetings that were planned together; ``unit`` is empty for days entered by hand."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    every = models.PositiveSmallIntegerField(default=1)
    unit = models.CharField(max_length=20, choices=UnitChoice.choices, blank=True)
    planned_at = models.DateTimeField(auto_now_add=True)
    planned_by = models.CharField(max_length=300)


class MeetingForm(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    DIGITAL = "digital", _("Digital")
    HYBRID = "hybrid", _("In person and digital")


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    INVITED = "invited", _("Invited")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Called off")


class Meeting(models.Model):
    """One meeting. ``sequence`` grows with each change that people must learn of (RFC 5545).

    ``notice`` keeps what was true when people were invited: period, days given, reference.
    ``second_of`` is the first meeting that could not decide; ``relief`` says that the invitation
    announced that this one can decide whoever comes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="meetings", db_constraint=False
    )
    series = models.ForeignKey(
        Series,
        on_delete=models.PROTECT,
        related_name="meetings",
        null=True,
        blank=True,
        db_constraint=False,
    )
    second_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="seconds",
        null=True,
        blank=True,
        db_constraint=False,
    )
    relief = models.BooleanField(default=False)
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    form = models.CharField(
        max_length=20, choices=MeetingForm.choices, default=MeetingForm.IN_PERSON
    )
    place = models.CharField(max_length=300, blank=True)
    link = models.CharField(max_length=500, blank=True)
    is_public = models.BooleanField(default=False)
    state = models.CharField(
        max_length=20, choices=MeetingState.choices, default=MeetingState.PLANNED
    )
    sequence = models.PositiveIntegerField(default=0)
    planned_at = models.DateTimeField(auto_now_add=True)
    planned_by = models.CharField(max_length=300)
    changed_at = models.DateTimeField()
    letter = models.TextField(blank=True)
    is_urgent = models.BooleanField(default=False)
    urgent_reason = models.CharField(max_length=500, blank=True)
    notice = models.JSONField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.CharField(max_length=300, blank=True)
    guests = models.CharField(max_length=1000, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.CharField(max_length=300, blank=True)
    cancel_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="meeting_ends_later"
            ),
            models.CheckConstraint(
                condition=models.Q(relief=False) | models.Q(second_of__isnull=False),
                name="meeting_relief_for_second",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """What a meeting deals with: a motion, or a topic that a member brought.

    Without a meeting a topic waits for the next one of its body. ``repeats`` is the item of the
    first meeting that a second one takes up again; ``is_late``: put on after the invitation.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        related_name="items",
        null=True,
        blank=True,
        db_constraint=False,
    )
    position = models.PositiveSmallIntegerField(default=0)
    motion = models.ForeignKey(
        Motion,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    repeats = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    author = models.CharField(max_length=300)
    is_public = models.BooleanField(default=False)
    is_late = models.BooleanField(default=False)
    brought_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "motion"], name="motion_once_in_meeting")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """The id as text, for buttons."""
        return str(self.id)


class PresenceChoice(models.TextChoices):
    IN_PERSON = "in_person", _("Present in person")
    DIGITAL = "digital", _("Present digitally")
    DEPUTY = "deputy", _("Deputy in person")
    DEPUTY_DIGITAL = "deputy_digital", _("Deputy digitally")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent without excuse")


class Attendance(models.Model):
    """How a member's seat took part, as chair or office recorded it; ``person`` is who came."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="attendance", db_constraint=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    votes = models.PositiveSmallIntegerField(default=0)
    presence = models.CharField(max_length=20, choices=PresenceChoice.choices)
    person = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once")
        ]

    @property
    def is_present(self) -> bool:
        """Whether the seat took part."""
        return self.presence in PRESENT

    @property
    def is_deputy(self) -> bool:
        """Whether the deputy came."""
        return self.presence in BY_DEPUTY


class Minutes(models.Model):
    """The minutes of a meeting. ``content`` is what was released, word for word."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    meeting = models.OneToOneField(
        Meeting, on_delete=models.PROTECT, related_name="minutes", db_constraint=False
    )
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    chair = models.CharField(max_length=200, blank=True)
    taker = models.CharField(max_length=200, blank=True)
    drafted_at = models.DateTimeField(auto_now_add=True)
    drafted_by = models.CharField(max_length=300)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=300, blank=True)
    content = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    is_public = models.BooleanField(default=False)


class MinutesItem(models.Model):
    """What the minutes say about an item. ``drafted`` is the machine's proposal, ``text`` what a
    person made of it; ``edits`` counts changes, so that two writers notice each other.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="minutes_items", db_constraint=False
    )
    item = models.OneToOneField(
        AgendaItem, on_delete=models.PROTECT, related_name="minuted", db_constraint=False
    )
    drafted = models.TextField(blank=True)
    text = models.TextField(blank=True)
    edits = models.PositiveIntegerField(default=0)
    edited_by = models.CharField(max_length=300, blank=True)


class FollowUp(models.Model):
    """A task that follows from a meeting. Only ``member`` says that it is done."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="tasks", db_constraint=False
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    what = models.CharField(max_length=500)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    person = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    given_at = models.DateTimeField(auto_now_add=True)
    given_by = models.CharField(max_length=300)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=300, blank=True)
    done_note = models.CharField(max_length=500, blank=True)
