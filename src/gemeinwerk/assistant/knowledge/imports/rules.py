"""What a file changes in an article that is there already. Pure."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from gemeinwerk.assistant.exchange.drafts import ArticleDraft, Kind, OfficeDraft
from gemeinwerk.assistant.knowledge.rules import ArticleText


def merge(there: ArticleText | None, draft: ArticleDraft, office_id: UUID | None) -> ArticleText:
    """Return the text as the file wants it; what the file leaves empty stays as it is."""
    before = there or ArticleText(title="", body="")
    return replace(
        before,
        title=draft.title or before.title,
        body=draft.body,
        kind=str(draft.kind.value),
        plain=draft.plain or before.plain,
        office_id=office_id or before.office_id,
        keywords=draft.keywords or before.keywords,
        legal_basis=draft.legal_basis or before.legal_basis,
        source=draft.source or before.source,
        review_on=draft.review_on or before.review_on,
    )


def pack(draft: ArticleDraft | OfficeDraft) -> dict[str, Any]:
    """Return a draft as JSON holds it."""
    packed = asdict(draft)
    if isinstance(draft, ArticleDraft):
        packed["kind"] = draft.kind.value
        packed["review_on"] = draft.review_on.isoformat() if draft.review_on else None
    return {name: list(v) if isinstance(v, tuple) else v for name, v in packed.items()}


def unpack_article(packed: dict[str, Any]) -> ArticleDraft:
    """Return the article that ``pack`` has packed."""
    fields = _with_tuples(packed)
    day = fields.pop("review_on")
    kind = Kind(fields.pop("kind"))
    return ArticleDraft(**fields, kind=kind, review_on=date.fromisoformat(day) if day else None)


def unpack_office(packed: dict[str, Any]) -> OfficeDraft:
    """Return the office that ``pack`` has packed."""
    return OfficeDraft(**_with_tuples(packed))


def _with_tuples(packed: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(v) if isinstance(v, list) else v for name, v in packed.items()}
