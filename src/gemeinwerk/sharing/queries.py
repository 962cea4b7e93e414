"""Reads of grants; both sides see them, nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members.context import require_member
from gemeinwerk.sharing import rules
from gemeinwerk.sharing.errors import GrantUnknown
from gemeinwerk.sharing.models import Grant
from gemeinwerk.sharing.rules import State


@dataclass(frozen=True, slots=True)
class Line:
    """A grant in a list: its state today, and how many days an open one with an end has left."""

    grant: Grant
    state: State
    days_left: int | None


def get_grant(grant_id: UUID) -> Grant:
    """Return a grant that the acting member gives or receives, else GrantUnknown."""
    grant = Grant.objects.select_related("member", "grantee").filter(id=grant_id).first()
    if grant is None:
        raise GrantUnknown
    return grant


def get_own_grant(grant_id: UUID) -> Grant:
    """Return a grant that the acting member gives; GrantUnknown, NotAllowed if it receives it."""
    grant = get_grant(grant_id)
    if grant.member_id != require_member():
        raise NotAllowed
    return grant


def list_given(*, collection_id: int | None = None) -> QuerySet[Grant]:
    """Return the grants that the acting member has given, newest first."""
    grants = Grant.objects.filter(member_id=require_member()).select_related("member", "grantee")
    grants = grants.filter(collection_id=collection_id) if collection_id else grants
    return grants.order_by("-opened_at")


def list_received() -> QuerySet[Grant]:
    """Return the grants that the acting member has received, newest first."""
    grants = Grant.objects.filter(grantee_id=require_member()).select_related("member", "grantee")
    return grants.order_by("-opened_at")


def get_open_grant(collection_id: int, *, is_personal: bool = False) -> Grant | None:
    """Return the widest grant that opens this foreign collection to the acting member today.

    With ``is_personal`` the widest one that opens its person-related records: the right to download
    the others is none to download these.
    """
    today = clock.today()
    received = list_received().filter(collection_id=collection_id)
    received = received.filter(includes_personal=True) if is_personal else received
    found = [grant for grant in received if _open(grant, today)]
    return max(found, key=lambda g: (g.right == "download", g.includes_personal), default=None)


def list_ending(days: int) -> list[Grant]:
    """Return the grants open today, given or received, whose last day is at most ``days`` away."""
    today = clock.today()
    ending = Grant.objects.filter(valid_to__lte=today + timedelta(days=days))
    ending = ending.select_related("member", "grantee").order_by("valid_to")
    return [grant for grant in ending.filter(valid_to__gte=today) if _open(grant, today)]


def list_newly_received(days: int) -> list[Grant]:
    """Return the grants received in the last ``days`` that are open, newest first."""
    since = clock.now() - timedelta(days=days)
    return [grant for grant in list_received().filter(opened_at__gte=since) if is_open(grant)]


def describe(grant: Grant) -> Line:
    """Return a grant with its state today."""
    today = clock.today()
    state = rules.state_of(
        valid_from=grant.valid_from,
        valid_to=grant.valid_to,
        ended=grant.ended_at is not None,
        today=today,
    )
    left = (grant.valid_to - today).days if grant.valid_to and state is State.OPEN else None
    return Line(grant, state, left)


def is_open(grant: Grant) -> bool:
    """Tell whether a grant opens anything today."""
    return _open(grant, clock.today())


def _open(grant: Grant, today: date) -> bool:
    return rules.is_open(
        valid_from=grant.valid_from,
        valid_to=grant.valid_to,
        ended=grant.ended_at is not None,
        today=today,
    )
