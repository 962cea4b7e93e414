"""A sentence as the check sees it: figures, content words and turning words, part by part."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from gemeinwerk.archive.search.compounds import is_word, parts
from gemeinwerk.archive.search.german import Token, stem_of, tokens
from gemeinwerk.assistant.wording import vocabulary as words
from gemeinwerk.assistant.wording.figures import find_figures

SHORTEST_ROOT = 3
SHORTEST_TAIL = 4
REACH = 4  # words before a noun in which its preposition may stand

_ENDINGS = ("end", "est", "ten", "tet", "te", "et", "en", "st", "t", "n", "e")
_BREAK = re.compile(r"[,;:()\n|•–—]|\s-\s")
_JOINING = {"und", "oder", "sowie", "bzw", "beziehungsweise", "aber", "sondern", "jedoch", "doch"}
_COSTS = "costs"
_EMPTY = words.NEUTRAL | words.PARTICLES | words.TURNING_PREPOSITIONS
_PREFIX = re.compile(
    r"^(ab|an|auf|aus|bei|ein|fest|her|hin|los|mit|nach|vor|weg|zurueck|um|durch|teil|zu)?"
    r"(?:ge|zu)(?=\w{4})"
)


class Kind(StrEnum):
    """What a word is to the check."""

    FIGURE = "figure"
    NOUN = "noun"
    WORD = "word"
    TURN = "turn"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Item:
    """A word or figure. ``own``: its stems; ``forms``: what it supports.

    ``pieces``: stems of the two halves of a compound, ``tails`` of its last parts. ``before``: the
    small words before a noun.
    """

    kind: Kind
    raw: str
    place: int
    part: int
    key: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    pieces: frozenset[str] = frozenset()
    tails: frozenset[str] = frozenset()
    before: tuple[str, ...] = ()

    @property
    def is_content(self) -> bool:
        """Tell whether it needs support: a figure or a word that says something."""
        return self.kind in (Kind.FIGURE, Kind.NOUN, Kind.WORD)

    @property
    def is_derived(self) -> bool:
        """Tell whether it is an adjective that shares its stem with a noun."""
        return self.kind is Kind.WORD and self.raw.lower().endswith(words.DERIVED)

    @property
    def led_by(self) -> frozenset[str]:
        """The prepositions before a noun that turn it."""
        return frozenset(self.before) & words.TURNING_PREPOSITIONS

    @property
    def article(self) -> str:
        """The article of a noun, which tells its case."""
        return next((word for word in reversed(self.before) if word in words.ARTICLES), "")


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence taken apart."""

    text: str
    items: tuple[Item, ...]

    def of(self, *kinds: Kind) -> tuple[Item, ...]:
        """The items of some kinds, in order."""
        return tuple(item for item in self.items if item.kind in kinds)

    @property
    def content(self) -> tuple[Item, ...]:
        """What needs support."""
        return tuple(item for item in self.items if item.is_content)


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Take a sentence, a line or a list with its introduction apart."""
    figures, rest = find_figures(text)
    breaks = [match.start() for match in _BREAK.finditer(rest)]
    found = tokens(rest)
    breaks += [t.spans[0][0] for t in found if t.word.folded in _JOINING]
    items = [
        Item(Kind.FIGURE, text[figure.start : figure.end], figure.start, 0, key=figure.key)
        for figure in figures
    ]
    items += [_item(token, rest, first=not number) for number, token in enumerate(found)]
    items.sort(key=lambda item: item.place)
    placed = [replace(item, part=sum(at <= item.place for at in breaks)) for item in items]
    return Reading(text, tuple(_joined(_led(placed))))


def named(reading: Reading, names: tuple[str, ...]) -> Reading:
    """Let a compound that a heading names be said by its last part: die Steuer for Hundesteuer.

    Any other is more than its last part: who needs a Mittelschulabschluss needs not any Abschluss.
    """
    stems = frozenset[str]().union(*(item.own for name in names for item in read(name).items))
    items = (
        replace(item, forms=item.forms | item.tails) if item.own & stems else item
        for item in reading.items
    )
    return Reading(reading.text, tuple(items))


def _item(token: Token, text: str, *, first: bool) -> Item:
    folded, place = token.word.folded, token.spans[0][0]
    weekday = words.WEEKDAYS.get(token.raw)
    if weekday and re.match(r"\s*[.:–-]|\s+\d|\s{3}", text[token.spans[0][1] :]):
        return _word(Kind.NOUN, token.raw, place, weekday)
    if folded in words.TURNING:
        return Item(Kind.TURN, folded, place, 0, key=(words.TURNING[folded],))
    if token.word.is_stop or not folded.isalpha() or folded in _EMPTY:
        return Item(Kind.EMPTY, folded, place, 0)
    is_noun = token.raw[0].isupper() and (not first or is_word(folded))
    return _word(Kind.NOUN if is_noun else Kind.WORD, token.raw, place, folded)


def _word(kind: Kind, raw: str, place: int, folded: str) -> Item:
    own, tails, pieces = _shapes(folded)
    forms = own
    if kind is Kind.WORD and folded in words.COST_VERBS:
        forms |= {stem_of(noun) for noun in words.COST_NOUNS} | {_COSTS}
        own |= {_COSTS}
    elif folded in words.COST_NOUNS:
        forms |= {_COSTS}
    return Item(kind, raw, place, 0, own=own, forms=forms, pieces=pieces, tails=tails)


@lru_cache(maxsize=32_768)
def _shapes(folded: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    own = frozenset([stem_of(folded), root_of(folded)])
    if any(sign in folded for sign in words.OPPOSING):
        return own, frozenset(), frozenset()
    compound = {part for part in parts(folded) if is_word(part)}
    tails = {part for part in compound if folded.endswith(part) and len(part) >= SHORTEST_TAIL}
    return own, frozenset(stem_of(tail) for tail in tails), _halves(folded, compound)


def _halves(folded: str, compound: set[str]) -> frozenset[str]:
    """Stems of a first and a last part that make up the whole, but for a linking sound."""
    for tail in sorted(compound, key=len, reverse=True):
        for head in sorted(compound, key=len, reverse=True):
            gap = len(folded) - len(head) - len(tail)
            if folded.startswith(head) and folded.endswith(tail) and 0 <= gap <= 2:
                return frozenset([stem_of(head), stem_of(tail)])
    return frozenset()


@lru_cache(maxsize=32_768)
def root_of(folded: str) -> str:
    """What inflected forms of a word share: beantragt, beantragen; gestellt, stellen."""
    folded = words.STRONG.get(folded, folded)
    stem = stem_of(_PREFIX.sub(lambda match: match[1] or "", folded))
    for ending in _ENDINGS:
        if stem.endswith(ending) and len(stem) - len(ending) >= SHORTEST_ROOT:
            return "~" + stem[: -len(ending)]
    return "~" + stem


def _led(items: list[Item]) -> list[Item]:
    """Tell each noun which small words stand before it."""
    return [
        replace(item, before=_before(items, number)) if item.kind is Kind.NOUN else item
        for number, item in enumerate(items)
    ]


def _before(items: list[Item], number: int) -> tuple[str, ...]:
    """The few words before a noun, back to the noun before it."""
    before: list[str] = []
    for item in reversed(items[max(0, number - REACH) : number]):
        if item.kind is Kind.NOUN or item.part != items[number].part:
            break
        before.insert(0, item.raw)
    return tuple(before)


def _joined(items: list[Item]) -> list[Item]:
    """Join verbs in two parts: a particle at the end of a part also belongs to its words."""
    for number, item in enumerate(items):
        following = items[number + 1 : number + 2]
        at_end = not following or following[0].part != item.part
        if item.raw in words.PARTICLES and at_end and item.kind is Kind.EMPTY:
            items = [_with_particle(word, item) for word in items]
    return items


def _with_particle(word: Item, particle: Item) -> Item:
    if word.kind is not Kind.WORD or word.part != particle.part:
        return word
    roots = frozenset("~" + particle.raw + root[1:] for root in word.own if root[0] == "~")
    return replace(word, own=roots, forms=roots)
