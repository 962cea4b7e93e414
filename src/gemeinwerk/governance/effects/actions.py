"""Carrying out what was adopted, undoing it, and each member's own decision about it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import ProgrammingError, transaction
from psycopg.errors import InsufficientPrivilege

from gemeinwerk.governance.effects import queries
from gemeinwerk.governance.effects.conditions import list_missing
from gemeinwerk.governance.effects.errors import (
    DecisionIncomplete,
    NotForThisMember,
    NothingToDecide,
    NotProposedYet,
    OrganMissing,
    TooLate,
)
from gemeinwerk.governance.effects.kinds import get_kind
from gemeinwerk.governance.effects.wording import over_text
from gemeinwerk.governance.models import Effect, MotionState, OwnDecision, Resolution
from gemeinwerk.governance.permissions import DECIDE
from gemeinwerk.governance.telling import lock, tell
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members import queries as members
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require
from gemeinwerk.sharing import actions as sharing
from gemeinwerk.sharing import queries as grants
from gemeinwerk.sharing.rules import Terms

NEVER = "never_begun"


@transaction.atomic
def settle(*, alliance_id: UUID, actor: Actor) -> list[Effect]:
    """Carry out what waits for nothing any more, and undo what is over; return what changed.

    Call it after everything that may have met or ended a condition; a daily job calls it too. One
    transaction at a time does this in an alliance, so a repeal and a carrying out never see half
    of each other. Doing nothing when nothing is due, it may be called at any time.
    """
    lock(alliance_id)
    return [
        effect
        for effect in queries.list_open(alliance_id)
        if _settle_one(effect_id=effect.id, actor=actor)
    ]


@transaction.atomic
def decide_for_own(
    *,
    effect_id: UUID,
    consents: bool,
    organ: str,
    decided_on: date,
    reference: str,
    actor: Actor,
) -> OwnDecision:
    """Enter what the actor's authority decided about an effect; a later entry replaces it.

    Consent of the owner of what is opened is its key to the drawer: the grants are written here.
    Refusing takes them back. Raises NotAllowed unless head, NothingToDecide, NotProposedYet,
    TooLate, DecisionIncomplete, OrganMissing.
    """
    require(actor, DECIDE)
    effect = queries.get_effect(effect_id)
    lock(effect.alliance_id)
    effect = queries.get_effect(effect_id)
    _check_decidable(effect, actor)
    _check_entry(effect, organ=organ, decided_on=decided_on, reference=reference)
    decision, _is_new = OwnDecision.objects.update_or_create(
        alliance_id=effect.alliance_id,
        effect=effect,
        member_id=actor.member_id,
        defaults={
            "member_name": actor.member_name,
            "consents": consents,
            "organ": organ.strip(),
            "decided_on": decided_on,
            "reference": reference.strip(),
            "entered_at": clock.now(),
            "entered_by": actor.label,
        },
    )
    if effect.owner_id == actor.member_id:
        _give_key(effect, actor) if consents else _take_key_back(effect, actor)
    tell(
        "governance.own_decision.entered",
        alliance=effect.alliance,
        actor=actor,
        obj=effect.motion_id,
        motion=str(effect.motion),
        member=actor.member_name,
        consents=consents,
        organ=decision.organ,
        decided_on=decided_on,
        reference=decision.reference,
    )
    settle(alliance_id=effect.alliance_id, actor=actor)
    return decision


def repeal(*, resolution_id: UUID, by: Resolution, actor: Actor) -> None:
    """Repeal a resolution: what it opened is closed with the next query, what it did is undone.

    In the caller's transaction. A second repeal changes nothing.
    """
    lock(by.alliance_id)
    resolution = Resolution.objects.get(id=resolution_id)
    if resolution.repealed_at:
        return
    resolution.repealed_at, resolution.repealed_by = clock.now(), by
    resolution.save(update_fields=["repealed_at", "repealed_by"])
    tell(
        "governance.resolution.repealed",
        alliance=resolution.alliance,
        actor=actor,
        obj=resolution.motion_id,
        resolution=str(resolution),
        by=by.number,
    )
    for effect in Effect.objects.filter(motion_id=resolution.motion_id, undone_at=None):
        _settle_one(effect_id=effect.id, actor=actor)


def close_effect(*, effect_id: UUID, reason: str, actor: Actor) -> None:
    """End one effect for good, in the caller's transaction; a second time changes nothing."""
    lock(queries.get_effect(effect_id).alliance_id)
    effect = queries.get_effect(effect_id)
    if effect.undone_at is None:
        _undo(effect, reason, actor)


def _settle_one(*, effect_id: UUID, actor: Actor) -> bool:
    """Bring one effect to where it belongs today; return whether that changed anything."""
    effect = queries.get_effect(effect_id)
    resolution = queries.get_resolution_of(effect)
    if resolution is None or effect.undone_at:
        return False
    kind = get_kind(effect.kind)
    reason = queries.over_reason(effect, resolution)
    if reason and not (kind.ends and effect.carried_out_at):
        _undo(effect, reason if effect.carried_out_at else NEVER, actor)
        return True
    missing = list_missing(queries.get_situation(effect))
    if effect.carried_out_at or any(one.code != queries.HINDRANCE for one in missing):
        return False
    return _try_to_carry_out(effect, resolution, actor)


def _try_to_carry_out(effect: Effect, resolution: Resolution, actor: Actor) -> bool:
    """Carry an effect out; one that is refused waits with the reason, and the vote still counts."""
    try:
        with transaction.atomic():
            _carry_out(effect, resolution, actor)
    except UserError as refusal:
        return _note_hindrance(effect, refusal)
    except ProgrammingError as refusal:
        if not isinstance(refusal.__cause__, InsufficientPrivilege):
            raise
        return _note_hindrance(effect, NotForThisMember())
    return True


def _note_hindrance(effect: Effect, refusal: UserError) -> bool:
    Effect.objects.filter(id=effect.id).update(undone_reason=str(refusal)[:500])
    return False


def _carry_out(effect: Effect, resolution: Resolution, actor: Actor) -> None:
    kind = get_kind(effect.kind)
    effect.carried_out_at, effect.undone_reason = clock.now(), ""
    effect.save(update_fields=["carried_out_at", "undone_reason"])
    kind.carry_out(effect, actor)
    tell(
        "governance.effect.carried_out",
        alliance=effect.alliance,
        actor=actor,
        obj=effect.motion_id,
        resolution=str(resolution),
        effect=str(kind.label),
    )


def _undo(effect: Effect, reason: str, actor: Actor) -> None:
    kind = get_kind(effect.kind)
    effect.undone_at, effect.undone_reason = clock.now(), reason
    effect.save(update_fields=["undone_at", "undone_reason"])
    if effect.carried_out_at:
        _try_to_undo(effect, actor)
    tell(
        "governance.effect.undone",
        alliance=effect.alliance,
        actor=actor,
        obj=effect.motion_id,
        motion=str(effect.motion),
        effect=str(kind.label),
        reason=reason,
    )


def _try_to_undo(effect: Effect, actor: Actor) -> None:
    """Undo what an effect did; where that is too late it stays, and the effect is over."""
    try:
        with transaction.atomic():
            get_kind(effect.kind).undo(effect, actor)
    except UserError as refusal:
        reason = f"{effect.undone_reason}: {refusal}"[:500]
        Effect.objects.filter(id=effect.id).update(undone_reason=reason)


def _check_decidable(effect: Effect, actor: Actor) -> None:
    if actor.member_id not in queries.deciders(effect):
        raise NothingToDecide
    state = effect.motion.state
    if state == MotionState.DRAFT:
        raise NotProposedYet
    if state in (MotionState.FAILED, MotionState.WITHDRAWN):
        raise TooLate(reason=MotionState(state).label)
    if effect.undone_at:
        raise TooLate(reason=over_text(effect.undone_reason))


def _check_entry(effect: Effect, *, organ: str, decided_on: date, reference: str) -> None:
    if not organ.strip() or decided_on > clock.today():
        raise DecisionIncomplete
    if effect.includes_personal and not reference.strip():
        raise OrganMissing


def _give_key(effect: Effect, actor: Actor) -> None:
    """Write the owner's grants, one for each grantee, on exactly the terms that are voted on."""
    if effect.drawer is None or effect.valid_from is None:
        return
    terms = Terms(
        right=effect.right,
        purpose=effect.purpose,
        basis=f"{effect.alliance.name}: {effect.motion}",
        legal_basis=effect.legal_basis,
        roles=tuple(effect.roles),
        valid_from=effect.valid_from,
        valid_to=effect.valid_to,
        includes_personal=effect.includes_personal,
    )
    for grantee in members.list_contacts():
        if grantee.id in effect.grantees:
            sharing.open_grant(
                drawer=effect.drawer,
                grantee=grantee,
                terms=terms,
                effect_id=effect.id,
                actor=actor,
            )


def _take_key_back(effect: Effect, actor: Actor) -> None:
    for grant in grants.list_given(effect_id=effect.id).filter(ended_at=None):
        sharing.end_grant(grant_id=grant.id, actor=actor)
