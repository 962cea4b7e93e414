"""Sharing an amount among members by a key, to the cent. Pure, in integers and fractions only.

The way of an amount: figures of each part → exact share of each member → minimum and maximum →
whole cents by largest remainder. Source of the rounding and its examples: cooperation knowledge
§5. The exact shares never fall when the amount grows; the rounded ones may fall by a cent, because
largest remainder is not monotone (the Alabama paradox).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.costs.errors import (
    FigureMissing,
    MaximumsTooLow,
    MinimumsTooHigh,
    NobodyShares,
    NothingToShareBy,
)
from gemeinwerk.governance.costs.keys import Key, Measure, Part, Presence
from gemeinwerk.governance.costs.money import write_euros

MEASURES = {
    Measure.INHABITANTS: _("inhabitants"),
    Measure.EQUAL: _("equal shares"),
    Measure.FIXED: _("fixed shares"),
    Measure.USAGE: _("usage"),
}


@dataclass(frozen=True, slots=True)
class Sharer:
    """A member with its first and last day in the alliance (both inclusive, None: unlimited)."""

    member_id: int
    ags: str
    name: str
    kind: str = ""
    standing: str = ""
    joined: date | None = None
    left: date | None = None

    @property
    def rank(self) -> tuple[bool, str, str, int]:
        """Order of rows and of ties: by AGS, then those without one by name."""
        return (not self.ags, self.ags, self.name, self.member_id)


@dataclass(frozen=True, slots=True)
class Figure:
    """What a member counts: inhabitants (``unit`` empty) or units of usage, as of a day."""

    member_id: int
    measure: Measure
    unit: str
    day: date
    value: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Least and most that one member pays, in cents."""

    minimum: int = 0
    maximum: int | None = None

    def hold(self, share: Fraction) -> tuple[Fraction, str]:
        """Return the share within the limits, and the name of the limit that holds it or ""."""
        if share < self.minimum:
            return Fraction(self.minimum), "minimum"
        if self.maximum is not None and share > self.maximum:
            return Fraction(self.maximum), "maximum"
        return share, ""

    def for_days(self, days: int, of: int) -> Limits:
        """Return the limits for a part of the year, cut to whole cents (so they stay in order)."""
        highest = None if self.maximum is None else self.maximum * days // of
        return Limits(self.minimum * days // of, highest)


@dataclass(frozen=True, slots=True)
class Count:
    """What a member counts for one part: ``value`` is figure × factor × days.

    ``source`` is where a figure comes from, empty for the known population and for shares that the
    key itself names.
    """

    figure: int
    factor: int
    value: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class PartShare:
    """A member's share by one part of the key; ``exact`` in cents."""

    count: Count
    exact: Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """What one member bears, and how it came about; all amounts in cents.

    ``exact`` is the share before minimum and maximum, ``limited`` after, ``cents`` after rounding;
    ``limit`` names the limit that holds it.
    """

    sharer: Sharer
    days: int
    parts: tuple[PartShare, ...]
    exact: Fraction
    limited: Fraction
    limit: str
    cents: int

    @property
    def has_spare(self) -> bool:
        """Whether rounding gave it one of the cents that were left over."""
        return abs(self.cents) > abs(self.limited)


@dataclass(frozen=True, slots=True)
class Distribution:
    """An amount (cents; a credit is below zero), shared out by a key for one year."""

    key: Key
    amount: int
    year: int
    days: int
    lines: tuple[Line, ...]

    @property
    def is_credit(self) -> bool:
        """Whether members get money back."""
        return self.amount < 0

    @property
    def totals(self) -> tuple[int, ...]:
        """For each part of the key what all members count together."""
        rows = zip(*(line.parts for line in self.lines), strict=True)
        return tuple(sum(share.count.value for share in row) for row in rows)

    @property
    def spare(self) -> int:
        """How many cents were left over after cutting."""
        return sum(line.has_spare for line in self.lines)


def distribute(
    key: Key, *, amount: int, year: int, sharers: Iterable[Sharer], figures: Iterable[Figure]
) -> Distribution:
    """Share out an amount (cents) for a calendar year; the lines add up to it exactly.

    A credit (below zero) is allocated like its absolute amount, without minimum and maximum, which
    limit what members pay. Raises NobodyShares, FigureMissing (naming members and day),
    NothingToShareBy, MinimumsTooHigh or MaximumsTooLow.
    """
    present = list_present(sharers, year, key)
    if not present:
        raise NobodyShares(year=year)
    table = {(each.member_id, each.measure, each.unit, each.day): each for each in figures}
    counts = [_count(part, year, present, table) for part in key.parts]
    rows = _split(abs(amount), key.parts, counts)
    exact = [sum((share.exact for share in row), Fraction(0)) for row in rows]
    held = hold_limits(abs(amount), exact, _limits(key, amount, present, year))
    cents = round_largest_remainder([share for share, _limit in held])
    sign = -1 if amount < 0 else 1
    lines = [
        Line(sharer, days, tuple(row), sign * before, sign * after, limit, sign * whole)
        for (sharer, days), row, before, (after, limit), whole in zip(
            present, rows, exact, held, cents, strict=True
        )
    ]
    return Distribution(key, amount, year, days_of(year), tuple(lines))


def list_present(sharers: Iterable[Sharer], year: int, key: Key) -> list[tuple[Sharer, int]]:
    """Return who shares the costs of a year with the days that count, by AGS."""
    asked = [each for each in sharers if not key.standings or each.standing in key.standings]
    counted = [(sharer, counted_days(sharer, year, key)) for sharer in asked]
    return sorted(((s, days) for s, days in counted if days), key=lambda pair: pair[0].rank)


def counted_days(sharer: Sharer, year: int, key: Key) -> int:
    """Return for how many days of a year a member pays.

    The key's rules say whether days before joining or after leaving within the year are free.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    joined, left = max(sharer.joined or first, first), min(sharer.left or last, last)
    if joined > left:
        return 0
    begins = joined if key.joiner is Presence.DAYS else first
    ends = left if key.leaver is Presence.DAYS else last
    return (ends - begins).days + 1


def days_of(year: int) -> int:
    """Return the number of days of a calendar year."""
    return (date(year, 12, 31) - date(year, 1, 1)).days + 1


def hold_limits(
    amount: int, shares: Sequence[Fraction], limits: Sequence[Limits]
) -> list[tuple[Fraction, str]]:
    """Return each share within its limits, with the name of the limit that holds it or "".

    What limits take from some or add to others is shared among the rest in proportion: there is
    one level by which all shares are multiplied before the limits hold, and it is found exactly.
    Raises MinimumsTooHigh or MaximumsTooLow where no level gives the amount (cents).
    """
    lowest = sum(limit.minimum for limit in limits)
    if lowest > amount:
        raise MinimumsTooHigh(sum=write_euros(lowest), amount=write_euros(amount))
    level = _find_level(amount, shares, limits)
    if level is None:
        highest = sum(_most(share, limit) for share, limit in zip(shares, limits, strict=True))
        raise MaximumsTooLow(sum=write_euros(highest), amount=write_euros(amount))
    return _at_level(level, shares, limits)


def round_largest_remainder(shares: Sequence[Fraction]) -> list[int]:
    """Return whole cents with the same sum: cut, then one cent each to the largest fractions.

    Ties go to whoever stands first, so give the shares by AGS. The sum must be whole.
    """
    whole = [share.numerator // share.denominator for share in shares]
    rests = [share - cut for share, cut in zip(shares, whole, strict=True)]
    spare = sum(rests)
    if spare.denominator != 1:
        raise ValueError("the shares do not add up to whole cents")
    for place in sorted(range(len(shares)), key=lambda place: -rests[place])[: int(spare)]:
        whole[place] += 1
    return whole


def _count(
    part: Part,
    year: int,
    present: Sequence[tuple[Sharer, int]],
    table: Mapping[tuple[int, Measure, str, date], Figure],
) -> list[Count]:
    """Return what each member counts; FigureMissing names all that have no figure."""
    found = [_figure(part, year, sharer, table) for sharer, _days in present]
    missing = [s.name for (s, _days), each in zip(present, found, strict=True) if each is None]
    if missing:
        raise FigureMissing(what=what(part), day=_day(part, year), members=", ".join(missing))
    counts = []
    for (sharer, days), (value, source) in zip(present, filter(None, found), strict=True):
        factor = part.factors.get(sharer.kind, 1)
        counts.append(Count(value, factor, value * factor * days, source))
    if not any(count.value for count in counts):
        raise NothingToShareBy(what=what(part), day=_day(part, year))
    return counts


def _figure(
    part: Part,
    year: int,
    sharer: Sharer,
    table: Mapping[tuple[int, Measure, str, date], Figure],
) -> tuple[int, str] | None:
    """Return a member's figure for a part with its source, None where nobody has entered it."""
    if part.measure is Measure.EQUAL:
        return 1, ""
    if part.measure is Measure.FIXED or part.reference is None:
        share = part.shares.get(sharer.member_id)
        return None if share is None else (share, "")
    day = part.reference.in_year(year)
    figure = table.get((sharer.member_id, part.measure, part.unit, day))
    return None if figure is None else (figure.value, figure.source)


def _split(
    amount: int, parts: Sequence[Part], counts: Sequence[Sequence[Count]]
) -> list[list[PartShare]]:
    """Return per member the exact share by each part."""
    weights = sum(part.weight for part in parts)
    totals = [sum(count.value for count in row) for row in counts]
    rates = [
        Fraction(amount * part.weight, weights * total)
        for part, total in zip(parts, totals, strict=True)
    ]
    return [
        [PartShare(count, rate * count.value) for count, rate in zip(row, rates, strict=True)]
        for row in zip(*counts, strict=True)
    ]


def _limits(
    key: Key, amount: int, present: Sequence[tuple[Sharer, int]], year: int
) -> list[Limits]:
    whole = Limits(key.minimum, key.maximum) if amount >= 0 else Limits()
    return [whole.for_days(days, days_of(year)) for _sharer, days in present]


def _find_level(
    amount: int, shares: Sequence[Fraction], limits: Sequence[Limits]
) -> Fraction | None:
    """Return the factor at which the limited shares add up to the amount, None if there is none.

    The sum grows with the factor in straight pieces that begin where a share leaves its minimum or
    meets its maximum; the piece that reaches the amount is solved.
    """
    bends = sorted({Fraction(0)} | set(_bends(shares, limits)))
    reached = [bend for bend in bends if _sum_at(bend, shares, limits) <= amount]
    start = reached[-1]
    growth = sum(
        (share for share, limit in zip(shares, limits, strict=True) if _grows(share, limit, start)),
        Fraction(0),
    )
    rest = amount - _sum_at(start, shares, limits)
    if not growth:
        return None if rest else start
    return start + rest / growth


def _bends(shares: Sequence[Fraction], limits: Sequence[Limits]) -> Iterable[Fraction]:
    for share, limit in zip(shares, limits, strict=True):
        if share:
            yield limit.minimum / share
            if limit.maximum is not None:
                yield limit.maximum / share


def _grows(share: Fraction, limit: Limits, level: Fraction) -> bool:
    """Tell whether a share grows just above this level."""
    at = share * level
    return share > 0 and at >= limit.minimum and (limit.maximum is None or at < limit.maximum)


def _at_level(
    level: Fraction, shares: Sequence[Fraction], limits: Sequence[Limits]
) -> list[tuple[Fraction, str]]:
    return [limit.hold(level * share) for share, limit in zip(shares, limits, strict=True)]


def _sum_at(level: Fraction, shares: Sequence[Fraction], limits: Sequence[Limits]) -> Fraction:
    return sum((held for held, _limit in _at_level(level, shares, limits)), Fraction(0))


def _most(share: Fraction, limit: Limits) -> int:
    """Return the most that a member can bear; one without a figure bears its minimum at most."""
    return limit.minimum if not share or limit.maximum is None else limit.maximum


def what(part: Part) -> str:
    """Name a part's figure for a sentence: the unit for usage."""
    return part.unit or str(MEASURES[part.measure])


def _day(part: Part, year: int) -> str:
    day = part.reference.in_year(year) if part.reference else date(year, 12, 31)
    return day.strftime("%d.%m.%Y")
