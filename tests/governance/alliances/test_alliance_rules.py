"""Names, notice periods, votes and the right of proposal, without a database."""

from __future__ import annotations

import unicodedata
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.governance.alliances.errors import (
    LeavesTooEarly,
    NameMissing,
    NoNoticeAgreed,
    ProposesInCircle,
    SameTwice,
    TooManyVotes,
)
from gemeinwerk.governance.alliances.rules import (
    NoticeTerms,
    check_leave,
    check_people,
    check_proposals,
    check_votes,
    clean_name,
    earliest_leave,
)

START = date(2024, 3, 1)
DAYS = st.dates(date(2024, 3, 1), date(2060, 1, 1))


@given(st.text(max_size=60))
def test_a_name_is_one_visible_line(text: str) -> None:
    try:
        name = clean_name(text)
    except NameMissing:
        assert not any(sign.isalnum() for sign in text)
    else:
        assert name == clean_name(name)
        assert not {unicodedata.category(sign) for sign in name} & {"Cc", "Cf", "Zl", "Zp"}
        assert name == " ".join(name.split())


@pytest.mark.parametrize(
    ("given_on", "term", "months", "last"),
    [
        (date(2026, 1, 31), "unlimited", 1, date(2026, 2, 28)),
        (date(2026, 11, 22), "unlimited", 6, date(2027, 5, 22)),
        (date(2026, 11, 22), "unlimited", None, date(2026, 11, 22)),
        (date(2026, 11, 22), "yearly", 3, date(2027, 2, 28)),
        (date(2026, 11, 30), "yearly", 3, date(2027, 2, 28)),
        (date(2026, 12, 1), "yearly", 3, date(2028, 2, 29)),
    ],
)
def test_notice_periods(given_on: date, term: str, months: int | None, last: date) -> None:
    assert earliest_leave(given_on, NoticeTerms("Absicht", term, months, START)) == last


def test_fixed_term_has_no_notice() -> None:
    terms = NoticeTerms("Absicht", "fixed", 3, START, date(2029, 2, 28))
    with pytest.raises(NoNoticeAgreed) as refusal:
        earliest_leave(date(2026, 1, 1), terms)
    assert "until 28.02.2029" in str(refusal.value)
    assert earliest_leave(date(2026, 1, 1), None) == date(2026, 1, 1)


@given(DAYS, st.sampled_from(["unlimited", "yearly"]), st.integers(0, 60), DAYS)
def test_exactly_the_earliest_day_is_enough(
    today: date, term: str, months: int, chosen: date
) -> None:
    terms = NoticeTerms("Absicht", term, months, START)
    if chosen >= earliest_leave(today, terms):
        check_leave(chosen, today, terms)
    else:
        with pytest.raises(LeavesTooEarly):
            check_leave(chosen, today, terms)


@given(DAYS, st.sampled_from(["unlimited", "yearly"]), st.integers(0, 59))
def test_a_longer_notice_never_ends_earlier(today: date, term: str, months: int) -> None:
    shorter = earliest_leave(today, NoticeTerms("Absicht", term, months, START))
    longer = earliest_leave(today, NoticeTerms("Absicht", term, months + 1, START))
    assert today <= shorter <= longer


@given(st.integers())
def test_votes_of_a_seat(votes: int) -> None:
    if 0 <= votes <= 1000:
        check_votes(votes)
    else:
        with pytest.raises(TooManyVotes):
            check_votes(votes)


@given(st.lists(st.integers(0, 5) | st.none(), min_size=6, max_size=6), st.integers(0, 5))
def test_no_motion_comes_back(targets: list[int | None], start: int) -> None:
    """Against walking: whoever is reached within six steps from the first target."""
    ids = [uuid4() for _ in targets]
    goes_to = {ids[i]: None if target is None else ids[target] for i, target in enumerate(targets)}
    reached, step = set(), targets[start]
    for _ in range(6):
        if step is not None:
            reached.add(step)
            step = targets[step] if step != start else None
    target = targets[start]
    wanted = None if target is None else ids[target]
    if start in reached:
        with pytest.raises(ProposesInCircle):
            check_proposals(ids[start], "Arbeitskreis", wanted, goes_to)
    else:
        check_proposals(ids[start], "Arbeitskreis", wanted, goes_to)


def test_nobody_is_their_own_deputy() -> None:
    person = uuid4()
    with pytest.raises(SameTwice):
        check_people(person, person)
    check_people(person, uuid4())
    check_people(None, None)
