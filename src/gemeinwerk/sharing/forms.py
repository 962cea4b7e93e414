"""Entries about a grant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.models import Member
from gemeinwerk.sharing.models import Right
from gemeinwerk.sharing.rules import Terms, check_terms
from gemeinwerk.ui.forms import DayInput

PERSONAL = _(
    "They name living people. Open them only if your basis allows to pass on personal data for"
    " this purpose, and if the purpose cannot be reached without."
)
NONE_PERSONAL = _("No record of this collection is marked as person-related.")
WHERE = {
    "NotToYourself": "grantee",
    "AlreadyOpen": "grantee",
    "MissingSource": "basis",
    "WrongDates": "valid_to",
    "EndsInThePast": "valid_to",
}


def _today() -> str:
    return clock.today().isoformat()


class GrantForm(forms.Form):
    """To whom a collection is opened, and on which terms."""

    grantee = forms.TypedChoiceField(
        label=_("Open to"),
        coerce=int,
        error_messages={"required": _("Choose the authority that shall find and read it.")},
    )
    right = forms.ChoiceField(
        label=_("What they may do"),
        choices=Right.choices,
        initial=Right.READ,
        widget=forms.RadioSelect,
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=500,
        help_text=_("What they need it for, for example “Check encumbrances of joint building”."),
        error_messages={"required": _("A grant needs a purpose. Say what they need it for.")},
    )
    basis = forms.CharField(
        label=_("Basis"),
        max_length=500,
        help_text=_("The resolution or agreement that allows it, with its date."),
        error_messages={
            "required": _("A grant needs a basis. Name the resolution or agreement with its date.")
        },
    )
    valid_from = forms.DateField(label=_("First day"), widget=DayInput, initial=_today)
    valid_to = forms.DateField(
        label=_("Last day"),
        widget=DayInput,
        required=False,
        help_text=_("Without a last day the grant runs until you end it."),
    )
    includes_personal = forms.BooleanField(
        label=_("Open person-related records too"), required=False
    )

    def __init__(
        self, data: Any = None, *, owner_id: int, contacts: Sequence[Member], personal: int = 0
    ) -> None:
        """``contacts`` may be chosen as grantee; ``personal`` counts person-related records."""
        super().__init__(data)
        self.owner_id = owner_id
        self.contacts = {member.id: member for member in contacts}
        choices = [(member.id, member.name) for member in contacts]
        grantee = cast(forms.TypedChoiceField, self.fields["grantee"])
        grantee.choices = [("", _("Please choose")), *choices]
        include = self.fields["includes_personal"]
        include.disabled = not personal
        include.help_text = PERSONAL if personal else NONE_PERSONAL

    def clean(self) -> dict[str, Any]:
        """Check the terms as the action will, and put each refusal at its field."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                check_terms(
                    self.terms,
                    owner_id=self.owner_id,
                    grantee_id=cleaned["grantee"],
                    today=clock.today(),
                )
            except UserError as refusal:
                self.refuse(refusal)
        return cleaned

    def refuse(self, refusal: UserError) -> None:
        """Show a refusal at the field that it is about."""
        self.add_error(WHERE.get(refusal.code), str(refusal))

    @property
    def partner(self) -> Member:
        """The chosen member."""
        return self.contacts[self.cleaned_data["grantee"]]

    @property
    def terms(self) -> Terms:
        """The terms of a form whose fields are all right."""
        names = ("right", "purpose", "basis", "valid_from", "valid_to", "includes_personal")
        return Terms(**{name: self.cleaned_data[name] for name in names})
