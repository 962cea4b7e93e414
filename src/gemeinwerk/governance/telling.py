"""Telling all members of an alliance through their journals."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from gemeinwerk.governance import queries
from gemeinwerk.governance.models import Alliance
from gemeinwerk.journal import actions as journal
from gemeinwerk.members.actors import Actor


def tell(
    event: str,
    *,
    alliance: Alliance,
    actor: Actor,
    obj: object,
    members: Collection[int] | None = None,
    **facts: Any,
) -> None:
    """Append an entry to the journal of every current member (or of ``members``), by ascending id.

    Call it last in an action, as ``journal.record``.
    """
    current = queries.list_memberships(alliance).values_list("member_id", flat=True)
    found = current if members is None else members
    for member_id in sorted({*found, actor.member_id}):
        journal.record(
            event, actor=actor, obj=obj, owner_id=member_id, alliance=alliance.name, **facts
        )
