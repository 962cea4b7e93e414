"""How much one file may hold, and how drafts are brought into a form that can be stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from gemeinwerk.assistant.exchange.drafts import ArticleDraft, OfficeDraft, Reading
from gemeinwerk.assistant.exchange.errors import (
    FieldShortened,
    NothingToRead,
    PartTooLong,
    PartWithoutText,
    TooManyParts,
)
from gemeinwerk.assistant.text.dialect import MAX_BODY
from gemeinwerk.assistant.text.rendering import plain_text
from gemeinwerk.kernel.errors import UserError

Draft = TypeVar("Draft", ArticleDraft, OfficeDraft)

MAX_FILE_MB = 30
MAX_UNPACKED_MB = 100
MAX_PART_MB = 20
"""Of an HTML page, or of one XML file inside of a Word file: as a tree it takes ten times that."""

MAX_ENTRIES = 5_000
MAX_ARTICLES = 10_000
MAX_PAGES = 300
MAX_REMARKS = 200
"""Remarks that are kept; who has more has another problem."""

LENGTHS = {
    "external_id": 200,
    "title": 300,
    "name": 200,
    "office_name": 200,
    "legal_basis": 1_000,
    "source": 1_000,
    "language": 20,
    "address": 500,
    "phone": 50,
    "email": 254,
    "website": 200,
    "opening_hours": 1_000,
    "accessibility": 1_000,
}
"""Characters of the fields on one line, those of the columns they are stored in."""

LABELS = {
    "external_id": _("Id"),
    "title": _("Title"),
    "name": _("Name"),
    "kind": _("Kind"),
    "office_name": _("Responsible office"),
    "legal_basis": _("Legal basis"),
    "source": _("Source"),
    "review_on": _("Review again on"),
    "language": _("Language"),
    "address": _("Address"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "website": _("Website"),
    "opening_hours": _("Opening hours"),
    "accessibility": _("Accessibility"),
}
"""How messages call a field."""

WORD_LENGTH = 100
MAX_WORDS = 50
SHOWN = 80
_LONG = {"body", "plain"}
_WORDS = {"keywords", "topics", "places"}
_OPEN_LINES = {"address", "opening_hours", "accessibility"}
_CONTROLS = re.compile(
    r"[^\S\n\t ]|[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ud800-\udfff\ufeff\ufffe\uffff]"
)


def clean_text(text: str) -> str:
    """Return a text of several lines as it is stored: NFC, ``\\n``, no control characters."""
    unified = re.sub(r"\r\n?|[\x0b\x0c\u2028\u2029\x85]", "\n", text)
    cleaned = _CONTROLS.sub(lambda match: " " if match[0].isspace() else "", unified)
    return unicodedata.normalize("NFC", cleaned).strip("\n \t")


def clean_line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(clean_text(text).split())


def clean_words(words: Iterable[str]) -> tuple[str, ...]:
    """Return words and names without commas, each once."""
    parts = (clean_line(part) for word in words for part in re.split(r"[,;\n]", word))
    return tuple(dict.fromkeys(part[:WORD_LENGTH].strip() for part in parts if part))[:MAX_WORDS]


def shown(text: str) -> str:
    """Return so much of a text as a message repeats."""
    line = clean_line(text)
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def finish(
    name: str,
    articles: Iterable[ArticleDraft],
    offices: Iterable[OfficeDraft] = (),
    remarks: Iterable[UserError] = (),
) -> Reading:
    """Return a reading of drafts that can be stored, with remarks on what was left out.

    Raises ``NothingToRead`` and ``TooManyParts``.
    """
    said = list(remarks)
    drafts = [_clean(name, draft, said) for draft in articles]
    if len(drafts) > MAX_ARTICLES:
        raise TooManyParts(name=name, limit=MAX_ARTICLES)
    good = [_titled(draft) for draft in drafts if _is_storable(name, draft, said)]
    units = [_clean(name, office, said) for office in offices]
    known = [office for office in units if office.name]
    if not good and not known and not said:
        raise NothingToRead(name=name)
    return Reading(tuple(good), tuple(known), tuple(said[:MAX_REMARKS]))


def _clean(name: str, draft: Draft, said: list[UserError]) -> Draft:
    """Return a draft with clean fields, and say which were too long."""
    found: dict[str, Any] = {}
    for field in (item.name for item in fields(draft)):
        value = getattr(draft, field)
        if field in _WORDS:
            found[field] = clean_words(value)
        elif field in _LONG:
            found[field] = clean_text(value)
        elif field in LENGTHS:
            found[field] = _shorten(name, draft, field, said)
    return replace(draft, **found)


def _shorten(name: str, draft: Draft, field: str, said: list[UserError]) -> str:
    text = clean_text(getattr(draft, field))
    value = text if field in _OPEN_LINES else clean_line(text)
    limit = LENGTHS[field]
    if len(value) > limit:
        part = shown(draft.title if isinstance(draft, ArticleDraft) else draft.name)
        said.append(FieldShortened(name=name, part=part, field=LABELS[field], limit=limit))
        value = value[: limit - 1].rstrip() + "…"
    return value


def _is_storable(name: str, draft: ArticleDraft, said: list[UserError]) -> bool:
    part = shown(draft.title or draft.external_id)
    size = max(len(draft.body), len(draft.plain))
    if not draft.body:
        said.append(PartWithoutText(name=name, part=part))
    elif size > MAX_BODY:
        said.append(PartTooLong(name=name, part=part, size=size, limit=MAX_BODY))
    return bool(draft.body) and size <= MAX_BODY


def _titled(draft: ArticleDraft) -> ArticleDraft:
    return draft if draft.title else replace(draft, title=shown(plain_text(draft.body)) or "–")
