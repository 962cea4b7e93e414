"""Which sentences of a passage answer a question. They are slices of the text, so verbatim."""

from __future__ import annotations

from dataclasses import dataclass

from gemeinwerk.assistant.retrieval.questions import Question

MAX_CHARACTERS = 900


@dataclass(frozen=True, slots=True)
class Quote:
    """``body[start:end]`` is quoted; it holds whole sentences, lines or list items."""

    start: int
    end: int


def choose_quote(
    question: Question, body: str, start: int, end: int, *, limit: int = MAX_CHARACTERS
) -> Quote:
    """The stretch of ``body[start:end]`` that answers best, at most ``limit`` characters.

    Never empty where there is a letter, never part of a word (but of one longer than ``limit``).
    """
    text = body[start:end]
    first = start + len(text) - len(text.lstrip())
    last = min(end, first + limit)
    if last < end and not body[last].isspace():
        last = body.rfind(" ", first, last) if " " in body[first:last] else last
    return Quote(first, last - (len(body[first:last]) - len(body[first:last].rstrip())))
