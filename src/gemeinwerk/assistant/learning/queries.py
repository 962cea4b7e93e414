"""Reads of gaps, their questions and measurements of the acting member."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from gemeinwerk.assistant.learning.errors import GapUnknown, MeasurementUnknown
from gemeinwerk.assistant.models import (
    Article,
    ArticleState,
    Base,
    Gap,
    GapState,
    Measurement,
    Office,
    Question,
)
from gemeinwerk.kernel import clock
from gemeinwerk.members.context import require_member

EXAMPLES = 20
LEADERS = 500
"""Gaps that a new question is compared with: those asked for last."""


LOUD = 3
"""Asked so often, something that is probably not the authority's topic stands with the others."""


class Counts(NamedTuple):
    """How many gaps are open, closed and set aside."""

    open: int
    closed: int
    dismissed: int


def get_gap(gap_id: UUID) -> Gap:
    """Return a gap of the acting member, else GapUnknown."""
    found = _gaps().filter(id=gap_id).first()
    if found is None:
        raise GapUnknown
    return found


def list_gaps(state: str = GapState.OPEN) -> QuerySet[Gap]:
    """Return the gaps in a state, those asked for most often first; of the open ones those that
    are probably not the authority's topic are left out (``list_quiet``).
    """
    found = _gaps().filter(state=state).order_by("-times", "-last_on", "id")
    return found.exclude(_QUIET) if state == GapState.OPEN else found


def list_quiet(limit: int = 100) -> list[Gap]:
    """Return the open gaps that are probably not the authority's topic, the latest first."""
    found = _gaps().filter(_QUIET, state=GapState.OPEN)
    return list(found.order_by("-last_on", "-times", "id")[:limit])


def count_to_write() -> int:
    """Return how many open gaps wait for an article, for the start page."""
    return list_gaps().count()


def count_gaps() -> Counts:
    """Return how many gaps are in each state."""
    states = list(_gaps().values_list("state", flat=True))
    return Counts(*(states.count(state) for state in ("open", "closed", "dismissed")))


def list_questions(gap: Gap) -> list[Question]:
    """Return the latest questions of a gap that are still kept."""
    kept = Question.objects.filter(gap=gap, keep_until__gte=clock.today())
    return list(kept.order_by("-asked_on", "id")[:EXAMPLES])


def list_ungrouped() -> QuerySet[Question]:
    """Return the questions that belong to no gap yet, the oldest first."""
    found = Question.objects.filter(member_id=require_member(), gap__isnull=True)
    return found.filter(keep_until__gte=clock.today()).order_by("asked_on", "id")


def list_leaders() -> list[Gap]:
    """Return the gaps that new questions may join, in a fixed order."""
    latest = _gaps().order_by("-last_on", "id")[:LEADERS]
    return sorted(latest, key=lambda gap: (gap.first_on, str(gap.id)))


def find_articles(text: str, limit: int = 20) -> list[Article]:
    """Return own released articles whose title or keywords hold each word of ``text``."""
    found = Article.objects.filter(member_id=require_member(), state=ArticleState.RELEASED)
    text = text.replace("\x00", " ")  # PostgreSQL takes none
    for word in text.split()[:10]:
        found = found.filter(Q(title__icontains=word) | Q(keywords__icontains=word))
    return list(found.order_by("title", "id")[:limit]) if text.split() else []


def list_own_bases() -> list[Base]:
    """Return the acting member's bases, public ones first."""
    return list(Base.objects.filter(member_id=require_member()).order_by("-is_public", "name"))


def list_own_offices() -> list[Office]:
    """Return the acting member's offices, by name."""
    return list(Office.objects.filter(member_id=require_member()).order_by("name"))


def list_measurements() -> list[Measurement]:
    """Return all measurements, the latest first."""
    return list(_measurements()[:200])


def count_measurements() -> int:
    """Return how many measurements the acting member has."""
    return _measurements().count()


def get_measurement(measurement_id: UUID) -> Measurement:
    """Return a measurement of the acting member, else MeasurementUnknown."""
    found = _measurements().filter(id=measurement_id).first()
    if found is None:
        raise MeasurementUnknown
    return found


def get_measurement_before(
    name: str, asked_as: str, one: Measurement | None = None
) -> Measurement | None:
    """Return the latest measurement of a name by the same askers, or the one before ``one``."""
    found = _measurements().filter(name=name, asked_as=asked_as)
    if one is not None:
        found = found.filter(measured_at__lt=one.measured_at)
    return found.first()


_QUIET = Q(is_off_topic=True, times__lt=LOUD)


def _gaps() -> QuerySet[Gap]:
    return Gap.objects.filter(member_id=require_member()).select_related("article")


def _measurements() -> QuerySet[Measurement]:
    found = Measurement.objects.filter(member_id=require_member())
    return found.order_by("-measured_at", "id")
