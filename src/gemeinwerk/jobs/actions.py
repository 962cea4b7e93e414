"""Queueing work, in the transaction that stores what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from gemeinwerk.members.context import require_member

HOLD = "SELECT id FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo' FOR UPDATE"


def defer(name: str, **arguments: Any) -> None:
    """Queue a job for the acting member; it starts only once this transaction commits."""
    app.configure_task(name).defer(member_id=require_member(), **arguments)


def defer_all(name: str, arguments: Sequence[dict[str, Any]]) -> None:
    """Queue the same job many times, in one statement."""
    if arguments:
        member_id = require_member()
        app.configure_task(name).batch_defer(
            *({"member_id": member_id, **each} for each in arguments)
        )


def defer_once(name: str, *, lock: str, **arguments: Any) -> None:
    """Queue a job unless one with the same lock is waiting already.

    One that waits is held until this transaction ends: a worker must not start it before it can
    see what this transaction changes.
    """
    task = app.configure_task(name, queueing_lock=lock)
    while not _hold(lock):
        try:
            with transaction.atomic():
                task.defer(member_id=require_member(), **arguments)
        except AlreadyEnqueued:  # by a transaction that has committed since
            continue
        return


def _hold(lock: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [lock])
        return cursor.fetchone() is not None
