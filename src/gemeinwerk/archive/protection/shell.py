"""``gemeinwerk archive protect`` and the nightly job: for all members."""

from __future__ import annotations

from typing import Any

from gemeinwerk.archive.protection import actions
from gemeinwerk.jobs import actions as jobs
from gemeinwerk.members import queries as members
from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Member


def list_members() -> list[Member]:
    """Return all members, at the operator's door."""
    with member_context(door="operator"):
        return list(members.list_members())


def queue_protection() -> None:
    """Queue ``archive.protect`` for each member."""
    for member in list_members():
        with member_context(member.id):
            jobs.defer_once("archive.protect", lock=f"archive.protect.{member.id}")


def protect_now() -> dict[str, Any]:
    """Put every record where it belongs today; return how many moved, per member."""
    moved = [
        {"ags": member.ags, "name": member.name, "moved": actions.protect(member_id=member.id)}
        for member in list_members()
    ]
    return {"version": 1, "members": moved}
