"""Quotes of articles that a clerk puts into an answer, read anew and word for word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from gemeinwerk.assistant.answering.actions import answer_person
from gemeinwerk.assistant.answering.answers import Citation
from gemeinwerk.assistant.answering.queries import get_version
from gemeinwerk.assistant.handover.errors import QuoteGone
from gemeinwerk.assistant.text.rendering import plain_text
from gemeinwerk.kernel.clock import BERLIN, german_day
from gemeinwerk.members.actors import Actor

MOST = 5


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that can be quoted; ``key`` is what the button sends."""

    key: str
    title: str
    authority: str
    text: str


def find_quotes(question: str, *, actor: Actor) -> list[Found]:
    """Return the passages that answer a question best, as the actor may read them."""
    if not question.strip():
        return []
    answer = answer_person(actor=actor, question=question.strip()[:1000])
    return [_found(each) for each in (*answer.citations, *answer.further)[:MOST]]


def read_quote(key: str) -> str:
    """Return a passage as it is put into an answer, with its source. Raises QuoteGone."""
    version_id, start, end = _parts(key)
    version = get_version(version_id)
    if version is None or not version.is_current or not 0 <= start < end <= len(version.body):
        raise QuoteGone
    text = plain_text(version.body[start:end])
    day = german_day(version.released_at.astimezone(BERLIN).date()) if version.released_at else "–"
    facts = {"title": version.title, "authority": version.base.authority, "day": day}
    return f"„{text}“\n({_('%(title)s, %(authority)s, as of %(day)s') % facts})"


def append(text: str, quote: str) -> str:
    """Return a text with a quote as its last paragraph."""
    return f"{text.rstrip()}\n\n{quote}\n".lstrip()


def _found(citation: Citation) -> Found:
    key = f"{citation.version_id}:{citation.start}:{citation.end}"
    return Found(key, citation.title, citation.authority, plain_text(citation.quote))


def _parts(key: str) -> tuple[UUID, int, int]:
    parts: Sequence[str] = key.split(":")
    try:
        version_id, start, end = parts
        return UUID(version_id), int(start), int(end)
    except ValueError as error:
        raise QuoteGone from error
