"""Queueing work, in the transaction that stores what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from procrastinate.contrib.django import app

from gemeinwerk.members.context import require_member


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
    """Queue a job unless one with the same lock is waiting already."""
    member_id = require_member()
    if not app.job_manager.list_jobs(queueing_lock=lock, status="todo"):
        app.configure_task(name, queueing_lock=lock).defer(member_id=member_id, **arguments)
