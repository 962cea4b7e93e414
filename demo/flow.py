"""A text that runs over as many sheets as it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from demo.sheet import Sheet
from demo.typesetting import Hand


@dataclass
class Flow:
    """A column of text with a cursor; lengths in mm.

    ``numbered`` puts “- 2 -” on later sheets, ``dress`` prints a form on every new one. Given
    ``sheets``, it goes on writing there from ``y``.
    """

    hand: Hand
    dpi: int
    left: float = 25.0
    right: float = 20.0
    top: float = 25.0
    bottom: float = 24.0
    width_mm: float = 210.0
    height_mm: float = 297.0
    numbered: bool = True
    dress: Callable[[Sheet, int], None] | None = None
    sheets: list[Sheet] = field(default_factory=list)
    y: float = 0.0

    def __post_init__(self) -> None:
        if not self.sheets:
            self.turn_page()

    @property
    def sheet(self) -> Sheet:
        """The sheet that is being written on."""
        return self.sheets[-1]

    @property
    def measure(self) -> float:
        """Width of the column."""
        return self.width_mm - self.left - self.right

    @property
    def room(self) -> float:
        """Height that is left on this sheet."""
        return self.height_mm - self.bottom - self.y

    def turn_page(self) -> None:
        """Go on at the top of a new sheet."""
        self.sheets.append(Sheet(self.dpi, self.width_mm, self.height_mm))
        self.y = self.top
        number = len(self.sheets)
        if self.dress:
            self.dress(self.sheet, number)
        if self.numbered and number > 1:
            self.line(f"- {number} -", align="centre")
            self.gap(1.0)

    def gap(self, lines: float) -> None:
        """Leave so many lines empty."""
        self.y += lines * self.hand.leading

    def line(
        self,
        text: str,
        *,
        indent: float = 0.0,
        bold: bool = False,
        align: str = "left",
        underlined: bool = False,
        hand: Hand | None = None,
    ) -> None:
        """One line as it stands; ``align`` is left, centre or right."""
        hand = hand or self.hand
        self._make_room(hand)
        width = hand.width(text, bold=bold)
        free = self.measure - indent - width
        x = self.left + indent + {"left": 0.0, "centre": free / 2, "right": free}[align]
        self.y += hand.leading
        hand.write(self.sheet, text, x, self.y, bold=bold)
        if underlined:
            self.sheet.rule(x, self.y + 1.0, width, 0.3, 200)
        self.sheet.lines.append(hand.reading(text))

    def lines(self, texts: Sequence[str], *, indent: float = 0.0, bold: bool = False) -> None:
        """Several lines as they stand."""
        for text in texts:
            self.line(text, indent=indent, bold=bold)

    def paragraph(self, text: str, *, indent: float = 0.0, first: float = 0.0) -> None:
        """Running text, broken into lines; ``first`` indents its first line."""
        words = text.split()
        shift = first
        while words:
            taken, words = self._take(words, self.measure - indent - shift)
            self._set(taken, indent + shift, self.measure - indent - shift, last=not words)
            shift = 0.0

    def labelled(self, label: str, text: str, *, stop: float = 45.0) -> None:
        """A label at the left and its text, wrapped, from ``stop`` on."""
        self._make_room(self.hand)
        sheet, y = self.sheet, self.y + self.hand.leading
        self.hand.write(sheet, label, self.left, y)
        sheet.lines.append(self.hand.reading(label))
        self.paragraph(text, indent=stop)

    def row(self, cells: Sequence[str], stops: Sequence[float], *, bold: bool = False) -> None:
        """One line of a table; ``stops`` are the left edges of its cells."""
        self._make_room(self.hand)
        self.y += self.hand.leading
        for cell, stop in zip(cells, stops, strict=True):
            self.hand.write(self.sheet, cell, self.left + stop, self.y, bold=bold)
        self.sheet.lines.append(self.hand.reading(" ".join(cell for cell in cells if cell)))

    def _make_room(self, hand: Hand) -> None:
        if self.room < hand.leading:
            self.turn_page()

    def _take(self, words: list[str], width: float) -> tuple[list[str], list[str]]:
        """As many words as fit, the last one broken where that saves much room."""
        space = self.hand.width(" ")
        used = self.hand.width(words[0])
        count = 1
        while count < len(words):
            step = space + self.hand.width(words[count])
            if used + step > width:
                break
            used, count = used + step, count + 1
        rest = words[count:]
        if rest and width - used > 14.0:
            parts = self.hand.shorten(rest[0], width - used - space)
            if parts:
                return [*words[:count], parts[0]], [parts[1], *rest[1:]]
        return words[:count], rest

    def _set(self, words: list[str], indent: float, width: float, *, last: bool) -> None:
        """Print the words of one line, spread to the full width unless it is the last."""
        if not self.hand.justified or last or len(words) == 1:
            self.line(" ".join(words), indent=indent)
            return
        self._make_room(self.hand)
        self.y += self.hand.leading
        widths = [self.hand.width(word) for word in words]
        space = (width - sum(widths)) / (len(words) - 1)
        x = self.left + indent
        for word, advance in zip(words, widths, strict=True):
            self.hand.write(self.sheet, word, x, self.y)
            x += advance + space
        self.sheet.lines.append(self.hand.reading(" ".join(words)))
