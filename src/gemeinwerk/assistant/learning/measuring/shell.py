"""``gemeinwerk assistant evaluate``: measure, and tell what changed."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import Any

from django.utils.translation import gettext as _

from gemeinwerk.assistant.exchange.decoding import decode
from gemeinwerk.assistant.learning.errors import QuestionsUnreadable
from gemeinwerk.assistant.learning.measuring.actions import Run, measure
from gemeinwerk.assistant.learning.measuring.rules import Change, read_cases
from gemeinwerk.assistant.learning.wording import FIGURES, percent
from gemeinwerk.assistant.models import Measurement
from gemeinwerk.members import queries as members
from gemeinwerk.members.context import member_context

CITIZEN, CLERK = "citizen", "clerk"
MAX_BYTES = 50_000_000
SHOWN = 20
"""Changed questions that are named in the text; the JSON names all."""


def evaluate(
    path: Path, *, ags: str, name: str = "", asked_as: str = CITIZEN, floor: float | None = None
) -> dict[str, Any]:
    """Return the documented object for a measurement. Raises QuestionsUnreadable, QuestionsWrong,
    TextUndecodable, NoQuestions, NothingToAsk, MemberUnknown.
    """
    cases = read_cases(_read(path))
    with member_context(door="operator"):
        member = members.get_member_by_ags(ags)
    started = process_time()
    run = measure(
        member=member,
        name=name or path.stem,
        cases=cases,
        as_citizen=asked_as == CITIZEN,
    )
    cpu_ms = round(1000 * (process_time() - started) / len(cases), 1)
    reached = run.measurement.figures["r_at_1"]
    return {
        "version": 1,
        "member": {"ags": ags, "name": member.name},
        "asked_as": asked_as,
        **_told(run),
        "cpu_ms_per_question": cpu_ms,
        "floor": floor,
        "is_below_floor": floor is not None and (reached or 0.0) < floor,
    }


def as_text(told: dict[str, Any]) -> str:
    """Return the same for a person at the shell."""
    before = (told["before"] or {}).get("figures", {})
    lines = [f"{told['member']['name']}: {told['name']} ({told['figures']['questions']})"]
    for key, label in FIGURES.items():
        line = f"  {label}: {percent(told['figures'][key])}"
        lines.append(line + (_(" (before: %s)") % percent(before.get(key)) if before else ""))
    for key, label in (("better", _("Better now")), ("worse", _("Worse now"))):
        lines += _list(label, [f"{one['question']}" for one in told[key]])
    lines += _list(_("Expected, but not there"), told["unknown"])
    if told["is_below_floor"]:
        lines.append(_("Below the floor of %s.") % percent(told["floor"]))
    return "\n".join(lines)


def _told(run: Run) -> dict[str, Any]:
    made, before = run.measurement, run.before
    return {
        "name": made.name,
        "measured_at": made.measured_at.isoformat(),
        "figures": made.figures,
        "before": _before(before) if before else None,
        "better": [_change(one) for one in run.better],
        "worse": [_change(one) for one in run.worse],
        "unknown": run.unknown,
    }


def _before(one: Measurement) -> dict[str, Any]:
    return {"measured_at": one.measured_at.isoformat(), "figures": one.figures}


def _change(one: Change) -> dict[str, Any]:
    return {"question": one.question, "before": one.before, "now": one.now}


def _list(label: str, names: list[str]) -> list[str]:
    if not names:
        return []
    more = [f"    … (+{len(names) - SHOWN})"] if len(names) > SHOWN else []
    return [f"  {label}: {len(names)}", *(f"    {name}" for name in names[:SHOWN]), *more]


def _read(path: Path) -> str:
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        raise QuestionsUnreadable(reason=error.strerror or str(path)) from error
    if data is None:
        raise QuestionsUnreadable(reason=f"> {MAX_BYTES // 1_000_000} MB")
    return decode(path.name, data)
