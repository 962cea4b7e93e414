"""Solutions that are open to the acting member, their description, opening and adoption."""

from __future__ import annotations

from dataclasses import fields
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.permissions import DECIDE, MANAGE, SEE
from gemeinwerk.governance.projects import queries as projects
from gemeinwerk.governance.projects import wording
from gemeinwerk.governance.projects.errors import SolutionUnknown
from gemeinwerk.governance.projects.forms import AdoptionForm, OpenForm, SolutionForm
from gemeinwerk.governance.projects.models import Licence, Project, Solution
from gemeinwerk.governance.projects.solutions import actions, queries
from gemeinwerk.governance.projects.solutions.actions import SolutionFacts
from gemeinwerk.governance.projects.views.entering import FormPage, do, enter
from gemeinwerk.governance.projects.views.projects import address
from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest

PER_PAGE = 20


@require_safe
@page(SEE)
def list_solutions(request: MemberRequest) -> HttpResponse:
    """What others and the own projects offer, across alliances."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    pages = Paginator(queries.list_solutions(text), PER_PAGE)
    found = pages.get_page(request.GET.get("seite"))
    context = {
        "q": text,
        "page": found,
        "lines": [_shown(solution) for solution in found],
        "lost": queries.list_lost(),
    }
    return render(request, "projects/solution_list.html", context)


@require_safe
@page(SEE)
def show_solution(request: MemberRequest, solution_id: UUID) -> HttpResponse:
    """All that one needs to take a solution over."""
    solution = queries.get_solution(solution_id)
    line = queries.describe(solution)
    project = Project.objects.filter(id=solution.project_id).select_related("alliance").first()
    is_own = solution.lead_id == request.actor.member_id
    manages = allows(request.actor, MANAGE)
    context = {
        "solution": solution,
        "line": line,
        "tier": wording.TIERS[line.tier],
        "licence": _licence(solution),
        "project": project,
        "adoptions": queries.list_adoptions(solution),
        "may_adopt": manages and not is_own,
        "may_edit": manages and is_own and project is not None,
        "may_open": allows(request.actor, DECIDE) and is_own and project is not None,
    }
    return render(request, "projects/solution_show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def describe_solution(request: MemberRequest, alliance_id: UUID, project_id: UUID) -> HttpResponse:
    """Describe what a project leaves for others, or change that."""
    project = projects.get_project(governance.get_alliance(alliance_id), project_id)
    projects.require_lead(project, request.actor)
    solution = queries.get_solution_of(project)
    form = SolutionForm(
        request.POST or None,
        initial=_entries(project, solution),
        authors=_authors(project, solution),
    )

    def act() -> object:
        facts = SolutionFacts(**form.cleaned_data)
        return actions.describe_solution(project=project, facts=facts, actor=request.actor)

    lead = _("Partners of the project see it at once. Your head opens it to more members.")
    told = _("The solution was described. Partners of the project see it now.")
    return enter(request, form, _page(project, _("Describe the solution"), told, lead), act)


@require_http_methods(["GET", "HEAD", "POST"])
@page(DECIDE)
def open_solution(request: MemberRequest, alliance_id: UUID, project_id: UUID) -> HttpResponse:
    """Say from which day on the alliance, and everybody here, sees the solution."""
    project = projects.get_project(governance.get_alliance(alliance_id), project_id)
    projects.require_lead(project, request.actor)
    solution = queries.get_solution_of(project)
    if solution is None:
        raise SolutionUnknown
    entries = {"alliance_from": solution.alliance_from, "everyone_from": solution.everyone_from}
    form = OpenForm(request.POST or None, initial=entries)

    def act() -> None:
        actions.open_solution(
            project=project, solution=solution, **form.cleaned_data, actor=request.actor
        )

    lead = _("Partners see it always. Leave a day empty, and it stays closed to these members.")
    told = _("The days on which the solution opens were set.")
    return enter(request, form, _page(project, _("Open the solution"), told, lead), act)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def adopt_solution(request: MemberRequest, solution_id: UUID) -> HttpResponse:
    """Say how far the own member is in taking a solution over."""
    solution = queries.get_solution(solution_id)
    own = queries.get_own_adoption(solution)
    entries = {"state": own.state, "note": own.note} if own else {}
    form = AdoptionForm(request.POST or None, initial=entries)
    if request.method == "POST" and form.is_valid():
        try:
            actions.adopt_solution(solution=solution, **form.cleaned_data, actor=request.actor)
        except (NotAllowed, NotFound):
            raise
        except UserError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The authors see how far your authority is."))
            return redirect("solutions:solution", solution_id=solution.id)
    context = {"form": form, "solution": solution, "adoption": own}
    return render(request, "projects/solution_adopt.html", context)


@require_POST
@page(MANAGE)
def end_adoption(request: MemberRequest, solution_id: UUID) -> HttpResponse:
    """Take the own adoption back."""
    solution = queries.get_solution(solution_id)

    def act() -> None:
        actions.end_adoption(solution=solution, actor=request.actor)

    back = reverse("solutions:solution", kwargs={"solution_id": solution.id})
    return do(
        request, act, told=_("Your authority does not adopt the solution any more."), back=back
    )


def _shown(solution: Solution) -> tuple[queries.Line, object]:
    line = queries.describe(solution)
    return line, wording.TIERS[line.tier]


def _licence(solution: Solution) -> str:
    chosen = Licence(solution.licence)
    return solution.licence_text if chosen is Licence.OTHER else str(chosen.label)


def _authors(project: Project, solution: Solution | None) -> list[str]:
    """Return the names that may be ticked: who takes part, and who was named before."""
    taking_part = projects.list_partners(project).exclude(accepted_at=None)
    names = {project.lead_name, *taking_part.values_list("member_name", flat=True)}
    return sorted(names | set(solution.author_names if solution else []))


def _entries(project: Project, solution: Solution | None) -> dict[str, object]:
    if solution is None:
        return {
            "title": project.title,
            "description": project.summary,
            "author_names": _authors(project, None),
        }
    return {each.name: getattr(solution, each.name) for each in fields(SolutionFacts)}


def _page(project: Project, heading: str, told: str, lead: str) -> FormPage:
    return FormPage(
        project.alliance,
        heading=heading,
        button=_("Save"),
        told=told,
        back=address(project),
        project=project,
        lead=lead,
    )
