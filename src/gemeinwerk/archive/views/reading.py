"""Reading a page: its image with the hits marked, and its text."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gemeinwerk.archive import actions, queries
from gemeinwerk.archive.errors import DocumentUnknown
from gemeinwerk.archive.marking import mark_text, mark_words, plan_marks
from gemeinwerk.archive.models import Document, DocumentState, Page, PageState
from gemeinwerk.archive.permissions import CORRECT, READ, TAKE_IN
from gemeinwerk.archive.recognition.rules import words_from_json
from gemeinwerk.archive.search.queries import SearchTooBroad
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest

SEARCH_STATE = ("q", "bestand", "behoerde", "jahr", "seite")
ZOOMS = (50, 75, 100, 125, 150, 200, 300, 400)


@page(READ)
@require_safe
def open_document(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """Go to the first page, or say why there is none."""
    document = get_asked_document(request, document_id)
    if answer := _answer_poll(request, still_waits=document.state == DocumentState.RECEIVED):
        return answer
    if document.page_count:
        return redirect("archive:page", document_id=document.id, number=1)
    return render(request, "archive/document_waiting.html", _document_facts(request, document))


@page(READ)
@require_safe
def turn_to_page(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """Go to the page that was chosen from the list; the search and the zoom come along."""
    document = get_asked_document(request, document_id)
    asked = request.GET.get("nummer", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    number = max(1, min(number, document.page_count or 1))
    view = "archive:text" if request.GET.get("ansicht") == "text" else "archive:page"
    return redirect(_address(view, document.id, number, _kept(request, "zoom")))


@page(READ)
@require_safe
def show_page(request: MemberRequest, document_id: UUID, number: int) -> HttpResponse:
    """The image of a page. The owner's journal tells of reading by others."""
    asked = get_asked_page(request, document_id, number)
    if answer := _answer_poll(request, still_waits=asked.state == PageState.WAITING):
        return answer
    reading = queries.get_reading(asked)
    steps = plan_marks(request.GET.get("q", ""))
    words = words_from_json(reading.words) if reading else ()
    zoom = _zoom(request)
    context = _page_facts(request, asked, "archive:page") | {
        "reading": reading,
        "boxes": mark_words(steps, words),
        "zoom": zoom,
        "zoom_in": next((each for each in ZOOMS if each > zoom), None),
        "zoom_out": next((each for each in reversed(ZOOMS) if each < zoom), None),
    }
    response = render(request, "archive/page_image.html", context)
    actions.note_read(page=asked, actor=request.actor)
    return response


@page(READ)
@require_safe
def show_text(request: MemberRequest, document_id: UUID, number: int) -> HttpResponse:
    """The text of a page, and where it comes from. The owner's journal tells of it too."""
    asked = get_asked_page(request, document_id, number)
    if answer := _answer_poll(request, still_waits=asked.state == PageState.WAITING):
        return answer
    reading = queries.get_reading(asked)
    passages = mark_text(plan_marks(request.GET.get("q", "")), reading.text) if reading else []
    context = _page_facts(request, asked, "archive:text") | {
        "reading": reading,
        "passages": passages,
        "hit_total": sum(is_hit for _text, is_hit in passages),
    }
    response = render(request, "archive/page_text.html", context)
    actions.note_read(page=asked, actor=request.actor)
    return response


def get_asked_document(request: MemberRequest, document_id: UUID) -> Document:
    """Return a document; its owner learns if it was asked for in vain, the asker nothing."""
    try:
        return queries.get_document(document_id)
    except DocumentUnknown:
        actions.note_refusal(document_id=document_id, actor=request.actor)
        raise


def get_asked_page(request: MemberRequest, document_id: UUID, number: int) -> Page:
    """Return a page as ``get_asked_document`` returns a document."""
    get_asked_document(request, document_id)
    return queries.get_page(document_id, number)


def _answer_poll(request: MemberRequest, *, still_waits: bool) -> HttpResponse | None:
    """Answer htmx, which asks from a waiting page: nothing new, or load it again."""
    if "HX-Request" not in request.headers:
        return None
    return HttpResponse(status=204) if still_waits else HttpResponse(headers={"HX-Refresh": "true"})


def _document_facts(request: MemberRequest, document: Document) -> dict[str, Any]:
    access = queries.get_record_access(document.record)
    return {
        "document": document,
        "record": document.record,
        "collection": document.collection,
        "access": access,
        "may_correct": access.is_own and allows(request.actor, CORRECT),
        "may_take_in": access.is_own and allows(request.actor, TAKE_IN),
    }


def _page_facts(request: MemberRequest, asked: Page, view: str) -> dict[str, Any]:
    """What image and text view share: place, neighbours, hits in the document, ground."""
    text = request.GET.get("q", "").strip()
    hits = _hit_numbers(asked.document, text)
    last, number = asked.document.page_count or 1, asked.number
    return _document_facts(request, asked.document) | {
        "page": asked,
        "q": text,
        "hit_numbers": hits,
        "numbers": range(1, last + 1),
        "last": last,
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if number < last else None,
        "previous_hit": max((hit for hit in hits if hit < number), default=None),
        "next_hit": min((hit for hit in hits if hit > number), default=None),
        "view": view,
        "kept": _kept(request),
        "views": _views(asked, view, _kept(request)),
    }


def _views(asked: Page, current: str, kept: dict[str, str]) -> list[dict[str, Any]]:
    """The tabs: image and text of the same page, with the same search."""
    tabs = (("archive:page", _("Page image")), ("archive:text", _("Text")))
    return [
        {
            "label": label,
            "url": _address(each, asked.document_id, asked.number, kept),
            "current": each == current,
        }
        for each, label in tabs
    ]


def _hit_numbers(document: Document, text: str) -> list[int]:
    """Return the pages with hits; none where looking for them takes too long."""
    steps = plan_marks(text)
    try:
        return queries.list_hit_numbers(document, steps) if steps else []
    except SearchTooBroad:
        return []


def _kept(request: MemberRequest, *more: str) -> dict[str, str]:
    """What goes along from page to page, so that one finds back to the hits."""
    names = (*SEARCH_STATE, *more)
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _address(view: str, document_id: UUID, number: int, kept: dict[str, str]) -> str:
    address = reverse(view, kwargs={"document_id": document_id, "number": number})
    return f"{address}?{urlencode(kept)}" if kept else address


def _zoom(request: MemberRequest) -> int:
    asked = request.GET.get("zoom", "")
    return int(asked) if asked in {str(zoom) for zoom in ZOOMS} else 100
