"""Which part of a collection a record belongs to: what a grant opens, what it does not, or alone.

The database decides by scopes who sees what; this file decides to which scope a record belongs.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from gemeinwerk.archive.models import (
    Collection,
    ConfirmedPeriod,
    Decision,
    Document,
    Opening,
    Outcome,
    Page,
    Reading,
    Record,
    RecordState,
    Scope,
)
from gemeinwerk.archive.protection.queries import get_period_in_force, judge_record, state_of
from gemeinwerk.archive.search import actions as search
from gemeinwerk.jobs import actions as jobs
from gemeinwerk.kernel import clock


@dataclass(frozen=True, slots=True)
class Place:
    """What tells one scope of a collection from another."""

    is_personal: bool
    opening: str
    period: ConfirmedPeriod | None = None
    record: Record | None = None


def place_of(record: Record) -> Place:
    """Return where a record belongs today. The caller holds its collection (``hold_state``)."""
    opening, period = _opening(record)
    alone = record if record.pk and _has_permit(record) else None
    return Place(record.is_personal, opening, period, alone)


def get_scope(collection: Collection, place: Place) -> Scope:
    """Return the scope of a place, made if nothing has been there yet."""
    scope, _is_new = Scope.objects.get_or_create(
        collection_id=collection.id,
        is_personal=place.is_personal,
        opening=place.opening,
        period=place.period,
        record=place.record,
        defaults={"member_id": collection.member_id},
    )
    return scope


def place_record(record: Record) -> bool:
    """Put a record and everything below it where it belongs; tell whether it moved.

    In the caller's transaction, so that no query sees half of it. The caller has locked the record.
    """
    record.collection.state = hold_state(record.collection_id)
    scope = get_scope(record.collection, place_of(record))
    if scope.id == record.scope_id:
        return False
    left, record.scope = record.scope, scope
    record.save(update_fields=["scope"])
    _move_rows(record, left)
    return True


def hold_state(collection_id: int) -> str:
    """Return the state of a collection, and let nobody change it before this transaction ends.

    Otherwise a record could be put where the old state wanted it, after everything was rearranged.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state FROM archive_collection WHERE id = %s FOR SHARE", [collection_id]
        )
        return str(cursor.fetchone()[0])


def _opening(record: Record) -> tuple[str, ConfirmedPeriod | None]:
    """What a grant can open of a record: unknown is closed."""
    state = state_of(record)
    if state == RecordState.REGISTER:
        return Opening.REGISTER, None
    if state == RecordState.ARCHIVAL:
        period = get_period_in_force()
        if judge_record(record, period).is_over(clock.today()):
            return Opening.OVER, period
    return Opening.CLOSED, None


def _has_permit(record: Record) -> bool:
    """Tell whether a permit for the record runs or is to come."""
    permits = Decision.objects.filter(record=record, outcome=Outcome.PERMIT)
    return permits.filter(withdrawn_at__isnull=True, valid_to__gte=clock.today()).exists()


def _move_rows(record: Record, left: Scope) -> None:
    # Documents first: that waits for whoever is adding pages to one of them.
    Document.objects.filter(record=record).update(scope=record.scope)
    pages = list(Page.objects.filter(document__record=record).values_list("id", flat=True))
    Page.objects.filter(id__in=pages).update(scope=record.scope)
    Reading.objects.filter(page_id__in=pages).update(scope=record.scope)
    search.move_pages(page_ids=pages, left=left, scope=record.scope)
    for scope in (left, record.scope):
        jobs.defer_once("archive.recount", lock=f"archive.recount.{scope.id}", scope_id=scope.id)
