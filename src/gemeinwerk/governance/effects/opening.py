"""The effect that opens a collection to other members, and those that end or repeal something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemeinwerk.governance import queries as alliances
from gemeinwerk.governance.effects import actions
from gemeinwerk.governance.effects.conditions import PRIVACY, may_carry_personal
from gemeinwerk.governance.effects.errors import (
    AlreadyOver,
    DatesWrong,
    GranteeNotInAgreement,
    GranteesMissing,
    MayNotCarryPersonal,
    PrivacyMissing,
    RightWrong,
    RolesWrong,
    TargetUnknown,
)
from gemeinwerk.governance.effects.kinds import Kind, Rows, TermsForm, register
from gemeinwerk.governance.models import (
    Agreement,
    Alliance,
    Effect,
    FilingKind,
    Membership,
    Party,
    Resolution,
)
from gemeinwerk.members.actors import Actor
from gemeinwerk.sharing import wording
from gemeinwerk.sharing.models import PUBLIC, Right
from gemeinwerk.sharing.rules import Drawer


@dataclass(frozen=True, slots=True)
class Offer:
    """Terms on which an owner offers a collection or knowledge base.

    Days are German calendar days, inclusive; ``roles`` may use it at the grantees; ``privacy`` is
    ``art26`` or ``art28`` for personal data.
    """

    drawer: Drawer
    grantees: tuple[int, ...]
    right: str
    roles: tuple[str, ...]
    purpose: str
    legal_basis: str
    agreement: Agreement
    valid_from: date
    valid_to: date | None
    includes_personal: bool = False
    privacy: str = ""


def check_offer(alliance: Alliance, offer: Offer, *, owner_id: int) -> None:
    """Raise the UserError that names the first thing wrong with an offer."""
    here = set(alliances.list_memberships(alliance).values_list("member_id", flat=True))
    if not offer.grantees or owner_id in offer.grantees or not set(offer.grantees) <= here:
        raise GranteesMissing
    _check_parties(offer, owner_id)
    _check_width(offer)
    if offer.valid_to and offer.valid_to < offer.valid_from:
        raise DatesWrong
    if offer.includes_personal:
        if not may_carry_personal(offer.agreement.form, offer.agreement.transfer):
            raise MayNotCarryPersonal(agreement=offer.agreement.title)
        if offer.privacy not in PRIVACY:
            raise PrivacyMissing


def _check_width(offer: Offer) -> None:
    """A base is read, nothing more; citizens are answered from a base only."""
    is_base = offer.drawer.base_id is not None
    if PUBLIC in offer.roles and not is_base:
        raise RolesWrong
    if is_base and (offer.right != Right.READ or offer.includes_personal):
        raise RightWrong


def _check_parties(offer: Offer, owner_id: int) -> None:
    parties = Party.objects.filter(agreement=offer.agreement)
    bound = set(parties.values_list("member_id", flat=True))
    strangers = {owner_id, *offer.grantees} - bound
    if strangers:
        found = Membership.objects.filter(
            alliance_id=offer.agreement.alliance_id, member_id__in=strangers
        )
        names = ", ".join(found.order_by("member_name").values_list("member_name", flat=True))
        raise GranteeNotInAgreement(names=names, agreement=offer.agreement.title)


def _check(effect: Effect) -> None:
    if effect.agreement is None or effect.valid_from is None or effect.drawer is None:
        raise TargetUnknown
    offer = Offer(
        drawer=effect.drawer,
        grantees=tuple(effect.grantees),
        right=effect.right,
        roles=tuple(effect.roles),
        purpose=effect.purpose,
        legal_basis=effect.legal_basis,
        agreement=effect.agreement,
        valid_from=effect.valid_from,
        valid_to=effect.valid_to,
        includes_personal=effect.includes_personal,
        privacy=str(effect.terms.get("privacy", "")),
    )
    check_offer(effect.alliance, offer, owner_id=effect.owner_id or 0)


def _describe(effect: Effect) -> Rows:
    involved = [effect.owner_id or 0, *effect.grantees]
    found = Membership.objects.filter(alliance_id=effect.alliance_id, member_id__in=involved)
    names = dict(found.order_by("member_name").values_list("member_id", "member_name"))
    takers = [name for member_id, name in names.items() if member_id in effect.grantees]
    personal = _("opened too") if effect.includes_personal else _("stay closed")
    thing = _("Knowledge base") if effect.base_id else _("Collection")
    rows = [
        (thing, f"{effect.subject} ({names.get(effect.owner_id or 0, '–')})"),
        (_("Open to"), ", ".join(takers)),
        (_("What they may do"), str(Right(effect.right).label)),
        (_("Roles that may use it"), wording.roles(effect.roles)),
        (_("Purpose"), effect.purpose),
        (_("Legal basis"), effect.legal_basis),
        (_("Agreement"), effect.agreement.title if effect.agreement else "–"),
        (_("From – to"), _period(effect)),
    ]
    if effect.kind == "open_collection":
        rows.append((_("Person-related records"), personal))
    if effect.includes_personal:
        privacy = str(effect.terms.get("privacy", ""))
        rows.append((_("Document under the GDPR"), str(FilingKind(privacy).label)))
    return rows


def _period(effect: Effect) -> str:
    first = effect.valid_from.strftime("%d.%m.%Y") if effect.valid_from else "–"
    last = effect.valid_to.strftime("%d.%m.%Y") if effect.valid_to else _("further notice")
    return f"{first} – {last}"


def _deciders(effect: Effect) -> list[int]:
    """The owner always; for person-related records each grantee too."""
    owner = [effect.owner_id] if effect.owner_id else []
    return [*owner, *effect.grantees] if effect.includes_personal else owner


class RepealForm(TermsForm):
    """Which resolution is repealed."""

    resolution = forms.ChoiceField(label=gettext_lazy("Resolution"))

    def prepare(self) -> None:
        running = Resolution.objects.filter(alliance=self.alliance, repealed_at=None)
        field: Any = self.fields["resolution"]
        field.choices = [(str(r.id), str(r)) for r in running.order_by("-adopted_at")]


class CloseForm(TermsForm):
    """Which effect is ended."""

    effect = forms.ChoiceField(label=gettext_lazy("What is ended"))

    def prepare(self) -> None:
        running = Effect.objects.filter(
            alliance=self.alliance, kind__in=OPENING, undone_at=None
        ).exclude(carried_out_at=None)
        field: Any = self.fields["effect"]
        field.choices = [
            (str(e.id), f"{e.subject} ({e.motion.number})")
            for e in running.select_related("motion")
        ]


def _target(effect: Effect) -> Resolution:
    wanted = effect.terms.get("resolution", "")
    found = Resolution.objects.filter(alliance_id=effect.alliance_id, id=wanted).first()
    if found is None:
        raise TargetUnknown
    return found


def _closed(effect: Effect) -> Effect:
    wanted = effect.terms.get("effect", "")
    found = Effect.objects.filter(alliance_id=effect.alliance_id, id=wanted).first()
    if found is None:
        raise TargetUnknown
    return found


def _check_repeal(effect: Effect) -> None:
    target = _target(effect)
    if target.repealed_at:
        raise AlreadyOver(title=str(target))


def _check_close(effect: Effect) -> None:
    target = _closed(effect)
    if target.undone_at:
        raise AlreadyOver(title=target.subject)


def _repeal(effect: Effect, actor: Actor) -> None:
    by = Resolution.objects.get(motion_id=effect.motion_id)
    actions.repeal(resolution_id=UUID(effect.terms["resolution"]), by=by, actor=actor)


def _close(effect: Effect, actor: Actor) -> None:
    reason = Resolution.objects.get(motion_id=effect.motion_id).number
    actions.close_effect(effect_id=UUID(effect.terms["effect"]), reason=reason, actor=actor)


OPENING = ("open_collection", "open_base")

OPEN_COLLECTION = Kind(
    code="open_collection",
    label=gettext_lazy("Open a collection"),
    explanation=gettext_lazy(
        "Other members find and read a collection of your authority. Offer it from its own page."
    ),
    form=None,
    describe=_describe,
    check=_check,
    deciders=_deciders,
    needs_agreement=True,
)
OPEN_BASE = Kind(
    code="open_base",
    label=gettext_lazy("Open a knowledge base"),
    explanation=gettext_lazy(
        "Other members are answered from a knowledge base of your authority. Offer it from its own"
        " page."
    ),
    form=None,
    describe=_describe,
    check=_check,
    deciders=_deciders,
    needs_agreement=True,
)
CLOSE_COLLECTION = Kind(
    code="close_grant",
    label=gettext_lazy("Close what was opened"),
    explanation=gettext_lazy("What a resolution opened is closed; the rest of it stays."),
    form=CloseForm,
    describe=lambda effect: [(_("What is ended"), _closed(effect).subject)],
    check=_check_close,
    carry_out=_close,
    ends=True,
)
REPEAL = Kind(
    code="repeal",
    label=gettext_lazy("Repeal a resolution"),
    explanation=gettext_lazy("All that the resolution did is undone at once."),
    form=RepealForm,
    describe=lambda effect: [(_("Resolution"), str(_target(effect)))],
    check=_check_repeal,
    carry_out=_repeal,
    ends=True,
)


def register_all() -> None:
    """Make the kinds of this file known."""
    for kind in (OPEN_COLLECTION, OPEN_BASE, CLOSE_COLLECTION, REPEAL):
        register(kind)
