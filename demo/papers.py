"""Writes the invented files of four authorities as scans: `python -m demo.papers TARGET`.

Layout: ``TARGET/<ags>/<collection>/<folder>/<files>`` and beside the folders ``akten.csv``.
The same seed gives the same bytes on the same machine.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image

from demo import binding, fonts, looks
from demo.damage import Cellar
from demo.digital_pdf import ScreenPrint, digital_pdf, save_pdf
from demo.documents import Desk
from demo.facts import make_case
from demo.flow import Flow
from demo.holdings import MAKERS, Folder, Item, all_folders
from demo.people import NEIGHBOUR
from demo.sheet import Sheet
from demo.wording import Deck, load_texts, paragraphs

CSV_HEADER = ("ordner", "aktenzeichen", "titel", "von", "bis", "personenbezogen")

Report = Callable[[int, int], None]


@dataclass
class Shelf:
    """One collection of one member on disk.

    ``pages`` holds for every file its path and the text of each page as printed (round s, stamps
    and signatures left out); a file that cannot be read has no pages.
    """

    ags: str
    collection: str
    path: Path
    pages: list[tuple[Path, list[str]]] = field(default_factory=list)

    @property
    def page_count(self) -> int:
        """Pages that can be read."""
        return sum(len(texts) for _, texts in self.pages)


def write_papers(
    target: Path, *, seed: int = 1, pages: int | None = None, report: Report | None = None
) -> list[Shelf]:
    """Write the invented archive below ``target`` and return its shelves.

    ``pages`` stops after the folder that reaches so many pages; more than one edition has
    (about 70) repeats the shelves with other names and dates. ``report`` is called with files
    written and files planned. Raises FontsMissing if the npm packages are not installed.
    """
    writer = _Writer(target, seed)
    planned = sum(len(folder.items) for folder in all_folders())
    for edition, folder in _editions(pages is not None):
        writer.write_folder(folder, edition)
        if report:
            report(writer.files, max(planned, writer.files))
        if pages is not None and writer.page_count >= pages:
            break
    return list(writer.shelves.values())


def _editions(endless: bool) -> Iterator[tuple[int, Folder]]:
    """The folders of the first edition, then (if endless) of one more after the other."""
    for edition in itertools.count() if endless else (0,):
        for folder in all_folders():
            yield edition, folder


class _Writer:
    """Renders folder after folder; holds what they share: noise fields and piles of texts."""

    def __init__(self, target: Path, seed: int) -> None:
        self.target = target
        self.seed = seed
        self.shelves: dict[tuple[str, str], Shelf] = {}
        self.files = 0
        self._cellar = Cellar(np.random.default_rng([seed, 0]))
        self._deck = Deck(np.random.default_rng([seed, 1]))

    @property
    def page_count(self) -> int:
        return sum(shelf.page_count for shelf in self.shelves.values())

    def write_folder(self, folder: Folder, edition: int) -> None:
        """Write all files of a folder and its line in the CSV."""
        number = len([1 for shelf in self.shelves.values() for _ in shelf.pages])
        rng = np.random.default_rng([self.seed, 2, edition, number])
        self._cellar.rng = rng
        case = make_case(rng, folder.year, neighbour=folder.ags == NEIGHBOUR)
        shelf = self._shelf(folder)
        path = shelf.path / (f"{folder.name}-{edition + 1}" if edition else folder.name)
        path.mkdir(parents=True, exist_ok=True)
        for item in folder.items:
            desk = Desk(rng, self._deck, case, item.dpi)
            shelf.pages.append((path / item.name, self._write_item(path, item, desk)))
            self.files += 1
        _append_row(shelf.path / "akten.csv", path.name, folder, case)

    def _shelf(self, folder: Folder) -> Shelf:
        key = (folder.ags, folder.collection)
        if key not in self.shelves:
            path = self.target / folder.ags / folder.collection
            path.mkdir(parents=True, exist_ok=True)
            with (path / "akten.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, delimiter=";").writerow(CSV_HEADER)
            self.shelves[key] = Shelf(*key, path)
        return self.shelves[key]

    def _write_item(self, path: Path, item: Item, desk: Desk) -> list[str]:
        """Write one file and return the text of its pages."""
        if item.binding == "duplicate":
            return self._repeat(path, item)
        if item.binding == "digital":
            data, texts = _decision(desk)
            (path / item.name).write_bytes(data)
            return texts
        made = [MAKERS[kind](desk, words) for kind, words in _parts(item) if kind != "cover"]
        sheets = [sheet for part in made for sheet in part]
        pictures = [self._scan(sheet, made, desk, item) for sheet in sheets]
        if item.binding == "broken":
            data = binding.scanned_pdf(pictures, item.dpi)
            (path / item.name).write_bytes(binding.cut_off(data))
            return []
        texts = [sheet.text for sheet in sheets]
        if item.binding == "mixed":
            cover, words = _cover(desk)
            data = _joined(cover, binding.scanned_pdf(pictures, item.dpi))
            (path / item.name).write_bytes(data)
            return [words, *texts]
        _bind(path / item.name, pictures, item.dpi)
        return texts

    def _scan(self, sheet: Sheet, made: list[list[Sheet]], desk: Desk, item: Item) -> Image.Image:
        """A picture of the sheet, with a neighbour of its own document showing through."""
        part = next(part for part in made if any(other is sheet for other in part))
        others = [other for other in part if other is not sheet and other.dpi == sheet.dpi]
        look = looks.choose_look(desk.rng, desk.year, item.mode)
        return self._cellar.scan(sheet, look, back=others[0] if others else sheet)

    def _repeat(self, path: Path, item: Item) -> list[str]:
        """The same bytes again under another name."""
        folder, name = item.parts
        suffix = path.name.rsplit("-", 1)[1] if path.name.count("-") > 1 else ""
        original = path.parent / (f"{folder}-{suffix}" if suffix else folder) / name
        (path / item.name).write_bytes(original.read_bytes())
        known = {file: texts for shelf in self.shelves.values() for file, texts in shelf.pages}
        return known[original]


def _parts(item: Item) -> list[tuple[str, str]]:
    """Kind and wanted words of every part."""
    split = [part.partition(": ") for part in item.parts]
    return [(kind, words) for kind, _, words in split]


def _bind(path: Path, pictures: list[Image.Image], dpi: int) -> None:
    """Write the pictures in the format of the suffix."""
    if path.suffix == ".tif":
        binding.write_tiff(path, pictures, dpi)
    elif path.suffix == ".pdf":
        path.write_bytes(binding.scanned_pdf(pictures, dpi))
    elif path.suffix == ".png":
        binding.write_png(path, pictures[0], dpi)
    else:
        binding.write_jpeg(path, pictures[0], dpi)


def _decision(desk: Desk) -> tuple[bytes, list[str]]:
    """A decision that was sent as a PDF, and the text of its pages."""
    text = load_texts("bauakten")["digital"]
    hand = ScreenPrint(fonts.GROTESK, fonts.GROTESK_BOLD, points=10.5, leading=5.2)
    flow = Flow(hand, 72)
    flow.line(desk.fill("Landkreis {county}"), bold=True)
    flow.line("Die Landrätin · Untere Bauaufsichtsbehörde")
    flow.gap(1)
    flow.lines([desk.case["applicant"], desk.case["street"], desk.case["place"]])
    flow.line(desk.fill("{seat}, {date}"), align="right")
    flow.line(desk.fill("Aktenzeichen {file}"), align="right")
    flow.gap(1)
    flow.line(text["title"], bold=True)
    flow.gap(1)
    flow.line("Guten Tag,")
    for part in paragraphs(desk.fill(text["body"])):
        flow.gap(0.5)
        if len(part) < 40 and part[-1].isalpha():
            flow.line(part, bold=True)
        else:
            flow.paragraph(part)
    flow.gap(1)
    flow.lines(["Im Auftrag", desk.case["officer"]])
    return digital_pdf(hand, flow.sheets, title=text["title"]), [s.text for s in flow.sheets]


def _cover(desk: Desk) -> tuple[bytes, str]:
    """A cover sheet that a registry system put before the scans, and its text."""
    hand = ScreenPrint(fonts.GROTESK, fonts.GROTESK_BOLD, points=11.0, leading=6.0)
    flow = Flow(hand, 72)
    flow.line("Vorblatt der Registratur", bold=True)
    flow.gap(1)
    for line in (
        "Landkreis {county}, Bauaufsichtsamt",
        "Aktenzeichen: {file}",
        "Bauherrschaft: {applicant}",
        "Grundstück: {place}, {street}",
        "Gemarkung {gemarkung}, Flur {flur}, Flurstück {parcel}",
    ):
        flow.line(desk.fill(line))
    flow.gap(1)
    flow.paragraph(
        "Die folgenden Blätter wurden nachträglich eingescannt. Das Papier ist nach der Prüfung "
        "auf Vollständigkeit an das Zwischenarchiv abgegeben worden; die Aufbewahrungsfrist endet "
        "mit dem Abbruch des Gebäudes. Pläne größer als DIN A3 liegen gesondert im Planschrank."
    )
    return digital_pdf(hand, flow.sheets, title="Vorblatt"), flow.sheet.text


def _joined(*documents_: bytes) -> bytes:
    """Several PDFs as one."""
    joined = pikepdf.new()
    for data in documents_:
        with pikepdf.open(BytesIO(data)) as part:
            joined.pages.extend(part.pages)
    return save_pdf(joined)


def _append_row(path: Path, name: str, folder: Folder, case: dict[str, str]) -> None:
    """The line of a folder in the CSV of its shelf."""
    row = (
        name,
        folder.number.format_map(case),
        folder.title,
        f"{folder.year}-01-01",
        case["iso_date"],
        "ja" if folder.personal else "nein",
    )
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerow(row)


def _print_progress(done: int, planned: int) -> None:
    print(f"\r{done} of {planned} files", end="", file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Command line: write the papers and say what was written."""
    parser = argparse.ArgumentParser(prog="python -m demo.papers", description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, default=None, help="stop after so many pages")
    options = parser.parse_args(arguments)
    try:
        shelves = write_papers(
            options.target, seed=options.seed, pages=options.pages, report=_print_progress
        )
    except fonts.FontsMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    print(file=sys.stderr)
    for shelf in shelves:
        print(f"{shelf.path}: {len(shelf.pages)} files, {shelf.page_count} pages")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
