"""The GIN index works under the policy: the query is its index condition."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection
from tests import factories

from gemeinwerk.archive.models import Collection, Scope
from gemeinwerk.archive.search.queries import COUNTS, RANKED, SUGGEST, search_role
from gemeinwerk.postgres.login import Database

PAGES = 3_000
WORDS = 90_000  # of fewer each is looked at

FILL = """
WITH made AS (
  INSERT INTO archive_page (member_id, scope_id, document_id, number, state, reason, image_sha256,
    thumbnail_sha256, image_type, is_blank, rotation, needs_review)
  SELECT member_id, scope_id, document_id, n, 'read', '', '', '', '', false, 0, false
  FROM archive_page, generate_series(2, %(pages)s) AS n RETURNING *)
INSERT INTO archive_pageindex (page_id, member_id, scope_id, year, tokens, analyser, tsv)
SELECT id, member_id, scope_id, 1900 + number %% 90, 200, 1,
  array_to_tsvector(ARRAY ['gemeinde', 'wort' || number] || ARRAY (
    SELECT 'fuell' || number || 'x' || m FROM generate_series(1, 60) AS m))
FROM made
"""
COUNT_WORDS = """
INSERT INTO archive_wordcount (member_id, scope_id, lexeme, pages, pages1, pages2, pages3)
SELECT %(member)s, %(scope)s, left(md5(n::text), 12), 1, 0, 0, 0
FROM generate_series(1, %(words)s) AS n
"""


@pytest.fixture
def house(committed: None, cluster: Database) -> factories.House:
    house = factories.make_house()
    collection = factories.make_collection(house)
    factories.make_page(house, collection, "Die Zufahrt ist frei")
    with house.context(), connection.cursor() as cursor:
        cursor.execute(FILL, {"pages": PAGES})
    return house


@pytest.fixture
def wordy(house: factories.House, cluster: Database) -> factories.House:
    with house.context(), connection.cursor() as cursor:
        scope = Scope.objects.get(collection=Collection.objects.get(), is_personal=False)
        facts = {"member": house.member.id, "scope": scope.id, "words": WORDS}
        cursor.execute(COUNT_WORDS, facts)
    with psycopg.connect(cluster.owner.dsn(), autocommit=True) as owner:
        owner.execute("ANALYZE archive_wordcount, archive_scope")
    return house


def explain(cursor: object, statement: str, values: dict[str, object]) -> str:
    cursor.execute("SET LOCAL enable_seqscan = off")  # 3,000 narrow rows: cost is not the point
    cursor.execute(f"EXPLAIN (COSTS OFF) {statement}", values)
    return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.parametrize("statement", [RANKED, COUNTS], ids=["ranked", "counts"])
def test_search_asks_the_index(house: factories.House, statement: str) -> None:
    values = {
        "rank": "'wort17'",
        "scopes": [1, 2],
        "year": None,
        "candidates": 1_000,
        "counted": 20_001,
        "limit": 20,
        "offset": 0,
    }
    with house.context(), search_role(tsquery="'wort17'") as cursor:
        plan = explain(cursor, statement, values)
        cursor.execute("SELECT count(*) FROM archive_pageindex")
        assert cursor.fetchone() == (1,)
    assert "Bitmap Index Scan on archive_pageindex_tsv" in plan, plan
    assert "Index Cond: (tsv @@ " in plan, plan
    assert "Seq Scan on archive_pageindex" not in plan, plan


def test_suggestions_ask_the_index(wordy: factories.House) -> None:
    with wordy.context(), search_role(probe="zufart", threshold="0.45") as cursor:
        plan = explain(cursor, SUGGEST, {"probe": "zufart"})
    assert "Bitmap Index Scan on archive_wordcount_trgm" in plan, plan
    assert "Index Cond: (lexeme % " in plan, plan
    assert "Seq Scan on archive_wordcount" not in plan, plan


def test_app_role_alone_would_not(house: factories.House) -> None:
    """Why there is a search role at all: a policy beside the query keeps it from the index."""
    with house.context(), connection.cursor() as cursor:
        statement = "SELECT page_id FROM archive_pageindex WHERE tsv @@ 'wort17'::tsquery"
        plan = explain(cursor, statement, {})
    assert "archive_pageindex_tsv" not in plan, plan
