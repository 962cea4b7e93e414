"""A page of a website as an article: its main content without navigation and footers."""

from __future__ import annotations

import re

from django.utils.html import escape

from gemeinwerk.assistant.exchange.decoding import declared_charset, decode
from gemeinwerk.assistant.exchange.drafts import ArticleDraft, Reading
from gemeinwerk.assistant.exchange.errors import (
    FileDamaged,
    FileTooLarge,
    PicturesLeftOut,
    Remark,
)
from gemeinwerk.assistant.exchange.html_writing import (
    Element,
    is_dropped,
    parse_html,
    to_markdown,
    words_of,
)
from gemeinwerk.assistant.exchange.limits import MAX_PART_MB, finish
from gemeinwerk.assistant.text.rendering import render

_PLACES = (
    "//main",
    "//*[@role='main']",
    "//article",
    "//*[@id='content' or @id='inhalt' or @id='main' or @id='hauptinhalt']",
    "//body",
)
_SITE_NAME = re.compile(r"\s+[|–—·»]\s+|\s+-\s+")
_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary"}


def read_html(name: str, data: bytes) -> Reading:
    """Return the article that a page holds. Raises ``FileTooLarge``, ``FileDamaged``,
    ``TextUndecodable`` and ``NothingToRead``.
    """
    if len(data) > MAX_PART_MB * 1_000_000:
        raise FileTooLarge(name=name, size=len(data) // 1_000_000 + 1, limit=MAX_PART_MB)
    root = parse_html(decode(name, data, declared=declared_charset(data)))
    if root is None:
        raise FileDamaged(name=name, format="HTML")
    content = _find_content(root)
    pictures = _strip(content)
    heading = next((part for part in content.iter("h1") if words_of(part)), None)
    draft = ArticleDraft(
        title=words_of(heading) if heading is not None else _page_title(root),
        body=_body(content, heading),
        keywords=tuple(_meta(root, "keywords").split(",")),
        source=_canonical(root),
        language=(root.get("lang") or "de")[:20].lower(),
    )
    remarks: list[Remark] = [PicturesLeftOut(name=name, count=pictures)] if pictures else []
    return finish(name, [draft] if draft.body else [], remarks=remarks if draft.body else [])


def _find_content(root: Element) -> Element:
    for place in _PLACES:
        found = [part for part in root.xpath(place) if words_of(part)]
        if found:
            return max(found, key=lambda part: len(words_of(part)))
    return root


def _strip(content: Element) -> int:
    """Take out what is no content; return how many pictures were among it that say something."""
    pictures = sum(1 for part in content.iter("img") if part.get("alt") != "")
    for part in list(content.iterdescendants()):
        is_apart = part.tag is not None and part.get("role") in _ROLES
        if (is_dropped(part) and part.tag != "hr") or is_apart:
            _take_out(part)
    return pictures


def _take_out(part: Element) -> None:
    above = part.getparent()
    if above is None:
        return
    before = part.getprevious()
    if part.tail and before is not None:
        before.tail = (before.tail or "") + part.tail
    elif part.tail:
        above.text = (above.text or "") + part.tail
    above.remove(part)


def _body(content: Element, heading: Element | None) -> str:
    """Return the content without the heading that is the title."""
    if heading is not None:
        _take_out(heading)
    return to_markdown(content)


def _page_title(root: Element) -> str:
    title = next((words_of(part) for part in root.iter("title")), "")
    return _SITE_NAME.split(title)[0]


def _meta(root: Element, key: str) -> str:
    found = (part for part in root.iter("meta") if (part.get("name") or "").lower() == key)
    return next((part.get("content") or "" for part in found), "")


def _canonical(root: Element) -> str:
    found = (part for part in root.iter("link") if (part.get("rel") or "").lower() == "canonical")
    address = next((part.get("href") or "" for part in found), "")
    return address if re.match(r"https?://", address) else ""


def write_html(article: ArticleDraft) -> bytes:
    """Return an article as a page of its own that needs nothing else."""
    words = escape(", ".join(article.keywords))
    address = escape(article.source) if article.source.startswith("http") else ""
    head = [
        '<meta charset="utf-8">',
        f"<title>{escape(article.title)}</title>",
        f'<meta name="keywords" content="{words}">' if words else "",
        f'<link rel="canonical" href="{address}">' if address else "",
    ]
    return (
        f'<!doctype html>\n<html lang="{escape(article.language)}">\n<head>\n'
        + "\n".join(line for line in head if line)
        + f"\n</head>\n<body>\n<main>\n<h1>{escape(article.title)}</h1>\n"
        + f"{render(article.body, top_level=2)}</main>\n</body>\n</html>\n"
    ).encode()
