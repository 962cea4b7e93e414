"""Writing the journal. Call it last in an action: the chain is locked until the commit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection

from gemeinwerk.journal.rules import canonical
from gemeinwerk.members.actors import Actor


def record(
    event: str,
    *,
    actor: Actor,
    obj: object = "",
    owner_id: int | None = None,
    once_within: timedelta | None = None,
    **facts: Any,
) -> None:
    """Append an entry to the chain of the member that owns the object (default: the actor's).

    ``obj`` is a model instance or an id. With ``once_within`` an equal entry (event, object,
    person) younger than that is not repeated, so that reloading a page does not flood the journal.
    Call it for several members in ascending order of their ids, or two actions can deadlock.
    """
    body = entry_body(event, actor=actor, obj=obj, facts=facts)
    seconds = once_within.total_seconds() if once_within else None
    with connection.cursor() as cursor:
        cursor.execute(
            "select journal_append(%s, %s, make_interval(secs => %s))",
            [owner_id or actor.member_id, body, seconds],
        )


def hold(member_ids: Iterable[int]) -> None:
    """Lock the chains of several members and the actor's own, by ascending id, until the commit.

    For an action that writes to more of them than it knows at its first entry: whoever waits for a
    chain then holds none with a higher id. Nothing is told or changed.
    """
    with connection.cursor() as cursor:
        cursor.execute("select journal_hold(%s)", [list(member_ids)])


def entry_body(event: str, *, actor: Actor, obj: object, facts: dict[str, Any]) -> str:
    """Return the canonical text of an entry, for ``record`` and for database functions that find
    out themselves whose chain it belongs to.
    """
    return canonical(
        {
            "event": event,
            "object": str(getattr(obj, "pk", obj) or ""),
            "actor": actor.label,
            "actor_member": actor.member_id,
            "actor_person": str(actor.person_id) if actor.person_id else None,
            "facts": facts,
        }
    )
