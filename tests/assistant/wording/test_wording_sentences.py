"""A growing text is cut where its sentences end, whatever the pieces."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.assistant.wording.sentences import LONGEST, Splitter, split

TEXT = (
    "Der Antrag kostet ca. 1.000,50 Euro [1]. Am 1. März gilt § 5 Abs. 2. [2] Danach (z. B. um "
    "8.30 Uhr) öffnet das Amt! [1][3]\nNeue Zeile [1]. „Ende.“ [2] Dr. Muster hilft [1]."
)
SENTENCES = [
    "Der Antrag kostet ca. 1.000,50 Euro [1].",
    "Am 1. März gilt § 5 Abs. 2. [2]",
    "Danach (z. B. um 8.30 Uhr) öffnet das Amt! [1][3]",
    "Neue Zeile [1].",
    "„Ende.“ [2]",
    "Dr. Muster hilft [1].",
]


def test_sentences_keep_their_citations() -> None:
    assert split(TEXT) == SENTENCES


@given(st.lists(st.integers(0, len(TEXT)), max_size=40))
def test_where_the_stream_is_cut_makes_no_difference(places: list[int]) -> None:
    splitter, found = Splitter(), []
    cuts = [0, *sorted(places), len(TEXT)]
    for start, end in pairwise(cuts):
        found += splitter.feed(TEXT[start:end])
    assert found + splitter.finish() == SENTENCES


def test_a_sentence_is_held_back_until_it_is_certainly_whole() -> None:
    splitter = Splitter()
    assert splitter.feed("Der Antrag ist gültig.") == []
    assert splitter.feed(" ") == []
    assert splitter.feed("[1]") == []
    assert splitter.feed(" Der") == ["Der Antrag ist gültig. [1]"]
    assert splitter.finish() == ["Der"]


@pytest.mark.parametrize("sign", ["a", " ", "[", ".", "\n", "(", "[1] "])
def test_a_text_without_end_does_not_grow_without_bound(sign: str) -> None:
    splitter = Splitter()
    for _ in range(20):
        splitter.feed(sign * 500)
    assert sum(map(len, splitter.finish())) <= 2 * LONGEST + 500
