"""Articles as HTML for pages that trust nothing, and as plain text.

Only what the parser knows reaches the page: paragraphs, headings, lists, tables, quotations, code,
emphasis and safe links. HTML in an article is shown as the characters it is made of.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from gemeinwerk.assistant.text.dialect import (
    inline_lines,
    inline_text,
    list_line_starts,
    options,
    parse,
)
from gemeinwerk.assistant.text.sections import cut, list_headings

TOP_LEVEL = 3
"""Level of an article's outermost headings: below the page's own first and second."""

MARK_ID = "beleg"
"""Where a link to a quote leads."""

_PRIVATE = range(0xE000, 0xF8FF)
_TRIES = 25
_TAG = re.compile(r"(<[^>]*>)")
_LEAVES = {"fence", "code_block", "hr", "inline"}


def render(body: str, *, top_level: int = TOP_LEVEL) -> SafeString:
    """Return an article as HTML. Headings carry the anchors of its sections as ids.

    Raises ``ArticleTooLong``.
    """
    return _safe(_html(parse(body), _Plan.of(body, top_level)))


def render_fragment(text: str) -> SafeString:
    """Return a piece of an article as HTML without ids, as it may stand on a page many times."""
    return _safe(_html(parse(text), _Plan(headings=(), parts=(), top_level=TOP_LEVEL)))


def render_quote(body: str, start: int, end: int, *, top_level: int = TOP_LEVEL) -> SafeString:
    """Return an article as HTML with ``body[start:end]`` in ``<mark>``; the first has ``MARK_ID``.

    Where an end of the quote lies inside of markup, the mark begins at the next word or ends at
    the one before. Raises ``ArticleTooLong``.
    """
    plan = _Plan.of(body, top_level)
    plain = _html(parse(body), plan)
    signs = _unused_signs(body)
    start, end = max(0, start), min(len(body), end)
    first = _place(body, plan, plain, signs[0], _list_beginnings(body, start, end))
    last = _place(body, plan, plain, signs[1], _list_endings(body, first or start, end))
    if first is None or last is None or first >= last:
        return _safe(plain)
    marked = body[:first] + signs[0] + body[first:last] + signs[1] + body[last:]
    return _safe(_marked(_html(parse(marked), plan), plain, signs))


def plain_text(markdown: str) -> str:
    """Return what a text says without its markup, a line for each line, item and row.

    For reading aloud and for previews. Raises ``ArticleTooLong``.
    """
    return "\n".join(line for line in _list_lines(parse(markdown)) if line)


def _list_lines(tokens: Sequence[Token]) -> Iterator[str]:
    row: list[str] | None = None
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield ", ".join(cell for cell in row if cell)
            row = None
        elif token.type in {"fence", "code_block"}:
            yield token.content.strip()
        elif token.type == "inline" and row is not None:
            row.append(inline_text(token))
        elif token.type == "inline":
            yield inline_lines(token)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the tokens of an article are given: levels and ids of headings, ids of other places."""

    headings: tuple[tuple[str, int], ...]
    parts: tuple[tuple[int, str], ...]
    top_level: int

    @classmethod
    def of(cls, body: str, top_level: int) -> _Plan:
        headings = list_headings(body)
        named = {heading.anchor for heading in headings}
        starts = list_line_starts(body)
        return cls(
            tuple((heading.anchor, top_level + len(heading.path) - 1) for heading in headings),
            tuple(
                (bisect_right(starts, section.start) - 1, section.anchor)
                for section in cut(body)
                if section.anchor not in named
            ),
            top_level,
        )


def _html(tokens: list[Token], plan: _Plan) -> str:
    for token in tokens:
        _disarm(token)
    _set_headings(tokens, plan)
    _set_parts(tokens, plan)
    return str(_RENDERER.render(tokens, options(), {}))


def _disarm(token: Token) -> None:
    """Leave only attributes that the page allows."""
    token.info = ""
    is_number = "right" in str(token.attrs.get("style", ""))
    token.attrs = {name: value for name, value in token.attrs.items() if name in {"href", "start"}}
    if is_number:
        token.attrs["class"] = "gw-number"
    if token.type == "link_open" and not str(token.attrs["href"]).startswith("#"):
        token.attrs["rel"] = "noopener noreferrer"
    for child in token.children or ():
        _disarm(child)


def _set_headings(tokens: Iterable[Token], plan: _Plan) -> None:
    """Give headings their level and anchor; those inside of other blocks are no headings."""
    found = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    dividing = [token for token in found if token.level == 0][: 2 * len(plan.headings)]
    for at, token in enumerate(dividing):
        anchor, level = plan.headings[at // 2]
        token.tag = f"h{min(level, 6)}"
        if token.nesting == 1:
            token.attrs["id"] = anchor
    kept = set(map(id, dividing))
    for token in found:
        if id(token) not in kept:
            token.type = f"inner_{token.type}"


def _set_parts(tokens: list[Token], plan: _Plan) -> None:
    """Put an empty place with an id before the first text at or below each line."""
    for line, anchor in plan.parts:
        place = Token("anchor", "span", 0, attrs={"id": anchor})
        at = next((at for at, token in enumerate(tokens) if _reaches(token, line)), len(tokens))
        if at < len(tokens) and tokens[at].type == "inline":
            tokens[at].children = [place, *(tokens[at].children or ())]
        else:
            tokens.insert(at, place)


def _reaches(token: Token, line: int) -> bool:
    return token.type in _LEAVES and token.map is not None and token.map[1] > line


class _Renderer(RendererHTML):
    """HTML of the design system; a method per type of token."""

    def anchor(self, tokens: Sequence[Token], at: int, *_rest: object) -> str:
        return f'<span id="{escape(tokens[at].attrs["id"])}"></span>'

    def image(  # type: ignore[override]
        self, tokens: Sequence[Token], at: int, *_rest: object
    ) -> str:
        """What is said of a picture: it would have to be fetched from elsewhere."""
        return escape(inline_text(tokens[at]))

    def inner_heading_open(self, *_rest: object) -> str:
        return "<p><strong>"

    def inner_heading_close(self, *_rest: object) -> str:
        return "</strong></p>\n"

    def table_open(self, *_rest: object) -> str:
        return (
            '<div class="gw-table-region kern-table-responsive" role="region" tabindex="0" '
            f'aria-label="{escape(_("Table"))}">\n<table class="gw-table kern-table">\n'
        )

    def table_close(self, *_rest: object) -> str:
        return "</table>\n</div>\n"

    def th_open(self, tokens: Sequence[Token], at: int, *_rest: object) -> str:
        tokens[at].attrs["scope"] = "col"
        return str(self.renderToken(tokens, at, options(), {}))


_RENDERER = _Renderer()


def _unused_signs(body: str) -> tuple[str, str]:
    """Return two private characters that do not occur in a text."""
    free = (chr(code) for code in _PRIVATE if chr(code) not in body)
    return next(free), next(free)


def _place(body: str, plan: _Plan, plain: str, sign: str, offsets: Iterable[int]) -> int | None:
    """Return the first offset at which a sign in the text changes nothing but itself."""
    for offset in offsets:
        html = _html(parse(f"{body[:offset]}{sign}{body[offset:]}"), plan)
        if html.replace(sign, "") == plain and _stands_in_text(html, sign):
            return offset
    return None


def _stands_in_text(html: str, sign: str) -> bool:
    return sum(piece.count(sign) for piece in _TAG.split(html)[::2]) == 1


def _list_beginnings(body: str, start: int, end: int) -> Iterator[int]:
    """Yield the offset itself, then the beginnings of the next words."""
    words = (start + match.start() for match in re.finditer(r"\b\w", body[start:end]))
    yield from islice(dict.fromkeys([start, *islice(words, _TRIES)]), _TRIES)


def _list_endings(body: str, start: int, end: int) -> Iterator[int]:
    """Yield the offset itself, then the ends of the words before it."""
    first = max(start, end - 40 * _TRIES)
    words = [first + match.end() for match in re.finditer(r"\w\b", body[first:end])]
    yield from islice(dict.fromkeys([end, *reversed(words)]), _TRIES)


def _marked(html: str, plain: str, signs: tuple[str, str]) -> str:
    """Wrap each text between the signs in ``<mark>``, so that no tag is crossed."""
    if html.replace(signs[0], "").replace(signs[1], "") != plain:
        return plain
    found: list[str] = []
    is_inside, place = False, f' id="{MARK_ID}"'
    for piece in re.split(f"(<[^>]*>|[{signs[0]}{signs[1]}])", html):
        if piece in signs:
            is_inside = piece == signs[0]
        elif is_inside and piece.strip() and not piece.startswith("<"):
            found.append(f"<mark{place}>{piece}</mark>")
            place = ""
        else:
            found.append(piece)
    return "".join(found)


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 - made of escaped text and the tags of this file only
