"""A question is read with the one before it only where it makes no sense alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.assistant.answering.follow_up import read_with

EARLIER = ["Wie beantrage ich eine Baugenehmigung?"]


@pytest.mark.parametrize(
    "question",
    [
        "Was kostet das?",
        "Und wie lange dauert es?",
        "Welche Unterlagen brauche ich dafür?",
        "Wie lange gilt sie?",
        "Warum?",
        "und für eine Garage?",
    ],
)
def test_what_goes_on_is_read_with_the_question_before(question: str) -> None:
    assert read_with(question, EARLIER) == f"{EARLIER[0]} – {question}"


@pytest.mark.parametrize(
    "question",
    [
        "Wann wird der Sperrmüll in Musterstadt abgeholt?",
        "Welche Unterlagen brauche ich für einen Reisepass?",
        "Muss ich das Fahrzeug nach dem Umzug ummelden?",
    ],
)
def test_what_stands_by_itself_is_not_coloured_by_what_was_asked(question: str) -> None:
    assert read_with(question, EARLIER) == ""


def test_nothing_was_asked_before() -> None:
    assert read_with("Was kostet das?", []) == ""
    assert read_with("Was kostet das?", ["  "]) == ""


@given(st.text(max_size=300), st.lists(st.text(max_size=400), max_size=3))
def test_it_never_fails_and_never_loses_the_question(question: str, earlier: list[str]) -> None:
    read = read_with(question, earlier)
    assert read == "" or read.endswith(question.strip())
    assert len(read) <= len(question) + 310
