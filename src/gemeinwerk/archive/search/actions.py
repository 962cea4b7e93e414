"""Keeping the index: one row per page, and now and then the word counts of a scope."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from gemeinwerk.archive.models import Page, Scope
from gemeinwerk.archive.search.index import ANALYSER_VERSION, page_lexemes
from gemeinwerk.members.context import member_context, require_member

SMALL_SCOPE = 1_000
INDEX = """
INSERT INTO archive_pageindex (page_id, member_id, scope_id, year, tokens, analyser, tsv)
VALUES (%s, %s, %s, %s, %s, %s, %s::tsvector)
ON CONFLICT (page_id) DO UPDATE SET scope_id = excluded.scope_id, year = excluded.year,
  tokens = excluded.tokens, analyser = excluded.analyser, tsv = excluded.tsv
"""
COUNT = """
INSERT INTO archive_wordcount (member_id, scope_id, lexeme, pages, pages1, pages2, pages3)
SELECT %(member)s, %(scope)s, stem, sum(ndoc) FILTER (WHERE tier = ''),
  coalesce(sum(ndoc) FILTER (WHERE tier = '1'), 0),
  coalesce(sum(ndoc) FILTER (WHERE tier = '2'), 0),
  coalesce(sum(ndoc) FILTER (WHERE tier = '3'), 0)
FROM (SELECT split_part(word, '~', 1) AS stem, split_part(word, '~', 2) AS tier, ndoc
      FROM ts_stat(format('SELECT tsv FROM archive_pageindex WHERE scope_id = %%s', %(scope)s))
      WHERE word !~ ':') AS words
GROUP BY stem HAVING sum(ndoc) FILTER (WHERE tier = '') >= %(least)s
"""
FORGET = """
DELETE FROM archive_wordcount WHERE scope_id = %(left)s AND lexeme IN (
  SELECT word FROM archive_pageindex, unnest(tsvector_to_array(tsv)) AS word
  WHERE page_id = ANY (%(pages)s))
"""
MOVE = """
UPDATE archive_pageindex SET scope_id = %(scope)s,
  tsv = ts_delete(tsv, 'c:' || scope_id) || %(mark)s::tsvector
WHERE page_id = ANY (%(pages)s)
"""


def index_page(*, page: Page, text: str, year: int | None) -> None:
    """Make a page findable by its text; an earlier row of the page is replaced."""
    lexemes = page_lexemes(text, page.scope_id)
    with connection.cursor() as cursor:
        cursor.execute(
            INDEX,
            [
                page.id,
                page.member_id,
                page.scope_id,
                year,
                min(lexemes.tokens, 32_767),
                ANALYSER_VERSION,
                lexemes.tsvector,
            ],
        )


def recount(*, member_id: int, scope_id: int) -> None:
    """Count again how many pages carry each lexeme, if the scope grew by a tenth or 1,000 pages.

    The counts steer plans and suggestions only, so they may lag. In a large scope a word on fewer
    than three pages counts as rare and is left out.
    """
    with member_context(member_id):
        scope = Scope.objects.select_for_update().get(id=scope_id)
        pages = _count_pages(scope_id)
        grown = pages - scope.counted_pages
        if pages and grown < min(1_000, max(1, scope.counted_pages // 10)):
            return  # of a scope without pages, though, no word may stay known
        least = 1 if pages <= SMALL_SCOPE else 3
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM archive_wordcount WHERE scope_id = %s", [scope_id])
            cursor.execute(COUNT, {"member": require_member(), "scope": scope_id, "least": least})
        scope.counted_pages = pages
        scope.save(update_fields=["counted_pages"])


def move_pages(*, page_ids: Iterable[int], left: Scope, scope: Scope) -> None:
    """Let indexed pages belong to another scope (their record became person-related, or not).

    Their words are no longer known to the scope that they left, or a search for one of them would
    tell by missing suggestions that it stands somewhere. The next recount puts right what else
    holds there.
    """
    facts: dict[str, int | str | list[int]] = {
        "left": left.id,
        "scope": scope.id,
        "mark": f"'c:{scope.id}'",
        "pages": list(page_ids),
    }
    # First: that waits for a recount, which would bring back the words that it has counted.
    Scope.objects.filter(id__in=(left.id, scope.id)).update(counted_pages=0)
    with connection.cursor() as cursor:
        cursor.execute(FORGET, facts)
        cursor.execute(MOVE, facts)


def _count_pages(scope_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM archive_pageindex WHERE scope_id = %s", [scope_id])
        return int(cursor.fetchone()[0])


def set_year(*, record_id: UUID, year: int | None) -> None:
    """Let the pages of a record be found under another year."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE archive_pageindex SET year = %s WHERE page_id IN (SELECT p.id FROM"
            " archive_page p JOIN archive_document d ON d.id = p.document_id"
            " WHERE d.record_id = %s)",
            [year, record_id],
        )
