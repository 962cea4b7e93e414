"""Collections: list, create, describe, and the records in them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gemeinwerk.archive import actions, queries
from gemeinwerk.archive.forms import CollectionForm
from gemeinwerk.archive.models import Collection, Record
from gemeinwerk.archive.permissions import CORRECT, KEEP, READ, TAKE_IN
from gemeinwerk.archive.protection.wording import state_label
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest
from gemeinwerk.sharing import queries as sharing
from gemeinwerk.sharing.permissions import OFFER

RECORDS_PER_PAGE = 25
SORTS = {
    "aktenzeichen": ("file_number", "folder"),
    "titel": ("title", "folder"),
    "zeit": ("date_to", "date_from", "folder"),
    "seiten": ("page_total", "folder"),
}


@page(READ)
@require_safe
def list_collections(request: MemberRequest) -> HttpResponse:
    """Own collections, then those that others have opened, with the ground and the end of it."""
    found = [(each, queries.get_access(each)) for each in queries.list_collections()]
    context = {
        "own": [each for each, access in found if access.is_own],
        "granted": [(each, access.grant) for each, access in found if not access.is_own],
        "may_take_in": allows(request.actor, TAKE_IN),
    }
    return render(request, "archive/collection_list.html", context)


@page(TAKE_IN)
@require_http_methods(["GET", "POST"])
def create_collection(request: MemberRequest) -> HttpResponse:
    """Create a collection, then go on to fill it."""
    form = CollectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            collection = actions.create_collection(**form.cleaned_data, actor=request.actor)
        except UserError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The collection was created. Now add files."))
            return redirect("archive:take_in", key=collection.key)
    return render(request, "archive/collection_edit.html", {"form": form})


@page(TAKE_IN)
@require_http_methods(["GET", "POST"])
def edit_collection(request: MemberRequest, key: UUID) -> HttpResponse:
    """Rename or describe an own collection."""
    collection = queries.get_own_collection(key=key)
    form = CollectionForm(request.POST or None, initial=_entries(collection))
    if not allows(request.actor, KEEP):
        del form.fields["state"]
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_collection(
                collection=collection, **form.cleaned_data, actor=request.actor
            )
        except UserError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The collection was changed."))
            return redirect("archive:collection", key=key)
    context = {"form": form, "collection": queries.get_own_collection(key=key)}
    return render(request, "archive/collection_edit.html", context)


@page(READ)
@require_safe
def show_collection(request: MemberRequest, key: UUID) -> HttpResponse:
    """The records of a collection, with who owns it and on what ground it may be read."""
    collection = queries.get_collection(key)
    access = queries.get_access(collection)
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    records = _sorted(queries.find_records(collection, text), request)
    context = {
        "collection": collection,
        "access": access,
        "q": text,
        "columns": _columns(request),
        "state": state_label(collection.state),
        "records": Paginator(records, RECORDS_PER_PAGE).get_page(request.GET.get("seite")),
        "grants": _open_grants(collection) if access.is_own else [],
        "may_take_in": access.is_own and allows(request.actor, TAKE_IN),
        "may_correct": access.is_own and allows(request.actor, CORRECT),
        "may_share": access.is_own and allows(request.actor, OFFER),
    }
    return render(request, "archive/collection_detail.html", context)


def _entries(collection: Collection) -> dict[str, str]:
    return {
        "name": collection.name,
        "description": collection.description,
        "script": collection.script,
        "state": collection.state,
    }


def _open_grants(collection: Collection) -> list[object]:
    given = sharing.list_given(collection_id=collection.id)
    return [grant for grant in given if sharing.is_in_force(grant)]


def _sort_of(request: MemberRequest) -> tuple[str, bool]:
    """Return the column to sort by, and whether downwards."""
    asked = request.GET.get("sortierung", "")
    name = asked.removeprefix("-")
    return (name, asked.startswith("-")) if name in SORTS else ("aktenzeichen", False)


def _sorted(records: QuerySet[Record], request: MemberRequest) -> QuerySet[Record]:
    name, downwards = _sort_of(request)
    return records.order_by(*(f"-{each}" if downwards else each for each in SORTS[name]), "id")


def _columns(request: MemberRequest) -> list[dict[str, str]]:
    """Return the table's columns with a link that sorts by each, and how it is sorted now."""
    labels = {
        "aktenzeichen": _("File number"),
        "titel": _("Title"),
        "zeit": _("Period"),
        "seiten": _("Pages"),
    }
    chosen, downwards = _sort_of(request)
    columns = []
    for name, label in labels.items():
        query = request.GET.copy()
        query.pop("seite", None)
        query["sortierung"] = f"-{name}" if name == chosen and not downwards else name
        order = ("descending" if downwards else "ascending") if name == chosen else ""
        columns.append(
            {"name": name, "label": label, "url": f"?{query.urlencode()}", "order": order}
        )
    return columns
