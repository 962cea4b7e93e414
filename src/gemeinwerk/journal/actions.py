"""Writing the journal. Call it last in an action: the chain is locked until the commit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

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
    object_id = str(getattr(obj, "pk", obj) or "")
    body = canonical(
        {
            "event": event,
            "object": object_id,
            "actor": actor.label,
            "actor_member": actor.member_id,
            "actor_person": _text(actor.person_id),
            "facts": facts,
        }
    )
    seconds = once_within.total_seconds() if once_within else None
    with connection.cursor() as cursor:
        cursor.execute(
            "select journal_append(%s, %s, make_interval(secs => %s))",
            [owner_id or actor.member_id, body, seconds],
        )


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None
