"""Where a search is marked on a page: boxes on its image, passages in its text. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gemeinwerk.archive.recognition.rules import Word
from gemeinwerk.archive.search.highlight import matches
from gemeinwerk.archive.search.query import Plan, parse, plan
from gemeinwerk.kernel.errors import UserError

_PIECES = re.compile(r"(\s+)")
_SIGNS = re.compile(r"\W*")
PADDING = 4


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the view image, in its pixels."""

    x: int
    y: int
    width: int
    height: int


def plan_marks(text: str) -> Plan | None:
    """Return what to mark for a search as typed; None if it is empty or no valid search."""
    try:
        return plan(parse(text), {}, ())
    except UserError:
        return None


def mark_words(steps: Plan | None, words: Sequence[Word]) -> list[Box]:
    """Return a box around each word that the search hits, in reading order."""
    if steps is None or not words:
        return []
    hits = matches(steps, [word.text for word in words])
    return [_box(word) for word, is_hit in zip(words, hits, strict=True) if is_hit]


def mark_text(steps: Plan | None, text: str) -> list[tuple[str, bool]]:
    """Return the whole text as (piece, is a hit), in order; line ends stay as they are."""
    if steps is None:
        return [(text, False)] if text else []
    pieces = _PIECES.split(text)
    hits = matches(steps, pieces[::2])
    marked: list[tuple[str, bool]] = []
    for place, piece in enumerate(pieces):
        if place % 2 == 0 and hits[place // 2]:
            before, word, after = _without_signs(piece)
            marked += [(before, False), (word, True), (after, False)]
        else:
            marked.append((piece, False))
    return _joined(marked)


def _without_signs(piece: str) -> tuple[str, str, str]:
    """Return the signs before a word, the word, and those after it.

    Each end is looked at once: one regular expression for all three tries every split of a run of
    dots inside of a piece, which takes minutes.
    """
    start = _leading_signs(piece)
    end = max(start, len(piece) - _leading_signs(piece[::-1]))
    return piece[:start], piece[start:end], piece[end:]


def _leading_signs(piece: str) -> int:
    return len(_SIGNS.match(piece)[0])  # type: ignore[index]  # it matches nothing too


def _box(word: Word) -> Box:
    return Box(
        word.left - PADDING,
        word.top - PADDING,
        max(1, word.right - word.left + 2 * PADDING),
        max(1, word.bottom - word.top + 2 * PADDING),
    )


def _joined(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    joined: list[tuple[str, bool]] = []
    for text, is_hit in pieces:
        if text and joined and joined[-1][1] == is_hit:
            joined[-1] = (joined[-1][0] + text, is_hit)
        elif text:
            joined.append((text, is_hit))
    return joined
