"""A sheet before it is scanned: ink without paper. Lengths are millimetres, masks are pixels."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
Colour = tuple[int, int, int]

BLACK: Colour = (38, 36, 38)
BLUE: Colour = (44, 62, 138)
RED: Colour = (172, 44, 48)
VIOLET: Colour = (98, 58, 140)
GREEN: Colour = (40, 110, 70)
PENCIL: Colour = (110, 108, 112)


@dataclass(frozen=True)
class Impression:
    """Coloured ink on a part of the sheet: a stamp, a signature. ``x``/``y`` in pixels."""

    mask: Mask
    colour: Colour
    x: int
    y: int


@dataclass
class Sheet:
    """One side of paper: ``ink`` is 0 (none) to 255, ``lines`` the text as printed."""

    dpi: int
    width_mm: float = 210.0
    height_mm: float = 297.0
    ink: Mask = field(init=False)
    impressions: list[Impression] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ink = np.zeros((self.px(self.height_mm), self.px(self.width_mm)), dtype=np.uint8)

    def px(self, millimetres: float) -> int:
        """Millimetres in pixels of this sheet."""
        return round(millimetres * self.dpi / 25.4)

    @property
    def text(self) -> str:
        """What a perfect reader would copy from the sheet, stamps left out."""
        return "\n".join(self.lines)

    def press(self, mask: Mask, x: int, y: int) -> None:
        """Put black ink on the sheet with its upper left corner at pixel (x, y)."""
        place(self.ink, mask, x, y)

    def rule(self, x: float, y: float, width: float, height: float, ink: int = 230) -> None:
        """A filled bar, at least one pixel thick; all in mm."""
        left, top = self.px(x), self.px(y)
        mask = np.full((max(self.px(height), 1), max(self.px(width), 1)), ink, dtype=np.uint8)
        self.press(mask, left, top)

    def frame(self, x: float, y: float, width: float, height: float, line: float = 0.3) -> None:
        """The outline of a box; all in mm."""
        self.rule(x, y, width, line)
        self.rule(x, y + height, width + line, line)
        self.rule(x, y, line, height)
        self.rule(x + width, y, line, height)

    def stamp(self, mask: Mask, colour: Colour, x: float, y: float) -> None:
        """Coloured ink with its upper left corner at (x, y) in mm."""
        self.impressions.append(Impression(mask, colour, self.px(x), self.px(y)))


def place(target: Mask, mask: Mask, x: int, y: int) -> None:
    """Lay a mask over another one, the darker ink wins; what lies outside is cut off."""
    height, width = target.shape
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + mask.shape[1], width), min(y + mask.shape[0], height)
    if left >= right or top >= bottom:
        return
    part = target[top:bottom, left:right]
    np.maximum(part, mask[top - y : bottom - y, left - x : right - x], out=part)
