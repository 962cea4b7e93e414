"""Clerks ask: their own bases, those that are open to them and, if wanted, the archive."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gemeinwerk.assistant.answering.actions import answer_person
from gemeinwerk.assistant.asking import noting
from gemeinwerk.assistant.asking.conversation import (
    Conversation,
    place_of_person,
    unseal,
    unseal_rated,
)
from gemeinwerk.assistant.asking.errors import PageTooOld
from gemeinwerk.assistant.asking.forms import ClerkQuestionForm, QuestionForm, follow_up
from gemeinwerk.assistant.asking.presentation import Doors, Shown, present
from gemeinwerk.assistant.asking.streaming import stream, wants_lines, wording_of
from gemeinwerk.assistant.knowledge.queries import list_to_declare_bases
from gemeinwerk.assistant.permissions import ASK
from gemeinwerk.members.access import page
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.requests import MemberRequest


@page(ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: MemberRequest) -> HttpResponseBase:
    """The page on which people of a member ask."""
    is_asked = request.method == "POST"
    asked = {"question": request.GET.get("frage", "")}
    form = ClerkQuestionForm(request.POST if is_asked else None, initial=asked)
    if not is_asked or not form.is_valid():
        return _page(request, {"form": form})
    return _answer(request, form)


@require_POST
@page(ASK)
def rate(request: MemberRequest) -> HttpResponse:
    """Say whether an answer helped; the own editors see questions whose answer did not."""
    rated = unseal_rated(request.POST.get("rated", ""), place_of_person(request.actor))
    if rated is None:
        raise PageTooOld
    helped = request.POST.get("helped") == "ja"
    noting.note_rating(rated, helped=helped, member_id=request.actor.member_id, channel="clerk")
    if wants_lines(request):
        return HttpResponse(status=204)
    messages.success(request, _thanks(helped))
    return HttpResponseRedirect(reverse("asking:ask"))


def _answer(request: MemberRequest, form: QuestionForm) -> HttpResponseBase:
    doors = _doors(request.actor)
    before = unseal(form.cleaned_data["conversation"], doors.place)
    answer = answer_person(
        actor=request.actor,
        question=form.cleaned_data["question"],
        earlier=before.questions,
        place=form.cleaned_data["place"],
        with_archive=form.cleaned_data["with_archive"],
    )
    noting.note_refusal(answer, member_id=request.actor.member_id, channel="clerk")
    shown = present(answer, doors, is_plain_first=form.cleaned_data["plain"])
    sealed = before.and_then(answer.question, shown.summary).seal(doors.place)
    context = {"shown": shown, "conversation": sealed} | _searched(request.actor, form, shown)
    if wants_lines(request):
        html = render_to_string("asking/_answer.html", context, request)
        return stream(html, sealed, wording_of(shown, before.questions, settings.ASSISTANT_MODEL))
    return _page(request, context | _next(form, sealed, before))


def _searched(actor: Actor, form: QuestionForm, shown: Shown) -> dict[str, Any]:
    """What was searched besides, and what would be if the asker declared its purpose."""
    waiting = list_to_declare_bases(actor) if shown.is_refusal else []
    return {"searched_archive": form.cleaned_data["with_archive"], "to_declare": waiting}


def _next(form: QuestionForm, sealed: str, before: Conversation) -> dict[str, Any]:
    return {"form": follow_up(form, sealed), "earlier": before.turns}


def _page(request: MemberRequest, context: dict[str, Any]) -> HttpResponse:
    facts = {"ask_url": reverse("asking:ask"), "words": settings.ASSISTANT_MODEL is not None}
    return render(request, "asking/ask.html", facts | {"kept": _kept()} | context)


def _doors(actor: Actor) -> Doors:
    return Doors(
        place=place_of_person(actor),
        article=lambda article_id: reverse("knowledge:article", kwargs={"article_id": article_id}),
        page=lambda cited: reverse(
            "archive:page", kwargs={"document_id": cited.document_id, "number": cited.number}
        ),
        rate=reverse("asking:rate"),
        hand_over=reverse("handover:hand_over"),
    )


def _kept() -> str:
    return _(
        "Kept is only a question without a good answer: without personal data and without your"
        " name, so that your editors can add what is missing."
    )


def _thanks(helped: bool) -> str:
    if helped:
        return _("Thank you. It is good to know that the answer helped.")
    return _(
        "Thank you. Your question was noted without personal data, so that the authority can write"
        " a better text."
    )
