"""Correcting what the machine has read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.archive import actions, queries
from gemeinwerk.archive.errors import ChangedMeanwhile, NotReadYet
from gemeinwerk.archive.forms import CorrectionForm
from gemeinwerk.archive.models import Page
from gemeinwerk.archive.permissions import CORRECT
from gemeinwerk.archive.views.reading import get_asked_document
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.requests import MemberRequest

PAGES_PER_LIST = 24


@page(CORRECT)
@require_safe
def list_pages(request: MemberRequest) -> HttpResponse:
    """Own pages that were hard to read, the worst first."""
    found = Paginator(queries.list_pages_to_review(), PAGES_PER_LIST)
    context = {"pages": found.get_page(request.GET.get("seite"))}
    return render(request, "archive/page_review.html", context)


@page(CORRECT)
@require_http_methods(["GET", "POST"])
def correct_page(request: MemberRequest, document_id: UUID, number: int) -> HttpResponse:
    """The image beside its text. The version that the person saw comes back with the correction."""
    asked = _own_page(request, document_id, number)
    reading = queries.get_reading(asked)
    if reading is None:
        raise NotReadYet
    form = CorrectionForm(
        request.POST or None, initial={"text": reading.text, "based_on": reading.version}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_page(page=asked, **form.cleaned_data, actor=request.actor)
        except UserError as error:
            return _show(request, asked, _with_error(form, error), error)
        messages.success(request, _("The text was corrected. What the machine read is kept."))
        return _go_on(request, asked)
    return _show(request, asked, form)


@page(CORRECT)
@require_POST
def accept_page(request: MemberRequest, document_id: UUID, number: int) -> HttpResponse:
    """Take a page off the list because its text is right."""
    asked = _own_page(request, document_id, number)
    actions.accept_page(page=asked, actor=request.actor)
    messages.success(request, _("The text stays as it is. The page is off the list."))
    return _go_on(request, asked)


def _own_page(request: MemberRequest, document_id: UUID, number: int) -> Page:
    get_asked_document(request, document_id)
    return queries.get_own_page(document_id, number)


def _show(
    request: MemberRequest, asked: Page, form: CorrectionForm, error: UserError | None = None
) -> HttpResponse:
    readings = list(queries.list_readings(asked))
    context: dict[str, Any] = {
        "form": form,
        "page": asked,
        "document": asked.document,
        "record": asked.document.record,
        "collection": asked.document.collection,
        "readings": readings,
        "newest": readings[0],
        "changed_meanwhile": isinstance(error, ChangedMeanwhile),
        "waiting": queries.list_pages_to_review().exclude(id=asked.id).count(),
    }
    status = 409 if isinstance(error, ChangedMeanwhile) else 400 if error else 200
    return render(request, "archive/page_correct.html", context, status=status)


def _with_error(form: CorrectionForm, error: UserError) -> CorrectionForm:
    form.add_error("text", str(error))
    return form


def _go_on(request: MemberRequest, done: Page) -> HttpResponse:
    """Go to the next page that waits, or back to the page itself."""
    following = queries.list_pages_to_review().exclude(id=done.id).first()
    if request.POST.get("then") == "next":
        if following is None:
            return redirect("archive:review")
        done = following
        return redirect("archive:correct", document_id=done.document_id, number=done.number)
    return redirect("archive:page", document_id=done.document_id, number=done.number)
