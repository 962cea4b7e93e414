"""PDF files read by the archive's recogniser, in its confined child process, never in this one."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from statistics import median

from gemeinwerk.archive.recognition.errors import Encrypted, Refusal
from gemeinwerk.archive.recognition.recogniser import Recogniser
from gemeinwerk.archive.recognition.rules import PageReading, Word, paragraph_starts
from gemeinwerk.assistant.exchange.drafts import PdfLine, PdfPage
from gemeinwerk.assistant.exchange.errors import FileDamaged, FileLocked, TooManyParts
from gemeinwerk.assistant.exchange.limits import MAX_PAGES
from gemeinwerk.assistant.exchange.pdf_text import ReadPdf


def pdf_reader(recogniser: Recogniser) -> ReadPdf:
    """Return what ``formats.read`` needs for PDF files. Takes about a second a page: for jobs.

    Pages without text of their own are recognised. Raises ``FileDamaged``, ``FileLocked`` and
    ``TooManyParts``.
    """

    def read_pdf(name: str, data: bytes) -> Sequence[PdfPage]:
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(data)
            file.flush()
            try:
                return _read_pages(name, recogniser, Path(file.name))
            except Encrypted as error:
                raise FileLocked(name=name) from error
            except Refusal as error:
                raise FileDamaged(name=name, format="PDF") from error

    return read_pdf


def _read_pages(name: str, recogniser: Recogniser, path: Path) -> list[PdfPage]:
    count = recogniser.inspect(path).pages
    if count > MAX_PAGES:
        raise TooManyParts(name=name, limit=MAX_PAGES)
    return [to_page(recogniser.read_page(path, at).reading) for at in range(1, count + 1)]


def to_page(reading: PageReading) -> PdfPage:
    """Return the lines of a page that was read, with their heights in pixels."""
    starts = set(paragraph_starts(reading.words))
    lines = [list(words) for _number, words in groupby(reading.words, key=_line)]
    return PdfPage(
        tuple(
            PdfLine(
                " ".join(word.text for word in words),
                float(median(word.bottom - word.top for word in words)),
                words[0].line in starts,
            )
            for words in lines
        )
    )


def _line(word: Word) -> int:
    return word.line
