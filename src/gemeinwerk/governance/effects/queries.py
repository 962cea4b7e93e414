"""Reads of effects, and what each still waits for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gemeinwerk.governance import queries as alliances
from gemeinwerk.governance.effects.conditions import (
    Foundation,
    Missing,
    Situation,
    list_missing,
)
from gemeinwerk.governance.effects.errors import EffectUnknown
from gemeinwerk.governance.effects.kinds import Kind, Rows, get_kind
from gemeinwerk.governance.models import (
    Agreement,
    Effect,
    Filing,
    Membership,
    Motion,
    MotionState,
    OwnDecision,
    Party,
    Resolution,
)
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import require_member

HINDRANCE = "hindrance"


class Standing(StrEnum):
    """Where an effect stands today. RESTING: carried out, but something lapsed since."""

    PROPOSED = "proposed"
    WAITING = "waiting"
    IN_FORCE = "in_force"
    RESTING = "resting"
    DONE = "done"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Line:
    """An effect as pages show it."""

    effect: Effect
    kind: Kind
    rows: Rows
    standing: Standing
    missing: list[Missing]


def get_effect(effect_id: UUID) -> Effect:
    """Return an effect of the acting member's alliances, else EffectUnknown."""
    found = Effect.objects.select_related("motion", "alliance", "agreement")
    effect = found.filter(id=effect_id).first()
    if effect is None or not is_shown(effect.motion):
        raise EffectUnknown
    return effect


def is_shown(motion: Motion) -> bool:
    """Tell whether the acting member may know of it: what was never proposed is its author's."""
    return motion.proposed_at is not None or motion.member_id == require_member()


def list_effects(motion: Motion) -> list[Line]:
    """Return the effects of a motion as its author ordered them."""
    found = motion.effects.select_related("motion", "alliance", "agreement").order_by("position")
    return [describe(effect) for effect in found]


def describe(effect: Effect) -> Line:
    """Return an effect with what it does, where it stands and what is missing."""
    kind = get_kind(effect.kind)
    missing = [] if effect.undone_at else list_missing(get_situation(effect))
    return Line(effect, kind, _rows(effect, kind), _standing(effect, kind, missing), missing)


def _rows(effect: Effect, kind: Kind) -> Rows:
    """Return what an effect does; if its target is gone, that."""
    try:
        return kind.describe(effect)
    except UserError as gone:
        return [(_("What it is about"), str(gone))]


def _more(effect: Effect, kind: Kind) -> list[Missing]:
    """Return what the kind asks besides; an effect whose target is gone waits for it for ever."""
    try:
        return kind.more(effect)
    except UserError as gone:
        return [Missing("target", str(gone), _("the authors of the motion"))]


def get_resolution_of(effect: Effect) -> Resolution | None:
    """Return the resolution that carries the effect, None before its motion was adopted."""
    return Resolution.objects.filter(motion_id=effect.motion_id).first()


def list_decisions(effect: Effect) -> QuerySet[OwnDecision]:
    """Return the own decisions that members entered about an effect."""
    return OwnDecision.objects.filter(effect=effect).order_by("member_name")


def deciders(effect: Effect) -> list[int]:
    """Return the members whose own organ must consent, ascending; nobody if its target is gone."""
    try:
        return sorted(set(get_kind(effect.kind).deciders(effect)))
    except UserError:
        return []


def list_awaited(effect: Effect) -> dict[int, str]:
    """Return the members (id: name) whose own decision is still missing."""
    said = set(list_decisions(effect).values_list("member_id", flat=True))
    return _names(effect, [one for one in deciders(effect) if one not in said])


def list_to_decide(actor: Actor) -> list[Effect]:
    """Return the effects that wait for the own decision of the actor's member."""
    found = Effect.objects.select_related("motion", "alliance", "agreement").filter(
        undone_at=None,
        carried_out_at=None,
        motion__state__in=(MotionState.PROPOSED, MotionState.VOTING, MotionState.ADOPTED),
    )
    decided = OwnDecision.objects.filter(member_id=actor.member_id).values("effect_id")
    found = found.exclude(id__in=decided).order_by("motion__created_at", "position")
    return [effect for effect in found if actor.member_id in deciders(effect)]


def list_open(alliance_id: UUID) -> QuerySet[Effect]:
    """Return the effects of adopted motions that are not over, for ``settle``, oldest first."""
    found = Effect.objects.select_related("motion", "alliance", "agreement")
    found = found.filter(alliance_id=alliance_id, undone_at=None)
    return found.filter(motion__state=MotionState.ADOPTED).order_by("id")


def get_situation(effect: Effect) -> Situation:
    """Return everything that decides whether the effect may be carried out today."""
    kind = get_kind(effect.kind)
    wanted = deciders(effect)
    said = dict(list_decisions(effect).values_list("member_id", "consents"))
    names = _names(effect, wanted)
    return Situation(
        today=clock.today(),
        is_adopted=effect.motion.state == MotionState.ADOPTED,
        starts_on=effect.valid_from,
        needs_agreement=kind.needs_agreement,
        foundation=_foundation(effect),
        includes_personal=effect.includes_personal,
        privacy=str(effect.terms.get("privacy", "")),
        awaited=tuple(names[one] for one in wanted if one not in said),
        refused=tuple(names[one] for one in wanted if said.get(one) is False),
        more=(*_hindrance(effect), *_more(effect, kind)),
    )


def over_reason(effect: Effect, resolution: Resolution | None) -> str:
    """Return why an effect is over for good (a code), empty while it is not."""
    today = clock.today()
    if resolution is None:
        return ""
    if resolution.repealed_at:
        return "repealed"
    if resolution.valid_to and resolution.valid_to < today:
        return "expired"
    if effect.valid_to and effect.valid_to < today:
        return "expired"
    base = effect.agreement
    if base and base.ends_on and base.ends_on < today:
        return "agreement_ended"
    return ""


def _hindrance(effect: Effect) -> list[Missing]:
    """Return why carrying the effect out was refused the last time; it is tried again each day."""
    if effect.undone_at or effect.carried_out_at or not effect.undone_reason:
        return []
    return [Missing(HINDRANCE, effect.undone_reason, _("the office of the alliance"))]


def _standing(effect: Effect, kind: Kind, missing: list[Missing]) -> Standing:
    state = effect.motion.state
    if effect.undone_at or state in (MotionState.FAILED, MotionState.WITHDRAWN):
        return Standing.OVER
    if over_reason(effect, get_resolution_of(effect)) and not kind.ends:
        return Standing.OVER
    if effect.carried_out_at:
        if kind.ends:
            return Standing.DONE
        return Standing.RESTING if missing else Standing.IN_FORCE
    return Standing.WAITING if state == MotionState.ADOPTED else Standing.PROPOSED


def _foundation(effect: Effect) -> Foundation | None:
    agreement = effect.agreement
    if agreement is None:
        return None
    involved = [effect.owner_id, *effect.grantees] if effect.owner_id else []
    parties = Party.objects.filter(agreement=agreement, member_id__in=involved)
    return Foundation(
        title=agreement.title,
        form=agreement.form,
        transfer=agreement.transfer,
        in_force_from=agreement.in_force_from,
        ends_on=agreement.ends_on,
        unsigned=tuple(party.member_name for party in parties if party.signed_on is None),
        left=_left(effect, parties, involved),
        on_file=list_on_file(agreement, covering=[one for one in involved if one]),
    )


def list_on_file(agreement: Agreement, *, covering: list[int]) -> frozenset[str]:
    """Return the kinds of document on file for an agreement, valid today, that cover all these."""
    today = clock.today()
    valid = Filing.objects.filter(agreement=agreement, withdrawn_at=None, valid_from__lte=today)
    valid = valid.filter(covers__contains=covering)
    valid = valid.filter(Q(valid_to=None) | Q(valid_to__gte=today))
    return frozenset(valid.values_list("kind", flat=True))


def _left(
    effect: Effect, parties: Iterable[Party], involved: Iterable[int | None]
) -> tuple[str, ...]:
    """Return the names of involved members that left the agreement or the alliance."""
    today = clock.today()
    bound = {p.member_id for p in parties if p.ends_on is None or p.ends_on >= today}
    here = set(alliances.list_memberships(effect.alliance).values_list("member_id", flat=True))
    names = _names(effect, [one for one in involved if one is not None])
    return tuple(name for one, name in names.items() if one not in bound & here)


def _names(effect: Effect, wanted: Iterable[int]) -> dict[int, str]:
    found = Membership.objects.filter(alliance_id=effect.alliance_id, member_id__in=list(wanted))
    known = dict(found.order_by("member_name").values_list("member_id", "member_name"))
    return known | {one: "–" for one in wanted if one not in known}
