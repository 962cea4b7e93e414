"""The words by which a passage is found, and those that a question asks for.

One analyser with the archive's search: its stems, compound parts, spellings and stop words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from gemeinwerk.archive.search.german import Token, stem_of, terms, tokens
from gemeinwerk.archive.search.index import occurrences
from gemeinwerk.archive.search.spellings import spellings
from gemeinwerk.assistant.retrieval.frames import WEAK_WORDS

ANALYSER_VERSION = 1
"""Raise it when lexemes or counts change: a job analyses stored passages again."""

MAX_TOKENS = 10_000
MAX_QUESTION_TOKENS = 64
MAX_COUNT = 30_000
TITLE_WEIGHT = 2
HEADING_WEIGHT = 2
PART_WEIGHT = 0.5
WEAK_WEIGHT = 0.3

_WEAK_STEMS = frozenset(stem_of(word) for word in WEAK_WORDS)


@dataclass(frozen=True, slots=True)
class Analysed:
    """A passage by its words. ``length`` counts words, the weighted title and heading included."""

    lexemes: Mapping[str, int]
    length: int


def analyse(title: str, heading: str, text: str) -> Analysed:
    """Words of a passage with how often they occur; those of title and heading count more.

    ``heading`` is the path of headings, joined by anything that is no letter.
    """
    counts: Counter[str] = Counter()
    length = 0
    for part, weight in ((title, TITLE_WEIGHT), (heading, HEADING_WEIGHT), (text, 1)):
        found = tokens(part, MAX_TOKENS)
        for occurrence in occurrences(found):
            for lexeme in occurrence.lexemes:
                counts[lexeme] += weight
        length += weight * sum(not token.word.is_stop for token in found)
    return Analysed({lexeme: min(n, MAX_COUNT) for lexeme, n in counts.items()}, length)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a question asks for: lexemes with their weight."""

    lexemes: Mapping[str, float] = field(default_factory=dict)


def analyse_question(text: str) -> Terms:
    """Lexemes of a question with weights: whole words 1, parts of compounds and words that
    only ask (FRAMES) less.

    Words beyond MAX_QUESTION_TOKENS are not read. Never fails, and may be empty.
    """
    weights: dict[str, float] = {}
    found = tokens(text, MAX_QUESTION_TOKENS)
    for token in found:
        _weigh(token, weights)
    for spelling in spellings(found):
        for lexeme in spelling.asked:
            weights[lexeme] = max(weights.get(lexeme, 0.0), 1.0)
    return Terms(weights)


def _weigh(token: Token, weights: dict[str, float]) -> None:
    if token.word.is_stop:
        return
    whole = token.word.stem
    weight = WEAK_WEIGHT if whole in _WEAK_STEMS else 1.0
    weights[whole] = max(weights.get(whole, 0.0), weight)
    for lexeme in terms(token.word).lexemes:
        if lexeme != whole:
            weights[lexeme] = max(weights.get(lexeme, 0.0), PART_WEIGHT * weight)
