"""Entries of motions, votes and own decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.models import Motion, Procedure
from gemeinwerk.governance.voting.actions import MotionText
from gemeinwerk.governance.voting.queries import Place, Way
from gemeinwerk.governance.voting.rules import Choice
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.ui.forms import DayInput

CHOICES = (
    (Choice.YES.value, _("Yes")),
    (Choice.NO.value, _("No")),
    (Choice.ABSTAIN.value, _("Abstention")),
)
LONG = 20_000  # signs: about ten pages of text
USUAL_DAYS = 14
USUAL_HOUR = time(12)


class MotionForm(forms.Form):
    """What a body shall decide."""

    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        help_text=_("What it is about, in one line, for example “Open the register to all”."),
        error_messages={"required": _("Give the motion a title.")},
    )
    text = forms.CharField(
        label=_("Proposed decision"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Word for word what shall be decided. It cannot be changed once proposed."),
        error_messages={"required": _("Write down what shall be decided.")},
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    grade = forms.CharField(
        label=_("Grade"),
        max_length=300,
        required=False,
        help_text=_("How far the cooperation goes, for example “trial for one year”."),
    )
    reach = forms.CharField(
        label=_("Reach"),
        max_length=300,
        required=False,
        help_text=_("For whom it counts, for example “the county and three municipalities”."),
    )
    costs = forms.CharField(
        label=_("Costs"),
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What it costs, who bears it. Write “none” if it costs nothing."),
    )
    valid_from = forms.DateField(
        label=_("Counts from"),
        required=False,
        widget=DayInput,
        help_text=_("Empty: from the day of the resolution."),
    )
    valid_to = forms.DateField(
        label=_("Counts until"),
        required=False,
        widget=DayInput,
        help_text=_("Empty: until it is repealed. After this day all that it did ends by itself."),
    )
    is_public = forms.BooleanField(
        label=_("The motion and its result may be published"), required=False
    )

    @property
    def content(self) -> MotionText:
        """The entries of a form whose fields are all right."""
        names = MotionText.__dataclass_fields__
        return MotionText(**{name: self.cleaned_data[name] for name in names})

    def refuse(self, refusal: UserError) -> None:
        """Show a refusal at the field that it is about."""
        places = {"DatesWrong": "valid_to", "AlreadyDrafted": "title"}
        self.add_error(places.get(refusal.code), str(refusal))


class DraftForm(MotionForm):
    """A new motion: also before which body, and in whose name."""

    field_order = ("way",)
    way = forms.ChoiceField(
        label=_("Before which body"),
        error_messages={"required": _("Choose the body that shall decide.")},
    )

    def __init__(self, data: Any = None, *, ways: Sequence[Way], **kwargs: Any) -> None:
        """``ways``: how the acting member may bring a motion before which body."""
        super().__init__(data, **kwargs)
        self.ways = {way.key: way for way in ways}
        choices = [(key, _name_of(way)) for key, way in self.ways.items()]
        field = cast(forms.ChoiceField, self.fields["way"])
        field.choices = choices if len(choices) == 1 else [("", _("Please choose")), *choices]

    @property
    def body_id(self) -> UUID:
        """The chosen body."""
        return self.ways[self.cleaned_data["way"]].body.id

    @property
    def proposed_by_id(self) -> UUID | None:
        """The body in whose name it is proposed."""
        proposer = self.ways[self.cleaned_data["way"]].proposer
        return proposer.id if proposer else None


class OpenForm(forms.Form):
    """How a motion is put to the vote."""

    procedure = forms.ChoiceField(
        label=_("How is the vote taken?"),
        choices=Procedure.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a meeting or the written procedure.")},
    )
    day = forms.DateField(
        label=_("Last day (written procedure)"),
        required=False,
        widget=DayInput,
        help_text=_("The vote ends earlier once all have voted."),
    )
    hour = forms.TimeField(
        label=_("Time (written procedure)"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, data: Any = None, *, written: bool) -> None:
        """``written``: the rule of the body allows the written procedure."""
        day = clock.today() + timedelta(days=USUAL_DAYS)
        super().__init__(data, initial={"day": day, "hour": USUAL_HOUR})
        if not written:
            field = cast(forms.ChoiceField, self.fields["procedure"])
            field.choices = [(Procedure.MEETING.value, Procedure.MEETING.label)]
            field.initial = Procedure.MEETING.value
            field.help_text = _("The rule of this body does not allow a written procedure.")
            del self.fields["day"], self.fields["hour"]

    @property
    def closes_at(self) -> datetime | None:
        """The deadline of a written procedure in German time, None if day or hour is missing."""
        day, hour = self.cleaned_data.get("day"), self.cleaned_data.get("hour")
        return datetime.combine(day, hour, tzinfo=clock.BERLIN) if day and hour else None

    def refuse(self, refusal: UserError) -> None:
        """Show a refusal at the field that it is about."""
        is_late = refusal.code == "DeadlineMissing" and "day" in self.fields
        self.add_error("day" if is_late else None, str(refusal))


class VoteForm(forms.Form):
    """One vote, with its reason."""

    choice = forms.ChoiceField(
        label=_("Your vote"), required=False, choices=CHOICES, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Optional. All members of the alliance can read it."),
    )
    objects_to_procedure = forms.BooleanField(
        label=_("I object to the written procedure"),
        required=False,
        help_text=_(
            "It ends at once then, without a decision, and the motion goes to a meeting. This is"
            " not a vote against the motion."
        ),
    )

    def __init__(self, data: Any = None, *, motion: Motion, mine: Place | None) -> None:
        """``mine`` is the place of the acting member, with what it said before."""
        said = mine.vote if mine and mine.vote else None
        initial = {"choice": said.choice, "reason": said.reason} if said else {}
        super().__init__(data, initial=initial)
        if motion.procedure != Procedure.WRITTEN:
            del self.fields["objects_to_procedure"]

    def refuse(self, refusal: UserError) -> None:
        """Show a refusal at the field that it is about."""
        self.add_error("choice" if refusal.code == "ChoiceUnknown" else None, str(refusal))


class PresenceForm(forms.Form):
    """Who is present at the meeting that votes."""

    present = forms.TypedMultipleChoiceField(
        label=_("Present"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who votes counts as present in any case."),
    )

    def __init__(self, data: Any = None, *, places: Sequence[Place]) -> None:
        """``places`` are those of the electorate."""
        here = [place.member_id for place in places if place.is_present]
        super().__init__(data, initial={"present": here})
        field = cast(forms.TypedMultipleChoiceField, self.fields["present"])
        field.choices = [(place.member_id, place.name) for place in places]


class DecisionForm(forms.Form):
    """What the organ of the own authority decided."""

    consents = forms.TypedChoiceField(
        label=_("What was decided"),
        choices=(("yes", _("We consent")), ("no", _("We do not consent"))),
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether your authority consents.")},
    )
    organ = forms.CharField(
        label=_("Who decided"),
        max_length=200,
        help_text=_("For example: district council, council, head of the authority."),
        error_messages={"required": _("Name the organ that decided.")},
    )
    decided_on = forms.DateField(
        label=_("Day of the decision"),
        widget=DayInput,
        error_messages={"required": _("Enter the day of the decision.")},
    )
    reference = forms.CharField(
        label=_("Number or place of the decision"),
        max_length=300,
        required=False,
        help_text=_("For example the number of the printed paper. Needed for personal data."),
    )

    def refuse(self, refusal: UserError) -> None:
        """Show a refusal at the field that it is about."""
        places = {"DecisionIncomplete": "decided_on", "OrganMissing": "reference"}
        self.add_error(places.get(refusal.code), str(refusal))


def _name_of(way: Way) -> str:
    if way.proposer is None:
        return str(way.body.name)
    facts = {"body": way.body.name, "proposer": way.proposer.name}
    return str(_("%(body)s, proposed by %(proposer)s")) % facts
