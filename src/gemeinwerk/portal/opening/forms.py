"""Entries about what is offered to whom, on which terms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.effects.opening import Offer, check_offer
from gemeinwerk.governance.models import FilingKind
from gemeinwerk.governance.voting.forms import LONG
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.models import RoleKind
from gemeinwerk.portal.opening.queries import Target, list_agreements, list_partners
from gemeinwerk.portal.opening.things import Thing
from gemeinwerk.sharing import wording
from gemeinwerk.sharing.models import PUBLIC, Right
from gemeinwerk.ui.forms import DayInput

PERSONAL = _(
    "They name living people. Open them only if your basis allows to pass on personal data for"
    " this purpose, and if the purpose cannot be reached without."
)
NONE_PERSONAL = _("No record of this collection is marked as person-related.")
CITIZENS = _(
    "Citizens: on its own public page the partner then quotes these articles, with the name of your"
    " authority."
)
BASE_PURPOSE = _("What they need it for, for example “Answer questions at the border”.")
NOT_PUBLIC = _(
    "The partner cannot answer citizens from it, because this base is internal. Make it public"
    " first if that is wanted."
)
PRIVACY = [("", _("Please choose")), *[(k, FilingKind(k).label) for k in ("art26", "art28")]]
WHERE = {
    "GranteesMissing": "grantees",
    "GranteeNotInAgreement": "grantees",
    "MayNotCarryPersonal": "agreement",
    "PrivacyMissing": "privacy",
    "RolesWrong": "roles",
    "DatesWrong": "valid_to",
}


def _today() -> str:
    return clock.today().isoformat()


class OfferForm(forms.Form):
    """What is proposed: a new motion needs a title and text, a draft has them already."""

    title = forms.CharField(
        label=_("Title of the motion"),
        max_length=300,
        error_messages={"required": _("A motion needs a title: what is it about?")},
    )
    text = forms.CharField(
        label=_("What shall be decided"),
        max_length=LONG,
        widget=forms.Textarea,
        error_messages={"required": _("Write the sentence that is voted on.")},
    )
    grantees = forms.TypedMultipleChoiceField(
        label=_("Open to"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who shall find and read it.")},
    )
    right = forms.ChoiceField(
        label=_("What they may do"),
        choices=Right.choices,
        initial=Right.READ,
        widget=forms.RadioSelect,
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles that may use it"),
        choices=RoleKind.choices,
        initial=[RoleKind.RECORDS_OFFICER, RoleKind.CLERK],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who at the partners may use it.")},
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=500,
        help_text=_("What they need it for, for example “Check encumbrances of joint building”."),
        error_messages={"required": _("A grant needs a purpose. Say what they need it for.")},
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=500,
        help_text=_("The provision that allows to pass this on for that purpose."),
        error_messages={"required": _("A grant needs a legal basis. Name the provision.")},
    )
    agreement = forms.ChoiceField(
        label=_("Agreement"),
        help_text=_("The agreement between the authorities on which it rests."),
        error_messages={"required": _("Choose the agreement on which it rests.")},
    )
    valid_from = forms.DateField(label=_("First day"), widget=DayInput, initial=_today)
    valid_to = forms.DateField(
        label=_("Last day"),
        widget=DayInput,
        required=False,
        help_text=_("Without a last day it runs until it is ended or repealed."),
    )
    includes_personal = forms.BooleanField(
        label=_("Open person-related records too"), required=False
    )
    privacy = forms.ChoiceField(
        label=_("Document under the GDPR"),
        choices=PRIVACY,
        required=False,
        help_text=_("Needed for person-related records only; it must be on file before they open."),
    )

    def __init__(self, data: Any, *, thing: Thing, target: Target, actor: Actor) -> None:
        super().__init__(data)
        self.thing, self.target, self.actor = thing, target, actor
        self.agreements = {str(a.id): a for a in list_agreements(target.alliance, actor)}
        self._choices("grantees", list_partners(target.alliance, actor))
        self._choices("agreement", [(key, a.title) for key, a in self.agreements.items()])
        if target.motion is not None:
            del self.fields["title"], self.fields["text"]
        self._settle_base() if thing.is_base else self._settle_collection()

    def clean(self) -> dict[str, Any]:
        """Check the offer as the action will, and put each refusal at its field."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                check_offer(self.target.alliance, self.offer, owner_id=self.actor.member_id)
            except UserError as refusal:
                self.refuse(refusal)
        return cleaned

    def refuse(self, refusal: UserError) -> None:
        """Show a refusal at the field that it is about."""
        field = WHERE.get(refusal.code)
        self.add_error(field if field in self.fields else None, str(refusal))

    @property
    def offer(self) -> Offer:
        """The offer of a form whose fields are all right."""
        entry = self.cleaned_data
        return Offer(
            drawer=self.thing.drawer,
            grantees=tuple(entry["grantees"]),
            right=entry.get("right", Right.READ),
            roles=tuple(entry["roles"]),
            purpose=entry["purpose"].strip(),
            legal_basis=entry["legal_basis"].strip(),
            agreement=self.agreements[entry["agreement"]],
            valid_from=entry["valid_from"],
            valid_to=entry["valid_to"],
            includes_personal=entry.get("includes_personal", False),
            privacy=entry.get("privacy", "") if entry.get("includes_personal") else "",
        )

    @property
    def partners(self) -> str:
        """The names of the chosen members."""
        names = dict(list_partners(self.target.alliance, self.actor))
        return ", ".join(names[one] for one in self.cleaned_data["grantees"])

    def _settle_collection(self) -> None:
        """Ask for person-related records only where there are some."""
        include, personal = self.fields["includes_personal"], self.thing.personal_records
        include.disabled = not personal
        include.help_text = PERSONAL if personal else NONE_PERSONAL
        if not personal:
            del self.fields["privacy"]

    def _settle_base(self) -> None:
        """Articles are read and quoted, nothing else; citizens count as a role if it is public."""
        for name in ("right", "includes_personal", "privacy"):
            del self.fields[name]
        roles = self.fields["roles"]
        roles.initial = [RoleKind.CLERK]
        self.fields["purpose"].help_text = BASE_PURPOSE
        roles.help_text = CITIZENS if self.thing.is_public else NOT_PUBLIC
        if self.thing.is_public:
            self._choices("roles", [*RoleKind.choices, (PUBLIC, wording.role(PUBLIC))])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices
