"""Who belongs to an alliance: inviting, answering, leaving, standing, office."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances import actions, queries
from gemeinwerk.governance.alliances.forms import InviteForm, NoticeForm, StandingForm
from gemeinwerk.governance.alliances.rules import earliest_leave
from gemeinwerk.governance.models import Alliance, Membership
from gemeinwerk.governance.permissions import DECIDE, MANAGE, SEE
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest


@require_safe
@page(SEE)
def list_members(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """Who belongs to the alliance today, and who was invited."""
    alliance = governance.get_alliance(alliance_id)
    is_office = governance.is_office(alliance, request.actor)
    context = {
        "alliance": alliance,
        "tab": "overview",
        "memberships": governance.list_memberships(alliance),
        "invited": queries.list_invited(alliance),
        "own": queries.get_own_membership(alliance),
        "is_concluded": queries.is_concluded(alliance),
        "may_manage": is_office and allows(request.actor, MANAGE),
        "may_decide": allows(request.actor, DECIDE),
    }
    return render(request, "governance/membership_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def invite_member(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """Invite an authority by its key, as the office."""
    alliance = _for_office(request, alliance_id)
    form = InviteForm(request.POST or None)
    if form.is_valid():
        entries = {"alliance_id": alliance.id, **form.cleaned_data}
        try:
            invited = actions.invite(actor=request.actor, **entries)
        except UserError as refusal:
            form.refuse(refusal)
        else:
            told = _("%(member)s was invited. Its head has to answer now.")
            messages.success(request, told % {"member": invited.member_name})
            return redirect("alliances:members", alliance_id=alliance.id)
    context = {
        "alliance": alliance,
        "tab": "overview",
        "form": form,
        "is_concluded": queries.is_concluded(alliance),
    }
    return render(request, "governance/membership_invite.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(SEE)
def answer_invitation(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """What joining means; the head joins or declines."""
    invitation = queries.get_invitation(alliance_id)
    if request.method == "POST":
        return _answer(request, invitation)
    context = {
        "invitation": invitation,
        "alliance": invitation.alliance,
        "memberships": governance.list_memberships(invitation.alliance),
        "office": governance.get_office(invitation.alliance),
        "may_decide": allows(request.actor, DECIDE),
    }
    return render(request, "governance/membership_invitation.html", context)


def _answer(request: MemberRequest, invitation: Membership) -> HttpResponse:
    name = {"alliance": invitation.alliance.name}
    facts: dict[str, Any] = {"alliance_id": invitation.alliance_id, "actor": request.actor}
    if request.POST.get("answer") == "accept":
        actions.accept_invitation(**facts)
        messages.success(request, _("Your authority belongs to “%(alliance)s” now.") % name)
        return redirect("alliances:overview", alliance_id=invitation.alliance_id)
    if request.POST.get("answer") == "decline":
        actions.decline_invitation(**facts)
        messages.success(request, _("The invitation to “%(alliance)s” was declined.") % name)
        return redirect("alliances:list")
    return redirect("alliances:invitation", alliance_id=invitation.alliance_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def change_member(request: MemberRequest, alliance_id: UUID, membership_id: UUID) -> HttpResponse:
    """What the office does about one member: standing, office, an invitation."""
    alliance = _for_office(request, alliance_id)
    membership = queries.get_shown(alliance, membership_id)
    form = StandingForm(request.POST or None, initial={"standing": membership.standing})
    if form.is_valid():
        ids = {"alliance_id": alliance.id, "membership_id": membership.id}
        entries = {**ids, **form.cleaned_data}
        try:
            actions.change_standing(**entries, actor=request.actor)
        except UserError as refusal:
            form.refuse(refusal)
        else:
            told = _("The standing of %(member)s was changed.")
            messages.success(request, told % {"member": membership.member_name})
            return redirect("alliances:members", alliance_id=alliance.id)
    context = {"alliance": alliance, "tab": "overview", "membership": membership, "form": form}
    context["may_run_office"] = queries.may_run_office(membership) and not membership.runs_office
    return render(request, "governance/membership_change.html", context)


@require_POST
@page(MANAGE)
def withdraw_invitation(
    request: MemberRequest, alliance_id: UUID, membership_id: UUID
) -> HttpResponse:
    """Take back an invitation that waits."""
    ids = {"alliance_id": alliance_id, "membership_id": membership_id}
    told = _("The invitation was withdrawn.")
    return _do(request, actions.withdraw_invitation, told, **ids)


@require_POST
@page(MANAGE)
def hand_over_office(
    request: MemberRequest, alliance_id: UUID, membership_id: UUID
) -> HttpResponse:
    """Let another member run the office."""
    ids = {"alliance_id": alliance_id, "membership_id": membership_id}
    return _do(request, actions.hand_over_office, _("The office was handed over."), **ids)


@require_http_methods(["GET", "HEAD", "POST"])
@page(DECIDE)
def give_notice(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """Choose the last day in sight of what closes with it."""
    alliance = governance.get_alliance(alliance_id)
    own = queries.get_own_membership(alliance)
    earliest, hindrance = _earliest(alliance)
    form = NoticeForm(request.POST or None, earliest=earliest)
    if form.is_valid():
        entries = {"alliance_id": alliance.id, **form.cleaned_data}
        try:
            left = actions.give_notice(actor=request.actor, **entries)
        except UserError as refusal:
            form.refuse(refusal)
        else:
            told = _("Notice was given. The last day is %(day)s.")
            messages.success(request, told % {"day": f"{left.left_on:%d.%m.%Y}"})
            return redirect("alliances:members", alliance_id=alliance.id)
    context = {"alliance": alliance, "tab": "overview", "own": own, "form": form}
    context |= {"hindrance": hindrance, **_closing(alliance, own)}
    return render(request, "governance/membership_notice.html", context)


@require_POST
@page(DECIDE)
def withdraw_notice(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """Stay after all."""
    told = _("The notice was withdrawn. Your authority stays in the alliance.")
    return _do(request, actions.withdraw_notice, told, alliance_id=alliance_id)


def _for_office(request: MemberRequest, alliance_id: UUID) -> Alliance:
    alliance = governance.get_alliance(alliance_id)
    governance.require_office(alliance, request.actor)
    return alliance


def _do(request: MemberRequest, action: Any, told: str, **ids: UUID) -> HttpResponse:
    """Do something that needs no entries; then show the members again."""
    try:
        action(actor=request.actor, **ids)
    except (NotFound, NotAllowed):
        raise
    except UserError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect("alliances:members", alliance_id=ids["alliance_id"])


def _earliest(alliance: Alliance) -> tuple[Any, str]:
    """Return the earliest last day, and why there is none."""
    try:
        return earliest_leave(clock.today(), queries.get_notice_terms(alliance)), ""
    except UserError as refusal:
        return clock.today(), str(refusal)


def _closing(alliance: Alliance, own: Membership) -> dict[str, Any]:
    """Return what ends with the membership, and what keeps it from ending."""
    others = governance.list_memberships(alliance).exclude(id=own.id)
    return {
        "grants": queries.list_closing(alliance),
        "seats": queries.list_own_seats(alliance),
        "agreements": queries.list_own_agreements(alliance),
        "terms": queries.get_notice_terms(alliance),
        "office_first": own.runs_office and others.exists(),
    }
