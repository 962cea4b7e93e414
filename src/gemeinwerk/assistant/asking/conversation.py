"""What was asked and answered so far. It travels with the page, sealed; nothing of it is kept.

The seal lets nobody put words into the assistant's mouth that a clerk would then read as its own.
It is for the page it was made for (``place``) and for a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from gemeinwerk.assistant.models import Desk
from gemeinwerk.members.actors import Actor

KEPT = 5
"""Earlier questions that a follow-up is understood with, and turns that are handed over."""

ANSWER_LENGTH = 700
SEALED_LENGTH = 40_000
SECONDS = 24 * 60 * 60
_TURNS = "assistant.conversation"
_RATED = "assistant.rated"


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and, in short, what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns so far, the oldest first, at most KEPT."""

    turns: tuple[Turn, ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """What was asked before, the oldest first."""
        return tuple(turn.question for turn in self.turns)

    @property
    def transcript(self) -> list[dict[str, str]]:
        """The turns as they are handed over to a clerk."""
        return [{"question": turn.question, "answer": turn.answer} for turn in self.turns]

    def and_then(self, question: str, answer: str) -> Conversation:
        """Return the conversation with one more turn; the oldest is forgotten beyond KEPT."""
        turn = Turn(question, answer[:ANSWER_LENGTH])
        return Conversation((*self.turns, turn)[-KEPT:])

    def seal(self, place: str) -> str:
        """Return the text that a page carries in a hidden field."""
        turns = [[turn.question, turn.answer] for turn in self.turns]
        return signing.dumps(turns, salt=f"{_TURNS}.{place}", compress=True)


def place_of_desk(desk: Desk) -> str:
    """Return what is sealed for: the public page and widget of one authority."""
    return f"desk.{desk.id}"


def place_of_person(actor: Actor) -> str:
    """Return what is sealed for: this person at this member."""
    return f"clerk.{actor.member_id}.{actor.person_id}"


def unseal(text: str, place: str) -> Conversation:
    """Return the conversation of a page; an empty one if it is old, of another page, or changed."""
    if not text or len(text) > SEALED_LENGTH:
        return Conversation()
    try:
        turns: Sequence[Sequence[str]] = signing.loads(
            text, salt=f"{_TURNS}.{place}", max_age=SECONDS
        )
    except signing.BadSignature:
        return Conversation()
    return Conversation(tuple(Turn(question, answer) for question, answer in turns))


@dataclass(frozen=True, slots=True)
class Rated:
    """What a rating is about: a question, its language, and the version that was quoted first."""

    question: str
    language: str
    version_id: UUID | None

    def seal(self, place: str) -> str:
        """Return the text that the form of a rating carries."""
        facts = [self.question, self.language, str(self.version_id or "")]
        return signing.dumps(facts, salt=f"{_RATED}.{place}", compress=True)


def unseal_rated(text: str, place: str) -> Rated | None:
    """Return what is rated; None if the page is old, of another place, or was changed."""
    if not text or len(text) > SEALED_LENGTH:
        return None
    try:
        facts: list[str] = signing.loads(text, salt=f"{_RATED}.{place}", max_age=SECONDS)
    except signing.BadSignature:
        return None
    question, language, version = facts
    return Rated(question, language, UUID(version) if version else None)
