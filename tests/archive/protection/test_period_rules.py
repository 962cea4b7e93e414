"""Protective periods: worked examples of every Land in the table, and what holds for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.archive.protection.periods import find_proposal, list_proposals
from gemeinwerk.archive.protection.rules import (
    NO_PERIOD,
    Bound,
    Facts,
    Kind,
    Missing,
    Person,
    Row,
    add_years,
    judge,
)

LAENDER = {
    *("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV"),
    *("NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"),
}
CLOSED = {"BW", "HE", "TH", "SH", "SL", "BE", "HB", "HH"}


def opens(land: str, **facts) -> date | None:
    proposal = find_proposal(land)
    known = {"protection": "general", "is_personal": False} | facts
    return judge(proposal.row if proposal else None, Facts(**known)).opens_on


def test_table_is_proposed_only_and_leaves_the_unread_closed() -> None:
    assert {proposal.land for proposal in list_proposals()} == LAENDER - CLOSED
    assert len(list_proposals()) == len(LAENDER - CLOSED)
    assert {proposal.terms["status"] for proposal in list_proposals()} == {"proposed"}
    for proposal in list_proposals():
        assert proposal.law
        assert proposal.reference
        assert proposal.edition >= 1


@pytest.mark.parametrize("land", sorted(CLOSED))
def test_land_without_a_row_is_closed_even_for_old_records(land: str) -> None:
    assert opens(land, origin=date(1700, 1, 1), processed=date(1700, 1, 1)) is None
    assert judge(None, Facts("published", False)).missing == (Missing.ROW,)


DAY = date(1980, 3, 15)
LATER = date(1985, 6, 30)
TOLD = {"origin": DAY, "processed": LATER}
DEAD = {"is_personal": True, "people": (Person(1930, 1990),)}
BORN = {"is_personal": True, "people": (Person(1930),)}
NOBODY_KNOWS = {"is_personal": True, "people": (Person(),)}


@pytest.mark.parametrize(
    ("land", "general", "secret", "dead", "born", "neither"),
    [
        ("NW", "2010-03-16", "2040-03-16", "2010-03-16", "2031-01-01", "2040-03-16"),
        ("RP", "2010-03-16", "2040-03-16", "2010-03-16", "2031-01-01", "2040-03-16"),
        ("SN", "2010-03-16", "2040-03-16", "2010-03-16", "2031-01-01", "2040-03-16"),
        ("NI", "2015-07-01", "2035-07-01", "2015-07-01", "2031-01-01", None),
        ("BB", "1990-03-16", "2010-03-16", "2001-01-01", "2021-01-01", "2040-03-16"),
        ("MV", "1995-07-01", "2015-07-01", "2001-01-01", "2021-01-01", "2045-07-01"),
        ("ST", "2015-07-01", "2040-03-16", "2021-01-01", "2041-01-01", None),
        ("BY", "2010-03-16", None, "2010-03-16", "2031-01-01", None),
    ],
)
def test_worked_examples(land, general, secret, dead, born, neither) -> None:
    """Closed on 15.3.1980, worked on until 30.6.1985; the person born 1930, dead 1990."""

    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    assert opens(land, **TOLD) == day(general)
    assert opens(land, **TOLD, protection="secrecy") == day(secret)
    assert opens(land, **TOLD, **DEAD) == day(dead)
    assert opens(land, **TOLD, **BORN) == day(born)
    assert opens(land, **TOLD, **NOBODY_KNOWS) == day(neither)


def test_year_only_counts_from_its_last_day() -> None:
    assert opens("NW", origin=date(1995, 12, 31)) == date(2026, 1, 1)


def test_last_day_is_still_closed() -> None:
    verdict = judge(find_proposal("NW").row, Facts("general", False, origin=date(1996, 5, 3)))
    assert not verdict.is_over(date(2026, 5, 3))
    assert verdict.is_over(date(2026, 5, 4))
    assert verdict.latest == Bound(Kind.GENERAL, date(1996, 5, 3), 30, date(2026, 5, 3))


def test_29_february_ends_on_the_28th_where_there_is_none() -> None:
    assert add_years(date(1996, 2, 29), 30) == date(2026, 2, 28)
    assert add_years(date(1996, 2, 29), 60) == date(2056, 2, 29)


def test_of_several_persons_the_youngest_counts() -> None:
    people = (Person(1900), Person(1925), Person(None, 1950))
    assert opens("NW", **TOLD, is_personal=True, people=people) == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"protection": ""}, Missing.PROTECTION),
        ({"protection": "what"}, Missing.PROTECTION),
        ({"protection": "social"}, Missing.BY_HAND),
        ({"origin": None}, Missing.ORIGIN),
        ({"is_personal": True}, Missing.PERSON),
    ],
)
def test_what_is_unknown_keeps_it_closed_and_is_named(facts, missing) -> None:
    known = {"protection": "general", "is_personal": False, "origin": DAY}
    verdict = judge(find_proposal("NW").row, Facts(**known | facts))
    assert verdict.opens_on is None
    assert missing in verdict.missing


def test_each_land_asks_for_the_date_it_counts_from() -> None:
    assert opens("NI", origin=DAY) is None
    verdict = judge(find_proposal("NI").row, Facts("general", False, origin=DAY))
    assert verdict.missing == (Missing.PROCESSED,)
    secret = judge(find_proposal("ST").row, Facts("secrecy", False, processed=LATER))
    assert secret.missing == (Missing.ORIGIN,)


def test_made_for_publication_needs_no_dates_but_a_row() -> None:
    assert opens("NW", protection="published") == NO_PERIOD
    assert opens("HE", protection="published") is None


years = st.integers(1, 120)
values = st.one_of(st.none(), years)
clocks = st.sampled_from(("origin", "processed"))
rows = st.builds(Row, values, values, values, values, values, clocks, clocks)
dates = st.dates(date(1600, 1, 1), date(2100, 12, 31))
lifetimes = st.builds(
    Person,
    st.one_of(st.none(), st.integers(1600, 2100)),
    st.one_of(st.none(), st.integers(1600, 2100)),
)
facts = st.builds(
    Facts,
    protection=st.sampled_from(("general", "secrecy")),
    is_personal=st.booleans(),
    origin=st.one_of(st.none(), dates),
    processed=st.one_of(st.none(), dates),
    people=st.lists(lifetimes, max_size=3).map(tuple),
)


@given(rows, facts)
def test_either_a_day_or_a_reason(row: Row, known: Facts) -> None:
    verdict = judge(row, known)
    assert (verdict.opens_on is None) == bool(verdict.missing)
    if verdict.opens_on:
        assert verdict.opens_on == verdict.latest.last_day + timedelta(1)
        assert all(bound.last_day < verdict.opens_on for bound in verdict.bounds)
        assert all(
            bound.last_day == add_years(bound.start, bound.years) for bound in verdict.bounds
        )


@given(rows, facts, lifetimes)
def test_one_more_person_never_opens_earlier(row: Row, known: Facts, person: Person) -> None:
    """Nor does a person who was noted where nobody had looked before, but for what was missing."""
    before = judge(row, known).opens_on
    after = judge(row, replace(known, people=(*known.people, person))).opens_on
    if known.is_personal and known.people:
        assert after is None or (before is not None and after >= before)
    if not known.is_personal:
        assert after == before


@given(rows, facts)
def test_secrecy_and_persons_never_open_earlier(row: Row, known: Facts) -> None:
    plain = judge(row, replace(known, protection="general", is_personal=False)).opens_on
    for more in (
        replace(known, protection="secrecy", is_personal=False),
        replace(known, protection="general", is_personal=True),
        replace(known, protection="secrecy", is_personal=True),
    ):
        stricter = judge(row, more).opens_on
        assert stricter is None or (plain is not None and stricter >= plain)


@given(rows, facts, dates)
def test_later_dates_never_open_earlier(row: Row, known: Facts, day: date) -> None:
    if known.origin is None or known.processed is None:
        return
    later = replace(known, origin=max(known.origin, day), processed=max(known.processed, day))
    before, after = judge(row, known).opens_on, judge(row, later).opens_on
    assert (before is None) == (after is None)
    assert before is None or after >= before


@given(rows, facts)
def test_without_any_date_nothing_opens(row: Row, known: Facts) -> None:
    assert judge(row, replace(known, origin=None, processed=None)).opens_on is None
