"""The inbox: take a conversation, answer it, and let the answer become an article."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.assistant.asking.conversation import place_of_person, unseal
from gemeinwerk.assistant.handover import actions, queries, quoting, wording
from gemeinwerk.assistant.handover.errors import AlreadyHandedOver
from gemeinwerk.assistant.handover.forms import AnswerForm, ArticleForm, QuestionForm, ReasonForm
from gemeinwerk.assistant.handover.tickets import sealed_ticket, unseal_ticket
from gemeinwerk.assistant.learning.cleaning import clean, clean_lines
from gemeinwerk.assistant.learning.queries import list_own_bases, list_own_offices
from gemeinwerk.assistant.models import Handover, HandoverState
from gemeinwerk.assistant.permissions import ANSWER, ASK, RELEASE, WRITE
from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest


@page(ANSWER)
@require_safe
def list_handovers(request: MemberRequest) -> HttpResponse:
    """What waits, what is in work, and what is over."""
    current = wording.read_list(request.GET.get("liste", ""))
    context = {
        "current": current,
        "tabs": wording.tabs(current, queries.count_states(request.actor)),
        "lines": _lines(current, request.actor),
        "over": queries.list_over() if current == "erledigt" else [],
    }
    return render(request, "handover/list.html", context)


@page(ASK)
@require_http_methods(["GET", "POST"])
def hand_over(request: MemberRequest) -> HttpResponse:
    """Pass a question on to the own editors; the page with the answer posts it here."""
    is_sent = "send" in request.POST
    form = _question_form(request, is_sent=is_sent)
    if is_sent and form.is_valid():
        try:
            ticket = _store(form, request.actor)
        except UserError as error:
            _add_error(form, error)
        else:
            messages.success(request, _("Your question was passed on. The answer appears here."))
            return redirect("handover:ticket", ticket=ticket)
    turns = unseal(str(form["conversation"].value() or ""), place_of_person(request.actor)).turns
    return render(request, "handover/make.html", {"form": form, "turns": turns})


@page(ASK)
@require_safe
def show_ticket(request: MemberRequest, ticket: str) -> HttpResponse:
    """What became of a colleague's question, for who knows its address."""
    found = queries.get_own_receipt(ticket)
    return render(request, "handover/ticket.html", {"handover": found, **_state(found)})


@page(ANSWER)
@require_safe
def show_handover(request: MemberRequest, handover_id: UUID) -> HttpResponse:
    """A conversation and what can be done with it."""
    found = queries.get_handover(handover_id)
    return render(request, "handover/show.html", _facts(found, request.actor))


@page(ANSWER)
@require_POST
def take(request: MemberRequest, handover_id: UUID) -> HttpResponse:
    """Take a conversation into work and go on to the answer."""
    try:
        actions.take(handover_id=handover_id, actor=request.actor)
    except UserError as error:
        return _back(request, handover_id, error)
    return redirect("handover:answer", handover_id=handover_id)


@page(ANSWER)
@require_POST
def put_back(request: MemberRequest, handover_id: UUID) -> HttpResponse:
    """Put a conversation back for colleagues."""
    try:
        actions.put_back(handover_id=handover_id, actor=request.actor)
    except UserError as error:
        return _back(request, handover_id, error)
    messages.success(request, _("Put back. Your colleagues can take it."))
    return redirect("handover:list")


@page(ANSWER)
@require_http_methods(["GET", "POST"])
def answer(request: MemberRequest, handover_id: UUID) -> HttpResponse:
    """Write an answer: look for quotes, see how it will look, send."""
    found = queries.get_handover(handover_id)
    if not _is_mine(found, request.actor):
        return redirect("handover:show", handover_id=handover_id)
    form = AnswerForm(request.POST or None, initial={"q": clean(found.question)})
    if request.method == "POST" and form.is_valid():
        if "insert" in request.POST:
            form = _insert(form, request.POST["insert"])
        elif "send" in request.POST and _send(form, found, request.actor):
            messages.success(request, _("The answer was sent."))
            return redirect("handover:show", handover_id=handover_id)
    context = _facts(found, request.actor) | {
        "form": form,
        "found": quoting.find_quotes(str(form["q"].value() or ""), actor=request.actor),
        "preview": form["text"].value() if "preview" in request.POST else "",
    }
    return render(request, "handover/answer.html", context)


@page(ANSWER)
@require_http_methods(["GET", "POST"])
def close(request: MemberRequest, handover_id: UUID) -> HttpResponse:
    """Close a conversation without an answer."""
    found = queries.get_handover(handover_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close(
                handover_id=handover_id, reason=form.cleaned_data["reason"], actor=request.actor
            )
        except UserError as error:
            _add_error(form, error)
        else:
            messages.success(request, _("Closed. The person who asked reads the reason."))
            return redirect("handover:list")
    return render(request, "handover/close.html", _facts(found, request.actor) | {"form": form})


@page(WRITE)
@require_http_methods(["GET", "POST"])
def make_article(request: MemberRequest, handover_id: UUID) -> HttpResponse:
    """Make the draft of an article of an answer."""
    found = queries.get_handover(handover_id)
    bases = list_own_bases()
    initial = {"title": clean(found.question)[:300], "body": clean_lines(found.answer)}
    form = ArticleForm(request.POST or None, initial=initial, bases=bases)
    if request.method == "POST" and form.is_valid():
        try:
            entered = form.cleaned_data
            version = actions.make_article(
                handover_id=handover_id,
                base_id=entered["base"],
                title=entered["title"],
                body=entered["body"],
                actor=request.actor,
            )
        except UserError as error:
            _add_error(form, error)
        else:
            messages.success(request, _("The draft is there. It answers once it is released."))
            return redirect("knowledge:article", article_id=version.article_id)
    context = _facts(found, request.actor) | {"form": form, "bases": bases}
    return render(request, "handover/article.html", context)


def _question_form(request: MemberRequest, *, is_sent: bool) -> QuestionForm:
    offices = [office.name for office in list_own_offices()]
    if is_sent:
        return QuestionForm(request.POST, offices=offices)
    initial = {name: request.POST.get(name, "") for name in ("question", "conversation")}
    initial |= {"ticket": sealed_ticket(), "contact": request.user.email}
    return QuestionForm(initial=initial, offices=offices)


def _store(form: QuestionForm, actor: Actor) -> str:
    entered = form.cleaned_data
    ticket = unseal_ticket(entered["ticket"])
    try:
        return actions.hand_over_inside(
            actor=actor,
            question=entered["question"],
            transcript=unseal(entered["conversation"], place_of_person(actor)).transcript,
            contact=entered["contact"],
            office_name=entered.get("office", ""),
            ticket=ticket,
        )
    except AlreadyHandedOver:  # the button was pressed twice
        return ticket


def _insert(form: AnswerForm, key: str) -> AnswerForm:
    """Return the form with a quote behind what is written already."""
    entered = form.cleaned_data
    try:
        text = quoting.append(entered["text"], quoting.read_quote(key))
    except UserError as error:
        form.add_error("q", str(error))
        return form
    return AnswerForm(initial={"text": text, "q": entered["q"]})


def _send(form: AnswerForm, found: Handover, actor: Actor) -> bool:
    form.require_text()
    if not form.is_valid():
        return False
    try:
        actions.answer(handover_id=found.id, text=form.cleaned_data["text"], actor=actor)
    except UserError as error:
        _add_error(form, error)
        return False
    return True


def _lines(current: str, actor: Actor) -> list[queries.Line]:
    if current == "offen":
        return queries.list_open()
    return queries.list_in_work(actor) if current == "arbeit" else []


def _facts(found: Handover, actor: Actor) -> dict[str, Any]:
    is_mine = _is_mine(found, actor)
    is_over = found.state in queries.OVER
    may_put_back = is_mine or allows(actor, RELEASE)
    return {
        "handover": found,
        "rows": wording.rows(found),
        "is_mine": is_mine,
        "is_over": is_over,
        "may_take": found.state == HandoverState.OPEN,
        "may_put_back": may_put_back and found.state == HandoverState.TAKEN,
        "may_close": is_mine or found.state == HandoverState.OPEN,
        "may_write": allows(actor, WRITE) and found.state == HandoverState.ANSWERED,
        **_state(found),
    }


def _state(found: Handover) -> dict[str, Any]:
    return {
        "badge": wording.badge(found),
        "is_answered": found.state == HandoverState.ANSWERED,
        "is_closed": found.state == HandoverState.CLOSED,
    }


def _is_mine(found: Handover, actor: Actor) -> bool:
    return found.state == HandoverState.TAKEN and found.taken_by_id == actor.person_id


def _back(request: MemberRequest, handover_id: UUID, error: UserError) -> HttpResponse:
    """Say on the page of the conversation what a colleague did meanwhile."""
    if isinstance(error, NotAllowed | NotFound):
        raise error
    messages.warning(request, str(error))
    return redirect(reverse("handover:show", kwargs={"handover_id": handover_id}))


def _add_error(form: forms.Form, error: UserError) -> None:
    """Show a refusal in the form; a missing right or object is not for the form."""
    if isinstance(error, NotAllowed | NotFound):
        raise error
    form.add_error(None, str(error))
