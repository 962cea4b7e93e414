"""The text that a PDF page brings along, with boxes in pixels of its rendering. Child only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image

from gemeinwerk.archive.recognition.rules import (
    PageReading,
    Word,
    assemble_text,
    is_meaningful,
    paragraph_starts,
)

MAX_CHARACTERS = 200_000
_LINE_ENDS = "\r\n"
_SOFT_HYPHENS = "\x02\ufffe\u00ad"
_NEW_LINE_SHARE = 0.7


@dataclass(slots=True)
class _Pending:
    """A word that is being put together; box in points of the page."""

    text: str = ""
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)

    def box(self) -> tuple[float, float, float, float]:
        return (
            min(b[0] for b in self.boxes),
            min(b[1] for b in self.boxes),
            max(b[2] for b in self.boxes),
            max(b[3] for b in self.boxes),
        )


def read_own_text(
    page: pypdfium2.PdfPage, picture: Image.Image, picture_share: float
) -> PageReading | None:
    """The page's own text if it is what stands on the page, else None."""
    text_page = page.get_textpage()
    try:
        if not 0 < text_page.count_chars() <= MAX_CHARACTERS:
            return None
        words = tuple(_words(text_page, _PageToPixels(page, picture)))
    finally:
        text_page.close()
    text = assemble_text(words, paragraph_starts(words))
    if not is_meaningful(text, picture_share):
        return None
    return PageReading(
        text=text,
        words=words,
        source="born_digital",
        model="",
        confidence=100.0,
        width=picture.width,
        height=picture.height,
    )


class _PageToPixels:
    """Turns boxes in points of the unrotated page into pixels of its rendering."""

    def __init__(self, page: pypdfium2.PdfPage, picture: Image.Image) -> None:
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self._rotation = page.get_rotation() % 360
        width, height = page.get_size()
        self._x = picture.width / max(width, 0.01)
        self._y = picture.height / max(height, 0.01)
        self._size = picture.size

    def __call__(self, box: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in pixels, clipped to the picture."""
        corners = [self._point(box[0], box[1]), self._point(box[2], box[3])]
        xs, ys = sorted(c[0] for c in corners), sorted(c[1] for c in corners)
        width, height = self._size
        return (
            min(max(int(xs[0]), 0), width),
            min(max(int(ys[0]), 0), height),
            min(max(round(xs[1] + 0.5), 0), width),
            min(max(round(ys[1] + 0.5), 0), height),
        )

    def _point(self, x: float, y: float) -> tuple[float, float]:
        across, up = x - self._left, y - self._bottom
        shown = {
            0: (across, self._top - y),
            90: (up, across),
            180: (self._right - x, up),
            270: (self._top - y, self._right - x),
        }[self._rotation]
        return shown[0] * self._x, shown[1] * self._y


def _words(text_page: pypdfium2.PdfTextPage, to_pixels: _PageToPixels) -> Iterator[Word]:
    line = 0
    used = False
    for pending, ends_line in _split(text_page):
        if pending.boxes:
            left, top, right, bottom = to_pixels(pending.box())
            if right > left and bottom > top:
                yield Word(pending.text, left, top, right, bottom, 100.0, line)
                used = True
        if ends_line and used:
            line, used = line + 1, False


def _split(text_page: pypdfium2.PdfTextPage) -> Iterator[tuple[_Pending, bool]]:
    """Pieces between white space; the flag says that a line ends behind the piece."""
    pending = _Pending()
    high = ""
    for index in range(text_page.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text_page, index)
        if 0xD800 <= code < 0xDC00:
            high = chr(code)
            continue
        character = _joined(high, code)
        high = ""
        if character in _LINE_ENDS or character.isspace():
            yield pending, character in _LINE_ENDS
            pending = _Pending()
        elif character in _SOFT_HYPHENS:
            pending.text += "-"
            yield pending, True
            pending = _Pending()
        elif character.isprintable() or character == "\ufffd":
            pending.text += character
            box = _box(text_page, index)
            if box is not None:
                pending.boxes.append(box)
    yield pending, True


def _joined(high: str, code: int) -> str:
    """One character from a surrogate pair or a code point; U+FFFD if it is none."""
    if high and 0xDC00 <= code < 0xE000:
        return (high + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if code == 0 or code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return "\ufffd"
    return chr(code)


def _box(text_page: pypdfium2.PdfTextPage, index: int) -> tuple[float, float, float, float] | None:
    try:
        left, bottom, right, top = text_page.get_charbox(index, loose=True)
    except pypdfium2.PdfiumError:
        return None
    return (left, bottom, right, top) if right > left and top > bottom else None
