"""Pages on which goals, readings, milestones and capacity are entered."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.permissions import MANAGE
from gemeinwerk.governance.projects import queries
from gemeinwerk.governance.projects.errors import NotTakingPart
from gemeinwerk.governance.projects.forms import (
    CapacityForm,
    GoalForm,
    MilestoneForm,
    ReadingForm,
)
from gemeinwerk.governance.projects.models import Capacity, Goal, Milestone, Project
from gemeinwerk.governance.projects.planning import actions
from gemeinwerk.governance.projects.planning import queries as planning
from gemeinwerk.governance.projects.planning.actions import (
    CapacityFacts,
    GoalFacts,
    MilestoneFacts,
)
from gemeinwerk.governance.projects.views.entering import FormPage, do, enter
from gemeinwerk.governance.projects.views.projects import address
from gemeinwerk.members.access import page
from gemeinwerk.members.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def edit_goal(
    request: MemberRequest, alliance_id: UUID, project_id: UUID, goal_id: UUID | None = None
) -> HttpResponse:
    """Write a goal, or change one."""
    project = _led(request, alliance_id, project_id)
    goal = planning.get_goal(project, goal_id) if goal_id else None
    form = GoalForm(request.POST or None, initial=_entries(goal, GoalForm))

    def act() -> object:
        facts = GoalFacts(**form.cleaned_data)
        return actions.set_goal(project=project, facts=facts, goal=goal, actor=request.actor)

    heading = _("Change goal") if goal else _("New goal")
    return enter(request, form, _page(project, heading, _("The goal was written down.")), act)


@require_POST
@page(MANAGE)
def remove_goal(
    request: MemberRequest, alliance_id: UUID, project_id: UUID, goal_id: UUID
) -> HttpResponse:
    """Remove a goal for which nothing was measured."""
    project = _led(request, alliance_id, project_id)
    goal = planning.get_goal(project, goal_id)

    def act() -> None:
        actions.remove_goal(project=project, goal=goal, actor=request.actor)

    return do(request, act, told=_("The goal was removed."), back=address(project))


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def add_reading(
    request: MemberRequest, alliance_id: UUID, project_id: UUID, goal_id: UUID
) -> HttpResponse:
    """Enter what was measured for a goal."""
    project = _taking_part(request, alliance_id, project_id)
    goal = planning.get_goal(project, goal_id)
    form = ReadingForm(request.POST or None)

    def act() -> object:
        return actions.add_reading(
            project=project, goal=goal, **form.cleaned_data, actor=request.actor
        )

    lead = _("%(measure)s, in %(unit)s") % {"measure": goal.measure, "unit": goal.unit}
    around = _page(project, _("Enter a reading"), _("The reading was entered."), lead)
    return enter(request, form, around, act)


@require_POST
@page(MANAGE)
def remove_reading(
    request: MemberRequest, alliance_id: UUID, project_id: UUID, goal_id: UUID, reading_id: UUID
) -> HttpResponse:
    """Take back a reading that the own member entered."""
    project = _found(alliance_id, project_id)
    goal = planning.get_goal(project, goal_id)
    reading = planning.get_own_reading(goal, reading_id, request.actor.member_id)

    def act() -> None:
        actions.remove_reading(project=project, reading=reading, actor=request.actor)

    return do(request, act, told=_("The reading was taken back."), back=address(project))


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def edit_milestone(
    request: MemberRequest, alliance_id: UUID, project_id: UUID, milestone_id: UUID | None = None
) -> HttpResponse:
    """Write a milestone, or change one."""
    project = _led(request, alliance_id, project_id)
    milestone = planning.get_milestone(project, milestone_id) if milestone_id else None
    form = MilestoneForm(request.POST or None, initial=_entries(milestone, MilestoneForm))

    def act() -> object:
        facts = MilestoneFacts(**form.cleaned_data)
        return actions.set_milestone(
            project=project, facts=facts, milestone=milestone, actor=request.actor
        )

    heading = _("Change milestone") if milestone else _("New milestone")
    return enter(request, form, _page(project, heading, _("The milestone was written down.")), act)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def offer_capacity(
    request: MemberRequest, alliance_id: UUID, project_id: UUID, capacity_id: UUID | None = None
) -> HttpResponse:
    """Write down what the own member puts in, or change it."""
    project = _taking_part(request, alliance_id, project_id)
    own = request.actor.member_id
    capacity = planning.get_own_capacity(project, capacity_id, own) if capacity_id else None
    form = CapacityForm(request.POST or None, initial=_entries(capacity, CapacityForm))

    def act() -> object:
        facts = CapacityFacts(**form.cleaned_data)
        return actions.offer_capacity(
            project=project, facts=facts, capacity=capacity, actor=request.actor
        )

    told = _("What your authority puts in was written down.")
    return enter(request, form, _page(project, _("People and time"), told), act)


@require_POST
@page(MANAGE)
def withdraw_capacity(
    request: MemberRequest, alliance_id: UUID, project_id: UUID, capacity_id: UUID
) -> HttpResponse:
    """Take back what the own member put in."""
    project = _found(alliance_id, project_id)
    capacity = planning.get_own_capacity(project, capacity_id, request.actor.member_id)

    def act() -> None:
        actions.withdraw_capacity(project=project, capacity=capacity, actor=request.actor)

    return do(request, act, told=_("The offer was taken back."), back=address(project))


def _found(alliance_id: UUID, project_id: UUID) -> Project:
    return queries.get_project(governance.get_alliance(alliance_id), project_id)


def _led(request: MemberRequest, alliance_id: UUID, project_id: UUID) -> Project:
    project = _found(alliance_id, project_id)
    queries.require_lead(project, request.actor)
    return project


def _taking_part(request: MemberRequest, alliance_id: UUID, project_id: UUID) -> Project:
    project = _found(alliance_id, project_id)
    if not queries.takes_part(project, request.actor.member_id):
        raise NotTakingPart
    return project


def _entries(row: Goal | Milestone | Capacity | None, form: type) -> dict[str, object]:
    """Return the stored values of a form's fields."""
    names = getattr(form, "base_fields", {})
    return {name: getattr(row, name) for name in names} if row else {}


def _page(project: Project, heading: str, told: str, lead: str = "") -> FormPage:
    return FormPage(
        project.alliance,
        heading=heading,
        button=_("Save"),
        told=told,
        back=address(project),
        project=project,
        lead=lead,
    )
