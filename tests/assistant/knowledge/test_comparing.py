"""Versions are compared without losing or inventing a letter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.assistant.knowledge.comparing import Change, Stretch, compare, shorten

TEXTS = st.lists(st.sampled_from(["Die ", "Gebühr ", "80", "50", " Euro.", "\n", "\r\n", "–"])).map(
    "".join
)


@given(TEXTS, TEXTS)
def test_both_texts_are_there_word_for_word(before: str, after: str) -> None:
    found = compare(before, after)
    assert "".join(s.text for s in found if s.change is not Change.NEW) == before
    assert "".join(s.text for s in found if s.change is not Change.GONE) == after


@given(st.text(), st.text())
def test_any_text_at_all(before: str, after: str) -> None:
    found = compare(before, after)
    assert "".join(s.text for s in found if s.change is not Change.GONE) == after


def test_a_changed_word_is_named_alone() -> None:
    found = compare("Die Gebühr ist 50 Euro.\nMehr nicht.", "Die Gebühr ist 80 Euro.\nMehr nicht.")
    assert [(s.change, s.text) for s in found] == [
        (Change.SAME, "Die Gebühr ist "),
        (Change.GONE, "50 "),
        (Change.NEW, "80 "),
        (Change.SAME, "Euro.\nMehr nicht."),
    ]


def test_a_text_that_was_replaced_whole_is_shown_whole() -> None:
    before, after = "alt " * 5_000, "neu " * 5_000
    assert compare(before, after) == [Stretch(Change.GONE, before), Stretch(Change.NEW, after)]


def test_what_did_not_change_is_left_out_in_the_middle() -> None:
    long = "x" * 2_000
    found = shorten(compare(f"A{long}\nB\n{long}", f"A{long}\nC\n{long}"), around=10)
    assert [s.text if s else "[…]" for s in found] == [
        "[…]",
        "x" * 9 + "\n",
        "B",
        "C",
        "\n" + "x" * 9,
        "[…]",
    ]
