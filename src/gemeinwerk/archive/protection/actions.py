"""What records are kept for, which protective periods hold, and rearranging what depends on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from gemeinwerk.archive.errors import CollectionUnknown
from gemeinwerk.archive.models import Collection, ConfirmedPeriod, Record, Scope
from gemeinwerk.archive.permissions import KEEP
from gemeinwerk.archive.protection import queries
from gemeinwerk.archive.protection.errors import (
    AlreadyConfirmed,
    AlreadyWithdrawn,
    DatesInDisorder,
    LifetimeUnlikely,
    NoPeriodKnown,
    NotReadYet,
    PeriodUnknown,
)
from gemeinwerk.archive.protection.periods import find_proposal
from gemeinwerk.archive.protection.wording import state_label
from gemeinwerk.archive.scopes import hold_state, place_record
from gemeinwerk.jobs import actions as jobs
from gemeinwerk.journal import actions as journal
from gemeinwerk.kernel import clock
from gemeinwerk.members import queries as members
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import member_context
from gemeinwerk.members.permissions import require

BATCH = 50


@transaction.atomic
def set_collection_state(*, collection: Collection, state: str, actor: Actor) -> Collection:
    """Change what the records of an own collection are kept for, where they say nothing themselves.

    All of it is closed to grants at once; a job rearranges the records and opens what may be open.
    Raises NotAllowed unless by a records officer.
    """
    require(actor, KEEP)
    if not Collection.objects.filter(id=collection.id, member_id=actor.member_id).exists():
        raise CollectionUnknown
    before, collection.state, collection.state_set_at = collection.state, state, clock.now()
    collection.save(update_fields=["state", "state_set_at"])
    Scope.objects.filter(collection=collection).update(is_held=True)
    jobs.defer_once(
        "archive.rearrange",
        lock=f"archive.rearrange.{collection.id}",
        collection_id=collection.id,
    )
    journal.record(
        "archive.collection.state",
        actor=actor,
        obj=collection.key,
        name=collection.name,
        state=state_label(state),
        before=state_label(before),
    )
    return collection


@transaction.atomic
def keep_record(
    *,
    record: Record,
    state: str,
    protection: str,
    origin: date | None,
    processed: date | None,
    birth_year: int | None,
    death_year: int | None,
    lifetime_unknown: bool,
    actor: Actor,
) -> Record:
    """Say what an own record is kept for, and what its protective period hangs on.

    Takes effect at once, in both directions. Raises NotAllowed unless by a records officer,
    LifetimeUnlikely, DatesInDisorder.
    """
    require(actor, KEEP)
    record = Record.objects.select_for_update().get(id=record.id, member_id=actor.member_id)
    _check_dates(birth_year, death_year, origin, processed)
    before = queries.state_of(record)
    record.state, record.protection = state, protection
    record.origin, record.processed = origin, processed
    record.birth_year, record.death_year = birth_year, death_year
    record.lifetime_unknown = lifetime_unknown and birth_year is None and death_year is None
    record.save()
    place_record(record)
    journal.record(
        "archive.record.kept",
        actor=actor,
        obj=record,
        record=record.heading,
        state=state_label(queries.state_of(record)),
        before=state_label(before),
        protection=protection,
        origin=origin,
        processed=processed,
        birth_year=birth_year,
        death_year=death_year,
    )
    return record


@transaction.atomic
def confirm_period(
    *, was_read: bool, valid_from: date, valid_to: date | None, actor: Actor
) -> ConfirmedPeriod:
    """Put the row of the own Land into force for the own archival records.

    Raises NotAllowed unless by a records officer, NotReadYet, NoPeriodKnown for a Land without a
    row, DatesInDisorder, AlreadyConfirmed.
    """
    require(actor, KEEP)
    member = members.get_member(actor.member_id)
    proposal = find_proposal(member.land)
    if proposal is None:
        raise NoPeriodKnown(land=member.land)
    if not was_read:
        raise NotReadYet
    if valid_to is not None and valid_to < max(valid_from, clock.today()):
        raise DatesInDisorder
    _put_away_expired(actor)
    period = ConfirmedPeriod.objects.create(
        member=member,
        land=proposal.land,
        edition=proposal.edition,
        terms=proposal.terms,
        valid_from=valid_from,
        valid_to=valid_to,
        confirmed_by=actor.label,
    )
    jobs.defer_once("archive.protect", lock=f"archive.protect.{member.id}")
    _record_period("archive.period.confirmed", period, actor)
    return period


@transaction.atomic
def withdraw_period(*, actor: Actor) -> ConfirmedPeriod:
    """Withdraw the confirmed row: the next query of a partner finds no archival record any more.

    Raises NotAllowed unless by a records officer, PeriodUnknown, AlreadyWithdrawn.
    """
    require(actor, KEEP)
    standing = queries.get_standing()
    if standing is None:
        raise PeriodUnknown
    period = ConfirmedPeriod.objects.select_for_update().get(id=standing.id)
    if period.withdrawn_at:
        raise AlreadyWithdrawn
    _withdraw(period, actor)
    jobs.defer_once("archive.protect", lock=f"archive.protect.{actor.member_id}")
    _record_period("archive.period.withdrawn", period, actor)
    return period


def rearrange(*, member_id: int, collection_id: int) -> None:
    """Put every record of a collection where its state wants it, then let grants open it again.

    A few records per transaction. If the state is changed meanwhile, the next job lets it open.
    """
    with member_context(member_id):
        began_with = Collection.objects.values_list("state_set_at").get(id=collection_id)
        ids = list(Record.objects.filter(collection_id=collection_id).values_list("id", flat=True))
    place_all(member_id=member_id, record_ids=ids)
    with member_context(member_id):
        hold_state(collection_id)
        now = Collection.objects.values_list("state_set_at").get(id=collection_id)
        if now == began_with:
            Scope.objects.filter(collection_id=collection_id).update(is_held=False)


def protect(*, member_id: int) -> int:
    """Put archival records, and those with a scope of their own, where they belong today.

    Periods and permits end by the calendar. Until this has run, what may be open stays closed.
    Returns how many records moved.
    """
    with member_context(member_id):
        ids = queries.list_record_ids_to_place()
    return place_all(member_id=member_id, record_ids=ids)


def place_all(*, member_id: int, record_ids: list[UUID]) -> int:
    """Put records where they belong, some per transaction; return how many moved."""
    moved = 0
    for batch in _batches(record_ids):
        with member_context(member_id):
            records = Record.objects.select_for_update(of=("self",)).select_related("collection")
            moved += sum(map(place_record, records.filter(id__in=batch).order_by("id")))
    return moved


def _batches(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _check_dates(
    birth_year: int | None, death_year: int | None, origin: date | None, processed: date | None
) -> None:
    if birth_year and death_year and not 0 <= death_year - birth_year <= 120:
        raise LifetimeUnlikely(birth=birth_year, death=death_year)
    latest = date(clock.today().year, 12, 31)
    if any(day > latest for day in (origin, processed) if day):
        raise DatesInDisorder
    if any(year > latest.year for year in (birth_year, death_year) if year):
        raise DatesInDisorder


def _put_away_expired(actor: Actor) -> None:
    """Make room for a new confirmation where the standing one has run out."""
    with connection.cursor() as cursor:  # two officers at the same moment: one after the other
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('archive.period'), %s)", [actor.member_id]
        )
    standing = queries.get_standing()
    if standing is None:
        return
    if standing.valid_to is None or standing.valid_to >= clock.today():
        raise AlreadyConfirmed(rule=standing.rule)
    _withdraw(standing, actor)


def _withdraw(period: ConfirmedPeriod, actor: Actor) -> None:
    period.withdrawn_at, period.withdrawn_by = clock.now(), actor.label
    period.save(update_fields=["withdrawn_at", "withdrawn_by"])


def _record_period(event: str, period: ConfirmedPeriod, actor: Actor) -> None:
    journal.record(
        event,
        actor=actor,
        obj=period,
        rule=period.rule,
        valid_from=period.valid_from,
        valid_to=period.valid_to,
        terms=period.terms,
    )
