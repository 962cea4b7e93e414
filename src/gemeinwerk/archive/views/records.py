"""One record: its facts and documents, and the form that describes it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gemeinwerk.archive import actions, queries
from gemeinwerk.archive.forms import RecordForm
from gemeinwerk.archive.models import Record
from gemeinwerk.archive.permissions import CORRECT, DECIDE, KEEP, READ, TAKE_IN
from gemeinwerk.archive.protection.queries import state_of
from gemeinwerk.archive.protection.wording import explain, state_label
from gemeinwerk.archive.requests.queries import list_permits_of
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest

SHOWN_PAGES = 12


@page(READ)
@require_safe
def show_record(request: MemberRequest, record_id: UUID) -> HttpResponse:
    """What is known of a record, and its documents with small pictures of their first pages."""
    record = queries.get_record(record_id)
    access = queries.get_record_access(record)
    documents = [
        (each, list(queries.list_pages(each)[:SHOWN_PAGES]))
        for each in queries.list_documents(record)
    ]
    context = {
        "record": record,
        "collection": record.collection,
        "access": access,
        "documents": documents,
        "shown_pages": SHOWN_PAGES,
        "reach": explain(record) if access.is_own else None,
        "state": state_label(state_of(record)) if access.is_own else "",
        "permits": list_permits_of(record) if allows(request.actor, DECIDE) else [],
        "may_keep": access.is_own and allows(request.actor, KEEP),
        "may_correct": access.is_own and allows(request.actor, CORRECT),
        "may_take_in": access.is_own and allows(request.actor, TAKE_IN),
    }
    return render(request, "archive/record_detail.html", context)


@page(CORRECT)
@require_http_methods(["GET", "POST"])
def edit_record(request: MemberRequest, record_id: UUID) -> HttpResponse:
    """Describe an own record."""
    record = queries.get_own_record(record_id)
    form = RecordForm(request.POST or None, initial=_entries(record))
    if request.method == "POST" and form.is_valid():
        actions.change_record(record=record, **form.cleaned_data, actor=request.actor)
        messages.success(request, _("The record was changed."))
        return redirect("archive:record", record_id=record.id)
    return render(request, "archive/record_edit.html", {"form": form, "record": record})


def _entries(record: Record) -> dict[str, object]:
    names = ("file_number", "title", "date_from", "date_to", "is_personal")
    return {name: getattr(record, name) for name in names}
