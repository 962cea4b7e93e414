"""Whether what was found answers the question. If not, saying so is the right answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from gemeinwerk.assistant.retrieval.questions import Question
from gemeinwerk.assistant.retrieval.ranking import Hit


class Verdict(StrEnum):
    """OFF_TOPIC: the shelves know nothing of the kind. NOT_FOUND: near, but no answer."""

    ANSWER = "answer"
    OFF_TOPIC = "off_topic"
    NOT_FOUND = "not_found"


def judge(question: Question, hits: Sequence[Hit], texts: Mapping[int, str]) -> Verdict:
    """``texts`` holds the passages of the first hits (five are enough), as they are stored."""
    if not hits:
        return Verdict.OFF_TOPIC
    return Verdict.ANSWER
