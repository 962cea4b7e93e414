"""Tickets, sizes and texts of handed-over conversations, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.assistant.handover import rules
from gemeinwerk.assistant.handover.rules import Turn, read_transcript, tidy

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@pytest.mark.parametrize("text", ["", "kurz", "a" * 31, "a" * 33, "a" * 31 + "/", "ä" * 32])
def test_what_is_no_ticket(text: str) -> None:
    assert not rules.is_ticket(text)


def test_tickets_differ_and_only_their_hash_tells_them() -> None:
    tickets = {rules.new_ticket() for _ in range(50)}
    assert len(tickets) == 50
    assert all(rules.is_ticket(ticket) for ticket in tickets)
    assert len({rules.hash_of(ticket) for ticket in tickets}) == 50


@given(JSON)
def test_a_transcript_of_any_shape_is_read(value: object) -> None:
    turns = read_transcript(value)
    assert len(turns) <= rules.MAX_TURNS
    for turn in turns:
        assert len(turn.question) <= rules.MAX_TURN_QUESTION
        assert len(turn.answer) <= rules.MAX_TURN_ANSWER
        assert "\0" not in turn.question + turn.answer


def test_a_transcript_keeps_the_latest_turns() -> None:
    turns = [{"question": f"Frage {n}", "answer": "a" * 9999} for n in range(30)]
    read = read_transcript(turns)
    assert [turn.question for turn in read] == [f"Frage {n}" for n in range(20, 30)]
    assert {len(turn.answer) for turn in read} == {rules.MAX_TURN_ANSWER}
    assert read_transcript([Turn("Frage", "")]) == [Turn("Frage", "")]


@given(st.text(max_size=200))
def test_tidy_text_shows_what_it_is(text: str) -> None:
    shown = tidy(text)
    assert not set(shown) & {"\0", "\u202e", "\u200b", "\r"}
    assert tidy(shown) == shown


def test_line_breaks_stay() -> None:
    assert tidy(" eins\r\nzwei\u202e\0\rdrei ") == "eins\nzwei\ndrei"
    assert rules.tidy_line("eins\n zwei") == "eins zwei"


def test_time_to_keep() -> None:
    today = date(2026, 11, 24)
    assert rules.keep_until(today, 30) == date(2026, 12, 24)
    assert rules.keep_until(today, 0) == date(2026, 11, 25)
    assert rules.is_overdue(today - timedelta(days=1), today)
    assert not rules.is_overdue(today, today)
