"""Searching pages. The policy of the search role carries the query; see docs/architecture.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Sum
from django.db.utils import OperationalError
from django.utils.translation import gettext_lazy as _

from gemeinwerk.archive.models import Page, Reading, Scope, WordCount
from gemeinwerk.archive.search.highlight import matches, snippet
from gemeinwerk.archive.search.query import (
    Clause,
    Frequency,
    Kind,
    Plan,
    Query,
    Step,
    parse,
    plan,
)
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.policies import database_role

PAGE_SIZE = 20
CANDIDATES = 1_000
COUNTED = 20_000
LAST_PAGE = CANDIDATES // PAGE_SIZE
TIMEOUT_MS = 15_000
FEW_HITS = 5
SIMILARITY = 0.45

SETTINGS = {
    "tsquery": "app.tsquery",
    "probe": "app.probe",
    "threshold": "pg_trgm.similarity_threshold",
}
RANKED = """
SELECT page_id, ts_rank_cd(tsv, %(rank)s::tsquery, 1) AS rank
FROM (SELECT page_id, tsv FROM archive_pageindex
      WHERE scope_id = ANY (%(scopes)s) AND (%(year)s::int IS NULL OR year = %(year)s)
      LIMIT %(candidates)s) AS found
ORDER BY rank DESC, page_id LIMIT %(limit)s OFFSET %(offset)s
"""
COUNTS = """
SELECT scope_id, year, count(*) FROM (
  SELECT scope_id, year FROM archive_pageindex LIMIT %(counted)s) AS found
GROUP BY scope_id, year
"""
SUGGEST = """
SELECT lexeme FROM archive_wordcount GROUP BY lexeme
ORDER BY similarity(lexeme, %(probe)s) * ln(sum(pages) + 1) DESC, lexeme LIMIT 5
"""


class SearchTooBroad(UserError):
    message = _("This search took too long. Add a word or choose a collection, then search again.")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the facets narrow to; None: everything visible."""

    collection: UUID | None = None
    member_id: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found, with the passage that shows why."""

    page: Page
    passage: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a facet: what to narrow to, and how many pages that leaves."""

    value: Any
    label: str
    pages: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Results:
    """What a search gives. ``total`` is exact unless ``is_more``: then there are more than that."""

    query: Query
    hits: tuple[Hit, ...]
    total: int
    is_more: bool
    collections: tuple[Choice, ...] = ()
    members: tuple[Choice, ...] = ()
    years: tuple[Choice, ...] = ()
    suggestions: tuple[str, ...] = ()
    number: int = 1


@dataclass(frozen=True, slots=True)
class _Ground:
    """The scopes that the asker may see, by id."""

    scopes: dict[int, Scope] = field(default_factory=dict)

    def chosen(self, filters: Filters) -> list[int]:
        return [
            scope.id
            for scope in self.scopes.values()
            if filters.collection in (None, scope.collection.key)
            and filters.member_id in (None, scope.member_id)
        ]


def search(text: str, *, filters: Filters | None = None, number: int = 1) -> Results:
    """Find the pages that match, for the acting member; ``number`` counts pages of 20 from 1.

    Raises the UserErrors of ``query.parse``, and SearchTooBroad.
    """
    filters = filters or Filters()
    query = parse(text)
    visible = Scope.objects.select_related("collection", "member")
    ground = _Ground({scope.id: scope for scope in visible})
    frequencies = _frequencies(query, ground)
    steps = plan(query, frequencies, list(ground.scopes))
    counts = _counts(steps.exact)
    total, is_more = _total(counts, ground, filters)
    number = max(1, min(number, LAST_PAGE))
    ids = _ranked(query, steps, frequencies, ground, filters, number)
    return Results(
        query=query,
        hits=tuple(_hits(ids, steps)),
        total=total,
        is_more=is_more,
        suggestions=_suggest(query, frequencies) if total < FEW_HITS and number == 1 else (),
        number=number,
        **_facets(counts, ground, filters),
    )


@contextmanager
def search_role(**settings: str) -> Iterator[CursorWrapper]:
    """Be the search role for some reading statements, with the given SETTINGS.

    What was set lives in a savepoint that is rolled back at the end, whatever happened inside.
    """
    told = {SETTINGS[key]: value for key, value in settings.items()}
    told |= {"statement_timeout": str(TIMEOUT_MS), "role": database_role("search")}
    with _told_when_too_broad(), transaction.atomic(), connection.cursor() as cursor:
        for name, value in told.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
        yield cursor
        transaction.set_rollback(True)


@contextmanager
def _told_when_too_broad() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == "57014":
            raise SearchTooBroad from error
        raise


def _ranked(
    query: Query,
    steps: Plan,
    frequencies: dict[str, Frequency],
    ground: _Ground,
    filters: Filters,
    number: int,
) -> list[int]:
    """Page ids of one page of hits. Past the pages of an impact tier the next one answers."""
    scopes, offset = ground.chosen(filters), (number - 1) * PAGE_SIZE
    while True:
        with search_role(tsquery=steps.tsquery) as cursor:
            cursor.execute(
                RANKED,
                {
                    "rank": steps.rank,
                    "scopes": scopes,
                    "year": filters.year,
                    "candidates": CANDIDATES,
                    "limit": PAGE_SIZE,
                    "offset": offset,
                },
            )
            found = [row[0] for row in cursor.fetchall()]
        if len(found) == PAGE_SIZE or not steps.tier:
            return found
        steps = plan(query, frequencies, list(ground.scopes), highest_tier=steps.tier - 1)


def _frequencies(query: Query, ground: _Ground) -> dict[str, Frequency]:
    lexemes = [
        step.lexemes[0]
        for clause in query.wanted
        for reading in clause.readings
        for step in reading
        if step.lexemes
    ]
    rows = WordCount.objects.filter(scope_id__in=ground.scopes, lexeme__in=lexemes)
    summed = rows.values("lexeme").annotate(
        all=Sum("pages"), tier1=Sum("pages1"), tier2=Sum("pages2"), tier3=Sum("pages3")
    )
    return {
        row["lexeme"]: Frequency(row["all"], row["tier1"], row["tier2"], row["tier3"])
        for row in summed
    }


def _counts(tsquery: str) -> list[tuple[int, int | None, int]]:
    with search_role(tsquery=tsquery) as cursor:
        cursor.execute(COUNTS, {"counted": COUNTED + 1})
        return list(cursor.fetchall())


def _total(
    counts: list[tuple[int, int | None, int]], ground: _Ground, filters: Filters
) -> tuple[int, bool]:
    scopes = set(ground.chosen(filters))
    total = sum(n for s, year, n in counts if s in scopes and filters.year in (None, year))
    return total, sum(n for _s, _y, n in counts) > COUNTED


def _facets(
    counts: list[tuple[int, int | None, int]], ground: _Ground, filters: Filters
) -> dict[str, tuple[Choice, ...]]:
    """Count each choice of a facet under the choices made in the others."""
    collections: Counter[tuple[Any, str]] = Counter()
    members: Counter[tuple[Any, str]] = Counter()
    years: Counter[tuple[Any, str]] = Counter()
    names = _names(ground)
    for scope_id, year, pages in counts:
        scope = ground.scopes.get(scope_id)
        if scope is None:  # opened since this search began
            continue
        fits_collection = filters.collection in (None, scope.collection.key)
        fits_member = filters.member_id in (None, scope.member_id)
        fits_year = filters.year in (None, year)
        if fits_member and fits_year:
            collections[scope.collection.key, names[scope.collection_id]] += pages
        if fits_collection and fits_year:
            members[scope.member_id, scope.member.name] += pages
        if fits_collection and fits_member and year is not None:
            years[year, str(year)] += pages
    return {
        "collections": _choices(collections, filters.collection),
        "members": _choices(members, filters.member_id),
        "years": _choices(years, filters.year),
    }


def _names(ground: _Ground) -> dict[int, str]:
    """Name each visible collection, with its owner where another one is called the same."""
    owners = {scope.collection_id: scope for scope in ground.scopes.values()}
    called = Counter(scope.collection.name for scope in owners.values())
    return {
        collection_id: f"{scope.collection.name} ({scope.member.name})"
        if called[scope.collection.name] > 1
        else scope.collection.name
        for collection_id, scope in owners.items()
    }


def _choices(counted: Counter[tuple[Any, str]], chosen: Any) -> tuple[Choice, ...]:
    lines = [Choice(value, label, n, value == chosen) for (value, label), n in counted.items()]
    return tuple(sorted(lines, key=lambda line: (-line.pages, line.label)))


def _hits(page_ids: list[int], steps: Plan) -> Iterator[Hit]:
    pages = Page.objects.select_related(
        "document", "document__record", "document__collection", "document__collection__member"
    ).in_bulk(page_ids)
    texts = read_texts(page_ids)
    for page_id in page_ids:
        if page_id in pages:
            yield Hit(pages[page_id], tuple(snippet(texts.get(page_id, ""), steps)))


def _suggest(query: Query, frequencies: dict[str, Frequency]) -> tuple[str, ...]:
    """Return words as they stand on visible pages that resemble an unknown word of the query."""
    probe = _unknown_word(query, frequencies)
    if probe is None:
        return ()
    with search_role(probe=probe, threshold=str(SIMILARITY)) as cursor:
        cursor.execute(SUGGEST, {"probe": probe})
        lexemes = [row[0] for row in cursor.fetchall()]
    words = (_as_printed(lexeme) for lexeme in lexemes)
    return tuple(dict.fromkeys(word for word in words if word))


def _unknown_word(query: Query, frequencies: dict[str, Frequency]) -> str | None:
    for clause in query.wanted:
        if clause.kind is Kind.WORD and len(clause.readings[0]) == 1:
            lexeme = clause.readings[0][0].lexemes[0]
            if lexeme not in frequencies and lexeme.isalpha():
                return lexeme
    return None


def _as_printed(lexeme: str) -> str | None:
    """Find one visible page with the lexeme and return the word that gave it."""
    clause = Clause(lexeme, Kind.WORD, ((Step((lexeme,)),),))
    wanted = plan(Query((clause,)), {}, ())
    with search_role(tsquery=wanted.tsquery) as cursor:
        cursor.execute("SELECT page_id FROM archive_pageindex LIMIT 5")
        ids = [row[0] for row in cursor.fetchall()]
    found: Counter[str] = Counter()
    for text in read_texts(ids).values():
        words = text.split()
        hits = zip(words, matches(wanted, words), strict=True)
        found.update(word.strip(",.;:()„“\"'") for word, is_hit in hits if is_hit)
    return found.most_common(1)[0][0] if found else None


def read_texts(page_ids: list[int]) -> dict[int, str]:
    """Return the newest text of each page that the acting person may read."""
    newest = Reading.objects.filter(page_id__in=page_ids).order_by("page_id", "-version")
    return dict(newest.distinct("page_id").values_list("page_id", "text"))
