"""What an article, an office and a public page must hold. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from unicodedata import normalize
from urllib.parse import urlsplit
from uuid import UUID

from gemeinwerk.assistant.knowledge.errors import (
    BodyMissing,
    OriginInvalid,
    PlainTooLong,
    ReviewDayPast,
    SlugInvalid,
    TitleMissing,
    TooMany,
)
from gemeinwerk.assistant.text.dialect import MAX_BODY, ArticleTooLong

MAX_TITLE = 300
MAX_LINE = 1000
MAX_WORDS = 50
"""Entries of a list, such as keywords, topics, places; each up to ``MAX_WORD`` characters."""

MAX_WORD = 100
MAX_ORIGINS = 20
KEEP_DAYS = (1, 180)
"""How long questions and handed-over conversations may be kept, shortest and longest."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,58}[a-z0-9])")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
_LOCAL = {"localhost", "127.0.0.1"}


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What an editor writes. ``body`` and ``plain`` are Markdown, ``plain`` in plain language.

    ``kind``, ``keywords`` and ``review_on`` belong to the article and hold at once; all the rest
    is the version's and holds once that is released. ``note`` says what was changed and why.
    """

    title: str
    body: str
    kind: str = "service"
    plain: str = ""
    office_id: UUID | None = None
    keywords: tuple[str, ...] = ()
    legal_basis: str = ""
    source: str = ""
    review_on: date | None = None
    note: str = ""


def clean_article(text: ArticleText) -> ArticleText:
    """Return the text as it is stored: line ends as ``\\n``, no unseen signs, words once.

    Raises TitleMissing, BodyMissing, ArticleTooLong, PlainTooLong, TooMany.
    """
    title, body, plain = one_line(text.title), clean_text(text.body), clean_text(text.plain)
    if not title:
        raise TitleMissing
    if not body:
        raise BodyMissing
    if len(body) > MAX_BODY:
        raise ArticleTooLong(size=len(body), limit=MAX_BODY)
    if len(plain) > MAX_BODY:
        raise PlainTooLong(size=len(plain), limit=MAX_BODY)
    return ArticleText(
        title=title[:MAX_TITLE],
        body=body,
        kind=text.kind,
        plain=plain,
        office_id=text.office_id,
        keywords=clean_words(text.keywords),
        legal_basis=one_line(text.legal_basis)[:MAX_LINE],
        source=one_line(text.source)[:MAX_LINE],
        review_on=text.review_on,
        note=one_line(text.note)[:500],
    )


def clean_text(text: str) -> str:
    """Return a text of many lines without signs that are not seen but change what is."""
    shown = normalize("NFC", _UNSEEN.sub("", text))
    lines = shown.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() if not line.endswith("  ") else line for line in lines).strip()


def one_line(text: str) -> str:
    """Return a text on one line with single spaces."""
    return " ".join(normalize("NFC", _UNSEEN.sub("", text)).split())


def clean_words(words: Iterable[str]) -> tuple[str, ...]:
    """Return each word or short phrase once, in order. Raises TooMany."""
    found = dict.fromkeys(one_line(word)[:MAX_WORD] for word in words)
    found.pop("", None)
    if len(found) > MAX_WORDS:
        raise TooMany(limit=MAX_WORDS)
    return tuple(found)


def split_words(text: str) -> tuple[str, ...]:
    """Return the entries of a field in which commas, semicolons or lines divide them."""
    return tuple(part for part in (one_line(each) for each in re.split(r"[,;\n]", text)) if part)


def fingerprint(text: ArticleText) -> str:
    """Return what tells two texts apart; what two editors saw is compared by it. Not a secret."""
    parts = (
        *(text.title, text.body, text.kind, text.plain, str(text.office_id or "")),
        *("\x1f".join(text.keywords), text.legal_basis, text.source, str(text.review_on or "")),
    )
    return sha256("\x1e".join(parts).encode()).hexdigest()[:32]


def clean_slug(text: str) -> str:
    """Return the last part of a public page's address: 3 to 60 letters, digits and hyphens.

    Raises SlugInvalid.
    """
    slug = one_line(text).casefold()
    if not _SLUG.fullmatch(slug) or "--" in slug:
        raise SlugInvalid
    return slug


def clean_origins(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the websites that may show the widget, as ``https://host`` or ``https://host:port``.

    ``http`` only for this machine. They stand in a security header, so nothing else passes.
    Raises OriginInvalid, TooMany.
    """
    found = tuple(dict.fromkeys(_origin(one_line(text)) for text in texts if one_line(text)))
    if len(found) > MAX_ORIGINS:
        raise TooMany(limit=MAX_ORIGINS)
    return found


def _origin(text: str) -> str:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise OriginInvalid(origin=text) from None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOCAL)
    has_more = parts.path not in ("", "/") or parts.query or parts.fragment or parts.username
    if not is_safe or has_more or "@" in text or not _HOST.fullmatch(host) or ".." in host:
        raise OriginInvalid(origin=text)
    return f"{parts.scheme}://{host.lower()}" + (f":{port}" if port else "")


def check_review_day(day: date, today: date) -> None:
    """Raise ReviewDayPast unless the day of the next review is still to come."""
    if day <= today:
        raise ReviewDayPast
