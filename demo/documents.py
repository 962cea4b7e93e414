"""Kinds of paper an administration keeps, each built as sheets of ink."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from demo import fonts, stamps
from demo.facts import Case
from demo.flow import Flow
from demo.sheet import BLUE, PENCIL, RED, VIOLET, Colour, Sheet
from demo.typesetting import Fraktur, Hand, Print, Typewriter
from demo.wording import Deck, paragraphs

LETTERPRESS = Print(fonts.ANTIQUA, fonts.ANTIQUA_BOLD, points=12.0, leading=5.6, spread=0.8)
LASER = Print(fonts.GROTESK, fonts.GROTESK_BOLD, points=10.5, leading=5.3, justified=False)
FORM = Print(fonts.GROTESK, fonts.GROTESK_BOLD, points=8.0, leading=4.2, justified=False)
OLD_FORM = Print(fonts.ANTIQUA, fonts.ANTIQUA_BOLD, points=9.5, leading=4.2, spread=0.8)
HEAD = Print(fonts.ANTIQUA, fonts.ANTIQUA_BOLD, points=17.0, leading=8.0, spread=0.8)
HEAD_SMALL = Print(fonts.ANTIQUA, fonts.ANTIQUA_BOLD, points=10.0, leading=5.0, spread=0.8)
MODERN_HEAD = Print(fonts.GROTESK, fonts.GROTESK_BOLD, points=15.0, leading=7.5, justified=False)

_OFFICES = {
    "memo": ("Landkreis {county}", "Bauaufsichtsamt · Aktenvermerk"),
    "office": ("Landkreis {county}", "Der Oberkreisdirektor · Bauaufsichtsamt"),
    "brigade": ("Landkreis {county}", "Der Kreisbrandmeister"),
    "roads": ("Straßenbauamt {seat}", "Abteilung Straßenverwaltung"),
    "health": ("Kreisgesundheitsamt {seat}", "Der Amtsarzt"),
    "monument": ("Amt für Denkmalpflege", "Außenstelle {seat}"),
}
_ENTERED = {
    1: "Eingetragen am {date} auf Grund der Verpflichtungserklärung.",
    2: "Eingetragen am {date2}.",
}
_PRIVATE = {"neighbour": "neighbour", "applicant": "applicant", "owner": "owner"}


@dataclass
class Desk:
    """Who writes in which year: typeface, resolution, and the pile of texts."""

    rng: np.random.Generator
    deck: Deck
    case: Case
    dpi: int = 200

    @property
    def year(self) -> int:
        return int(self.case["year"])

    def hand(self) -> Hand:
        """A machine of the time: typewriters up to 1985, then a daisy wheel, then a printer."""
        if self.year >= 1992:
            return LASER
        if self.year > 1985:
            return Typewriter(fonts.COURIER, self.rng, leading=5.4, worn=0.05)
        worn = float(self.rng.uniform(0.15, 0.75))
        if self.rng.random() < 0.4:
            return Typewriter(
                fonts.ELITE, self.rng, pitch=2.12, points=11.0, leading=5.9, worn=worn * 0.8
            )
        leading = float(self.rng.choice([5.4, 6.0]))
        return Typewriter(fonts.COURIER, self.rng, leading=leading, worn=worn)

    def form(self) -> Hand:
        """The small type of printed forms."""
        return FORM if self.year >= 1973 else OLD_FORM

    def fill(self, text: str) -> str:
        """The text with the facts of the case."""
        return text.format_map(self.case)


def _letterhead(desk: Desk, flow: Flow, sender: str) -> None:
    """Printed head of an office, typed address of a private person."""
    if sender in _PRIVATE:
        flow.line(desk.case[_PRIVATE[sender]])
        flow.line(desk.fill("{street2}" if sender == "neighbour" else "{street}"))
        flow.line(desk.fill("{place}, den {date}"), align="right")
        flow.gap(1)
        return
    name, branch = (desk.fill(part) for part in _OFFICES[sender])
    head, small = (MODERN_HEAD, FORM) if desk.year >= 1980 else (HEAD, HEAD_SMALL)
    flow.line(name, hand=head, bold=True)
    flow.line(branch, hand=small)
    flow.sheet.rule(flow.left, flow.y + 2.0, flow.measure, 0.4)
    flow.y += 4.0
    flow.line(desk.fill("Aktenzeichen: {file}"), hand=small)
    flow.line(desk.fill("{seat}, den {date}"), align="right")
    flow.gap(0.6)


def letter(desk: Desk, text: dict[str, Any]) -> list[Sheet]:
    """A letter with head, address, subject, body and signature."""
    flow = Flow(desk.hand(), desk.dpi)
    sender = text["sender"]
    _letterhead(desk, flow, sender)
    if sender == "office":
        flow.lines([desk.case["applicant"], desk.case["street"], desk.case["place"]])
    elif sender != "memo":
        flow.lines([desk.fill("An den Landkreis {county}"), "Bauaufsichtsamt", desk.case["seat"]])
    flow.gap(1.2)
    prefix = "Betr.: " if desk.year < 1990 else ""
    flow.paragraph(prefix + text["subject"])
    if sender != "neighbour":
        flow.paragraph(desk.fill("Bauvorhaben {project_short}, {street} in {place}"))
    flow.gap(0.8)
    _body(desk, flow, text["body"])
    _sign(desk, flow, desk.case.get(_PRIVATE.get(sender, ""), desk.case["officer"]))
    _receive(desk, flow.sheets[0], sender)
    return flow.sheets


def _body(desk: Desk, flow: Flow, body: str) -> None:
    for part in paragraphs(desk.fill(body)):
        flow.paragraph(part)
        flow.gap(0.55)


def _sign(
    desk: Desk, flow: Flow, name: str, *, seal: bool = False, colour: Colour | None = None
) -> None:
    """A signature over the typed name, with a seal beside it if the paper is official."""
    if flow.room < 30:
        flow.turn_page()
    ink = colour or (BLUE if desk.rng.random() < 0.6 else (52, 48, 60))
    x = flow.left + float(desk.rng.uniform(0, 14))
    flow.sheet.stamp(stamps.signature(desk.rng, desk.dpi), ink, x, flow.y - 1.0)
    if seal:
        mark = stamps.round_seal(
            desk.rng, desk.dpi, f"LANDKREIS {desk.case['county'].upper()}", "BAUAUFSICHT"
        )
        flow.sheet.stamp(mark, VIOLET if desk.rng.random() < 0.5 else BLUE, 112, flow.y - 6)
    flow.y += 16.0
    flow.line(f"({name.rsplit(' ', 1)[-1]})", indent=8)


def _receive(desk: Desk, sheet: Sheet, sender: str) -> None:
    """What the registry did with incoming mail, and what readers left in the margin."""
    if sender not in ("office", "memo"):
        colour = (BLUE, RED, VIOLET)[int(desk.rng.integers(0, 3))]
        mark = stamps.received_stamp(
            desk.rng, desk.dpi, f"Kreisbauamt {desk.case['seat']}", desk.case["stamp_date"]
        )
        x, y = desk.rng.uniform((122.0, 6.0), (132.0, 14.0))
        sheet.stamp(mark, colour, float(x), float(y))
    elif desk.rng.random() < 0.5:
        word = str(desk.rng.choice(["Durchschrift", "Entwurf", "Zu den Akten", "Abschrift"]))
        sheet.stamp(stamps.word_stamp(desk.rng, desk.dpi, word), RED, 140, 14)
    _margin_marks(desk, sheet)


def _margin_marks(desk: Desk, sheet: Sheet) -> None:
    for _ in range(int(desk.rng.integers(0, 3))):
        colour = (RED, PENCIL, BLUE)[int(desk.rng.integers(0, 3))]
        mark = stamps.tick_mark(desk.rng, desk.dpi)
        x = float(desk.rng.choice([5.0, 192.0]))
        sheet.stamp(mark, colour, x, float(desk.rng.uniform(60, 250)))


def application(desk: Desk, text: dict[str, Any]) -> list[Sheet]:
    """A printed application form, filled in with a typewriter."""
    flow = Flow(desk.hand(), desk.dpi, top=20.0)
    desk.case["project"] = text["project"]
    desk.case["project_short"] = text["project"].split(" mit ")[0].split(" und ")[0]
    flow.line("Bauantrag", hand=HEAD, bold=True)
    flow.line("(in dreifacher Ausfertigung einzureichen)", hand=desk.form())
    flow.gap(0.6)
    for label, value in (
        ("1. Bauherr", "{applicant}, {place}"),
        ("2. Vorhaben", text["project"]),
        ("3. Grundstück", "{place}, {street}"),
        ("4. Kataster", "Gemarkung {gemarkung}, Flur {flur}, Flurstück {parcel}"),
        ("5. Nachbar", "{neighbour}, Flurstück {parcel2}"),
        ("6. Entwurf", "Architekt {m1}, {seat}"),
    ):
        _form_field(flow, desk.form(), label, desk.fill(value))
    flow.line("7. Beschreibung des Vorhabens", hand=desk.form())
    flow.gap(0.2)
    _body(desk, flow, text["body"])
    flow.line(desk.fill("{place}, den {date3}"))
    _sign(desk, flow, desk.case["applicant"])
    _receive(desk, flow.sheets[0], "applicant")
    return flow.sheets


def _form_field(flow: Flow, form: Hand, label: str, value: str) -> None:
    """A printed label, a typed entry and the dotted rule below."""
    y = flow.y + flow.hand.leading
    form.write(flow.sheet, label, flow.left, y)
    flow.sheet.lines.append(label)
    flow.paragraph(value, indent=38)
    flow.sheet.rule(flow.left + 36, flow.y + 1.5, flow.measure - 36, 0.15, 170)
    flow.y += 2.0


def permit(desk: Desk, text: dict[str, Any], *, conditions: int = 7) -> list[Sheet]:
    """A building permit with numbered conditions, fee and seal."""
    flow = Flow(desk.hand(), desk.dpi)
    _letterhead(desk, flow, "office")
    flow.lines([desk.case["applicant"], desk.case["street"], desk.case["place"]])
    flow.gap(1)
    flow.line(
        desk.fill(f"{text['title']} Nr. {{file}}"), bold=True, align="centre", underlined=True
    )
    flow.gap(0.8)
    _body(desk, flow, text["body"])
    drawn = desk.deck.draw_some("bauakten", "conditions", conditions)
    for number, condition in enumerate(drawn, 1):
        if flow.room < 22:
            flow.turn_page()
        flow.hand.write(flow.sheet, f"{number}.", flow.left, flow.y + flow.hand.leading)
        flow.sheet.lines.append(f"{number}.")
        flow.paragraph(condition, indent=9)
        flow.gap(0.3)
    flow.gap(0.3)
    if flow.room < 85:
        flow.turn_page()
    _body(desk, flow, text["closing"])
    _sign(desk, flow, desk.case["officer"], seal=True)
    return flow.sheets


def inspection(desk: Desk, text: dict[str, Any]) -> list[Sheet]:
    """A record of an inspection on site."""
    flow = Flow(desk.hand(), desk.dpi, top=22.0)
    flow.line(desk.fill("Landkreis {county} · Bauaufsichtsamt"), hand=desk.form())
    flow.gap(0.6)
    flow.line(text["title"], bold=True, underlined=True)
    flow.gap(0.8)
    for label, value in (
        ("Bauherr:", "{applicant}"),
        ("Bauort:", "{place}, {street}"),
        ("Aktenzeichen:", "{file}"),
        ("Tag der Besichtigung:", "{date}"),
    ):
        flow.labelled(label, desk.fill(value), stop=58)
    flow.gap(0.8)
    _body(desk, flow, text["body"])
    flow.line(desk.fill("Aufgestellt: {seat}, den {date2}"))
    _sign(desk, flow, desk.case["clerk"])
    _margin_marks(desk, flow.sheets[0])
    if desk.rng.random() < 0.6:
        mark = stamps.word_stamp(desk.rng, desk.dpi, "Erledigt")
        flow.sheets[0].stamp(mark, RED, 145, 24)
    return flow.sheets


def encumbrance_sheet(desk: Desk, entry: dict[str, Any]) -> list[Sheet]:
    """A Baulastenblatt: printed form, typed entries, remarks in the last column.

    Some sheets carry a second, short entry that changes the first.
    """
    entries = [entry]
    if desk.rng.random() < 0.6:
        entries.append({"title": "", "note": "", **desk.deck.draw("baulasten", "addendum")})
    sheet = Sheet(desk.dpi)
    hand = desk.hand()
    _register_form(desk, sheet, hand)
    flow = Flow(hand, desk.dpi, left=37.0, right=54.0, sheets=[sheet], y=92.0)
    for number, entry in enumerate(entries, 1):
        hand.write(sheet, str(number), 25.0, flow.y + hand.leading)
        remarks = Flow(hand, desk.dpi, left=158.5, right=12.0, sheets=[sheet], y=flow.y)
        if entry["title"]:
            _heading(flow, entry["title"])
        _body(desk, flow, entry["body"])
        flow.paragraph(desk.fill(_ENTERED[min(number, 2)]))
        if entry["note"]:
            remarks.paragraph(desk.fill(entry["note"]))
        sheet.stamp(stamps.signature(desk.rng, desk.dpi, width=32), BLUE, 120, flow.y - 1)
        flow.y += 13.0
        sheet.rule(20.0, flow.y, 176.0, 0.2, 190)
        flow.y += 2.0
    mark = stamps.round_seal(
        desk.rng, desk.dpi, f"LANDKREIS {desk.case['county'].upper()}", "BAULASTENBUCH", size=31
    )
    sheet.stamp(mark, VIOLET, float(desk.rng.uniform(40, 95)), min(flow.y - 16, 250))
    _margin_marks(desk, sheet)
    return [sheet]


def _heading(flow: Flow, title: str) -> None:
    """An underlined title that may need two lines."""
    for part in title.split(" (", 1):
        text = part if part == title or not part.endswith(")") else f"({part}"
        flow.line(text, underlined=True)
    flow.gap(0.3)


def _register_form(desk: Desk, sheet: Sheet, hand: Hand) -> None:
    """The printed part of a Baulastenblatt and its head, filled in."""
    form = desk.form()
    head = Flow(form, desk.dpi, left=20.0, right=14.0, sheets=[sheet], y=14.0)
    head.line("Baulastenverzeichnis", hand=HEAD, bold=True)
    head.y += 1.0
    for label, value, x in (
        ("von", desk.case["place"], 20.0),
        ("Baulastenblatt Nr.", desk.case["sheet"], 108.0),
    ):
        form.write(sheet, label, x, 32.0)
        hand.write(sheet, value, x + form.width(label) + 4, 32.0)
        sheet.lines.append(f"{label} {value}")
    sheet.frame(20.0, 38.0, 176.0, 34.0)
    fields = (
        ("Belastetes Grundstück", "{street}, {place}", 46.0),
        ("Gemarkung", "{gemarkung}", 54.0),
        ("Flur / Flurstück", "{flur} / {parcel}", 62.0),
        ("Eigentümer", "{owner}", 70.0),
    )
    for label, value, y in fields:
        form.write(sheet, label, 23.0, y)
        hand.write(sheet, desk.fill(value), 70.0, y)
        sheet.lines.append(f"{label} {desk.fill(value)}")
    sheet.frame(20.0, 76.0, 176.0, 204.0)
    for x in (34.0, 157.0):
        sheet.rule(x, 76.0, 0.3, 204.0)
    sheet.rule(20.0, 88.0, 176.0, 0.3)
    for label, x in (("Nr.", 23.0), ("Inhalt der Eintragung", 37.0), ("Bemerkungen", 158.5)):
        form.write(sheet, label, x, 83.5)
        sheet.lines.append(label)


def declaration(desk: Desk, text: dict[str, Any]) -> list[Sheet]:
    """A declaration by the owner of a parcel, or a letter about one."""
    flow = Flow(desk.hand(), desk.dpi)
    answer = text["title"].startswith("Auskunft")
    _letterhead(desk, flow, "office" if answer else "owner")
    if not answer:
        flow.lines([desk.fill("Landkreis {county}"), "Untere Bauaufsichtsbehörde"])
        flow.gap(1)
    flow.line(text["title"], bold=True, underlined=True)
    flow.gap(0.8)
    _body(desk, flow, text["body"])
    name = desk.case["officer"] if answer else desk.case["owner"]
    _sign(desk, flow, name, seal=answer)
    _receive(desk, flow.sheets[0], "office" if answer else "owner")
    return flow.sheets


def minutes(desk: Desk, text: dict[str, Any]) -> list[Sheet]:
    """Minutes of a council with attendance and agenda, several pages long."""
    flow = Flow(desk.hand(), desk.dpi)
    flow.paragraph(desk.fill(text["title"]))
    flow.sheet.rule(flow.left, flow.y + 1.5, flow.measure, 0.3)
    flow.gap(1)
    flow.paragraph(desk.fill(f"am {{date}} {text['place']}"))
    flow.gap(0.6)
    flow.labelled("Anwesend:", desk.fill(text["present"]), stop=32)
    flow.labelled("Entschuldigt:", desk.fill(text["excused"]), stop=38)
    flow.gap(0.8)
    parts = paragraphs(desk.fill(text["body"]))
    last = max(index for index, part in enumerate(parts) if part.startswith("# "))
    for index, part in enumerate(parts):
        if part.startswith("# "):
            # The last item stays with the signatures, so that they are never alone on a page.
            if flow.room < (95 if index == last else 25):
                flow.turn_page()
            flow.gap(0.3)
            flow.line(part[2:], bold=True)
            flow.gap(0.2)
        else:
            flow.paragraph(part)
            flow.gap(0.5)
    _close_minutes(desk, flow)
    return flow.sheets


def _close_minutes(desk: Desk, flow: Flow) -> None:
    """Two signatures side by side."""
    if flow.room < 36:
        flow.turn_page()
    flow.line("Vorgelesen, genehmigt und unterschrieben:")
    for x, name, role in (
        (0.0, desk.case["chair"], "Vorsitz"),
        (90.0, desk.case["clerk"], "Niederschrift"),
    ):
        mark = stamps.signature(desk.rng, desk.dpi, width=42)
        flow.sheet.stamp(mark, BLUE if x else (48, 46, 60), flow.left + x, flow.y)
        flow.hand.write(flow.sheet, name, flow.left + x, flow.y + 22)
        flow.hand.write(flow.sheet, role, flow.left + x, flow.y + 27.5)
        flow.sheet.lines += [name, role]


def notice(desk: Desk, text: dict[str, Any]) -> list[Sheet]:
    """A public notice in Fraktur with a double frame or a rule, as posted at the town hall."""
    body = Fraktur(points=14.0, leading=6.3)
    flow = Flow(body, desk.dpi, left=30.0, right=28.0, top=34.0)
    framed = text["year"] % 2 == 0
    if framed:
        flow.sheet.frame(18.0, 18.0, 174.0, 258.0, 0.9)
        flow.sheet.frame(20.5, 20.5, 169.0, 253.0, 0.25)
    flow.line(text["title"], hand=Fraktur(points=26.0, leading=12.0), align="centre")
    flow.gap(0.4)
    first, *rest = paragraphs(text["body"])
    if len(first) < 75:
        flow.line(first, align="centre", hand=Fraktur(points=15.0, leading=7.0))
    else:
        flow.paragraph(first, first=8)
    flow.sheet.rule(85.0, flow.y + 4.0, 40.0, 0.5)
    flow.gap(1.2)
    for part in rest:
        flow.paragraph(part, first=8)
        flow.gap(0.35)
    flow.gap(0.6)
    flow.line(desk.fill(f"Musterstadt, im Jahre {text['year']}."))
    flow.line("Der Magi|strat.", bold=True, align="right")
    flow.line(desk.case["chair"], align="right")
    seal = stamps.round_seal(desk.rng, desk.dpi, "STADT MUSTERSTADT", "MAGISTRAT", size=30)
    if desk.rng.random() < 0.7 and flow.y < 240:
        flow.sheet.stamp(seal, VIOLET, 55.0, flow.y - 12)
    return flow.sheets


def village_paper(desk: Desk, text: dict[str, Any]) -> list[Sheet]:
    """A report or circular of a village."""
    flow = Flow(desk.hand(), desk.dpi)
    old = desk.year < 1965
    if old:
        flow.line(text["heading"], bold=True)
    else:
        flow.line(text["heading"], hand=MODERN_HEAD if desk.year > 1975 else HEAD, bold=True)
        flow.sheet.rule(flow.left, flow.y + 2, flow.measure, 0.4)
        flow.gap(0.5)
    flow.line(desk.fill("Beispielingen, den {date}"), align="right")
    flow.gap(1.5)
    flow.paragraph(text["title"])
    width = min(flow.measure, flow.hand.width(text["title"]))
    flow.sheet.rule(flow.left, flow.y + 1.2, width, 0.3)
    flow.gap(1)
    _body(desk, flow, text["body"])
    _sign(desk, flow, desk.case["chair"])
    seal = stamps.round_seal(desk.rng, desk.dpi, "GEMEINDE BEISPIELINGEN", "ARCHIV", size=30)
    if desk.rng.random() < 0.7:
        flow.sheet.stamp(seal, VIOLET, 120.0, min(flow.y - 20, 250))
    _margin_marks(desk, flow.sheets[0])
    return flow.sheets
