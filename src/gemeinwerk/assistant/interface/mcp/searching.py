"""Articles that fit words, without the judgement whether they answer a question."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from gemeinwerk.assistant.answering import queries
from gemeinwerk.assistant.answering.actions import LIMIT
from gemeinwerk.assistant.answering.embedding import configured_embedder
from gemeinwerk.assistant.errors import QuestionEmpty, QuestionTooLong
from gemeinwerk.assistant.models import Base, Passage
from gemeinwerk.assistant.retrieval.errors import EmbedderUnreachable, EmbedderWrong
from gemeinwerk.assistant.retrieval.questions import Question, read_question

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """The best passage of an article, with its text."""

    passage: Passage
    text: str


def search(bases: Sequence[Base], text: str, *, most: int) -> list[Found]:
    """Return articles that the asker may read, the best first, each by its best passage.

    Raises QuestionEmpty, QuestionTooLong.
    """
    text = " ".join(text.replace("\x00", " ").split())
    if not any(sign.isalnum() for sign in text):
        raise QuestionEmpty
    if len(text) > LIMIT:
        raise QuestionTooLong(size=len(text), limit=LIMIT)
    hits = queries.find(bases, _read(text))
    there = queries.read_passages(hit.key for hit in hits)
    best: dict[object, Found] = {}
    for hit in hits:
        passage = there.get(hit.key)
        if passage is not None:
            best.setdefault(passage.article_id, Found(passage, passage.text))  # type: ignore[attr-defined]
    return list(best.values())[:most]


def _read(text: str) -> Question:
    try:
        return read_question(text, configured_embedder())
    except (EmbedderUnreachable, EmbedderWrong) as error:
        logger.warning("%s", error)
        return read_question(text)
