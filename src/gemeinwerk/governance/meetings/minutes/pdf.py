"""Minutes as PDF/A: the same content always gives the same text and looks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from fpdf import FPDF, FontFace
from fpdf.enums import TableBordersLayout, XPos, YPos

from gemeinwerk.governance.meetings.wording import german

FONTS = "@kern-ux/native/dist/fonts/noto-sans"
NAME = "Noto"
GREY = (90, 100, 105)
LINE = 5.6  # mm


class Sheet(FPDF):
    """A4 with the house's typeface; at the foot what it is, its check sum and the page."""

    def __init__(self, foot: str, *, made_at: datetime) -> None:
        super().__init__(format="A4", enforce_compliance="PDF/A-2B")
        self.foot = foot
        self.set_lang("de-DE")
        self.set_creation_date(made_at)
        self.set_margins(24, 20, 20)
        self.set_auto_page_break(auto=True, margin=24)
        folder = settings.NODE_MODULES / FONTS
        self.add_font(NAME, "", folder / "NotoSans-Regular.woff")
        self.add_font(NAME, "B", folder / "NotoSans-Bold.woff")
        self.alias_nb_pages()

    def footer(self) -> None:
        """Draw the foot of each page."""
        self.set_y(-17)
        self.set_text_color(*GREY)
        self.set_font(NAME, "", 7.5)
        page = _("Page %(page)s of %(pages)s") % {"page": self.page_no(), "pages": "{nb}"}
        self.write_lines(0, 3.6, f"{self.foot}\n{page}")

    def say(self, text: str, *, size: float = 10.5, bold: bool = False, grey: bool = False) -> None:
        """Write a paragraph over the whole width."""
        self.set_font(NAME, "B" if bold else "", size)
        self.set_text_color(*(GREY if grey else (20, 30, 35)))
        self.write_lines(0, LINE * size / 10.5, text)

    def write_lines(self, width: float, height: float, text: str) -> None:
        """Write text of this width (0: to the margin) and go on below it."""
        self.multi_cell(width, height, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def heading(self, text: str) -> None:
        """Write a heading, on the next page if less than a few lines would follow it."""
        if self.will_page_break(6 * LINE):
            self.add_page()
        self.ln(4)
        self.say(text, size=12, bold=True)
        self.ln(1)


def minutes_pdf(content: dict[str, Any], *, sha256: str, made_at: datetime) -> bytes:
    """Return the minutes as PDF. ``content`` is that of ``drafting.build_content``; without a check
    sum it is marked as a draft.
    """
    day = german(date.fromisoformat(content["day"]))
    about = _("Minutes: %(title)s, %(day)s") % {"title": content["title"], "day": day}
    sheet = Sheet(f"{about}\n{_seal(content, sha256)}", made_at=made_at)
    sheet.set_title(about)
    sheet.set_author(content["alliance"])
    sheet.add_page()
    _write_head(sheet, content, day, is_draft=not sha256)
    _write_attendance(sheet, content)
    for item in content["items"]:
        _write_item(sheet, item)
    _write_signatures(sheet, content)
    return bytes(sheet.output())


def _seal(content: dict[str, Any], sha256: str) -> str:
    if not sha256:
        return _("Draft, not released")
    text = _("Released on %(moment)s by %(by)s. Check sum (SHA-256): %(sha256)s")
    facts = {"moment": content["released_at"], "by": content["released_by"], "sha256": sha256}
    return text % facts


def _write_head(sheet: Sheet, content: dict[str, Any], day: str, *, is_draft: bool) -> None:
    sheet.say(content["alliance"], size=10, grey=True)
    sheet.say(_("Minutes"), size=20, bold=True)
    sheet.say(content["title"], size=13, bold=True)
    if is_draft:
        sheet.ln(1)
        sheet.say(_("Draft, not released"), bold=True)
    sheet.ln(3)
    _write_facts(sheet, list_facts(content, day))
    for sentence in content["invitation"]:
        sheet.say(sentence)


def list_facts(content: dict[str, Any], day: str) -> list[tuple[str, str]]:
    """Return body, day, time, place, chair and minute taker as name and value."""
    hours = _("%(from)s to %(to)s") % {"from": content["began"], "to": content["ended"]}
    where = ", ".join(part for part in (content["place"], content["form"]) if part)
    rows = [
        (_("Body"), content["body"]),
        (_("Day"), day),
        (_("Time"), hours),
        (_("Place and form"), where),
        (_("Chair"), content["chair"]),
        (_("Minute taker"), content["taker"]),
        (_("Guests"), content["guests"]),
    ]
    return [(name, value) for name, value in rows if value]


def _write_facts(sheet: Sheet, rows: Iterable[tuple[str, str]]) -> None:
    sheet.set_font(NAME, "", 10.5)
    sheet.set_text_color(20, 30, 35)
    layout = TableBordersLayout.NONE
    with sheet.table(
        rows,
        col_widths=(24, 76),
        line_height=LINE,
        borders_layout=layout,
        align="LEFT",
        first_row_as_headings=False,
    ):
        pass
    sheet.ln(2)


def _write_attendance(sheet: Sheet, content: dict[str, Any]) -> None:
    sheet.heading(_("Attendance"))
    head = (_("Authority"), _("Represented by"), _("Attendance"), _("Votes"))
    rows = [
        (row["member"], row["person"], row["presence"], str(row["votes"]))
        for row in content["attendance"]
    ]
    sheet.set_font(NAME, "", 9.5)
    style = FontFace(emphasis="BOLD")
    layout = TableBordersLayout.HORIZONTAL_LINES
    with sheet.table(
        [head, *rows],
        col_widths=(35, 27, 25, 13),
        align="LEFT",
        text_align=("LEFT", "LEFT", "LEFT", "RIGHT"),
        line_height=LINE,
        borders_layout=layout,
        headings_style=style,
    ):
        pass
    sheet.ln(1)
    sheet.say(content["presence"])


def _write_item(sheet: Sheet, item: dict[str, Any]) -> None:
    sheet.heading(f"{item['number']}. {item['title']}")
    said = [_("Motion no. %(number)s") % {"number": item["motion"]}] if item["motion"] else []
    said.append(_("brought by %(member)s") % {"member": item["by"]})
    if item["is_late"]:
        said.append(_("put on the agenda after the invitation"))
    sheet.say(", ".join(said), size=9, grey=True)
    for paragraph in item["text"].split("\n"):
        sheet.say(paragraph) if paragraph.strip() else sheet.ln(LINE / 2)


def _write_signatures(sheet: Sheet, content: dict[str, Any]) -> None:
    if sheet.will_page_break(36):
        sheet.add_page()
    sheet.ln(22)
    half = sheet.epw / 2 - 6
    left, top = sheet.l_margin, sheet.get_y()
    for number, (role, name) in enumerate(
        ((_("Chair"), content["chair"]), (_("Minute taker"), content["taker"]))
    ):
        x = left + number * (half + 12)
        sheet.line(x, top, x + half, top)
        sheet.set_xy(x, top + 1)
        sheet.set_font(NAME, "", 9.5)
        sheet.set_text_color(20, 30, 35)
        sheet.write_lines(half, 4.6, f"{name}\n{role}")
