"""What travels with a page is sealed, short, and for that page only."""

from __future__ import annotations

import random
import string
from uuid import uuid4

import pytest
from django.core import signing
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.assistant.answering.actions import LIMIT
from gemeinwerk.assistant.asking.conversation import (
    ANSWER_LENGTH,
    KEPT,
    SEALED_LENGTH,
    SECONDS,
    Conversation,
    Rated,
    unseal,
    unseal_rated,
)
from gemeinwerk.assistant.public.doors import MAX_BODY

PLACE = "desk.1"


@pytest.mark.parametrize("text", ["", "erfunden", "a:b:c", "x" * (SEALED_LENGTH + 1)])
def test_what_was_not_sealed_here_is_no_conversation(text: str) -> None:
    assert unseal(text, PLACE) == Conversation()
    assert unseal_rated(text, PLACE) is None


def test_a_conversation_of_another_page_is_not_taken() -> None:
    sealed = Conversation().and_then("Frage", "Antwort").seal(PLACE)
    assert unseal(sealed, "desk.2") == Conversation()
    assert unseal(sealed, PLACE).questions == ("Frage",)


def test_a_conversation_ends_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = Conversation().and_then("Frage", "Antwort").seal(PLACE)
    rated = Rated("Frage", "de", None).seal(PLACE)
    late = signing.time.time() + SECONDS + 1
    monkeypatch.setattr(signing.time, "time", lambda: late)
    assert unseal(sealed, PLACE) == Conversation()
    assert unseal_rated(rated, PLACE) is None


def test_only_the_last_turns_are_kept_and_answers_are_cut() -> None:
    conversation = Conversation()
    for number in range(KEPT + 2):
        conversation = conversation.and_then(f"Frage {number}", "a" * 2 * ANSWER_LENGTH)
    assert conversation.questions == tuple(f"Frage {n}" for n in range(2, KEPT + 2))
    assert {len(turn.answer) for turn in conversation.turns} == {ANSWER_LENGTH}


def test_a_rating_comes_back_as_it_was_sealed() -> None:
    rated = Rated("Was kostet ein Hund?", "de", uuid4())
    assert unseal_rated(rated.seal(PLACE), PLACE) == rated


@given(st.lists(st.tuples(st.text(max_size=1_000), st.text()), max_size=8))
def test_any_conversation_comes_back(turns: list[tuple[str, str]]) -> None:
    conversation = Conversation()
    for question, answer in turns:
        conversation = conversation.and_then(question, answer)
    assert unseal(conversation.seal(PLACE), PLACE) == conversation


def test_the_longest_conversation_fits_into_a_request() -> None:
    letters = random.Random(1)
    conversation = Conversation()
    for _turn in range(KEPT):
        question = "".join(letters.choices(string.ascii_letters + " äöüß", k=LIMIT))
        conversation = conversation.and_then(question, question)
    assert len(conversation.seal(PLACE)) <= SEALED_LENGTH < MAX_BODY
