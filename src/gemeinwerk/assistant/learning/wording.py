"""What pages and the shell say about gaps and measurements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from gemeinwerk.assistant.learning.queries import Counts
from gemeinwerk.assistant.models import GapState

FIGURES: dict[str, Any] = {
    "r_at_1": gettext_lazy("Right article first"),
    "r_at_5": gettext_lazy("Right article among the first five"),
    "mrr": gettext_lazy("Mean of 1/place of the right article"),
    "answered": gettext_lazy("Answered, of the answerable"),
    "false_refusals": gettext_lazy("Wrongly refused, of the answerable"),
    "refused": gettext_lazy("Refused, of the unanswerable"),
    "wrong_authority": gettext_lazy("Wrong authority quoted first"),
    "answer_coverage": gettext_lazy("Words of the expected answer that are quoted"),
}
SHORT: dict[str, Any] = {key: FIGURES[key] for key in ("r_at_1", "r_at_5", "answered", "refused")}
LESS_IS_BETTER = {"false_refusals", "wrong_authority"}
LISTS: dict[str, Any] = {
    "offen": (GapState.OPEN, pgettext_lazy("gap", "Open")),
    "geschlossen": (GapState.CLOSED, gettext_lazy("Closed")),
    "abgelegt": (GapState.DISMISSED, gettext_lazy("Not for us")),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A list of gaps."""

    label: Any
    url: str
    current: bool
    count: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a measurement with that of the one before; ``trend`` is better, worse or ""."""

    label: Any
    now: str
    before: str
    trend: str


def tabs(current: str, counts: Counts) -> list[Tab]:
    """Return the lists of gaps with how many are in them."""
    base = reverse("learning:gaps")
    return [
        Tab(label, f"{base}?liste={code}", code == current, count)
        for (code, (_state, label)), count in zip(LISTS.items(), counts, strict=True)
    ]


def list_missed(outcomes: Mapping[str, Mapping[str, Any]], limit: int = 50) -> list[str]:
    """Return the questions of which the right article did not come first, or that were wrongly
    answered, at most ``limit``.
    """
    missed = [one["question"] for one in outcomes.values() if one["merit"] < 1]
    return sorted(missed)[:limit]


def percent(value: float | None) -> str:
    """Return a share as people in Germany write it, e.g. ``83,5 %``; a dash for none."""
    return "–" if value is None else f"{100 * value:.1f}\u00a0%".replace(".", ",")


def short_figures(now: Mapping[str, Any]) -> list[str]:
    """Return the figures of ``SHORT``, for a list."""
    return [percent(now.get(key)) for key in SHORT]


def figures(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[Figure]:
    """Return the figures of a measurement beside those of the one before."""
    earlier = before or {}
    return [
        Figure(
            label,
            percent(now.get(key)),
            percent(earlier.get(key)),
            _trend(key, now.get(key), earlier.get(key)),
        )
        for key, label in FIGURES.items()
    ]


def _trend(key: str, now: float | None, before: float | None) -> str:
    if now is None or before is None or now == before:
        return ""
    return "better" if (now > before) != (key in LESS_IS_BETTER) else "worse"
