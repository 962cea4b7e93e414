"""Which part of a collection a record belongs to: the one that grants open, or the personal one."""

from __future__ import annotations

from gemeinwerk.archive.models import Document, Page, Reading, Record, Scope
from gemeinwerk.archive.search import actions as search
from gemeinwerk.jobs import actions as jobs


def get_scope(collection_id: int, *, is_personal: bool) -> Scope:
    """Return the scope of a collection for person-related or for other records."""
    return Scope.objects.get(collection_id=collection_id, is_personal=is_personal)


def move_record(record: Record) -> None:
    """Put a record and everything below it into the scope that ``is_personal`` asks for.

    In the caller's transaction, so that no query sees half of it. The caller has locked the record.
    """
    left = record.scope
    record.scope = get_scope(record.collection_id, is_personal=record.is_personal)
    record.save(update_fields=["scope", "is_personal"])
    # Documents first: that waits for whoever is adding pages to one of them.
    Document.objects.filter(record=record).update(scope=record.scope)
    pages = list(Page.objects.filter(document__record=record).values_list("id", flat=True))
    Page.objects.filter(id__in=pages).update(scope=record.scope)
    Reading.objects.filter(page_id__in=pages).update(scope=record.scope)
    search.move_pages(page_ids=pages, left=left, scope=record.scope)
    for scope in (left, record.scope):
        jobs.defer_once("archive.recount", lock=f"archive.recount.{scope.id}", scope_id=scope.id)
