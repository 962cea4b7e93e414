"""Shares add up to the cent, keep their limits, and depend on nothing but figures and days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gemeinwerk.governance.costs import rules
from gemeinwerk.governance.costs.errors import (
    FigureMissing,
    MaximumsTooLow,
    MinimumsTooHigh,
    NobodyShares,
    NothingToShareBy,
)
from gemeinwerk.governance.costs.keys import Key, Measure, Part, Presence, Reference
from gemeinwerk.governance.costs.rules import Distribution, Figure, Limits, Sharer

DAY = date(2025, 6, 30)
COUNTY = Sharer(1, "99001", "Landkreis Musterland", "county")
AHORN = Sharer(2, "99001001", "Gemeinde Ahorn", "municipality")
BIRKE = Sharer(3, "99001002", "Gemeinde Birke", "municipality")
ALL = (COUNTY, AHORN, BIRKE)
INHABITANTS = Part(
    Measure.INHABITANTS,
    source="Fortschreibung",
    reference=Reference(month=6, day_of_month=30, years_back=1),
)
USAGE = Part(Measure.USAGE, source="Zählung", reference=Reference(day=DAY), unit="Vorgänge")
EQUAL = Part(Measure.EQUAL)


def fixed(*shares: int) -> Part:
    named = {member: share for member, share in enumerate(shares, start=1)}
    return Part(Measure.FIXED, source="Vereinbarung § 5", shares=named)


def figures(part: Part, *values: int) -> list[Figure]:
    return [
        Figure(member, part.measure, part.unit, DAY, value)
        for member, value in enumerate(values, start=1)
    ]


def share(
    amount: int, *parts: Part, known: list[Figure] | None = None, who: object = ALL, **terms: object
) -> Distribution:
    key = Key(parts, **terms)  # type: ignore[arg-type]
    return rules.distribute(key, amount=amount, year=2026, sharers=who, figures=known or [])  # type: ignore[arg-type]


def cents(distribution: Distribution) -> list[int]:
    return [line.cents for line in distribution.lines]


# What is missing


def test_missing_figures_name_members_and_date() -> None:
    with pytest.raises(FigureMissing) as refusal:
        share(10000, INHABITANTS, known=figures(INHABITANTS, 100))
    assert str(refusal.value) == (
        "The figure “inhabitants” as of 30.06.2025 is missing for Gemeinde Ahorn, Gemeinde Birke."
        " Let these authorities enter it, then calculate again."
    )
    assert sum(cents(share(10000, INHABITANTS, known=figures(INHABITANTS, 100, 0, 1)))) == 10000


def test_figure_of_another_day_or_unit_is_none() -> None:
    known = figures(USAGE, 1, 2, 3)
    for other in (
        replace(USAGE, reference=Reference(day=date(2025, 6, 29))),
        replace(USAGE, unit="Stunden"),
        replace(USAGE, measure=Measure.INHABITANTS, unit=""),
    ):
        with pytest.raises(FigureMissing):
            share(600, other, known=known)
    assert cents(share(600, USAGE, known=known)) == [100, 200, 300]


def test_fixed_share_of_nobody_is_missing_even_if_it_might_be_zero() -> None:
    with pytest.raises(FigureMissing, match=r"“fixed shares”.* missing for Gemeinde Birke"):
        share(100, fixed(2, 1))
    assert cents(share(300, fixed(2, 1, 0))) == [200, 100, 0]


def test_figures_that_are_all_zero_share_nothing() -> None:
    with pytest.raises(NothingToShareBy, match=r"“Vorgänge” as of 30\.06\.2025"):
        share(100, USAGE, known=figures(USAGE, 0, 0, 0))
    with pytest.raises(NothingToShareBy):  # also where another part could carry it all
        share(100, EQUAL, USAGE, known=figures(USAGE, 0, 0, 0))


def test_nobody_there() -> None:
    future = [replace(each, joined=date(2027, 1, 1)) for each in ALL]
    past = [replace(each, left=date(2025, 12, 31)) for each in ALL]
    for who in ([], future, past):
        with pytest.raises(NobodyShares, match="in 2026"):
            share(100, EQUAL, who=who)


# Examples of cooperation knowledge §5


def test_example_of_largest_remainder() -> None:
    assert cents(share(10_000_00, fixed(3, 3, 1))) == [4285_72, 4285_71, 1428_57]


def test_credit_is_shared_like_its_absolute_amount() -> None:
    cost, credit = share(10_000_00, fixed(3, 3, 1)), share(-10_000_00, fixed(3, 3, 1))
    assert cents(credit) == [-each for each in cents(cost)]
    assert [line.exact for line in credit.lines] == [-line.exact for line in cost.lines]
    assert credit.is_credit
    assert [line.has_spare for line in credit.lines] == [True, False, False]


def test_two_thirds_to_one_third() -> None:
    assert cents(share(100_00, fixed(2, 1), who=ALL[:2])) == [66_67, 33_33]


def test_lead_pays() -> None:
    assert cents(share(100_00, fixed(1, 0, 0))) == [100_00, 0, 0]


def test_rates_by_kind_of_member() -> None:
    """40 and 54 as in 0.40 and 0.54 EUR per head."""
    part = replace(INHABITANTS, factors={"county": 40, "municipality": 54})
    known = figures(part, 1000, 500, 500)
    assert cents(share(94_000, part, known=known)) == [40_000, 27_000, 27_000]


def test_base_and_usage() -> None:
    known = figures(USAGE, 10, 30, 0)
    parts = (replace(EQUAL, weight=40), replace(USAGE, weight=60))
    done = share(300_00, *parts, known=known)
    assert cents(done) == [40_00 + 45_00, 40_00 + 135_00, 40_00]
    assert [line.parts[1].exact for line in done.lines] == [45_00, 135_00, 0]
    assert done.totals == (3 * 365, 40 * 365)


# Joining and leaving


def test_joiner_and_leaver_pay_by_days() -> None:
    who = [COUNTY, replace(AHORN, joined=date(2026, 7, 2)), replace(BIRKE, left=date(2026, 1, 1))]
    done = share(549_00, EQUAL, who=who)
    assert [line.days for line in done.lines] == [365, 183, 1]
    assert cents(done) == [365_00, 183_00, 1_00]


def test_joiner_and_leaver_pay_the_full_year() -> None:
    who = [COUNTY, replace(AHORN, joined=date(2026, 12, 31)), replace(BIRKE, left=date(2026, 1, 1))]
    full = Presence.FULL_YEAR
    assert [line.days for line in share(9, EQUAL, who=who, joiner=full).lines] == [365, 365, 1]
    assert [line.days for line in share(9, EQUAL, who=who, leaver=full).lines] == [365, 1, 365]


def test_leap_year_has_a_day_more() -> None:
    done = rules.distribute(Key((EQUAL,)), amount=1, year=2028, sharers=ALL, figures=[])
    assert {line.days for line in done.lines} == {366} == {done.days}


def test_only_the_standings_of_the_key_share() -> None:
    who = [COUNTY, replace(AHORN, standing="provider"), replace(BIRKE, standing="founding")]
    done = share(100, EQUAL, who=who, standings=("founding", "ordinary"))
    assert [line.sharer.name for line in done.lines] == ["Gemeinde Birke"]
    assert len(share(100, EQUAL, who=who).lines) == 3


# Minimum and maximum


def test_minimums_that_cannot_be_met_say_why() -> None:
    with pytest.raises(MinimumsTooHigh) as refusal:
        share(100_00, EQUAL, minimum=40_00)
    assert "add up to 120,00\u00a0€, more than the amount of 100,00\u00a0€" in str(refusal.value)
    assert cents(share(120_00, EQUAL, minimum=40_00)) == [40_00] * 3


def test_maximums_that_cannot_be_met_say_why() -> None:
    with pytest.raises(MaximumsTooLow) as refusal:
        share(100_00, EQUAL, maximum=33_33)
    assert "only 99,99\u00a0€ of 100,00\u00a0€ can be shared out" in str(refusal.value)
    assert cents(share(99_99, EQUAL, maximum=33_33)) == [33_33] * 3


def test_member_without_a_figure_is_not_lifted_to_help_others() -> None:
    with pytest.raises(MaximumsTooLow, match="only 80,00"):
        share(100_00, fixed(1, 1, 0), maximum=40_00)


def test_what_a_limit_takes_from_one_the_others_bear_in_proportion() -> None:
    done = share(100_00, fixed(6, 3, 1), maximum=40_00)
    assert cents(done) == [40_00, 45_00 - 5_00, 20_00]  # the second meets the maximum in turn
    assert [line.limit for line in done.lines] == ["maximum", "maximum", ""]
    lifted = share(100_00, fixed(6, 3, 1), minimum=20_00)
    assert cents(lifted) == [53_33, 26_67, 20_00]
    assert [line.limit for line in lifted.lines] == ["", "", "minimum"]


def test_limits_of_a_part_of_the_year_are_a_part_of_the_limits() -> None:
    who = [COUNTY, replace(AHORN, joined=date(2026, 12, 31))]
    assert cents(share(1000_00, fixed(999, 1), who=who, minimum=365_00)) == [999_00, 1_00]


def test_credit_knows_no_limits() -> None:
    assert cents(share(-3, EQUAL, minimum=100, maximum=100)) == [-1, -1, -1]


# Properties

values = st.integers(0, 10**7)
shares_strategy = st.lists(values, min_size=1, max_size=9).filter(any)
amounts = st.integers(0, 10**11)


def sharers(count: int) -> list[Sharer]:
    return [Sharer(number, f"99{number:03}", f"M{number}") for number in range(1, count + 1)]


def by_fixed(amount: int, given_shares: list[int], **terms: object) -> Distribution:
    return share(amount, fixed(*given_shares), who=sharers(len(given_shares)), **terms)


@given(shares_strategy, st.integers(-(10**11), 10**11))
def test_sum_is_exact_and_nobody_is_a_cent_off(weights: list[int], amount: int) -> None:
    done = by_fixed(amount, weights)
    assert sum(cents(done)) == amount
    for line, weight in zip(done.lines, weights, strict=True):
        assert line.exact == Fraction(amount * weight, sum(weights))
        assert abs(line.cents - line.exact) < 1
        assert weight or not line.cents


@given(shares_strategy, amounts)
def test_spare_cents_go_to_the_largest_fractions_and_ties_to_the_first(
    weights: list[int], amount: int
) -> None:
    """Compared pair by pair: nobody has a spare cent before one with a better claim."""
    lines = by_fixed(amount, weights).lines
    for one, other in combinations(lines, 2):
        if other.has_spare and not one.has_spare:
            assert other.exact % 1 > one.exact % 1
        if one.has_spare and not other.has_spare:
            assert one.exact % 1 >= other.exact % 1


@given(shares_strategy, amounts, st.randoms())
def test_order_is_irrelevant(weights: list[int], amount: int, random: object) -> None:
    who = sharers(len(weights))
    shuffled = list(who)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    part = fixed(*weights)
    assert share(amount, part, who=who).lines == share(amount, part, who=shuffled).lines


@given(shares_strategy, st.integers(1, 1000), amounts)
def test_only_proportions_count(weights: list[int], factor: int, amount: int) -> None:
    multiplied = [factor * weight for weight in weights]
    assert cents(by_fixed(amount, weights)) == cents(by_fixed(amount, multiplied))


@st.composite
def limited(draw: st.DrawFn) -> tuple[int, list[Fraction], list[Limits]]:
    """An amount with shares of it, and limits of their own for each member."""
    weights = draw(shares_strategy)
    amount = draw(st.integers(0, 10**6))
    exact = [Fraction(amount * weight, sum(weights)) for weight in weights]
    lows = [draw(st.integers(0, 10**5)) for _ in weights]
    spans = [draw(st.none() | st.integers(0, 10**6)) for _ in weights]
    limits = [
        Limits(low, None if span is None else low + span)
        for low, span in zip(lows, spans, strict=True)
    ]
    return amount, exact, limits


def is_possible(amount: int, exact: list[Fraction], limits: list[Limits]) -> bool:
    lowest = sum(limit.minimum for limit in limits)
    pairs = list(zip(exact, limits, strict=True))
    if any(part and limit.maximum is None for part, limit in pairs):
        return lowest <= amount
    highest = sum(limit.maximum or 0 if part else limit.minimum for part, limit in pairs)
    return lowest <= amount <= highest


@given(limited())
def test_limits_hold_to_the_cent_or_are_refused(
    case: tuple[int, list[Fraction], list[Limits]],
) -> None:
    amount, exact, limits = case
    if not is_possible(amount, exact, limits):
        with pytest.raises((MinimumsTooHigh, MaximumsTooLow)):
            rules.hold_limits(amount, exact, limits)
        return
    held = [value for value, _limit in rules.hold_limits(amount, exact, limits)]
    assert sum(held) == amount
    for value, limit in zip(rules.round_largest_remainder(held), limits, strict=True):
        assert value >= limit.minimum
        assert limit.maximum is None or value <= limit.maximum


@given(limited())
def test_those_between_their_limits_keep_their_proportions(
    case: tuple[int, list[Fraction], list[Limits]],
) -> None:
    """One level for all: who is lifted would be below it, who is cut above it."""
    amount, exact, limits = case
    assume(is_possible(amount, exact, limits))
    held = rules.hold_limits(amount, exact, limits)
    free = {
        value / part for (value, limit), part in zip(held, exact, strict=True) if not limit and part
    }
    assert len(free) <= 1
    for level in free:
        for (value, name), part in zip(held, exact, strict=True):
            assert {"minimum": value > level * part, "maximum": value < level * part}.get(
                name, value == level * part
            )


@given(limited(), st.integers(0, 10**6))
def test_exact_shares_never_fall_when_the_amount_grows(
    case: tuple[int, list[Fraction], list[Limits]], more: int
) -> None:
    """Rounded shares may fall by a cent (next test), so this is about the exact ones."""
    amount, exact, limits = case
    assume(amount and is_possible(amount, exact, limits))
    larger = [part * Fraction(amount + more, amount) for part in exact]
    assume(is_possible(amount + more, larger, limits))
    before = rules.hold_limits(amount, exact, limits)
    after = rules.hold_limits(amount + more, larger, limits)
    for (low, _), (high, _) in zip(before, after, strict=True):
        assert low <= high


def test_rounded_share_may_fall_by_a_cent_when_the_amount_grows() -> None:
    """The Alabama paradox, known of largest remainder: 10 cents and 11 cents at 6:6:2."""
    assert cents(share(10, fixed(6, 6, 2))) == [4, 4, 2]
    assert cents(share(11, fixed(6, 6, 2))) == [5, 5, 1]


@given(shares_strategy, amounts, st.integers(0, 10**6))
def test_rounded_shares_fall_by_less_than_two_cents(
    weights: list[int], amount: int, more: int
) -> None:
    before, after = cents(by_fixed(amount, weights)), cents(by_fixed(amount + more, weights))
    assert all(low <= high + 1 for low, high in zip(before, after, strict=True))


@given(
    st.lists(st.tuples(values, values), min_size=1, max_size=6).filter(
        lambda pairs: any(a for a, _ in pairs) and any(b for _, b in pairs)
    ),
    st.integers(1, 99),
    st.integers(1, 99),
    amounts,
)
def test_parts_weigh_as_they_say(
    pairs: list[tuple[int, int]], one: int, two: int, amount: int
) -> None:
    """Against a sum by hand in fractions."""
    first = replace(fixed(*[a for a, _ in pairs]), weight=one)
    second = replace(fixed(*[b for _, b in pairs]), weight=two)
    done = share(amount, first, second, who=sharers(len(pairs)))
    for line, (a, b) in zip(done.lines, pairs, strict=True):
        by_hand = Fraction(one, one + two) * Fraction(a, sum(x for x, _ in pairs))
        by_hand += Fraction(two, one + two) * Fraction(b, sum(y for _, y in pairs))
        assert line.exact == amount * by_hand
    assert sum(cents(done)) == amount


def test_shares_that_make_no_whole_sum_are_a_bug() -> None:
    with pytest.raises(ValueError, match="whole cents"):
        rules.round_largest_remainder([Fraction(1, 3)])
