"""Goals, readings, milestones and what members put into a project."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from gemeinwerk.governance.permissions import MANAGE
from gemeinwerk.governance.projects import queries
from gemeinwerk.governance.projects.errors import (
    DatesReversed,
    GoalIsMeasured,
    NotTakingPart,
    ProjectIsStopped,
    ReadingInFuture,
    ReadingTooEarly,
)
from gemeinwerk.governance.projects.models import (
    Capacity,
    Goal,
    Milestone,
    MilestoneState,
    Project,
    Reading,
)
from gemeinwerk.governance.projects.rules import Stage, check_goal
from gemeinwerk.governance.telling import lock, tell
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """What is measured, in which unit, from where to where; days are German calendar days."""

    axis: str
    measure: str
    unit: str
    start_value: Decimal
    start_on: date
    start_source: str
    target: Decimal
    target_on: date | None = None


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """A step on the way; ``done_on`` counts only for a milestone that is done."""

    title: str
    due_on: date
    state: str = MilestoneState.OPEN
    done_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CapacityFacts:
    """What a member puts in: a task, who does it (text), working days per month, from–to."""

    task: str
    people: str
    days_per_month: Decimal
    starts_on: date
    ends_on: date | None = None


@transaction.atomic
def set_goal(*, project: Project, facts: GoalFacts, actor: Actor, goal: Goal | None = None) -> Goal:
    """Write a goal of the project, or change ``goal``.

    Raises NotAllowed, NotTheLead, ProjectIsStopped, GoalWithoutWay, DatesReversed.
    """
    _require_lead(project, actor)
    check_goal(facts.start_value, facts.target)
    _check_dates(facts.start_on, facts.target_on)
    goal = goal or Goal(alliance_id=project.alliance_id, project=project)
    for name, value in asdict(facts).items():
        setattr(goal, name, value)
    goal.save()
    _tell("governance.project.goal_set", project, actor, goal=goal.measure)
    return goal


@transaction.atomic
def remove_goal(*, project: Project, goal: Goal, actor: Actor) -> None:
    """Remove a goal for which nothing was measured.

    Raises NotAllowed, NotTheLead, ProjectIsStopped, GoalIsMeasured.
    """
    _require_lead(project, actor)
    if goal.readings.exists():
        raise GoalIsMeasured
    goal.delete()
    _tell("governance.project.goal_removed", project, actor, goal=goal.measure)


@transaction.atomic
def add_reading(
    *, project: Project, goal: Goal, value: Decimal, read_on: date, source: str, actor: Actor
) -> Reading:
    """Enter what was measured, with its day and source; every partner may.

    Raises NotAllowed, NotTakingPart, ReadingTooEarly, ReadingInFuture.
    """
    require(actor, MANAGE)
    _require_part(project, actor)
    lock(project.alliance_id)
    if read_on < goal.start_on:
        raise ReadingTooEarly(day=_day(read_on), start=_day(goal.start_on))
    if read_on > clock.today():
        raise ReadingInFuture(day=_day(read_on))
    reading = Reading.objects.create(
        alliance_id=project.alliance_id,
        goal=goal,
        member_id=actor.member_id,
        member_name=actor.member_name,
        value=value,
        read_on=read_on,
        source=source.strip(),
        entered_by=actor.label,
    )
    _tell_reading("governance.project.measured", project, reading, actor)
    return reading


@transaction.atomic
def remove_reading(*, project: Project, reading: Reading, actor: Actor) -> None:
    """Take back a reading that the actor's member entered by mistake. Raises NotAllowed."""
    require(actor, MANAGE)
    lock(project.alliance_id)
    reading.delete()
    _tell_reading("governance.project.reading_removed", project, reading, actor)


@transaction.atomic
def set_milestone(
    *,
    project: Project,
    facts: MilestoneFacts,
    actor: Actor,
    milestone: Milestone | None = None,
) -> Milestone:
    """Write a milestone, or change ``milestone``; one that is done keeps its day, else today.

    Raises NotAllowed, NotTheLead, ProjectIsStopped, ReadingInFuture.
    """
    _require_lead(project, actor)
    done_on = None
    if facts.state == MilestoneState.DONE:
        done_on = facts.done_on or clock.today()
        if done_on > clock.today():
            raise ReadingInFuture(day=_day(done_on))
    milestone = milestone or Milestone(alliance_id=project.alliance_id, project=project)
    for name, value in {**asdict(facts), "done_on": done_on}.items():
        setattr(milestone, name, value)
    milestone.save()
    _tell(
        "governance.project.milestone_set",
        project,
        actor,
        milestone=milestone.title,
        due_on=milestone.due_on,
    )
    return milestone


@transaction.atomic
def offer_capacity(
    *, project: Project, facts: CapacityFacts, actor: Actor, capacity: Capacity | None = None
) -> Capacity:
    """Write what the actor's own member puts in, or change ``capacity`` of its own.

    Raises NotAllowed, NotTakingPart, ProjectIsStopped, DatesReversed.
    """
    require(actor, MANAGE)
    _require_part(project, actor)
    _require_going_on(project)
    lock(project.alliance_id)
    _check_dates(facts.starts_on, facts.ends_on)
    capacity = capacity or Capacity(alliance_id=project.alliance_id, project=project)
    for name, value in asdict(facts).items():
        setattr(capacity, name, value)
    capacity.member_id, capacity.member_name = actor.member_id, actor.member_name
    capacity.offered_by = actor.label
    capacity.save()
    _tell("governance.project.capacity_offered", project, actor, member=actor.member_name)
    return capacity


@transaction.atomic
def withdraw_capacity(*, project: Project, capacity: Capacity, actor: Actor) -> None:
    """Take back what the actor's own member put in. Raises NotAllowed."""
    require(actor, MANAGE)
    lock(project.alliance_id)
    capacity.delete()
    _tell("governance.project.capacity_withdrawn", project, actor, member=actor.member_name)


def _require_lead(project: Project, actor: Actor) -> None:
    """Ask for the right, the lead and a project that goes on; then take the alliance's lock."""
    require(actor, MANAGE)
    queries.require_lead(project, actor)
    _require_going_on(project)
    lock(project.alliance_id)


def _require_going_on(project: Project) -> None:
    if project.state == Stage.STOPPED:
        raise ProjectIsStopped


def _require_part(project: Project, actor: Actor) -> None:
    if not queries.takes_part(project, actor.member_id):
        raise NotTakingPart


def _check_dates(first: date, last: date | None) -> None:
    if last and last < first:
        raise DatesReversed(start=_day(first), end=_day(last))


def _tell_reading(event: str, project: Project, reading: Reading, actor: Actor) -> None:
    goal = reading.goal
    value = f"{reading.value.normalize():f} {goal.unit}"
    _tell(event, project, actor, goal=goal.measure, value=value, read_on=reading.read_on)


def _tell(event: str, project: Project, actor: Actor, **facts: Any) -> None:
    tell(event, alliance=project.alliance, actor=actor, obj=project, project=project.title, **facts)


def _day(day: date) -> str:
    return day.strftime("%d.%m.%Y")
