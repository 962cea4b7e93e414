"""Entries about alliances and their members."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.alliances.actions import AllianceFacts
from gemeinwerk.governance.alliances.rules import LAENDER
from gemeinwerk.governance.models import Standing
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.ui.forms import DayInput

MEANINGS = {
    Standing.FOUNDING: _("Founding member: votes; belongs to it from the beginning"),
    Standing.ORDINARY: _("Ordinary member: votes; joins later"),
    Standing.ASSOCIATED: _("Associated member: takes part and advises, does not vote"),
    Standing.PROVIDER: _("Provider: does work for the members, does not vote"),
}
STANDINGS = [(standing.value, label) for standing, label in MEANINGS.items()]
WHERE = {
    "NameMissing": "name",
    "AllianceNameTaken": "name",
    "LandUnknown": "land",
    "MemberNotHere": "key",
    "AlreadyInvited": "key",
    "AlreadyMember": "key",
    "StandingUnknown": "standing",
    "OfficeLast": "standing",
    "VoteRuns": "standing",
    "LeavesTooEarly": "last_day",
    "NoNoticeAgreed": "last_day",
    "BodyNameTaken": "name",
    "KindUnknown": "kind",
    "ProposesInCircle": "proposes_to",
    "BodyClosed": "proposes_to",
    "RuleNeedsSource": "reference",
    "LessThanHalf": "share",
    "AbstentionsNotIgnorable": "abstention",
    "ChairNotDecisive": "tie",
    "SeatTaken": "member",
    "MembershipUnknown": "member",
    "TooManyVotes": "votes",
    "NoVotesThere": "votes",
    "NotAColleague": "holder",
    "SameTwice": "deputy",
}


class RefusableForm(forms.Form):
    """A form that shows a refusal of its action at the field that it is about."""

    def refuse(self, refusal: UserError) -> None:
        """Show why the action was refused."""
        field = WHERE.get(refusal.code)
        self.add_error(field if field in self.fields else None, str(refusal))

    def offer(self, field: str, choices: Iterable[tuple[str, Any]]) -> None:
        """Fill the choices of a field."""
        cast(forms.ChoiceField, self.fields[field]).choices = list(choices)


class AllianceForm(RefusableForm):
    """What an alliance is."""

    name = forms.CharField(
        label=_("Name of the alliance"),
        max_length=200,
        error_messages={"required": _("An alliance needs a name.")},
    )
    purpose = forms.CharField(
        label=_("What it is for"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5000,
        help_text=_("In a few sentences: what the members want to do together. All see it."),
        error_messages={"required": _("Say in a few sentences what the alliance is for.")},
    )
    land = forms.ChoiceField(
        label=_("Land"),
        choices=list(LAENDER.items()),
        help_text=_("Its law and its public holidays count for the alliance's periods."),
    )
    is_public = forms.BooleanField(
        label=_("The alliance is public"),
        required=False,
        help_text=_(
            "Its name, and the bodies, meetings and resolutions that are marked as public one by"
            " one, can be read by everybody. Everything else stays among the members."
        ),
    )

    @property
    def facts(self) -> AllianceFacts:
        """The checked entries."""
        return AllianceFacts(**self.cleaned_data)


class InviteForm(RefusableForm):
    """Who is invited, in which standing."""

    key = forms.CharField(
        label=_("Official key (AGS) or exact name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Five digits for a county, eight for a municipality. Associations and companies without"
            " a key are found by their exact name."
        ),
        error_messages={"required": _("Enter the official key or the exact name.")},
    )
    standing = forms.ChoiceField(
        label=_("Standing"),
        choices=STANDINGS,
        initial=Standing.FOUNDING,
        widget=forms.RadioSelect,
    )


class StandingForm(RefusableForm):
    """The standing that a member has from now on."""

    standing = forms.ChoiceField(
        label=_("Standing from now on"), choices=STANDINGS, widget=forms.RadioSelect
    )


class NoticeForm(RefusableForm):
    """The last day of the own membership."""

    last_day = forms.DateField(
        label=_("Last day in the alliance"),
        widget=DayInput,
        error_messages={"required": _("Choose the last day.")},
    )

    def __init__(self, data: Any = None, *, earliest: date) -> None:
        super().__init__(data, initial={"last_day": earliest})
        text = _("%(day)s is the earliest day that is possible.")
        self.fields["last_day"].help_text = text % {"day": f"{earliest:%d.%m.%Y}"}
        self.fields["last_day"].widget.attrs["min"] = earliest.isoformat()
