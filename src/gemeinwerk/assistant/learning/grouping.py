"""Which questions ask for the same. Pure.

Each question joins the gap whose leading question is nearest by words and meaning, else it leads a
gap of its own. Gaps do not drift: what joined earlier changes nothing for who comes later, and the
same questions in the same order always make the same gaps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gemeinwerk.assistant.retrieval.analysis import analyse_question
from gemeinwerk.assistant.retrieval.embedders import Vectors

WORDS_WEIGHT = 0.6
NEAR = 0.85
"""From cosine + WORDS_WEIGHT * common words on it is the same question; neither alone is enough for
questions that share a frame only („Was kostet …?“)."""

NEAR_WORDS = 0.5
"""The same by common words alone, where there is no embedder."""

Embed = Callable[[str], Vectors]


@dataclass(frozen=True, eq=False, slots=True)
class Sense:
    """A question by its words with their weight and, with an embedder, its meaning."""

    lexemes: Mapping[str, float]
    vector: Vectors | None = None


def sense_of(text: str, embed: Embed | None) -> Sense:
    """Return what is compared of a question."""
    return Sense(analyse_question(text).lexemes, embed(text) if embed else None)


def common_words(one: Sense, other: Sense) -> float:
    """Return the weight of the words of both, divided by that of all words (Jaccard), 0 to 1."""
    every = one.lexemes.keys() | other.lexemes.keys()
    both = one.lexemes.keys() & other.lexemes.keys()
    whole = sum(max(one.lexemes.get(w, 0.0), other.lexemes.get(w, 0.0)) for w in every)
    return sum(min(one.lexemes[w], other.lexemes[w]) for w in both) / whole if whole else 0.0


def nearness(one: Sense, other: Sense) -> float:
    """Return how near two questions are; from 1 on they count as the same."""
    words = common_words(one, other)
    if one.vector is None or other.vector is None:
        return words / NEAR_WORDS
    return (float(one.vector @ other.vector) + WORDS_WEIGHT * words) / NEAR


def group(questions: Sequence[str], leaders: Sequence[str], embed: Embed | None) -> list[int]:
    """Return for each question the number of its leader; from ``len(leaders)`` on new leaders.

    A new leader is the first question that is near to no other.
    """
    known = [sense_of(text, embed) for text in leaders]
    found: list[int] = []
    for text in questions:
        sense = sense_of(text, embed)
        near = [nearness(sense, leader) for leader in known]
        best = max(range(len(near)), key=lambda n: (near[n], -n), default=-1)
        if best < 0 or near[best] < 1:
            best = len(known)
            known.append(sense)
        found.append(best)
    return found
