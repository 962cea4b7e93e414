"""PostgreSQL's ``tsvector @@ tsquery`` in Python, for tests without a database.

Covers what the product writes: quoted lexemes, ``:*``, ``!``, ``<n>``, ``&``, ``|``, brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Places = dict[str, set[int]]

_ENTRY = re.compile(r"'((?:[^'\\]|''|\\.)*)'(?::([\d,]+))?(?:\s+|$)", re.DOTALL)
_SYMBOL = re.compile(r"\s*(?:'((?:[^'\\]|''|\\.)*)'(:\*)?|<(\d+)>|([&|!()]))", re.DOTALL)


def read_tsvector(literal: str) -> Places:
    """Lexemes with their positions; fails if the literal is not well formed."""
    places: Places = {}
    at = 0
    while at < len(literal):
        match = _ENTRY.match(literal, at)
        assert match, f"not a tsvector from {at}: {literal[at : at + 40]!r}"
        places[_plain(match[1])] = {int(place) for place in (match[2] or "").split(",") if place}
        at = match.end()
    return places


def page_matches(tsvector: str, tsquery: str) -> bool:
    """Whether a page with this tsvector literal is found by this tsquery string."""
    parser = _Parser(tsquery, read_tsvector(tsvector))
    result, _places = parser.either()
    assert parser.at == len(parser.symbols), f"not a tsquery: {tsquery!r}"
    return result


def _plain(lexeme: str) -> str:
    return re.sub(r"\\(.)|''", lambda match: match[1] or "'", lexeme, flags=re.DOTALL)


class _Parser:
    """Each rule gives whether the page matches, and the positions at which its last word stands."""

    def __init__(self, tsquery: str, page: Places) -> None:
        self.page = page
        self.symbols: list[tuple[str, str]] = []
        at = 0
        while at < len(tsquery):
            match = _SYMBOL.match(tsquery, at)
            assert match, f"not a tsquery from {at}: {tsquery[at : at + 40]!r}"
            if match[1] is not None:
                self.symbols.append(("prefix" if match[2] else "lexeme", _plain(match[1])))
            elif match[3]:
                self.symbols.append(("then", match[3]))
            else:
                self.symbols.append((match[4], ""))
            at = match.end()
        self.at = 0

    def _takes(self, kind: str) -> bool:
        if self.at < len(self.symbols) and self.symbols[self.at][0] == kind:
            self.at += 1
            return True
        return False

    def either(self) -> tuple[bool, set[int]]:
        return self._joined("|", self.both, lambda one, two: one or two)

    def both(self) -> tuple[bool, set[int]]:
        return self._joined("&", self.phrase, lambda one, two: one and two)

    def _joined(
        self,
        symbol: str,
        operand: Callable[[], tuple[bool, set[int]]],
        combine: Callable[[bool, bool], bool],
    ) -> tuple[bool, set[int]]:
        result, places = operand()
        while self._takes(symbol):
            other, other_places = operand()
            result, places = combine(result, other), places | other_places
        return result, places

    def phrase(self) -> tuple[bool, set[int]]:
        result, places = self.negated()
        while self._takes("then"):
            distance = int(self.symbols[self.at - 1][1])
            _other, following = self.negated()
            places = {place + distance for place in places} & following
            result = bool(places)
        return result, places

    def negated(self) -> tuple[bool, set[int]]:
        if self._takes("!"):
            result, _places = self.negated()
            return not result, set()
        if self._takes("("):
            inner = self.either()
            assert self._takes(")"), "a bracket is not closed"
            return inner
        assert self.at < len(self.symbols), "an operand is missing"
        kind, word = self.symbols[self.at]
        self.at += 1
        assert kind in ("lexeme", "prefix"), f"an operand is missing before {kind}"
        found = [
            places
            for lexeme, places in self.page.items()
            if lexeme == word or (kind == "prefix" and lexeme.startswith(word))
        ]
        return bool(found), set().union(*found)
