"""When a single record may be permitted to another authority. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from gemeinwerk.archive.requests.errors import (
    ConditionsMissing,
    GroundMissing,
    NeedsTask,
    PermitDatesWrong,
    RemedyMissing,
)

TASK_BASES = frozenset({"task", "assistance"})


@dataclass(frozen=True, slots=True)
class Terms:
    """What the owner permits. ``right`` is read or download; days inclusive."""

    right: str
    valid_from: date
    valid_to: date
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the record stands: its state (empty: unknown), and whether its period is over."""

    record: str
    state: str
    is_period_over: bool

    @property
    def is_protected(self) -> bool:
        """Whether a permit shortens a protective period that is running, or that nobody knows."""
        return self.state == "archival" and not self.is_period_over


def check_permit(terms: Terms, standing: Standing, *, basis: str, today: date) -> None:
    """Raise the UserError that names the first thing that a permit lacks.

    Records in use, or of unknown state, are opened for tasks laid down in law or in administrative
    assistance only; a running protective period is shortened under conditions only.
    """
    if standing.state in ("registry", "") and basis not in TASK_BASES:
        raise NeedsTask(record=standing.record)
    if standing.is_protected and not terms.conditions.strip():
        raise ConditionsMissing(record=standing.record)
    if terms.valid_to < terms.valid_from or terms.valid_to < today:
        raise PermitDatesWrong


def check_refusal(
    *, grounds: Collection[str], remedy: str, placeholder: str, is_confirmed: bool
) -> None:
    """Raise the UserError that names what a refusal lacks: a ground, or the remedy's text."""
    if not grounds:
        raise GroundMissing
    is_placeholder = " ".join(remedy.split()) in ("", " ".join(placeholder.split()))
    if is_placeholder and not is_confirmed:
        raise RemedyMissing
