"""Reads of the journal: a member sees its own chain."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import JSONField, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from gemeinwerk.journal.models import Entry
from gemeinwerk.journal.rules import Break, Link, find_breaks
from gemeinwerk.journal.sentences import sentence
from gemeinwerk.kernel import clock
from gemeinwerk.members.context import require_member


@dataclass(frozen=True, slots=True)
class Line:
    """An entry for reading: moment, event code, who did it, object id, facts."""

    number: int
    at: datetime
    event: str
    actor: str
    object_id: str
    facts: dict[str, Any]

    @property
    def sentence(self) -> str:
        """What happened, in the language of the page."""
        return sentence(self.event, self.facts)


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for; empty: everything. ``person`` is part of the name in ``actor``.

    Days are German calendar days, both inclusive.
    """

    event_prefix: str = ""
    object_id: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None


def list_lines(
    *, event_prefix: str = "", object_id: str = "", before: int | None = None, limit: int = 50
) -> list[Line]:
    """Return the newest entries of the acting member, filtered by event and object."""
    filters = Filters(event_prefix=event_prefix, object_id=object_id)
    return list_filtered(filters, before=before, limit=limit)


def list_filtered(filters: Filters, *, before: int | None = None, limit: int = 50) -> list[Line]:
    """Return the newest matching entries of the acting member with numbers below ``before``."""
    entries = _filtered(filters).order_by("-number")
    entries = entries.filter(number__lt=before) if before else entries
    return [_line(entry) for entry in entries[:limit]]


def iterate_lines(filters: Filters) -> Iterator[Line]:
    """Yield all matching entries of the acting member, oldest first, without holding them all."""
    for entry in _filtered(filters).order_by("number").iterator(chunk_size=2000):
        yield _line(entry)


def _filtered(filters: Filters) -> QuerySet[Entry]:
    entries = _own_entries()
    if filters.event_prefix:
        entries = entries.filter(event__startswith=filters.event_prefix)
    if filters.object_id:
        entries = entries.filter(object_id=filters.object_id)
    if filters.person:
        actor = KeyTextTransform("actor", Cast("body", JSONField()))
        entries = entries.alias(actor=actor).filter(actor__icontains=filters.person)
    if filters.since:
        entries = entries.filter(at__gte=_midnight(filters.since))
    if filters.until and filters.until < date.max:
        entries = entries.filter(at__lt=_midnight(filters.until + timedelta(days=1)))
    return entries


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.BERLIN)


def check_chain() -> list[Break]:
    """Recompute the acting member's whole chain and return where it does not hold.

    It may grow meanwhile, so links and recorded head are read in one statement.
    """
    head = chain_head()
    entries = (
        _own_entries()
        .order_by("number")
        .annotate(
            head_number=RawSQL("(SELECT h.number FROM journal_head() h)", []),
            head_hash=RawSQL("(SELECT h.hash FROM journal_head() h)", []),
        )
    )
    found = entries.iterator(chunk_size=2000)
    first = next(found, None)
    if first is None:
        return list(find_breaks((), head))
    is_recorded = first.head_number is not None
    head = (first.head_number, bytes(first.head_hash)) if is_recorded else None
    return list(find_breaks(map(_link, chain([first], found)), head))


def chain_head() -> tuple[int, bytes] | None:
    """Return number and hash of the acting member's last link as the database recorded it."""
    with connection.cursor() as cursor:
        cursor.execute("select number, hash from journal_head()")
        row = cursor.fetchone()
    return (row[0], bytes(row[1])) if row else None


def hash_at(number: int) -> bytes | None:
    """Return the hash of one link of the acting member, None if there is no such link."""
    entry = _own_entries().filter(number=number).first()
    return bytes(entry.hash) if entry else None


def _own_entries() -> QuerySet[Entry]:
    return Entry.objects.filter(member_id=require_member())


def _link(entry: Entry) -> Link:
    return Link(
        number=entry.number,
        at=entry.at,
        event=entry.event,
        object_id=entry.object_id,
        body=entry.body,
        previous=bytes(entry.previous),
        hash=bytes(entry.hash),
    )


def _line(entry: Entry) -> Line:
    body = json.loads(entry.body)
    return Line(entry.number, entry.at, entry.event, body["actor"], entry.object_id, body["facts"])
