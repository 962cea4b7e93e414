"""Printed lines that a first reading passed over: ink on the page on which no words lie.

Tesseract's layout analysis leaves out whole lines that are easy to read, mostly below rules, in
narrow cells and on plans. Their ink is found here, so that each can be read by itself. Pure.

All lengths are pixels of a page that is read at 200 dpi, where small type is 20 pixels high. The
limits were set on the demo's paper of seed 2 and judged on other seeds and on 38 real pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from gemeinwerk.archive.recognition.rules import Word, lines_of

Mask = NDArray[np.bool_]
Cells = NDArray[np.int32]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom; right and bottom are outside."""

CELL = 4
"""Ink is grouped in cells of so many pixels."""
_WORD_GAP = 3
"""Cells to each side over which letters and words belong together."""
_INK_IN_CELL = 2
_CONTRAST_SHARE = 0.45
"""Ink is at least so dark, beside the words that were read. Show-through is below."""
_CONTRAST_UNKNOWN = 60
_RULE_STRIP = 40
_RULE_STRIPS = 5
"""A rule runs through at least five strips of 40 pixels: 2.5 cm, higher than any letter."""
_RULE_WIDTH = 14
_HEIGHTS = (10, 110)
_WORD_HEIGHTS = 2.2
_SLANT = 0.04
"""A line is at most 2.2 times as high as the words that were read, and slanted by 1 in 25."""
_LEAST_WIDTH = 28
_LEAST_RATIO = 1.2
"""Width to height; a punched hole has 1."""
_DENSITIES = (0.06, 0.6)
_COVERED = 0.75
_PER_MEGAPIXEL = 8
_MOST_RUNS = 300_000


@dataclass(frozen=True, slots=True)
class Strip:
    """A place where a line of text may stand, and its picture (mode L, other ink painted over)."""

    box: Box
    picture: Image.Image


@dataclass(frozen=True, slots=True)
class _Blob:
    """Ink that belongs together, in cells (right and bottom outside)."""

    number: int
    left: int
    top: int
    right: int
    bottom: int


def find_strips(grey: Image.Image, words: Sequence[Word]) -> list[Strip]:
    """Places with ink like a line of text that words cover by less than 3/4. Widest first.

    ``grey`` is the upright page (mode L), ``words`` what was read on it.
    """
    paper = _paper(grey)
    values = np.asarray(grey)
    contrast = _contrast(values, paper, words)
    ink = values < (np.maximum(paper, contrast) - np.uint8(contrast))
    erase_rules(ink)
    cells = _in_cells(ink)
    labels, blobs = label(_widened(cells))
    free = cells & ~_covered(cells.shape, words)
    highest = _highest(words)
    chosen = [
        blob
        for blob in blobs
        if _is_line_like(blob, highest, labels.shape[0])
        and _is_overlooked(blob, labels, cells, free, ink)
    ]
    chosen.sort(key=lambda blob: blob.left - blob.right)
    most = max(1, round(_PER_MEGAPIXEL * grey.width * grey.height / 1e6))
    return [_strip(blob, labels, values, paper) for blob in chosen[:most]]


def _paper(grey: Image.Image) -> NDArray[np.uint8]:
    """The lightest shade around each pixel: the page without its ink."""
    small = grey.reduce(16).filter(ImageFilter.MaxFilter(5))
    return np.asarray(small.resize(grey.size, Image.Resampling.BILINEAR))


def _contrast(values: NDArray[np.uint8], paper: NDArray[np.uint8], words: Sequence[Word]) -> int:
    """How many grey values below the paper a pixel is ink."""
    steps = max(1, len(words) // 100)
    found = [
        int(paper[place].max()) - int(values[place].min())
        for place in (np.s_[w.top : w.bottom, w.left : w.right] for w in words[::steps])
        if values[place].size
    ]
    if not found:
        return _CONTRAST_UNKNOWN
    return max(20, min(200, round(_CONTRAST_SHARE * float(np.median(found)))))


def erase_rules(ink: Mask) -> None:
    """Take long thin rules out of a mask; rows and columns where other ink joins them stay."""
    upright, level = rules_in(ink), rules_in(ink.T)
    _erase(ink, upright)
    _erase(ink.T, level)


def rules_in(ink: Mask) -> list[list[tuple[int, int, int]]]:
    """Upright rules, slightly slanted too: per rule (strip, left, right) from top to bottom.

    A strip is 40 rows; a rule fills its columns there, is at most 14 pixels wide and shifts from
    strip to strip by less than its width. One strip may be missing, where the rule is faint.
    """
    wide = ink.copy()
    wide[:, 1:] |= ink[:, :-1]
    wide[:, :-1] |= ink[:, 1:]
    count = ink.shape[0] // _RULE_STRIP
    stacked = wide[: count * _RULE_STRIP].reshape(count, _RULE_STRIP, ink.shape[1])
    full = np.count_nonzero(stacked, axis=1) >= 0.95 * _RULE_STRIP
    rules: list[list[tuple[int, int, int]]] = []
    for strip in range(count):
        growing = [rule for rule in rules if strip - rule[-1][0] <= 2]
        for left, right in _runs(full[strip]):
            if right - left <= _RULE_WIDTH:
                _lengthen(rules, growing, (strip, left, right))
    return [rule for rule in rules if rule[-1][0] - rule[0][0] + 1 >= _RULE_STRIPS]


def _lengthen(
    rules: list[list[tuple[int, int, int]]],
    growing: list[list[tuple[int, int, int]]],
    piece: tuple[int, int, int],
) -> None:
    """Add a piece to the rule that it goes on with, or begin another rule."""
    strip, left, right = piece
    for rule in growing:
        above, its_left, its_right = rule[-1]
        if above < strip and left <= its_right + 1 and its_left <= right + 1:
            rule.append(piece)
            return
    rules.append([piece])


def _erase(ink: Mask, rules: list[list[tuple[int, int, int]]]) -> None:
    for rule in rules:
        at = {strip: (left, right) for strip, left, right in rule}
        place = at[rule[0][0]]
        for strip in range(rule[0][0] - 1, rule[-1][0] + 2):
            place = at.get(strip, place)
            left, right = max(place[0] - 1, 1), min(place[1] + 1, ink.shape[1] - 2)
            rows = slice(max(strip, 0) * _RULE_STRIP, (strip + 1) * _RULE_STRIP)
            crossed = ink[rows, left - 1] | ink[rows, right]
            ink[rows, left:right] &= crossed[:, np.newaxis]


def _in_cells(ink: Mask) -> Mask:
    rows, columns = ink.shape[0] // CELL, ink.shape[1] // CELL
    parts = ink[: rows * CELL, : columns * CELL].reshape(rows, CELL, columns, CELL)
    counted: Mask = parts.sum(axis=(1, 3), dtype=np.uint8) >= _INK_IN_CELL
    return counted


def _widened(cells: Mask) -> Mask:
    wide = cells.copy()
    for shift in range(1, _WORD_GAP + 1):
        wide[:, shift:] |= cells[:, :-shift]
        wide[:, :-shift] |= cells[:, shift:]
    return wide


def _covered(shape: tuple[int, ...], words: Sequence[Word]) -> Mask:
    covered = np.zeros(shape, dtype=np.bool_)
    for w in words:
        rows = slice(max(w.top // CELL - 1, 0), w.bottom // CELL + 2)
        covered[rows, max(w.left // CELL - 1, 0) : w.right // CELL + 2] = True
    return covered


def label(mask: Mask) -> tuple[Cells, list[_Blob]]:
    """Number what hangs together in a mask (0: nothing there), and say where it lies.

    An image with more runs than any page of text has (a halftone, noise) gives nothing.
    """
    labels = np.zeros(mask.shape, dtype=np.int32)
    runs = [(row, *run) for row in range(mask.shape[0]) for run in _runs(mask[row])]
    if len(runs) > _MOST_RUNS:
        return labels, []
    blobs: dict[int, _Blob] = {}
    for (row, left, right), root in zip(runs, _roots(runs), strict=True):
        number = root + 1
        labels[row, left:right] = number
        old = blobs.get(number, _Blob(number, left, row, right, row + 1))
        blobs[number] = _Blob(
            number, min(old.left, left), old.top, max(old.right, right), max(old.bottom, row + 1)
        )
    return labels, list(blobs.values())


def _runs(row: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Begin and end (outside) of each run of True."""
    edges = np.flatnonzero(np.diff(row.view(np.int8), prepend=0, append=0)).tolist()
    return zip(edges[::2], edges[1::2], strict=True)


def _roots(runs: Sequence[tuple[int, int, int]]) -> list[int]:
    """For each run (row, left, right) the first run of those it hangs together with."""
    parents = list(range(len(runs)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    above = 0
    for index, (row, left, right) in enumerate(runs):
        while runs[above][0] < row - 1 or (runs[above][0] == row - 1 and runs[above][2] < left):
            above += 1
        other = above
        while runs[other][0] == row - 1 and runs[other][1] <= right:
            first, second = sorted((root(index), root(other)))
            parents[second] = first
            other += 1
    return [root(index) for index in range(len(runs))]


def _highest(words: Sequence[Word]) -> float:
    """Height that a level line on this page may have."""
    heights = [w.bottom - w.top for w in words]
    if not heights:
        return _HEIGHTS[1]
    return min(_HEIGHTS[1], max(30.0, _WORD_HEIGHTS * float(np.median(heights))))


def _is_line_like(blob: _Blob, highest: float, rows: int) -> bool:
    """Whether ink has the size of a word or a line; what runs off the page is its shadow."""
    height = (blob.bottom - blob.top) * CELL
    width = (blob.right - blob.left - 2 * _WORD_GAP) * CELL
    if blob.top == 0 or blob.bottom == rows:
        return False
    if width < max(_LEAST_WIDTH, _LEAST_RATIO * height):
        return False
    return _HEIGHTS[0] <= height <= highest + _SLANT * width


def _is_overlooked(blob: _Blob, labels: Cells, cells: Mask, free: Mask, ink: Mask) -> bool:
    """Whether words cover too little of the ink, and the ink is as dense as letters are."""
    place = np.s_[blob.top : blob.bottom, blob.left : blob.right]
    own = labels[place] == blob.number
    inked = np.count_nonzero(cells[place] & own)
    if np.count_nonzero(free[place] & own) < (1 - _COVERED) * inked:
        return False
    left, right = blob.left + _WORD_GAP, blob.right - _WORD_GAP
    dense = ink[blob.top * CELL : blob.bottom * CELL, left * CELL : right * CELL].mean()
    return bool(_DENSITIES[0] <= dense <= _DENSITIES[1])


def _strip(
    blob: _Blob, labels: Cells, values: NDArray[np.uint8], paper: NDArray[np.uint8]
) -> Strip:
    """Cut a line out with three cells of air; what does not belong to it becomes paper."""
    top, bottom = max(blob.top - 3, 0), min(blob.bottom + 3, labels.shape[0])
    left, right = max(blob.left, 0), min(blob.right, labels.shape[1])
    own = labels[top:bottom, left:right] == blob.number
    near = own.copy()
    near[1:] |= own[:-1]
    near[:-1] |= own[1:]
    fine = near.repeat(CELL, axis=0).repeat(CELL, axis=1)
    place = np.s_[top * CELL : bottom * CELL, left * CELL : right * CELL]
    picture = np.where(fine, values[place], paper[place])
    return Strip((left * CELL, top * CELL, right * CELL, bottom * CELL), Image.fromarray(picture))


def take_in(
    words: Sequence[Word], found: Sequence[tuple[Box, Sequence[Word]]]
) -> tuple[list[list[Word]], list[list[Word]]]:
    """Lines of the page that stay, and the lines that were read on strips and come to them.

    Words that were read before inside a strip give way if there are clearly more letters now.
    """
    kept = list(words)
    added: list[list[Word]] = []
    for box, line in found:
        inside = [word for word in kept if _lies_in(word, box)]
        if _letters(line) > 1.3 * _letters(inside):
            kept = [word for word in kept if word not in inside]
            added.append(list(line))
    return lines_of(kept), added


def _lies_in(word: Word, box: Box) -> bool:
    left, top, right, bottom = box
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return left <= x <= right and top <= y <= bottom


def _letters(words: Sequence[Word]) -> int:
    return sum(1 for word in words for c in word.text if c.isalnum())
