"""Reads of files that were handed in, and of what is exported."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from gemeinwerk.assistant.exchange.drafts import ArticleDraft, Kind, OfficeDraft
from gemeinwerk.assistant.knowledge import queries as knowledge
from gemeinwerk.assistant.knowledge.errors import ImportUnknown
from gemeinwerk.assistant.models import (
    Article,
    ArticleState,
    Base,
    Import,
    ImportItem,
    ImportState,
    Office,
    Version,
)
from gemeinwerk.members.context import require_member


def get_import(import_id: UUID) -> Import:
    """Return a file that was handed in at the acting member, without its bytes, else
    ImportUnknown.
    """
    found = Import.objects.select_related("base").defer("data").filter(id=import_id).first()
    if found is None:
        raise ImportUnknown
    return found


def list_open_imports(base: Base) -> QuerySet[Import]:
    """Return the files of a base that somebody still has to look at, newest first."""
    mine = Import.objects.defer("data", "offices", "remarks").filter(base=base)
    return mine.exclude(state=ImportState.TAKEN).order_by("-handed_in_at")


def list_items(found: Import) -> QuerySet[ImportItem]:
    """Return the articles of a file in their order, without their texts."""
    return ImportItem.objects.filter(source=found).defer("content").order_by("ordinal")


def get_item(found: Import, ordinal: int) -> ImportItem:
    """Return one article of a file, else ImportUnknown."""
    item = ImportItem.objects.filter(source=found, ordinal=ordinal).first()
    if item is None:
        raise ImportUnknown
    return item


def list_to_release(found: Import) -> QuerySet[Version]:
    """Return the drafts that came from a file and wait for release."""
    versions = ImportItem.objects.filter(source=found, version_id__isnull=False)
    return Version.objects.filter(id__in=versions.values("version_id"), released_at=None)


def find_article(base: Base, draft: ArticleDraft) -> Article | None:
    """Return the article that a file means: by its id, by ours if the file came from here, or by
    its title if neither has one. Never one of another base.
    """
    if draft.external_id:
        named = knowledge.get_by_external_id(base, draft.external_id)
        return named or _find_exported(base, draft.external_id)
    same = Article.objects.select_related("office").filter(base=base, external_id="")
    return same.filter(title=draft.title).order_by("created_at").first()


def find_exported_office(draft: OfficeDraft) -> Office | None:
    """Return the own office that was exported under our id, which the file still has."""
    own_id = _as_uuid(draft.external_id)
    own = Office.objects.filter(member_id=require_member(), external_id="")
    return own.filter(id=own_id).first() if own_id else None


def _find_exported(base: Base, external_id: str) -> Article | None:
    own_id = _as_uuid(external_id)
    found = Article.objects.filter(base=base, member_id=require_member(), external_id="")
    return found.filter(id=own_id).first() if own_id else None


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def list_exported(base: Base) -> Iterator[ArticleDraft]:
    """Yield the released articles of a base as drafts, by title."""
    current = Version.objects.filter(
        base=base, is_current=True, article__state=ArticleState.RELEASED
    )
    for version in current.select_related("article").order_by("title", "id").iterator(500):
        yield draft_of(version)


def draft_of(version: Version) -> ArticleDraft:
    """Return a version as it is exported. Without an id of its own it gets that of the article."""
    article = version.article
    return ArticleDraft(
        title=version.title,
        body=version.body,
        external_id=article.external_id or str(article.id),
        kind=Kind(article.kind),
        plain=version.plain,
        keywords=tuple(article.keywords),
        office_name=version.office_name,
        legal_basis=version.legal_basis,
        source=version.source,
        review_on=article.review_on,
    )


def list_exported_offices() -> list[OfficeDraft]:
    """Return the acting member's public offices as drafts, by name."""
    own = Office.objects.filter(member_id=require_member(), is_public=True).order_by("name")
    return [
        OfficeDraft(
            name=office.name,
            external_id=office.external_id or str(office.id),
            address=office.address,
            phone=office.phone,
            email=office.email,
            website=office.website,
            opening_hours=office.opening_hours,
            accessibility=office.accessibility,
            topics=tuple(office.topics),
            places=tuple(office.places),
        )
        for office in own
    ]
