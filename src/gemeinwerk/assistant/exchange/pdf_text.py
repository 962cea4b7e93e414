"""The lines of PDF pages as an article: headings by their size, paragraphs by the space between.

The PDF itself is opened by whoever calls, in a confined process (see ``pdf_child``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath
from statistics import median

from gemeinwerk.assistant.exchange.drafts import ArticleDraft, PdfLine, PdfPage, Reading
from gemeinwerk.assistant.exchange.errors import PagesWithoutText, Remark, TooManyParts
from gemeinwerk.assistant.exchange.limits import MAX_PAGES, clean_line, finish
from gemeinwerk.assistant.exchange.markdown_writing import escape_inline, escape_line

HEADING_RATIO = 1.15
"""How much higher than the text of the page the line of a heading is at least."""

HEADING_LENGTH = 120
_PARAGRAPH_SIGN = re.compile(r"(?:§§?|Art(?:ikel|\.)|Abschnitt|Anlage)\s?\d+[a-z]?\b[^.;]*")
_ITEM = re.compile(r"(?P<sign>[-–•▪·*])\s+(?=\S)")
_DIGITS = re.compile(r"\d+")

ReadPdf = Callable[[str, bytes], Sequence[PdfPage]]
"""Reads the pages of a PDF in a confined process; raises a ``UserError`` where it cannot."""


def read_pdf_pages(name: str, pages: Sequence[PdfPage]) -> Reading:
    """Return the article that the pages hold. Raises ``TooManyParts`` and ``NothingToRead``."""
    if len(pages) > MAX_PAGES:
        raise TooManyParts(name=name, limit=MAX_PAGES)
    empty = [str(number) for number, page in enumerate(pages, 1) if not page.lines]
    lines = [line for page in _without_margins(pages) for line in page]
    blocks = list(_list_blocks(lines))
    title = PurePosixPath(name).stem
    if blocks and blocks[0][0] == "heading":
        title = blocks.pop(0)[1]
    body = "\n\n".join(_write(*block) for block in blocks)
    found: list[Remark] = []
    if empty and body:
        found.append(PagesWithoutText(name=name, pages=", ".join(empty)))
    return finish(name, [ArticleDraft(title=title, body=body)] if body else [], remarks=found)


def _without_margins(pages: Sequence[PdfPage]) -> Iterator[list[PdfLine]]:
    """Yield the lines of each page without those that most pages begin or end with."""
    edges = Counter(
        key for page in pages for key in {_key(line) for line in _edges(page)} if len(pages) > 2
    )
    for page in pages:
        dropped = {id(line) for line in _edges(page) if edges[_key(line)] > len(pages) / 2}
        yield [line for line in page.lines if id(line) not in dropped and line.text.strip()]


def _edges(page: PdfPage) -> tuple[PdfLine, ...]:
    return (*page.lines[:2], *page.lines[-2:])


def _key(line: PdfLine) -> str:
    return _DIGITS.sub("0", clean_line(line.text))


def _list_blocks(lines: Sequence[PdfLine]) -> Iterator[tuple[str, str]]:
    """Yield kind (``heading``, ``item``, ``text``) and words of each block."""
    heights = [line.height for line in lines if line.height > 0]
    usual = median(heights) if heights else 0.0
    kind, words = "", ""
    for line in lines:
        found, text = _kind_of(line, usual)
        if kind == found == "text" and not line.begins_paragraph:
            words = _continued(words, text)
            continue
        if kind == "item" and found == "text" and not line.begins_paragraph:
            words = _continued(words, text)
            continue
        if words:
            yield kind, words
        kind, words = found, text
    if words:
        yield kind, words


def _kind_of(line: PdfLine, usual: float) -> tuple[str, str]:
    text = clean_line(line.text)
    is_short = len(text) <= HEADING_LENGTH and not text.endswith((".", ",", ";"))
    is_large = usual > 0 and line.height >= HEADING_RATIO * usual
    is_named = line.begins_paragraph and _PARAGRAPH_SIGN.fullmatch(text) is not None
    if is_short and (is_large or is_named) and any(sign.isalpha() for sign in text):
        return "heading", text
    if item := _ITEM.match(text):
        return "item", text[item.end() :]
    return "text", text


def _continued(words: str, more: str) -> str:
    """Join a line to the one before it; a hyphen before a small letter divided a word."""
    if re.search(r"\w-$", words) and more[:1].islower() and not re.match(r"(?:und|oder)\b", more):
        return words[:-1] + more
    return f"{words} {more}"


def _write(kind: str, words: str) -> str:
    if kind == "heading":
        return f"## {escape_inline(words)}"
    return f"- {escape_line(words)}" if kind == "item" else escape_line(words)
