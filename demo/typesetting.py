"""Hands that put letters on a sheet: typewriters, letterpress, laser printer, Fraktur."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from demo import fonts
from demo.sheet import Mask, Sheet
from demo.spelling import break_word, plain, with_long_s

_MM_PER_POINT = 25.4 / 72


class Hand(Protocol):
    """What a text flow needs to know of a typeface and its machine. Lengths in mm."""

    leading: float
    justified: bool

    def width(self, text: str, *, bold: bool = False) -> float:
        """Printed width of the text."""

    def shorten(self, word: str, room: float) -> tuple[str, str] | None:
        """Break a word so that its first part fits into ``room``."""

    def write(
        self, sheet: Sheet, text: str, x: float, baseline: float, *, bold: bool = False
    ) -> None:
        """Print one word or line."""

    def reading(self, text: str) -> str:
        """The text as a reader of today would copy it."""


@lru_cache(maxsize=20_000)
def letter(name: str, size: int, text: str, soft: bool = False) -> tuple[Mask, int]:
    """Ink of a text and the row of its baseline; ``soft`` fills counters as a ribbon does."""
    font = fonts.load_font(name, size)
    left, _, right, _ = font.getbbox(text, anchor="ls")
    pad, ascent, descent = 3, round(size * 1.05), round(size * 0.4)
    width = max(round(right - min(left, 0)), 1) + 2 * pad
    image = Image.new("L", (width, ascent + descent), 0)
    ImageDraw.Draw(image).text((pad, ascent), text, font=font, fill=255, anchor="ls")
    if soft:
        image = image.filter(ImageFilter.GaussianBlur(size / 48)).point(
            lambda value: min(255, round(value * 1.35))
        )
    return np.asarray(image), ascent


@dataclass
class Typewriter:
    """Fixed pitch, one stroke per letter, each a little different.

    ``pitch`` is 2.54 (Pica) or 2.12 (Elite); ``worn`` from 0 (new ribbon) to 1.
    """

    face: str
    rng: np.random.Generator
    pitch: float = 2.54
    points: float = 12.0
    leading: float = 6.35
    worn: float = 0.4
    justified: bool = False
    _faults: dict[str, tuple[float, float, float]] = field(default_factory=dict)

    def width(self, text: str, *, bold: bool = False) -> float:
        return len(text) * self.pitch

    def shorten(self, word: str, room: float) -> tuple[str, str] | None:
        return break_word(word, int(room / self.pitch))

    def reading(self, text: str) -> str:
        return text

    def write(
        self, sheet: Sheet, text: str, x: float, baseline: float, *, bold: bool = False
    ) -> None:
        size = round(self.points * _MM_PER_POINT * sheet.dpi / 25.4)
        jitter = self.rng.normal(0.0, 1.0, (len(text), 2)) * (0.035 + 0.05 * self.worn)
        force = 1.0 - np.abs(self.rng.normal(0.0, 0.1 + 0.14 * self.worn, len(text)))
        for index, char in enumerate(text):
            if char == " ":
                continue
            mask, ascent = letter(self.face, size, char, self.worn > 0.3)
            side, lift, weight = self._fault(char)
            centre = x + (index + 0.5) * self.pitch + side + jitter[index, 0]
            top = sheet.px(baseline + lift + jitter[index, 1]) - ascent
            struck = self._strike(mask, float(np.clip(force[index] * weight, 0.5, 1.0)), index)
            left = sheet.px(centre) - mask.shape[1] // 2
            sheet.press(struck, left, top)
            if bold:
                sheet.press(struck, left + max(1, sheet.dpi // 150), top)

    def _fault(self, char: str) -> tuple[float, float, float]:
        """The habit of one type bar: sideways, height (mm) and weight of its stroke."""
        if char not in self._faults:
            side, lift = self.rng.normal(0.0, 0.03 + 0.07 * self.worn, 2)
            weight = 1.0 - abs(self.rng.normal(0.0, 0.06 + 0.06 * self.worn))
            self._faults[char] = (float(side), float(lift), float(weight))
        return self._faults[char]

    def _strike(self, mask: Mask, force: float, index: int) -> Mask:
        """One stroke: heavier on one side of the letter, as the type bar tilts."""
        tilt = 0.22 * self.worn * (1 if index % 3 else -1)
        slope = force * (1.0 + tilt * np.linspace(-1.0, 1.0, mask.shape[1], dtype=np.float32))
        return np.clip(mask * slope, 0, 255).astype(np.uint8)


@dataclass
class Print:
    """Proportional type; ``spread`` is how far the ink runs, 0 for laser, 1 for letterpress."""

    face: str
    bold_face: str
    points: float = 11.0
    leading: float = 5.0
    spread: float = 0.0
    justified: bool = True

    def width(self, text: str, *, bold: bool = False) -> float:
        font = fonts.load_font(self.bold_face if bold else self.face, 200)
        return font.getlength(text) / 200 * self.points * _MM_PER_POINT

    def shorten(self, word: str, room: float) -> tuple[str, str] | None:
        letters = int(len(word) * room / max(self.width(word), 0.1))
        return break_word(word, letters)

    def reading(self, text: str) -> str:
        return text

    def write(
        self, sheet: Sheet, text: str, x: float, baseline: float, *, bold: bool = False
    ) -> None:
        size = round(self.points * _MM_PER_POINT * sheet.dpi / 25.4)
        mask, ascent = letter(self.bold_face if bold else self.face, size, text, self.spread > 0.4)
        sheet.press(mask, sheet.px(x) - 3, sheet.px(baseline) - ascent)


@dataclass
class Fraktur:
    """Black letter with long s. The face has none, so its f loses the right half of the bar.

    Text may carry ``|`` at the end of a syllable whose s stays round (see ``spelling``).
    Emphasis is letterspaced, as was the custom; there is no bold.
    """

    points: float = 13.0
    leading: float = 5.6
    justified: bool = True
    spaced: float = 0.16

    def width(self, text: str, *, bold: bool = False) -> float:
        font = fonts.load_font(fonts.FRAKTUR, 200)
        em = self.points * _MM_PER_POINT
        runs = _fraktur_runs(with_long_s(text))
        advance = sum(font.getlength(run.replace("ſ", "f")) for run in runs) / 200 * em
        return advance + (len(plain(text)) * self.spaced * em if bold else 0.0)

    def shorten(self, word: str, room: float) -> tuple[str, str] | None:
        if "|" in word:
            return None
        return break_word(word, int(len(word) * room / max(self.width(word), 0.1)))

    def reading(self, text: str) -> str:
        return plain(text)

    def write(
        self, sheet: Sheet, text: str, x: float, baseline: float, *, bold: bool = False
    ) -> None:
        em = self.points * _MM_PER_POINT
        size = round(em * sheet.dpi / 25.4)
        font = fonts.load_font(fonts.FRAKTUR, 200)
        for run in _fraktur_runs(with_long_s(text), single=bold):
            mask, ascent = _long_s(size) if run == "ſ" else letter(fonts.FRAKTUR, size, run, True)
            sheet.press(mask, sheet.px(x) - 3, sheet.px(baseline) - ascent)
            advance = font.getlength(run.replace("ſ", "f")) / 200
            x += (advance + (self.spaced if bold else 0.0)) * em


def _fraktur_runs(text: str, *, single: bool = False) -> list[str]:
    """Pieces that are printed as one: every ſ alone, or (letterspaced) letters but ch, ck, tz."""
    runs: list[str] = []
    for char in text:
        tied = bool(runs) and runs[-1] + char in ("ch", "ck", "tz")
        joins = tied if single else bool(runs) and char != "ſ" and runs[-1] != "ſ"
        if joins:
            runs[-1] += char
        else:
            runs.append(char)
    return runs


@lru_cache(maxsize=16)
def _long_s(size: int) -> tuple[Mask, int]:
    """The f of the face without the right half of its bar (0.42 to 0.515 em above the baseline)."""
    mask, ascent = letter(fonts.FRAKTUR, size, "f", True)
    cut = mask.copy()
    cut[ascent - round(0.515 * size) : ascent - round(0.42 * size), 3 + round(0.185 * size) :] = 0
    return cut, ascent
