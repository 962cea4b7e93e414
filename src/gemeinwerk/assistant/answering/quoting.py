"""Which sentences of a passage answer a question. They are slices of the text, so verbatim.

A text is taken apart into lines, list items, tables and the sentences of long lines. Each gets a
chance of belonging to the answer; quoted is the run of them whose chances lie highest above
``THRESHOLD`` in sum. People mark about a third of a page as the answer to a question, mostly from
a small heading or the line that shares most words with the question onwards: that is what the
weights have learned (``python -m benchmarks.assistant_training quoting``, part *choose*).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from gemeinwerk.archive.search.german import terms, tokens
from gemeinwerk.assistant.retrieval.questions import Question

MAX_CHARACTERS = 900
LONG_LINE = 240
"""A line of more characters is taken apart into its sentences."""

MAX_UNITS = 400
SMALL_HEADING = 70
THRESHOLD = 0.31

WEIGHTS: Mapping[str, float] = {
    "always": -1.26,
    "share": 1.27,
    "share before": 0.97,
    "best": 1.3,
    "1-2 after best": 0.67,
    "3-5 after best": 0.43,
    "over 9 after best": -0.64,
    "1-2 before best": 0.36,
    "over 2 before best": -0.51,
    "under a colon": 0.74,
    "share of best": -0.9,
    "one of how many": 6.18,
    "length": 0.27,
    "top of block": 0.62,
}

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quote:
    """``body[start:end]`` is quoted; it holds whole sentences, lines or list items."""

    start: int
    end: int


def choose_quote(
    question: Question, body: str, start: int, end: int, *, limit: int = MAX_CHARACTERS
) -> Quote:
    """The stretch of ``body[start:end]`` that answers best, at most ``limit`` characters.

    Never empty where there is a letter, never part of a word (but of one longer than ``limit``).
    """
    units = list_units(body, start, min(end, len(body)), limit)
    if not units:
        return Quote(start, start)
    texts = [body[first:last] for first, last in units]
    chances = [_chance(each) for each in describe(question, texts)]
    first, last = best_run([chance - THRESHOLD for chance in chances])
    first, last = _shorten(units, chances, first, last, limit)
    while last - first > 1 and _HEADING.fullmatch(texts[last - 1]):
        last -= 1
    return Quote(units[first][0], units[last - 1][1])


# --- units ------------------------------------------------------------------------------------

_HEADING = re.compile(r"#{1,6}\s.*|\*\*[^*]+\*\*:?|__[^_]+__:?")
_LINE = re.compile(r"[^\r\n]*\S[^\r\n]*")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"“”»)]?\s+(?=[\"„“»(]?[A-ZÄÖÜ0-9])")
_NO_END = re.compile(
    r"(?:\b(?:\d{1,3}|[A-Za-z]|Abs|Nr|Art|Str|Tel|bzw|ca|Dr|evtl|ggf|inkl|lt|max|min|Prof|sog|St|usw|"
    r"vgl|Ziff|zzgl|Hr|Fr|Mio|Mrd)\.)$"
)


def list_units(body: str, start: int, end: int, limit: int = MAX_CHARACTERS) -> list[Span]:
    """Lines, tables and sentences of long lines, in order and without blanks around them.

    Each has a letter or digit and at most ``limit`` characters; where there is none, the list is
    empty. Text behind MAX_UNITS units is not read.
    """
    found: list[Span] = []
    for block in _blocks(body, start, end, limit):
        for piece in _sentences(body, *block):
            found += _fitting(body, *piece, limit)
        if len(found) >= MAX_UNITS:
            break
    return found[:MAX_UNITS]


def _blocks(body: str, start: int, end: int, limit: int) -> Iterator[Span]:
    """Lines; those of a table together where they fit."""
    table: Span | None = None
    for match in _LINE.finditer(body, start, end):
        first, last = _trimmed(body, *match.span())
        is_row = body[first] == "|"
        if table and is_row and last - table[0] <= limit:
            table = (table[0], last)
            continue
        if table:
            yield table
        table = (first, last) if is_row else None
        if not is_row:
            yield first, last
    if table:
        yield table


def _sentences(body: str, start: int, end: int) -> Iterator[Span]:
    if end - start <= LONG_LINE or body[start] == "|":
        yield start, end
        return
    first = start
    for match in _SENTENCE_END.finditer(body, start, end):
        if not _NO_END.search(body, max(first, match.start() - 8), match.start()):
            yield _trimmed(body, first, match.end())
            first = match.end()
    yield _trimmed(body, first, end)


def _fitting(body: str, start: int, end: int, limit: int) -> Iterator[Span]:
    """A unit cut between words where it is longer than the limit; nothing without a letter."""
    while end - start > limit:
        space = max(body.rfind(sign, start + 1, start + limit + 1) for sign in " \t")
        cut = space if space > start else start + limit
        yield _trimmed(body, start, cut)
        start = _trimmed(body, cut, end)[0]
    if any(sign.isalnum() for sign in body[start:end]):
        yield start, end


def _trimmed(body: str, start: int, end: int) -> Span:
    text = body[start:end]
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip())


# --- chances ----------------------------------------------------------------------------------


def describe(question: Question, texts: Sequence[str]) -> list[dict[str, float]]:
    """What speaks for each unit: facts by the names of ``WEIGHTS``."""
    shares = _shares(question.lexemes, texts)
    best = max(range(len(texts)), key=lambda at: (shares[at], -at))
    tops = _tops(texts, shares)
    return [
        _facts(at, texts, shares, best) | {"top of block": tops[at]} for at in range(len(texts))
    ]


def _tops(texts: Sequence[str], shares: Sequence[float]) -> list[float]:
    """The highest share in the block of each unit; blocks begin at small headings."""
    small = [_is_small_heading(texts, at) for at in range(len(texts))]
    starts = [at for at, is_small in enumerate(small) if is_small and not (at and small[at - 1])]
    blocks = [bisect_right(starts, at) for at in range(len(texts))]
    tops = [0.0] * (len(starts) + 1)
    for block, share in zip(blocks, shares, strict=True):
        tops[block] = max(tops[block], share)
    return [tops[block] for block in blocks]


def _facts(at: int, texts: Sequence[str], shares: Sequence[float], best: int) -> dict[str, float]:
    distance = at - best
    led = any(
        shares[before] > 0 and texts[before].endswith(":") for before in range(max(0, at - 6), at)
    )
    return {
        "always": 1.0,
        "share": shares[at],
        "share before": shares[at - 1] if at else 0.0,
        "best": float(distance == 0),
        "1-2 after best": float(0 < distance <= 2),
        "3-5 after best": float(2 < distance <= 5),
        "over 9 after best": float(distance > 9),
        "1-2 before best": float(-2 <= distance < 0),
        "over 2 before best": float(distance < -2),
        "under a colon": float(led),
        "share of best": shares[best],
        "one of how many": 1 / len(texts),
        "length": min(len(texts[at]), 300) / 100,
    }


def _shares(wanted: Mapping[str, float], texts: Sequence[str]) -> list[float]:
    """Which share of the question's words each unit has; words in few of the units weigh more."""
    found = [_lexemes(text) for text in texts]
    often = Counter(lexeme for lexemes in found for lexeme in lexemes & wanted.keys())
    total = len(texts)
    rarity = {
        lexeme: weight * math.log1p((total - often[lexeme] + 0.5) / (often[lexeme] + 0.5))
        for lexeme, weight in wanted.items()
    }
    sought = sum(weight * math.log1p((total + 0.5) / 0.5) for weight in wanted.values()) or 1.0
    return [
        sum(rarity[each] for each in sorted(lexemes & rarity.keys())) / sought for lexemes in found
    ]


def _lexemes(text: str) -> set[str]:
    return {lexeme for token in tokens(text) for lexeme in terms(token.word).lexemes}


def _is_small_heading(texts: Sequence[str], at: int) -> bool:
    """A short line without a full stop, with text below: how people head a paragraph."""
    text = texts[at].strip("*_ ")
    if at + 1 == len(texts) or not 0 < len(text) <= SMALL_HEADING or len(text.split()) > 8:
        return False
    return text[-1] not in ".;,:!" and text[0] not in "-|•"


def _chance(facts: Mapping[str, float]) -> float:
    total = sum(WEIGHTS[name] * value for name, value in facts.items())
    return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))


# --- run --------------------------------------------------------------------------------------


def best_run(gains: Sequence[float]) -> tuple[int, int]:
    """First and one past last of the run with the greatest sum, at least one (Kadane 1984)."""
    sums = [0.0, *accumulate(gains)]
    lowest, best = 0, (gains[0], 0, 1)
    for last in range(1, len(sums)):
        if sums[last - 1] < sums[lowest]:
            lowest = last - 1
        best = max(best, (sums[last] - sums[lowest], lowest, last), key=lambda run: run[0])
    return best[1], best[2]


def _shorten(
    units: Sequence[Span], chances: Sequence[float], first: int, last: int, limit: int
) -> tuple[int, int]:
    while last - first > 1 and units[last - 1][1] - units[first][0] > limit:
        if chances[first] <= chances[last - 1]:
            first += 1
        else:
            last -= 1
    return first, last
