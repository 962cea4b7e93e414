"""Requests and decisions in words."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gemeinwerk.archive.models import Decision, Outcome, RefusalGround, RequestBasis, RequestPurpose
from gemeinwerk.archive.requests.queries import Line, State
from gemeinwerk.kernel import clock
from gemeinwerk.sharing.models import Right

STATES = {
    State.WAITING: ("warning", gettext_lazy("waits for a decision")),
    State.PERMITTED: ("success", gettext_lazy("permitted")),
    State.COMING: ("info", gettext_lazy("permitted, not yet open")),
    State.OVER: ("neutral", gettext_lazy("permit has run out")),
    State.ENDED: ("neutral", gettext_lazy("permit withdrawn")),
    State.REFUSED: ("danger", pgettext_lazy("request", "refused")),
    State.WITHDRAWN: ("neutral", gettext_lazy("request withdrawn")),
}


def badge(line: Line) -> tuple[str, str]:
    """Return kind and label of the badge that shows where a request stands."""
    kind, label = STATES[line.state]
    return kind, str(label)


def request_rows(line: Line) -> list[tuple[str, str]]:
    """Return what was asked as pairs of name and value."""
    asked = line.request
    return [
        (_("Asked by"), f"{asked.person_name} ({asked.member_name})"),
        (_("Asked of"), asked.owner_name),
        (_("Asked on"), _moment(asked.asked_at)),
        (_("Which record"), asked.description),
        (_("Purpose"), f"{RequestPurpose(asked.purpose).label}: {asked.purpose_text}"),
        (_("Basis"), f"{RequestBasis(asked.basis).label}: {asked.basis_text}"),
        (_("Evidence"), asked.evidence),
    ]


def decision_rows(decision: Decision) -> list[tuple[str, str]]:
    """Return what was decided as pairs of name and value."""
    decided = (_("Decided"), f"{_moment(decision.decided_at)}, {decision.decided_by}")
    if decision.outcome == Outcome.REFUSAL:
        grounds = "; ".join(str(RefusalGround(ground).label) for ground in decision.grounds)
        return [
            (_("Decision"), _("The request is refused.")),
            (_("Grounds"), grounds),
            (_("Reasons in this case"), decision.reasons),
            (_("Instruction on legal remedies"), decision.remedy),
            decided,
        ]
    return [(_("Decision"), _permitted(decision)), *_permit_rows(decision), decided]


def _permit_rows(decision: Decision) -> list[tuple[str, str]]:
    rows = [
        (_("Record"), decision.record_name),
        (_("What is permitted"), str(Right(decision.right).label)),
        (_("From – to"), f"{_day(decision.valid_from)} – {_day(decision.valid_to)}"),
        (_("Conditions"), decision.conditions),
    ]
    if decision.rule:
        rows.append((_("Protective period shortened"), decision.rule))
    if decision.withdrawn_at:
        told = f"{_moment(decision.withdrawn_at)}, {decision.withdrawn_by}"
        rows += [(_("Permit withdrawn"), told), (_("Reason"), decision.withdrawal_reason)]
    return rows


def _permitted(decision: Decision) -> str:
    if decision.is_shortening:
        return _("Permitted; the protective period is shortened for this case only.")
    return _("Permitted for this case only.")


def _day(day: date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else "–"


def _moment(at: datetime) -> str:
    return at.astimezone(clock.BERLIN).strftime("%d.%m.%Y %H:%M")
