"""Ruled pages are read whole, in order, and with their words in the right place.

All names are invented.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import pytest
import tesserocr
from PIL import Image, ImageDraw, ImageFont
from tests.archive.recognition import papers

from gemeinwerk.archive.recognition import ocr
from gemeinwerk.archive.recognition.models import Models
from gemeinwerk.archive.recognition.ocr import Tesseract
from gemeinwerk.archive.recognition.recogniser import Recogniser
from gemeinwerk.archive.recognition.rules import DEFAULT_THRESHOLDS, PageReading

Write = Callable[[bytes, str], Path]
ENTRY = (
    "Der jeweilige Besitzer der Parzelle 30/4",
    "duldet, dass die im Lageplan vom 1. Mai 1971",
    "farbig angelegte Breite von drei Metern immer",
    "als Feuerwehrzufahrt zu allen hinteren Bauten",
    "auf der Parzelle 31 benutzt wird. Das Ganze",
    "ist so zu befestigen, dass es von schweren",
    "Fahrzeugen befahren werden kann, und",
    "von Bewuchs und abgestellten Wagen frei-",
    "zuhalten. Die Kosten des Winterdienstes",
    "tragen zu gleichen Teilen alle Nachbarn.",
)
"""Without umlauts: Pillow's own font has none."""
PARCELS = {"112": (180, 160), "117": (560, 160), "Stall": (190, 480), "Wohnhaus": (560, 480)}


def _register_sheet(slant: float) -> Image.Image:
    """A sheet of three ruled columns, the text of the second up to its right rule."""
    page = Image.new("L", (1654, 2339), 225)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(34)
    for n, text in enumerate(ENTRY):
        draw.text((290, 760 + 52 * n), text, font=font, fill=35)
    draw.text((190, 760), "1", font=font, fill=35)
    draw.text((1240, 760), "Lageplan s. Bl.", font=font, fill=35)
    draw.text((1240, 812), "3 der Akte", font=font, fill=35)
    right = 290 + round(max(draw.textlength(text, font=font) for text in ENTRY))
    for x in (150, 270, right + 2, 1530):
        draw.line((x, 640, x, 2200), fill=50, width=3)
    for y in (640, 720, 1700, 2200):
        draw.line((150, y, 1530, y), fill=50, width=3)
    return page.rotate(slant, Image.Resampling.BICUBIC, fillcolor=225)


def _site_plan() -> Image.Image:
    """Parcels with rules around and single words within."""
    page = Image.new("L", (1654, 1169), 225)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(26)
    for x in (100, 480, 860):
        draw.line((x, 100, x, 900), fill=50, width=3)
    for y in (100, 900):
        draw.line((100, y, 860, y), fill=50, width=3)
    for text, place in PARCELS.items():
        draw.text(place, text, font=font, fill=35)
    for left in (180, 550):
        draw.rectangle((left, 540, left + 240, 760), outline=50, width=3)
    return page


class Forgetful(Tesseract):
    """Tesseract that passes over some lines of a page, as it does below rules and on plans."""

    forgotten: Collection[int] = ()

    def _recognise(
        self, picture: Image.Image, model: str, mode: int = tesserocr.PSM.AUTO
    ) -> ocr._Pass:
        read = super()._recognise(picture, model, mode)
        if mode != tesserocr.PSM.AUTO:
            return read
        left = tuple(word for word in read.words if word.line not in self.forgotten)
        return replace(read, words=left)


@pytest.fixture
def forgetful(models: Models) -> Forgetful:
    return Forgetful(models)


def _read(tesseract: Tesseract, page: Image.Image) -> PageReading:
    return tesseract.read(page, "deu", DEFAULT_THRESHOLDS)[0]


def _places(text: str) -> list[int]:
    return [text.find(" ".join(line.split()[:2])) for line in ENTRY]


@pytest.mark.parametrize("slant", [-1.5, 0.0, 0.9])
def test_every_line_of_a_ruled_sheet_is_read_in_order(forgetful: Forgetful, slant: float) -> None:
    page = _register_sheet(slant)
    whole = _read(forgetful, page)
    assert -1 not in _places(whole.text)
    forgetful.forgotten = (1, 4, 5)
    again = _read(forgetful, page)
    assert -1 not in _places(again.text)
    assert _places(again.text) == sorted(_places(again.text))
    assert [w.line for w in again.words] == sorted(w.line for w in again.words)
    assert len(again.words) >= 0.95 * len(whole.words)


def test_words_that_only_the_second_look_finds_stand_in_their_place(forgetful: Forgetful) -> None:
    forgetful.forgotten = range(1000)
    reading = _read(forgetful, _site_plan())
    assert {word.text for word in reading.words} == set(PARCELS)
    for word in reading.words:
        left, top = PARCELS[word.text]
        assert abs(word.left - left) < 10
        assert 0 <= word.top - top < 20


def test_an_empty_table_gives_no_words(recogniser: Recogniser, original: Write) -> None:
    page = Image.new("L", (1654, 2339), 225)
    draw = ImageDraw.Draw(page)
    for n in range(12):
        draw.line((200, 300 + 120 * n, 1450, 290 + 120 * n), fill=50, width=3)
        draw.line((200 + 110 * n, 300, 215 + 110 * n, 1620), fill=50, width=3)
    path = original(papers.encode(page, "PNG"), "leer.png")
    assert recogniser.read_page(path, 1).reading.text == ""
