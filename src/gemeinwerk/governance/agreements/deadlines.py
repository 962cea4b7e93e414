"""On which day a period ends. Pure: what is not known is refused, never guessed.

The arithmetic follows §§ 187, 188 and 193 BGB (status: unverified). The holidays come from the
package ``holidays``; where one counts in some places of a Land only, the day is not known.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays
from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.agreements.errors import HolidaysUnknown
from gemeinwerk.governance.agreements.legal_forms import CATALOGUE, ApprovalRule

SATURDAY, SUNDAY = 5, 6
DAY = timedelta(days=1)
SOME_PLACES = {"BY": "Augsburg"}
"""Where the package knows a place with holidays of its own."""


@dataclass(frozen=True, slots=True)
class PeriodEnd:
    """The last day of a period, and each day that moved it there (with what that day is)."""

    day: date
    counted: date
    moved_by: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """When silence counts as approval: after ``first`` by the shorter reading of the law, after
    ``second`` by the longer one. Each date is the first day on which approval is deemed given.
    """

    first: PeriodEnd
    second: PeriodEnd

    @property
    def earlier(self) -> date:
        """The first day by the shorter reading."""
        return self.first.day + DAY

    @property
    def later(self) -> date:
        """The first day by the longer reading, which counts unless an official says otherwise."""
        return self.second.day + DAY


def end_of_weeks(event: date, weeks: int, land: str) -> PeriodEnd:
    """Return the end of a period of weeks that an event begins; its own day does not count.

    It ends on the same weekday (§ 188 (2) BGB); Saturday, Sunday and public holiday move it to the
    next working day (§ 193 BGB). Raises HolidaysUnknown.
    """
    counted = event + timedelta(weeks=weeks)
    day, moved = counted, []
    while reason := closed_because(day, land):
        moved.append((day, reason))
        day += DAY
    return PeriodEnd(day, counted, tuple(moved))


def closed_because(day: date, land: str) -> str:
    """Return why no period ends on this day in this Land (Saturday, Sunday, the holiday's name),
    empty on a working day. Raises HolidaysUnknown for a Land, year or place that is not known.
    """
    known = range(CATALOGUE.first_year, CATALOGUE.last_year + 1)
    if (
        land not in holidays.DE.subdivisions
        or land in SOME_PLACES.values()
        or day.year not in known
    ):
        raise HolidaysUnknown(day=german(day), land=land or "–")
    if day.weekday() in (SATURDAY, SUNDAY):
        return str(_("Saturday") if day.weekday() == SATURDAY else _("Sunday"))
    everywhere, somewhere = _holidays(land, day.year)
    if day in somewhere and day not in everywhere:
        raise HolidaysUnknown(day=german(day), land=land)
    return everywhere.get(day, "")


def silence_counts(received_on: date, rule: ApprovalRule, land: str) -> Silence:
    """Return when silence counts as approval (GkG NRW § 24 (2)); the second period begins with the
    end of the first. Raises HolidaysUnknown.
    """
    first = end_of_weeks(received_on, rule.first_weeks, land)
    return Silence(first, end_of_weeks(first.day, rule.second_weeks, land))


def add_months(day: date, months: int) -> date:
    """Return the day of that number some months later, or the month's last (§ 188 (2), (3) BGB)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of_contract_year(start: date, not_before: date) -> date:
    """Return the last day of the first contract year that ends on or after ``not_before``."""
    years = max(1, not_before.year - start.year)
    end = add_months(start, 12 * years) - DAY
    return end if end >= not_before else add_months(start, 12 * (years + 1)) - DAY


def german(day: date) -> str:
    """Return a day as German readers write it."""
    return day.strftime("%d.%m.%Y")


@lru_cache(maxsize=64)
def _holidays(land: str, year: int) -> tuple[dict[date, str], frozenset[date]]:
    """Return the holidays of a whole Land by name, and the days that some of its places keep."""
    everywhere = dict(holidays.DE(subdiv=land, years=year, language="de").items())
    both = ("public", "catholic")
    somewhere = set(holidays.DE(subdiv=land, years=year, categories=both))
    if land in SOME_PLACES:
        somewhere |= set(holidays.DE(subdiv=SOME_PLACES[land], years=year))
    return everywhere, frozenset(somewhere)
