"""Who knows: the offices of an authority that fit a question and a place. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gemeinwerk.archive.search.german import terms, tokens

MOST = 2


@dataclass(frozen=True, slots=True)
class Unit:
    """An office as it is chosen from. ``places``: none means all."""

    key: str
    name: str
    topics: tuple[str, ...]
    places: tuple[str, ...]


def choose(
    units: Sequence[Unit], *, lexemes: Mapping[str, float], place: str, named: Sequence[str] = ()
) -> list[str]:
    """Return the keys of the offices to turn to, the most fitting first, at most MOST.

    Those that the quoted articles name come first, then those whose topics the question touches,
    else those for everything (no topics). An office for other places is left out; without a place
    all are in.
    """
    here = [unit for unit in units if _serves(unit, place)]
    scored = {unit.key: _fit(unit, lexemes) for unit in here}
    by_name = [unit.key for name in named for unit in here if unit.name == name]
    fitting = sorted((u.key for u in here if scored[u.key] > 0), key=lambda k: -scored[k])
    general = [unit.key for unit in here if not unit.topics]
    found = dict.fromkeys([*by_name, *fitting] or general)
    return list(found)[:MOST]


def _serves(unit: Unit, place: str) -> bool:
    wanted = _words(place)
    return not unit.places or not wanted or any(_words(each) == wanted for each in unit.places)


def _fit(unit: Unit, lexemes: Mapping[str, float]) -> float:
    """Weight of the question's words that the topics name; the longest topic decides ties."""
    known = {lexeme for topic in unit.topics for lexeme in _words(topic)}
    return sum(weight for lexeme, weight in lexemes.items() if lexeme in known)


def _words(text: str) -> frozenset[str]:
    return frozenset(lexeme for token in tokens(text, 40) for lexeme in terms(token.word).lexemes)
