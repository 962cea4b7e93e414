"""What has none of a question's nouns is about something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.assistant.answering.subject import misses_subject

FEES = "Baugenehmigung beantragen. Was es kostet. Die Gebühr beträgt mindestens 50 Euro."


@pytest.mark.parametrize(
    "question", ["Was kostet der Anwohnerparkausweis?", "Wie beantrage ich Wohngeld?"]
)
def test_what_has_no_noun_of_the_question_misses_its_subject(question: str) -> None:
    assert misses_subject(question, FEES)


@pytest.mark.parametrize(
    "question",
    [
        "Was kostet die Baugenehmigung?",
        "Wie hoch sind die Baukosten und die Genehmigungsgebühr?",
        "was kostet der anwohnerparkausweis",
        "Was kostet das?",
    ],
)
def test_a_part_of_a_noun_is_enough_and_without_nouns_nothing_is_said(question: str) -> None:
    assert not misses_subject(question, FEES)


@given(st.text(max_size=200), st.text(max_size=200))
def test_it_never_fails(question: str, said: str) -> None:
    assert misses_subject(question, said) in (True, False)
