"""The invisible text over a page of the derived PDF. Child only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
import pikepdf
from pikepdf import Dictionary, Name

from gemeinwerk.archive.recognition.glyphless import ADVANCE, GlyphlessFont
from gemeinwerk.archive.recognition.rules import PageReading, Word, lines_of

_FONT = Name("/GemeinwerkText")
_MAX_SLOPE = 0.1
_EM = ADVANCE / 1000


@dataclass(frozen=True, slots=True)
class _Line:
    """Straight line under the words: distance from the top and slope, and its height (px)."""

    bottom: float
    slope: float
    height: float

    def bottom_at(self, x: float) -> float:
        return self.bottom + self.slope * x


def add_text_layer(page: pikepdf.Page, reading: PageReading, font: GlyphlessFont) -> None:
    """Turn the page as it was read and put its words under the content, invisible.

    The layer comes first, so that whatever the page's own content leaves behind in the graphics
    state cannot move it.
    """
    rotation = (int(page.obj.get("/Rotate", 0)) + reading.rotation) % 360
    if reading.rotation:
        page.obj["/Rotate"] = rotation
    if not reading.words:
        return
    box = visible_box(page)
    stream = _layer(reading, box, rotation, font)
    found = page.obj.get("/Resources")
    resources = Dictionary(dict(found.items())) if isinstance(found, Dictionary) else Dictionary()
    fonts = resources.get("/Font")
    fonts = Dictionary() if not isinstance(fonts, Dictionary) else Dictionary(dict(fonts.items()))
    fonts[_FONT] = font.reference
    resources["/Font"] = fonts
    page.obj["/Resources"] = resources
    page.contents_add(stream, prepend=True)


def visible_box(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of what viewers show, in points: crop box within media box."""
    media = _rectangle(page.mediabox)
    crop = _rectangle(page.cropbox)
    box = (
        max(media[0], crop[0]),
        max(media[1], crop[1]),
        min(media[2], crop[2]),
        min(media[3], crop[3]),
    )
    return box if box[2] > box[0] and box[3] > box[1] else media


def _rectangle(box: pikepdf.Object) -> tuple[float, float, float, float]:
    numbers = [float(number) for number in box.as_list()]
    left, right = sorted((numbers[0], numbers[2]))
    bottom, top = sorted((numbers[1], numbers[3]))
    return left, bottom, right, top


def _upright(box: tuple[float, float, float, float], rotation: int) -> str:
    """Matrix from the page as shown (points, origin bottom left) to the page's own space."""
    left, bottom, right, top = box
    return {
        0: f"1 0 0 1 {left:.3f} {bottom:.3f}",
        90: f"0 1 -1 0 {right:.3f} {bottom:.3f}",
        180: f"-1 0 0 -1 {right:.3f} {top:.3f}",
        270: f"0 -1 1 0 {left:.3f} {top:.3f}",
    }[rotation]


def _layer(
    reading: PageReading,
    box: tuple[float, float, float, float],
    rotation: int,
    font: GlyphlessFont,
) -> bytes:
    width, height = box[2] - box[0], box[3] - box[1]
    if rotation in (90, 270):
        width, height = height, width
    scale = (width / max(reading.width, 1), height / max(reading.height, 1))
    parts = [f"q {_upright(box, rotation)} cm BT 3 Tr".encode()]
    for words in lines_of(reading.words):
        parts.extend(_line_operators(words, scale, height, font))
    parts.append(b"ET Q")
    return b"\n".join(parts)


def _line_operators(
    words: Sequence[Word], scale: tuple[float, float], height: float, font: GlyphlessFont
) -> list[bytes]:
    operators: list[bytes] = []
    line = _fitted(words)
    for index, word in enumerate(words):
        if _is_vertical(word):
            operators.append(_vertical(word, scale, height, font))
            continue
        size = line.height * scale[1]
        bottom = height - line.bottom_at((word.left + word.right) / 2) * scale[1]
        left, right = word.left * scale[0], word.right * scale[0]
        operators.append(_shown(word.text, (left, bottom), right - left, size, font))
        if index + 1 < len(words):
            following = words[index + 1].left * scale[0]
            space = following - right if following > right else size * 0.25
            operators.append(_shown(" ", (right, bottom), space, size, font))
    return operators


def _shown(
    text: str, at: tuple[float, float], width: float, size: float, font: GlyphlessFont
) -> bytes:
    """Operators that stretch the text to ``width`` points."""
    stretch = 100 * max(width, 0.01) / (len(text) * _EM * max(size, 0.01))
    return b"%s %.2f Tf %.2f Tz 1 0 0 1 %.2f %.2f Tm <%s> Tj" % (
        str(_FONT).encode(),
        max(size, 0.01),
        stretch,
        *at,
        font.encode(text),
    )


def _is_vertical(word: Word) -> bool:
    return len(word.text) > 2 and word.bottom - word.top > 2 * (word.right - word.left)


def _vertical(word: Word, scale: tuple[float, float], height: float, font: GlyphlessFont) -> bytes:
    """A word that runs from bottom to top."""
    size = max((word.right - word.left) * scale[0], 0.01)
    length = max((word.bottom - word.top) * scale[1], 0.01)
    return b"%s %.2f Tf %.2f Tz 0 1 -1 0 %.2f %.2f Tm <%s> Tj" % (
        str(_FONT).encode(),
        size,
        100 * length / (len(word.text) * _EM * size),
        word.right * scale[0],
        height - word.bottom * scale[1],
        font.encode(word.text + " "),
    )


def _fitted(words: Sequence[Word]) -> _Line:
    """One baseline for the words of a line, so that readers do not split it.

    Skewed lines get a slope; single words that stick out by far do not count.
    """
    usual = median(word.bottom - word.top for word in words)
    normal = [word for word in words if word.bottom - word.top <= 2 * usual] or list(words)
    centres = [(word.left + word.right) / 2 for word in normal]
    slope = 0.0
    if len(normal) >= 3 and max(centres) > min(centres):
        slope = float(np.polyfit(centres, [word.bottom for word in normal], 1)[0])
        slope = max(-_MAX_SLOPE, min(_MAX_SLOPE, slope))
    bottom = max(w.bottom - slope * x for w, x in zip(normal, centres, strict=True))
    top = min(w.top - slope * x for w, x in zip(normal, centres, strict=True))
    return _Line(bottom, slope, max(bottom - top, 1.0))
