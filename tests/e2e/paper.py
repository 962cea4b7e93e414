"""Small scans with clear print, made while the test runs. What they say is invented."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from PIL import Image, ImageDraw

from demo import fonts
from gemeinwerk.archive.intake import actions as intake
from gemeinwerk.archive.models import Collection, Document, DocumentState
from tests.factories import House

WIDTH, HEIGHT = 1240, 900  # a short A4 sheet at 150 dpi: quick to read, like a half-filled page
WAIT_SECONDS = 60.0
PAUSE_SECONDS = 0.1
Found = TypeVar("Found")

DRIVEWAY = ("Baulastenblatt Nr. 417", "Die Feuerwehrzufahrt ist", "auf Dauer freizuhalten.")
DISTANCE = ("Baulastenblatt Nr. 418", "Die Abstandsfläche liegt", "auf dem Nachbargrundstück.")
COUNCIL = ("Sitzung des Kreistages", "Der Haushalt wurde", "einstimmig beschlossen.")


def tiff(*pages: Sequence[str]) -> bytes:
    """Return a TIFF, one page for each list of lines."""
    first, *others = [_draw(lines) for lines in pages]
    target = io.BytesIO()
    first.save(
        target, "TIFF", save_all=True, append_images=others, compression="group4", dpi=(150, 150)
    )
    return target.getvalue()


def png(lines: Sequence[str]) -> bytes:
    """Return a PNG of one page."""
    target = io.BytesIO()
    _draw(lines).save(target, "PNG", dpi=(150, 150))
    return target.getvalue()


def broken_pdf() -> bytes:
    """Return something that begins like a PDF and then is none."""
    return b"%PDF-1.7\n" + b"\x00\xff garbage " * 40


def digitise(
    house: House, collection: Collection, name: str, data: bytes, record: str = ""
) -> Document:
    """Put a file into a collection and wait until the worker has read it and made its PDF."""
    document = take_in(house, collection, name, data, record)
    return _wait_for_document(house, document, state=DocumentState.READY, pdf_sha256__gt="")


def take_in(
    house: House, collection: Collection, name: str, data: bytes, record: str = ""
) -> Document:
    """Put a file into a collection; the worker begins to read it."""
    with house.context():
        actor = house.actor()
        run = intake.start_intake(collection=collection, actor=actor)
        stored = intake.store_bytes(io.BytesIO(data), actor=actor)
        incoming = intake.Incoming(name, record or name.rsplit(".", 1)[0], stored)
        document = intake.take_in(intake=run, incoming=incoming, meta=None, actor=actor)
        intake.close_intake(intake=run, actor=actor)
    return document


def wait_until_refused(house: House, document: Document) -> Document:
    """Wait until the worker has found out that a file cannot be read."""
    return _wait_for_document(house, document, state=DocumentState.REFUSED)


def _wait_for_document(house: House, document: Document, **facts: str) -> Document:
    def find() -> Document | None:
        with house.context():
            return Document.objects.filter(id=document.id, **facts).first()

    return wait_for(find)


def wait_for(find: Callable[[], Found | None]) -> Found:
    """Return what ``find`` gives as soon as it gives something."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        found = find()
        if found:
            return found
        time.sleep(PAUSE_SECONDS)
    raise TimeoutError(f"{find.__qualname__} gave nothing within {WAIT_SECONDS:.0f} seconds")


def _draw(lines: Sequence[str]) -> Image.Image:
    sheet = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(sheet)
    font = fonts.load_font(fonts.GROTESK, 48)
    for number, line in enumerate(lines):
        pen.text((140, 130 + 100 * number), line, font=font, fill=0)
    return sheet.point(lambda grey: 255 if grey > 140 else 0, mode="1")
