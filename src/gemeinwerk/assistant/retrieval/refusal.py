"""Whether what was found answers the question. If not, saying so is the right answer.

Two things are measured at the best passage: how near its meaning is, and which share of the
question's words it has (``Hit.coverage``). Each is compared with what answered questions usually
have, in standard deviations, and both are added: neither alone tells foreign topics as well.

That finds what the shelves know nothing about. It does not find a question that is near to a
passage which just leaves the answer out: no figure tells these apart (docs/benchmarks.md), so an
answer is always shown with its quote, and whoever asked can say that it did not help.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gemeinwerk.assistant.retrieval.frames import FRAME_WORDS
from gemeinwerk.assistant.retrieval.questions import Question
from gemeinwerk.assistant.retrieval.ranking import Hit


class Verdict(StrEnum):
    """OFF_TOPIC: the shelves know nothing of the kind. NOT_FOUND: near, but no answer."""

    ANSWER = "answer"
    OFF_TOPIC = "off_topic"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Usual:
    """What the best passage of answered questions has: mean and standard deviation.

    Below ``answer`` there is none, below ``topic`` not even the topic.
    """

    dense: tuple[float, float]
    coverage: tuple[float, float]
    answer: float
    topic: float


WORDS_ONLY = {True: (0.31, 0.21), False: (0.18, 0.13)}
"""Lowest coverage for an answer and for the topic, for sentences and for a few words: where there
is no embedder, or one whose cosines nobody has measured.
"""

USUAL: Mapping[tuple[str, bool], Usual] = {
    ("use-3", True): Usual((0.519, 0.117), (0.762, 0.231), -2.7, -3.8),
    ("use-3", False): Usual((0.392, 0.119), (0.669, 0.311), -2.4, -3.2),
    ("e5-small-q4", True): Usual((0.896, 0.020), (0.784, 0.220), -3.1, -3.9),
    ("e5-small-q4", False): Usual((0.871, 0.024), (0.711, 0.295), -3.3, -3.5),
}
"""By embedder, and whether the question is a sentence. Measured on 231 sentences and 79 short
questions with an answer (part *choose* of ``make bench-assistant``): 4 % of them lie below
``answer``, 1 % below ``topic``.
"""


def judge(question: Question, hits: Sequence[Hit], texts: Mapping[int, str]) -> Verdict:
    """Judge by the best passage. ``texts`` (the first passages by key) is for later use.

    Values are those of this module; a base whose questions differ much is measured by
    ``gemeinwerk assistant evaluate``.
    """
    if not hits:
        return Verdict.OFF_TOPIC
    is_sentence = len(question.text.split()) >= FRAME_WORDS
    usual = USUAL.get((question.embedder, is_sentence))
    nearest = hits[0].dense  # None: released a moment ago, its meaning is still to come
    if usual is None or nearest is None:
        value, (answer, topic) = hits[0].coverage, WORDS_ONLY[is_sentence]
    else:
        value = _above(nearest, usual.dense) + _above(hits[0].coverage, usual.coverage)
        answer, topic = usual.answer, usual.topic
    if value >= answer:
        return Verdict.ANSWER
    return Verdict.NOT_FOUND if value >= topic else Verdict.OFF_TOPIC


def _above(value: float, usual: tuple[float, float]) -> float:
    mean, deviation = usual
    return (value - mean) / deviation
