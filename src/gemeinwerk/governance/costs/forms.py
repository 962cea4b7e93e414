"""Entries about money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gemeinwerk.governance.costs import keys
from gemeinwerk.governance.costs.keys import Key, Measure, Part, Presence, Reference
from gemeinwerk.governance.costs.money import read_amount, write_amount
from gemeinwerk.governance.costs.savings import Circumstances, Estimate
from gemeinwerk.governance.models import VOTING_STANDINGS, Membership, Standing
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.models import MemberKind
from gemeinwerk.ui.forms import DayInput

FIXED_DAY = "day"
DAYS = [
    ("", _("Please choose")),
    ("6-30-1", _("30.06. of the year before")),
    ("12-31-1", _("31.12. of the year before")),
    ("12-31-2", _("31.12. two years before")),
    ("12-31-0", _("31.12. of the year itself")),
    (FIXED_DAY, _("a fixed day")),
]
JOINS = [
    (Presence.DAYS.value, _("pays from that day on, by days")),
    (Presence.FULL_YEAR.value, _("pays for the full year")),
]
LEAVES = [
    (Presence.DAYS.value, _("pays until that day, by days")),
    (Presence.FULL_YEAR.value, _("pays for the full year")),
]
STATED = [("", _("not answered yet")), ("yes", _("yes")), ("no", _("no"))]
STATED_VALUES = {"": None, "yes": True, "no": False}
AMOUNT_HINT = _("In euros, for example 12.500,00")


class AmountField(forms.CharField):
    """An amount as Germans write it; ``cleaned_data`` holds cents, None where it is empty."""

    def __init__(self, *, least: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", AMOUNT_HINT)
        super().__init__(max_length=30, **kwargs)
        self.least = least

    def clean(self, value: Any) -> Any:
        """Return cents; the refusal says how an amount is written."""
        text = super().clean(value)
        if not text:
            return None
        try:
            cents = read_amount(text)
        except UserError as refusal:
            raise ValidationError(str(refusal)) from None
        if self.least is not None and cents < self.least:
            facts = {"least": write_amount(self.least)}
            raise ValidationError(_("Enter at least %(least)s €.") % facts)
        return cents


class ProjectField(forms.CharField):
    """The name of a project; the page offers known ones in a list with the id ``projects``."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Project"),
            max_length=200,
            widget=forms.TextInput(attrs={"list": "projects", "autocomplete": "off"}),
        )


class YearField(forms.IntegerField):
    """A calendar year."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1990, max_value=2200, **kwargs)


def this_year() -> int:
    """Return the current year in Germany."""
    return clock.today().year


class KeyForm(forms.Form):
    """What a cost key is made of; a part without a weight is left out."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("The name of an existing key makes this its next version."),
    )
    weight_inhabitants = forms.IntegerField(
        label=_("Weight of inhabitants"), min_value=1, max_value=10_000, required=False
    )
    day_inhabitants = forms.ChoiceField(label=_("Inhabitants as of"), choices=DAYS, required=False)
    fixed_inhabitants = forms.DateField(
        label=_("If a fixed day: which"), widget=DayInput, required=False
    )
    source_inhabitants = forms.CharField(
        label=_("Source of the inhabitants"), max_length=300, required=False
    )
    factor_county = forms.IntegerField(
        label=_("Factor for counties"),
        min_value=1,
        max_value=10_000,
        required=False,
        help_text=_("Only if inhabitants of counties count differently; else leave it empty."),
    )
    factor_municipality = forms.IntegerField(
        label=_("Factor for municipalities"), min_value=1, max_value=10_000, required=False
    )
    weight_equal = forms.IntegerField(
        label=_("Weight of equal shares (basic amount)"),
        min_value=1,
        max_value=10_000,
        required=False,
    )
    weight_usage = forms.IntegerField(
        label=_("Weight of usage"), min_value=1, max_value=10_000, required=False
    )
    unit = forms.CharField(
        label=_("What is counted"),
        max_length=100,
        required=False,
        help_text=_("For example “cases” or “workplaces”."),
    )
    day_usage = forms.ChoiceField(label=_("Usage as of"), choices=DAYS, required=False)
    fixed_usage = forms.DateField(label=_("If a fixed day: which"), widget=DayInput, required=False)
    source_usage = forms.CharField(label=_("Source of the usage"), max_length=300, required=False)
    weight_fixed = forms.IntegerField(
        label=_("Weight of fixed shares"),
        min_value=1,
        max_value=10_000,
        required=False,
        help_text=_(
            "The shares below are whole numbers: 2 and 1 mean two thirds and one third, 0 means"
            " that an authority bears nothing."
        ),
    )
    source_fixed = forms.CharField(
        label=_("Source of the fixed shares"),
        max_length=300,
        required=False,
        help_text=_("For example the paragraph of the agreement."),
    )
    standings = forms.MultipleChoiceField(
        label=_("Who shares"),
        choices=Standing.choices,
        initial=sorted(VOTING_STANDINGS),
        widget=forms.CheckboxSelectMultiple,
    )
    minimum = AmountField(label=_("Minimum per authority and year"), required=False, least=0)
    maximum = AmountField(label=_("Maximum per authority and year"), required=False, least=1)
    joiner = forms.ChoiceField(
        label=_("Who joins within the year"),
        choices=JOINS,
        initial=Presence.DAYS.value,
        widget=forms.RadioSelect,
    )
    leaver = forms.ChoiceField(
        label=_("Who leaves within the year"),
        choices=LEAVES,
        initial=Presence.DAYS.value,
        widget=forms.RadioSelect,
    )
    review = forms.CharField(
        label=_("When the key is reviewed"),
        max_length=300,
        help_text=_("For example “every three years, and when an authority joins”."),
        error_messages={"required": _("A key needs a date or event at which it is reviewed.")},
    )

    BY_INHABITANTS = (
        *("weight_inhabitants", "day_inhabitants", "fixed_inhabitants", "source_inhabitants"),
        *("factor_county", "factor_municipality"),
    )
    BY_USAGE = ("weight_usage", "unit", "day_usage", "fixed_usage", "source_usage")
    GROUPS = (
        (_("Inhabitants"), BY_INHABITANTS),
        (_("Equal shares"), ("weight_equal",)),
        (pgettext_lazy("cost key", "Usage"), BY_USAGE),
    )

    def __init__(self, data: Any = None, *, memberships: Iterable[Membership]) -> None:
        """``memberships`` get a field each for their fixed share."""
        super().__init__(data)
        self.memberships = list(memberships)
        for each in self.memberships:
            self.fields[f"share_{each.member_id}"] = forms.IntegerField(
                label=each.member_name, min_value=0, max_value=1_000_000, required=False
            )

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """Return the parts with their bound fields, for the page."""
        found = [(label, [self[name] for name in names]) for label, names in self.GROUPS]
        shares = [self[f"share_{each.member_id}"] for each in self.memberships]
        found.append((_("Fixed shares"), [self["weight_fixed"], self["source_fixed"], *shares]))
        return found

    def rest(self) -> list[Any]:
        """Return the fields that are about the key as a whole."""
        names = ("standings", "minimum", "maximum", "joiner", "leaver", "review")
        return [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        """Check the key as the action will."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                keys.check(self.key)
            except UserError as refusal:
                self.add_error(None, str(refusal))
        return cleaned

    @property
    def key(self) -> Key:
        """The key of a form whose fields are all right."""
        entered = self.cleaned_data
        return Key(
            parts=tuple(part for part in self._parts() if part.weight),
            minimum=entered["minimum"] or 0,
            maximum=entered["maximum"],
            joiner=Presence(entered["joiner"]),
            leaver=Presence(entered["leaver"]),
            review=entered["review"],
            standings=tuple(entered["standings"]),
        )

    def _parts(self) -> list[Part]:
        entered = self.cleaned_data
        kinds = {"county": MemberKind.COUNTY, "municipality": MemberKind.MUNICIPALITY}
        factors = {
            kind.value: entered[f"factor_{name}"]
            for name, kind in kinds.items()
            if entered[f"factor_{name}"]
        }
        shares = {
            each.member_id: entered[f"share_{each.member_id}"]
            for each in self.memberships
            if entered[f"share_{each.member_id}"] is not None
        }
        weight = {name: entered[f"weight_{name}"] or 0 for name in Measure}
        return [
            Part(
                Measure.INHABITANTS,
                weight[Measure.INHABITANTS],
                entered["source_inhabitants"],
                self._reference("inhabitants"),
                factors=factors,
            ),
            Part(Measure.EQUAL, weight[Measure.EQUAL]),
            Part(
                Measure.USAGE,
                weight[Measure.USAGE],
                entered["source_usage"],
                self._reference("usage"),
                entered["unit"],
            ),
            Part(Measure.FIXED, weight[Measure.FIXED], entered["source_fixed"], shares=shares),
        ]

    def _reference(self, name: str) -> Reference | None:
        chosen: str = self.cleaned_data[f"day_{name}"]
        fixed: date | None = self.cleaned_data[f"fixed_{name}"]
        if chosen == FIXED_DAY:
            return Reference(day=fixed) if fixed else None
        if not chosen:
            return None
        month, day, back = map(int, chosen.split("-"))
        return Reference(month=month, day_of_month=day, years_back=back)


class CalculationForm(forms.Form):
    """An amount to share out, in the address of the page."""

    amount = AmountField(
        label=_("Amount to share out"),
        help_text=_("In euros, for example 12.500,00; a credit with a minus before it"),
    )
    year = YearField(label=_("Year"), initial=this_year)


class PlanForm(forms.Form):
    """For which project a calculation becomes the plan."""

    project = ProjectField()
    amount = AmountField(widget=forms.HiddenInput)
    year = YearField(widget=forms.HiddenInput)


class BudgetForm(forms.Form):
    """Money for a project and a year, by a resolution to come."""

    title = forms.CharField(label=_("Title"), max_length=200)
    project = ProjectField()
    year = YearField(label=_("Year"), initial=this_year)
    amount = AmountField(label=_("Amount"), least=1)
    cost_key = forms.ChoiceField(
        label=_("Cost key"),
        required=False,
        help_text=_("By which the authorities bear it; only those in force can be chosen."),
    )

    def __init__(self, data: Any = None, *, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        key = cast(forms.ChoiceField, self.fields["cost_key"])
        key.choices = [("", _("none yet")), *choices]


class FigureForm(forms.Form):
    """What the own authority counts as of a day."""

    measure = forms.ChoiceField(
        label=_("Kind of figure"),
        choices=[
            (Measure.INHABITANTS.value, _("Inhabitants")),
            (Measure.USAGE.value, pgettext_lazy("cost key", "Usage")),
        ],
        widget=forms.RadioSelect,
        initial=Measure.INHABITANTS.value,
    )
    unit = forms.CharField(
        label=_("What is counted"),
        max_length=100,
        required=False,
        help_text=_("For usage: exactly as the cost key names it."),
    )
    day = forms.DateField(label=_("Reference date"), widget=DayInput)
    value = forms.IntegerField(label=_("Figure"), min_value=0, max_value=10**12)
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("For example the statistical office, or a count of your own."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the unit of a usage."""
        cleaned = super().clean() or {}
        if cleaned.get("measure") == Measure.USAGE.value and not cleaned.get("unit"):
            self.add_error("unit", _("Say what is counted, as the cost key names it."))
        return cleaned


class ActualForm(forms.Form):
    """What the own authority has spent."""

    project = ProjectField()
    year = YearField(label=_("Year"), initial=this_year)
    amount = AmountField(
        label=_("Amount"),
        help_text=_("In euros, for example 12.500,00; money that came back with a minus"),
    )
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)


class YearForm(forms.Form):
    """The year that is shown."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, data: Any = None, *, years: Sequence[int]) -> None:
        super().__init__(data)
        cast(forms.TypedChoiceField, self.fields["year"]).choices = [(y, str(y)) for y in years]

    @property
    def query(self) -> str:
        """The address of a file about the same year."""
        return f"?year={self['year'].value()}"


class SavingForm(forms.Form):
    """A project whose savings the members shall estimate."""

    project = ProjectField()
    starts_on = forms.DateField(
        label=_("First day of the project"),
        widget=DayInput,
        help_text=_("Until the day before, each authority enters its costs before and after."),
    )
    years = forms.IntegerField(label=_("Term in years"), min_value=1, max_value=50, initial=5)


class EstimateForm(forms.Form):
    """What a project costs the own authority before and afterwards."""

    baseline = AmountField(label=_("Cost a year before"), least=0)
    new_cost = AmountField(label=_("Cost a year afterwards"), least=0)
    one_off = AmountField(label=_("One-off cost"), least=0)
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)

    @property
    def estimate(self) -> Estimate:
        """The estimate of a form whose fields are all right."""
        entered = self.cleaned_data
        return Estimate(entered["baseline"], entered["new_cost"], entered["one_off"])


class CircumstancesForm(forms.Form):
    """What no calculation tells about a saving."""

    substantial_benefit = forms.ChoiceField(
        label=_("Substantial benefit besides the saving"), choices=STATED, required=False
    )
    benefit = forms.CharField(
        label=_("Which benefit"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    first_time = forms.ChoiceField(
        label=_("First cooperation in this task"), choices=STATED, required=False
    )
    resolutions = forms.ChoiceField(
        label=_("The councils have decided on it"), choices=STATED, required=False
    )

    @property
    def circumstances(self) -> Circumstances:
        """The answers of a form whose fields are all right."""
        entered = self.cleaned_data
        return Circumstances(
            STATED_VALUES[entered["substantial_benefit"]],
            STATED_VALUES[entered["first_time"]],
            STATED_VALUES[entered["resolutions"]],
        )
