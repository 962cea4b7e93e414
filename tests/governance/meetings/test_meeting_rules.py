"""Days of a series, notice, order: pure rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.governance.agreements.errors import HolidaysUnknown
from gemeinwerk.governance.meetings.errors import NoUrgentNotice, RhythmWrong
from gemeinwerk.governance.meetings.rules import (
    NoticeRule,
    Period,
    Rhythm,
    Step,
    Unit,
    days_of,
    latest_day,
    moved,
    notice,
    step_of,
)

DAYS = st.dates(date(2026, 1, 1), date(2028, 6, 30))
LENGTHS = st.integers(1, 20)


@pytest.mark.parametrize(
    ("every", "unit", "count"),
    [
        (0, "weeks", 3),
        (53, "weeks", 3),
        (13, "day", 3),
        (13, "weekday", 3),
        (1, "weeks", 0),
        (1, "weeks", 61),
        (-1, "day", 2),
    ],
)
def test_senseless_rhythms_are_refused(every: int, unit: str, count: int) -> None:
    with pytest.raises(RhythmWrong, match="1 to 60 meetings, every 1 to 52 weeks"):
        Rhythm(every, Unit(unit), count)


def test_weeks_keep_the_weekday() -> None:
    days = days_of(date(2026, 11, 24), Rhythm(2, Unit.WEEKS, 3))
    assert days == [date(2026, 11, 24), date(2026, 12, 8), date(2026, 12, 22)]


def test_third_tuesday_stays_the_third_tuesday() -> None:
    days = days_of(date(2026, 11, 17), Rhythm(1, Unit.WEEKDAY, 3))
    assert days == [date(2026, 11, 17), date(2026, 12, 15), date(2027, 1, 19)]


def test_fifth_monday_is_the_last_where_there_is_none() -> None:
    days = days_of(date(2026, 11, 30), Rhythm(1, Unit.WEEKDAY, 3))
    assert days == [date(2026, 11, 30), date(2026, 12, 28), date(2027, 1, 25)]


def test_the_31st_is_the_last_where_there_is_none_and_comes_back() -> None:
    days = days_of(date(2027, 1, 31), Rhythm(1, Unit.DAY, 3))
    assert days == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]


@given(DAYS, st.integers(1, 12), st.sampled_from(list(Unit)), st.integers(1, 24))
def test_a_series_begins_on_its_first_day_and_never_repeats_one(
    first: date, every: int, unit: Unit, count: int
) -> None:
    days = days_of(first, Rhythm(every, unit, count))
    assert days[0] == first
    assert len(set(days)) == count
    assert days == sorted(days)
    if unit is not Unit.DAY:
        assert {day.weekday() for day in days} == {first.weekday()}


def test_neither_the_day_of_the_invitation_nor_of_the_meeting_counts() -> None:
    six = Period(6)
    meets = date(2026, 11, 24)
    late = notice(six, sent_on=date(2026, 11, 18), meets_on=meets, land="NW")
    good = notice(six, sent_on=date(2026, 11, 17), meets_on=meets, land="NW")
    assert (late.given, late.is_enough) == (5, False)
    assert (good.given, good.is_enough) == (6, True)
    assert late.latest_on == good.latest_on == date(2026, 11, 17)


def test_weekend_and_holiday_are_no_working_days() -> None:
    """Good Friday and Easter Monday 2027 are 26 and 29 March."""
    three = Period(3, working=True)
    meets = date(2027, 3, 31)  # Wednesday
    assert latest_day(three, meets_on=meets, land="NW") == date(2027, 3, 23)
    late = notice(three, sent_on=date(2027, 3, 24), meets_on=meets, land="NW")
    assert (late.given, late.is_enough) == (2, False)


def test_unknown_holidays_refuse_to_guess() -> None:
    with pytest.raises(HolidaysUnknown):
        latest_day(Period(3, working=True), meets_on=date(2026, 11, 24), land="XX")


def test_calendar_days_need_no_holidays() -> None:
    assert latest_day(Period(3), meets_on=date(2026, 11, 24), land="XX") == date(2026, 11, 20)


@given(DAYS, LENGTHS, st.booleans(), st.integers(0, 60))
def test_notice_is_enough_exactly_until_the_latest_day(
    meets: date, length: int, working: bool, before: int
) -> None:
    sent = meets - timedelta(days=before)
    given = notice(Period(length, working), sent_on=sent, meets_on=meets, land="NW")
    assert given.is_enough == (sent <= given.latest_on)


def test_an_urgent_notice_that_does_not_exist_is_refused() -> None:
    rule = NoticeRule(Period(6), None, "Geschäftsordnung (erfunden)")
    with pytest.raises(NoUrgentNotice, match="knows no shorter notice for urgent meetings"):
        rule.period(is_urgent=True, body="Konferenz")
    assert rule.period(is_urgent=False, body="Konferenz") == Period(6)


@given(st.lists(st.integers(), unique=True, min_size=1), st.data(), st.integers(-20, 20))
def test_moving_keeps_all_items_and_the_order_of_the_others(
    order: list[int], data: st.DataObject, by: int
) -> None:
    item = data.draw(st.sampled_from(order))
    after = moved(order, item, by)
    assert sorted(after) == sorted(order)
    assert [i for i in after if i != item] == [i for i in order if i != item]
    assert after.index(item) == min(max(order.index(item) + by, 0), len(order) - 1)


@pytest.mark.parametrize(
    ("state", "minutes", "released", "step"),
    [
        ("planned", False, False, Step.INVITE),
        ("invited", False, False, Step.HOLD),
        ("held", False, False, Step.MINUTES),
        ("held", True, False, Step.RELEASE),
        ("held", True, True, Step.DONE),
        ("cancelled", False, False, Step.CANCELLED),
    ],
)
def test_steps(state: str, minutes: bool, released: bool, step: Step) -> None:
    assert step_of(state=state, has_minutes=minutes, is_released=released) is step
