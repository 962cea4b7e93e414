"""The list of offices, and the form that describes one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.assistant.knowledge.entering import do, enter, posted
from gemeinwerk.assistant.knowledge.offices import actions, queries
from gemeinwerk.assistant.knowledge.offices.forms import OfficeForm, entries_of
from gemeinwerk.assistant.permissions import ASK, WRITE
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest


@require_safe
@page(ASK)
def list_offices(request: MemberRequest) -> HttpResponse:
    """The own offices with how to reach them."""
    context = {
        "offices": list(queries.list_own_offices()),
        "may_write": allows(request.actor, WRITE),
    }
    return render(request, "knowledge/office_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(WRITE)
def edit_office(request: MemberRequest, office_id: UUID | None = None) -> HttpResponse:
    """Describe an office, or a new one."""
    office = queries.get_own_office(office_id) if office_id else None
    form = OfficeForm(posted(request), initial=entries_of(office) if office else {})

    def act() -> str:
        actions.save_office(office_id=office_id, facts=form.facts, actor=request.actor)
        return reverse("knowledge:offices")

    told, template = _("The office was saved."), "knowledge/office_edit.html"
    return enter(request, form, act, told=told, template=template, context={"office": office})


@require_POST
@page(WRITE)
def remove_office(request: MemberRequest, office_id: UUID) -> HttpResponse:
    """Remove an office that no article names."""
    queries.get_own_office(office_id)

    def act() -> None:
        actions.remove_office(office_id=office_id, actor=request.actor)

    told = _("The office was removed.")
    return do(request, act, told=told, back=reverse("knowledge:offices"))
