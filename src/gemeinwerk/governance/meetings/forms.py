"""Entries about meetings. What is wrong stands at its field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.meetings.actions import Frame, Present
from gemeinwerk.governance.meetings.errors import DaysUnreadable
from gemeinwerk.governance.meetings.models import (
    Attendance,
    Meeting,
    MeetingForm,
    Minutes,
    NoticePeriod,
    PresenceChoice,
    UnitChoice,
)
from gemeinwerk.governance.meetings.rules import MOST_MEETINGS, Period, Rhythm, Unit
from gemeinwerk.governance.models import Body, Membership, Seat
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.ui.forms import DayInput

WHERE = {
    "AgendaEmpty": None,
    "CancelNeedsReason": "reason",
    "DaysUnreadable": "days_text",
    "DueInThePast": "due_on",
    "EndsBeforeStart": "ends",
    "InThePast": "day",
    "LinkMissing": "link",
    "LinkWrong": "link",
    "MinutesChanged": "text",
    "NoDays": "days_text",
    "NoUrgentNotice": "is_urgent",
    "NotAMember": "member",
    "NoticeTooShort": "despite_short",
    "PlaceMissing": "place",
    "RhythmWrong": "every",
    "TooManyDays": "days_text",
    "UrgencyWithoutReason": "urgent_reason",
    "UrgentNotShorter": "urgent_days",
}


def show_refusal(form: forms.Form, refusal: UserError) -> None:
    """Put a refusal of the action at the field that it is about, else above the form."""
    field = WHERE.get(refusal.code)
    form.add_error(field if field in form.fields else None, str(refusal))


class ClockInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class FrameForm(forms.Form):
    """What a meeting is, when and where."""

    title = forms.CharField(label=_("Title"), max_length=200)
    day = forms.DateField(label=_("Day"), widget=DayInput)
    begins = forms.TimeField(label=_("Begins at"), widget=ClockInput)
    ends = forms.TimeField(label=_("Ends at"), widget=ClockInput)
    form = forms.ChoiceField(
        label=_("How people take part"),
        choices=MeetingForm.choices,
        widget=forms.RadioSelect,
        initial=MeetingForm.IN_PERSON,
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=300,
        required=False,
        help_text=_("Building and room; needed unless the meeting is digital."),
    )
    link = forms.CharField(
        label=_("Address of the digital meeting"),
        max_length=500,
        required=False,
        help_text=_("Begins with https://; needed if people may take part digitally."),
    )
    is_public = forms.BooleanField(
        label=_("The meeting is public"),
        required=False,
        help_text=_("Day, place and public items can be read by everybody once you have invited."),
    )

    def frame(self) -> Frame:
        """Return the checked entries for the action."""
        entries = self.cleaned_data
        return Frame(
            title=entries["title"],
            begins=entries["begins"],
            ends=entries["ends"],
            form=entries["form"],
            place=entries["place"],
            link=entries["link"],
            is_public=entries["is_public"],
        )


class PlanForm(FrameForm):
    """One meeting of a body."""

    def __init__(self, data: Any = None, *, bodies: Sequence[Body], **options: Any) -> None:
        super().__init__(data, **options)
        choices = [(str(body.id), body.name) for body in bodies]
        self.fields["body"] = forms.ChoiceField(label=_("Body"), choices=choices)
        self.order_fields(["body", "title", "day", "days", "every", "unit", "count"])

    def days(self) -> list[date]:
        """Return the days on which the body shall meet."""
        return [self.cleaned_data["day"]]

    def rhythm(self) -> Rhythm | None:
        """Return how the series goes on, None if it is none."""
        return None


class SeriesForm(PlanForm):
    """Meetings that come back every few weeks or months."""

    every = forms.IntegerField(label=_("Every"), min_value=1, max_value=52, initial=1)
    unit = forms.ChoiceField(label=_("Rhythm"), choices=UnitChoice.choices)
    count = forms.IntegerField(
        label=_("How many meetings"), min_value=1, max_value=MOST_MEETINGS, initial=6
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["day"].label = _("First day")

    def rhythm(self) -> Rhythm | None:
        """Return how the series goes on."""
        entries = self.cleaned_data
        return Rhythm(entries["every"], Unit(entries["unit"]), entries["count"])


class DaysForm(PlanForm):
    """Meetings on days that are entered by hand."""

    days_text = forms.CharField(
        label=_("Days"),
        widget=forms.Textarea,
        help_text=_("One day in each line, for example 24.11.2026."),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        del self.fields["day"]
        self.order_fields(["body", "title", "days_text"])

    def clean_days_text(self) -> str:
        """Check that each line is a day."""
        text = str(self.cleaned_data["days_text"])
        try:
            read_days(text)
        except DaysUnreadable as refusal:
            raise ValidationError(str(refusal)) from refusal
        return text

    def days(self) -> list[date]:
        """Return the days that were entered."""
        return read_days(self.cleaned_data["days_text"])


def read_days(text: str) -> list[date]:
    """Return the days of a text with one in each line (24.11.2026). Raises DaysUnreadable."""
    days = []
    for line in filter(None, map(str.strip, text.splitlines())):
        try:
            days.append(datetime.strptime(line, "%d.%m.%Y").date())
        except ValueError as error:
            raise DaysUnreadable(text=line[:40]) from error
    return days


class ChangeForm(FrameForm):
    """Another day, time or place of one meeting."""

    despite_short = forms.BooleanField(
        label=_("Move it although the notice is too short"), required=False
    )

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        super().__init__(data, initial=entries_of(meeting))
        if meeting.invited_at is None:
            del self.fields["despite_short"]


def entries_of(meeting: Meeting) -> dict[str, Any]:
    """Return what a form shows of a meeting, in German time."""
    begins = meeting.starts_at.astimezone(clock.BERLIN)
    return {
        "title": meeting.title,
        "day": begins.date(),
        "begins": begins.time(),
        "ends": meeting.ends_at.astimezone(clock.BERLIN).time(),
        "form": meeting.form,
        "place": meeting.place,
        "link": meeting.link,
        "is_public": meeting.is_public,
    }


class InviteForm(forms.Form):
    """The invitation to a meeting."""

    letter = forms.CharField(
        label=_("Message to the members"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=5000,
    )
    relief = forms.BooleanField(
        label=_("Announce that the body can decide regardless of how many come"),
        required=False,
        help_text=_(
            "Only for the items of the first meeting, and only if the rules of the body allow a"
            " second meeting to do so."
        ),
    )
    is_urgent = forms.BooleanField(label=_("Invite as urgent"), required=False)
    urgent_reason = forms.CharField(
        label=_("Why the meeting cannot wait"), max_length=500, required=False
    )
    despite_short = forms.BooleanField(
        label=_("Invite although the notice is too short"),
        required=False,
        help_text=_("Invitation and minutes will say that the period was not kept."),
    )

    def __init__(self, data: Any = None, *, meeting: Meeting, notice: bool) -> None:
        """``notice``: the body has a period of notice."""
        super().__init__(data)
        if meeting.second_of_id is None:
            del self.fields["relief"]
        if not notice:
            del self.fields["despite_short"]


class CancelForm(forms.Form):
    """Why a meeting does not take place."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class NoticeForm(forms.Form):
    """How long before a meeting a body is invited."""

    days = forms.IntegerField(label=_("Notice in days"), min_value=1, max_value=365)
    working = forms.BooleanField(
        label=_("Count working days only (Monday to Friday without holidays)"), required=False
    )
    urgent_days = forms.IntegerField(
        label=_("Notice for urgent meetings in days"), min_value=0, max_value=365, required=False
    )
    urgent_working = forms.BooleanField(
        label=_("Count working days only for urgent meetings"), required=False
    )
    reference = forms.CharField(
        label=_("What says so"),
        max_length=500,
        help_text=_("Rules of procedure, statute or law, with section and date."),
    )

    def __init__(self, data: Any = None, *, period: NoticePeriod | None) -> None:
        fields = ("days", "working", "urgent_days", "urgent_working", "reference")
        super().__init__(data, initial={name: getattr(period, name, None) for name in fields})

    def ordinary(self) -> Period:
        """Return the ordinary period."""
        return Period(self.cleaned_data["days"], self.cleaned_data["working"])

    def urgent(self) -> Period | None:
        """Return the period for urgent meetings, if there is one."""
        days = self.cleaned_data["urgent_days"]
        return None if days is None else Period(days, self.cleaned_data["urgent_working"])


class TopicForm(forms.Form):
    """A topic for the next meeting of a body."""

    title = forms.CharField(label=_("Topic"), max_length=300)
    text = forms.CharField(
        label=_("What it is about"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=20_000,
    )
    is_public = forms.BooleanField(label=_("The item is public"), required=False)

    def __init__(self, data: Any = None, *, bodies: Sequence[Body] = ()) -> None:
        super().__init__(data)
        if bodies:
            choices = [(str(body.id), body.name) for body in bodies]
            self.fields["body"] = forms.ChoiceField(label=_("Body"), choices=choices)
            self.order_fields(["body", "title"])


class AttendanceForm(forms.Form):
    """For each seat whether it took part, and who came."""

    def __init__(
        self,
        data: Any = None,
        *,
        seats: Sequence[Seat],
        recorded: Iterable[Attendance],
        guests: str,
    ) -> None:
        super().__init__(data)
        self.seats = seats
        known = {row.member_id: row for row in recorded}
        for seat in seats:
            self._add_seat(seat, known.get(seat.member_id))
        self.fields["guests"] = forms.CharField(
            label=_("Guests"), required=False, max_length=1000, initial=guests
        )

    def _add_seat(self, seat: Seat, row: Attendance | None) -> None:
        choices = [("", _("Please choose")), *PresenceChoice.choices]
        self.fields[f"presence_{seat.member_id}"] = forms.ChoiceField(
            label=seat.member_name,
            choices=choices,
            initial=row.presence if row else "",
            error_messages={"required": _("Choose whether this seat took part.")},
        )
        self.fields[f"person_{seat.member_id}"] = forms.CharField(
            label=_("Who came for %(member)s") % {"member": seat.member_name},
            required=False,
            max_length=200,
            initial=_named(seat, row),
            help_text=_people(seat),
        )

    def entries(self) -> list[Present]:
        """Return the checked entries for the action."""
        entries = self.cleaned_data
        return [
            Present(
                seat.member_id,
                entries[f"presence_{seat.member_id}"],
                entries[f"person_{seat.member_id}"],
            )
            for seat in self.seats
        ]


def _named(seat: Seat, row: Attendance | None) -> str:
    """Return who came if it was neither holder nor deputy, whom the action names by itself."""
    usual = ("", seat.holder_name, seat.deputy_name)
    return row.person if row and row.person not in usual else ""


def _people(seat: Seat) -> str:
    """Hints are shown as they are, so names of other authorities are escaped here."""
    facts = {"holder": seat.holder_name or "–", "deputy": seat.deputy_name or "–"}
    return escape(str(_("Left empty: %(holder)s, as deputy %(deputy)s.")) % facts)


class MinutesForm(forms.Form):
    """Times and names in the minutes."""

    began = forms.TimeField(label=_("Began at"), widget=ClockInput)
    ends = forms.TimeField(label=_("Ended at"), widget=ClockInput)
    chair = forms.CharField(label=_("Chair"), max_length=200)
    taker = forms.CharField(label=_("Minute taker"), max_length=200)

    def __init__(self, data: Any = None, *, minutes: Minutes) -> None:
        initial = {
            "began": minutes.began_at.astimezone(clock.BERLIN).time(),
            "ends": minutes.ended_at.astimezone(clock.BERLIN).time(),
            "chair": minutes.chair,
            "taker": minutes.taker,
        }
        super().__init__(data, initial=initial)


class ItemTextForm(forms.Form):
    """What the minutes say about an item; ``edits`` is the version that the writer saw."""

    text = forms.CharField(label=_("Text of the minutes"), widget=forms.Textarea, max_length=50_000)
    edits = forms.IntegerField(widget=forms.HiddenInput)


class TaskForm(forms.Form):
    """A task that follows from a meeting."""

    what = forms.CharField(label=_("What is to be done"), max_length=500)
    member = forms.TypedChoiceField(label=_("Responsible authority"), coerce=int)
    person = forms.CharField(
        label=_("Person"),
        max_length=200,
        required=False,
        help_text=_("The name, if somebody was named."),
    )
    due_on = forms.DateField(label=_("Until"), widget=DayInput)
    item = forms.ChoiceField(label=_("Follows from"), required=False)

    def __init__(
        self, data: Any = None, *, memberships: Iterable[Membership], items: Iterable[Any]
    ) -> None:
        super().__init__(data)
        member = cast(forms.TypedChoiceField, self.fields["member"])
        names = [(each.member_id, each.member_name) for each in memberships]
        member.choices = [("", _("Please choose")), *names]
        item = cast(forms.ChoiceField, self.fields["item"])
        item.choices = [("", _("the whole meeting")), *((str(i.id), i.title) for i in items)]


class DoneForm(forms.Form):
    """What came of a task."""

    note = forms.CharField(label=_("What came of it"), max_length=500, required=False)
