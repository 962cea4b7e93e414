"""Pages about the people of the acting member."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members import queries as members
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import MANAGE_PEOPLE, SEE_PEOPLE, allows
from gemeinwerk.members.requests import MemberRequest
from gemeinwerk.portal.people import actions
from gemeinwerk.portal.people.forms import InvitationForm, RolesForm


@require_safe
@page(SEE_PEOPLE)
def list_people(request: MemberRequest) -> HttpResponse:
    """Everybody with a role here."""
    context = {
        "people": members.list_people(),
        "may_manage": allows(request.actor, MANAGE_PEOPLE),
    }
    return render(request, "portal/people_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE_PEOPLE)
def invite_person(request: MemberRequest) -> HttpResponse:
    """Give a role to an address; the answer is the same whether it was known."""
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        origin = request.build_absolute_uri("/").rstrip("/")
        actions.invite(**form.cleaned_data, origin=origin, actor=request.actor)
        told = _("%(email)s was invited. A letter with the next steps is on its way there.")
        messages.success(request, told % form.cleaned_data)
        return redirect("portal:people")
    return render(request, "portal/people_invite.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE_PEOPLE)
def change_roles(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """Tick the roles of one person."""
    person = members.get_colleague(person_id)
    form = RolesForm(request.POST or None, initial={"roles": members.list_roles(person_id)})
    if form.is_valid():
        roles = set(form.cleaned_data["roles"])
        try:
            actions.change_roles(person_id=person_id, roles=roles, actor=request.actor)
        except UserError as error:
            form.add_error("roles", str(error))
        else:
            told = _("The roles of %(name)s were changed.") % {"name": person.name}
            messages.success(request, told)
            return redirect("portal:people")
    context = {"form": form, "person": person}
    return render(request, "portal/people_change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE_PEOPLE)
def remove_person(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """Ask, then take all roles that the person has here."""
    person = members.get_colleague(person_id)
    error = None
    if request.method == "POST":
        try:
            actions.change_roles(person_id=person_id, roles=set(), actor=request.actor)
        except UserError as refusal:
            error = refusal
        else:
            told = _("%(name)s does not work here any more.") % {"name": person.name}
            messages.success(request, told)
            is_self = person_id == request.actor.person_id
            return redirect("portal:home" if is_self else "portal:people")
    context = {"person": person, "error": error}
    return render(request, "portal/people_remove.html", context)
