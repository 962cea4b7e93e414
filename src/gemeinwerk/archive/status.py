"""What ``gemeinwerk status`` shows, for the people who run the machine."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gemeinwerk.archive import queries
from gemeinwerk.archive.recognition import lending
from gemeinwerk.jobs import queries as jobs
from gemeinwerk.members import queries as members
from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Member


def collect_status(*, ags: str | None = None) -> dict[str, Any]:
    """Return the documented object: workers, queue, each member's backlog and newest intakes."""
    with member_context(door="operator"):
        chosen = [members.get_member_by_ags(ags)] if ags else list(members.list_members())
    return {
        "version": 1,
        "fraktur": lending.models().frk is not None,
        "workers": jobs.count_workers(),
        "queue": jobs.count_jobs(),
        "members": [_member(member) for member in chosen],
    }


def as_text(status: dict[str, Any]) -> str:
    """Return the same for a person at the shell."""
    queue = status["queue"]
    lines = [
        _("Workers: %(workers)d · waiting: %(todo)d · in hand: %(doing)d · given up: %(failed)d")
        % {"workers": status["workers"], **queue}
    ]
    if not status["fraktur"]:
        lines.append(_("The Fraktur model is missing: Fraktur pages will read badly."))
    for member in status["members"]:
        lines.append(
            _("%(name)s: %(pages_total)d pages, %(pages_waiting)d waiting, %(pages_failed)d failed")
            % member
        )
        for intake in member["intakes"]:
            lines.append(
                "  " + _("%(at)s %(collection)s: %(read)d of %(pages)d pages read") % intake
            )
            lines += [f"    – {entry['name']}: {entry['reason']}" for entry in intake["unread"]]
    return "\n".join(lines)


def _member(member: Member) -> dict[str, Any]:
    with member_context(member.id):
        backlog = queries.get_backlog()
        return {
            "ags": member.ags,
            "name": member.name,
            "documents_open": backlog.documents_open,
            "pages_total": backlog.pages_total,
            "pages_waiting": backlog.pages_waiting,
            "pages_failed": backlog.pages_failed,
            "intakes": [_intake(intake) for intake in queries.list_intakes(5)],
        }


def _intake(intake: Any) -> dict[str, Any]:
    progress = queries.get_progress(intake)
    return {
        "id": str(intake.id),
        "at": intake.started_at.isoformat(timespec="seconds"),
        "collection": intake.collection.name,
        "is_done": progress.is_done,
        "pages": progress.pages,
        "read": progress.pages_read,
        "unread": queries.list_unread(intake),
    }
