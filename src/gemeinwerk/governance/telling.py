"""Telling all members of an alliance through their journals, one thing after the other."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from gemeinwerk.governance import queries
from gemeinwerk.governance.models import Alliance, Membership
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
    lock(alliance.id)
    current = queries.list_memberships(alliance).values_list("member_id", flat=True)
    found = current if members is None else members
    for member_id in sorted({*found, actor.member_id}):
        journal.record(
            event, actor=actor, obj=obj, owner_id=member_id, alliance=alliance.name, **facts
        )


def lock(alliance_id: UUID) -> None:
    """Let what happens in one alliance happen one after the other, until the transaction ends.

    An action takes this lock before any other (a motion, a journal), so that none waits for
    another in a circle, and two that come at the same second see each other's result. The journals
    of all members are locked too: giving a key tells two of them first and then everybody, and
    members meet in other alliances.
    """
    Alliance.objects.select_for_update(no_key=True).filter(id=alliance_id).first()
    members = Membership.objects.filter(alliance_id=alliance_id)
    journal.hold(members.values_list("member_id", flat=True))
