"""What each party does itself: deciding by its own organ, signing, joining, giving notice."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from gemeinwerk.governance.agreements import queries
from gemeinwerk.governance.agreements.deadlines import DAY, german
from gemeinwerk.governance.agreements.errors import (
    AlreadyEnding,
    AlreadyLeaving,
    AlreadyParty,
    AlreadySigned,
    NotYet,
    OrganMissing,
    OtherText,
    ReasonMissing,
    Refused,
    TextMissing,
    TooFewRemain,
)
from gemeinwerk.governance.agreements.keeping import (
    finish,
    stands_at,
    take,
    take_as_party,
)
from gemeinwerk.governance.agreements.rules import (
    RUNNING,
    State,
    check_day,
    check_notice,
    has_decided,
    has_signed,
    missing,
    needs_published_end,
)
from gemeinwerk.governance.models import Agreement, Party
from gemeinwerk.governance.permissions import DECIDE
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor


@transaction.atomic
def record_decision(
    *,
    agreement_id: UUID,
    consents: bool,
    organ: str,
    decided_on: date,
    reference: str,
    text_sha256: str,
    actor: Actor,
) -> Agreement:
    """Enter what the own organ of the actor's authority decided about the text.

    ``text_sha256`` is the text that the head has seen; it must still be the agreement's. A later
    entry replaces an earlier one and takes the own signature back. Raises NotAllowed unless head,
    NotAParty, OrganMissing, InTheFuture, TextMissing, OtherText, NotYet, TooLate.
    """
    agreement = take_as_party(agreement_id, actor, DECIDE)
    party = queries.get_party(agreement, actor.member_id)
    _check_turn(agreement, party, State.DRAFT, State.RESOLVED)
    if not organ.strip() or not reference.strip():
        raise OrganMissing
    check_day(decided_on, clock.today())
    _check_text(agreement, text_sha256)
    party.consents, party.organ, party.decision = consents, organ.strip(), reference.strip()
    party.decided_on, party.text_sha256 = decided_on, text_sha256
    party.signed_on, party.signed_by = None, ""
    party.save()
    return finish(
        "decided",
        agreement=agreement,
        actor=actor,
        member=party.member_name,
        consents=consents,
        organ=party.organ,
        decided_on=decided_on,
        reference=party.decision,
        text=text_sha256,
    )


@transaction.atomic
def sign(*, agreement_id: UUID, text_sha256: str, signed_on: date, actor: Actor) -> Agreement:
    """Sign the text for the actor's authority; an agreement on paper keeps the day it was signed.

    Where the form binds, all parties must have decided on this text before; who joins later needs
    its own decision only. Raises NotAllowed unless head, NotAParty, TextMissing, OtherText,
    AlreadySigned, Refused, InTheFuture, BeforeThat (the own decision), NotYet, TooLate.
    """
    agreement = take_as_party(agreement_id, actor, DECIDE)
    party = queries.get_party(agreement, actor.member_id)
    snapshot = queries.take_snapshot(agreement)
    facts = next(each for each in snapshot.parties if each.member_id == party.member_id)
    if has_signed(facts, snapshot) and party.signed_on:
        raise AlreadySigned(member=party.member_name, day=german(party.signed_on))
    binds = snapshot.legal_form.binds
    _check_turn(agreement, party, State.RESOLVED if binds else State.DRAFT)
    _check_text(agreement, text_sha256)
    if party.consents is False:
        raise Refused
    if binds and not has_decided(facts, snapshot):
        raise NotYet(first=missing(snapshot, clock.today())[0].sentence)
    check_day(signed_on, clock.today(), after=party.decided_on)
    party.text_sha256, party.signed_on, party.signed_by = text_sha256, signed_on, actor.label
    party.save(update_fields=["text_sha256", "signed_on", "signed_by"])
    return finish(
        "signed",
        agreement=agreement,
        actor=actor,
        member=party.member_name,
        signed_on=signed_on,
        text=text_sha256,
    )


@transaction.atomic
def ask_to_join(*, agreement_id: UUID, actor: Actor) -> Agreement:
    """Ask to join an agreement in force; own decision and signature follow, nobody else's.

    Raises NotAllowed unless head, AlreadyParty, NotYet, TooLate.
    """
    agreement = take(agreement_id, actor, DECIDE)
    if queries.is_party(agreement, actor.member_id):
        raise AlreadyParty(member=actor.member_name)
    stands_at(agreement, *RUNNING)
    Party.objects.create(
        alliance_id=agreement.alliance_id,
        agreement=agreement,
        member_id=actor.member_id,
        member_name=actor.member_name,
        requested_on=clock.today(),
    )
    return finish("joining", agreement=agreement, actor=actor, member=actor.member_name)


@transaction.atomic
def give_notice(
    *, agreement_id: UUID, last_day: date, reason: str, for_cause: bool, actor: Actor
) -> Agreement:
    """End the whole agreement by notice given today.

    Where ending must be published it binds until that has happened. For cause the agreed notice
    does not count. Raises NotAllowed unless head, NotAParty, ReasonMissing, AlreadyEnding,
    NoNotice, NoticeTooShort, NotYet, TooLate.
    """
    agreement = take_as_party(agreement_id, actor, DECIDE)
    if agreement.end_notified_on:
        raise AlreadyEnding(day=german(agreement.end_notified_on))
    snapshot = _check_running(agreement, reason)
    check_notice(snapshot, last_day, clock.today(), for_cause=for_cause)
    agreement.end_notified_on, agreement.end_stated_on = clock.today(), last_day
    agreement.end_reason = reason.strip()
    if not needs_published_end(snapshot):
        agreement.ends_on = min(last_day, agreement.ends_on or last_day)
    agreement.save()
    return finish(
        "notice",
        agreement=agreement,
        actor=actor,
        member=actor.member_name,
        last_day=last_day,
        reason=agreement.end_reason,
        for_cause=for_cause,
    )


@transaction.atomic
def leave(
    *, agreement_id: UUID, last_day: date, reason: str, for_cause: bool, actor: Actor
) -> Agreement:
    """End the own authority's part by notice given today; the others' rights stay as they are.

    Raises NotAllowed unless head of a party, ReasonMissing, AlreadyLeaving, TooFewRemain, NoNotice,
    NoticeTooShort, NotYet, TooLate.
    """
    agreement = take_as_party(agreement_id, actor, DECIDE)
    party = queries.get_party(agreement, actor.member_id)
    if party.ends_on:
        raise AlreadyLeaving(day=german(party.ends_on))
    snapshot = _check_running(agreement, reason)
    check_notice(snapshot, last_day, clock.today(), for_cause=for_cause)
    remaining = queries.list_bound(agreement, last_day + DAY)
    if sum(each.member_id != actor.member_id for each in remaining) < 2:
        raise TooFewRemain
    party.notice_on, party.ends_on = clock.today(), last_day
    party.save(update_fields=["notice_on", "ends_on"])
    return finish(
        "leaving",
        agreement=agreement,
        actor=actor,
        member=party.member_name,
        last_day=last_day,
        reason=reason.strip(),
    )


def _check_turn(agreement: Agreement, party: Party, *states: State) -> None:
    """Founders decide and sign before it binds, who joins later while it does."""
    stands_at(agreement, *(RUNNING if party.requested_on else states))


def _check_text(agreement: Agreement, seen: str) -> None:
    current = queries.text_of(agreement)
    if not current:
        raise TextMissing
    if seen != current:
        raise OtherText


def _check_running(agreement: Agreement, reason: str) -> queries.Snapshot:
    stands_at(agreement, *RUNNING)
    if not reason.strip():
        raise ReasonMissing
    return queries.take_snapshot(agreement)
