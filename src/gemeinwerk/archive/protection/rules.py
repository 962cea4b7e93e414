"""Protective periods of archival records. Pure: dates in, the first open day out, or why none.

All dates apply and the latest wins; of several persons the youngest counts; what is unknown keeps
the record closed. A period that starts on a day ends on the same day of its last year (§§ 187(1),
188(2) and (3) BGB), and the record opens the day after. Where only a year is known, it starts on
31 December. Sources of the rows: ``periods.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum


class Clock(StrEnum):
    """From which date a row counts."""

    ORIGIN = "origin"
    PROCESSED = "processed"


class Kind(StrEnum):
    """Which period a bound comes from."""

    GENERAL = "general"
    SECRECY = "secrecy"
    DEATH = "death"
    BIRTH = "birth"
    NEITHER = "neither"


class Missing(StrEnum):
    """Why no first open day can be told; each keeps the record closed."""

    ROW = "row"
    VALUE = "value"
    PROTECTION = "protection"
    ORIGIN = "origin"
    PROCESSED = "processed"
    PERSON = "person"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Row:
    """The periods of one Land in years; None: not known to us, so closed."""

    general: int | None
    secrecy: int | None
    death: int | None
    birth: int | None
    neither: int | None
    clock: Clock = Clock.ORIGIN
    secrecy_clock: Clock = Clock.ORIGIN


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the record is about; years that are not known are None."""

    birth_year: int | None = None
    death_year: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a record. ``protection`` is a value of ``models.Protection`` or empty.

    ``people`` empty in a person-related record: nobody has looked yet. A person of whom neither
    year could be found is ``Person()``.
    """

    protection: str
    is_personal: bool
    origin: date | None = None
    processed: date | None = None
    people: Sequence[Person] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """One period that applies: closed up to and including ``last_day``."""

    kind: Kind
    start: date
    years: int
    last_day: date


@dataclass(frozen=True, slots=True)
class Verdict:
    """From which day a record is open. None: closed, because of what ``missing`` names.

    ``bounds`` are the periods that could be computed, also where something is missing.
    """

    opens_on: date | None
    bounds: tuple[Bound, ...] = ()
    missing: tuple[Missing, ...] = ()

    def is_over(self, today: date) -> bool:
        """Tell whether the record is open on this day."""
        return self.opens_on is not None and self.opens_on <= today

    @property
    def latest(self) -> Bound | None:
        """The bound that decides."""
        return max(self.bounds, key=lambda bound: bound.last_day, default=None)


NO_PERIOD = date.min


def judge(row: Row | None, facts: Facts) -> Verdict:
    """Tell from which day a record is open under a row; without a row it is closed."""
    if row is None:
        return Verdict(None, missing=(Missing.ROW,))
    if facts.protection == "social":
        return Verdict(None, missing=(Missing.BY_HAND,))
    if facts.protection == "published":
        return Verdict(NO_PERIOD)
    if facts.protection not in ("general", "secrecy"):
        return Verdict(None, missing=(Missing.PROTECTION,))
    found = list(_bounds(row, facts))
    bounds = tuple(each for each in found if isinstance(each, Bound))
    missing = tuple(dict.fromkeys(each for each in found if isinstance(each, Missing)))
    if missing:
        return Verdict(None, bounds, missing)
    return Verdict(max(bound.last_day for bound in bounds) + timedelta(1), bounds)


def add_years(day: date, years: int) -> date:
    """Return the same day that many years later; of 29 February the 28th where there is none."""
    year = min(day.year + years, MAXYEAR - 1)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _bounds(row: Row, facts: Facts) -> Iterator[Bound | Missing]:
    """Yield every period that applies, or what keeps it from being computed."""
    yield _dated(Kind.GENERAL, row.general, row.clock, facts)
    if facts.protection == "secrecy":
        yield _dated(Kind.SECRECY, row.secrecy, row.secrecy_clock, facts)
    if facts.is_personal:
        if not facts.people:
            yield Missing.PERSON
        for person in facts.people:
            yield _of_person(row, person, facts)


def _of_person(row: Row, person: Person, facts: Facts) -> Bound | Missing:
    """After death; if that is not known, after birth; if neither is, after the record's date."""
    if person.death_year is not None:
        return _counted(Kind.DEATH, row.death, date(person.death_year, 12, 31))
    if person.birth_year is not None:
        return _counted(Kind.BIRTH, row.birth, date(person.birth_year, 12, 31))
    return _dated(Kind.NEITHER, row.neither, row.clock, facts)


def _dated(kind: Kind, years: int | None, clock: Clock, facts: Facts) -> Bound | Missing:
    start = facts.origin if clock is Clock.ORIGIN else facts.processed
    if start is None:
        return Missing.ORIGIN if clock is Clock.ORIGIN else Missing.PROCESSED
    return _counted(kind, years, start)


def _counted(kind: Kind, years: int | None, start: date) -> Bound | Missing:
    if years is None:
        return Missing.VALUE
    return Bound(kind, start, years, add_years(start, years))
