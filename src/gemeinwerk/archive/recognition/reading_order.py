"""The order in which the lines of a page are read. Pure.

Tesseract gives a good order of columns, but puts single lines of a ruled column into a block of
their own, which then stands at the end of the page. So its order is kept except where it puts a
line before one that stands above it in the same column.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from gemeinwerk.archive.recognition.rules import Word, paragraph_starts

Line = Sequence[Word]
NEW_LINE = -1
"""Line number of words that the first reading did not have."""
_SAME_COLUMN = 0.5
"""Two lines stand in one column if they share half of the width of the narrower."""
_LEAST_SHARE = 0.2
_LEADING = 2.5
"""Lines follow each other within 2.5 heights of their letters."""
_MOST_LINES = 4_000
_FAR = float("inf")


def joined(lines: Sequence[Line], new: Sequence[Line]) -> tuple[list[list[Word]], list[list[Word]]]:
    """Put new lines that go on in the row of another one into that; return old and new lines.

    A row goes on if the next word stands level with the last and at most two letters' heights
    away, as in a line of which Tesseract had read a part.
    """
    old = [list(line) for line in lines]
    rest: list[list[Word]] = []
    for line in sorted(new, key=lambda line: line[0].left):
        gaps = [(_gap(line, other), at) for at, other in enumerate([*old, *rest])]
        gap, at = min(gaps, default=(_FAR, 0))
        if gap == _FAR:
            rest.append(list(line))
        else:
            target = old[at] if at < len(old) else rest[at - len(old)]
            target.extend(line)
            target.sort(key=lambda word: word.left)
    return old, rest


def _gap(line: Line, other: Line) -> float:
    """White pixels between two pieces of one row, infinitely many if they are not of one."""
    gap, word, near = min(
        (
            (max(b.left - a.right, a.left - b.right), a, b)
            for a in (line[0], line[-1])
            for b in other
        ),
        key=lambda found: found[0],
    )
    height = min(word.bottom - word.top, near.bottom - near.top)
    drop = abs(word.top + word.bottom - near.top - near.bottom) / 2
    return gap if drop <= 0.4 * height and -height <= gap <= 2 * height else _FAR


def in_reading_order(lines: Sequence[Line], known: int | None = None) -> list[int]:
    """Numbers of the lines in the order of reading.

    The first ``known`` lines (None: all) stand in an order that is kept where possible; the
    others are put behind what stands next above them.
    """
    known = len(lines) if known is None else known
    if len(lines) < 2 or len(lines) > _MOST_LINES:
        return list(range(len(lines)))
    boxes = _straightened(lines)
    above = _stands_above(boxes)
    rank = _ranks(boxes, above, known)
    binding = above & _alike_in_width(boxes)
    follows = rank[np.newaxis, :] < rank[:, np.newaxis]
    if not (binding & follows).any():
        return [int(n) for n in np.lexsort((boxes[:, 2], rank))]
    return _sorted(boxes, binding, _urgency(boxes, binding, rank), rank)


def reordered(lines: Sequence[Line], order: Sequence[int]) -> tuple[Word, ...]:
    """The words of the lines in that order, with the lines numbered anew."""
    return tuple(
        replace(word, line=number) for number, at in enumerate(order) for word in lines[at]
    )


def paragraphs(lines: Sequence[Line], order: Sequence[int], starts: Collection[int]) -> list[int]:
    """Numbers of the reordered lines before which a paragraph begins.

    ``starts`` are those that the first reading found, by the line numbers of its words. They
    count where two lines followed each other there too; elsewhere white space does.
    """
    by_space = set(paragraph_starts(reordered(lines, order)))
    numbers = [max(word.line for word in lines[at]) for at in order]
    found = []
    for place, (before, number) in enumerate(pairwise([None, *numbers])):
        followed = before is not None and before != NEW_LINE and number == before + 1
        if number in starts if followed else place in by_space:
            found.append(place)
    return found


def _straightened(lines: Sequence[Line]) -> NDArray[np.float64]:
    """Per line left, right, middle and height, with the slant of the page taken out."""
    slant = _slant(lines)
    rows = []
    for line in lines:
        left, right = min(w.left for w in line), max(w.right for w in line)
        middle = sum(w.top + w.bottom for w in line) / (2 * len(line))
        centre = sum(w.left + w.right for w in line) / (2 * len(line))
        height = median(w.bottom - w.top for w in line)
        rows.append((left, right, middle - slant * centre, height))
    return np.array(rows, dtype=np.float64)


def _slant(lines: Sequence[Line]) -> float:
    """Pixels by which lines fall per pixel to the right, from lines of five and more words."""
    slopes = []
    for line in lines:
        if len(line) >= 5:
            fall = line[-1].bottom + line[-2].bottom - line[0].bottom - line[1].bottom
            width = line[-1].left + line[-2].left - line[0].left - line[1].left
            if width > 0:
                slopes.append(fall / width)
    return median(slopes) if slopes else 0.0


def _stands_above(boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether line a (row) stands above line b (column) in the same column of text."""
    left, right, middle, height = boxes.T
    shared = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    narrower = np.maximum(np.minimum.outer(right - left, right - left), 1)
    lower = middle[np.newaxis, :] - middle[:, np.newaxis]
    apart = lower > 0.5 * np.minimum.outer(height, height)
    above: NDArray[np.bool_] = apart & (lower > 0) & (shared >= _SAME_COLUMN * narrower)
    return above


def _alike_in_width(boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether two lines can be of one column; a column of numbers has its own order."""
    width = boxes[:, 1] - boxes[:, 0]
    alike: NDArray[np.bool_] = np.minimum.outer(width, width) >= _LEAST_SHARE * np.maximum.outer(
        width, width
    )
    return alike


def _ranks(boxes: NDArray[np.float64], above: NDArray[np.bool_], known: int) -> NDArray[np.float64]:
    """Place of each line in the order so far; new lines come half a place behind another."""
    rank = np.arange(len(boxes), dtype=np.float64)
    middle = boxes[:, 2]
    for line in range(known, len(boxes)):
        over = np.flatnonzero(above[:known, line])
        under = np.flatnonzero(above[line, :known])
        if over.size:
            rank[line] = over[np.argmax(middle[over])] + 0.5
        elif under.size:
            rank[line] = under[np.argmin(middle[under])] - 0.5
    return rank


def _urgency(
    boxes: NDArray[np.float64], above: NDArray[np.bool_], rank: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The place of the first line that has to wait for this one."""
    urgency = rank.copy()
    for line in np.argsort(-boxes[:, 2], kind="stable"):
        waiting = urgency[above[line]]
        if waiting.size:
            urgency[line] = min(urgency[line], waiting.min())
    return urgency


def _sorted(
    boxes: NDArray[np.float64],
    above: NDArray[np.bool_],
    urgency: NDArray[np.float64],
    rank: NDArray[np.float64],
) -> list[int]:
    """Line after line: the one that goes on with the last, or else the most urgent one.

    No line is taken before those that stand above it.
    """
    blockers = above.sum(axis=0)
    place = np.empty(len(rank))
    place[np.lexsort((rank, urgency))] = np.arange(len(rank))
    order: list[int] = []
    for _ in range(len(rank)):
        line = _continuation(boxes, above, order[-1]) if order else None
        if line is None or blockers[line] != 0:
            line = int(np.argmin(np.where(blockers == 0, place, np.inf)))
        order.append(line)
        blockers = blockers - above[line]
        blockers[line] = -1
    return order


def _continuation(boxes: NDArray[np.float64], above: NDArray[np.bool_], line: int) -> int | None:
    """The line next below in the column, if it follows at the distance of lines."""
    below = np.flatnonzero(above[line])
    if not below.size:
        return None
    following = below[np.argmin(boxes[below, 2])]
    distance = boxes[following, 2] - boxes[line, 2]
    return int(following) if distance <= _LEADING * boxes[line, 3] else None
