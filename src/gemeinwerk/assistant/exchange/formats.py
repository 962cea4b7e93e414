"""Which formats there are, and the one way in and out.

``read`` tells a format by its first bytes and, where those say nothing, by the name. A PDF is never
opened in this process: the caller brings a function that has it read in a confined child.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gemeinwerk.assistant.exchange.csv_table import (
    read_csv,
    write_articles_csv,
    write_offices_csv,
)
from gemeinwerk.assistant.exchange.docx_file import read_docx, write_docx
from gemeinwerk.assistant.exchange.drafts import ArticleDraft, OfficeDraft, Reading
from gemeinwerk.assistant.exchange.errors import (
    ExchangeRefused,
    FileEmpty,
    FileLeftOut,
    FileLocked,
    FileTooLarge,
    FormatUnknown,
    NothingToRead,
    OneArticleOnly,
    PartLeftOut,
    PdfNotRead,
    TooManyParts,
)
from gemeinwerk.assistant.exchange.html_page import read_html, write_html
from gemeinwerk.assistant.exchange.limits import MAX_ARTICLES, MAX_FILE_MB, MAX_REMARKS, shown
from gemeinwerk.assistant.exchange.markdown_files import read_markdown, write_markdown
from gemeinwerk.assistant.exchange.packed import list_files, open_zip
from gemeinwerk.assistant.exchange.pdf_text import ReadPdf, read_pdf_pages
from gemeinwerk.assistant.exchange.xzufi import read_xzufi
from gemeinwerk.assistant.exchange.xzufi_writing import write_xzufi
from gemeinwerk.assistant.text.sections import ANCHOR_PREFIX, slug
from gemeinwerk.kernel.errors import UserError

_TEXTS = re.compile(
    r"\s*(?P<xml><\?xml[^>]*>)?\s*(?:<!--.*?-->\s*)*(?P<html><!doctype\s+html|<html)?", re.DOTALL
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "Encrypted".encode("utf-16-le")
_HEAD = 4_096


class Format(StrEnum):
    """What articles are read from and written as."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    MARKDOWN = "markdown"
    CSV = "csv"
    XML = "xml"
    ZIP = "zip"


@dataclass(frozen=True, slots=True)
class Export:
    """A format that is written: ending of the file's name, type of its content."""

    suffix: str
    content_type: str


EXPORTS = {
    Format.MARKDOWN: Export("zip", "application/zip"),
    Format.HTML: Export("zip", "application/zip"),
    Format.CSV: Export("csv", "text/csv; charset=utf-8"),
    Format.XML: Export("xml", "application/xml"),
    Format.DOCX: Export(
        "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
}
"""Markdown and HTML are folders in a ZIP; a table holds no offices; DOCX holds one article."""

SUFFIXES = {
    **dict.fromkeys(("html", "htm", "xhtml"), Format.HTML),
    **dict.fromkeys(("md", "markdown", "txt"), Format.MARKDOWN),
    **dict.fromkeys(("csv", "tsv"), Format.CSV),
    "xml": Format.XML,
}
ACCEPTED = (".html", ".htm", ".pdf", ".docx", ".md", ".txt", ".csv", ".xml", ".zip")
"""Endings that a page offers in its file dialogue."""


def read(name: str, data: bytes, *, read_pdf: ReadPdf | None = None) -> Reading:
    """Return the articles and offices of a file, and remarks on what was left out.

    ``name`` is the file's name as the person knows it. Without ``read_pdf`` PDF files are refused.
    Raises an ``ExchangeRefused`` where nothing of the file can be taken.
    """
    found = detect(name, data)
    if found is Format.ZIP:
        return _read_zip(name, data, read_pdf)
    return _read_one(found, name, data, read_pdf)


def detect(name: str, data: bytes) -> Format:
    """Return the format of a file.

    Raises ``FileEmpty``, ``FileTooLarge``, ``FileLocked`` or ``FormatUnknown``.
    """
    if not data.strip():
        raise FileEmpty(name=name)
    if len(data) > MAX_FILE_MB * 1_000_000:
        raise FileTooLarge(name=name, size=len(data) // 1_000_000 + 1, limit=MAX_FILE_MB)
    if data.startswith(_OLD_OFFICE) and _ENCRYPTED in data:
        raise FileLocked(name=name)
    found = _detect_binary(data) or _detect_text(name, data)
    if found is None or data.startswith(_OLD_OFFICE):
        raise FormatUnknown(name=name)
    return found


def _detect_binary(data: bytes) -> Format | None:
    if b"%PDF-" in data[:1_024]:
        return Format.PDF
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    if b"word/document.xml" in data:
        return Format.DOCX
    is_office = b"[Content_Types].xml" in data or data[30:38] == b"mimetype"
    return None if is_office else Format.ZIP


def _detect_text(name: str, data: bytes) -> Format | None:
    if data.startswith(b"PK\x03\x04"):
        return None
    head = data[:_HEAD].replace(b"\0", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe")
    begins = _TEXTS.match(head.lower())
    if begins and begins["html"]:
        return Format.HTML
    known = SUFFIXES.get(name.rpartition(".")[2].lower())
    if known is None and begins and begins["xml"]:
        return Format.XML
    return Format.MARKDOWN if known is None and head.startswith("---\n") else known


def _read_one(found: Format, name: str, data: bytes, read_pdf: ReadPdf | None) -> Reading:
    if found is Format.PDF:
        if read_pdf is None:
            raise PdfNotRead(name=name)
        return read_pdf_pages(name, read_pdf(name, data))
    return _READERS[found](name, data)


_READERS: dict[Format, Callable[[str, bytes], Reading]] = {
    Format.HTML: read_html,
    Format.DOCX: read_docx,
    Format.MARKDOWN: read_markdown,
    Format.CSV: read_csv,
    Format.XML: read_xzufi,
}


def _read_zip(name: str, data: bytes, read_pdf: ReadPdf | None) -> Reading:
    articles: list[ArticleDraft] = []
    offices: list[OfficeDraft] = []
    remarks: list[UserError] = []
    with open_zip(name, data) as archive:
        for part, content in list_files(name, archive):
            if _is_skipped(part):
                continue
            reading = _read_part(name, part, content, read_pdf)
            articles += reading.articles
            offices += reading.offices
            remarks += reading.remarks
            if len(articles) > MAX_ARTICLES:
                raise TooManyParts(name=name, limit=MAX_ARTICLES)
    if not articles and not offices and not remarks:
        raise NothingToRead(name=name)
    return Reading(tuple(articles), tuple(offices), tuple(remarks[:MAX_REMARKS]))


def _is_skipped(part: str) -> bool:
    return any(step.startswith((".", "__MACOSX")) for step in part.split("/"))


def _read_part(name: str, part: str, content: bytes, read_pdf: ReadPdf | None) -> Reading:
    """Read one file of an archive; a refusal becomes a remark, the others are read all the same."""
    try:
        found = detect(part, content)
        if found is Format.ZIP:
            raise FormatUnknown(name=shown(part))
        return _read_one(found, part.rpartition("/")[2], content, read_pdf)
    except FormatUnknown:
        return Reading(remarks=(FileLeftOut(name=name, part=shown(part)),))
    except ExchangeRefused as reason:
        return Reading(remarks=(PartLeftOut(name=name, part=shown(part), reason=str(reason)),))


def write(
    format: Format, articles: Sequence[ArticleDraft], offices: Sequence[OfficeDraft] = ()
) -> bytes:
    """Return articles, and offices where the format has room for them, as a file of ``EXPORTS``.

    Raises ``OneArticleOnly``.
    """
    if format is Format.CSV:
        return write_articles_csv(articles)
    if format is Format.XML:
        return write_xzufi(articles, offices)
    if format is Format.DOCX:
        if len(articles) != 1:
            raise OneArticleOnly
        return write_docx(articles[0])
    return _pack(_list_parts(format, articles, offices))


def _list_parts(
    format: Format, articles: Sequence[ArticleDraft], offices: Sequence[OfficeDraft]
) -> Iterator[tuple[str, bytes]]:
    is_html = format is Format.HTML
    for number, article in enumerate(articles, 1):
        stem = slug(article.title).removeprefix(ANCHOR_PREFIX).strip("-")
        name = "-".join(part for part in (f"{number:04}", stem) if part)
        yield (
            f"{name}.{'html' if is_html else 'md'}",
            write_html(article) if is_html else write_markdown(article),
        )
    if offices:
        yield "stellen.csv", write_offices_csv(offices)


def _pack(parts: Iterable[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return target.getvalue()
