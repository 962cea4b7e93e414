"""Reads of the own public page."""

from __future__ import annotations

from gemeinwerk.assistant.models import Base, Desk
from gemeinwerk.members.context import require_member


def get_own_desk() -> Desk | None:
    """Return the acting member's public page, None if none was set up."""
    return Desk.objects.filter(member_id=require_member()).first()


def has_public_base() -> bool:
    """Tell whether the acting member has a base that may answer citizens at all."""
    return Base.objects.filter(member_id=require_member(), is_public=True).exists()
