"""Which protective periods an authority has confirmed, and what they say of its records."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from gemeinwerk.archive.models import ConfirmedPeriod, Record, RecordState
from gemeinwerk.archive.protection.periods import row_of
from gemeinwerk.archive.protection.rules import Facts, Person, Verdict, judge
from gemeinwerk.kernel import clock
from gemeinwerk.members.context import require_member


def get_period_in_force() -> ConfirmedPeriod | None:
    """Return the row that the acting member has confirmed and that holds today."""
    return list_in_force(clock.today()).filter(member_id=require_member()).first()


def list_in_force(today: date) -> QuerySet[ConfirmedPeriod]:
    """Return the visible confirmed rows that hold on a day, own ones and those of known members."""
    until = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    return ConfirmedPeriod.objects.filter(until, withdrawn_at__isnull=True, valid_from__lte=today)


def list_confirmations() -> list[ConfirmedPeriod]:
    """Return what the acting member has confirmed so far, newest first."""
    own = ConfirmedPeriod.objects.filter(member_id=require_member())
    return list(own.order_by("-confirmed_at"))


def get_standing() -> ConfirmedPeriod | None:
    """Return the acting member's confirmation that was not withdrawn, in force or not."""
    own = ConfirmedPeriod.objects.filter(member_id=require_member(), withdrawn_at__isnull=True)
    return own.first()


def state_of(record: Record) -> str:
    """Return the state that holds for a record: its own, else that of its collection, else ''."""
    return record.state or record.collection.state


def facts_of(record: Record) -> Facts:
    """Return what is known of a record, as the rules want it."""
    is_known = record.birth_year is not None or record.death_year is not None
    people = (Person(record.birth_year, record.death_year),)
    return Facts(
        protection=record.protection,
        is_personal=record.is_personal,
        origin=record.origin,
        processed=record.processed,
        people=people if is_known or record.lifetime_unknown else (),
    )


def judge_record(record: Record, period: ConfirmedPeriod | None) -> Verdict:
    """Tell from which day an archival record is open under a confirmed row."""
    return judge(row_of(period.terms) if period else None, facts_of(record))


def is_archival(record: Record) -> bool:
    """Tell whether protective periods apply to a record at all."""
    return state_of(record) == RecordState.ARCHIVAL


def list_record_ids_to_place() -> list[UUID]:
    """Return the acting member's records whose place may change with the calendar."""
    archival = Q(state=RecordState.ARCHIVAL) | Q(state="", collection__state=RecordState.ARCHIVAL)
    own = Record.objects.filter(member_id=require_member())
    found = own.filter(archival | Q(scope__record__isnull=False) | Q(scope__opening="over"))
    return list(found.order_by("id").values_list("id", flat=True))
