"""Days of a series, notice of an invitation, attendance. Pure: no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from gemeinwerk.governance.agreements.deadlines import DAY, add_months, closed_because
from gemeinwerk.governance.meetings.errors import NoUrgentNotice, RhythmWrong

Key = TypeVar("Key")
MOST_MEETINGS = 60
MOST = {"weeks": 52, "weekday": 12, "day": 12}


class Unit(StrEnum):
    """How a series goes on: the values are stored."""

    WEEKS = "weeks"
    WEEKDAY = "weekday"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every ``every`` weeks; or months, on the same weekday of the month (third Tuesday; the fifth
    means the last) or on the same day (the 31st means the last). Raises RhythmWrong.
    """

    every: int
    unit: Unit
    count: int

    def __post_init__(self) -> None:
        if not (1 <= self.every <= MOST[self.unit] and 1 <= self.count <= MOST_MEETINGS):
            raise RhythmWrong(most=MOST_MEETINGS)


def days_of(first: date, rhythm: Rhythm) -> list[date]:
    """Return the days of a series that begins on ``first``, which is always the first of them."""
    return [_nth(first, rhythm.unit, number * rhythm.every) for number in range(rhythm.count)]


def _nth(first: date, unit: Unit, steps: int) -> date:
    if unit is Unit.WEEKS:
        return first + timedelta(weeks=steps)
    if unit is Unit.DAY:
        return add_months(first, steps)
    return _same_weekday(first, steps)


def _same_weekday(first: date, months: int) -> date:
    """The same weekday of the month; a fifth one counts as the last, everywhere the same."""
    start = add_months(first.replace(day=1), months)
    place = (first.day - 1) // 7
    offset = (first.weekday() - start.weekday()) % 7
    day = start + timedelta(days=offset + 7 * place)
    return day if day.month == start.month else day - timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Period:
    """So many calendar days, or working days (Monday to Friday without holidays of the Land)."""

    days: int
    working: bool = False


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """How long before a meeting a body is invited, and what says so."""

    ordinary: Period
    urgent: Period | None
    reference: str

    def period(self, *, is_urgent: bool, body: str) -> Period:
        """Return the period that counts. Raises NoUrgentNotice if there is none for urgency."""
        if not is_urgent:
            return self.ordinary
        if self.urgent is None:
            raise NoUrgentNotice(body=body)
        return self.urgent


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice that an invitation gives: ``given`` days of the period lie between the two days;
    ``latest_on`` is the last day on which the invitation would have been in time.
    """

    period: Period
    given: int
    latest_on: date

    @property
    def is_enough(self) -> bool:
        """Tell whether the notice is kept."""
        return self.given >= self.period.days


def notice(period: Period, *, sent_on: date, meets_on: date, land: str) -> Notice:
    """Return what notice an invitation of ``sent_on`` gives for a meeting on ``meets_on``.

    Neither the day of the invitation nor that of the meeting counts: where a rule of procedure
    counts otherwise this is the stricter reading (our own conclusion; §§ 187, 188 BGB, unverified).
    Raises HolidaysUnknown where working days cannot be counted.
    """
    between = (meets_on - sent_on).days - 1
    days = [sent_on + timedelta(days=number) for number in range(1, max(0, between) + 1)]
    given = sum(1 for day in days if _counts(day, period, land))
    return Notice(period, given, latest_day(period, meets_on=meets_on, land=land))


def latest_day(period: Period, *, meets_on: date, land: str) -> date:
    """Return the last day on which an invitation is in time. Raises HolidaysUnknown."""
    day, left = meets_on - DAY, period.days
    while left:
        left -= _counts(day, period, land)
        day -= DAY
    return day


def _counts(day: date, period: Period, land: str) -> bool:
    return not (period.working and closed_because(day, land))


class Presence(StrEnum):
    """How a seat took part; the values are stored."""

    IN_PERSON = "in_person"
    DIGITAL = "digital"
    DEPUTY = "deputy"
    DEPUTY_DIGITAL = "deputy_digital"
    EXCUSED = "excused"
    ABSENT = "absent"


PRESENT = frozenset(
    {Presence.IN_PERSON, Presence.DIGITAL, Presence.DEPUTY, Presence.DEPUTY_DIGITAL}
)
BY_DEPUTY = frozenset({Presence.DEPUTY, Presence.DEPUTY_DIGITAL})


class Step(StrEnum):
    """Where a meeting stands."""

    INVITE = "invite"
    HOLD = "hold"
    MINUTES = "minutes"
    RELEASE = "release"
    DONE = "done"
    CANCELLED = "cancelled"


def step_of(*, state: str, has_minutes: bool, is_released: bool) -> Step:
    """Return what comes next for a meeting in ``state`` (planned, invited, held, cancelled)."""
    if state == "cancelled":
        return Step.CANCELLED
    if state == "planned":
        return Step.INVITE
    if state == "invited":
        return Step.HOLD
    if not has_minutes:
        return Step.MINUTES
    return Step.DONE if is_released else Step.RELEASE


def moved(order: Sequence[Key], item: Key, by: int) -> list[Key]:
    """Return the order with one item moved by some places, at most to an end."""
    rest = [each for each in order if each != item]
    place = min(max(order.index(item) + by, 0), len(rest))
    return [*rest[:place], item, *rest[place:]]
