"""Setting up the public page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.assistant.knowledge import rules
from gemeinwerk.assistant.knowledge.desk.actions import DeskFacts
from gemeinwerk.assistant.models import Desk


class DeskForm(forms.Form):
    """What the page is like at which citizens ask."""

    slug = forms.CharField(
        label=_("Address of the page"),
        max_length=60,
        help_text=_("Its last part: small letters, digits, hyphens. Others may link to it."),
    )
    greeting = forms.CharField(
        label=_("Greeting"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A sentence above the question. Leave it empty for the usual one."),
    )
    is_open = forms.BooleanField(
        label=_("The page is open"),
        required=False,
        help_text=_("While it is closed, nobody but your authority learns that it exists."),
    )
    takes_handovers = forms.BooleanField(
        label=_("Citizens may hand a conversation over to your clerks"),
        required=False,
        initial=True,
    )
    keep_days = forms.IntegerField(
        label=_("Keep questions and conversations for how many days?"),
        initial=30,
        min_value=rules.KEEP_DAYS[0],
        max_value=rules.KEEP_DAYS[1],
        help_text=_(
            "Questions without a good answer, without names, from the day they are asked;"
            " conversations from the day they are answered. Then they are deleted. A conversation"
            " that waits longer for an answer is marked for your clerks."
        ),
    )
    privacy_url = forms.URLField(
        label=_("Your data protection notice"),
        required=False,
        max_length=200,
        assume_scheme="https",
    )
    origins = forms.CharField(
        label=_("Websites that may show the widget"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("One on each line, for example https://www.example.org"),
    )

    @property
    def facts(self) -> DeskFacts:
        """What was entered; call it on a valid form."""
        entered = dict(self.cleaned_data)
        return DeskFacts(origins=rules.split_words(entered.pop("origins")), **entered)


def entries_of(desk: Desk) -> dict[str, Any]:
    """Return what the form begins with."""
    names = ("slug", "greeting", "is_open", "takes_handovers", "keep_days", "privacy_url")
    return {
        **{name: getattr(desk, name) for name in names},
        "origins": "\n".join(desk.origins),
    }
