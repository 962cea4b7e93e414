"""An article cut into sections: what is ranked, quoted and linked to.

A section is a stretch of the text under one heading; where that is long, a part of it. Offsets are
characters of the body, so ``body[section.start:section.end]`` is the text as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.tree import SyntaxTreeNode

from gemeinwerk.assistant.text.dialect import inline_text, list_line_starts, parse

MAX_SECTION = 1_500
MIN_SECTION = 80
"""Characters. A long section is cut into parts up to the one; parts below the other are joined,
even a little beyond it. What stands under a heading of its own is a section, however short:
“Gebühr: 30 Euro” is an answer."""

ANCHOR_LENGTH = 60
ANCHOR_PREFIX = "abschnitt"
"""Keeps the anchors of an article apart from all other ids of a page."""

_FIRST = f"{ANCHOR_PREFIX}-anfang"
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+(?=\S)")
_LINE_END = re.compile(r"[\r\n]+")
_SPACE = re.compile(r"\s+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article. ``headings`` lead to it, outermost first; none before the first one."""

    anchor: str
    headings: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at the top level of the text. ``path`` ends with it; its length is the depth."""

    anchor: str
    path: tuple[str, ...]
    start: int
    end: int

    @property
    def text(self) -> str:
        """What the heading says."""
        return self.path[-1]


def cut(body: str) -> list[Section]:
    """Return the sections of a text in order. They do not overlap and leave out only headings
    and what holds no letter or figure.

    Parts of a long section add ``--2``, ``--3`` to its anchor. Raises ``ArticleTooLong``.
    """
    root, starts = SyntaxTreeNode(parse(body)), list_line_starts(body)
    headings = _list_headings(root, starts)
    blocks = [_Block.of(node, starts) for node in root.children if node.map]
    begins = [0, *(heading.end for heading in headings)]
    ends = [*(heading.start for heading in headings), len(body)]
    names = [(_FIRST, ()), *((heading.anchor, heading.path) for heading in headings)]
    found: list[Section] = []
    for start, end, (anchor, path) in zip(begins, ends, names, strict=True):
        inside = blocks[
            bisect_left(blocks, start, key=_start) : bisect_left(blocks, end, key=_start)
        ]
        parts = _cut_range(body, start, end, inside)
        found += [Section(_part(anchor, at), path, *part) for at, part in enumerate(parts, 1)]
    return found


def list_headings(body: str) -> list[Heading]:
    """Return the headings that divide a text, not those inside of quotations and lists."""
    return _list_headings(SyntaxTreeNode(parse(body)), list_line_starts(body))


def _list_headings(root: SyntaxTreeNode, starts: Sequence[int]) -> list[Heading]:
    found: list[Heading] = []
    stack: list[tuple[int, str]] = []
    used = {_FIRST: 1}
    for node in root.children:
        if node.type == "heading" and node.map:
            level, text = int(node.tag[1:]), inline_text(node.children[0])
            stack = [*(above for above in stack if above[0] < level), (level, text)]
            path = tuple(name for _level, name in stack)
            found.append(Heading(_unused(slug(text), used), path, *_span(node, starts)))
    return found


def slug(text: str) -> str:
    """Return the anchor of a heading: small letters, ä as ae, hyphens for all that is no letter.

    ``Gebühren & Fristen`` becomes ``abschnitt-gebuehren-fristen``.
    """
    german = unicodedata.normalize("NFC", text).casefold().translate(_GERMAN)
    plain = unicodedata.normalize("NFKD", german)
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = re.sub(r"[\W_]+", "-", letters).strip("-")
    return "-".join(part for part in (ANCHOR_PREFIX, words[:ANCHOR_LENGTH].strip("-")) if part)


def _unused(anchor: str, used: dict[str, int]) -> str:
    """Return the anchor, numbered if it is taken. ``used`` counts how often each was asked for."""
    number = used.get(anchor, 0) + 1
    name = anchor if number == 1 else f"{anchor}-{number}"
    while name in used and number > 1:
        number += 1
        name = f"{anchor}-{number}"
    used[anchor] = number
    used.setdefault(name, 1)
    return name


def _part(anchor: str, number: int) -> str:
    return anchor if number == 1 else f"{anchor}--{number}"


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of the text and those that it consists of."""

    start: int
    end: int
    parts: tuple[_Block, ...]

    @classmethod
    def of(cls, node: SyntaxTreeNode, starts: Sequence[int]) -> _Block:
        parts = tuple(cls.of(part, starts) for part in _list_parts(node))
        return cls(*_span(node, starts), parts)


def _start(block: _Block) -> int:
    return block.start


def _span(node: SyntaxTreeNode, starts: Sequence[int]) -> Span:
    first, last = node.map or (0, 0)
    return starts[min(first, len(starts) - 1)], starts[min(last, len(starts) - 1)]


def _list_parts(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    """Yield the blocks inside of a block: items, paragraphs, rows."""
    for child in node.children:
        if child.type in {"thead", "tbody"}:
            yield from _list_parts(child)
        elif child.type not in {"inline", "th", "td"} and child.map:
            yield child


def _cut_range(body: str, start: int, end: int, blocks: Sequence[_Block]) -> list[Span]:
    """Return the parts of a stretch that say something, without white space around them."""
    pieces = (_trimmed(body, *piece) for piece in _list_pieces(body, start, end, blocks))
    parts = _joined([(first, last) for first, last in pieces if first < last])
    return [part for part in parts if any(sign.isalnum() for sign in body[slice(*part)])]


def _list_pieces(body: str, start: int, end: int, blocks: Sequence[_Block]) -> Iterator[Span]:
    """Yield the largest pieces that are short enough, cut where blocks begin."""
    if end - start <= MAX_SECTION:
        yield start, end
    elif not blocks:
        yield from _cut_text(body, start, end)
    else:
        ends = [*(block.start for block in blocks[1:]), end]
        for block, last in zip(blocks, ends, strict=True):
            yield from _list_pieces(body, start, last, block.parts)
            start = last


def _cut_text(body: str, start: int, end: int) -> Iterator[Span]:
    """Cut a long paragraph after a line, else after a sentence, else between words."""
    while end - start > MAX_SECTION:
        at = _last_break(body, start + MIN_SECTION, start + MAX_SECTION)
        yield start, at
        start = at
    yield start, end


def _last_break(body: str, first: int, last: int) -> int:
    for pattern in (_LINE_END, _SENTENCE_END, _SPACE):
        found = [match.end() for match in pattern.finditer(body, first, last)]
        if found:
            return found[-1]
    return last


def _trimmed(body: str, start: int, end: int) -> Span:
    text = body[start:end]
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip())


def _joined(pieces: Sequence[Span]) -> list[Span]:
    """Put neighbours together while they stay short, and tiny ones a little beyond that."""
    found: list[Span] = []
    for start, end in pieces:
        if found and _belong_together(found[-1], (start, end)):
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def _belong_together(first: Span, second: Span) -> bool:
    is_tiny = min(first[1] - first[0], second[1] - second[0]) < MIN_SECTION
    return second[1] - first[0] <= MAX_SECTION + (2 * MIN_SECTION if is_tiny else 0)
