"""Two versions of a text side by side: what went, what came, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

WORDS = 1_500
"""Words of a changed stretch; a longer one is shown as a whole, because comparing takes the
square of it."""

_PARTS = re.compile(r"\s+|\w+[^\S\n]*|[^\w\s][^\S\n]*")


class Change(StrEnum):
    """What became of a stretch."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of one of the texts, or of both."""

    change: Change
    text: str


def compare(before: str, after: str) -> list[Stretch]:
    """Return the stretches of both texts in order.

    Those that are not NEW are ``before`` word for word, those that are not GONE ``after``.
    """
    found = _compare_lines(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [
        Stretch(change, "".join(stretch.text for stretch in group))
        for change, group in groupby(found, key=lambda stretch: stretch.change)
    ]


def shorten(stretches: Sequence[Stretch], around: int = 240) -> list[Stretch | None]:
    """Return the stretches with long unchanged ones cut; None stands for what was left out."""
    found: list[Stretch | None] = []
    for at, stretch in enumerate(stretches):
        if stretch.change is not Change.SAME or len(stretch.text) <= 2 * around:
            found.append(stretch)
            continue
        if at > 0:
            found.append(Stretch(Change.SAME, stretch.text[:around]))
        found.append(None)
        if at < len(stretches) - 1:
            found.append(Stretch(Change.SAME, stretch.text[-around:]))
    return found


def _compare_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Stretch]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, first, last, begin, end in matcher.get_opcodes():
        gone, new = "".join(before[first:last]), "".join(after[begin:end])
        if tag == "equal":
            yield Stretch(Change.SAME, gone)
        else:
            yield from _compare_words(gone, new)


def _compare_words(gone: str, new: str) -> Iterator[Stretch]:
    first, second = _PARTS.findall(gone), _PARTS.findall(new)
    if max(len(first), len(second)) > WORDS:
        yield from _replaced(gone, new)
        return
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for tag, start, stop, begin, end in matcher.get_opcodes():
        if tag == "equal":
            yield Stretch(Change.SAME, "".join(first[start:stop]))
        else:
            yield from _replaced("".join(first[start:stop]), "".join(second[begin:end]))


def _replaced(gone: str, new: str) -> Iterator[Stretch]:
    if gone:
        yield Stretch(Change.GONE, gone)
    if new:
        yield Stretch(Change.NEW, new)
