"""Reads of a project's plan: goals with what was measured, milestones, what members put in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from gemeinwerk.governance.projects.errors import PlanUnknown
from gemeinwerk.governance.projects.models import (
    Axis,
    Capacity,
    Goal,
    Milestone,
    MilestoneState,
    Project,
    Reading,
)
from gemeinwerk.governance.projects.rules import share_reached
from gemeinwerk.kernel import clock

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal, its readings by day, the newest value, and the share of the way in percent."""

    goal: Goal
    readings: tuple[Reading, ...]
    latest: Decimal
    percent: int


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A milestone, and whether its day has passed without it."""

    milestone: Milestone
    is_late: bool


def list_goals(project: Project) -> list[GoalLine]:
    """Return the goals by axis (efficiency, quality of life, attractiveness), then by measure."""
    order = {axis: place for place, axis in enumerate(Axis.values)}
    goals = Goal.objects.filter(project=project).prefetch_related("readings").order_by("measure")
    return sorted(map(describe_goal, goals), key=lambda line: order[line.goal.axis])


def describe_goal(goal: Goal) -> GoalLine:
    """Return a goal with its readings in the order of their days."""
    readings = sorted(goal.readings.all(), key=lambda each: (each.read_on, each.entered_at))
    latest = readings[-1].value if readings else goal.start_value
    percent = share_reached(goal.start_value, goal.target, latest)
    return GoalLine(goal, tuple(readings), latest, percent)


def list_milestones(project: Project) -> list[MilestoneLine]:
    """Return the milestones by day."""
    today = clock.today()
    return [
        MilestoneLine(each, each.state == MilestoneState.OPEN and each.due_on < today)
        for each in Milestone.objects.filter(project=project).order_by("due_on", "title")
    ]


def list_capacities(project: Project) -> QuerySet[Capacity]:
    """Return what members put in, by member and first day."""
    return Capacity.objects.filter(project=project).order_by("member_name", "starts_on")


def days_per_month(project: Project) -> Decimal:
    """Return the working days per month that members put in today, added up."""
    today = clock.today()
    running = list_capacities(project).filter(starts_on__lte=today)
    running = running.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=today))
    return sum((each.days_per_month for each in running), Decimal(0))


def get_goal(project: Project, goal_id: UUID) -> Goal:
    """Return a goal of the project, else PlanUnknown."""
    return _one(Goal.objects.filter(project=project, id=goal_id))


def get_milestone(project: Project, milestone_id: UUID) -> Milestone:
    """Return a milestone of the project, else PlanUnknown."""
    return _one(Milestone.objects.filter(project=project, id=milestone_id))


def get_own_capacity(project: Project, capacity_id: UUID, member_id: int) -> Capacity:
    """Return what the member itself put in, else PlanUnknown."""
    found = Capacity.objects.filter(project=project, id=capacity_id, member_id=member_id)
    return _one(found)


def get_own_reading(goal: Goal, reading_id: UUID, member_id: int) -> Reading:
    """Return a reading that the member itself entered, else PlanUnknown."""
    return _one(Reading.objects.filter(goal=goal, id=reading_id, member_id=member_id))


def _one(found: QuerySet[Row]) -> Row:
    row = found.first()
    if row is None:
        raise PlanUnknown
    return row
