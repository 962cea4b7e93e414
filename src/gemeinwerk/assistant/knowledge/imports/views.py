"""Handing in a file, looking at what was recognised, taking it over; and exporting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.assistant.exchange.formats import ACCEPTED
from gemeinwerk.assistant.knowledge import comparing
from gemeinwerk.assistant.knowledge import queries as articles
from gemeinwerk.assistant.knowledge.entering import do, enter, posted
from gemeinwerk.assistant.knowledge.imports import actions, exporting, queries, rules
from gemeinwerk.assistant.knowledge.imports.forms import HandInForm, TakeForm
from gemeinwerk.assistant.models import Import, ImportState, ItemStanding
from gemeinwerk.assistant.permissions import ASK, RELEASE, WRITE
from gemeinwerk.assistant.text.rendering import render as render_body
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest

ITEMS_PER_PAGE = 100
MOVING = {ImportState.WAITING, ImportState.TAKING, ImportState.RELEASING}
BADGES = {"new": "success", "changed": "info", "unchanged": "neutral"}


@require_http_methods(["GET", "HEAD", "POST"])
@page(WRITE)
def hand_in(request: MemberRequest, base_id: int) -> HttpResponse:
    """Choose a file from which articles are read."""
    base = articles.get_own_base(base_id)
    form = HandInForm(posted(request), request.FILES if request.method == "POST" else None)
    form.fields["file"].widget.attrs["accept"] = ",".join(ACCEPTED)

    def act() -> str:
        file = form.cleaned_data["file"]
        found = actions.hand_in(
            base_id=base_id, name=file.name, data=file.read(), actor=request.actor
        )
        return address(found.id)

    told = _("The file arrived. Look at what was recognised before you take it over.")
    context = {"base": base}
    template = "knowledge/import_hand_in.html"
    return enter(request, form, act, told=told, template=template, context=context)


@require_safe
@page(WRITE)
def show_import(request: MemberRequest, import_id: UUID) -> HttpResponse:
    """What a file would bring: its articles with how they stand, its offices, its remarks."""
    found = queries.get_import(import_id)
    items = Paginator(queries.list_items(found), ITEMS_PER_PAGE)
    to_release = queries.list_to_release(found).count()
    context = {
        "found": found,
        "base": found.base,
        "items": items.get_page(request.GET.get("seite")),
        "badges": BADGES,
        "counts": _counts(found),
        "offices": [rules.unpack_office(packed) for packed in found.offices],
        "is_moving": found.state in MOVING,
        "to_release": to_release,
        "may_release": allows(request.actor, RELEASE),
        **_progress(found, to_release),
    }
    return render(request, "knowledge/import_show.html", context)


@require_safe
@page(WRITE)
def show_item(request: MemberRequest, import_id: UUID, ordinal: int) -> HttpResponse:
    """One article of a file as it would look, and what it changes in the one that is there."""
    found = queries.get_import(import_id)
    item = queries.get_item(found, ordinal)
    if not item.content:  # taken over already
        if item.article_id:
            return redirect("knowledge:article", article_id=item.article_id)
        return redirect("knowledge:import", import_id=found.id)
    draft = rules.unpack_article(item.content)
    article = queries.find_article(found.base, draft)
    newest = articles.get_newest(article) if article else None
    context = {
        "found": found,
        "base": found.base,
        "item": item,
        "draft": draft,
        "article": article,
        "html": render_body(draft.body),
        "plain": render_body(draft.plain) if draft.plain else "",
        "difference": comparing.shorten(comparing.compare(newest.body, draft.body))
        if newest and newest.body != draft.body
        else [],
    }
    return render(request, "knowledge/import_item.html", context)


@require_POST
@page(WRITE)
def take_over(request: MemberRequest, import_id: UUID) -> HttpResponse:
    """Make drafts of what was ticked."""
    found = queries.get_import(import_id)
    form = TakeForm(request.POST)

    def act() -> None:
        chosen = form.cleaned_data["artikel"] if form.is_valid() else []
        if form.is_valid() and form.cleaned_data["alle"]:
            fresh = queries.list_items(found).exclude(standing=ItemStanding.UNCHANGED)
            chosen = list(fresh.values_list("ordinal", flat=True))
        actions.take_over(import_id=import_id, ordinals=chosen, actor=request.actor)

    told = _("Taken over as drafts. They are answered from once they are released.")
    return do(request, act, told=told, back=address(import_id))


@require_POST
@page(RELEASE)
def release_import(request: MemberRequest, import_id: UUID) -> HttpResponse:
    """Release all drafts that came from a file, after they were read."""
    queries.get_import(import_id)

    def act() -> None:
        actions.release_import(import_id=import_id, actor=request.actor)

    told = _("The drafts are being released. They are answered from as soon as that is done.")
    return do(request, act, told=told, back=address(import_id))


@require_POST
@page(WRITE)
def discard_import(request: MemberRequest, import_id: UUID) -> HttpResponse:
    """Forget a file."""
    base = actions.discard(import_id=import_id, actor=request.actor)
    messages.success(
        request, _("The file was discarded. Drafts that came from it are still there.")
    )
    return redirect("knowledge:base", base_id=base.id)


@require_safe
@page(ASK)
def export_article(request: MemberRequest, article_id: UUID) -> HttpResponse:
    """What is answered from of an own article, as a Word file."""
    article = articles.get_own_article(article_id)
    return _send(exporting.export_article(article=article, actor=request.actor))


@require_safe
@page(ASK)
def export_base(request: MemberRequest, base_id: int, kind: str) -> HttpResponse:
    """The released articles of an own base and the offices as a file."""
    base = articles.get_own_base(base_id)
    return _send(exporting.export_base(base=base, kind=kind, actor=request.actor))


def _send(exported: exporting.Exported) -> HttpResponse:
    response = HttpResponse(exported.data, content_type=exported.content_type)
    response["Content-Disposition"] = f'attachment; filename="{exported.name}"'
    return response


def address(import_id: UUID) -> str:
    """Return the address of a file's page."""
    return reverse("knowledge:import", kwargs={"import_id": import_id})


def _counts(found: Import) -> dict[str, int]:
    standings = list(queries.list_items(found).values_list("standing", flat=True))
    return {each: standings.count(each) for each in ItemStanding.values}


def _progress(found: Import, to_release: int) -> dict[str, Any]:
    """Return how far a file that is in work is, in articles."""
    chosen = queries.list_items(found).filter(is_chosen=True)
    total = chosen.count()
    waiting = to_release
    if found.state == ImportState.TAKING:
        waiting = chosen.filter(version_id=None).count()
    return {"total": total, "done": total - waiting}
