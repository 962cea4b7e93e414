"""Pure rules of the archive: progress, and where corrected words stand on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from gemeinwerk.archive.recognition.rules import Word

REVIEW_BELOW = 80.0
"""Mean confidence (0-100) below which a page is listed for correction."""

MAX_EQUAL_PAIRS = 1_000_000
"""Pairs of equal words, before and after, among which the best fit is looked for. A page has some
thousands; 10,000 times the same word would be 100,000,000, and take minutes."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of one intake. ``documents_refused`` holds those that were not even stored."""

    is_receiving: bool
    documents: int
    documents_ready: int
    documents_refused: int
    duplicates: int
    pages: int
    pages_read: int
    pages_failed: int
    documents_open: int

    @property
    def is_done(self) -> bool:
        """Whether nothing more will happen by itself."""
        return not self.is_receiving and self.documents_open == 0

    @property
    def pages_done(self) -> int:
        """Pages that were read or given up."""
        return self.pages_read + self.pages_failed


def needs_review(*, confidence: float, source: str, is_blank: bool) -> bool:
    """Tell whether a person should look at the text (a blank page has none to look at)."""
    return source == "ocr" and not is_blank and confidence < REVIEW_BELOW


def place_corrected_words(before: Sequence[Word], text: str) -> tuple[Word, ...]:
    """Give each word of a corrected text a place on the page.

    Unchanged words keep their box. A changed run shares the boxes of the run that it replaces:
    one to one where the numbers agree, else the whole run's box; inserted words take the box of
    their neighbour. Confidence of corrected words is 100. Lines follow the boxes' lines.
    """
    after = text.split()
    placed: list[Word] = []
    for tag, i1, i2, j1, j2 in _line_up([word.text for word in before], after):
        if tag == "equal":
            placed += before[i1:i2]
        elif tag in ("replace", "insert"):
            placed += _place_run(before, i1, i2, after[j1:j2])
    return tuple(placed)


def _line_up(
    before: Sequence[str], after: Sequence[str]
) -> Sequence[tuple[str, int, int, int, int]]:
    """Return the opcodes of difflib; beyond MAX_EQUAL_PAIRS one change between equal ends."""
    counts = Counter(before)
    if sum(counts[word] for word in after) <= MAX_EQUAL_PAIRS:
        return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    start = _equal_from_start(before, after)
    rest = _equal_from_start(before[start:][::-1], after[start:][::-1])
    i, j = len(before) - rest, len(after) - rest
    return [
        ("equal", 0, start, 0, start),
        ("replace", start, i, start, j),
        ("equal", i, len(before), j, len(after)),
    ]


def _equal_from_start(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _pair in pairs)


def _place_run(before: Sequence[Word], start: int, end: int, texts: Sequence[str]) -> list[Word]:
    run = list(before[start:end])
    if len(run) == len(texts):
        return [_with_text(word, text) for word, text in zip(run, texts, strict=True)]
    if not run:
        run = list(before[max(0, start - 1) : start]) or list(before[:1])
    if not run:
        return [Word(text, 0, 0, 0, 0, 100.0, 0) for text in texts]
    first_line = [word for word in run if word.line == run[0].line]
    box = Word(
        "",
        min(word.left for word in first_line),
        min(word.top for word in first_line),
        max(word.right for word in first_line),
        max(word.bottom for word in first_line),
        100.0,
        run[0].line,
    )
    return [_with_text(box, text) for text in texts]


def _with_text(word: Word, text: str) -> Word:
    return Word(text, word.left, word.top, word.right, word.bottom, 100.0, word.line)
