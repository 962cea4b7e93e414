"""What citizens may read: an open page of an authority, articles it quotes from, its offices."""

from __future__ import annotations

from uuid import UUID

from gemeinwerk.assistant.answering.queries import list_bases_of_desk
from gemeinwerk.assistant.errors import ArticleUnknown, DeskUnknown
from gemeinwerk.assistant.models import Desk, Office, Version


def get_desk(slug: str) -> Desk:
    """Return the open page of an authority. Raises DeskUnknown."""
    found = Desk.objects.filter(slug=slug, is_open=True).first()
    if found is None:
        raise DeskUnknown
    return found


def get_released(desk: Desk, article_id: UUID) -> Version:
    """Return the version of an article that a page answers from now. Raises ArticleUnknown.

    Articles of the authority's own public bases, and of those that are open to its citizens.
    """
    bases = [base.id for base in list_bases_of_desk(desk)]
    found = Version.objects.select_related("article", "base").filter(
        article_id=article_id, article__state="released", base_id__in=bases, is_current=True
    )
    version = found.first()
    if version is None:
        raise ArticleUnknown
    return version


def list_offices(desk: Desk) -> list[Office]:
    """Return the authority's offices that citizens may turn to, by name."""
    return list(Office.objects.filter(member_id=desk.member_id, is_public=True).order_by("name"))


def get_office(version: Version) -> Office | None:
    """Return the office that an article leads to, if citizens may turn to it."""
    found = Office.objects.filter(
        member_id=version.member_id, name=version.office_name, is_public=True
    )
    return found.first()
