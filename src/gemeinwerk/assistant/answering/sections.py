"""Which section of an article answers: by what is asked about its subject. Pure.

The words of a title stand above all its sections and tell none from the others, so the section is
chosen by the rest of the question and by the aspect that it asks for: costs, papers, duration …
(``aspects.toml``).
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gemeinwerk.archive.search.german import terms, tokens

HEADED = 1.0
SAID = 0.4
IN_HEADING = 1.0
IN_TEXT = 0.6
RANKED = 0.5
"""Weights of: the aspect in the heading, in the text; a word in the heading, in the text; the place
that ranking gave. Chosen on 37 questions about the invented articles of the demo, each asked of all
articles and of the one alone, with and without meaning.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of an article; ``score`` is what ranking gave it, None if it was no hit."""

    key: int
    heading: str
    text: str
    score: float | None


def choose_part(
    question: str, lexemes: Mapping[str, float], title: str, parts: Sequence[Part]
) -> int:
    """Return the key of the section that answers best; the first ranked one where nothing tells."""
    known = _words(title)
    asked = {word: weight for word, weight in lexemes.items() if word not in known}
    bags = [(_words(part.heading), _words(part.text)) for part in parts]
    spread = Counter(word for heading, text in bags for word in heading | text)
    aspects = [aspect for aspect in _aspects() if aspect.is_asked(question)]
    best = max((part.score for part in parts if part.score is not None), default=0.0)
    scale = max(1.0, abs(best))

    def worth(at: int) -> float:
        part, (heading, text) = parts[at], bags[at]
        found = sum(
            weight * (IN_HEADING if word in heading else IN_TEXT) / spread[word]
            for word, weight in asked.items()
            if word in heading or word in text
        )
        fits = sum(aspect.worth(part) for aspect in aspects)
        place = part.score / scale if part.score is not None else 0.0
        return found + fits + RANKED * place

    return parts[max(range(len(parts)), key=lambda at: (worth(at), -at))].key


@dataclass(frozen=True, slots=True)
class _Aspect:
    asked: re.Pattern[str]
    headed: re.Pattern[str]
    said: re.Pattern[str]

    def is_asked(self, question: str) -> bool:
        return self.asked.search(question) is not None

    def worth(self, part: Part) -> float:
        if self.headed.search(part.heading):
            return HEADED
        return SAID if self.said.search(part.text) else 0.0


@cache
def _aspects() -> tuple[_Aspect, ...]:
    path = Path(__file__).with_name("aspects.toml")
    rows = tomllib.loads(path.read_text(encoding="utf-8")).values()
    return tuple(
        _Aspect(
            re.compile("|".join(row["asked"]), re.IGNORECASE),
            re.compile(
                "|".join(rf"(?<!\w){re.escape(word)}" for word in row["headed"]), re.IGNORECASE
            ),
            re.compile("|".join(row["said"])),
        )
        for row in rows
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(
        lexeme for token in tokens(text, 2_000) for lexeme in terms(token.word).lexemes
    )
