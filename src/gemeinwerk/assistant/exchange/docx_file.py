"""Word files (DOCX): headings, paragraphs, lists, tables and links, by what their styles mean."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph
from lxml import etree
from markdown_it.tree import SyntaxTreeNode

from gemeinwerk.assistant.exchange.drafts import ArticleDraft, Reading
from gemeinwerk.assistant.exchange.errors import FileDamaged, PicturesLeftOut, Remark
from gemeinwerk.assistant.exchange.limits import clean_line, clean_text, finish
from gemeinwerk.assistant.exchange.markdown_writing import (
    escape_beginning,
    escape_inline,
    link,
    table,
)
from gemeinwerk.assistant.exchange.packed import check_parts, open_zip
from gemeinwerk.assistant.text.dialect import inline_text, parse

DOCX = "DOCX"
MAX_BLOCKS = 20_000
_BROKEN = (
    OpcError,
    etree.XMLSyntaxError,
    KeyError,
    ValueError,
    AttributeError,
    IndexError,
    TypeError,
    RecursionError,
)
"""What the library raises at parts that are missing or make no sense to it."""

_PARAGRAPH, _TABLE, _RUN, _LINK = qn("w:p"), qn("w:tbl"), qn("w:r"), qn("w:hyperlink")
_WRAPPERS = {
    qn(f"w:{tag}")
    for tag in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "fldSimple")
}
_DIRECTORY_STYLE = re.compile(r"toc|verzeichnis|inhaltsverzeichnis")
_HEADING_STYLE = re.compile(r"(?:heading|überschrift)\s*([1-9])", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list|aufz", re.IGNORECASE)
_NUMBER_STYLE = re.compile(r"list number|nummer", re.IGNORECASE)


def read_docx(name: str, data: bytes) -> Reading:
    """Return the article of a Word file.

    Raises ``FileDamaged``, ``FileLocked``, ``UnpackedTooLarge``, ``XmlForbidden`` and
    ``NothingToRead``.
    """
    with open_zip(name, data, format=DOCX) as archive:
        check_parts(name, archive, format=DOCX)
    try:
        document = docx.Document(io.BytesIO(data))
        return _read_document(name, document)
    except _BROKEN as error:
        raise FileDamaged(name=name, format=DOCX) from error


def _read_document(name: str, document: Document) -> Reading:
    title, blocks = "", list[str]()
    for element in islice(_list_blocks(document.element.body), MAX_BLOCKS):
        if element.tag == _TABLE:
            blocks.append(_table(element, document))
            continue
        paragraph = Paragraph(element, document._body)
        style = _style(paragraph).casefold()
        if style in {"title", "titel"} and not title:
            title = clean_line(_plain(paragraph))
        elif not _DIRECTORY_STYLE.match(style):
            blocks.append(_paragraph(paragraph, document))
    body = _joined(blocks)
    if not title and (first := re.match(r"# (.+)(?:\n|\Z)", body)):
        title, body = clean_line(inline_text(parse(first[1])[1])), body[first.end() :].strip("\n")
    pictures = len(document.element.body.findall(f".//{qn('w:drawing')}"))
    remarks: list[Remark] = [PicturesLeftOut(name=name, count=pictures)] if pictures else []
    draft = ArticleDraft(
        title=title or document.core_properties.title or PurePosixPath(name).stem,
        body=body,
        keywords=tuple(document.core_properties.keywords.split(",")),
    )
    return finish(name, [draft] if body else [], remarks=remarks if body else [])


def _list_blocks(element: Any) -> Iterator[Any]:
    """Yield paragraphs and tables, also those in content controls and accepted insertions."""
    for child in element:
        if child.tag in {_PARAGRAPH, _TABLE}:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _list_blocks(child)


def _joined(blocks: Sequence[str]) -> str:
    """Join blocks; items of a list follow each other without an empty line."""
    text = ""
    for block in blocks:
        if block:
            is_item = re.match(r"\s*(?:-|1\.) ", block) is not None
            follows = re.search(r"(?:^|\n)\s*(?:-|1\.) [^\n]*$", text) is not None
            text += ("\n" if is_item and follows else "\n\n") + block if text else block
    return text


def _style(paragraph: Paragraph) -> str:
    style = paragraph.style
    return (style.name or "") if style is not None else ""


def _paragraph(paragraph: Paragraph, document: Document) -> str:
    text = _inline(paragraph)
    if not text:
        return ""
    if level := _heading_level(paragraph):
        return f"{'#' * level} {text.replace(chr(10), ' ')}"
    mark = _list_mark(paragraph, document)
    lines = [escape_beginning(line) for line in text.split("\n")]
    if mark is None:
        return "\n".join(lines)
    return mark + ("\n" + " " * len(mark)).join(lines)


def _heading_level(paragraph: Paragraph) -> int:
    """Return 1 to 6 for a heading, by its style or its level in the outline, else 0."""
    if named := _HEADING_STYLE.search(_style(paragraph)):
        return min(int(named[1]), 6)
    found = paragraph._p.xpath("./w:pPr/w:outlineLvl/@w:val")
    level = int(found[0]) + 1 if found and str(found[0]).isdigit() else 0
    return level if level <= 6 else 0


def _list_mark(paragraph: Paragraph, document: Document) -> str | None:
    """Return indentation and sign of a list item, None for a paragraph."""
    style = _style(paragraph)
    number = paragraph._p.xpath("./w:pPr/w:numPr/w:numId/@w:val")
    if number == ["0"] or (not number and not _LIST_STYLE.match(style)):
        return None
    level = paragraph._p.xpath("./w:pPr/w:numPr/w:ilvl/@w:val")
    depth = int(level[0]) if level and str(level[0]).isdigit() else 0
    is_ordered = _NUMBER_STYLE.match(style) is not None
    if number:
        is_ordered = _number_format(document, str(number[0]), depth) not in {"bullet", "none", ""}
    return "   " * min(depth, 5) + ("1. " if is_ordered else "- ")


def _number_format(document: Document, number: str, depth: int) -> str:
    """Return how a list counts at a level: ``decimal``, ``bullet`` …; empty if it is not said."""
    try:
        numbering: Any = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return ""
    for item in numbering.findall(qn("w:num")):
        if item.get(qn("w:numId")) == number:
            kind = item.find(qn("w:abstractNumId"))
            return _level_format(
                numbering, kind.get(qn("w:val")) if kind is not None else "", depth
            )
    return ""


def _level_format(numbering: Any, kind: str, depth: int) -> str:
    for item in numbering.findall(qn("w:abstractNum")):
        if item.get(qn("w:abstractNumId")) == kind:
            for level in item.findall(qn("w:lvl")):
                form = level.find(qn("w:numFmt"))
                if level.get(qn("w:ilvl")) == str(depth) and form is not None:
                    return str(form.get(qn("w:val")))
    return ""


def _inline(paragraph: Paragraph) -> str:
    """Return the words of a paragraph with its links, one line for each line of it."""
    parts = "".join(_list_inline(paragraph._p, paragraph))
    lines = (" ".join(line.split()) for line in parts.split("\n"))
    return "\n".join(line for line in lines if line)


def _list_inline(element: Any, paragraph: Paragraph) -> Iterator[str]:
    """Yield what runs and links say, without what was deleted in a tracked change."""
    text = ""
    for child in element:
        if child.tag == _RUN:
            text += child.text
            continue
        yield escape_inline(text)
        text = ""
        if child.tag == _LINK:
            words = " ".join("".join(_list_inline(child, paragraph)).split())
            yield link(words, Hyperlink(child, paragraph).url)
        elif child.tag in _WRAPPERS:
            yield from _list_inline(child, paragraph)
    yield escape_inline(text)


def _plain(paragraph: Paragraph) -> str:
    return "".join(run.text for run in paragraph._p.iter(_RUN))


def _table(element: Any, document: Document) -> str:
    """Return a table, cell by cell as they stand: joined cells are not repeated."""
    rows = [
        [_cell_text(cell, document) for cell in row.iterchildren(qn("w:tc"))]
        for row in element.iterchildren(qn("w:tr"))
    ]
    rows = [row for row in rows if any(row)]
    if not rows:
        return ""
    if max(map(len, rows)) < 2:
        return "\n\n".join(escape_beginning(cell) for row in rows for cell in row)
    return table(rows)


def _cell_text(cell: Any, document: Document) -> str:
    found = (_inline(Paragraph(element, document._body)) for element in cell.iter(_PARAGRAPH))
    return " ".join(" ".join(found).split())


def write_docx(article: ArticleDraft) -> bytes:
    """Return one article as a Word file with headings, lists and tables of Word's own styles."""
    document = docx.Document()
    document.core_properties.title = clean_line(article.title)[:255]
    document.core_properties.keywords = ", ".join(article.keywords)[:255]
    document.add_heading(clean_line(article.title), level=0)
    for node in SyntaxTreeNode(parse(clean_text(article.body))).children:
        _write_node(document, node, depth=0)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _write_node(document: Document, node: SyntaxTreeNode, depth: int) -> None:
    if node.type == "heading":
        document.add_heading(inline_text(node.children[0]), level=min(int(node.tag[1:]), 9))
    elif node.type == "paragraph":
        _write_inline(document.add_paragraph(), node.children[0])
    elif node.type in {"bullet_list", "ordered_list"}:
        _write_list(document, node, depth)
    elif node.type == "table":
        _write_table(document, node)
    elif node.type in {"fence", "code_block"}:
        document.add_paragraph(node.content.rstrip("\n"))
    else:
        for child in node.children:
            _write_node(document, child, depth)


def _write_list(document: Document, node: SyntaxTreeNode, depth: int) -> None:
    kind = "List Bullet" if node.type == "bullet_list" else "List Number"
    style = kind if depth == 0 else f"{kind} {min(depth + 1, 3)}"
    for item in node.children:
        for child in item.children:
            if child.type == "paragraph":
                _write_inline(document.add_paragraph(style=style), child.children[0])
            else:
                _write_node(document, child, depth + 1)


def _write_table(document: Document, node: SyntaxTreeNode) -> None:
    rows = [row.children for part in node.children for row in part.children]
    target = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for line, row in zip(target.rows, rows, strict=True):
        for cell, found in zip(line.cells, row, strict=True):
            _write_inline(cell.paragraphs[0], found.children[0])


def _write_inline(paragraph: Paragraph, node: SyntaxTreeNode, *, bold: bool = False) -> None:
    for child in node.children:
        if child.type == "link" and not str(child.attrs.get("href", "#")).startswith("#"):
            _write_link(paragraph, inline_text(child), str(child.attrs["href"]))
        elif child.type in {"softbreak", "hardbreak"}:
            paragraph.add_run().add_break()
        elif child.type in {"text", "code_inline"}:
            paragraph.add_run(child.content).bold = bold or None
        else:
            _write_inline(paragraph, child, bold=bold or child.type == "strong")


def _write_link(paragraph: Paragraph, words: str, address: str) -> None:
    """Add a link; the library reads links but has no way to write them."""
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), paragraph.part.relate_to(address, RT.HYPERLINK, is_external=True))
    run = paragraph.add_run(words)
    run.font.underline = True
    element.append(run._r)
    paragraph._p.append(element)
