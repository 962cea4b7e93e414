"""What an asker may be answered from, read from the database with the asker's rights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Substr

from gemeinwerk.assistant.answering.indexing import has_pgvector
from gemeinwerk.assistant.answering.shelves import Layer, shelves
from gemeinwerk.assistant.models import Base, Desk, Office, Passage, Version
from gemeinwerk.assistant.retrieval.questions import Question
from gemeinwerk.assistant.retrieval.ranking import Dense, Hit, article_share, rank, understand

TOP = 16
"""Passages that are looked at per question; more than one of an article is usual."""

MANY = 40
"""Passages of an article among which the one that answers is chosen; statutes may have more."""

NEAREST = 300
"""Passages of which the database returns the cosine; the others count as the mean."""

NEAR = """
WITH stretch AS (
  SELECT passage_id, -(embedding <#> %(vector)s::halfvec) AS cosine FROM assistant_meaning
  WHERE base_id = ANY (%(bases)s) AND embedder = %(embedder)s AND embedding IS NOT NULL),
passage AS (
  SELECT passage_id, p.article_id, max(cosine) AS cosine, sum(cosine) AS total, count(*) AS number
  FROM stretch JOIN assistant_passage p ON p.id = passage_id GROUP BY passage_id, p.article_id),
valued AS (
  SELECT passage_id, cosine, cosine + %(share)s * sum(total) OVER article
    / sum(number) OVER article AS value
  FROM passage WINDOW article AS (PARTITION BY article_id))
SELECT passage_id, cosine, value, avg(value) OVER (), stddev_pop(value) OVER ()
FROM valued ORDER BY value DESC, passage_id LIMIT %(nearest)s
"""


def list_bases_of_desk(desk: Desk) -> list[Base]:
    """Return the bases from which a public page answers, those of its authority first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public_bases(%s)", [desk.member_id])
        ids = cursor.fetchone()[0]
    return _own_first(Base.objects.filter(id__in=ids), desk.member_id)


def list_bases_of_member(member_id: int) -> list[Base]:
    """Return the bases that answer the acting person: own ones, then those that grants open."""
    return _own_first(Base.objects.all(), member_id)


def find(bases: Sequence[Base], question: Question) -> list[Hit]:
    """Rank the passages of some bases; every hit has still to be read from the database."""
    if not bases:
        return []
    dense = _near(bases, question) if _is_compared_in_database(bases, question) else None
    return rank(_layers(bases, question), question, dense=dense, top=TOP)


def understood(bases: Sequence[Base], question: Question) -> Question:
    """Return a question with slips of the pen repaired by the words of the bases."""
    return understand(_layers(bases, question), question) if bases else question


def _layers(bases: Sequence[Base], question: Question) -> list[Layer]:
    """The passages of bases, with vectors only where they are compared in this process."""
    embedder = "" if _is_compared_in_database(bases, question) else question.embedder
    return shelves.list_layers(bases, embedder)


def _is_compared_in_database(bases: Sequence[Base], question: Question) -> bool:
    """Whether pgvector compares: if that is set, or where this process cannot hold the vectors."""
    if question.vector is None or settings.ASSISTANT_VECTORS == "exact" or not has_pgvector():
        return False
    is_forced = settings.ASSISTANT_VECTORS == "pgvector"
    return is_forced or not shelves.hold_meanings_of(bases, question.embedder)


def read_passages(keys: Iterable[int]) -> dict[int, Passage]:
    """Return the passages that the asker may read now, each with its ``text``, the slice of its
    version that was released; and with version (without body), article, base and office.
    """
    return {passage.id: passage for passage in _readable().filter(id__in=list(keys))}


def read_article(article_id: UUID) -> list[Passage]:
    """Return the passages of one article likewise, in order; none of one with very many."""
    found = list(_readable().filter(article_id=article_id).order_by("ordinal")[: MANY + 1])
    return found if len(found) <= MANY else []


def _readable() -> QuerySet[Passage]:
    found: QuerySet[Passage] = Passage.objects.select_related(
        "version", "article", "base", "article__office"
    ).defer("version__body", "lexemes", "counts")
    text = Substr("version__body", F("start") + 1, F("end") - F("start"))
    return found.filter(version__is_current=True).annotate(**{"text": text})


def get_version(version_id: UUID) -> Version | None:
    """Return the version that a citation names, if the asker may read it."""
    return Version.objects.select_related("article", "base").filter(id=version_id).first()


def list_offices(member_ids: Iterable[int]) -> list[Office]:
    """Return the offices of authorities that may be shown to the asker."""
    return list(Office.objects.filter(member_id__in=list(member_ids), is_public=True))


def list_authorities(bases: Iterable[Base]) -> dict[int, str]:
    """Return member id → name as it is quoted, in the order of the bases."""
    return {base.member_id: base.authority for base in bases}


def _own_first(found: Iterable[Base], member_id: int) -> list[Base]:
    return sorted(found, key=lambda base: (base.member_id != member_id, base.authority, base.id))


def _near(bases: Sequence[Base], question: Question) -> Dense:
    """Compare meanings in the database, by row-level security those that the asker may read."""
    facts: dict[str, Any] = {
        "vector": str(np.asarray(question.vector, float).tolist()),
        "bases": [base.id for base in bases],
        "embedder": question.embedder,
        "nearest": NEAREST,
        "share": article_share(question),
    }
    with connection.cursor() as cursor:
        cursor.execute(NEAR, facts)
        rows = cursor.fetchall()
    mean, deviation = (rows[0][3], rows[0][4]) if rows else (0.0, 0.0)
    cosines = {key: cosine for key, cosine, _value, _mean, _deviation in rows}
    values = {key: value for key, _cosine, value, _mean, _deviation in rows}
    return Dense(cosines, values, float(mean), float(deviation))
