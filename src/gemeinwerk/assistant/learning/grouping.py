"""Which questions ask for the same. Pure.

Each question joins the gap whose leading question is nearest by words and meaning, else it leads a
gap of its own. Gaps do not drift: what joined earlier changes nothing for who comes later, and the
same questions in the same order always make the same gaps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from gemeinwerk.archive.search.german import stem_of, terms, tokens
from gemeinwerk.assistant.retrieval.embedders import Vectors
from gemeinwerk.assistant.retrieval.frames import FRAMES, WEAK_WORDS

WORDS_WEIGHT = 0.7
NEAR = 0.88
"""From cosine + WORDS_WEIGHT * common words on it is the same question; neither alone is enough.

Chosen on 40 invented questions of 22 kinds: pairs of one kind lie above 0.94, others below
0.75, and in doubt questions stay apart (``tests/assistant/learning/asked_alike.py``).
"""

NEAR_WORDS = 0.5
"""The same by common words alone, where there is no embedder."""

MAX_TOKENS = 64
PART_WEIGHT = 0.5

_ASKED = """
abmelden abmeldung amt anmelden anmeldung behoerde bezahlen bitte darf duerfen eigene erlaubnis
erlaubt foerdern foerderung foerdert gebuehr geld gemeinde genehmigung heute hoch kosten kostet
kreis kreisverwaltung landkreis landratsamt melde melden neu online preis rathaus stadt stelle
teuer ummelden unterstuetzung verwaltung zahle zahlen zuschuss zuschuesse
"""
_UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))

Embed = Callable[[str], Vectors]


@dataclass(frozen=True, eq=False, slots=True)
class Sense:
    """A question by its words with their weight and, with an embedder, its meaning."""

    lexemes: Mapping[str, float]
    vector: Vectors | None = None


def sense_of(text: str, embed: Embed | None) -> Sense:
    """Return what is compared of a question."""
    return Sense(topic_of(text), embed(text) if embed else None)


def topic_of(text: str) -> dict[str, float]:
    """Return the words that say what a question is about, singular and plural alike, and the parts
    of compounds with half their weight.

    What it asks of it („anmelden“, „Zuschuss“, „beim Landkreis“) is left out, because it joins what
    has nothing in common; where nothing is left, all words count.
    """
    found = [token.word for token in tokens(text, MAX_TOKENS) if not token.word.is_stop]
    said = [word for word in found if _even(word.stem) not in _asking()]
    weights: dict[str, float] = {}
    for word in said or found:
        for lexeme in (word.stem, *terms(word).lexemes):
            even = _even(lexeme)
            if not said or even not in _asking():
                weight = 1.0 if lexeme == word.stem else PART_WEIGHT
                weights[even] = max(weights.get(even, 0.0), weight)
    return weights


def common_words(one: Sense, other: Sense) -> float:
    """Return the weight of the words of both in that of all (Dice), 0 to 1."""
    whole = sum(one.lexemes.values()) + sum(other.lexemes.values())
    both = one.lexemes.keys() & other.lexemes.keys()
    return 2 * sum(min(one.lexemes[w], other.lexemes[w]) for w in both) / whole if whole else 0.0


@cache
def _asking() -> frozenset[str]:
    """Words of questions about anything."""
    framed = {token.word.stem for frame in FRAMES for token in tokens(frame)}
    return frozenset(map(_even, framed | {stem_of(w) for w in (*WEAK_WORDS, *_ASKED.split())}))


def _even(stem: str) -> str:
    """The same for singular and plural: Rad and Räder, Zuschuss and Zuschüsse."""
    for umlaut, vowel in _UMLAUTS:
        stem = stem.replace(umlaut, vowel)
    return stem


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
