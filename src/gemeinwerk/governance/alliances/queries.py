"""Reads of alliances, invitations, bodies and seats. Row-level security decides what they find."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.models import Alliance, Membership
from gemeinwerk.members.context import require_member


@dataclass(frozen=True, slots=True)
class Line:
    """An alliance in a list: the acting member's place in it, and how many belong to it today."""

    alliance: Alliance
    membership: Membership
    members: int


def list_lines() -> list[Line]:
    """Return the alliances to which the acting member belongs today, by name."""
    found = []
    for alliance in governance.list_alliances():
        memberships = list(governance.list_memberships(alliance))
        own = next(each for each in memberships if each.member_id == require_member())
        found.append(Line(alliance, own, len(memberships)))
    return found


def list_invitations() -> QuerySet[Membership]:
    """Return the invitations that the acting member has not answered, newest first."""
    own = Membership.objects.filter(member_id=require_member(), joined_on__isnull=True)
    open_ones = own.filter(declined_on__isnull=True, left_on__isnull=True)
    return open_ones.select_related("alliance").order_by("-invited_at")
