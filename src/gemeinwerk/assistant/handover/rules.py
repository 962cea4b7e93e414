"""Sizes, tickets and deadlines of handed-over conversations. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

MAX_QUESTION = 2000
MAX_CONTACT = 300
MAX_ANSWER = 10_000
MAX_TURNS = 10
MAX_TURN_QUESTION = 1000
MAX_TURN_ANSWER = 4000
MAX_OPEN = 500
"""Questions that wait at one desk; then no more are taken, so that nobody fills it up."""

A_DAY = 40
"""Conversations from one network address in a day, so that it does not take the place of all."""

A_MINUTE = 10
"""Conversations that may be handed over from one network address in a minute."""

TICKET_BYTES = 24
_TICKET = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what was answered, as the page of who handed it over showed it."""

    question: str
    answer: str


def new_ticket() -> str:
    """Return a random key of 192 bits, to be told once to who hands over."""
    return token_urlsafe(TICKET_BYTES)


def is_ticket(text: str) -> bool:
    """Tell whether a text has the form of a ticket."""
    return _TICKET.fullmatch(text) is not None


def hash_of(ticket: str) -> str:
    """Return what of a ticket is stored: its SHA-256, in hex."""
    return sha256(ticket.encode()).hexdigest()


def keep_until(today: date, days: int) -> date:
    """Return the last day on which a conversation is kept that was answered or closed today.

    Handed over today, it is the day by which it should be answered; it is kept until it is.
    """
    return today + timedelta(days=max(days, 1))


def is_overdue(last: date, today: date) -> bool:
    """Tell whether a conversation waits longer than the days of the desk."""
    return last < today


def tidy(text: str) -> str:
    """Return a text without control characters and outer spaces; line breaks stay.

    PostgreSQL takes no NUL, and marks of direction could show a text other than it is.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (char for char in text if char in "\n\t" or unicodedata.category(char) not in _DROPPED)
    return "".join(kept).strip()


_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def tidy_line(text: str) -> str:
    """Return a text as one line."""
    return " ".join(tidy(text).split())


def read_transcript(turns: Any) -> list[Turn]:
    """Read a conversation that came from outside: at most MAX_TURNS turns, the latest ones, each
    cut to its size. What has another shape is left out; never fails.
    """
    if not isinstance(turns, list | tuple):
        return []
    return [turn for turn in map(_turn, turns[-MAX_TURNS:]) if turn.question or turn.answer]


def to_json(turns: Iterable[Turn]) -> list[dict[str, str]]:
    """Return the conversation as it is stored."""
    return [{"question": turn.question, "answer": turn.answer} for turn in turns]


def _turn(value: Any) -> Turn:
    if isinstance(value, Turn):
        value = {"question": value.question, "answer": value.answer}
    if not isinstance(value, Mapping):
        return Turn("", "")
    question, answer = value.get("question"), value.get("answer")
    return Turn(
        tidy(question)[:MAX_TURN_QUESTION] if isinstance(question, str) else "",
        tidy(answer)[:MAX_TURN_ANSWER] if isinstance(answer, str) else "",
    )
