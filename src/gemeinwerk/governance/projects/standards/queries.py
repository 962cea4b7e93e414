"""Reads of the register: what stands in it, what decided it, who uses it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from gemeinwerk.governance.models import Alliance, Effect, MotionState, Resolution
from gemeinwerk.governance.projects.errors import StandardUnknown
from gemeinwerk.governance.projects.models import (
    Project,
    Standard,
    StandardDecision,
    StandardUse,
)


class Standing(StrEnum):
    """Where an entry of the register stands today."""

    ENTERED = "entered"
    ON_MOTION = "on_motion"
    ADOPTED = "adopted"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with its standing, the resolutions that adopted it and the projects that use it."""

    standard: Standard
    standing: Standing
    resolutions: tuple[Resolution, ...]
    projects: tuple[Project, ...]


def get_standard(alliance: Alliance, standard_id: UUID) -> Standard:
    """Return an entry of the alliance's register, else StandardUnknown."""
    found = Standard.objects.filter(alliance=alliance, id=standard_id).first()
    if found is None:
        raise StandardUnknown
    return found


def list_standards(alliance: Alliance) -> QuerySet[Standard]:
    """Return the register, by name and version."""
    return Standard.objects.filter(alliance=alliance).order_by("name", "version")


def list_lines(alliance: Alliance) -> list[Line]:
    """Return the register with what decided each entry and who uses it."""
    return [describe(standard) for standard in list_standards(alliance)]


def list_choices(alliance: Alliance) -> list[tuple[str, str]]:
    """Return ids and names of the entries that no resolution in force has adopted."""
    adopted = StandardDecision.objects.filter(alliance=alliance, undone_at=None)
    free = list_standards(alliance).exclude(id__in=adopted.values("standard_id"))
    return [(str(standard.id), str(standard)) for standard in free]


def list_used(project: Project) -> list[Line]:
    """Return the entries of the register that a project uses."""
    used = StandardUse.objects.filter(project=project).values("standard_id")
    found = Standard.objects.filter(id__in=used).order_by("name", "version")
    return [describe(standard) for standard in found]


def describe(standard: Standard) -> Line:
    """Return an entry with everything that its page shows."""
    decisions = list(StandardDecision.objects.filter(standard=standard).select_related("effect"))
    standing = [each for each in decisions if each.undone_at is None]
    found = Resolution.objects.filter(
        alliance_id=standard.alliance_id,
        motion_id__in=[each.effect.motion_id for each in standing or decisions],
    )
    uses = StandardUse.objects.filter(standard=standard).values("project_id")
    projects = Project.objects.filter(id__in=uses).order_by("title")
    return Line(
        standard,
        _standing(standard, bool(standing), bool(decisions)),
        tuple(found.order_by("adopted_at")),
        tuple(projects),
    )


def is_named(standard: Standard) -> bool:
    """Tell whether a motion that is no draft, and not over, would adopt the entry."""
    naming = Effect.objects.filter(
        alliance_id=standard.alliance_id,
        kind="adopt_standard",
        terms__standard=str(standard.id),
        undone_at=None,
        motion__state__in=[MotionState.PROPOSED, MotionState.VOTING, MotionState.ADOPTED],
    )
    return naming.exists()


def _standing(standard: Standard, is_adopted: bool, was_adopted: bool) -> Standing:
    if is_adopted:
        return Standing.ADOPTED
    if is_named(standard):
        return Standing.ON_MOTION
    return Standing.ENDED if was_adopted else Standing.ENTERED
