"""Gaps in what is known, and how well the own questions are answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.assistant.handover.forms import ArticleForm
from gemeinwerk.assistant.learning import actions, queries, wording
from gemeinwerk.assistant.learning.effects import ask_again, find_closing_article
from gemeinwerk.assistant.learning.measuring.actions import compare_with
from gemeinwerk.assistant.models import ArticleState, Gap, GapState
from gemeinwerk.assistant.permissions import WRITE
from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.requests import MemberRequest

PER_PAGE = 50


@page(WRITE)
@require_safe
def list_gaps(request: MemberRequest) -> HttpResponse:
    """Questions without a good answer, grouped, those asked most often first."""
    current = request.GET.get("liste", "")
    current = current if current in wording.LISTS else "offen"
    gaps = queries.list_gaps(wording.LISTS[current][0])
    context = {
        "current": current,
        "tabs": wording.tabs(current, queries.count_gaps()),
        "page": Paginator(gaps, PER_PAGE).get_page(request.GET.get("seite")),
        "quiet": queries.list_quiet() if current == "offen" else [],
        "new": queries.list_ungrouped().count(),
    }
    return render(request, "learning/gap_list.html", context)


@page(WRITE)
@require_safe
def show_gap(request: MemberRequest, gap_id: UUID) -> HttpResponse:
    """A gap, its questions, and whether they are answered now."""
    gap = queries.get_gap(gap_id)
    text = request.GET.get("q", "")
    article, effect = gap.article, ask_again(gap, actor=request.actor)
    context = {
        "gap": gap,
        "effect": effect,
        "closing": find_closing_article(effect) if gap.state == GapState.OPEN else None,
        "q": text,
        "articles": queries.find_articles(text),
        "is_open": gap.state == GapState.OPEN,
        "is_closed": gap.state == GapState.CLOSED,
        "is_released": bool(article and article.state == ArticleState.RELEASED),
    }
    return render(request, "learning/gap_show.html", context)


@page(WRITE)
@require_http_methods(["GET", "POST"])
def write_article(request: MemberRequest, gap_id: UUID) -> HttpResponse:
    """Begin an article for a gap."""
    gap = queries.get_gap(gap_id)
    bases = queries.list_own_bases()
    form = ArticleForm(request.POST or None, initial={"title": gap.title[:300]}, bases=bases)
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.write_article(
                gap_id=gap.id,
                base_id=form.cleaned_data["base"],
                title=form.cleaned_data["title"],
                body=form.cleaned_data["body"],
                actor=request.actor,
            )
        except UserError as error:
            if isinstance(error, NotAllowed | NotFound):
                raise
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The draft is there. It answers once it is released."))
            return redirect("knowledge:article", article_id=version.article_id)
    context = {"gap": gap, "form": form, "bases": bases, "questions": queries.list_questions(gap)}
    return render(request, "learning/gap_write.html", context)


@page(WRITE)
@require_POST
def close_gap(request: MemberRequest, gap_id: UUID) -> HttpResponse:
    """Close a gap with a released article."""
    return _decide(
        request,
        gap_id,
        lambda: actions.close_gap(
            gap_id=gap_id, article_id=_article_id(request, gap_id), actor=request.actor
        ),
        _("Closed. Below you see which of the questions are answered now."),
    )


@page(WRITE)
@require_POST
def dismiss_gap(request: MemberRequest, gap_id: UUID) -> HttpResponse:
    """Set a gap aside."""
    return _decide(
        request,
        gap_id,
        lambda: actions.dismiss_gap(gap_id=gap_id, actor=request.actor),
        _("Set aside. It is not counted as open any more."),
    )


@page(WRITE)
@require_POST
def reopen_gap(request: MemberRequest, gap_id: UUID) -> HttpResponse:
    """Open a gap again."""
    return _decide(
        request,
        gap_id,
        lambda: actions.reopen_gap(gap_id=gap_id, actor=request.actor),
        _("The gap is open again."),
    )


@page(WRITE)
@require_POST
def forget_question(request: MemberRequest, gap_id: UUID) -> HttpResponse:
    """Delete a question at once."""
    try:
        question_id = UUID(request.POST.get("question", ""))
    except ValueError:
        return redirect("learning:gap", gap_id=gap_id)
    actions.forget_question(gap_id=gap_id, question_id=question_id, actor=request.actor)
    messages.success(request, _("The question was deleted."))
    return redirect("learning:gap", gap_id=gap_id)


@page(WRITE)
@require_safe
def list_measurements(request: MemberRequest) -> HttpResponse:
    """Every measurement with its figures."""
    found = queries.list_measurements()
    lines = [(one, wording.short_figures(one.figures)) for one in found]
    context = {"lines": lines, "labels": wording.SHORT.values()}
    return render(request, "learning/measurement_list.html", context)


@page(WRITE)
@require_safe
def show_measurement(request: MemberRequest, measurement_id: UUID) -> HttpResponse:
    """A measurement beside the one before of the same name, question by question."""
    one = queries.get_measurement(measurement_id)
    before = queries.get_measurement_before(one.name, one.asked_as, one)
    better, worse = compare_with(one, before)
    context = {
        "one": one,
        "before": before,
        "figures": wording.figures(one.figures, before.figures if before else None),
        "better": better,
        "worse": worse,
        "missed": wording.list_missed(one.outcomes),
    }
    return render(request, "learning/measurement_show.html", context)


def _article_id(request: MemberRequest, gap_id: UUID) -> Any:
    """The article of the button; without a readable one that of the gap."""
    try:
        return UUID(request.POST.get("article", ""))
    except ValueError:
        return queries.get_gap(gap_id).article_id


def _decide(
    request: MemberRequest, gap_id: UUID, act: Callable[[], Gap], told: str
) -> HttpResponse:
    """Act, and say on the page of the gap what came of it."""
    try:
        act()
    except UserError as error:
        if isinstance(error, NotAllowed | NotFound):
            raise
        messages.warning(request, str(error))
    else:
        messages.success(request, told)
    return redirect("learning:gap", gap_id=gap_id)
