"""Reads of grants; both sides see them, nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.expressions import RawSQL

from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import require_member
from gemeinwerk.sharing import rules
from gemeinwerk.sharing.errors import GrantUnknown
from gemeinwerk.sharing.models import Grant
from gemeinwerk.sharing.rules import State

SOURCE = """CASE
  WHEN sharing_grant.id IN (SELECT grant_id FROM grants_in_force()) THEN 'in_force'
  WHEN effect_is_over(sharing_grant.effect_id) THEN 'lapsed' ELSE 'waiting' END"""


@dataclass(frozen=True, slots=True)
class Line:
    """A grant in a list: its state today, and how many days an open one with an end has left."""

    grant: Grant
    state: State
    days_left: int | None


def get_grant(grant_id: UUID) -> Grant:
    """Return a grant that the acting member gives or receives, else GrantUnknown."""
    grant = _grants().filter(id=grant_id).first()
    if grant is None:
        raise GrantUnknown
    return grant


def get_own_grant(grant_id: UUID) -> Grant:
    """Return a grant that the acting member gives; GrantUnknown, NotAllowed if it receives it."""
    grant = get_grant(grant_id)
    if grant.member_id != require_member():
        raise NotAllowed
    return grant


def list_given(
    *, collection_id: int | None = None, base_id: int | None = None, effect_id: UUID | None = None
) -> QuerySet[Grant]:
    """Return the grants that the acting member has given, newest first."""
    grants = _grants().filter(member_id=require_member())
    grants = grants.filter(collection_id=collection_id) if collection_id else grants
    grants = grants.filter(base_id=base_id) if base_id else grants
    grants = grants.filter(effect_id=effect_id) if effect_id else grants
    return grants.order_by("-opened_at")


def list_received() -> QuerySet[Grant]:
    """Return the grants that the acting member has received, newest first."""
    return _grants().filter(grantee_id=require_member()).order_by("-opened_at")


def get_open_grant(collection_id: int, *, is_personal: bool = False) -> Grant | None:
    """Return the widest grant that opens this foreign collection to the acting person today.

    With ``is_personal`` the widest one that opens its person-related records: the right to download
    the others is none to download these.
    """
    found = list_received().filter(collection_id=collection_id, id__in=_mine())
    found = found.filter(includes_personal=True) if is_personal else found
    return max(found, key=lambda g: (g.right == "download", g.includes_personal), default=None)


def is_open_to_me(grant: Grant) -> bool:
    """Tell whether the acting person may use a received grant today."""
    return Grant.objects.filter(id=grant.id, id__in=_mine()).exists()


def list_to_declare(actor: Actor) -> list[Grant]:
    """Return the grants in force that wait for the actor to declare the purpose."""
    waiting = list_received().filter(ended_at=None, roles__overlap=list(actor.roles))
    return [grant for grant in waiting.exclude(id__in=_mine()) if is_in_force(grant)]


def list_ending(days: int) -> list[Grant]:
    """Return the grants open today, given or received, whose last day is at most ``days`` away."""
    today = clock.today()
    ending = _grants().filter(valid_to__gte=today, valid_to__lte=today + timedelta(days=days))
    return [grant for grant in ending.order_by("valid_to") if is_in_force(grant)]


def list_newly_received(days: int) -> list[Grant]:
    """Return the grants received in the last ``days`` that are open, newest first."""
    since = clock.now() - timedelta(days=days)
    return [grant for grant in list_received().filter(opened_at__gte=since) if is_in_force(grant)]


def describe(grant: Grant) -> Line:
    """Return a grant with its state today."""
    state = _state(grant)
    left = (grant.valid_to - clock.today()).days if grant.valid_to else None
    return Line(grant, state, left if state is State.OPEN else None)


def is_in_force(grant: Grant) -> bool:
    """Tell whether both keys of a grant are there today, whoever asks."""
    return _state(grant) is State.OPEN


def _state(grant: Grant) -> State:
    return rules.state_of(
        valid_from=grant.valid_from,
        valid_to=grant.valid_to,
        ended=grant.ended_at is not None,
        source=grant.source,
        today=clock.today(),
    )


def _grants() -> QuerySet[Grant]:
    """Grants with ``source``: where the resolution behind each stands (waiting, in_force, lapsed).

    The database tells, because what decides it belongs to a part above this one.
    """
    source = RawSQL(SOURCE, [], TextField())  # noqa: S611 – a constant text
    return Grant.objects.select_related("member", "grantee").annotate(**{"source": source})


def _mine() -> RawSQL:
    return RawSQL("SELECT grant_id FROM my_open_grants()", [])
