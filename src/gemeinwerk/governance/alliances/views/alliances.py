"""List of alliances and the overview of one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances import queries
from gemeinwerk.governance.permissions import MANAGE, SEE
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest


@require_safe
@page(SEE)
def list_alliances(request: MemberRequest) -> HttpResponse:
    """The alliances of the acting member, and the invitations that wait for an answer."""
    context = {
        "lines": queries.list_lines(),
        "invitations": queries.list_invitations(),
        "may_found": allows(request.actor, MANAGE),
    }
    return render(request, "governance/alliance_list.html", context)


@require_safe
@page(SEE)
def show_alliance(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """What the alliance is, who belongs to it, and what waits here for the acting member."""
    alliance = governance.get_alliance(alliance_id)
    context = {
        "alliance": alliance,
        "tab": "overview",
        "memberships": governance.list_memberships(alliance),
        "office": governance.get_office(alliance),
    }
    return render(request, "governance/alliance_show.html", context)
