"""Reading pictures with Tesseract; models stay loaded between pages. Child only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import tesserocr
from PIL import Image

from gemeinwerk.archive.recognition.errors import ModelMissing
from gemeinwerk.archive.recognition.models import Models
from gemeinwerk.archive.recognition.overlooked import Strip, find_strips, take_in
from gemeinwerk.archive.recognition.reading_order import (
    NEW_LINE,
    in_reading_order,
    joined,
    paragraphs,
    reordered,
)
from gemeinwerk.archive.recognition.rules import (
    DOTS_PER_INCH,
    PageReading,
    Thresholds,
    Word,
    assemble_text,
    choose_model,
    is_unsure,
    mean_confidence,
    mend_fraktur,
    moved,
    runs_sideways,
)

_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
_BLANK_INK = 0.004
_NOISE_CONFIDENCE = 35.0
_NOISE_WORDS = 6
_OSD_SURE = 1.0
_STRIP_SURE = 70.0
_STRIP_WORD_SURE = 50.0
_STRIP_LETTERS = 2
"""Confidence and letters below which a strip is a signature, a stamp or a spot. Of 200 strips on
80 pages text had 78-97, the others nearly always less than 70 or no two letters."""


@dataclass(frozen=True, slots=True)
class _Pass:
    """What one model read on one picture."""

    model: str
    words: tuple[Word, ...]
    paragraph_starts: tuple[int, ...]

    @property
    def confidence(self) -> float:
        return mean_confidence(self.words)


class Tesseract:
    """The models that this process has loaded."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._loaded: dict[str, tesserocr.PyTessBaseAPI] = {}

    def read(
        self, picture: Image.Image, script: str, thresholds: Thresholds
    ) -> tuple[PageReading, Image.Image]:
        """Read a picture; return the reading and the picture turned upright.

        ``script`` is ``auto`` (German, Fraktur where German is unsure) or a fixed model. Raises
        ModelMissing if a fixed model is not installed.
        """
        fixed = None if script == "auto" else script
        turned, rotation = picture, 0
        best = self._recognise(turned, fixed or "deu")
        if _may_lie(best, picture, thresholds):
            turned, rotation, best = self._upright(picture, best, thresholds)
        if fixed is None and best.words and is_unsure(best.confidence, thresholds):
            best = self._try_fraktur(turned, best, thresholds)
        if not runs_sideways(best.words):
            best = self._complete(_grey(turned), best)
        return _reading(best, turned, rotation), turned

    def _try_fraktur(self, picture: Image.Image, deu: _Pass, thresholds: Thresholds) -> _Pass:
        if self._models.frk is None:
            return deu
        frk = self._recognise(picture, "frk")
        chosen = choose_model(deu.confidence, frk.confidence, thresholds)
        return frk if chosen == "frk" else deu

    def _upright(
        self, picture: Image.Image, best: _Pass, thresholds: Thresholds
    ) -> tuple[Image.Image, int, _Pass]:
        """Read again turned, as far as the page seems to lie on its side or head."""
        rotation = self._rotation(picture)
        if rotation == 0:
            return picture, 0, best
        turned = picture.transpose(_TURNS[rotation])
        again = self._recognise(turned, best.model)
        gain = -5.0 if runs_sideways(best.words) else thresholds.turn_better_by
        if again.confidence < best.confidence + gain:
            return picture, 0, best
        return turned, rotation, again

    def _complete(self, grey: Image.Image, best: _Pass) -> _Pass:
        """Add the lines that the first reading passed over and put all in order of reading."""
        found = [
            (strip.box, line)
            for strip in find_strips(grey, best.words)
            if (line := self._read_strip(strip, best.model))
        ]
        kept, added = take_in(best.words, found)
        known, new = joined(kept, added)
        lines = [*known, *new]
        order = in_reading_order(lines, len(known))
        if not added and order == list(range(len(lines))):
            return best
        starts = paragraphs(lines, order, best.paragraph_starts)
        return _Pass(best.model, reordered(lines, order), tuple(starts))

    def _read_strip(self, strip: Strip, model: str) -> list[Word]:
        """Words of a single line at their places on the page; none if it was read unsurely."""
        read = self._recognise(strip.picture, model, tesserocr.PSM.SINGLE_LINE)
        words = [word for word in read.words if _is_sure(word)]
        letters = sum(1 for word in words for c in word.text if c.isalnum())
        if letters < _STRIP_LETTERS or mean_confidence(read.words) < _STRIP_SURE:
            return []
        left, top, _, _ = strip.box
        return [replace(moved(word, left, top), line=NEW_LINE) for word in words]

    def _rotation(self, picture: Image.Image) -> int:
        """Degrees clockwise by which the page must be turned to stand upright, 0 if unknown."""
        if self._models.osd is None:
            return 0
        osd = self._load("osd", tesserocr.PSM.OSD_ONLY)
        _set_picture(osd, picture)
        found = osd.DetectOrientationScript()
        osd.Clear()
        if not found or found["orient_conf"] < _OSD_SURE:
            return 0
        return (360 - int(found["orient_deg"])) % 360

    def _recognise(self, picture: Image.Image, model: str, mode: int = tesserocr.PSM.AUTO) -> _Pass:
        api = self._load(model, mode)
        api.SetPageSegMode(mode)
        _set_picture(api, picture)
        api.Recognize()
        try:
            words, starts = _collect(api)
        finally:
            api.Clear()
        if model == "frk":
            words = tuple(replace(word, text=mend_fraktur(word.text)) for word in words)
        return _Pass(model, words, starts)

    def _load(self, model: str, mode: int) -> tesserocr.PyTessBaseAPI:
        if model not in self._loaded:
            folders = {
                "deu": self._models.deu,
                "frk": self._models.frk,
                "osd": self._models.osd,
            }
            folder = folders.get(model)
            if folder is None:
                raise ModelMissing(model=model)
            engine = tesserocr.OEM.DEFAULT if model == "osd" else tesserocr.OEM.LSTM_ONLY
            self._loaded[model] = tesserocr.PyTessBaseAPI(
                path=str(folder), lang=model, psm=mode, oem=engine
            )
        return self._loaded[model]


def _may_lie(best: _Pass, picture: Image.Image, thresholds: Thresholds) -> bool:
    """Whether the page may lie on its side or head; Tesseract reads some of those itself."""
    if runs_sideways(best.words):
        return True
    return best.confidence < thresholds.turn_below and ink_share(picture) > 0


def _is_sure(word: Word) -> bool:
    """Whether a word of a strip is believed; a dotless i and the like come from scribbles."""
    foreign = any(c.isalpha() and c > "ÿ" and c not in "ſẞ" for c in word.text)
    return word.confidence >= _STRIP_WORD_SURE and not foreign


def _grey(picture: Image.Image) -> Image.Image:
    return picture if picture.mode == "L" else picture.convert("L")


def _set_picture(api: tesserocr.PyTessBaseAPI, picture: Image.Image) -> None:
    grey = _grey(picture)
    api.SetImageBytes(grey.tobytes(), grey.width, grey.height, 1, grey.width)
    api.SetSourceResolution(DOTS_PER_INCH)


def _collect(api: tesserocr.PyTessBaseAPI) -> tuple[tuple[Word, ...], tuple[int, ...]]:
    words: list[Word] = []
    starts: list[int] = []
    line = -1
    for at in _each_word(api):
        if line < 0 or at.IsAtBeginningOf(tesserocr.RIL.TEXTLINE):
            line += 1
            if at.IsAtBeginningOf(tesserocr.RIL.PARA):
                starts.append(line)
        text = at.GetUTF8Text(tesserocr.RIL.WORD).strip()
        box = at.BoundingBox(tesserocr.RIL.WORD)
        if text and box is not None:
            left, top, right, bottom = box
            confidence = at.Confidence(tesserocr.RIL.WORD)
            words.append(Word(text, left, top, right, bottom, confidence, line))
    return tuple(words), tuple(starts)


def _each_word(api: tesserocr.PyTessBaseAPI) -> Iterator[tesserocr.PyResultIterator]:
    iterator = api.GetIterator()
    if iterator is None or iterator.Empty(tesserocr.RIL.WORD):
        return
    yield from tesserocr.iterate_level(iterator, tesserocr.RIL.WORD)


def _reading(best: _Pass, picture: Image.Image, rotation: int) -> PageReading:
    reading = PageReading(
        text=assemble_text(best.words, best.paragraph_starts),
        words=best.words,
        source="ocr",
        model=best.model,
        confidence=best.confidence,
        width=picture.width,
        height=picture.height,
        rotation=rotation,
    )
    if _is_noise(best):
        blank = ink_share(picture) < _BLANK_INK
        if blank or not best.words:
            return replace(reading, text="", words=(), confidence=0.0, blank=blank)
    return reading


def _is_noise(best: _Pass) -> bool:
    return len(best.words) < _NOISE_WORDS and best.confidence < _NOISE_CONFIDENCE


def ink_share(picture: Image.Image) -> float:
    """Share of pixels (0-1) clearly darker than the paper."""
    values = np.asarray(_grey(picture).reduce(max(1, min(picture.size) // 400)), dtype=np.int16)
    return float((values < np.median(values) - 60).mean())
