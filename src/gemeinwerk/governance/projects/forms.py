"""Entries about projects, plans, standards and solutions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.models import Body
from gemeinwerk.governance.projects.models import (
    AdoptionState,
    Axis,
    Licence,
    MilestoneState,
    Partner,
    StandardKind,
)
from gemeinwerk.governance.projects.rules import check_address, format_number, parse_number
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.ui.forms import DayInput


def _today() -> str:
    return clock.today().isoformat()


def _text(label: Any, *, rows: int = 4, **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=10_000, widget=area, **more)


class NumberField(forms.CharField):
    """A number as Germans write it; ``cleaned_data`` holds a Decimal."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more
        )

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number with a comma."""
        return format_number(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        """Return the Decimal; the refusal of ``parse_number`` as the field's error."""
        text = super().clean(value)
        try:
            return parse_number(text)
        except UserError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class AddressField(forms.CharField):
    """The address of a page elsewhere: https only, shown as a link and never fetched."""

    def __init__(self, **more: Any) -> None:
        address = forms.TextInput(attrs={"type": "url", "inputmode": "url"})
        super().__init__(max_length=500, required=False, widget=address, **more)

    def clean(self, value: Any) -> str:
        """Return the address; the refusal of ``check_address`` as the field's error."""
        try:
            return check_address(str(super().clean(value)))
        except UserError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class BringForm(forms.Form):
    """A need, or an idea how to meet one."""

    title = forms.CharField(
        label=_("Name of the project"),
        max_length=200,
        help_text=_("Short and clear, for example “Digitise building files together”."),
    )
    summary = _text(
        _("What is it about?"),
        rows=6,
        help_text=_("What is missing today, for whom, and what should be better afterwards."),
    )
    kind = forms.ChoiceField(
        label=_("How far are you?"),
        choices=[
            ("need", _("A need: we know what is missing, not yet how to get there.")),
            ("idea", _("An idea: we also know how it could work.")),
        ],
        initial="need",
        widget=forms.RadioSelect,
    )


class ProjectForm(forms.Form):
    """Name, description and project group."""

    title = forms.CharField(label=_("Name of the project"), max_length=200)
    summary = _text(_("What is it about?"), rows=6)
    group = forms.ChoiceField(
        label=_("Project group"),
        required=False,
        help_text=_("Groups are set up among the bodies of the alliance."),
    )

    def __init__(self, *args: Any, groups: list[Body], **kwargs: Any) -> None:
        """``groups`` may be chosen."""
        super().__init__(*args, **kwargs)
        self.groups = {str(group.id): group for group in groups}
        field: Any = self.fields["group"]
        field.choices = [("", _("No group yet")), *((k, g.name) for k, g in self.groups.items())]

    @property
    def chosen_group(self) -> Body | None:
        """The chosen group."""
        return self.groups.get(self.cleaned_data["group"])


class IdeaForm(forms.Form):
    """How a need could be met."""

    how = _text(_("How could it work?"), rows=6)


class LeadForm(forms.Form):
    """Which partner leads the project from now on."""

    member = forms.TypedChoiceField(
        label=_("New lead"),
        coerce=int,
        error_messages={"required": _("Choose the partner that shall lead the project.")},
    )

    def __init__(self, *args: Any, partners: list[Partner], **kwargs: Any) -> None:
        """``partners`` may be chosen."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["member"]
        chosen = [(each.member_id, each.member_name) for each in partners]
        field.choices = [("", _("Please choose")), *chosen]


class GoalForm(forms.Form):
    """What is measured, and how far it shall get."""

    axis = forms.ChoiceField(
        label=_("What the goal serves"), choices=Axis.choices, widget=forms.RadioSelect
    )
    measure = forms.CharField(
        label=_("What is measured"),
        max_length=300,
        help_text=_("For example “Time from application to answer”."),
    )
    unit = forms.CharField(
        label=_("Unit"), max_length=60, help_text=_("For example days, percent or euros.")
    )
    start_value = NumberField(label=_("Value at the start"))
    start_on = forms.DateField(label=_("Day of this value"), widget=DayInput, initial=_today)
    start_source = forms.CharField(
        label=_("Source of this value"),
        max_length=300,
        help_text=_("Where the number comes from, so that others can check it."),
    )
    target = NumberField(label=_("Target"))
    target_on = forms.DateField(label=_("To be reached by"), widget=DayInput, required=False)


class ReadingForm(forms.Form):
    """What was measured."""

    value = NumberField(label=_("Measured value"))
    read_on = forms.DateField(label=_("Day"), widget=DayInput, initial=_today)
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("Where the number comes from, so that others can check it."),
    )


class MilestoneForm(forms.Form):
    """A step on the way."""

    title = forms.CharField(label=_("Milestone"), max_length=300)
    due_on = forms.DateField(label=_("Due on"), widget=DayInput)
    state = forms.ChoiceField(
        label=_("State"),
        choices=MilestoneState.choices,
        initial=MilestoneState.OPEN,
        widget=forms.RadioSelect,
    )
    done_on = forms.DateField(
        label=_("Reached on"),
        widget=DayInput,
        required=False,
        help_text=_("Only for a milestone that is done; without a day, today is entered."),
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class CapacityForm(forms.Form):
    """What the own member puts in."""

    task = forms.CharField(
        label=_("Task"), max_length=200, help_text=_("For example “Subject matter building law”.")
    )
    people = forms.CharField(
        label=_("Who"),
        max_length=300,
        help_text=_("Name or function. All members of the alliance read it."),
    )
    days_per_month = NumberField(label=_("Working days per month"))
    starts_on = forms.DateField(label=_("From"), widget=DayInput, initial=_today)
    ends_on = forms.DateField(label=_("Until"), widget=DayInput, required=False)

    def clean_days_per_month(self) -> Decimal:
        """A month has no more than 31 days; tenths are enough."""
        days: Decimal = self.cleaned_data["days_per_month"]
        if not 0 < days <= 310 or days != days.quantize(Decimal("0.1")):
            raise forms.ValidationError(
                _("Enter more than 0 and at most 310 days, with one decimal place.")
            )
        return days


class StandardForm(forms.Form):
    """An entry of the register."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=StandardKind.choices,
        initial=StandardKind.STANDARD,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    version = forms.CharField(label=_("Version"), max_length=60)
    reference = forms.CharField(
        label=_("Reference"),
        max_length=500,
        help_text=_("Who publishes it, and under which number or title."),
    )
    url = AddressField(label=_("Link"), help_text=_("Optional; begins with https://"))
    purpose = _text(_("What it is used for"), rows=3, required=False)


class UseForm(forms.Form):
    """Which entries of the register a project uses."""

    standards = forms.MultipleChoiceField(
        label=_("Standards and interfaces that the project uses"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        """``choices`` are ids and names of the register."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["standards"]
        field.choices = choices


class SolutionForm(forms.Form):
    """What others need to know to take a solution over."""

    title = forms.CharField(label=_("Name of the solution"), max_length=200)
    description = _text(
        _("Description"), rows=8, help_text=_("What it does, and how work goes with it.")
    )
    results = _text(
        _("What it brought"), required=False, help_text=_("Best with figures and their day.")
    )
    requirements = _text(
        _("What one needs for it"),
        required=False,
        help_text=_("Technology, people, legal basis, training."),
    )
    author_names = forms.MultipleChoiceField(
        label=_("Authorities that made it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    credited = _text(
        _("People and companies to be credited"),
        rows=3,
        required=False,
        help_text=_("One per line. Name people only if they agree: others read this too."),
    )
    licence = forms.ChoiceField(
        label=_("Licence"), choices=[("", _("Please choose")), *Licence.choices]
    )
    licence_text = forms.CharField(
        label=_("Licence in your own words"),
        max_length=500,
        required=False,
        help_text=_("Only if none of the list fits: what others may do with it."),
    )
    repository = AddressField(
        label=_("Where the source code or material is"),
        help_text=_(
            "Optional; begins with https://. The address is shown, never opened from here."
        ),
    )
    contact = forms.CharField(
        label=_("Contact office"),
        max_length=500,
        help_text=_("Office, telephone, e-mail: whom others ask."),
    )

    def __init__(self, *args: Any, authors: list[str], **kwargs: Any) -> None:
        """``authors`` are names of members that may be ticked."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["author_names"]
        field.choices = [(name, name) for name in authors]

    def clean(self) -> dict[str, Any]:
        """A licence outside the list needs words."""
        cleaned = super().clean() or {}
        if cleaned.get("licence") == Licence.OTHER and not cleaned.get("licence_text"):
            self.add_error("licence_text", _("Describe in your own words what others may do."))
        return cleaned


class OpenForm(forms.Form):
    """From which day on who sees the solution."""

    alliance_from = forms.DateField(
        label=_("All members of the alliance, from"), widget=DayInput, required=False
    )
    everyone_from = forms.DateField(
        label=_("All authorities on this installation, from"),
        widget=DayInput,
        required=False,
        help_text=_("They then also read the names of the alliance, the lead and the authors."),
    )


class AdoptionForm(forms.Form):
    """How far the own member is."""

    state = forms.ChoiceField(
        label=_("How far is your authority?"),
        choices=AdoptionState.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        help_text=_("The authors' alliance reads it."),
    )
