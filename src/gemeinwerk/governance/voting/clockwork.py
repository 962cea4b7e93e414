"""What happens in alliances by the clock alone: deadlines end, days begin and end.

The member that runs an alliance's office lets it happen, as the operator: nobody has to be there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from gemeinwerk.governance.agreements import actions as agreements
from gemeinwerk.governance.effects import actions as effects
from gemeinwerk.governance.voting import actions, queries
from gemeinwerk.jobs import actions as jobs
from gemeinwerk.members import queries as members
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Member


def queue_due_votes() -> None:
    """Queue ``governance.close_votes`` for each member whose alliances have a deadline over."""
    for member in _list_members():
        with member_context(member.id):
            if any(queries.list_due(each.id).exists() for each in queries.list_led()):
                jobs.defer_once("governance.close_votes", lock=f"governance.votes.{member.id}")


def queue_settling() -> None:
    """Queue ``governance.settle`` for each member that runs the office of an alliance."""
    for member in _list_members():
        with member_context(member.id):
            if queries.list_led():
                jobs.defer_once("governance.settle", lock=f"governance.settle.{member.id}")


def close_votes(*, member_id: int) -> int:
    """Close the written procedures that are over in the alliances led by a member; how many."""
    return sum(
        actions.close_due_votes(alliance_id=alliance_id, actor=actor)
        for alliance_id, actor in _led_by(member_id)
    )


def settle(*, member_id: int) -> int:
    """Let agreements turn with the day, then carry out and undo what is due in the alliances led by
    a member; return how many effects.
    """
    done = 0
    for alliance_id, actor in _led_by(member_id):
        agreements.turn_with_the_day(alliance_id=alliance_id, actor=actor)
        done += len(effects.settle(alliance_id=alliance_id, actor=actor))
    return done


def _led_by(member_id: int) -> Iterator[tuple[UUID, Actor]]:
    """Yield each alliance led by a member, in a transaction of its own: whoever holds the lock of
    one alliance must not wait for that of another.
    """
    with member_context(member_id):
        ids = [alliance.id for alliance in queries.list_led()]
    for alliance_id in ids:
        with member_context(member_id):
            yield alliance_id, members.operator(members.get_member(member_id))


def settle_now() -> dict[str, Any]:
    """Do for all members at once what the jobs do; return what was done, per member."""
    done = [
        {
            "ags": member.ags,
            "name": member.name,
            "votes": close_votes(member_id=member.id),
            "effects": settle(member_id=member.id),
        }
        for member in _list_members()
    ]
    return {"version": 1, "members": done}


def _list_members() -> list[Member]:
    """Return all members, at the operator's door."""
    with member_context(door="operator"):
        return list(members.list_members())
