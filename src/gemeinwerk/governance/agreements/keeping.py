"""What every action on an agreement shares: taking it in hand, and writing down where it stands."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from gemeinwerk.governance.agreements import queries
from gemeinwerk.governance.agreements.deadlines import german
from gemeinwerk.governance.agreements.errors import NotTheApplicant
from gemeinwerk.governance.agreements.rules import (
    State,
    Term,
    first_day,
    require_state,
    state_of,
)
from gemeinwerk.governance.effects import actions as effects
from gemeinwerk.governance.models import Agreement
from gemeinwerk.governance.telling import lock, tell
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import Permission, require

TURNS = {State.IN_FORCE: "in_force", State.ENDED: "ended"}
"""States that come with a day and are told of by themselves."""


def take(agreement_id: UUID, actor: Actor, permission: Permission) -> Agreement:
    """Return an agreement that no other action changes until the transaction ends.

    Raises AgreementUnknown, NotAllowed.
    """
    found = queries.get_agreement(agreement_id)
    require(actor, permission)
    lock(found.alliance_id)
    return queries.get_agreement(agreement_id)


def take_as_party(agreement_id: UUID, actor: Actor, permission: Permission) -> Agreement:
    """Return an agreement as ``take`` does; raises NotAParty besides."""
    agreement = take(agreement_id, actor, permission)
    queries.get_party(agreement, actor.member_id)
    return agreement


def take_as_applicant(agreement_id: UUID, actor: Actor, permission: Permission) -> Agreement:
    """Return an agreement as ``take_as_party`` does; raises NotTheApplicant, naming it, besides."""
    agreement = take_as_party(agreement_id, actor, permission)
    if agreement.applicant_id not in (None, actor.member_id):
        applicant = queries.get_party(agreement, agreement.applicant_id)
        raise NotTheApplicant(applicant=applicant.member_name)
    return agreement


def stands_at(agreement: Agreement, *allowed: State) -> None:
    """Raise NotYet or TooLate unless the agreement stands at one of these states today."""
    line = queries.describe(agreement)
    require_state(line.snapshot, clock.today(), frozenset(allowed), line.state_label)


def finish(event: str, *, agreement: Agreement, actor: Actor, **facts: Any) -> Agreement:
    """Write down where the facts bring an agreement, tell all parties, and settle the effects."""
    before = agreement.state
    kept = write_state(agreement)
    _tell(event, kept, actor, facts)
    _tell_turn(kept, before, actor)
    effects.settle(alliance_id=kept.alliance_id, actor=actor)
    return kept


def write_state(agreement: Agreement) -> Agreement:
    """Write down first day and state as the facts make them today, and return what is written."""
    kept = queries.get_agreement(agreement.id)
    if kept.in_force_from is None:
        begin(kept, first_day(queries.take_snapshot(kept)))
    kept.state = state_of(queries.take_snapshot(kept), clock.today())
    kept.save(update_fields=["state", "in_force_from", "ends_on"])
    return kept


def begin(agreement: Agreement, day: date | None) -> None:
    """Set the first day, and with it the last one of a fixed term; nothing is saved yet."""
    agreement.in_force_from = day
    if day is not None and agreement.term == Term.FIXED:
        agreement.ends_on = agreement.agreed_end


@transaction.atomic
def turn_with_the_day(*, alliance_id: UUID, actor: Actor) -> list[Agreement]:
    """Write down what the calendar alone has changed: agreements that came into force or ended.

    Nothing opens or closes by it; the dates do that. For a daily job. Returns what turned.
    """
    lock(alliance_id)
    turned = []
    for agreement in Agreement.objects.filter(alliance_id=alliance_id).order_by("id"):
        kept = write_state(agreement)
        if kept.state != agreement.state:
            _tell_turn(kept, agreement.state, actor)
            turned.append(kept)
    return turned


def _tell(event: str, agreement: Agreement, actor: Actor, facts: dict[str, Any]) -> None:
    parties = [party.member_id for party in agreement.parties.all()]
    tell(
        f"governance.agreement.{event}",
        alliance=agreement.alliance,
        actor=actor,
        obj=agreement,
        members=parties,
        agreement=agreement.title,
        **facts,
    )


def _tell_turn(kept: Agreement, before: str, actor: Actor) -> None:
    turn = TURNS.get(State(kept.state))
    if turn and kept.state != before:
        day = kept.in_force_from if turn == "in_force" else kept.ends_on
        _tell(turn, kept, actor, {"day": german(day) if day else "–"})
