"""Who knows: the offices of an authority that fit a question and a place. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gemeinwerk.archive.search.german import terms, tokens

MOST = 2

_REACH = re.compile(
    r"\b(öffnungszeit|sprechzeit|servicezeit|telefonnummer|rufnummer|wie erreiche ich|geöffnet\b"
    r"|(ist|hat|haben)\b.*\b(offen|auf|geschlossen)\b|wo (ist|liegt|befindet sich) (das|die|der)\b"
    r"|(anschrift|adresse|telefon|mailadresse) (des|der|vom|von)\b)",
    re.IGNORECASE,
)


def asks_how_to_reach(question: str) -> bool:
    """Tell whether a question is about opening hours, telephone or address of an office."""
    return _REACH.search(question) is not None


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
    by_name = [unit.key for name in named for unit in here if unit.name == name]
    general = [unit.key for unit in here if not unit.topics]
    found = dict.fromkeys([*by_name, *fitting(here, lexemes)] or general)
    return list(found)[:MOST]


def called(units: Sequence[Unit], lexemes: Mapping[str, float]) -> list[str]:
    """Return the keys of the offices that a question calls by name, at most MOST."""
    return [unit.key for unit in units if _is_called(unit, lexemes)][:MOST]


def fitting(units: Sequence[Unit], lexemes: Mapping[str, float]) -> list[str]:
    """Return the keys of the offices of which the question touches a topic, at most MOST."""
    fits = {unit.key: _fit(unit, lexemes) for unit in units}
    return sorted((key for key in fits if fits[key] > 0), key=lambda key: -fits[key])[:MOST]


def _is_called(unit: Unit, lexemes: Mapping[str, float]) -> bool:
    """Whether the question holds the first word of the name, „Bauamt“ or „Zulassungsstelle“."""
    words = [token.word.stem for token in tokens(unit.name, 20) if not token.word.is_stop]
    return bool(words) and words[0] in lexemes


def _serves(unit: Unit, place: str) -> bool:
    wanted = _words(place)
    return not unit.places or not wanted or any(_words(each) == wanted for each in unit.places)


def _fit(unit: Unit, lexemes: Mapping[str, float]) -> float:
    """Weight of the question's words that the topics name; the longest topic decides ties."""
    known = {lexeme for topic in unit.topics for lexeme in _words(topic)}
    return sum(weight for lexeme, weight in lexemes.items() if lexeme in known)


def _words(text: str) -> frozenset[str]:
    return frozenset(lexeme for token in tokens(text, 40) for lexeme in terms(token.word).lexemes)
