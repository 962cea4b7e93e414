"""Several tokens that are also one word or one date: Bau-Genehmigung, 1.234, B a u, 12. 3. 1974.

The tokens stay searchable one by one; what is found here comes on top of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from gemeinwerk.archive.search.german import (
    AFTER_ELISION,
    HYPHENS,
    MAX_WORD_LETTERS,
    Terms,
    Token,
    terms,
    words,
)

MIN_SPACED_LETTERS = 4
SHORT_YEARS = (1900, 2000)  # files do not say which century 12.3.25 means

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "januar jan jaenner",
            "februar feb",
            "maerz mrz",
            "april apr",
            "mai",
            "juni jun",
            "juli jul",
            "august aug",
            "september sept sep",
            "oktober okt",
            "november nov",
            "dezember dez",
        ],
        start=1,
    )
    for name in names.split()
}

_LINE_BREAK = re.compile(r"\s*[\r\n]\s*")
_POINT = re.compile(r"\.\s{0,3}")
_POINT_OR_SPACE = re.compile(r"\.?\s{0,3}")


class Spelling(NamedTuple):
    """Tokens ``first`` to ``last`` read as one: what a query asks for, what a text offers."""

    first: int
    last: int
    asked: tuple[str, ...]
    asked_key: str | None
    offered: Terms


def spellings(found: Sequence[Token]) -> Iterator[Spelling]:
    """All readings of neighbouring tokens as one word, number or date."""
    yield from _words(found, _is_hyphenated, 2)
    yield from _words(found, _is_spaced_letter, MIN_SPACED_LETTERS)
    yield from _grouped_numbers(found)
    yield from _dates(found)


def _runs(
    found: Sequence[Token], goes_on: Callable[[Token, Token], bool]
) -> Iterator[tuple[int, int]]:
    """First and last place of each run of two tokens or more."""
    first = 0
    for place in range(1, len(found) + 1):
        if place == len(found) or not goes_on(found[place - 1], found[place]):
            if place - first > 1:
                yield first, place - 1
            first = place


def _words(
    found: Sequence[Token], goes_on: Callable[[Token, Token], bool], at_least: int
) -> Iterator[Spelling]:
    for first, last in _runs(found, goes_on):
        whole = "".join(token.word.folded for token in found[first : last + 1])
        if last - first + 1 >= at_least and len(whole) <= MAX_WORD_LETTERS:
            word = words(whole)[0]
            yield Spelling(first, last, (word.stem,), word.ocr_key, terms(word))


def _is_hyphenated(before: Token, token: Token) -> bool:
    joint = token.joint
    if not joint or joint[0] not in HYPHENS:
        return False
    if len(joint) > 1 and not (
        _LINE_BREAK.fullmatch(joint, 1) and token.word.folded not in AFTER_ELISION
    ):
        return False
    return before.word.folded.isalpha() and token.word.folded.isalpha()


def _is_spaced_letter(before: Token, token: Token) -> bool:
    """Typewriters emphasise by spacing: B a u s c h e i n."""
    return (
        token.joint == " "
        and len(token.raw) == 1
        and len(before.raw) == 1
        and token.raw.isalpha()
        and before.raw.isalpha()
    )


def _grouped_numbers(found: Sequence[Token]) -> Iterator[Spelling]:
    """1.234 m² is found by 1234."""
    for first, last in _runs(found, _is_next_thousand):
        groups = [token.raw for token in found[first : last + 1]]
        if len(groups[0]) <= 3 and groups[0].isdecimal() and groups[0][0] != "0":
            number = ("".join(groups),)
            yield Spelling(first, last, number, None, Terms(number, None))


def _is_next_thousand(before: Token, token: Token) -> bool:
    return (
        token.joint == "."
        and len(token.raw) == 3
        and token.raw.isdecimal()
        and before.raw.isdecimal()
    )


def _dates(found: Sequence[Token]) -> Iterator[Spelling]:
    """12.03.1974, 12. März 1974 and 1974-03-12 all carry the lexeme d:1974-03-12."""
    for first, token in enumerate(found[:-2]):
        if token.word.folded.isdecimal() and len(token.raw) in (1, 2, 4):
            days = _days(token, found[first + 1], found[first + 2])
            if days:
                yield Spelling(first, first + 2, days, None, Terms(days, None))


def _days(one: Token, two: Token, three: Token) -> tuple[str, ...]:
    if len(one.raw) == 4:
        is_iso = two.joint == three.joint == "-" and len(two.raw) == len(three.raw) == 2
        return _day_lexemes(one, two, three) if is_iso else ()
    between = _POINT_OR_SPACE if two.word.folded in MONTHS else _POINT
    if between.fullmatch(two.joint) and between.fullmatch(three.joint):
        return _day_lexemes(three, two, one)
    return ()


def _day_lexemes(year: Token, month: Token, day: Token) -> tuple[str, ...]:
    """The lexeme of a day, two of them for a year without century, none if it is no date."""
    number = MONTHS.get(month.word.folded) or _number(month, 12)
    if not (number and _number(day, 31) and year.word.folded.isdecimal()):
        return ()
    if len(year.raw) not in (2, 4):
        return ()
    short = int(year.word.folded)
    years = (short,) if len(year.raw) == 4 else tuple(short + start for start in SHORT_YEARS)
    return tuple(f"d:{full:04}-{number:02}-{_number(day, 31):02}" for full in years)


def _number(token: Token, highest: int) -> int:
    """The number from 1 to ``highest``, or 0."""
    if not token.word.folded.isdecimal() or len(token.raw) > 2:
        return 0
    number = int(token.word.folded)
    return number if number <= highest else 0
