"""Pages about bodies, their rules and seats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances import queries
from gemeinwerk.governance.alliances.bodies import actions
from gemeinwerk.governance.alliances.bodies.forms import (
    BodyForm,
    NewSeatForm,
    PeopleForm,
    RuleForm,
    SeatForm,
)
from gemeinwerk.governance.alliances.bodies.showing import (
    explain_rule,
    list_offers,
    list_people_rows,
)
from gemeinwerk.governance.alliances.errors import NotYourSeat
from gemeinwerk.governance.meetings import queries as meetings
from gemeinwerk.governance.models import Alliance, Body
from gemeinwerk.governance.permissions import MANAGE, SEE
from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError
from gemeinwerk.members import queries as members
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest

SHOWN = 10
BODY_FIELDS = ("kind", "name", "task", "is_public")


@require_safe
@page(SEE)
def list_bodies(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """The bodies of the alliance: what each does, by which rule, and where the own seat is."""
    alliance = governance.get_alliance(alliance_id)
    bodies = list(queries.list_bodies(alliance))
    context = {
        "alliance": alliance,
        "tab": "bodies",
        "lines": [(body, list(queries.list_seats(body))) for body in bodies],
        "closed": queries.list_closed_bodies(alliance),
        "may_manage": _is_office(request, alliance),
    }
    return render(request, "governance/body_list.html", context)


@require_safe
@page(SEE)
def show_body(request: MemberRequest, alliance_id: UUID, body_id: UUID) -> HttpResponse:
    """Seats, rule, right of proposal, motions and meetings of a body."""
    alliance = governance.get_alliance(alliance_id)
    body = queries.get_body(alliance, body_id)
    own = queries.my_seat(body, request.actor)
    context = {
        "alliance": alliance,
        "tab": "bodies",
        "body": body,
        "seats": list_people_rows(queries.list_seats(body)),
        "own": own,
        "rule": explain_rule(body),
        "proposers": queries.list_bodies(alliance).filter(proposes_to=body),
        "motions": queries.list_motions(body)[:SHOWN],
        "meetings": meetings.list_upcoming(alliance, body=body)[:SHOWN],
        "may_manage": _is_office(request, alliance) and body.closed_on is None,
        "may_name": own is not None and body.closed_on is None and allows(request.actor, MANAGE),
    }
    return render(request, "governance/body_show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def create_body(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """Set up a body; its rule is chosen next."""
    alliance = _for_office(request, alliance_id)
    form = BodyForm(request.POST or None, bodies=queries.list_bodies(alliance))
    if form.is_valid():
        try:
            body = actions.create_body(
                alliance_id=alliance.id, facts=form.facts, actor=request.actor
            )
        except UserError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The body was set up. Now choose how it decides."))
            return redirect("alliances:rule", alliance_id=alliance.id, body_id=body.id)
    context = {"alliance": alliance, "tab": "bodies", "form": form}
    return render(request, "governance/body_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def change_body(request: MemberRequest, alliance_id: UUID, body_id: UUID) -> HttpResponse:
    """Describe a body anew."""
    alliance, body = _office_body(request, alliance_id, body_id)
    initial = {name: getattr(body, name) for name in BODY_FIELDS}
    initial["proposes_to"] = str(body.proposes_to_id or "")
    others = queries.list_bodies(alliance).exclude(id=body.id)
    form = BodyForm(request.POST or None, bodies=others, initial=initial)
    if form.is_valid() and _try(request, form, actions.change_body, body, facts=form.facts):
        messages.success(request, _("The body was changed."))
        return _to(body)
    context = {"alliance": alliance, "tab": "bodies", "body": body, "form": form}
    return render(request, "governance/body_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def close_body(request: MemberRequest, alliance_id: UUID, body_id: UUID) -> HttpResponse:
    """Ask, then let a body end its work."""
    alliance, body = _office_body(request, alliance_id, body_id)
    if request.method == "POST":
        return _do(request, body, actions.close_body, _("The body was closed."))
    context = {
        "alliance": alliance,
        "tab": "bodies",
        "body": body,
        "waiting": queries.list_undecided(body),
        "proposers": queries.list_bodies(alliance).filter(proposes_to=body),
    }
    return render(request, "governance/body_close.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def choose_rule(request: MemberRequest, alliance_id: UUID, body_id: UUID) -> HttpResponse:
    """Choose a rule of the catalogue, each explained in words with its source."""
    alliance, body = _office_body(request, alliance_id, body_id)
    if request.method == "POST":
        told = _("The rule was chosen. It counts for votes that are opened from now on.")
        return _do(request, body, actions.choose_rule, told, key=request.POST.get("key", ""))
    context = {
        "alliance": alliance,
        "tab": "bodies",
        "body": body,
        "offers": list_offers(body),
        "current": body.rule.key if body.rule else "",
    }
    return render(request, "governance/rule_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def make_rule(request: MemberRequest, alliance_id: UUID, body_id: UUID) -> HttpResponse:
    """Enter a rule of the body's own statute."""
    alliance, body = _office_body(request, alliance_id, body_id)
    form = RuleForm(request.POST or None)
    if form.is_valid():
        definition = form.definition
        if _try(request, form, actions.make_rule, body, definition=definition):
            messages.success(request, _("The rule was entered. Read below what it asks."))
            return _to(body)
    context = {"alliance": alliance, "tab": "bodies", "body": body, "form": form}
    return render(request, "governance/rule_own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def give_seat(request: MemberRequest, alliance_id: UUID, body_id: UUID) -> HttpResponse:
    """Give a member its seat."""
    alliance, body = _office_body(request, alliance_id, body_id)
    seated = queries.list_seats(body).values("member_id")
    free = governance.list_memberships(alliance).exclude(member_id__in=seated)
    form = NewSeatForm(request.POST or None, memberships=free)
    if form.is_valid():
        entries = dict(form.cleaned_data)
        entries["membership_id"] = UUID(entries.pop("member"))
        if _try(request, form, actions.give_seat, body, **entries):
            messages.success(request, _("The seat was given. The member names who takes it."))
            return _to(body)
    context = {"alliance": alliance, "tab": "bodies", "body": body, "form": form}
    context["nobody_left"] = not free.exists()
    return render(request, "governance/seat_give.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def change_seat(
    request: MemberRequest, alliance_id: UUID, body_id: UUID, seat_id: UUID
) -> HttpResponse:
    """Change votes and chair of a seat, or take it back."""
    alliance, body = _office_body(request, alliance_id, body_id)
    seat = queries.get_seat(body, seat_id)
    form = SeatForm(request.POST or None, initial={"votes": seat.votes, "chairs": seat.chairs})
    if form.is_valid():
        entries = {"seat_id": seat.id, **form.cleaned_data}
        if _try(request, form, actions.change_seat, body, **entries):
            messages.success(request, _("The seat was changed."))
            return _to(body)
    context = {"alliance": alliance, "tab": "bodies", "body": body, "seat": seat, "form": form}
    return render(request, "governance/seat_change.html", context)


@require_POST
@page(MANAGE)
def take_seat(
    request: MemberRequest, alliance_id: UUID, body_id: UUID, seat_id: UUID
) -> HttpResponse:
    """Take a seat back."""
    _alliance, body = _office_body(request, alliance_id, body_id)
    told = _("The seat was taken back.")
    return _do(request, body, actions.take_seat_back, told, seat_id=seat_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def name_people(request: MemberRequest, alliance_id: UUID, body_id: UUID) -> HttpResponse:
    """Name who takes the own seat, and the deputy."""
    alliance = governance.get_alliance(alliance_id)
    body = queries.get_body(alliance, body_id)
    seat = queries.my_seat(body, request.actor)
    if seat is None:
        raise NotYourSeat
    initial = {"holder": str(seat.holder_id or ""), "deputy": str(seat.deputy_id or "")}
    form = PeopleForm(request.POST or None, people=members.list_people(), initial=initial)
    if form.is_valid() and _try(request, form, actions.name_people, body, **form.named):
        messages.success(request, _("The people of your seat were named."))
        return _to(body)
    context = {"alliance": alliance, "tab": "bodies", "body": body, "seat": seat, "form": form}
    return render(request, "governance/seat_people.html", context)


def _is_office(request: MemberRequest, alliance: Alliance) -> bool:
    return governance.is_office(alliance, request.actor) and allows(request.actor, MANAGE)


def _for_office(request: MemberRequest, alliance_id: UUID) -> Alliance:
    alliance = governance.get_alliance(alliance_id)
    governance.require_office(alliance, request.actor)
    return alliance


def _office_body(request: MemberRequest, alliance_id: UUID, body_id: UUID) -> tuple[Alliance, Body]:
    alliance = _for_office(request, alliance_id)
    return alliance, queries.get_body(alliance, body_id)


def _to(body: Body) -> HttpResponse:
    return redirect("alliances:body", alliance_id=body.alliance_id, body_id=body.id)


def _try(
    request: MemberRequest, form: Any, action: Callable[..., Any], body: Body, **facts: Any
) -> bool:
    """Do something with a form's entries; show a refusal in the form."""
    ids = {"alliance_id": body.alliance_id, "body_id": body.id}
    try:
        action(**ids, **facts, actor=request.actor)
    except UserError as refusal:
        form.refuse(refusal)
        return False
    return True


def _do(
    request: MemberRequest, body: Body, action: Callable[..., Any], told: str, **facts: Any
) -> HttpResponse:
    """Do something that has no form; then show the body."""
    ids = {"alliance_id": body.alliance_id, "body_id": body.id}
    try:
        action(**ids, **facts, actor=request.actor)
    except (NotFound, NotAllowed):
        raise
    except UserError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, told)
    return _to(body)
