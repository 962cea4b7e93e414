"""List of alliances, founding one, and the overview."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances import actions, queries, waiting
from gemeinwerk.governance.alliances.forms import AllianceForm
from gemeinwerk.governance.alliances.rules import LAENDER
from gemeinwerk.governance.models import Alliance, Membership
from gemeinwerk.governance.permissions import MANAGE, SEE
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members import queries as members
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest

LATEST = 5


@require_safe
@page(SEE)
def list_alliances(request: MemberRequest) -> HttpResponse:
    """The alliances of the acting member, and what waits there, also invitations."""
    context = {
        "lines": queries.list_lines(),
        "steps": waiting.list_waiting(request.actor),
        "may_found": allows(request.actor, MANAGE),
    }
    return render(request, "governance/alliance_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def found_alliance(request: MemberRequest) -> HttpResponse:
    """Name an alliance and its purpose; the members are invited afterwards."""
    land = members.get_member(request.actor.member_id).land
    form = AllianceForm(request.POST or None, initial={"land": land})
    if form.is_valid():
        try:
            alliance = actions.found_alliance(facts=form.facts, actor=request.actor)
        except UserError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The alliance was founded. Now invite the others."))
            return redirect("alliances:overview", alliance_id=alliance.id)
    return render(request, "governance/alliance_found.html", {"form": form})


@require_safe
@page(SEE)
def show_alliance(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """What the alliance is, who belongs to it, and what waits here for the acting member."""
    alliance = governance.get_alliance(alliance_id)
    own = queries.get_own_membership(alliance)
    context = {
        "alliance": alliance,
        "tab": "overview",
        "own": own,
        "rows": _rows(alliance, own),
        "steps": waiting.list_waiting_in(alliance, request.actor),
        "memberships": governance.list_memberships(alliance),
        "invited": queries.list_invited(alliance),
        "resolutions": queries.list_resolutions(alliance)[:LATEST],
        "is_office": governance.is_office(alliance, request.actor),
        "may_manage": allows(request.actor, MANAGE),
    }
    return render(request, "governance/alliance_show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def change_alliance(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """Describe an alliance anew, as its office."""
    alliance = governance.get_alliance(alliance_id)
    governance.require_office(alliance, request.actor)
    names = ("name", "purpose", "land", "is_public")
    form = AllianceForm(request.POST or None, initial={n: getattr(alliance, n) for n in names})
    if form.is_valid():
        try:
            actions.change_alliance(alliance_id=alliance.id, facts=form.facts, actor=request.actor)
        except UserError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The alliance was changed."))
            return redirect("alliances:overview", alliance_id=alliance.id)
    context = {"alliance": alliance, "tab": "overview", "form": form}
    return render(request, "governance/alliance_change.html", context)


def _rows(alliance: Alliance, own: Membership) -> list[tuple[str, str]]:
    """Return the facts beside the overview."""
    office = governance.get_office(alliance)
    public = _("yes, as far as single things are marked so") if alliance.is_public else _("no")
    return [
        (_("Office"), office.member_name if office else ""),
        (_("Your standing"), own.get_standing_display()),
        (_("You belong to it since"), f"{own.joined_on:%d.%m.%Y}"),
        (_("Land"), LAENDER.get(alliance.land, alliance.land)),
        (_("Public"), public),
    ]
