"""The register of standards and interfaces, and what a project uses of it."""

from __future__ import annotations

from dataclasses import fields
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.models import Alliance
from gemeinwerk.governance.permissions import MANAGE, PROPOSE, SEE
from gemeinwerk.governance.projects import queries as projects
from gemeinwerk.governance.projects import wording
from gemeinwerk.governance.projects.errors import NotTheAuthor
from gemeinwerk.governance.projects.forms import StandardForm, UseForm
from gemeinwerk.governance.projects.standards import actions, queries
from gemeinwerk.governance.projects.standards.actions import StandardFacts
from gemeinwerk.governance.projects.views.entering import FormPage, enter
from gemeinwerk.governance.projects.views.projects import address
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest


@require_safe
@page(SEE)
def list_standards(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """The register, with what decided each entry and which project uses it."""
    alliance = governance.get_alliance(alliance_id)
    lines = queries.list_lines(alliance)
    may_enter = allows(request.actor, PROPOSE)
    context = {
        "alliance": alliance,
        "tab": "projects",
        "lines": [(line, *wording.ENTRY_BADGES[line.standing]) for line in lines],
        "may_enter": may_enter,
        "own": request.actor.member_id if may_enter else None,
    }
    return render(request, "projects/standard_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(PROPOSE)
def edit_standard(
    request: MemberRequest, alliance_id: UUID, standard_id: UUID | None = None
) -> HttpResponse:
    """Put an entry into the register, or correct an own one."""
    alliance = governance.get_alliance(alliance_id)
    standard = queries.get_standard(alliance, standard_id) if standard_id else None
    if standard and standard.member_id != request.actor.member_id:
        raise NotTheAuthor(author=standard.entered_by)
    names = [each.name for each in fields(StandardFacts)]
    entries = {name: getattr(standard, name) for name in names} if standard else {}
    form = StandardForm(request.POST or None, initial=entries)

    def act() -> object:
        facts = StandardFacts(**form.cleaned_data)
        if standard is None:
            return actions.enter_standard(alliance_id=alliance_id, facts=facts, actor=request.actor)
        return actions.change_standard(standard=standard, facts=facts, actor=request.actor)

    heading = _("Change entry") if standard else _("Enter a standard or interface")
    return enter(request, form, _page(alliance, heading), act)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def choose_standards(request: MemberRequest, alliance_id: UUID, project_id: UUID) -> HttpResponse:
    """Tick what a project uses."""
    alliance = governance.get_alliance(alliance_id)
    project = projects.get_project(alliance, project_id)
    projects.require_lead(project, request.actor)
    choices = [(str(each.id), str(each)) for each in queries.list_standards(alliance)]
    used = [str(line.standard.id) for line in queries.list_used(project)]
    form = UseForm(request.POST or None, initial={"standards": used}, choices=choices)

    def act() -> None:
        chosen = {UUID(each) for each in form.cleaned_data["standards"]}
        actions.choose_standards(project=project, standard_ids=chosen, actor=request.actor)

    around = FormPage(
        alliance,
        heading=_("Standards and interfaces"),
        button=_("Save"),
        told=_("It was noted what the project uses."),
        back=address(project),
        project=project,
        lead=_("What is missing here has to be entered into the alliance's register first."),
    )
    return enter(request, form, around, act)


def _page(alliance: Alliance, heading: str) -> FormPage:
    return FormPage(
        alliance,
        heading=heading,
        button=_("Save"),
        told=_("The register was changed."),
        back=reverse("projects:standards", kwargs={"alliance_id": alliance.id}),
        lead=_(
            "It becomes binding for the alliance by a motion with the effect “Adopt a standard”."
        ),
    )
