"""Reads of grants; both sides see them, nobody else."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from gemeinwerk.kernel import clock
from gemeinwerk.members.context import require_member
from gemeinwerk.sharing import rules
from gemeinwerk.sharing.errors import GrantUnknown
from gemeinwerk.sharing.models import Grant


def get_grant(grant_id: UUID) -> Grant:
    """Return a grant that the acting member gives or receives, else GrantUnknown."""
    grant = Grant.objects.select_related("member", "grantee").filter(id=grant_id).first()
    if grant is None:
        raise GrantUnknown
    return grant


def list_given(*, collection_id: int | None = None) -> QuerySet[Grant]:
    """Return the grants that the acting member has given, newest first."""
    grants = Grant.objects.filter(member_id=require_member()).select_related("grantee")
    grants = grants.filter(collection_id=collection_id) if collection_id else grants
    return grants.order_by("-opened_at")


def list_received() -> QuerySet[Grant]:
    """Return the grants that the acting member has received, newest first."""
    grants = Grant.objects.filter(grantee_id=require_member()).select_related("member")
    return grants.order_by("-opened_at")


def get_open_grant(collection_id: int) -> Grant | None:
    """Return the widest grant that opens this foreign collection to the acting member today."""
    today = clock.today()
    found = [g for g in list_received().filter(collection_id=collection_id) if _open(g, today)]
    return max(found, key=lambda g: (g.right == "download", g.includes_personal), default=None)


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
