"""What a cooperation saves: extra effort first, then the gain, and the test of the funding. Pure.

Amounts are cents; baseline and new cost are per year and summed over all members. The test follows
the IKZ-Förderung NW as read in cooperation knowledge §5; how one-off cost is spread is our own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn

from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.costs.errors import SavingNotUnderstood

GAIN_PERCENT = 15
TERM_YEARS = 5
LONGEST_TERM = 50
REFERENCE = "IKZ-Förderung NW"


@dataclass(frozen=True, slots=True)
class Estimate:
    """One member's cost per year before and after, and what it must spend once (cents)."""

    baseline: int
    new_cost: int
    one_off: int


@dataclass(frozen=True, slots=True)
class Saving:
    """The estimates of all members for a term in whole years."""

    estimates: tuple[Estimate, ...]
    years: int

    @property
    def baseline(self) -> int:
        """Cost per year before, of all members."""
        return sum(each.baseline for each in self.estimates)

    @property
    def new_cost(self) -> int:
        """Cost per year afterwards, of all members."""
        return sum(each.new_cost for each in self.estimates)

    @property
    def one_off(self) -> int:
        """What all members together spend once."""
        return sum(each.one_off for each in self.estimates)

    @property
    def net(self) -> Fraction:
        """Gain per year after spreading the one-off cost evenly over the term; may be negative."""
        return self.baseline - self.new_cost - Fraction(self.one_off, self.years)

    @property
    def share(self) -> Fraction:
        """The gain as a share of the baseline."""
        return self.net / self.baseline


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the term: ``balance`` is what was gained since the start less all extra effort."""

    number: int
    effort: int
    gain: int
    balance: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One condition of the funding. ``is_met`` is None where nobody has answered yet."""

    code: str
    is_met: bool | None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What people have stated about a cooperation; None where they have not."""

    substantial_benefit: bool | None = None
    first_time: bool | None = None
    resolutions: bool | None = None


def check(saving: Saving) -> None:
    """Raise SavingNotUnderstood for an entry about which no percentage can be told."""
    if not 1 <= saving.years <= LONGEST_TERM:
        _refuse(_("the term must be 1 to 50 years."))
    if any(min(e.baseline, e.new_cost, e.one_off) < 0 for e in saving.estimates):
        _refuse(_("costs must not be below zero."))
    if not saving.baseline:
        _refuse(_("the cost before is missing. It must be above zero."))


def gain_suffices(saving: Saving) -> bool:
    """Tell whether the gain reaches 15 % of the baseline: ``100*net >= 15*baseline``, exactly."""
    check(saving)
    return 100 * saving.net >= GAIN_PERCENT * saving.baseline


def list_answers(saving: Saving, stated: Circumstances) -> list[Answer]:
    """Return each condition of the funding with its own answer; there is no overall verdict."""
    return [
        Answer("gain", gain_suffices(saving)),
        Answer("benefit", stated.substantial_benefit),
        Answer("term", saving.years >= TERM_YEARS),
        Answer("first_time", stated.first_time),
        Answer("resolutions", stated.resolutions),
    ]


def balance_by_year(saving: Saving) -> list[Year]:
    """Return the years of the term: the extra effort falls in the first, savings in each."""
    check(saving)
    gain = saving.baseline - saving.new_cost
    return [
        Year(number, saving.one_off if number == 1 else 0, gain, number * gain - saving.one_off)
        for number in range(1, saving.years + 1)
    ]


def first_year_in_credit(saving: Saving) -> int | None:
    """Return the year of the term from which savings have made up for all extra effort."""
    years: Iterable[Year] = balance_by_year(saving)
    return next((year.number for year in years if year.balance >= 0), None)


def _refuse(what: Any) -> NoReturn:
    raise SavingNotUnderstood(what=str(what))
