"""Asking to see a record, permitting or refusing it, and ending a permit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from gemeinwerk.archive.models import (
    AccessRequest,
    Decision,
    Outcome,
    Record,
    RefusalGround,
    RequestBasis,
    RequestPurpose,
)
from gemeinwerk.archive.permissions import ASK, DECIDE
from gemeinwerk.archive.protection.queries import get_period_in_force
from gemeinwerk.archive.queries import get_own_record
from gemeinwerk.archive.requests import queries
from gemeinwerk.archive.requests.errors import (
    AlreadyDecided,
    EntryMissing,
    NeedsPerson,
    NotPermitted,
    NotToBeAsked,
    ReasonMissing,
    RequestWithdrawn,
)
from gemeinwerk.archive.requests.queries import Line, State
from gemeinwerk.archive.requests.rules import Terms, check_permit, check_refusal
from gemeinwerk.archive.scopes import place_record
from gemeinwerk.journal import actions as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members import queries as members
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require

REMEDY = _("The instruction on legal remedies is to be added by the authority.")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for, and why. ``purpose`` and ``basis`` are codes of the models."""

    description: str
    purpose: str
    purpose_text: str
    basis: str
    basis_text: str
    evidence: str = ""


@transaction.atomic
def make_request(*, owner_id: int, wish: Wish, actor: Actor) -> AccessRequest:
    """Ask an authority that the own one knows to let the acting person see a record.

    Raises NotAllowed, NeedsPerson for the operator, EntryMissing, NotToBeAsked.
    """
    require(actor, ASK)
    if actor.person_id is None:
        raise NeedsPerson
    _check_wish(wish)
    owner = next((each for each in members.list_contacts() if each.id == owner_id), None)
    if owner is None:
        raise NotToBeAsked
    made = AccessRequest.objects.create(
        member_id=actor.member_id,
        member_name=actor.member_name,
        owner=owner,
        owner_name=owner.name,
        person_id=actor.person_id,
        person_name=actor.person_name,
        description=wish.description.strip(),
        purpose=wish.purpose,
        purpose_text=wish.purpose_text.strip(),
        basis=wish.basis,
        basis_text=wish.basis_text.strip(),
        evidence=wish.evidence.strip(),
    )
    _record("archive.request.made", made, actor)
    return made


@transaction.atomic
def withdraw_request(*, request_id: UUID, actor: Actor) -> AccessRequest:
    """Take a request back; a permit on it ends at once. Only the person who asked may.

    Raises RequestUnknown, NotAllowed, RequestWithdrawn the second time.
    """
    line = queries.get_request(request_id, actor=actor)
    require(actor, ASK)
    if line.request.person_id != actor.person_id or line.request.member_id != actor.member_id:
        raise NotAllowed
    made = AccessRequest.objects.select_for_update().get(id=request_id)
    if made.withdrawn_at:
        raise RequestWithdrawn
    made.withdrawn_at = clock.now()
    made.save(update_fields=["withdrawn_at"])
    _record("archive.request.withdrawn", made, actor)
    return made


@transaction.atomic
def permit(*, request_id: UUID, record_id: UUID, terms: Terms, actor: Actor) -> Decision:
    """Permit the asking person to see one own record, for this request and nothing else.

    Where the record is archival and protected, this is the decision that shortens the period.
    Raises RequestUnknown, RecordUnknown, NotAllowed, RequestWithdrawn, AlreadyDecided, NeedsTask,
    ConditionsMissing, PermitDatesWrong.
    """
    line = _to_decide(request_id, actor)
    Record.objects.select_for_update().get(id=get_own_record(record_id).id)
    record = get_own_record(record_id)
    standing = queries.get_standing(record)
    check_permit(terms, standing, basis=line.request.basis, today=clock.today())
    period = get_period_in_force()
    decision = _decide(
        line.request,
        actor,
        outcome=Outcome.PERMIT,
        collection_id=record.collection_id,
        record=record,
        record_name=f"{record.collection.name}: {record.heading}",
        right=terms.right,
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        conditions=terms.conditions.strip(),
        is_shortening=standing.is_protected,
        rule=period.rule if period and standing.is_protected else "",
    )
    place_record(record)
    _record("archive.request.permitted", line.request, actor, **_permitted(decision))
    return decision


@transaction.atomic
def refuse(
    *,
    request_id: UUID,
    grounds: Collection[str],
    reasons: str,
    remedy: str,
    is_confirmed: bool,
    actor: Actor,
) -> Decision:
    """Refuse a request on coded grounds, with the instruction on legal remedies.

    Raises RequestUnknown, NotAllowed, RequestWithdrawn, AlreadyDecided, GroundMissing,
    RemedyMissing.
    """
    line = _to_decide(request_id, actor)
    check_refusal(
        grounds=grounds, remedy=remedy, placeholder=str(REMEDY), is_confirmed=is_confirmed
    )
    named = [ground for ground in RefusalGround if ground in grounds]
    decision = _decide(
        line.request,
        actor,
        outcome=Outcome.REFUSAL,
        grounds=list(named),
        reasons=reasons.strip(),
        remedy=remedy.strip() or str(REMEDY),
    )
    labels = [str(ground.label) for ground in named]
    _record("archive.request.refused", line.request, actor, grounds=labels, codes=list(named))
    return decision


@transaction.atomic
def withdraw_permit(*, request_id: UUID, reason: str, actor: Actor) -> Decision:
    """End a permit before its day: the next query of the person finds nothing.

    Raises RequestUnknown, NotAllowed unless by the owner, ReasonMissing, NotPermitted.
    """
    line = queries.get_request(request_id, actor=actor)
    _require_owner(line, actor)
    if not reason.strip():
        raise ReasonMissing
    decision = Decision.objects.select_for_update().filter(request_id=request_id).first()
    if decision is None or decision.record_id is None or decision.withdrawn_at:
        raise NotPermitted
    decision.withdrawn_at, decision.withdrawn_by = clock.now(), actor.label
    decision.withdrawal_reason = reason.strip()
    decision.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    Record.objects.select_for_update().get(id=decision.record_id)
    place_record(get_own_record(decision.record_id))
    facts = {"record": decision.record_name, "reason": decision.withdrawal_reason}
    _record("archive.permit.withdrawn", line.request, actor, **facts)
    return decision


def _check_wish(wish: Wish) -> None:
    for text, name in (
        (wish.description, _("which record")),
        (wish.purpose_text, _("what it is needed for")),
        (wish.basis_text, _("legal basis or legitimate interest")),
    ):
        if not text.strip():
            raise EntryMissing(missing=name)
    RequestPurpose(wish.purpose)
    RequestBasis(wish.basis)


def _to_decide(request_id: UUID, actor: Actor) -> Line:
    """Return a request that waits for a decision of the acting member."""
    line = queries.get_request(request_id, actor=actor)
    _require_owner(line, actor)
    if line.state is State.WITHDRAWN:
        raise RequestWithdrawn
    if line.decision is not None:
        raise AlreadyDecided
    return line


def _require_owner(line: Line, actor: Actor) -> None:
    if line.request.owner_id != actor.member_id:
        raise NotAllowed
    require(actor, DECIDE)


def _decide(request: AccessRequest, actor: Actor, **facts: Any) -> Decision:
    try:
        with transaction.atomic():
            return Decision.objects.create(
                member_id=request.owner_id,
                asker_id=request.member_id,
                person_id=request.person_id,
                request_id=request.id,
                purpose=_purpose(request)[:500],
                decided_by=actor.label,
                **facts,
            )
    except IntegrityError as error:  # a colleague was first
        raise AlreadyDecided from error


def _permitted(decision: Decision) -> dict[str, Any]:
    return {
        "record": decision.record_name,
        "right": decision.right,
        "valid_from": decision.valid_from,
        "valid_to": decision.valid_to,
        "conditions": decision.conditions,
        "is_shortening": decision.is_shortening,
        "rule": decision.rule,
    }


def _purpose(request: AccessRequest) -> str:
    return f"{RequestPurpose(request.purpose).label}: {request.purpose_text}"


def _record(event: str, request: AccessRequest, actor: Actor, **facts: Any) -> None:
    """Both sides' journals tell of it, in ascending order of members (see ``journal.record``)."""
    for member_id in sorted((request.member_id, request.owner_id)):
        journal.record(
            event,
            actor=actor,
            obj=request,
            owner_id=member_id,
            asker=request.member_name,
            owner=request.owner_name,
            person=request.person_name,
            purpose=_purpose(request),
            basis=f"{RequestBasis(request.basis).label}: {request.basis_text}",
            **facts,
        )
