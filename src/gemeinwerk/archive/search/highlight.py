"""Which words of a page a search hits, and the passage to show below a hit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from gemeinwerk.archive.search.german import HYPHENS, Token, tokens
from gemeinwerk.archive.search.index import MAX_TOKENS, Occurrence, occurrences
from gemeinwerk.archive.search.query import Plan, Reading, Step

ELLIPSIS = "…"

_BLANKS = re.compile(r"[\s\x00]+")
_CLOSING = re.compile(r"[^\s\w]*")


def matches(plan: Plan, words: Sequence[str]) -> list[bool]:
    """For each word of a page, in reading order, whether the search hits it.

    Of a word that is broken over a line both halves are hits. A word that ends in a hyphen is
    taken for the end of a line, which the list does not show.
    """
    text, ends = _lined_up(words)
    spans = [span for token, is_hit in _marked(plan, text) if is_hit for span in token.spans]
    hits = [False] * len(words)
    place = 0
    for start, end in sorted(spans):
        while ends[place] <= start:
            place += 1
        following = place
        while following < len(words) and (following == place or ends[following - 1] < end):
            hits[following] = True
            following += 1
    return hits


def _lined_up(words: Sequence[str]) -> tuple[str, list[int]]:
    """The words as a text, and the place in it after each word and its blank."""
    pieces, ends, length = [], [], 0
    for word in words:
        piece = word + ("\n" if word[-1:] in (*HYPHENS, "\u00ad") else " ")
        length += len(piece)
        pieces.append(piece)
        ends.append(length)
    return "".join(pieces), ends


def _marked(plan: Plan, text: str) -> list[tuple[Token, bool]]:
    found = tokens(text, MAX_TOKENS)
    hits = set().union(*_Page(found).clause_hits(plan))
    return [(token, place in hits) for place, token in enumerate(found)]


class _Page:
    """The occurrences of a page by position, to follow the readings of a query."""

    def __init__(self, found: list[Token]) -> None:
        self.all = list(occurrences(found))
        self.at: dict[int, list[Occurrence]] = defaultdict(list)
        for occurrence in self.all:
            for place in {occurrence.first, occurrence.last}:
                self.at[place].append(occurrence)

    def clause_hits(self, plan: Plan) -> list[set[int]]:
        """For each clause to mark, the places of the tokens that it hits."""
        return [
            set().union(*(self._reading_hits(reading) for reading in clause.readings))
            for clause in plan.marks
        ]

    def _reading_hits(self, reading: Reading) -> set[int]:
        first, *others = reading
        hits: set[int] = set()
        if not others:
            for occurrence in self.all:  # of Bau-Amt only Bau is a hit, if that was asked for
                places = _places(occurrence)
                if not places & hits and _is_hit(first, occurrence):
                    hits |= places
            return hits
        for start in self.at:
            hits |= self._phrase_hits(start, first, others)
        return hits

    def _phrase_hits(self, start: int, first: Step, others: Sequence[Step]) -> set[int]:
        """Places of the phrase that begins at ``start``, none if it does not."""
        hits, place = self._step_hits(start, first), start
        for step in others:
            place += step.distance
            at_place = self._step_hits(place, step) if hits else set()
            hits = hits | at_place if at_place else set()
        return hits

    def _step_hits(self, place: int, step: Step) -> set[int]:
        hit = [each for each in self.at.get(place, ()) if _is_hit(step, each)]
        return set().union(*map(_places, hit))


def _places(occurrence: Occurrence) -> set[int]:
    return set(range(occurrence.first, occurrence.last + 1))


def _is_hit(step: Step, occurrence: Occurrence) -> bool:
    if step.ocr_key and step.ocr_key == occurrence.ocr_key:
        return True
    return any(
        lexeme in step.lexemes or (step.prefix is not None and lexeme.startswith(step.prefix))
        for lexeme in occurrence.lexemes
    )


# --- snippets -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Part:
    """A token of the text as a snippet shows it; ``clauses`` are the numbers of those it hits."""

    start: int
    end: int
    shown: str
    clauses: frozenset[int]


def snippet(text: str, plan: Plan, length: int = 240) -> list[tuple[str, bool]]:
    """The passage with the most different words of the query, as (text, is a hit) in order.

    At most ``length`` characters, blanks and line ends made one blank, broken words joined,
    an ellipsis where text is left out. Without a hit: the beginning of the text.
    """
    parts = _parts(text, plan)
    if not parts:
        return []
    room = max(length - 4, 1)
    first, last = _widened(text, parts, *_best_window(parts, room), room)
    pieces = _pieces(text, parts[first : last + 1], room)
    before = f"{ELLIPSIS} " if first > 0 else ""
    after = f" {ELLIPSIS}" if last < len(parts) - 1 else ""
    return _merged([(before, False), *pieces, (after, False)])


def _parts(text: str, plan: Plan) -> list[_Part]:
    found = tokens(text, MAX_TOKENS)
    by_clause = _Page(found).clause_hits(plan)
    parts: list[_Part] = []
    for place, token in enumerate(found):
        hit = frozenset(number for number, hits in enumerate(by_clause) if place in hits)
        start, end = token.spans[0][0], token.spans[-1][1]
        if parts and parts[-1].start == start:  # 12a: one run, two tokens
            hit |= parts.pop().clauses
        parts.append(_Part(start, end, "".join(text[a:b] for a, b in token.spans), hit))
    return parts


def _best_window(parts: list[_Part], room: int) -> tuple[int, int]:
    """First and last part from a hit to a hit, within ``room``; most clauses, then most hits."""
    hits = [place for place, part in enumerate(parts) if part.clauses]
    best, best_worth = (0, 0), (0, 0)
    last = 0
    for number, first in enumerate(hits):
        last = max(last, number)
        while last + 1 < len(hits) and parts[hits[last + 1]].end - parts[first].start <= room:
            last += 1
        inside = hits[number : last + 1]
        worth = len(frozenset().union(*(parts[place].clauses for place in inside))), len(inside)
        if worth > best_worth:
            best, best_worth = (first, hits[last]), worth
    return best


def _widened(text: str, parts: list[_Part], first: int, last: int, room: int) -> tuple[int, int]:
    """The window with neighbours on both sides in turn as long as they fit."""
    grew = True
    while grew:
        grew = False
        for down, up in ((1, 0), (0, 1)):
            wider = max(first - down, 0), min(last + up, len(parts) - 1)
            if wider != (first, last) and _size(text, parts, *wider) <= room:
                (first, last), grew = wider, True
    return first, last


def _size(text: str, parts: list[_Part], first: int, last: int) -> int:
    return _end(text, parts[last]) - parts[first].start


def _end(text: str, part: _Part) -> int:
    """The place after a part and the signs that close it, such as a full stop or a bracket."""
    closing = _CLOSING.match(text, part.end)
    return closing.end() if closing else part.end


def _pieces(text: str, parts: list[_Part], room: int) -> list[tuple[str, bool]]:
    """Tokens and what stands between them, which is a hit inside of a phrase."""
    pieces: list[tuple[str, bool]] = []
    place, before = parts[0].start, frozenset[int]()
    for part in parts:
        between = _BLANKS.sub(" ", text[place : part.start])
        pieces.append((between, bool(before & part.clauses)))
        pieces.append((part.shown[:room].replace("\x00", ""), bool(part.clauses)))
        place, before = part.end, part.clauses
    end = _end(text, parts[-1])
    if end - parts[0].start <= room:
        pieces.append((text[place:end].replace("\x00", ""), False))
    return pieces


def _merged(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Neighbours of the same kind put together, empty ones left out."""
    merged: list[tuple[str, bool]] = []
    for text, is_hit in pieces:
        if text and merged and merged[-1][1] == is_hit:
            merged[-1] = (merged[-1][0] + text, is_hit)
        elif text:
            merged.append((text, is_hit))
    return merged
