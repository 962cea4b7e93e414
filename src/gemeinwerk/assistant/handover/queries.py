"""Reads of handed-over conversations: of clerks by row-level security, of citizens by ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from gemeinwerk.assistant.handover.errors import HandoverUnknown, TicketUnknown
from gemeinwerk.assistant.handover.rules import hash_of, is_overdue, is_ticket
from gemeinwerk.assistant.models import Handover, HandoverState
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import require_member

WAITING = (HandoverState.OPEN, HandoverState.TAKEN)
OVER = (HandoverState.ANSWERED, HandoverState.CLOSED)
MOST = 200


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a question, for who holds its ticket.

    ``answer`` is the answer, or why there is none where ``is_closed``.
    """

    question: str
    office_name: str
    state: str
    answer: str
    answered_at: datetime | None
    keep_until: date
    member_id: int

    @property
    def is_answered(self) -> bool:
        return self.state == HandoverState.ANSWERED

    @property
    def is_closed(self) -> bool:
        return self.state == HandoverState.CLOSED


class Counts(NamedTuple):
    """How many conversations wait for somebody, are in the actor's work, and are over."""

    open: int
    mine: int
    over: int


@dataclass(frozen=True, slots=True)
class Line:
    """A conversation in a list: since how many days it waits, and whether that is too long."""

    handover: Handover
    days: int
    is_overdue: bool


def get_handover(handover_id: UUID) -> Handover:
    """Return a conversation of the acting member that is still kept, else HandoverUnknown."""
    found = _own().filter(id=handover_id).first()
    if found is None:
        raise HandoverUnknown
    return found


def list_open() -> list[Line]:
    """Return what nobody has in work yet, the longest waiting first."""
    return _lines(_own().filter(state=HandoverState.OPEN))


def list_in_work(actor: Actor) -> list[Line]:
    """Return what is in work, the actor's own first, then that of colleagues."""
    lines = _lines(_own().filter(state=HandoverState.TAKEN))
    return sorted(lines, key=lambda line: line.handover.taken_by_id != actor.person_id)


def list_over() -> list[Handover]:
    """Return what was answered or closed, the latest first."""
    return list(_own().filter(state__in=OVER).order_by("-answered_at", "id")[:MOST])


def count_states(actor: Actor) -> Counts:
    """Return how many are in each list."""
    mine = _own().filter(state=HandoverState.TAKEN, taken_by_id=actor.person_id)
    is_open = _own().filter(state=HandoverState.OPEN)
    return Counts(is_open.count(), mine.count(), _own().filter(state__in=OVER).count())


def count_waiting() -> int:
    """Return how many conversations wait for an answer of the acting member and nobody has them in
    work; for the start page.
    """
    return _own().filter(state=HandoverState.OPEN).count()


def count_at_desk(member_id: int) -> int:
    """Return how many wait at the desk of a member, for its public page (door ``public``)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT assistant_waiting(%s)", [member_id])
        return int(cursor.fetchone()[0])


def get_receipt(ticket: str) -> Receipt:
    """Return what became of a question at a public page (door ``public``), else TicketUnknown."""
    if not is_ticket(ticket):
        raise TicketUnknown
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM assistant_ticket(%s)", [hash_of(ticket)])
        row = cursor.fetchone()
    if row is None:
        raise TicketUnknown
    return Receipt(*row)


def get_contact(ticket: str) -> str:
    """Return what was entered to be reached at, for who holds the ticket (door ``public``); empty
    if nothing was, or nothing is kept any more.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT assistant_ticket_contact(%s)", [hash_of(ticket)])
        return str(cursor.fetchone()[0] or "")


def get_own_receipt(ticket: str) -> Handover:
    """Return a question that a colleague of the acting member asked, else TicketUnknown."""
    found = _own().filter(ticket_hash=hash_of(ticket)).first() if is_ticket(ticket) else None
    if found is None:
        raise TicketUnknown
    return found


def _own() -> QuerySet[Handover]:
    """What waits, however long, and what is over until its time is."""
    waits, is_kept = Q(state__in=WAITING), Q(keep_until__gte=clock.today())
    found = Handover.objects.filter(waits | is_kept, member_id=require_member())
    return found.select_related("article")


def _lines(found: QuerySet[Handover]) -> list[Line]:
    today = clock.today()
    return [
        Line(
            each,
            (today - each.consented_at.astimezone(clock.BERLIN).date()).days,
            is_overdue(each.keep_until, today),
        )
        for each in found.order_by("consented_at", "id")[:MOST]
    ]
