"""The entry for a new access key."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel import clock
from gemeinwerk.ui.forms import DayInput

USUAL_DAYS = 90


def _usual_end() -> date:
    return clock.today() + timedelta(days=USUAL_DAYS)


class TokenForm(forms.Form):
    """What the key is for, and until when it is valid."""

    purpose = forms.CharField(
        label=_("Program and purpose"),
        max_length=200,
        help_text=_("For example: “Intranet search, reads articles”. The journal names it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    expires_on = forms.DateField(
        label=_("Valid until"),
        help_text=_("The last day on which it works, in one year at the latest."),
        widget=DayInput,
        initial=_usual_end,
    )
