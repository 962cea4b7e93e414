"""Entries about people."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.members.queries import ROLE_CHOICES


class InvitationForm(forms.Form):
    """Who is invited, in which role."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("First and last name, as colleagues know them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail address at work"),
        help_text=_("The person signs in with it. The invitation goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=ROLE_CHOICES, widget=forms.RadioSelect, initial="clerk"
    )


class RolesForm(forms.Form):
    """Which roles a person has from now on; at least one."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=ROLE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one role. To take all of them, remove the person.")
        },
    )
