"""What is released, as files that other systems and this one can read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from gemeinwerk.assistant.errors import ArticleUnknown
from gemeinwerk.assistant.exchange.formats import EXPORTS, Format, write
from gemeinwerk.assistant.knowledge import queries as articles
from gemeinwerk.assistant.knowledge.errors import FormatMissing, NothingReleased
from gemeinwerk.assistant.knowledge.imports import queries
from gemeinwerk.assistant.models import Article, Base
from gemeinwerk.assistant.permissions import ASK
from gemeinwerk.assistant.text.sections import ANCHOR_PREFIX, slug
from gemeinwerk.journal import actions as journal
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require

KINDS = {
    "xml": Format.XML,
    "csv": Format.CSV,
    "markdown": Format.MARKDOWN,
    "html": Format.HTML,
}
"""Formats of a whole base by their part of the address."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file to download."""

    name: str
    content_type: str
    data: bytes


@transaction.atomic
def export_base(*, base: Base, kind: str, actor: Actor) -> Exported:
    """Return the released articles of an own base, and the public offices where there is room.

    Raises NotAllowed, FormatMissing, NothingReleased.
    """
    require(actor, ASK)
    if kind not in KINDS:
        raise FormatMissing(format=kind)
    drafts = list(queries.list_exported(base))
    if not drafts:
        raise NothingReleased
    data = write(KINDS[kind], drafts, queries.list_exported_offices())
    journal.record("assistant.base.exported", actor=actor, obj=base, base=base.name, format=kind)
    return _exported(base.name, KINDS[kind], data)


def export_article(*, article: Article, actor: Actor) -> Exported:
    """Return the released version of an own article as a Word file. Raises NotAllowed,
    ArticleUnknown.
    """
    require(actor, ASK)
    current = articles.get_current(article)
    if current is None:
        raise ArticleUnknown
    current.article = article
    data = write(Format.DOCX, [queries.draft_of(current)])
    return _exported(current.title, Format.DOCX, data)


def _exported(title: str, format: Format, data: bytes) -> Exported:
    stem = slug(title).removeprefix(ANCHOR_PREFIX).strip("-") or "wissen"
    export = EXPORTS[format]
    return Exported(f"{stem}.{export.suffix}", export.content_type, data)
