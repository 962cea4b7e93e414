"""Which files can be read at once, and which in the background because they may take long."""

from __future__ import annotations

from gemeinwerk.archive.recognition import lending
from gemeinwerk.assistant.exchange.drafts import Reading
from gemeinwerk.assistant.exchange.formats import read
from gemeinwerk.assistant.exchange.pdf_child import pdf_reader

QUICK_BYTES = 300_000
QUICK = (".md", ".markdown", ".txt", ".csv", ".html", ".htm", ".xml")
"""Kinds of file whose text is read while the person waits, if they are small."""


def is_quick(name: str, size: int) -> bool:
    """Tell whether a file is read in well under two seconds."""
    return size <= QUICK_BYTES and name.casefold().endswith(QUICK)


def read_quickly(name: str, data: bytes) -> Reading:
    """Return what a small file of text holds. Raises ExchangeRefused."""
    return read(name, data)


def read_patiently(name: str, data: bytes) -> Reading:
    """Return what any file holds; a PDF is read in a confined process. Raises ExchangeRefused."""
    with lending.recogniser() as recogniser:
        return read(name, data, read_pdf=pdf_reader(recogniser))
