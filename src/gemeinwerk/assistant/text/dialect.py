"""The Markdown that articles are written in: CommonMark and tables, no HTML, lines as written.

Sections and pages are cut from the same tokens, so that an anchor means the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markdown_it.utils import OptionsDict

from gemeinwerk.kernel.errors import UserError

MAX_BODY = 200_000
"""Characters of one article; the text of a large statute has about 150,000."""

_LINKS = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@|tel:\+?[0-9]|#)", re.IGNORECASE)
_TEXT = {"text", "code_inline"}
_LINE_END = re.compile(r"\r\n?|\n")


class ArticleTooLong(UserError):
    """Facts: ``size`` and ``limit`` in characters."""

    message = _(
        "The text has %(size)d characters; an article holds up to %(limit)d. Divide it into "
        "several articles."
    )


def parse(body: str) -> list[Token]:
    """Return the tokens of a text. Raises ``ArticleTooLong``."""
    if len(body) > MAX_BODY:
        raise ArticleTooLong(size=len(body), limit=MAX_BODY)
    return _PARSER.parse(body)


def options() -> OptionsDict:
    """Return what the renderer has to know of the dialect."""
    return _PARSER.options


def list_line_starts(body: str) -> list[int]:
    """Return the offset at which each line begins, and last the length of the text.

    Counts lines as the parser does, which knows ``\\n``, ``\\r`` and ``\\r\\n``.
    """
    starts = [0, *(match.end() for match in _LINE_END.finditer(body))]
    return starts if starts[-1] == len(body) else [*starts, len(body)]


def is_safe_link(address: str) -> bool:
    """Say whether a link may be shown: the web, e-mail, telephone, or a place on this page."""
    return _LINKS.match(address.strip()) is not None


def inline_text(inline: Token | SyntaxTreeNode) -> str:
    """Return what a reader sees of an inline token or node, on one line."""
    return " ".join(inline_lines(inline).split())


def inline_lines(inline: Token | SyntaxTreeNode) -> str:
    """Return what a reader sees of an inline token or node, line by line."""
    parts: list[str] = []
    _collect(inline.children or (), parts)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _collect(children: Iterable[Token | SyntaxTreeNode], parts: list[str]) -> None:
    for child in children:
        is_break = child.type in {"softbreak", "hardbreak"}
        parts.append("\n" if is_break else child.content if child.type in _TEXT else "")
        _collect(child.children or (), parts)


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    parser.validateLink = is_safe_link  # type: ignore[method-assign,assignment]
    return parser


_PARSER = _make_parser()
