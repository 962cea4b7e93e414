"""A report as PDF/A: A4, the house's typeface embedded, tables that go on over pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from gemeinwerk.governance.costs.reports import Cell, Report, Table
from gemeinwerk.kernel import clock

FONTS = Path("@kern-ux/native/dist/fonts/noto-sans")
FAMILY = "Noto Sans"
MARGIN_MM = 18
WIDE_COLUMNS = 5
GREY = (90, 90, 90)
HEAD_FILL = (232, 237, 242)


class _Paper(FPDF):
    """Pages with the alliance above and page numbers below."""

    def __init__(self, report: Report) -> None:
        wide = max((len(table.head) for table in report.tables), default=0) > WIDE_COLUMNS
        super().__init__(
            orientation="landscape" if wide else "portrait", enforce_compliance="PDF/A-2B"
        )
        self.report = report
        folder = settings.NODE_MODULES / FONTS
        self.add_font(FAMILY, "", folder / "NotoSans-Regular.woff")
        self.add_font(FAMILY, "B", folder / "NotoSans-Bold.woff")
        self.set_margins(MARGIN_MM, MARGIN_MM, MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=MARGIN_MM + 6)
        self.set_title(report.title)
        self.set_author(report.alliance)
        self.set_lang("de-DE")
        self.set_creation_date(clock.now())

    def footer(self) -> None:
        """Write the day and the page number."""
        self.set_y(-MARGIN_MM)
        self.set_font(FAMILY, size=8)
        self.set_text_color(*GREY)
        day = clock.now().astimezone(clock.BERLIN).strftime("%d.%m.%Y %H:%M")
        facts = {"day": day, "page": self.page_no(), "pages": "{nb}"}
        self.cell(0, 5, _("As of %(day)s – page %(page)s of %(pages)s") % facts, align="C")
        self.set_text_color(0)


def write_pdf(report: Report) -> bytes:
    """Return the report as a PDF/A-2b file."""
    paper = _Paper(report)
    paper.add_page()
    _line(paper, report.alliance, size=9, color=GREY)
    _line(paper, report.title, size=16, style="B", gap=3)
    _write_facts(paper, report)
    for table in report.tables:
        _write_table(paper, table)
    _write_steps(paper, report.steps)
    return bytes(paper.output())


def _write_facts(paper: _Paper, report: Report) -> None:
    paper.set_font(FAMILY, size=9)
    with paper.table(
        borders_layout=TableBordersLayout.NONE,
        col_widths=(28, 72),
        first_row_as_headings=False,
        line_height=5,
        text_align="LEFT",
    ) as drawn:
        for name, value in report.facts:
            row = drawn.row()
            row.cell(name, style=FontFace(emphasis="BOLD"), v_align="TOP")
            row.cell(value or "–", v_align="TOP")
    paper.ln(4)


def _write_table(paper: _Paper, table: Table) -> None:
    _line(paper, table.caption, size=11, style="B", gap=1)
    paper.set_font(FAMILY, size=8)
    with paper.table(
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        col_widths=_widths(table),
        headings_style=FontFace(emphasis="BOLD", fill_color=HEAD_FILL),
        line_height=4.5,
        padding=(0.8, 1),
    ) as drawn:
        for cells in (table.head, *table.rows):
            _write_row(drawn.row(), cells)
        if table.total:
            _write_row(drawn.row(style=FontFace(emphasis="BOLD")), table.total)
    paper.ln(4)


def _write_row(row: object, cells: Sequence[Cell]) -> None:
    for cell in cells:
        row.cell(cell.text, align="RIGHT" if cell.is_number else "LEFT")  # type: ignore[attr-defined]


def _widths(table: Table) -> tuple[int, ...]:
    """Give each column room for its longest word or number, and text a little more."""
    columns = zip(*[row for row in (table.head, *table.rows, table.total) if row], strict=True)
    widths = []
    for column in columns:
        longest_word = max(len(word) for cell in column for word in (cell.text.split(" ")))
        longest = max(len(cell.text) for cell in column)
        widths.append(min(max(longest_word, 6, longest // 2), 30))
    return tuple(widths)


def _write_steps(paper: _Paper, steps: Sequence[str]) -> None:
    if not steps:
        return
    _line(paper, _("How it was calculated"), size=11, style="B", gap=1)
    paper.set_font(FAMILY, size=9)
    for number, step in enumerate(steps, start=1):
        paper.multi_cell(0, 5, f"{number}. {step}", align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _line(
    paper: _Paper,
    text: str,
    *,
    size: int,
    style: str = "",
    gap: int = 0,
    color: tuple[int, int, int] = (0, 0, 0),
) -> None:
    paper.set_font(FAMILY, style=style, size=size)
    paper.set_text_color(*color)
    paper.multi_cell(0, size / 2, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.set_text_color(0)
    paper.ln(gap)
