"""Entries about the state of a record and about protective periods."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.archive.intake.record_table import clean_value, parse_period
from gemeinwerk.archive.models import Protection, RecordState
from gemeinwerk.kernel import clock
from gemeinwerk.ui.forms import DayInput

STATES = [
    (RecordState.REGISTER, _("Register, kept for inspection – a grant opens it")),
    (RecordState.REGISTRY, _("Records in use – others ask for single records")),
    (RecordState.ARCHIVAL, _("Archival records – open when the protective period is over")),
]


class LastDayField(forms.CharField):
    """A day, month or year; cleaned to the last day it can mean: of a year 31 December."""

    def clean(self, value: Any) -> Any:
        text = clean_value(super().clean(value) or "")
        if not text:
            return None
        period = parse_period(text)
        if period is None:
            raise forms.ValidationError(_("Write 31.12.1974, 12.1974 or 1974."))
        return period[1]

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%d.%m.%Y") if isinstance(value, date) else value


class KeepForm(forms.Form):
    """What a record is kept for, and what its protective period hangs on."""

    state = forms.ChoiceField(
        label=_("What is the record kept for?"),
        required=False,
        widget=forms.RadioSelect,
    )
    protection = forms.ChoiceField(
        label=_("Protection of archival records"),
        choices=[("", _("not said yet: stays closed")), *Protection.choices],
        required=False,
    )
    origin = LastDayField(
        label=_("Closed on"),
        required=False,
        help_text=_("The day of its last document. If only the year is known, enter the year."),
    )
    processed = LastDayField(
        label=_("Content last worked on"),
        required=False,
        help_text=_("Some Länder count from this day."),
    )
    birth_year = forms.IntegerField(
        label=_("Year of birth of the youngest person"),
        required=False,
        min_value=1000,
        max_value=9999,
        help_text=_("For person-related records only."),
    )
    death_year = forms.IntegerField(
        label=_("Year of death of that person"), required=False, min_value=1000, max_value=9999
    )
    lifetime_unknown = forms.BooleanField(
        label=_("Both years were looked for and cannot be found"), required=False
    )

    def __init__(self, *args: Any, inherited: str, **kwargs: Any) -> None:
        """``inherited`` is the state of the collection in words."""
        super().__init__(*args, **kwargs)
        as_collection = _("As the collection (%(state)s)") % {"state": inherited}
        state = self.fields["state"]
        assert isinstance(state, forms.ChoiceField)
        state.choices = [("", as_collection), *STATES]


def _today() -> str:
    return clock.today().isoformat()


class PeriodForm(forms.Form):
    """The confirmation that a row of protective periods was read."""

    valid_from = forms.DateField(label=_("In force from"), widget=DayInput, initial=_today)
    valid_to = forms.DateField(
        label=_("In force to"),
        widget=DayInput,
        required=False,
        help_text=_("Leave it open if no end is known."),
    )
    was_read = forms.BooleanField(
        label=_("Read and confirmed"),
        help_text=_("I have compared these values with the provision in the version in force."),
        error_messages={
            "required": _("Confirm that you have read the provision in the version in force.")
        },
    )
