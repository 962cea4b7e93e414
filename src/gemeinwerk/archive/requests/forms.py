"""Entries about requests to see a record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.archive.models import RefusalGround, RequestBasis, RequestPurpose
from gemeinwerk.archive.requests.actions import REMEDY, Wish
from gemeinwerk.archive.requests.rules import Terms
from gemeinwerk.kernel import clock
from gemeinwerk.members.models import Member
from gemeinwerk.sharing.models import Right
from gemeinwerk.ui.forms import DayInput


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RequestForm(forms.Form):
    """Which record of which authority, what for, and on which basis."""

    owner = forms.TypedChoiceField(
        label=_("Authority that has the record"),
        coerce=int,
        error_messages={"required": _("Choose the authority that you ask.")},
    )
    description = forms.CharField(
        label=_("Which record?"),
        max_length=2000,
        widget=_text(3),
        help_text=_("File number, subject, place, years: whatever helps to find it."),
        error_messages={"required": _("Describe the record, so that it can be found.")},
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=RequestPurpose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the purpose.")},
    )
    purpose_text = forms.CharField(
        label=_("What is it needed for?"),
        max_length=400,
        widget=_text(2),
        error_messages={"required": _("Say what you need the record for.")},
    )
    basis = forms.ChoiceField(
        label=_("What does the request rest on?"),
        choices=RequestBasis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the request rests on.")},
    )
    basis_text = forms.CharField(
        label=_("Legal basis or legitimate interest"),
        max_length=2000,
        widget=_text(3),
        help_text=_("Name the provision and the case, or say what the interest is."),
        error_messages={"required": _("Name the provision, or say what the interest is.")},
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=2000,
        required=False,
        widget=_text(2),
        help_text=_("For example the file number of your own case, or a power of attorney."),
    )

    def __init__(self, *args: Any, contacts: Sequence[Member], **kwargs: Any) -> None:
        """``contacts`` are the authorities that can be asked."""
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        named = [(member.id, member.name) for member in contacts]
        owner.choices = [("", _("Please choose")), *named]

    @property
    def wish(self) -> Wish:
        """What the entries say."""
        names = ("description", "purpose", "purpose_text", "basis", "basis_text", "evidence")
        return Wish(**{name: self.cleaned_data[name] for name in names})


def _today() -> str:
    return clock.today().isoformat()


class PermitForm(forms.Form):
    """What is permitted, until when, and under which conditions."""

    right = forms.ChoiceField(
        label=_("What they may do"),
        choices=Right.choices,
        initial=Right.READ,
        widget=forms.RadioSelect,
    )
    valid_from = forms.DateField(label=_("First day"), widget=DayInput, initial=_today)
    valid_to = forms.DateField(
        label=_("Last day"),
        widget=DayInput,
        error_messages={"required": _("A permit needs a last day.")},
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        max_length=2000,
        required=False,
        widget=_text(3),
        help_text=_(
            "For example consent of the persons, or results without names. Needed if the protective"
            " period is not over."
        ),
    )

    @property
    def terms(self) -> Terms:
        """What the entries say."""
        return Terms(**self.cleaned_data)


class RefusalForm(forms.Form):
    """On which grounds a request is refused, and what can be done against it."""

    grounds = forms.MultipleChoiceField(
        label=_("Grounds"),
        choices=RefusalGround.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one ground.")},
    )
    reasons = forms.CharField(
        label=_("Reasons in this case"),
        max_length=4000,
        required=False,
        widget=_text(4),
        help_text=_("The asking authority reads them. Name nothing here that is to stay closed."),
    )
    remedy = forms.CharField(
        label=_("Instruction on legal remedies"),
        max_length=4000,
        initial=REMEDY,
        widget=_text(4),
        help_text=_("Gemeinwerk brings no text of its own. Put in that of your authority."),
    )
    is_confirmed = forms.BooleanField(
        label=_("The instruction on legal remedies is added outside of Gemeinwerk"),
        required=False,
    )


class WithdrawForm(forms.Form):
    """Why a permit ends."""

    reason = forms.CharField(
        label=_("Why does the permit end?"),
        max_length=2000,
        widget=_text(2),
        error_messages={"required": _("Say why the permit ends.")},
    )
