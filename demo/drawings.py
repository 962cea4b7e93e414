"""Simple plans in ink: site plan, floor plan and elevation, with lettering and a title block."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from demo import fonts
from demo.facts import Case
from demo.sheet import GREEN, RED, Mask, Sheet
from demo.typesetting import Hand, Print

_LETTERING = Print(fonts.GROTESK, fonts.GROTESK_BOLD, points=9.0, leading=4.6, justified=False)
_TITLE = Print(fonts.GROTESK, fonts.GROTESK_BOLD, points=14.0, leading=6.5, justified=False)

Point = tuple[float, float]


class Board:
    """A drawing board: lines in mm on a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._image = Image.new("L", (sheet.ink.shape[1], sheet.ink.shape[0]), 0)
        self._draw = ImageDraw.Draw(self._image)

    def path(self, points: list[Point], *, width: float = 0.35, closed: bool = False) -> None:
        """A line through the points."""
        line = [*points, points[0]] if closed else points
        pixels = [(self.sheet.px(x), self.sheet.px(y)) for x, y in line]
        self._draw.line(pixels, fill=235, width=max(1, self.sheet.px(width)), joint="curve")

    def box(self, x: float, y: float, w: float, h: float, *, width: float = 0.35) -> None:
        """A rectangle."""
        self.path([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], width=width, closed=True)

    def dashes(self, start: Point, end: Point, *, step: float = 3.0) -> None:
        """A broken line."""
        a, b = np.array(start), np.array(end)
        count = max(1, int(np.hypot(*(b - a)) / step))
        for index in range(0, count, 2):
            first, second = a + (b - a) * index / count, a + (b - a) * (index + 1) / count
            self.path([tuple(first), tuple(second)], width=0.25)

    def write(self, text: str, x: float, y: float, *, hand: Hand = _LETTERING) -> None:
        """Lettering with its baseline at y."""
        hand.write(self.sheet, text, x, y)
        self.sheet.lines.append(text)

    def dimension(self, x: float, y: float, length: float, text: str) -> None:
        """A horizontal measure with ticks."""
        self.path([(x, y), (x + length, y)], width=0.2)
        for end in (x, x + length):
            self.path([(end - 1, y + 1), (end + 1, y - 1)], width=0.35)
        self.write(text, x + length / 2 - _LETTERING.width(text) / 2, y - 1.4)

    def hatch(self, x: float, y: float, w: float, h: float) -> Mask:
        """A mask of slanting lines for a rectangle, in the pixels of the sheet."""
        image = Image.new("L", (self.sheet.px(w), self.sheet.px(h)), 0)
        draw = ImageDraw.Draw(image)
        step = self.sheet.px(2.2)
        for start in range(-image.height, image.width, step):
            line = (start, image.height, start + image.height, 0)
            draw.line(line, fill=170, width=max(1, self.sheet.px(0.3)))
        return np.asarray(image)

    def finish(self) -> Sheet:
        """Put the drawing on the sheet."""
        self.sheet.press(np.asarray(self._image), 0, 0)
        return self.sheet


def site_plan(rng: np.random.Generator, case: Case, dpi: int, *, large: bool = False) -> Sheet:
    """Lageplan: parcels along a street, one house to be built, an access way in green."""
    width, height = (420.0, 297.0) if large else (297.0, 210.0)
    board = Board(Sheet(dpi, width, height))
    left, top, right = 28.0, 30.0, width - 22.0
    street = height * 0.62
    _title_block(board, case, "Lageplan", "Maßstab 1:500", width, height)
    for y in (street, street + 15):
        board.path([(left, y + rng.uniform(-2, 2)), (right, y + rng.uniform(-2, 2))], width=0.5)
    board.write(case["street"].rsplit(" ", 1)[0], left + (right - left) * 0.42, street + 9)
    edges = np.cumsum(rng.uniform(0.8, 1.3, 5))
    stops = left + (right - left) * np.concatenate([[0.0], edges / edges[-1]])
    numbers = (case["parcel2"], case["parcel"], "41/2", "42", "43/1")
    for index, (x, end) in enumerate(pairwise(stops)):
        _parcel(rng, board, (x, top, end - x, street - top), numbers[index], planned=index == 1)
    board.dashes((left, top + (street - top) * 0.4), (stops[2], top + (street - top) * 0.4))
    way = (float(stops[1]) + 1.0, top + 18.0, 9.0, street - top - 19.0)
    board.sheet.stamp(board.hatch(*way), GREEN, way[0], way[1])
    board.write(f"Zufahrt {case['width']} m", way[0] + 10.5, street - 5)
    _north_arrow(board, right - 16, top + 6)
    return board.finish()


def _parcel(
    rng: np.random.Generator,
    board: Board,
    box: tuple[float, float, float, float],
    number: str,
    *,
    planned: bool,
) -> None:
    """One parcel with its number and a house; a planned house is hatched in red."""
    x, y, w, h = box
    slant = rng.uniform(-3, 3)
    board.path([(x, y), (x + w, y + slant), (x + w, y + h), (x, y + h)], width=0.3, closed=True)
    board.write(number, x + w * 0.4, y + 10)
    house = (x + w * 0.36, y + h * rng.uniform(0.48, 0.56), w * 0.5, h * 0.24)
    board.box(*house, width=0.6)
    if planned:
        board.sheet.stamp(board.hatch(*house), RED, house[0], house[1])
        board.dimension(house[0], house[1] - 4, house[2], "11,74")
        board.write("Neubau", house[0] + 2, house[1] + house[3] + 6)
    else:
        board.path([house[:2], (house[0] + house[2], house[1] + house[3])], width=0.2)
        board.write("Wohnhaus" if rng.random() < 0.6 else "Stall", house[0] + 2, house[1] - 2)


def floor_plan(rng: np.random.Generator, case: Case, dpi: int) -> Sheet:
    """Grundriß Erdgeschoß and a street elevation."""
    board = Board(Sheet(dpi, 297.0, 210.0))
    _title_block(board, case, "Grundriß und Ansicht", "Maßstab 1:100", 297.0, 210.0)
    x, y, w, h = 32.0, 42.0, 118.0 + rng.uniform(-6, 6), 92.0
    board.box(x, y, w, h, width=0.9)
    board.box(x + 3, y + 3, w - 6, h - 6, width=0.5)
    across, down = x + w * rng.uniform(0.42, 0.5), y + h * rng.uniform(0.46, 0.56)
    board.path([(across, y + 3), (across, y + h - 3)], width=0.7)
    board.path([(x + 3, down), (across - 12, down)], width=0.7)
    board.path([(across + 9, down + 8), (x + w - 3, down + 8)], width=0.7)
    rooms = (("Küche", 10, 20), ("Schlafzimmer", 8, h - 24), ("Wohnzimmer", w * 0.56, 22))
    for name, dx, dy in rooms:
        board.write(name, x + dx, y + dy)
        board.write(f"{rng.uniform(9, 26):.2f} qm".replace(".", ","), x + dx, y + dy + 5)
    board.write("Bad", x + w * 0.62, y + h - 18)
    board.dimension(x, y - 6, w, f"{w / 10:.2f}".replace(".", ","))
    _elevation(board, 172.0, 70.0, 96.0, 60.0)
    board.write("Ansicht von der Straße", 172.0, 146.0)
    board.write("Erdgeschoß", x, y + h + 10)
    return board.finish()


def _elevation(board: Board, x: float, y: float, w: float, h: float) -> None:
    """A house front with roof, chimney, windows and a door."""
    eaves = y + h * 0.42
    board.box(x, eaves, w, h * 0.58, width=0.6)
    board.path([(x - 4, eaves), (x + w * 0.2, y), (x + w * 0.8, y), (x + w + 4, eaves)], width=0.6)
    board.box(x + w * 0.62, y - 9, 6, 12, width=0.5)
    for share in (0.1, 0.32, 0.74):
        board.box(x + w * share, eaves + 8, 14, 14, width=0.4)
        board.path([(x + w * share + 7, eaves + 8), (x + w * share + 7, eaves + 22)], width=0.25)
    board.box(x + w * 0.55, eaves + 9, 11, h * 0.58 - 9, width=0.5)
    board.path([(x - 14, y + h), (x + w + 14, y + h)], width=0.8)


def _title_block(
    board: Board, case: Case, title: str, scale: str, width: float, height: float
) -> None:
    """What every plan says about itself, in the lower right corner."""
    x, y = width - 118.0, height - 46.0
    board.box(x, y, 98.0, 32.0, width=0.5)
    board.write(title, x + 4, y + 8, hand=_TITLE)
    board.write(f"Bauherr: {case['applicant']}, {case['place']}", x + 4, y + 15)
    board.write(f"Gemarkung {case['gemarkung']}, Flur {case['flur']}", x + 4, y + 21)
    board.write(f"Flurstück {case['parcel']}", x + 4, y + 27)
    board.write(scale, x + 62, y + 27)
    board.write(f"Zum Bauschein Nr. {case['file']} gehörig", 30.0, 22.0)


def _north_arrow(board: Board, x: float, y: float) -> None:
    board.path([(x, y + 16), (x, y), (x - 3, y + 6), (x, y), (x + 3, y + 6)], width=0.5)
    board.write("N", x + 3, y + 16)
