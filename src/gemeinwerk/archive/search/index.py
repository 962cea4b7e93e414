"""From the text of a page to the tsvector that it is found by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from gemeinwerk.archive.search.german import Token, terms, tokens
from gemeinwerk.archive.search.spellings import spellings

# Raise it when a lexeme, a threshold or the usual length changes: a job indexes older rows again.
ANALYSER_VERSION = 1

MAX_TOKENS = 10_000  # PostgreSQL counts positions up to 16,383
MAX_POSITIONS = 255  # of one lexeme, PostgreSQL
MAX_BYTES = 1_000_000  # of the literal; PostgreSQL stores less and refuses 1,048,576

USUAL_TOKENS = 230
TIER_THRESHOLDS = (1.30, 1.50, 1.68)


@dataclass(frozen=True)
class Lexemes:
    """A page for the index: ``tsvector`` literal, number of tokens, whether all of it fitted."""

    tsvector: str
    tokens: int
    is_complete: bool


class Occurrence(NamedTuple):
    """Tokens ``first`` to ``last`` (from 0; mostly the same) and what finds them."""

    first: int
    last: int
    lexemes: tuple[str, ...]
    ocr_key: str | None


def page_lexemes(text: str, collection_id: int) -> Lexemes:
    """Stems and compound parts with positions, impact tiers, OCR keys and the collection.

    A page with more than MAX_TOKENS words, or with more bytes than PostgreSQL takes, is cut.
    """
    found = tokens(text, MAX_TOKENS + 1)
    kept = min(len(found), MAX_TOKENS)
    while len((literal := _literal(found[:kept], collection_id)).encode()) > MAX_BYTES:
        kept //= 2
    return Lexemes(literal, kept, is_complete=kept == len(found))


def occurrences(found: list[Token]) -> Iterator[Occurrence]:
    """Every token that is no stop word, then every reading of several tokens as one."""
    for place, token in enumerate(found):
        lexemes, key = terms(token.word)
        if lexemes:
            yield Occurrence(place, place, lexemes, key)
    for spelling in spellings(found):
        yield Occurrence(spelling.first, spelling.last, *spelling.offered)


def impact_tier(occurrences: int, tokens: int) -> int:
    """0 to 3: BM25 without idf (k1 1.2, b 0.75) of a word on a page of ``tokens`` tokens."""
    if occurrences < 2:
        return 0
    length = 0.25 + 0.75 * tokens / USUAL_TOKENS
    impact = occurrences * 2.2 / (occurrences + 1.2 * length)
    return sum(impact >= threshold for threshold in TIER_THRESHOLDS)


def quoted(lexeme: str) -> str:
    """A lexeme as a literal inside a tsvector or tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _literal(found: list[Token], collection_id: int) -> str:
    positions: dict[str, list[int]] = defaultdict(list)
    counted_twice: Counter[str] = Counter()
    keys: set[str] = set()
    for first, last, lexemes, key in occurrences(found):
        for lexeme in lexemes:
            positions[lexeme].append(first + 1)
            if last > first:
                positions[lexeme].append(last + 1)
                counted_twice[lexeme] += 1
        if key:
            keys.add(key)
    entries = [_with_positions(lexeme, places) for lexeme, places in positions.items()]
    for lexeme, places in positions.items():
        if len(places) > 1:
            tier = impact_tier(len(places) - counted_twice[lexeme], len(found))
            entries += [quoted(f"{lexeme}~{number}") for number in range(1, tier + 1)]
    entries += [quoted(f"k:{key}") for key in sorted(keys)]
    entries.append(quoted(f"c:{collection_id}"))
    return " ".join(entries)


def _with_positions(lexeme: str, positions: list[int]) -> str:
    if len(positions) == 1:
        return f"{quoted(lexeme)}:{positions[0]}"
    first = sorted(set(positions))[:MAX_POSITIONS]
    return f"{quoted(lexeme)}:{','.join(map(str, first))}"
