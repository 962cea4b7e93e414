"""Reads of requests; the asking and the asked authority see them, nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from gemeinwerk.archive.models import AccessRequest, Decision, Outcome, Record
from gemeinwerk.archive.permissions import DECIDE
from gemeinwerk.archive.protection import queries as protection
from gemeinwerk.archive.requests.errors import RequestUnknown
from gemeinwerk.archive.requests.rules import Standing
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import require_member
from gemeinwerk.members.permissions import allows


class State(StrEnum):
    """Where a request stands today."""

    WAITING = "waiting"
    PERMITTED = "permitted"
    COMING = "coming"
    OVER = "over"
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Line:
    """A request with its decision and where it stands."""

    request: AccessRequest
    decision: Decision | None
    state: State

    @property
    def is_for_us(self) -> bool:
        """Whether the acting member is the one that was asked."""
        return self.request.owner_id == require_member()


def get_request(request_id: UUID, *, actor: Actor) -> Line:
    """Return a request: those who decide see all of their authority, others their own.

    Raises RequestUnknown, NotAllowed for that of a colleague.
    """
    found = AccessRequest.objects.filter(id=request_id).first()
    if found is None:
        raise RequestUnknown
    if not allows(actor, DECIDE) and (
        found.member_id != actor.member_id or found.person_id != actor.person_id
    ):
        raise NotAllowed
    return _line(found, get_decision(found.id))


def list_made(*, actor: Actor) -> list[Line]:
    """Return the requests of the acting member (of a clerk: the own ones), newest first."""
    made = AccessRequest.objects.filter(member_id=require_member())
    if allows(actor, DECIDE):
        return _lines(made)
    return _lines(made.filter(person_id=actor.person_id)) if actor.person_id else []


def list_received() -> list[Line]:
    """Return the requests to the acting member, newest first."""
    return _lines(AccessRequest.objects.filter(owner_id=require_member()))


def count_waiting() -> int:
    """Return how many requests wait for a decision of the acting member."""
    decided = Decision.objects.filter(member_id=require_member()).values("request_id")
    waiting = AccessRequest.objects.filter(owner_id=require_member(), withdrawn_at__isnull=True)
    return waiting.exclude(id__in=decided).count()


def get_decision(request_id: UUID) -> Decision | None:
    """Return the decision on a request, None while it waits."""
    return Decision.objects.filter(request_id=request_id).first()


def list_permits_of(record: Record) -> list[Line]:
    """Return what was permitted of an own record, newest first."""
    decisions = Decision.objects.filter(member_id=require_member(), record=record)
    requests = AccessRequest.objects.filter(id__in=decisions.values("request_id"))
    return _lines(requests)


def find_own_records(text: str, limit: int = 20) -> list[Record]:
    """Return own records whose file number, title or folder holds each word of ``text``."""
    if not text.split():
        return []
    found = Record.objects.filter(member_id=require_member())
    for word in text.split()[:10]:
        found = found.filter(
            Q(file_number__icontains=word) | Q(title__icontains=word) | Q(folder__icontains=word)
        )
    return list(found.select_related("collection").order_by("file_number", "folder")[:limit])


def get_standing(record: Record) -> Standing:
    """Return where an own record stands: state and protective period."""
    state = protection.state_of(record)
    verdict = protection.judge_record(record, protection.get_period_in_force())
    return Standing(record.heading, state, verdict.is_over(clock.today()))


def _lines(requests: QuerySet[AccessRequest]) -> list[Line]:
    found = list(requests.order_by("-asked_at")[:200])
    decisions = Decision.objects.filter(request_id__in=[each.id for each in found])
    by_request = {decision.request_id: decision for decision in decisions}
    return [_line(each, by_request.get(each.id)) for each in found]


def _line(request: AccessRequest, decision: Decision | None) -> Line:
    return Line(request, decision, _state(request, decision))


def _state(request: AccessRequest, decision: Decision | None) -> State:
    if decision is not None and decision.outcome == Outcome.REFUSAL:
        return State.REFUSED
    if request.withdrawn_at:
        return State.WITHDRAWN
    if decision is None or decision.valid_from is None or decision.valid_to is None:
        return State.WAITING
    if decision.withdrawn_at:
        return State.ENDED
    if decision.valid_to < clock.today():
        return State.OVER
    return State.PERMITTED if decision.valid_from <= clock.today() else State.COMING
