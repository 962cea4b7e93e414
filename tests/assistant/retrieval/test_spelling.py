"""Respelling: one slip in a word, two in a long one, and nothing further."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.assistant.retrieval.spelling import Spellings, _distance

VOCABULARY = [
    "personalausweis",
    "reisepass",
    "hundesteuer",
    "grundsteuer",
    "haus",
    "kita",
    "anmeld",
]
SMALL = st.text(alphabet="abcd", max_size=7)


@pytest.mark.parametrize(
    "word", ["kito", "haut", "xersonalausweis", "personal", "grundschule", "", "a1b2c3", "ausweis"]
)
def test_short_other_and_far_words_are_left_alone(word: str) -> None:
    assert Spellings(VOCABULARY).near(word) == []


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("personalauswies", ["personalausweis"]),
        ("persnalauswies", ["personalausweis"]),
        ("reisepas", ["reisepass"]),
        ("anmeldd", ["anmeld"]),
        ("amneld", ["anmeld"]),
    ],
)
def test_slips_are_found(word: str, meant: list[str]) -> None:
    assert Spellings(VOCABULARY).near(word) == meant


def test_words_that_are_as_near_all_count() -> None:
    assert Spellings(["melden", "meldet", "meiden"]).near("meldem") == ["melden", "meldet"]


def test_an_empty_vocabulary_knows_nothing() -> None:
    assert Spellings([]).near("hundesteuer") == []


@given(SMALL, SMALL)
def test_distance_is_symmetric_and_zero_for_the_same_only(one: str, other: str) -> None:
    assert _distance(one, other, 9) == _distance(other, one, 9)
    assert (_distance(one, other, 9) == 0) == (one == other)
    assert _distance(one, other, 9) >= abs(len(one) - len(other))


@given(
    st.sampled_from(["personalausweis", "hundesteuer"]), st.integers(1, 9), st.sampled_from("xyq")
)
def test_any_wrong_letter_behind_the_first_is_found(word: str, at: int, letter: str) -> None:
    assert word in Spellings(VOCABULARY).near(word[:at] + letter + word[at + 1 :])
