"""On which day a period ends: worked examples from the calendar, and what holds for every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.governance.agreements.deadlines import (
    add_months,
    closed_because,
    end_of_contract_year,
    end_of_weeks,
    silence_counts,
)
from gemeinwerk.governance.agreements.errors import HolidaysUnknown
from gemeinwerk.governance.agreements.legal_forms import approval_rule

LAENDER = ["BB", "BE", "BW", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "ST"]
"""Those in which a holiday counts in the whole Land."""
DAYS = st.dates(date(1991, 1, 1), date(2028, 10, 31))
WEEKS = st.integers(1, 8)
WHOLE_LAND = st.sampled_from(LAENDER)

EXAMPLES = {
    "same weekday": (date(2026, 9, 2), 4, date(2026, 9, 30)),
    "ends on Good Friday, then Easter": (date(2026, 3, 6), 4, date(2026, 4, 7)),
    "received on a Friday before a holiday": (date(2026, 4, 3), 4, date(2026, 5, 4)),
    "ends on Christmas Day, then a weekend": (date(2026, 11, 27), 4, date(2026, 12, 28)),
    "Corpus Christi, a holiday in NW": (date(2026, 5, 7), 4, date(2026, 6, 5)),
    "All Saints on a Sunday": (date(2026, 10, 4), 4, date(2026, 11, 2)),
    "Saturday": (date(2026, 8, 1), 4, date(2026, 8, 31)),
    "over the turn of the year": (date(2026, 12, 4), 4, date(2027, 1, 4)),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_worked_examples_in_north_rhine_westphalia(name: str) -> None:
    event, weeks, end = EXAMPLES[name]
    assert end_of_weeks(event, weeks, "NW").day == end


def test_the_end_tells_which_days_moved_it() -> None:
    end = end_of_weeks(date(2026, 3, 6), 4, "NW")
    assert end.counted == date(2026, 4, 3)
    assert [day.isoformat() for day, _ in end.moved_by] == [
        "2026-04-03",
        "2026-04-04",
        "2026-04-05",
        "2026-04-06",
    ]
    assert end.moved_by[0][1] == "Karfreitag"
    assert end.moved_by[3][1] == "Ostermontag"


def test_the_same_day_differs_by_land() -> None:
    """Corpus Christi 2026 is 4 June: a holiday in North Rhine-Westphalia, none in Lower Saxony."""
    assert end_of_weeks(date(2026, 5, 7), 4, "NI").day == date(2026, 6, 4)
    assert end_of_weeks(date(2026, 5, 7), 4, "NW").day == date(2026, 6, 5)


@pytest.mark.parametrize(
    ("event", "land"),
    [
        (date(2026, 9, 2), ""),
        (date(2026, 9, 2), "XX"),
        (date(2026, 9, 2), "Augsburg"),
        (date(2028, 12, 20), "NW"),
        (date(1990, 9, 2), "NW"),
        (date(2026, 5, 7), "SN"),  # Corpus Christi: in some places of Saxony
        (date(2026, 5, 7), "TH"),
        (date(2025, 7, 18), "BY"),  # Assumption: in the mostly catholic municipalities
        (date(2025, 7, 11), "BY"),  # 8 August: in Augsburg
    ],
)
def test_what_is_not_known_is_refused_and_asks_for_the_day(event: date, land: str) -> None:
    with pytest.raises(HolidaysUnknown) as refusal:
        end_of_weeks(event, 4, land)
    assert "is not known here. Enter the day on which the period ends by hand" in str(refusal.value)


def test_a_local_holiday_on_a_weekend_is_no_question() -> None:
    """Assumption 2026 is a Saturday; the Monday after is a working day all over Bavaria."""
    assert end_of_weeks(date(2026, 7, 18), 4, "BY").day == date(2026, 8, 17)


def test_silence_counts_after_eight_weeks_unless_somebody_confirms_four() -> None:
    rule = approval_rule("public_law", "NW")
    found = silence_counts(date(2026, 3, 6), rule, "NW")
    assert (found.first.day, found.earlier) == (date(2026, 4, 7), date(2026, 4, 8))
    assert (found.second.day, found.later) == (date(2026, 5, 5), date(2026, 5, 6))


def test_the_longer_reading_asks_only_when_the_second_period_is_unknown() -> None:
    with pytest.raises(HolidaysUnknown):
        silence_counts(date(2028, 11, 15), approval_rule("public_law", "NW"), "NW")


@given(DAYS, WEEKS, WHOLE_LAND)
def test_a_period_ends_on_the_first_working_day_at_or_after_the_weekday(
    event: date, weeks: int, land: str
) -> None:
    end = end_of_weeks(event, weeks, land)
    assert end.counted == event + timedelta(days=7 * weeks)
    assert end.counted.weekday() == event.weekday()
    assert closed_because(end.day, land) == ""
    between = (end.day - end.counted).days
    passed = [end.counted + timedelta(days=each) for each in range(between)]
    assert [day for day, _ in end.moved_by] == passed
    assert all(closed_because(day, land) for day in passed)


@given(DAYS, st.integers(0, 60), WHOLE_LAND)
def test_later_receipt_never_ends_earlier(event: date, later: int, land: str) -> None:
    after = min(event + timedelta(days=later), date(2028, 10, 31))
    assert end_of_weeks(after, 4, land).day >= end_of_weeks(event, 4, land).day


@given(st.dates(date(1991, 1, 1), date(2028, 10, 1)))
def test_the_longer_reading_is_never_before_the_shorter_nor_before_eight_weeks(day: date) -> None:
    found = silence_counts(day, approval_rule("public_law", "NW"), "NW")
    assert found.earlier < found.later
    assert found.later > day + timedelta(weeks=8)


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 6, 15), 12, date(2027, 6, 15)),
        (date(2026, 12, 1), 0, date(2026, 12, 1)),
    ],
)
def test_months(day: date, months: int, end: date) -> None:
    assert add_months(day, months) == end


@given(st.dates(date(2000, 1, 1), date(2020, 12, 31)), st.integers(0, 6000))
def test_contract_year_ends_the_day_before_an_anniversary_and_is_the_first_that_may(
    start: date, wait: int
) -> None:
    wanted = start + timedelta(days=wait)
    end = end_of_contract_year(start, wanted)
    ends = [add_months(start, 12 * years) - timedelta(days=1) for years in range(1, 40)]
    assert end == min(day for day in ends if day >= wanted)
