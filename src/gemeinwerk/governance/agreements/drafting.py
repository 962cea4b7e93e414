"""Drawing up an agreement: its text, its terms, its parties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.agreements import queries
from gemeinwerk.governance.agreements.errors import (
    NotAParty,
    NotInAlliance,
    SignedParty,
    TextUnchanged,
    TooFewParties,
)
from gemeinwerk.governance.agreements.keeping import finish, stands_at, take_as_party
from gemeinwerk.governance.agreements.rules import OPEN_TO_EDITS, State, check_terms
from gemeinwerk.governance.models import Agreement, Alliance, Party
from gemeinwerk.governance.permissions import MANAGE
from gemeinwerk.governance.telling import lock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require


@dataclass(frozen=True, slots=True)
class Draft:
    """Text and terms of an agreement; ``member_ids`` are its parties. Days as in the rules."""

    title: str
    form: str
    member_ids: tuple[int, ...]
    text: str = ""
    transfer: str = ""
    task: str = ""
    task_holder_id: int | None = None
    compensation: str = ""
    term: str = "unlimited"
    notice_months: int | None = None
    starts_on: date | None = None
    agreed_end: date | None = None
    authority: str = ""
    is_founding: bool = False


@transaction.atomic
def create_agreement(*, alliance_id: UUID, draft: Draft, actor: Actor) -> Agreement:
    """Draw up an agreement among members of an alliance, the actor's own among them.

    The alliance's Land says whose law counts. Raises AllianceUnknown, NotAllowed, TooFewParties,
    NotInAlliance, NotAParty, TransferImpossible, EndBeforeStart.
    """
    alliance = governance.get_alliance(alliance_id)
    require(actor, MANAGE)
    _check(draft, alliance, actor)
    lock(alliance.id)
    agreement = Agreement(alliance=alliance, land=alliance.land, created_by=actor.label)
    _fill(agreement, draft)
    agreement.save()
    _name_parties(agreement, draft)
    return finish("drafted", agreement=agreement, actor=actor)


@transaction.atomic
def edit_agreement(*, agreement_id: UUID, draft: Draft, actor: Actor) -> Agreement:
    """Change text, terms or parties before all have signed, or as the authority wants it.

    What was decided or signed on the text before does not count for the new one. Raises as
    ``create_agreement``, and AgreementUnknown, TooLate, SignedParty, TextUnchanged.
    """
    agreement = take_as_party(agreement_id, actor, MANAGE)
    stands_at(agreement, *OPEN_TO_EDITS)
    _check(draft, agreement.alliance, actor)
    before = queries.text_of(agreement)
    _fill(agreement, draft)
    _reopen(agreement, changed=queries.text_of(agreement) != before)
    agreement.save()
    _name_parties(agreement, draft)
    return finish("changed", agreement=agreement, actor=actor)


def _check(draft: Draft, alliance: Alliance, actor: Actor) -> None:
    check_terms(
        form=draft.form,
        transfer=draft.transfer,
        term=draft.term,
        starts_on=draft.starts_on,
        agreed_end=draft.agreed_end,
    )
    here = set(governance.list_memberships(alliance).values_list("member_id", flat=True))
    chosen = {*draft.member_ids, *([draft.task_holder_id] if draft.task_holder_id else [])}
    if not chosen <= here:
        raise NotInAlliance
    if len(set(draft.member_ids)) < 2:
        raise TooFewParties
    if actor.member_id not in draft.member_ids:
        raise NotAParty


def _fill(agreement: Agreement, draft: Draft) -> None:
    agreement.title = draft.title.strip()
    agreement.form, agreement.transfer = draft.form, draft.transfer
    agreement.task, agreement.task_holder_id = draft.task.strip(), draft.task_holder_id
    agreement.compensation, agreement.text = draft.compensation.strip(), draft.text
    agreement.term, agreement.notice_months = draft.term, draft.notice_months
    agreement.starts_on, agreement.agreed_end = draft.starts_on, draft.agreed_end
    agreement.authority, agreement.is_founding = draft.authority.strip(), draft.is_founding


def _reopen(agreement: Agreement, *, changed: bool) -> None:
    """A text that the authority sent back starts anew; the journal keeps what was answered."""
    if agreement.answer not in (State.CHANGES, State.REFUSED):
        return
    if not changed:
        raise TextUnchanged
    agreement.requested_on = agreement.received_on = agreement.answered_on = None
    agreement.answer, agreement.approval_note, agreement.applicant_id = "", "", None


def _name_parties(agreement: Agreement, draft: Draft) -> None:
    known = {party.member_id: party for party in Party.objects.filter(agreement=agreement)}
    for member_id, party in known.items():
        if member_id not in draft.member_ids:
            if party.signed_on:
                raise SignedParty(member=party.member_name)
            party.delete()
    names = dict(
        governance.list_memberships(agreement.alliance).values_list("member_id", "member_name")
    )
    Party.objects.bulk_create(
        Party(
            alliance_id=agreement.alliance_id,
            agreement=agreement,
            member_id=member_id,
            member_name=names[member_id],
        )
        for member_id in sorted(set(draft.member_ids) - known.keys())
    )
