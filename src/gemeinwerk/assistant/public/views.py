"""The public page of an authority: ask, read what is quoted, see who helps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.assistant.answering.actions import answer_visitor
from gemeinwerk.assistant.asking import noting
from gemeinwerk.assistant.asking.conversation import (
    Conversation,
    place_of_desk,
    unseal,
    unseal_rated,
)
from gemeinwerk.assistant.asking.errors import PageTooOld
from gemeinwerk.assistant.asking.forms import QuestionForm, follow_up
from gemeinwerk.assistant.asking.presentation import Doors, list_facts, present
from gemeinwerk.assistant.asking.streaming import stream, wants_lines, wording_of
from gemeinwerk.assistant.asking.stretch import read_stretch
from gemeinwerk.assistant.errors import DeskUnknown
from gemeinwerk.assistant.models import Desk
from gemeinwerk.assistant.public import queries
from gemeinwerk.assistant.public.doors import citizens, citizens_in_frames, may_mark, show

ANYBODY = require_http_methods(["GET", "HEAD", "POST"])


@citizens
@ANYBODY
def ask(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The page on which citizens ask."""
    return _ask(request, desk, _doors(desk))


@citizens_in_frames
@ANYBODY
def ask_in_widget(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The same, small, in a frame of the authority's own website."""
    return _ask(request, desk, _doors(desk, is_widget=True))


@citizens
@require_POST
def rate(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Say whether an answer helped. Of one that did nothing is kept."""
    rated = unseal_rated(request.POST.get("rated", ""), place_of_desk(desk))
    if rated is None:
        raise PageTooOld
    helped = request.POST.get("helped") == "ja"
    noting.note_rating(rated, helped=helped, member_id=desk.member_id, channel="public")
    if wants_lines(request):
        return HttpResponse(status=204)
    return show("desk/thanks.html", {"helped": helped}, desk=desk)


@citizens
@require_safe
def show_article(request: HttpRequest, desk: Desk, article_id: UUID) -> HttpResponse:
    """A released article, with the quoted stretch marked."""
    version = queries.get_released(desk, article_id)
    asked = {"fassung": request.GET.get("fassung", "")}
    stretch = read_stretch(request.GET if may_mark(request, version) else asked, version)
    context = {
        "version": version,
        "rows": list_facts(version),
        "office": queries.get_office(version),
        "html": stretch.html,
        "plain": stretch.plain,
        "is_changed": stretch.is_changed,
        "is_own": version.member_id == desk.member_id,
    }
    return show("desk/article.html", context, desk=desk)


@citizens
@require_safe
def list_offices(_request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who helps: the offices of the authority."""
    return show(
        "desk/offices.html", {"offices": queries.list_offices(desk), "place": "offices"}, desk=desk
    )


@citizens
def refuse_address(request: HttpRequest, _desk: Desk) -> HttpResponse:
    """Any other address below ours: the page for people who sign in would look for a session.

    Who forgot the last stroke of an address is led to it.
    """
    if request.method == "POST" or request.path.endswith("/"):
        raise DeskUnknown
    return HttpResponseRedirect(f"{request.path}/")


def _ask(request: HttpRequest, desk: Desk, doors: Doors) -> HttpResponseBase:
    form = QuestionForm(request.POST if request.method == "POST" else None, initial=_asked(request))
    if request.method != "POST" or not form.is_valid():
        return _page(desk, doors, {"form": form, "ask_url": request.path})
    return _answer(request, desk, doors, form)


def _answer(request: HttpRequest, desk: Desk, doors: Doors, form: QuestionForm) -> HttpResponseBase:
    before = unseal(form.cleaned_data["conversation"], doors.place)
    answer = answer_visitor(
        desk=desk,
        question=form.cleaned_data["question"],
        earlier=before.questions,
        place=form.cleaned_data["place"],
    )
    channel = "widget" if doors.in_new_tab else "public"
    noting.note_refusal(answer, member_id=desk.member_id, channel=channel)
    shown = present(answer, doors, is_plain_first=form.cleaned_data["plain"])
    sealed = before.and_then(answer.question, shown.summary).seal(doors.place)
    context = {"shown": shown, "conversation": sealed, "desk": desk}
    if wants_lines(request):
        html = render_to_string("asking/_answer.html", context)
        return stream(html, sealed, wording_of(shown, before.questions, settings.ASSISTANT_MODEL))
    return _page(desk, doors, context | _next(form, sealed, before, request.path))


def _next(form: QuestionForm, sealed: str, before: Conversation, ask_url: str) -> dict[str, Any]:
    return {"form": follow_up(form, sealed), "earlier": before.turns, "ask_url": ask_url}


def _page(desk: Desk, doors: Doors, context: Mapping[str, Any]) -> HttpResponse:
    facts = {"words": settings.ASSISTANT_MODEL is not None, "kept": _kept(desk), "place": "ask"}
    facts["is_widget"] = doors.in_new_tab
    return show("desk/ask.html", {**facts, **context}, desk=desk)


def _kept(desk: Desk) -> str:
    return _(
        "Kept is only a question without a good answer: without personal data, for %(days)d days,"
        " so that the authority can add what is missing."
    ) % {"days": desk.keep_days}


def _doors(desk: Desk, *, is_widget: bool = False) -> Doors:
    slug = {"slug": desk.slug}
    return Doors(
        place=place_of_desk(desk),
        article=lambda article_id: reverse(
            "desk:article", kwargs={**slug, "article_id": article_id}
        ),
        rate=reverse("desk:rate", kwargs=slug),
        hand_over=reverse("desk_handover:hand_over", kwargs=slug) if desk.takes_handovers else "",
        in_new_tab=is_widget,
    )


def _asked(request: HttpRequest) -> dict[str, str]:
    """A question that a link brings along; it is asked when somebody presses the button."""
    return {"question": request.GET.get("frage", "")}
