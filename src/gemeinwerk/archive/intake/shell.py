"""``gemeinwerk digitise``: a run with progress, that can be stopped and taken up again."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self, TextIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemeinwerk.archive import queries
from gemeinwerk.archive.intake.patience import patiently
from gemeinwerk.archive.intake.run import Report, begin, take_in_all
from gemeinwerk.archive.models import Intake
from gemeinwerk.archive.recognition import lending
from gemeinwerk.archive.rules import Progress
from gemeinwerk.jobs.crew import Crew
from gemeinwerk.members import queries as members
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import member_context

LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class Outcome:
    """What a run did and how far it came."""

    collection: str
    report: Report
    progress: Progress
    unread: list[dict[str, object]]
    was_stopped: bool
    has_fraktur: bool

    @property
    def is_incomplete(self) -> bool:
        """Whether something was refused, could not be read or still waits."""
        return bool(self.report.refused or self.unread or self.was_stopped)

    def as_json(self) -> str:
        """Return the documented JSON object (docs/operations/commands.md)."""
        facts: dict[str, Any] = {
            "version": 1,
            "intake": str(self.report.intake),
            "collection": self.collection,
            "stopped": self.was_stopped,
            "fraktur": self.has_fraktur,
            "pages": self.progress.pages,
            "pages_read": self.progress.pages_read,
            "pages_failed": self.progress.pages_failed,
            "stored": self.report.stored,
            "duplicates": self.report.duplicates,
            "refused": self.report.refused,
            "unread": self.unread,
            "notices": self.report.notices,
        }
        return json.dumps(facts, ensure_ascii=False, indent=2, default=str)

    def as_text(self) -> str:
        """Return the report for a person at the shell."""
        lines = [
            _("“%(name)s”: %(files)d files stored, %(read)d of %(pages)d pages read.")
            % {
                "name": self.collection,
                "files": len(self.report.stored),
                "read": self.progress.pages_read,
                "pages": self.progress.pages,
            }
        ]
        lines += _listed(_("Here already, not stored again:"), self.report.duplicates)
        lines += _listed(_("Refused:"), self.report.refused)
        lines += _listed(_("Stored, but not readable:"), self.unread)
        lines += _listed(_("To know:"), self.report.notices)
        if not self.has_fraktur:
            lines.append(_("The Fraktur model is missing: Fraktur pages will read badly."))
        if self.was_stopped:
            lines.append(_("Stopped. The same command again goes on where this run ended."))
        return "\n".join(lines)


class ProgressBar:
    """A line that fills at a terminal; elsewhere a line for every tenth."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.last = stream, ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.last and self.stream.isatty():
            self.stream.write("\n")

    def count(self, label: str) -> None:
        """Show at a terminal how far something of unknown length is."""
        if self.stream.isatty():
            self._write(f"\r{label:78.78}")

    def show(self, label: str, done: int, total: int) -> None:
        """Draw ``done`` of ``total``; repeated calls with nothing new draw nothing."""
        share = done / total if total else 0.0
        if self.stream.isatty():
            filled = round(share * 30)
            line = f"\r{label:28.28} [{'█' * filled}{'·' * (30 - filled)}] {done}/{total}        "
        else:
            line = f"{label}: {int(share * 10) * 10} %\n"
        self._write(line)

    def _write(self, line: str) -> None:
        if line != self.last:
            self.stream.write(line)
            self.stream.flush()
            self.last = line


def digitise(
    paths: Sequence[Path],
    *,
    ags: str,
    collection: str,
    state: str = "",
    wait: bool = True,
    crew: AbstractContextManager[object] | None = None,
    bar: AbstractContextManager[ProgressBar | None],
) -> Outcome:
    """Take in all paths and, with ``wait``, until every page is read: by a worker of our own, or by
    a ``crew`` that the caller keeps. ``state`` is that of the collection if it is made now.

    Ctrl-C ends the run gently: what is stored stays, what is queued waits.
    """
    with member_context(door="operator"):
        member = members.get_member_by_ags(ags)
    actor = members.operator(member)
    intake = begin(collection=collection, state=state, actor=actor)
    report, was_stopped = Report(intake.id), False
    with bar as shown:
        try:
            for report in take_in_all(paths=paths, intake=intake, actor=actor):
                _show_intake(shown, report)
            if wait:
                with crew or Crew():
                    _wait(intake, actor, shown)
        except KeyboardInterrupt:
            was_stopped = True
    return patiently(partial(_outcome, collection, intake, actor, report, was_stopped))


def _wait(intake: Intake, actor: Actor, shown: ProgressBar | None) -> None:
    """Return once nothing of the collection waits, what earlier runs left included."""
    while True:
        backlog = patiently(partial(_get_backlog, intake, actor))
        if shown:
            done = backlog.pages_total - backlog.pages_waiting
            shown.show(_("Reading pages"), done, backlog.pages_total)
        if backlog.is_empty:
            return
        time.sleep(LOOK_SECONDS)


def _get_backlog(intake: Intake, actor: Actor) -> queries.Backlog:
    with member_context(actor.member_id):
        return queries.get_backlog(collection=intake.collection)


def _show_intake(shown: ProgressBar | None, report: Report) -> None:
    if shown:
        files = len(report.stored) + len(report.duplicates) + len(report.refused)
        label = ngettext("%(n)d file taken in", "%(n)d files taken in", files) % {"n": files}
        shown.count(label)


def _outcome(
    collection: str, intake: Intake, actor: Actor, report: Report, was_stopped: bool
) -> Outcome:
    with member_context(actor.member_id):
        fresh = queries.get_intake(intake.id)
        return Outcome(
            collection=collection,
            report=report,
            progress=queries.get_progress(fresh),
            unread=queries.list_unread(fresh),
            was_stopped=was_stopped,
            has_fraktur=lending.models().frk is not None,
        )


def _listed(heading: str, entries: Sequence[dict[str, Any]]) -> list[str]:
    lines = [f"  – {_name(entry)}: {entry['reason']}" for entry in entries]
    return [heading, *lines] if lines else []


def _name(entry: dict[str, Any]) -> str:
    page = entry.get("page")
    return f"{entry['name']}, " + _("page %(n)d") % {"n": page} if page else str(entry["name"])
