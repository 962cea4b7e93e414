"""Citizens hand their conversation over, read the answer, or take it back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.assistant.asking.conversation import place_of_desk, unseal
from gemeinwerk.assistant.handover import actions, queries
from gemeinwerk.assistant.handover.errors import AlreadyHandedOver, NotTaken, TicketUnknown
from gemeinwerk.assistant.handover.forms import CitizenForm
from gemeinwerk.assistant.handover.rules import A_DAY, A_MINUTE
from gemeinwerk.assistant.handover.tickets import sealed_ticket, unseal_ticket
from gemeinwerk.assistant.models import Desk
from gemeinwerk.assistant.public import queries as desks
from gemeinwerk.assistant.public.doors import citizens, show
from gemeinwerk.assistant.public.errors import TooManyQuestions
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members import visitors
from gemeinwerk.members.errors import TooMany


@citizens
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The form; a page with an answer posts its question and conversation here, to be looked at."""
    if not desk.takes_handovers:
        raise NotTaken(authority=desk.authority)
    is_sent = "send" in request.POST
    form = _form(request, desk, is_sent=is_sent)
    if is_sent and form.is_valid():
        _count(request)
        try:
            ticket = _store(form, desk)
        except UserError as error:
            form.add_error(None, str(error))
        else:
            return _private(redirect("desk_handover:ticket", slug=desk.slug, ticket=ticket))
    return _private(show("handover/desk_form.html", _facts(form, desk), desk=desk))


@citizens
@require_safe
def show_ticket(request: HttpRequest, desk: Desk, ticket: str) -> HttpResponse:
    """What became of a question, for who knows its address."""
    receipt = queries.get_receipt(ticket)
    if receipt.member_id != desk.member_id:
        raise TicketUnknown
    context = {
        "receipt": receipt,
        "ticket": ticket,
        "own_address": request.build_absolute_uri(request.path),
        "is_mailed": actions.is_address(queries.get_contact(ticket)),
    }
    return _private(show("handover/desk_ticket.html", context, desk=desk))


@citizens
@require_POST
def take_back(_request: HttpRequest, desk: Desk, ticket: str) -> HttpResponse:
    """Delete what was handed over here."""
    is_here = queries.get_receipt(ticket).member_id == desk.member_id
    if not (is_here and actions.take_back(ticket=ticket)):
        raise TicketUnknown
    return _private(show("handover/desk_gone.html", {}, desk=desk))


def _form(request: HttpRequest, desk: Desk, *, is_sent: bool) -> CitizenForm:
    offices = [office.name for office in desks.list_offices(desk)]
    facts: dict[str, Any] = {"offices": offices, "kept": _kept(desk)}
    if is_sent:
        return CitizenForm(request.POST, **facts)
    initial = {name: request.POST.get(name, "") for name in ("question", "conversation")}
    return CitizenForm(initial=initial | {"ticket": sealed_ticket()}, **facts)


def _store(form: CitizenForm, desk: Desk) -> str:
    entered = form.cleaned_data
    ticket = unseal_ticket(entered["ticket"])
    try:
        return actions.hand_over(
            desk=desk,
            question=entered["question"],
            transcript=unseal(entered["conversation"], place_of_desk(desk)).transcript,
            contact=entered["contact"],
            consent=entered["consent"],
            office_name=entered.get("office", ""),
            ticket=ticket,
        )
    except AlreadyHandedOver:  # the button was pressed twice
        return ticket


def _facts(form: CitizenForm, desk: Desk) -> dict[str, Any]:
    sealed = str(form["conversation"].value() or "")
    turns = unseal(sealed, place_of_desk(desk)).turns
    return {"form": form, "turns": [asdict(turn) for turn in turns]}


def _kept(desk: Desk) -> str:
    return ngettext(
        "%(authority)s keeps this until it is answered and for %(days)d day after that, and deletes"
        " it then. You can take it back at any time. It is used for nothing else.",
        "%(authority)s keeps this until it is answered and for %(days)d days after that, and"
        " deletes it then. You can take it back at any time. It is used for nothing else.",
        desk.keep_days,
    ) % {"authority": desk.authority, "days": desk.keep_days}


def _count(request: HttpRequest) -> None:
    """Raises TooManyQuestions."""
    try:
        visitors.count(request, limit=A_MINUTE, what="handover")
        visitors.count(request, limit=A_DAY, what="handover-day", seconds=24 * 60 * 60)
    except TooMany as refusal:
        raise TooManyQuestions from refusal


def _private(response: HttpResponseBase) -> Any:
    """The address is the key to the answer: no search engine and no other site is to learn it."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
