"""What people type into the search field, and the tsquery that it becomes.

Words, "phrases" (also „…“ and »…«), beginnings* of three letters or more, and -exclusions of each.
Nothing that was typed gets into a tsquery but quoted output of the analyser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from gemeinwerk.archive.search.german import (
    Token,
    pieces,
    spelled_as_in_stems,
    stem_of,
    tokens,
)
from gemeinwerk.archive.search.index import quoted
from gemeinwerk.archive.search.spellings import MONTHS, spellings
from gemeinwerk.kernel.errors import UserError

MAX_CHARACTERS = 500
MAX_CLAUSES = 16
MAX_STEPS = 32
MIN_PREFIX_LETTERS = 3

FEW_PAGES = 1_000  # so many are ranked in full, more are narrowed to an impact tier
ENOUGH_PAGES = 60
HIGHEST_TIER = 3
MAX_COLLECTIONS = 500  # more would make the query longer than it saves


class EmptyQuery(UserError):
    message = _("There is nothing to search for. Please enter at least one word.")


class OnlyStopWords(UserError):
    message = _(
        "Words such as “the” or “and” stand on nearly every page and are not searched. "
        "Please add a word that says more."
    )


class OnlyExclusions(UserError):
    message = _(
        "A minus sign only leaves pages out. "
        "Please add at least one word without it that the pages should contain."
    )


class PrefixTooShort(UserError):
    message = _(
        "“%(text)s” would match too many words. "
        "Please write at least three letters before the asterisk."
    )


class Kind(StrEnum):
    WORD = "word"
    PHRASE = "phrase"
    PREFIX = "prefix"


class Step(NamedTuple):
    """One place of a reading: any of ``lexemes``, or what begins with ``prefix``.

    ``distance`` counts positions from the step before; ``ocr_key`` only where a step stands alone.
    """

    lexemes: tuple[str, ...]
    prefix: str | None = None
    ocr_key: str | None = None
    distance: int = 0


Reading = tuple[Step, ...]


@dataclass(frozen=True)
class Clause:
    """One word, phrase or beginning as typed; a page matches it by any of its readings."""

    text: str
    kind: Kind
    readings: tuple[Reading, ...]
    is_excluded: bool = False


@dataclass(frozen=True)
class Query:
    """What was asked for.

    ``ignored`` are stop words and words beyond MAX_CLAUSES or MAX_STEPS; ``is_shortened`` says
    that the end of a very long input was not read at all.
    """

    clauses: tuple[Clause, ...]
    ignored: tuple[str, ...] = ()
    is_shortened: bool = False

    @property
    def wanted(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if not clause.is_excluded)

    @property
    def single_lexeme(self) -> str | None:
        """The lexeme whose frequency :func:`plan` needs; None if the query is more than a word."""
        if len(self.clauses) != 1 or len(self.clauses[0].readings) != 1:
            return None
        reading = self.clauses[0].readings[0]
        if len(reading) != 1 or reading[0].prefix or ":" in reading[0].lexemes[0]:
            return None
        return reading[0].lexemes[0]


class Frequency(NamedTuple):
    """Pages of the visible collections with a lexeme, and with its impact tiers 1 to 3."""

    pages: int
    tier_1: int = 0
    tier_2: int = 0
    tier_3: int = 0


@dataclass(frozen=True)
class Plan:
    """Strings for PostgreSQL.

    ``tsquery`` finds the pages to rank, ``exact`` all pages (for the honest count; the same if
    ``tier`` is None), ``rank`` is for ts_rank_cd. ``marks`` are the clauses to highlight. For
    pages past those of a tier, plan again with ``highest_tier`` one lower.
    """

    tsquery: str
    exact: str
    rank: str
    tier: int | None
    marks: tuple[Clause, ...]


# --- reading what was typed -------------------------------------------------------------------

_QUOTES = str.maketrans(dict.fromkeys("„“”‟«»‹›〝〞〟＂", '"'))
_MONTH = "|".join([*sorted(MONTHS, key=len, reverse=True), "märz", "jänner"])
_PIECE = re.compile(
    r'(?P<minus>(?<!\S)[-−–]+)?(?:"(?P<phrase>[^"]*)"'
    rf"|(?P<date>(?<!\S)\d{{1,2}}\.?\s{{0,3}}(?:\d{{1,2}}\.|(?:{_MONTH})\b\.?)\s{{0,3}}\d{{2,4}}(?!\S))"
    r'|(?P<word>[^\s"]+))',
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"(?<=[^\W\d_])[,;/|&+()<>!]+(?=[^\W\d_])")


def parse(text: str) -> Query:
    """Read a search as typed.

    Raises EmptyQuery, OnlyStopWords, OnlyExclusions or PrefixTooShort. Longer input than
    MAX_CHARACTERS is cut at a word, more clauses than MAX_CLAUSES are ignored.
    """
    kept = _shortened(text.translate(_QUOTES))
    clauses: list[Clause] = []
    ignored: list[str] = []
    steps = 0
    for source, kind, is_excluded in _pieces(kept):
        clause = _clause(source, kind, is_excluded)
        if clause is None:
            ignored += _said(source)
        elif clause not in clauses:
            steps += max(len(reading) for reading in clause.readings)
            if len(clauses) == MAX_CLAUSES or steps > MAX_STEPS:
                ignored.append(clause.text)
            else:
                clauses.append(clause)
    query = Query(tuple(clauses), tuple(ignored), is_shortened=len(kept) < len(text))
    _refuse_without_words(query)
    return query


def _shortened(text: str) -> str:
    if len(text) <= MAX_CHARACTERS:
        return text
    cut = text[:MAX_CHARACTERS]
    whole, space, _last = cut.rpartition(" ")
    return whole if space else cut


def _pieces(text: str) -> Iterator[tuple[str, Kind, bool]]:
    """What stands between blanks or quotation marks; a mark without a partner is dropped."""
    if text.count('"') % 2:
        before, _quote, after = text.rpartition('"')
        text = f"{before}'{after}"  # no blank, which would make an exclusion of "-word
    for match in _PIECE.finditer(_SEPARATOR.sub(" ", text)):
        is_excluded = match["minus"] is not None
        if match["phrase"] is not None:
            yield match["phrase"], Kind.PHRASE, is_excluded
        elif match["date"]:
            yield match["date"], Kind.WORD, is_excluded
        elif match["word"].endswith("*") and match["word"].strip("*"):
            yield match["word"], Kind.PREFIX, is_excluded
        else:
            yield match["word"], Kind.WORD, is_excluded


def _said(source: str) -> list[str]:
    return [source.strip()] if any(sign.isalnum() for sign in source) else []


def _clause(source: str, kind: Kind, is_excluded: bool) -> Clause | None:
    """The clause of one piece, None if nothing in it is searched."""
    found = tokens(source, MAX_STEPS)
    if not found:
        return None
    phrase = _phrase(found, ends_open=source.rstrip().endswith("*"))
    if kind is Kind.PREFIX and not any(step.prefix for step in phrase):
        raise PrefixTooShort(text=source)
    readings = [] if kind is Kind.PREFIX else _whole(found)
    if phrase:
        readings.append(phrase)
    if not readings:
        return None
    return Clause(source.strip(), kind, tuple(readings), is_excluded)


def _phrase(found: Sequence[Token], ends_open: bool) -> Reading:
    """The words one after the other, at most MAX_STEPS; stop words count as places."""
    steps: list[Step] = []
    last = 0
    for place, token in enumerate(found):
        step = _open_step(token) if ends_open and place == len(found) - 1 else None
        if step is None and not token.word.is_stop:
            step = Step((token.word.stem,), ocr_key=token.word.ocr_key)
        if step:
            steps.append(step._replace(distance=place - last if steps else 0))
            last = place
    if len(steps) == 1:
        return tuple(steps)
    return tuple(step._replace(ocr_key=None) for step in steps)


def _open_step(token: Token) -> Step | None:
    """A beginning, and the stems of words that end soon after it: Genehmigun* means genehm."""
    begun = token.word.folded if token.word.folded.isdecimal() else pieces(token.raw)[-1]
    prefix = spelled_as_in_stems(begun)
    if len(prefix) < MIN_PREFIX_LETTERS:
        return None
    stems = {token.word.stem, *_stems_completed(begun)}
    return Step(tuple(sorted(stem for stem in stems if stem)), prefix=prefix)


_COMPLETIONS = (
    *(("u", "ng"), ("un", "g"), ("i", "g"), ("is", "ch"), ("isc", "h"), ("eri", "n")),
    *(("igk", "eit"), ("igke", "it"), ("igkei", "t"), ("hei", "t")),
)


def _stems_completed(begun: str) -> Iterator[str]:
    """Stems shorter than what was typed that come out once a half-typed suffix is complete."""
    for ending, rest in _COMPLETIONS:
        if begun.endswith(ending):
            stem = stem_of(begun + rest)
            if len(stem) < len(begun):
                yield stem


def _whole(found: Sequence[Token]) -> list[Reading]:
    """Readings of all the tokens as one word, number or date."""
    return [
        (Step((lexeme,), ocr_key=spelling.asked_key),)
        for spelling in spellings(found)
        if (spelling.first, spelling.last) == (0, len(found) - 1)
        for lexeme in spelling.asked
    ]


def _refuse_without_words(query: Query) -> None:
    if query.wanted:
        return
    if query.clauses:
        raise OnlyExclusions
    if query.ignored:
        raise OnlyStopWords
    raise EmptyQuery


# --- planning -----------------------------------------------------------------------------------


def plan(
    query: Query,
    frequencies: Mapping[str, Frequency],
    collections: Sequence[int],
    highest_tier: int = HIGHEST_TIER,
) -> Plan:
    """Turn a query into tsquery strings for the visible ``collections`` (their ids).

    ``frequencies`` needs to hold ``query.single_lexeme`` only; a lexeme that is missing is rare.
    """
    exact = " & ".join(_clause_tsquery(clause) for clause in query.clauses)
    if _has_phrase(query) and 0 < len(collections) <= MAX_COLLECTIONS:
        exact = f"({' | '.join(quoted(f'c:{number}') for number in collections)}) & {exact}"
    tier = _tier(query, frequencies, highest_tier)
    narrowed = quoted(f"{query.single_lexeme}~{tier}") if tier else exact
    rank = " & ".join(_clause_tsquery(_without_keys(clause)) for clause in query.wanted)
    return Plan(narrowed, exact, rank, tier, query.wanted)


def _has_phrase(query: Query) -> bool:
    return any(len(reading) > 1 for clause in query.clauses for reading in clause.readings)


def _tier(query: Query, frequencies: Mapping[str, Frequency], highest: int) -> int | None:
    """The highest impact tier that leaves enough pages of a frequent word."""
    frequency = frequencies.get(query.single_lexeme or "")
    if frequency is None or frequency.pages <= FEW_PAGES:
        return None
    for tier in range(highest, 0, -1):
        if frequency[tier] >= ENOUGH_PAGES:
            return tier
    return None


def _clause_tsquery(clause: Clause) -> str:
    if clause.is_excluded:
        clause = _without_keys(clause)  # a page is not left out for a word that it may not have
    readings = " | ".join(_reading_tsquery(reading) for reading in clause.readings)
    return f"!({readings})" if clause.is_excluded else f"({readings})"


def _reading_tsquery(reading: Reading) -> str:
    first, *others = reading
    tsquery = _step_tsquery(first)
    for step in others:
        tsquery += f" <{step.distance}> {_step_tsquery(step)}"
    return f"({tsquery})" if others else tsquery


def _step_tsquery(step: Step) -> str:
    choices = [f"{quoted(step.prefix)}:*"] if step.prefix else []
    choices += [quoted(lexeme) for lexeme in step.lexemes]
    if step.ocr_key:
        choices.append(quoted(f"k:{step.ocr_key}"))
    return f"({' | '.join(choices)})" if len(choices) > 1 else choices[0]


def _without_keys(clause: Clause) -> Clause:
    readings = tuple(
        tuple(step._replace(ocr_key=None) for step in reading) for reading in clause.readings
    )
    return replace(clause, readings=readings)
