"""What the supervisory authority does, entered by the party that applies for all."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from gemeinwerk.governance.agreements import queries
from gemeinwerk.governance.agreements.deadlines import german, silence_counts
from gemeinwerk.governance.agreements.errors import (
    EarlierNeedsReason,
    NoApprovalNeeded,
    NoEndToPublish,
    NotYet,
    ReasonMissing,
    RuleKnown,
    SilenceTooShort,
)
from gemeinwerk.governance.agreements.keeping import (
    begin,
    finish,
    stands_at,
    take_as_applicant,
)
from gemeinwerk.governance.agreements.legal_forms import Approval, known_rule
from gemeinwerk.governance.agreements.rules import (
    CONSENTING,
    RUNNING,
    Snapshot,
    State,
    check_day,
    last_day_after_publication,
    missing,
    needs_published_end,
)
from gemeinwerk.governance.models import Agreement, AgreementState
from gemeinwerk.governance.permissions import MANAGE
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor

AFTER_CONSENT = CONSENTING | {State.PUBLISHED}
BEFORE_FORCE = AFTER_CONSENT | {State.SIGNED, State.REQUESTED}


@transaction.atomic
def request_approval(
    *, agreement_id: UUID, authority: str, requested_on: date, actor: Actor
) -> Agreement:
    """Enter that the actor's authority has applied for approval, for all parties.

    Raises NotAllowed, NotAParty, NotTheApplicant, NoApprovalNeeded, NotYet, TooLate, InTheFuture.
    """
    agreement = take_as_applicant(agreement_id, actor, MANAGE)
    stands_at(agreement, State.SIGNED)
    if agreement.in_force_from:
        raise NoApprovalNeeded(day=german(agreement.in_force_from))
    signed = queries.take_snapshot(agreement).last_signature
    check_day(requested_on, clock.today(), after=signed)
    agreement.applicant_id, agreement.requested_on = actor.member_id, requested_on
    agreement.authority = authority.strip()
    agreement.save()
    return finish(
        "requested",
        agreement=agreement,
        actor=actor,
        member=actor.member_name,
        authority=agreement.authority,
        requested_on=requested_on,
    )


@transaction.atomic
def record_receipt(*, agreement_id: UUID, received_on: date, actor: Actor) -> Agreement:
    """Enter when the authority received the application: the periods begin. A later entry corrects
    it while there is no answer. Raises as ``request_approval``, and BeforeThat.
    """
    agreement = take_as_applicant(agreement_id, actor, MANAGE)
    stands_at(agreement, State.REQUESTED)
    check_day(received_on, clock.today(), after=agreement.requested_on)
    agreement.received_on = received_on
    agreement.save(update_fields=["received_on"])
    return finish("received", agreement=agreement, actor=actor, received_on=received_on)


@transaction.atomic
def record_answer(
    *, agreement_id: UUID, answer: str, answered_on: date, note: str, actor: Actor
) -> Agreement:
    """Enter the authority's answer: ``approved``, ``changes_wanted`` or ``refused``.

    The last two need a note that says what it wants. Raises as ``record_receipt``, ReasonMissing,
    and ValueError for silence, which has an action of its own.
    """
    agreement = take_as_applicant(agreement_id, actor, MANAGE)
    stands_at(agreement, State.REQUESTED)
    if answer not in (State.APPROVED, State.CHANGES, State.REFUSED):
        raise ValueError(answer)
    check_day(answered_on, clock.today(), after=agreement.received_on or agreement.requested_on)
    if answer != State.APPROVED and not note.strip():
        raise ReasonMissing
    return _answer(agreement, State(answer), answered_on, note, actor, event="answered")


@transaction.atomic
def deem_approved(
    *, agreement_id: UUID, shorter_reading: bool, reason: str, actor: Actor
) -> Agreement:
    """Enter that the authority was silent for so long that approval is deemed given.

    The law can be read in two ways; the later day counts unless an official confirms the earlier
    one with a reason. Raises as ``record_receipt``, RuleUnknown, HolidaysUnknown, SilenceTooShort,
    EarlierNeedsReason.
    """
    agreement = take_as_applicant(agreement_id, actor, MANAGE)
    stands_at(agreement, State.REQUESTED)
    snapshot = queries.take_snapshot(agreement)
    rule = known_rule(snapshot.form, snapshot.land)
    if snapshot.received_on is None:
        raise NotYet(first=missing(snapshot, clock.today())[0].sentence)
    silence = silence_counts(snapshot.received_on, rule, snapshot.land)
    today = clock.today()
    if today < silence.earlier:
        raise SilenceTooShort(day=german(silence.earlier))
    if today < silence.later and not (shorter_reading and reason.strip()):
        raise EarlierNeedsReason(earlier=german(silence.earlier), later=german(silence.later))
    day = silence.later if today >= silence.later and not shorter_reading else silence.earlier
    return _answer(agreement, State.DEEMED, day, reason, actor, event="deemed")


@transaction.atomic
def approve_by_hand(*, agreement_id: UUID, day: date, reason: str, actor: Actor) -> Agreement:
    """Enter from which day approval is deemed given where no rule or holiday table here knows it.

    Raises as ``record_receipt``, ReasonMissing, and RuleKnown where it can be computed.
    """
    agreement = take_as_applicant(agreement_id, actor, MANAGE)
    stands_at(agreement, State.REQUESTED)
    if _is_computable(queries.take_snapshot(agreement)):
        raise RuleKnown
    if not reason.strip():
        raise ReasonMissing
    check_day(day, clock.today(), after=agreement.received_on or agreement.requested_on)
    return _answer(agreement, State.DEEMED, day, reason, actor, event="deemed")


@transaction.atomic
def publish(
    *, agreement_id: UUID, published_on: date, published_in: str, actor: Actor
) -> Agreement:
    """Enter day and place of publication; the first day in force follows from it where the rule is
    known (GkG NRW § 24 (4)). Raises as ``record_receipt``.
    """
    agreement = take_as_applicant(agreement_id, actor, MANAGE)
    stands_at(agreement, *CONSENTING)
    check_day(published_on, clock.today(), after=agreement.answered_on)
    agreement.published_on, agreement.published_in = published_on, published_in.strip()
    agreement.save(update_fields=["published_on", "published_in"])
    return finish(
        "published",
        agreement=agreement,
        actor=actor,
        published_on=published_on,
        published_in=agreement.published_in,
    )


@transaction.atomic
def start_by_hand(*, agreement_id: UUID, day: date, reason: str, actor: Actor) -> Agreement:
    """Enter from which day the agreement binds, where the Land's rule is not known here.

    All have decided and signed before; where only the first day is unknown, approval is there too.
    Raises NotAllowed, NotAParty, NotTheApplicant, RuleKnown, ReasonMissing, NotYet, TooLate.
    """
    agreement = take_as_applicant(agreement_id, actor, MANAGE)
    snapshot = queries.take_snapshot(agreement)
    if snapshot.tells_first_day:
        raise RuleKnown
    is_free = snapshot.approval is Approval.UNKNOWN
    stands_at(agreement, *(BEFORE_FORCE if is_free else AFTER_CONSENT))
    if not reason.strip():
        raise ReasonMissing
    agreement.applicant_id, agreement.hand_reason = actor.member_id, reason.strip()
    begin(agreement, day)
    agreement.save()
    return finish("by_hand", agreement=agreement, actor=actor, day=day, reason=reason.strip())


@transaction.atomic
def publish_end(
    *, agreement_id: UUID, published_on: date, published_in: str, actor: Actor
) -> Agreement:
    """Enter that the ending was published; only then the agreement ends, on the stated day or later
    (GkG NRW § 24 (5)). Raises NotAllowed, NotAParty, NotTheApplicant, NoEndToPublish, InTheFuture,
    BeforeThat.
    """
    agreement = take_as_applicant(agreement_id, actor, MANAGE)
    stated = agreement.end_stated_on
    waits = needs_published_end(queries.take_snapshot(agreement))
    if not waits or stated is None or agreement.end_published_on:
        raise NoEndToPublish
    stands_at(agreement, *RUNNING)
    check_day(published_on, clock.today(), after=agreement.end_notified_on)
    last = last_day_after_publication(stated, published_on)
    agreement.end_published_on, agreement.end_published_in = published_on, published_in.strip()
    agreement.ends_on = min(last, agreement.ends_on or last)
    agreement.save()
    return finish(
        "end_published",
        agreement=agreement,
        actor=actor,
        published_on=published_on,
        published_in=agreement.end_published_in,
        last_day=agreement.ends_on,
    )


def _answer(
    agreement: Agreement, answer: State, day: date, note: str, actor: Actor, *, event: str
) -> Agreement:
    agreement.answer, agreement.answered_on = answer, day
    agreement.approved_on = day if answer in CONSENTING else None
    agreement.approval_note = note.strip()
    agreement.save()
    return finish(
        event,
        agreement=agreement,
        actor=actor,
        authority=agreement.authority,
        answer=str(AgreementState(answer).label),
        day=day,
        note=agreement.approval_note,
    )


def _is_computable(snapshot: Snapshot) -> bool:
    """Whether the day of deemed approval follows, or will follow, from rule and known holidays."""
    is_known = snapshot.approval is Approval.DEEMED
    return is_known and (snapshot.received_on is None or queries.get_silence(snapshot) is not None)
