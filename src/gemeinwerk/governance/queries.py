"""Reads that every part of governance needs. Row-level security decides what they find."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from gemeinwerk.governance.errors import AllianceUnknown, NotTheOffice
from gemeinwerk.governance.models import Alliance, Membership
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import require_member


def get_alliance(alliance_id: UUID) -> Alliance:
    """Return an alliance to which the acting member belongs today, else AllianceUnknown."""
    found = list_alliances().filter(id=alliance_id).first()
    if found is None:
        raise AllianceUnknown
    return found


def list_alliances() -> QuerySet[Alliance]:
    """Return the alliances to which the acting member belongs today, by name."""
    mine = _current().filter(member_id=require_member())
    return Alliance.objects.filter(id__in=mine.values("alliance_id")).order_by("name")


def list_memberships(alliance: Alliance) -> QuerySet[Membership]:
    """Return who belongs to the alliance today, founding members first, then by name."""
    return _current().filter(alliance=alliance).order_by("joined_on", "member_name")


def get_office(alliance: Alliance) -> Membership | None:
    """Return the membership that runs the office."""
    return list_memberships(alliance).filter(runs_office=True).first()


def is_office(alliance: Alliance, actor: Actor) -> bool:
    """Tell whether the actor's member runs the alliance's office."""
    office = get_office(alliance)
    return office is not None and office.member_id == actor.member_id


def require_office(alliance: Alliance, actor: Actor) -> None:
    """Raise NotTheOffice, naming it, unless the actor's member runs it."""
    office = get_office(alliance)
    if office is None or office.member_id != actor.member_id:
        raise NotTheOffice(office=office.member_name if office else "–")


def _current() -> QuerySet[Membership]:
    today = clock.today()
    current = Membership.objects.filter(joined_on__lte=today)
    return current.filter(Q(left_on__isnull=True) | Q(left_on__gte=today))
