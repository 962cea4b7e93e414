"""What a page reading is, and the pure decisions of recognition."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Literal

Kind = Literal["pdf", "tiff", "jpeg", "png"]
Source = Literal["ocr", "born_digital"]

DOTS_PER_INCH = 200
A4_INCHES = 210 / 25.4
A4_WIDTHS = (1600, 1654)
"""Pixels of the short side that Tesseract reads best (A4 at 194 to 200 dpi)."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: box in pixels of the view image, confidence 0-100, number of its line."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    line: int


@dataclass(frozen=True, slots=True)
class PageReading:
    """What stands on one page.

    ``width`` and ``height`` are those of the view image. ``rotation`` (0, 90, 180, 270 degrees
    clockwise) was applied to the page as its file shows it, because it was scanned on its head
    or its side. ``model`` is the Tesseract model, empty for born-digital text.
    """

    text: str
    words: tuple[Word, ...]
    source: Source
    model: str
    confidence: float
    width: int
    height: int
    blank: bool = False
    rotation: int = 0


@dataclass(frozen=True, slots=True)
class PageView:
    """A page reading with its pictures: the view image and a small one for lists."""

    reading: PageReading
    image: bytes
    image_type: str
    thumbnail: bytes
    thumbnail_type: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """What an original is, before any page of it is read.

    ``repaired``: the PDF's structure is damaged and was guessed, so something may be missing.
    """

    kind: Kind
    mime: str
    pages: int
    title: str = ""
    encrypted: bool = False
    signatures: int = 0
    forms: bool = False
    scripts: bool = False
    attachments: int = 0
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Times are wall-clock seconds, memory is address space."""

    max_bytes: int = 500_000_000
    max_pages: int = 5_000
    max_pixels: int = 250_000_000
    seconds_per_page: float = 120.0
    memory_mb: int = 2_048


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When the Fraktur model is tried, when it wins, and when a page may lie on its side.

    The first two were measured on 38 pages, three of them Fraktur: German at 61-79 there and
    at 76-94 elsewhere; Fraktur 7-14 higher on its own pages, at most 5 elsewhere.
    """

    unsure_below: float = 82.0
    better_by: float = 6.0
    turn_below: float = 60.0
    turn_better_by: float = 10.0


DEFAULT_LIMITS = Limits()
DEFAULT_THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class PdfMetadata:
    """What the derived PDF says about itself."""

    title: str = ""
    author: str = ""
    subject: str = ""
    language: str = "de-DE"


@dataclass(frozen=True, slots=True)
class PdfResult:
    """How the derived PDF came out.

    ``basis`` is ``original`` if the page content was kept, ``renderings`` if the original could
    not become PDF/A and its pages were put in as pictures. ``messages`` say why, in English.
    """

    valid: bool
    basis: Literal["original", "renderings"]
    pages: int
    messages: tuple[str, ...] = field(default=())


def is_unsure(confidence: float, thresholds: Thresholds = DEFAULT_THRESHOLDS) -> bool:
    """Whether German was read with so little confidence that Fraktur should be tried."""
    return confidence < thresholds.unsure_below


def choose_model(
    deu_confidence: float,
    frk_confidence: float | None,
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
) -> Literal["deu", "frk"]:
    """Choose the model whose text is kept, by mean word confidence (0-100) of both.

    Fraktur (None: not tried) wins where German is unsure and Fraktur clearly surer.
    """
    if frk_confidence is None or not is_unsure(deu_confidence, thresholds):
        return "deu"
    return "frk" if frk_confidence >= deu_confidence + thresholds.better_by else "deu"


def mean_confidence(words: Sequence[Word]) -> float:
    """Mean word confidence, 0-100; 0 without words."""
    return sum(word.confidence for word in words) / len(words) if words else 0.0


def runs_sideways(words: Iterable[Word]) -> bool:
    """Whether most longer words are taller than wide: a page on its side that was read so."""
    longer = [word for word in words if len(word.text) >= 4]
    tall = sum(1 for word in longer if word.bottom - word.top > word.right - word.left)
    return tall * 2 > len(longer)


def lines_of(words: Iterable[Word]) -> list[list[Word]]:
    """Words grouped by line, in reading order."""
    return [list(group) for _, group in groupby(words, key=lambda word: word.line)]


def assemble_text(words: Iterable[Word], paragraph_starts: Iterable[int] = ()) -> str:
    """Page text: one printed line per line, an empty line before each paragraph start.

    ``paragraph_starts`` holds line numbers. Hyphens at line ends stay as they were printed.
    """
    starts = set(paragraph_starts)
    parts: list[str] = []
    for line in lines_of(words):
        if parts and line[0].line in starts:
            parts.append("")
        parts.append(" ".join(word.text for word in line))
    return "\n".join(parts)


def paragraph_starts(words: Iterable[Word], gap: float = 0.8) -> list[int]:
    """Line numbers before which the white space exceeds ``gap`` line heights."""
    starts: list[int] = []
    previous: tuple[int, int] | None = None
    for line in lines_of(words):
        top, bottom = min(w.top for w in line), max(w.bottom for w in line)
        if previous is not None:
            height = max(previous[1] - previous[0], bottom - top, 1)
            if top - previous[1] > gap * height or bottom < previous[0]:
                starts.append(line[0].line)
        previous = (top, bottom)
    return starts


def moved(word: Word, right: int, down: int) -> Word:
    """The same word so many pixels further right and down."""
    return replace(
        word,
        left=word.left + right,
        top=word.top + down,
        right=word.right + right,
        bottom=word.bottom + down,
    )


def scale_words(words: Iterable[Word], factor: float) -> tuple[Word, ...]:
    """The same words in an image that is ``factor`` times as large."""
    return tuple(
        Word(
            word.text,
            round(word.left * factor),
            round(word.top * factor),
            round(word.right * factor),
            round(word.bottom * factor),
            word.confidence,
            word.line,
        )
        for word in words
    )


_CH = re.compile(r"(?<=[^\W\d_])c?<h?|c?<h?(?=[^\W\d_])")


def mend_fraktur(text: str) -> str:
    """Put ``ch`` where the Fraktur model reads its ligature as ``<``, a sign Fraktur has not.

    Word recall on three measured pages: 85.3, 84.2, 94.2 before; 86.3, 84.7, 95.7 after.
    """
    return _CH.sub("ch", text)


def words_to_json(words: Iterable[Word]) -> str:
    """Compact JSON: ``[text, left, top, right, bottom, confidence, line]`` per word."""
    rows = [
        [w.text, w.left, w.top, w.right, w.bottom, round(w.confidence, 1), w.line] for w in words
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def words_from_json(text: str) -> tuple[Word, ...]:
    """Inverse of ``words_to_json``. Raises ValueError for anything else."""
    rows = json.loads(text)
    if not isinstance(rows, list):
        raise ValueError("a list of words was expected")
    return tuple(_word_from_row(row) for row in rows)


def _word_from_row(row: object) -> Word:
    if not isinstance(row, list) or len(row) != 7 or not isinstance(row[0], str):
        raise ValueError("a word is [text, left, top, right, bottom, confidence, line]")
    if any(isinstance(n, bool) or not isinstance(n, int | float) for n in row[1:]):
        raise ValueError("the places of a word are numbers")
    left, top, right, bottom = (int(n) for n in row[1:5])
    return Word(row[0], left, top, right, bottom, float(row[5]), int(row[6]))


def image_size(
    width: int, height: int, dots_per_inch: float | None, max_pixels: int
) -> tuple[int, int]:
    """Pixels in which a scanned image is read.

    The short side is brought to ``A4_WIDTHS``; an image whose file states a paper larger than
    A4 keeps 200 dpi. Never more than three times enlarged, never more than ``max_pixels``.
    """
    short = min(width, height)
    low, high = A4_WIDTHS
    if dots_per_inch is not None and short / dots_per_inch > A4_INCHES * 1.15:
        high = max(high, round(DOTS_PER_INCH * short / dots_per_inch))
    target = min(max(short, low), high)
    factor = min(target / short, 3.0, math.sqrt(max_pixels / (width * height)))
    return max(1, round(width * factor)), max(1, round(height * factor))


def stated_resolution(dots_per_inch: float | None) -> float | None:
    """The resolution if a scanner stated it; 72 and 96 are what software writes unasked."""
    if dots_per_inch is None or not 100 <= dots_per_inch <= 1_300:
        return None
    return dots_per_inch


def paper_scale(
    width: float, height: float, scanned_short_side: int | None, max_pixels: int
) -> float:
    """Pixels per point (1/72 inch) at which a PDF page of that size in points is rendered.

    200 dpi; a scanned page not finer than its picture (``scanned_short_side`` in pixels), as
    far as that has ``A4_WIDTHS``. Never more than ``max_pixels``, never an empty image.
    """
    short = max(min(width, height), 0.01)
    scale = DOTS_PER_INCH / 72
    if scanned_short_side is not None:
        low, high = A4_WIDTHS
        scale = min(scale, max(scanned_short_side, high) / short)
        scale = max(scale, min(scanned_short_side, low) / short)
    return min(scale, math.sqrt(max_pixels / (max(width, 0.01) * max(height, 0.01))))


_TOKEN = re.compile(r"\w+")
_VOWEL = re.compile(r"[aeiouyäöüàáâèéêëìíîòóôùúûœæ]", re.IGNORECASE)


def likeness(text: str) -> float:
    """Share of tokens (0-1) that look like words, numbers or abbreviations of a Latin script.

    Text layers with a broken character map give tokens that do not.
    """
    tokens = _TOKEN.findall(text)
    if not tokens:
        return 0.0
    return sum(1 for token in tokens if _looks_like_language(token)) / len(tokens)


def _looks_like_language(token: str) -> bool:
    if any(not c.isascii() and ord(c) > 0x2FF for c in token):
        return False
    return token.isdigit() or len(token) <= 3 or _VOWEL.search(token) is not None


def is_meaningful(text: str, picture_share: float) -> bool:
    """Whether a PDF page's own text is what stands on the page.

    ``picture_share`` is the share of the page (0-1) that its largest picture covers. A page
    that is one picture needs a full text layer: a stamped file number is not its text.
    """
    letters = sum(1 for c in text if c.isalnum())
    needed = 200 if picture_share >= 0.5 else 1
    damaged = sum(1 for c in text if c == "\ufffd" or (c < " " and c not in "\t\r\n"))
    return letters >= needed and damaged * 20 <= letters and likeness(text) >= 0.7
