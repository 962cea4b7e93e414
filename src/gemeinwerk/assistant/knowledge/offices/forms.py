"""Describing an office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.assistant.knowledge import rules
from gemeinwerk.assistant.knowledge.offices.actions import OfficeFacts
from gemeinwerk.assistant.models import Office


class OfficeForm(forms.Form):
    """Who an office is, for what and whom, and how to reach it."""

    name = forms.CharField(label=_("Name"), max_length=200)
    topics = forms.CharField(
        label=_("Topics"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Words that lead to it, with commas between them: dog tax, dog register"),
    )
    places = forms.CharField(
        label=_("Places"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Names or official keys of the places that it serves; empty: all."),
    )
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=50)
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    website = forms.URLField(
        label=_("Website"), required=False, max_length=200, assume_scheme="https"
    )
    opening_hours = forms.CharField(
        label=_("Opening hours"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    accessibility = forms.CharField(
        label=_("Accessibility"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: level entrance, lift, sign language by appointment."),
    )
    is_public = forms.BooleanField(
        label=_("Citizens see it"),
        required=False,
        initial=True,
        help_text=_("On the public page, beside answers and where nothing was found."),
    )

    @property
    def facts(self) -> OfficeFacts:
        """What was entered; call it on a valid form."""
        entered = dict(self.cleaned_data)
        topics = rules.split_words(entered.pop("topics"))
        return OfficeFacts(
            topics=topics, places=rules.split_words(entered.pop("places")), **entered
        )


def entries_of(office: Office) -> dict[str, Any]:
    """Return what the form begins with."""
    names = ("name", "address", "phone", "email", "website", "opening_hours", "accessibility")
    return {
        **{name: getattr(office, name) for name in names},
        "is_public": office.is_public,
        "topics": ", ".join(office.topics),
        "places": ", ".join(office.places),
    }
