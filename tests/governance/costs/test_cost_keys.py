"""Keys as data: everything that makes no sense is refused with what to correct."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.governance.costs.errors import KeyNotUnderstood
from gemeinwerk.governance.costs.keys import Key, Measure, Part, Presence, Reference

PART = {
    "measure": "usage",
    "weight": 3,
    "source": "Fallzählung",
    "reference": {"day": "2025-12-31"},
    "unit": "Vorgänge",
}
EQUAL = {"measure": "equal"}
FIXED = {"measure": "fixed", "source": "§ 5", "shares": {"1": 2, "2": 1}}
YEARLY = {"month": 2, "day_of_month": 29}

REFUSED = {
    "no object": ([], "not a list of named values"),
    "no parts": ({"parts": []}, "it has no parts"),
    "parts missing": ({}, "“parts” is missing"),
    "unknown name": ({"parts": [EQUAL], "colour": 1}, "“colour” is not known"),
    "unknown measure": ({"parts": [{"measure": "wealth"}]}, "“wealth” is not known"),
    "list as measure": ({"parts": [{"measure": []}]}, "is not known"),
    "zero weight": ({"parts": [EQUAL | {"weight": 0}]}, "a weight of at least 1"),
    "half a weight": ({"parts": [EQUAL | {"weight": 0.5}]}, "“weight” must be a whole number"),
    "true as weight": ({"parts": [EQUAL | {"weight": True}]}, "“weight” must be a whole number"),
    "no source": ({"parts": [PART | {"source": " "}]}, "needs a source"),
    "number as source": ({"parts": [PART | {"source": 5}]}, "“source” must be text"),
    "no date": ({"parts": [PART | {"reference": None}]}, "need a reference date"),
    "no real date": ({"parts": [PART | {"reference": {"day": "2025-02-30"}}]}, "is no date"),
    "leap day": ({"parts": [PART | {"reference": YEARLY}]}, "does not exist in every year"),
    "far back": (
        {"parts": [PART | {"reference": {"month": 1, "day_of_month": 1, "years_back": 11}}]},
        "at most ten years back",
    ),
    "nothing counted": ({"parts": [PART | {"unit": ""}]}, "what is counted"),
    "shares elsewhere": (
        {"parts": [PART | {"shares": {"1": 1}}]},
        "only these, are given by member",
    ),
    "no shares": ({"parts": [FIXED | {"shares": {}}]}, "only these, are given by member"),
    "share of nobody": ({"parts": [FIXED | {"shares": {"x": 1}}]}, "are given by member"),
    "negative share": ({"parts": [FIXED | {"shares": {"1": -1}}]}, "must not be below zero"),
    "all shares zero": ({"parts": [FIXED | {"shares": {"1": 0}}]}, "at least one fixed share"),
    "shares as list": ({"parts": [FIXED | {"shares": [1]}]}, "“shares” must be a whole number"),
    "zero factor": ({"parts": [PART | {"factors": {"county": 0}}]}, "factor must be at least 1"),
    "negative minimum": ({"parts": [EQUAL], "minimum": -1}, "must not be below zero"),
    "zero maximum": ({"parts": [EQUAL], "maximum": 0}, "must not be below zero"),
    "crossed limits": ({"parts": [EQUAL], "minimum": 2, "maximum": 1}, "lies below the minimum"),
    "standing as text": ({"parts": [EQUAL], "standings": "all"}, "“standings” must be a list"),
    "unknown rule": ({"parts": [EQUAL], "joiner": "never"}, "“never” is not known"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_senseless_keys_are_refused_by_name(kind: str) -> None:
    given_json, sentence = REFUSED[kind]
    with pytest.raises(KeyNotUnderstood) as refusal:
        Key.from_json(given_json)
    assert sentence in str(refusal.value)
    assert str(refusal.value).startswith("The cost key cannot be used: ")


def test_what_was_refused_above_is_fine_when_corrected() -> None:
    key = Key.from_json({"parts": [EQUAL, PART, FIXED], "minimum": 100, "maximum": 100})
    assert [part.measure for part in key.parts] == [Measure.EQUAL, Measure.USAGE, Measure.FIXED]
    assert key.parts[2].shares == {1: 2, 2: 1}


references = st.one_of(
    st.dates(date(1990, 1, 1)).map(lambda day: Reference(day=day)),
    st.builds(
        Reference,
        month=st.integers(1, 12),
        day_of_month=st.integers(1, 28),
        years_back=st.integers(0, 10),
    ),
)
factors = st.dictionaries(st.sampled_from(["county", "municipality"]), st.integers(1, 100))
parts = st.one_of(
    st.builds(Part, st.just(Measure.EQUAL), st.integers(1, 99), factors=factors),
    st.builds(
        Part,
        st.just(Measure.USAGE),
        st.integers(1, 99),
        st.just("Zählung"),
        references,
        st.just("Vorgänge"),
        factors=factors,
    ),
    st.builds(
        Part,
        st.just(Measure.FIXED),
        st.integers(1, 99),
        st.just("§ 5"),
        shares=st.dictionaries(st.integers(1, 99), st.integers(1, 99), min_size=1),
    ),
)
keys = st.builds(
    Key,
    st.lists(parts, min_size=1, max_size=4).map(tuple),
    minimum=st.integers(0, 100),
    maximum=st.none() | st.integers(100, 10**9),
    joiner=st.sampled_from(Presence),
    leaver=st.sampled_from(Presence),
    review=st.text(),
    standings=st.lists(st.sampled_from(["founding", "ordinary"])).map(tuple),
)


@given(keys)
def test_what_is_written_is_read_back(key: Key) -> None:
    assert Key.from_json(json.loads(json.dumps(key.to_json()))) == key


def test_day_of_each_year() -> None:
    assert Reference(month=6, day_of_month=30, years_back=1).in_year(2026) == date(2025, 6, 30)
    assert Reference(day=date(2020, 2, 29)).in_year(2026) == date(2020, 2, 29)
