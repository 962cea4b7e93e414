"""HTML as Markdown: headings, paragraphs, lists, tables and links; all else falls away.

Works on a tree that lxml has read; what such a tree may contain is not trusted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree, html
from lxml.etree import _Element as Element

from gemeinwerk.assistant.exchange.markdown_writing import (
    escape_beginning,
    escape_inline,
    link,
    table,
)

HEADING_LENGTH = 80
BOLD_HEADING = 4
"""Level of a short paragraph in bold letters, which is what many editors use as a heading."""

MAX_DEPTH = 200

_DROPPED = {
    *("script", "style", "noscript", "template", "svg", "math", "canvas", "object", "embed"),
    *("iframe", "video", "audio", "map", "head", "title", "meta", "link", "nav", "footer"),
    *("aside", "form", "button", "select", "input", "textarea", "dialog", "menu", "img", "hr"),
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CONTAINERS = {"table", "ul", "ol", "dl", "pre", "blockquote", *_HEADINGS}
_BLOCKS = {
    *("address", "article", "body", "center", "dd", "details", "div", "dt", "fieldset"),
    *("figcaption", "figure", "header", "hgroup", "html", "li", "main", "p", "section", "summary"),
    *("tbody", "td", "tfoot", "th", "thead", "tr", "caption", "legend", *_CONTAINERS),
}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_EDGE = re.compile(r"[\s(„“\"'.,;:!?)/–-]")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def parse_html(text: str) -> Element | None:
    """Return the tree of a page or a piece of one, None if there is nothing in it."""
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def fragment_to_markdown(text: str) -> str:
    """Return a piece of HTML, or plain text with empty lines between paragraphs, as Markdown."""
    if not is_html(text):
        return "\n\n".join(_plain_blocks(text))
    root = parse_html(text)
    return "" if root is None else to_markdown(root)


def is_html(text: str) -> bool:
    """Say whether a text holds tags or entities."""
    return re.search(r"<[/!A-Za-z]|&#?\w+;", text) is not None


def to_markdown(root: Element) -> str:
    """Return the content of an element as Markdown."""
    return "\n\n".join(_list_blocks(root, 0))


def words_of(element: Element) -> str:
    """Return all words in an element, on one line."""
    return " ".join("".join(_list_words(element)).split())


def is_dropped(element: Element) -> bool:
    """Say whether an element is none of the content: navigation, scripts, what is hidden."""
    if not isinstance(element.tag, str) or element.tag in _DROPPED:
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return _HIDDEN.search(element.get("style", "")) is not None


def _list_words(element: Element) -> Iterator[str]:
    for piece in element.iter():
        if isinstance(piece.tag, str):
            yield piece.text or ""
            yield " " if piece.tag in _BLOCKS or piece.tag == "br" else ""
        if piece is not element:
            yield piece.tail or ""


def _plain_blocks(text: str) -> Iterator[str]:
    for part in re.split(r"\n\s*\n", text):
        runs = _Runs()
        for line in part.split("\n"):
            runs.add(line)
            runs.break_line()
        if paragraph := runs.take():
            yield paragraph


def _list_blocks(element: Element, depth: int) -> list[str]:
    """Return the Markdown of each block in an element; text between blocks is a paragraph."""
    found: list[str] = []
    runs = _Runs()
    runs.add(element.text)
    for child in element:
        if is_dropped(child):
            pass
        elif _holds_blocks(child) and depth < MAX_DEPTH:
            found += [paragraph for paragraph in [runs.take()] if paragraph]
            found += _write_block(child, depth + 1)
        else:
            runs.add_element(child, depth + 1)
        runs.add(child.tail)
    return [*found, *(paragraph for paragraph in [runs.take()] if paragraph)]


def _holds_blocks(element: Element) -> bool:
    return element.tag in _BLOCKS or any(part.tag in _BLOCKS for part in element.iterdescendants())


def _write_block(element: Element, depth: int) -> list[str]:
    tag = str(element.tag)
    if tag in _HEADINGS:
        return _write_heading(words_of(element), _HEADINGS[tag])
    if tag in {"ul", "ol"}:
        return _write_list(element, depth)
    if tag == "table":
        return _write_table(element, depth)
    if tag == "pre":
        return list(_plain_blocks(words_and_lines(element)))
    if tag == "blockquote":
        inner = "\n\n".join(_list_blocks(element, depth))
        return [_indented(inner, "> ", "> ")] if inner else []
    if tag in {"summary", "dt"} or (tag == "p" and _is_bold_heading(element)):
        return _write_heading(words_of(element).rstrip(": "), BOLD_HEADING)
    return _list_blocks(element, depth)


def words_and_lines(element: Element) -> str:
    """Return the text of an element as it stands there."""
    return "".join(str(part) for part in element.itertext())


def _write_heading(words: str, level: int) -> list[str]:
    return [f"{'#' * level} {escape_inline(words)}"] if words else []


def _is_bold_heading(element: Element) -> bool:
    words = words_of(element)
    bold = [part for part in element.iter("b", "strong") if words_of(part)]
    is_whole = len(bold) == 1 and words_of(bold[0]) == words
    return is_whole and len(words) <= HEADING_LENGTH and not words.endswith((".", "!", ","))


def _write_list(element: Element, depth: int) -> list[str]:
    items: list[str] = []
    for child in element:
        if is_dropped(child):
            continue
        blocks = _list_blocks(child, depth + 1)
        if child.tag in {"ul", "ol"} and items:
            items[-1] += "".join(f"\n{_indented(block, '   ', '   ')}" for block in blocks)
        elif blocks:
            mark = f"{len(items) + 1}. " if element.tag == "ol" else "- "
            items.append(_indented(_close(blocks), mark, " " * len(mark)))
    return ["\n".join(items)] if items else []


def _close(blocks: Sequence[str]) -> str:
    """Join the blocks of an item, a list below its text without an empty line."""
    text = blocks[0]
    for block in blocks[1:]:
        is_list = re.match(r"(?:- |1\. )", block) is not None
        text += f"\n{block}" if is_list else f"\n\n{block}"
    return text


def _indented(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    rest = [f"{others}{line}".rstrip() if line else others.rstrip() for line in lines[1:]]
    return "\n".join([f"{first}{lines[0]}", *rest])


def _write_table(element: Element, depth: int) -> list[str]:
    rows = [_cells(row) for row in _list_rows(element)]
    rows = [row for row in rows if any(words_of(cell) for cell in row)]
    captions = [part for part in element if part.tag == "caption"]
    found = [escape_inline(words) for part in captions if (words := words_of(part))]
    if not rows:
        return found
    if max(map(len, rows)) < 2 or any(_is_layout(cell) for row in rows for cell in row):
        cells = (cell for row in rows for cell in row)
        return [*found, *(block for cell in cells for block in _list_blocks(cell, depth + 1))]
    texts = [[_cell_text(cell, depth) for cell in row] for row in rows]
    if all([cell.tag for cell in row] == ["th", "td"] for row in rows):
        return [*found, "\n".join(f"- {name}: {value}" for name, value in texts)]
    return [*found, table(texts)]


def _list_rows(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag in {"thead", "tbody", "tfoot"}:
            yield from _list_rows(child)
        elif child.tag == "tr":
            yield child


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if cell.tag in {"td", "th"} and not is_dropped(cell)]


def _is_layout(cell: Element) -> bool:
    return any(part.tag in _CONTAINERS for part in cell.iterdescendants())


def _cell_text(cell: Element, depth: int) -> str:
    return " ".join(" ".join(_list_blocks(cell, depth + 1)).split())


@dataclass
class _Runs:
    """Words, bold words and links that will be one paragraph."""

    pieces: list[tuple[Literal["text", "bold", "link", "break"], str]] = field(default_factory=list)

    def add(self, text: str | None) -> None:
        """Add words; those that follow each other become one piece."""
        if not text:
            return
        if self.pieces and self.pieces[-1][0] == "text":
            text = self.pieces.pop()[1] + text
        self.pieces.append(("text", re.sub(r"\s+", " ", text)))

    def break_line(self) -> None:
        """Begin a new line."""
        self.pieces.append(("break", "\n"))

    def add_element(self, element: Element, depth: int) -> None:
        """Add what an element within a line says."""
        if element.tag == "br":
            self.break_line()
        elif element.tag == "a" and words_of(element):
            address = element.get("href", "")
            self.pieces.append(("link", link(escape_inline(words_of(element)), address)))
        elif element.tag in {"b", "strong"} and words_of(element):
            self._add_bold(element)
        elif element.tag == "sup":
            self.add(words_of(element).translate(_RAISED))
        else:
            self._add_children(element, depth)

    def _add_bold(self, element: Element) -> None:
        text = re.sub(r"\s+", " ", words_and_lines(element))
        self.add(" " if text.startswith(" ") else None)
        self.pieces.append(("bold", text.strip()))
        self.add(" " if text.endswith(" ") else None)

    def _add_children(self, element: Element, depth: int) -> None:
        self.add(element.text)
        for child in element:
            if not is_dropped(child) and depth < MAX_DEPTH:
                self.add_element(child, depth + 1)
            self.add(child.tail)

    def take(self) -> str:
        """Return the paragraph and begin another; empty if there are no words."""
        text = "".join(self._write(at) for at in range(len(self.pieces)))
        self.pieces = []
        lines = (" ".join(line.split()) for line in text.split("\n"))
        return "\n".join(escape_beginning(line) for line in lines if line)

    def _write(self, at: int) -> str:
        kind, text = self.pieces[at]
        if kind == "text":
            return escape_inline(text)
        if kind == "bold":
            return f"**{escape_inline(text)}**" if self._stands_alone(at) else escape_inline(text)
        return text

    def _stands_alone(self, at: int) -> bool:
        """Say whether no letter touches a piece, which would make its stars be read as stars."""
        before = self.pieces[at - 1][1][-1:] if at else ""
        after = self.pieces[at + 1][1][:1] if at + 1 < len(self.pieces) else ""
        return all(not sign or _EDGE.match(sign) is not None for sign in (before, after))
