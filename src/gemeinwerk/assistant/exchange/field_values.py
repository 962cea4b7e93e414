"""The fields of articles and offices as people write them: German names, words for kinds, dates.

One list for tables, Markdown and our additions to XML, so that all of them say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from gemeinwerk.assistant.exchange.drafts import ArticleDraft, Kind, OfficeDraft

ARTICLE_COLUMNS = {
    "kennung": "external_id",
    "art": "kind",
    "titel": "title",
    "text": "body",
    "einfache_sprache": "plain",
    "schlagworte": "keywords",
    "stelle": "office_name",
    "rechtsgrundlage": "legal_basis",
    "quelle": "source",
    "pruefen_am": "review_on",
    "sprache": "language",
}
OFFICE_COLUMNS = {
    "stelle": "name",
    "kennung": "external_id",
    "anschrift": "address",
    "telefon": "phone",
    "e_mail": "email",
    "internet": "website",
    "oeffnungszeiten": "opening_hours",
    "barrierefreiheit": "accessibility",
    "themen": "topics",
    "orte": "places",
}
_OTHER_NAMES = {
    **{field: field for field in (*ARTICLE_COLUMNS.values(), *OFFICE_COLUMNS.values())},
    "id": "external_id",
    "frage": "title",
    "bezeichnung": "title",
    "antwort": "body",
    "inhalt": "body",
    "leichte_sprache": "plain",
    "schlagwoerter": "keywords",
    "stichworte": "keywords",
    "rechtsgrundlagen": "legal_basis",
    "wiedervorlage": "review_on",
    "email": "email",
    "website": "website",
}
KINDS = {
    "leistung": Kind.SERVICE,
    "frage": Kind.FAQ,
    "satzung": Kind.STATUTE,
    "information": Kind.INFORMATION,
}
_KIND_WORDS = {**KINDS, **{kind.value: kind for kind in Kind}, "faq": Kind.FAQ}
_GERMAN_DATE = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}")


class Unclear(ValueError):
    """A value that is not understood; the argument tells what to write instead."""


def field_of(title: str, columns: Mapping[str, str]) -> str | None:
    """Return the field that a column or key means, None if none of ``columns``."""
    name = title.strip().casefold().translate(_GERMAN)
    name = re.sub(r"[\s_-]+", "_", name)
    field = columns.get(name) or _OTHER_NAMES.get(name)
    return field if field in columns.values() else None


def parse_value(field: str, text: str) -> Any:
    """Return the value of a field. Raises ``Unclear``."""
    if field in {"keywords", "topics", "places"}:
        return tuple(re.split(r"[,;]", text))
    if field == "kind":
        return _parse_kind(text)
    if field == "review_on":
        return _parse_date(text)
    if field == "language":
        return _parse_language(text)
    return text


def _parse_kind(text: str) -> Kind:
    if not text.strip():
        return Kind.SERVICE
    if kind := _KIND_WORDS.get(text.strip().casefold()):
        return kind
    raise Unclear(", ".join(name.capitalize() for name in KINDS))


def _parse_date(text: str) -> date | None:
    text = text.strip()
    if not text:
        return None
    german, iso = _GERMAN_DATE.fullmatch(text), _ISO_DATE.fullmatch(text)
    parts = german.groups()[::-1] if german else iso.groups() if iso else None
    try:
        if parts:
            return date(*map(int, parts))
    except ValueError:
        pass
    raise Unclear("31.12.2027")


def _parse_language(text: str) -> str:
    tag = text.strip().casefold() or "de"
    if _LANGUAGE.fullmatch(tag):
        return tag
    raise Unclear("de, en, uk")


def write_value(value: Any) -> str:
    """Return a value as people write it; ``parse_value`` reads it back."""
    if isinstance(value, Kind):
        return next(name for name, kind in KINDS.items() if kind == value)
    if isinstance(value, tuple):
        return ", ".join(value)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def list_values(draft: ArticleDraft | OfficeDraft, columns: Iterable[tuple[str, str]]) -> list[str]:
    """Return the values of a draft in the order of ``columns`` (name, field)."""
    return [write_value(getattr(draft, field)) for _name, field in columns]
