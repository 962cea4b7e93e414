"""List of projects, the page of one, and who takes part."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.models import Alliance
from gemeinwerk.governance.permissions import MANAGE, PROPOSE, SEE
from gemeinwerk.governance.projects import actions, queries, wording
from gemeinwerk.governance.projects.forms import BringForm, IdeaForm, LeadForm, ProjectForm
from gemeinwerk.governance.projects.models import Project
from gemeinwerk.governance.projects.planning import queries as planning
from gemeinwerk.governance.projects.rules import DESCRIBABLE, Stage
from gemeinwerk.governance.projects.solutions import queries as solutions
from gemeinwerk.governance.projects.standards import queries as standards
from gemeinwerk.governance.projects.views.entering import FormPage, do, enter
from gemeinwerk.members.access import page
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest

MAY_BE_MOVED = frozenset({Stage.IDEA, Stage.APPROVED, Stage.PILOT})


@require_safe
@page(SEE)
def list_projects(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """The alliance's projects, by stage; ``?stand=`` shows one stage only."""
    alliance = governance.get_alliance(alliance_id)
    lines = queries.list_projects(alliance)
    chosen = request.GET.get("stand", "")
    stages = [stage for stage in Stage if any(line.stage is stage for line in lines)]
    columns = [
        (stage, [line for line in lines if line.stage is stage])
        for stage in stages
        if chosen not in stages or stage == chosen
    ]
    context = {
        "alliance": alliance,
        "tab": "projects",
        "columns": columns,
        "filters": _filters(lines, stages, chosen),
        "may_bring": allows(request.actor, PROPOSE),
    }
    return render(request, "projects/project_list.html", context)


@require_safe
@page(SEE)
def show_project(request: MemberRequest, alliance_id: UUID, project_id: UUID) -> HttpResponse:
    """Where a project stands, what comes next, and everything that belongs to it."""
    alliance = governance.get_alliance(alliance_id)
    project = queries.get_project(alliance, project_id)
    context = {
        "alliance": alliance,
        "project": project,
        "tab": "projects",
        **_standing(project),
        **_plan(project),
        **_rights(project, request.actor),
    }
    return render(request, "projects/project_show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(PROPOSE)
def create_project(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """Bring a need or an idea in."""
    alliance = governance.get_alliance(alliance_id)
    form = BringForm(request.POST or None)
    around = FormPage(
        alliance,
        heading=_("Bring in a need or an idea"),
        lead=_("All members of the alliance see it. Your authority leads it for the time being."),
        button=_("Bring in"),
        told=_("The project was brought in. All members of the alliance see it now."),
        back=reverse("projects:projects", kwargs={"alliance_id": alliance_id}),
    )

    def act() -> object:
        return actions.bring_project(
            alliance_id=alliance_id,
            title=form.cleaned_data["title"],
            summary=form.cleaned_data["summary"],
            is_idea=form.cleaned_data["kind"] == "idea",
            actor=request.actor,
        )

    return enter(request, form, around, act)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def edit_project(request: MemberRequest, alliance_id: UUID, project_id: UUID) -> HttpResponse:
    """Rename or describe a project that the own member leads."""
    alliance, project = _led(request, alliance_id, project_id)
    entries = {
        "title": project.title,
        "summary": project.summary,
        "group": str(project.group_id or ""),
    }
    groups = list(queries.list_groups(alliance))
    form = ProjectForm(request.POST or None, initial=entries, groups=groups)

    def act() -> None:
        actions.change_project(
            project=project,
            title=form.cleaned_data["title"],
            summary=form.cleaned_data["summary"],
            group=form.chosen_group,
            actor=request.actor,
        )

    told = _("The project was changed.")
    return enter(request, form, _page(project, _("Edit project"), _("Save"), told), act)


@require_http_methods(["GET", "HEAD", "POST"])
@page(PROPOSE)
def make_idea(request: MemberRequest, alliance_id: UUID, project_id: UUID) -> HttpResponse:
    """Say how a need could be met."""
    project = queries.get_project(governance.get_alliance(alliance_id), project_id)
    form = IdeaForm(request.POST or None)

    def act() -> None:
        actions.make_idea(project=project, how=form.cleaned_data["how"], actor=request.actor)

    told = _("The need is an idea now. A motion can propose it.")
    return enter(request, form, _page(project, _("Turn into an idea"), _("Save"), told), act)


@require_POST
@page(MANAGE)
def join_project(request: MemberRequest, alliance_id: UUID, project_id: UUID) -> HttpResponse:
    """Ask the lead to take part."""
    project = queries.get_project(governance.get_alliance(alliance_id), project_id)
    told = _("%(lead)s has to accept now.") % {"lead": project.lead_name}

    def act() -> None:
        actions.ask_to_join(project=project, actor=request.actor)

    return do(request, act, told=told, back=address(project))


@require_POST
@page(MANAGE)
def accept_partner(
    request: MemberRequest, alliance_id: UUID, project_id: UUID, member_id: int
) -> HttpResponse:
    """Let a member that asked take part."""
    _alliance, project = _led(request, alliance_id, project_id)

    def act() -> None:
        actions.accept_partner(project=project, member_id=member_id, actor=request.actor)

    told = _("The authority takes part now and sees the solution as a partner.")
    return do(request, act, told=told, back=address(project))


@require_POST
@page(MANAGE)
def part_with_partner(
    request: MemberRequest, alliance_id: UUID, project_id: UUID, member_id: int
) -> HttpResponse:
    """Leave a project, or decline or release a partner."""
    project = queries.get_project(governance.get_alliance(alliance_id), project_id)

    def act() -> None:
        actions.part_with(project=project, member_id=member_id, actor=request.actor)

    told = _("The authority does not take part any more.")
    return do(request, act, told=told, back=address(project))


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def hand_over_project(request: MemberRequest, alliance_id: UUID, project_id: UUID) -> HttpResponse:
    """Let another partner lead."""
    _alliance, project = _led(request, alliance_id, project_id)
    others = queries.list_partners(project).exclude(member_id=project.lead_id)
    form = LeadForm(request.POST or None, partners=list(others.exclude(accepted_at=None)))

    def act() -> None:
        member_id = form.cleaned_data["member"]
        actions.hand_over_lead(project=project, member_id=member_id, actor=request.actor)

    told = _("The lead was handed over.")
    around = _page(
        project,
        _("Hand over the lead"),
        _("Hand over"),
        told,
        lead=_(
            "The new lead writes goals, milestones and the solution. Your authority stays partner."
        ),
    )
    return enter(request, form, around, act)


@require_POST
@page(MANAGE)
def take_over_project(request: MemberRequest, alliance_id: UUID, project_id: UUID) -> HttpResponse:
    """Let the office lead a project whose lead has left."""
    project = queries.get_project(governance.get_alliance(alliance_id), project_id)

    def act() -> None:
        actions.take_over_lead(project=project, actor=request.actor)

    told = _("Your authority leads the project now. It can hand over the lead to a partner.")
    return do(request, act, told=told, back=address(project))


def address(project: Project) -> str:
    """Return the address of a project's page."""
    where = {"alliance_id": project.alliance_id, "project_id": project.id}
    return reverse("projects:project", kwargs=where)


def _led(request: MemberRequest, alliance_id: UUID, project_id: UUID) -> tuple[Alliance, Project]:
    alliance = governance.get_alliance(alliance_id)
    project = queries.get_project(alliance, project_id)
    queries.require_lead(project, request.actor)
    return alliance, project


def _page(project: Project, heading: str, button: str, told: str, lead: str = "") -> FormPage:
    return FormPage(
        project.alliance,
        heading=heading,
        button=button,
        told=told,
        back=address(project),
        project=project,
        lead=lead,
    )


def _filters(lines: list[queries.Line], stages: list[Stage], chosen: str) -> list[dict[str, Any]]:
    """Return links that narrow the list to a stage, with the number of projects in each."""
    found = [{"label": _("All"), "url": "?", "current": chosen not in stages, "count": len(lines)}]
    for stage in stages:
        count = sum(line.stage is stage for line in lines)
        link = {"label": wording.stage_label(stage), "url": f"?stand={stage}", "count": count}
        found.append({**link, "current": stage == chosen})
    return found


def _standing(project: Project) -> dict[str, Any]:
    """Return where the project stands: its way, what is under way, and what comes next."""
    stage = queries.get_stage(project)
    effects = queries.list_effects(project)
    pending = [line for line in effects if line.standing in queries.UNDER_WAY]
    steps = queries.list_steps(project)
    stops = [line for line in steps if line.step.stage == Stage.STOPPED and not line.step.undone_at]
    return {
        "stage": stage,
        "way": wording.way_of(stage),
        "pending": [(line, *wording.STANDINGS[line.standing]) for line in pending],
        "next": None if pending else wording.next_step(project, stage),
        "effects": [(line, *wording.STANDINGS[line.standing]) for line in effects],
        "steps": steps,
        "stop": stops[-1] if stage is Stage.STOPPED and stops else None,
    }


def _plan(project: Project) -> dict[str, Any]:
    solution = solutions.get_solution_of(project)
    return {
        "goals": planning.list_goals(project),
        "milestones": planning.list_milestones(project),
        "milestone_badges": wording.MILESTONE_BADGES,
        "capacities": planning.list_capacities(project),
        "days_per_month": planning.days_per_month(project),
        "partners": queries.list_partners(project),
        "used": [
            (line, *wording.ENTRY_BADGES[line.standing]) for line in standards.list_used(project)
        ],
        "solution": solution,
        "tier": wording.TIERS[solutions.get_tier(solution)] if solution else "",
    }


def _rights(project: Project, actor: Actor) -> dict[str, Any]:
    """Return what the acting person may do on the page."""
    manages = allows(actor, MANAGE)
    place = queries.get_partner(project, actor.member_id)
    leads = project.lead_id == actor.member_id
    goes_on = project.state != Stage.STOPPED
    office = governance.is_office(project.alliance, actor)
    return {
        "leads": leads and manages,
        "plans": leads and manages and goes_on,
        "takes_part": manages and queries.takes_part(project, actor.member_id),
        "may_join": manages and place is None and not leads and goes_on,
        "may_leave": manages and place is not None and not leads,
        "may_take_over": manages and office and queries.is_lead_gone(project),
        "may_make_idea": allows(actor, PROPOSE) and project.state == Stage.NEED,
        "may_describe": leads and manages and project.state in DESCRIBABLE,
        "may_propose": allows(actor, PROPOSE) and project.state in MAY_BE_MOVED,
        "goes_on": goes_on,
    }
