"""What programs ask and are answered. The OpenAPI document and the tools of MCP are made of these.

People are not named. Texts of articles are data: nothing in them is an instruction to who reads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated
from uuid import UUID

from gemeinwerk.assistant.answering.answers import Outcome


@dataclass(frozen=True, slots=True)
class AskRequest:
    """A question, at most 1,000 characters."""

    question: str
    earlier: Annotated[list[str], "Questions asked before, the oldest first."] = field(
        default_factory=list
    )
    place: Annotated[str, "Where the asker lives: a name or an official key."] = ""


@dataclass(frozen=True, slots=True)
class ClerkAskRequest(AskRequest):
    """A question of somebody who works here."""

    with_archive: Annotated[bool, "Look in archive pages too that the person may read."] = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote, word for word from a released version of an article."""

    authority: Annotated[str, "Whose rule it is."]
    is_own: Annotated[bool, "It is the asked authority that says so."]
    title: str
    heading: str
    quote: Annotated[str, "Markdown, as it stands in the version from start to end."]
    url: Annotated[str, "The place in the article, marked."]
    article_id: UUID
    version_id: UUID
    start: int
    end: int
    released_on: date
    base: str
    office: str
    legal_basis: str
    source: str
    plain: Annotated[str, "The editors' own plain-language text of the article, or empty."]


@dataclass(frozen=True, slots=True)
class PageCitation:
    """A quote from a page of the archive."""

    authority: str
    collection: str
    record: str
    document: str
    number: int
    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """Who knows, and how to reach them."""

    name: str
    authority: str
    address: str
    phone: str
    email: str
    website: str
    opening_hours: str
    accessibility: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes first, or the honest word that nothing was found and who can help."""

    question: str
    outcome: Outcome
    citations: Annotated[list[Citation], "The best first; where authorities differ, of each."]
    further: list[Citation]
    pages: list[PageCitation]
    offices: list[OfficeCard]
    language: Annotated[str, "Of the question, ISO 639-1. Articles are German."]
    read_as: Annotated[str, "As it was understood with earlier questions, or empty."]
    searched: Annotated[list[str], "Authorities whose articles were asked."]
    feedback: Annotated[str, "Sealed; send it back with a rating."]
    notice: Annotated[str, "To be shown to people before they rely on the answer."]


@dataclass(frozen=True, slots=True)
class FeedbackRequest:
    """Whether an answer helped."""

    feedback: Annotated[str, "As it came with the answer."]
    helpful: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """That it was received, in a sentence to show."""

    message: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class HandoverRequest:
    """A conversation for the clerks of an authority; only with consent."""

    question: str
    consent: Annotated[bool, "The person agreed that this is stored and read by clerks."]
    transcript: Annotated[
        list[Turn], "Clerks are told that a program says so and that nobody checked it."
    ] = field(default_factory=list)
    contact: Annotated[str, "An e-mail address or a telephone number, if the person wants."] = ""
    office: Annotated[str, "The name of an office of the authority, as an answer tells it."] = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Where the answer will be. Whoever has the ticket reads it; it cannot be told again."""

    ticket: str
    url: str
    keep_days: Annotated[int, "Kept until it is answered, and for so many days after that."]
