"""What is exchanged: articles and offices as drafts, apart from any database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gemeinwerk.kernel.errors import UserError


class Kind(StrEnum):
    """What an article is."""

    SERVICE = "service"
    FAQ = "faq"
    STATUTE = "statute"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """An article as a file tells it. ``body`` and ``plain`` are Markdown, ``plain`` may be empty.

    ``external_id`` names the article in the system it comes from, so that a second import changes
    it instead of adding another; empty if the file tells none. ``language`` is a tag such as
    ``de``. ``office_name`` is the name of an office, of this file or of the reader's.
    """

    title: str
    body: str
    external_id: str = ""
    kind: Kind = Kind.SERVICE
    plain: str = ""
    keywords: tuple[str, ...] = ()
    office_name: str = ""
    legal_basis: str = ""
    source: str = ""
    review_on: date | None = None
    language: str = "de"


@dataclass(frozen=True, slots=True)
class OfficeDraft:
    """An office as a file tells it: who it is, where, when, and for what and whom.

    ``topics`` are words and names of services that lead to it, ``places`` the official keys or
    names of the places that it serves; none means all of the authority.
    """

    name: str
    external_id: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    opening_hours: str = ""
    accessibility: str = ""
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds, and sentences about what of it was left out and why."""

    articles: tuple[ArticleDraft, ...] = ()
    offices: tuple[OfficeDraft, ...] = ()
    remarks: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of a page: its height in any unit, and whether white space precedes it."""

    text: str
    height: float = 0.0
    begins_paragraph: bool = False


@dataclass(frozen=True, slots=True)
class PdfPage:
    """The lines of one page from top to bottom."""

    lines: tuple[PdfLine, ...]
