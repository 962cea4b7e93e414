"""What lies on the shelves: every folder, its files, and what each file is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from demo import documents, drawings
from demo.documents import Desk
from demo.people import COUNTY, NEIGHBOUR, TOWN, VILLAGE
from demo.sheet import Sheet
from demo.wording import load_texts

Maker = Callable[[Desk, str], list[Sheet]]


@dataclass(frozen=True)
class Item:
    """One file. ``parts`` name what is in it, as “kind” or “kind: words of the text to take”.

    ``binding`` is scan (by suffix), digital, mixed, broken or duplicate. For a duplicate, ``parts``
    holds the folder and file it repeats.
    """

    name: str
    parts: tuple[str, ...]
    mode: str = "colour"
    dpi: int = 200
    binding: str = "scan"


@dataclass(frozen=True)
class Folder:
    """One file (Akte) on a shelf; ``number`` is its file number, filled from the case."""

    ags: str
    collection: str
    name: str
    title: str
    year: int
    items: tuple[Item, ...]
    number: str = "{file}"
    personal: bool = True


def _draw(table: str, name: str, make: Callable[[Desk, Any], list[Sheet]]) -> Maker:
    """A maker that takes the named text, or the next one of the pile."""

    def build(desk: Desk, words: str) -> list[Sheet]:
        if not words:
            return make(desk, desk.deck.draw(name, table))
        entries = load_texts(name)[table]
        return make(desk, next(e for e in entries if any(words in str(v) for v in e.values())))

    return build


MAKERS: dict[str, Maker] = {
    "encumbrance": _draw("entry", "baulasten", documents.encumbrance_sheet),
    "declaration": _draw("declaration", "baulasten", documents.declaration),
    "application": _draw("application", "bauakten", documents.application),
    "permit": _draw("permit", "bauakten", documents.permit),
    "inspection": _draw("inspection", "bauakten", documents.inspection),
    "letter": _draw("letter", "bauakten", documents.letter),
    "minutes": _draw("minutes", "sitzungen", documents.minutes),
    "notice": _draw("notice", "bekanntmachungen", documents.notice),
    "village": _draw("paper", "gemeinde", documents.village_paper),
    "site plan": lambda desk, _: [drawings.site_plan(desk.rng, desk.case, desk.dpi)],
    "large plan": lambda desk, _: [drawings.site_plan(desk.rng, desk.case, desk.dpi, large=True)],
    "floor plan": lambda desk, _: [drawings.floor_plan(desk.rng, desk.case, desk.dpi)],
}


def _encumbrances() -> list[Folder]:
    """Twelve sheets of the register, some with the declaration they rest on."""
    plan = (
        (1963, "feuerwehrzufahrt", "jpg", "colour", ("declaration: Vor dem unterzeichneten",)),
        (1965, "abstandsflaeche", "tif", "bitonal", ()),
        (1966, "stellplatz", "jpg", "colour", ()),
        (1968, "vereinigung", "pdf", "colour", ()),
        (1971, "zufahrt", "tif", "grey", ()),
        (1972, "klaeranlage", "jpg", "colour", ()),
        (1974, "bauwich", "pdf", "grey", ("declaration: Hiermit verpflichte",)),
        (1976, "leitung", "tif", "bitonal", ()),
        (1978, "garagen", "jpg", "grey", ("declaration: Lichtspiel",)),
        (1981, "anbau", "pdf", "colour", ()),
        (1984, "spielplatz", "png", "grey", ()),
        (1991, "rettungsweg", "pdf", "bitonal", ("declaration: Auf Ihre Anfrage",)),
    )
    folders = []
    for number, (year, key, suffix, mode, more) in enumerate(plan, 1):
        dpi = 300 if mode == "bitonal" else 200
        items = [Item(f"Baulastenblatt.{suffix}", (f"encumbrance: {key}",), mode, dpi)]
        if more:
            items.append(Item("Erklaerung.pdf" if number % 2 else "Schreiben.jpg", more))
        if number == 1:
            items.append(Item("Lageplan.jpg", ("site plan",)))
        title = f"Baulastenblatt, {key.replace('ae', 'ä').capitalize()}"
        folders.append(
            Folder(COUNTY, "Baulasten", f"BL-{number:04d}", title, year, tuple(items), "BL {sheet}")
        )
    return folders


_BUILDING_FILES = (
    Folder(
        COUNTY,
        "Bauakten",
        "1958-0117",
        "Neubau eines Einfamilienhauses, Einspruch des Nachbarn",
        1958,
        (
            Item("Bauantrag_1958.pdf", ("application: Einfamilienhaus", "site plan")),
            Item("Bauschein.tif", ("permit: Bauschein",), "bitonal", 300),
            Item("Einspruch.jpg", ("letter: Einspruch gegen das",)),
            Item("Antwort.jpg", ("letter: Ihr Einspruch",)),
            Item("Rohbauabnahme.png", ("inspection: Rohbau",), "grey", 170),
        ),
    ),
    Folder(
        COUNTY,
        "Bauakten",
        "1974-0332",
        "Errichtung einer Lagerhalle mit Büroanbau",
        1974,
        (
            Item(
                "Bauantrag_1974.pdf",
                ("application: Lagerhalle", "letter: Stellungnahme der Feuerwehr"),
            ),
            Item("Beteiligungen.tif", ("letter: Landesstraße", "letter: Vermerk"), "grey"),
            Item("Lageplan_A3.jpg", ("large plan",), "colour", 150),
            Item("Brandschau.jpg", ("inspection: Brandschau",)),
            Item("Bauakte_1974_unlesbar.pdf", ("floor plan",), "grey", 150, "broken"),
        ),
    ),
    Folder(
        COUNTY,
        "Bauakten",
        "1966-0208",
        "Wiederaufbau einer Scheune mit Stallanbau",
        1966,
        (
            Item(
                "Akte_Scheune.tif",
                ("application: Scheune", "letter: Amtsarzt", "inspection: Schlußabnahme"),
                "grey",
            ),
            Item("Lageplan.jpg", ("site plan",)),
        ),
    ),
    Folder(
        COUNTY,
        "Bauakten",
        "1989-0451",
        "Anbau und Dachgaube, Widerspruch gegen Gebühren",
        1989,
        (
            Item("Baugenehmigung_1989.pdf", ("permit: Befreiung",), "grey"),
            Item("Widerspruch.jpg", ("letter: Gebührenbescheid",)),
            Item("Grundriss.png", ("floor plan",), "grey", 150),
            Item("Lageplan (Kopie).jpg", ("1966-0208", "Lageplan.jpg"), binding="duplicate"),
        ),
    ),
    Folder(
        COUNTY,
        "Bauakten",
        "2014-0086",
        "Nebengebäude mit Photovoltaikanlage",
        2014,
        (
            Item("Bescheid_2014.pdf", ("digital",), binding="digital"),
            Item("Denkmalpflege.pdf", ("letter: Kirche",)),
        ),
    ),
    Folder(
        NEIGHBOUR,
        "Bauakten",
        "N-1971-044",
        "Umbau eines Ladengeschäftes",
        1971,
        (
            Item(
                "Bauakte_1971.pdf",
                ("application: Ladengesch", "letter: Unvollständige", "letter: Baueinstellung"),
            ),
            Item("Grundriss.jpg", ("floor plan",)),
        ),
    ),
    Folder(
        NEIGHBOUR,
        "Bauakten",
        "N-1996-219",
        "Verlängerung und Nachtrag",
        1996,
        (
            Item(
                "Vorgang_1996.pdf",
                ("cover", "letter: Verlängerung", "permit: Nachtrag"),
                "grey",
                200,
                "mixed",
            ),
        ),
    ),
)

_MINUTES = (
    Folder(
        COUNTY,
        "Kreistag",
        "KT-1968-14",
        "14. Sitzung des Kreistages",
        1968,
        (Item("Niederschrift.tif", ("minutes: kreistag_1968",), "grey"),),
        "KT 14/1968",
        False,
    ),
    Folder(
        COUNTY,
        "Kreistag",
        "KT-1993-09",
        "9. Sitzung des Kreistages",
        1993,
        (Item("Protokoll.tif", ("minutes: kreistag_1993",), "bitonal", 300),),
        "KT 9/1993",
        False,
    ),
    Folder(
        TOWN,
        "Ratsprotokolle",
        "Rat-1954",
        "Sitzung des Rates",
        1954,
        (Item("Niederschrift_1954.pdf", ("minutes: rat_1954",)),),
        "StR 3/1954",
        False,
    ),
    Folder(
        TOWN,
        "Ratsprotokolle",
        "Rat-1987",
        "Sitzung des Stadtrates",
        1987,
        (Item("Niederschrift_1987.tif", ("minutes: rat_1987",), "bitonal", 300),),
        "StR 5/1987",
        False,
    ),
)


def _notices() -> list[Folder]:
    """Seven notices in Fraktur, one folder each year."""
    suffixes = ("jpg", "tif", "jpg", "pdf", "jpg", "png", "tif")
    folders = []
    for text, suffix in zip(load_texts("bekanntmachungen")["notice"], suffixes, strict=True):
        year = text["year"]
        mode = {"tif": "grey", "png": "grey"}.get(suffix, "colour")
        item = Item(f"Bekanntmachung_{year}.{suffix}", (f"notice: {year}",), mode, 220)
        title = f"Bekanntmachung {year}"
        folders.append(
            Folder(
                TOWN, "Bekanntmachungen", f"Bek-{year}", title, year, (item,), f"Bek {year}", False
            )
        )
    return folders


def _village_papers() -> list[Folder]:
    """Six papers of the village archive."""
    suffixes = ("jpg", "tif", "jpg", "pdf", "tif", "pdf")
    folders = []
    for text, suffix in zip(load_texts("gemeinde")["paper"], suffixes, strict=True):
        year = text["year"]
        mode = "bitonal" if year == 1979 else ("grey" if suffix == "tif" else "colour")
        dpi = 300 if mode == "bitonal" else 200
        item = Item(f"Blatt_1.{suffix}", (f"village: {text['title']}",), mode, dpi)
        folders.append(
            Folder(
                VILLAGE, "Gemeindearchiv", f"GA-{year}", text["title"], year, (item,),
                f"GA {year}/1", "Einsatz" in text["title"],
            )
        )  # fmt: skip
    return folders


def all_folders() -> list[Folder]:
    """Every folder of one edition, shelves taking turns, so that any beginning is a mixture."""
    shelves: dict[tuple[str, str], list[Folder]] = {}
    for folder in (
        *_encumbrances(), *_BUILDING_FILES, *_MINUTES, *_notices(), *_village_papers()
    ):  # fmt: skip
        shelves.setdefault((folder.ags, folder.collection), []).append(folder)
    turns = zip_longest(*shelves.values())
    return [folder for turn in turns for folder in turn if folder]
