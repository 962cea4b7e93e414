"""What an answer consists of. Pages, widget, API and language model all show the same.

An answer is quotes first: each says word for word what a released version (or a page of the
archive) holds, from which authority it comes and since when. A refusal names who knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID


class Outcome(StrEnum):
    """``DIFFERENT``: several authorities have texts about the same that say something else.
    ``OFFICE``: it was asked how to reach an office, and that is known.
    """

    ANSWERED = "answered"
    DIFFERENT = "different"
    OFFICE = "office"
    NOT_FOUND = "not_found"
    OFF_TOPIC = "off_topic"


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands: ``version.body[start:end] == quote``, checked when it is shown.

    ``is_own``: it is the asker's own authority that says so. ``plain`` is the editor's own
    plain-language text of the whole article, or empty. ``legal_basis`` and ``source`` as entered.
    """

    article_id: UUID
    version_id: UUID
    member_id: int
    authority: str
    base_name: str
    title: str
    heading: str
    anchor: str
    quote: str
    start: int
    end: int
    released_on: date
    office_name: str = ""
    legal_basis: str = ""
    source: str = ""
    plain: str = ""
    is_own: bool = True


@dataclass(frozen=True, slots=True)
class PageCitation:
    """A quote from a page of the archive that the asking clerk may read."""

    page_id: int
    document_id: UUID
    number: int
    authority: str
    collection: str
    record: str
    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """Who knows, for people: an office of an authority with how to reach it."""

    name: str
    authority: str
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    opening_hours: str = ""
    accessibility: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says to a question.

    ``citations``: the best quote first; where authorities differ, the best of each. ``further``:
    other passages that may help. ``offices`` are who knows, also beside an answer. ``language`` is
    that of the question (ISO 639-1). ``read_as`` is the question as it was understood with what was
    asked before, or empty.
    """

    question: str
    outcome: Outcome
    citations: tuple[Citation, ...] = ()
    further: tuple[Citation, ...] = ()
    pages: tuple[PageCitation, ...] = ()
    offices: tuple[OfficeCard, ...] = ()
    language: str = "de"
    read_as: str = ""
    searched: tuple[str, ...] = field(default=())  # authorities whose bases were asked, own first

    @property
    def is_answered(self) -> bool:
        """Tell whether there is a quote to show, or the office that was asked for."""
        return bool(self.citations or self.pages) or self.outcome is Outcome.OFFICE
