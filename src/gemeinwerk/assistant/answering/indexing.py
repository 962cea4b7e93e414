"""Making released text answerable: its passages at once, their meaning by a job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from django.db import connection
from django.db.models import F, Q

from gemeinwerk.assistant.answering.embedding import configured_embedder
from gemeinwerk.assistant.models import Base, Meaning, Passage, Version
from gemeinwerk.assistant.retrieval.analysis import ANALYSER_VERSION, analyse
from gemeinwerk.assistant.retrieval.embedders import Embedder, Endpoint, Vectors, pieces
from gemeinwerk.assistant.text.rendering import plain_text
from gemeinwerk.assistant.text.sections import Section, cut
from gemeinwerk.jobs import actions as jobs
from gemeinwerk.members import queries as members
from gemeinwerk.members.context import member_context

BATCH = 64
"""Passages whose meanings are computed and stored at once: about three seconds."""

AT_ONCE = 40
"""Stretches that are embedded while an editor waits: less than half a second."""

HEADING_JOINT = " › "
MAX_HEADING = 500

FILL = """
UPDATE assistant_meaning m SET embedding = given.value::halfvec
FROM unnest(%s::bigint[], %s::text[]) AS given (id, value) WHERE m.id = given.id
"""


def raise_revision(base_id: int) -> None:
    """Tell every process that what a base answers from has changed; one transaction at a time."""
    Base.objects.filter(id=base_id).update(revision=F("revision") + 1)


def index_version(version: Version) -> int:
    """Cut a current version into passages, in the caller's transaction; return how many.

    Raise the base's revision first. Meaning follows by the job ``assistant.embed``; until then the
    passages are found by their words.
    """
    revision = _revision(version.base_id)
    Meaning.objects.filter(passage__version=version).delete()
    Passage.objects.filter(version=version).delete()
    sections = enumerate(cut(version.body))
    made = [_passage(version, section, at, revision) for at, section in sections]
    Passage.objects.bulk_create(made)
    queue_embedding(version.base_id)
    return len(made)


def queue_embedding(base_id: int) -> None:
    """Queue the job that computes the missing meanings of a base, once."""
    if configured_embedder() is not None:
        jobs.defer_once("assistant.embed", lock=f"assistant.embed.{base_id}", base_id=base_id)


def embed_base(*, member_id: int, base_id: int) -> int:
    """Compute the missing meanings of a base; return of how many passages.

    For a job, which may be killed at any time: no transaction is open while vectors are computed,
    and what was replaced meanwhile is left out. Raises EmbedderUnreachable, EmbedderWrong.
    """
    embedder = configured_embedder()
    done = 0
    while embedder is not None:
        with member_context(member_id):
            missing = _list_missing(base_id, embedder)
        if not missing:
            break
        vectors = embedder.embed([piece for one in missing for piece in one.pieces])
        with member_context(member_id):
            _keep(base_id, embedder, missing, vectors)
        done += len(missing)
    return done


def embed_now(version: Version) -> int:
    """Compute the meanings of a short version at once, in the caller's transaction; return how
    many passages.

    Between its release and the job an article would be found by its words only, and an editor asks
    at once. Long ones and services elsewhere are left to the job.
    """
    embedder = configured_embedder()
    if embedder is None or isinstance(embedder, Endpoint):
        return 0
    missing = _list_missing(version.base_id, embedder, version)
    texts = [piece for one in missing for piece in one.pieces]
    if not 0 < len(texts) <= AT_ONCE:
        return 0
    _keep(version.base_id, embedder, missing, embedder.embed(texts))
    return len(missing)


def renew(*, member_id: int) -> int:
    """Analyse again what an older analyser has left, and queue what has no meaning yet.

    Each version in a transaction of its own; return how many. For a nightly job.
    """
    with member_context(member_id):
        old = Passage.objects.filter(member_id=member_id).exclude(analyser=ANALYSER_VERSION)
        versions = list(old.values_list("version_id", flat=True).distinct())
        for base_id in Base.objects.filter(member_id=member_id).values_list("id", flat=True):
            queue_embedding(base_id)
    for version_id in versions:
        with member_context(member_id):
            version = Version.objects.filter(id=version_id, is_current=True).first()
            if version is not None:
                raise_revision(version.base_id)
                index_version(version)
    return len(versions)


def queue_renewals(*, ags: str = "") -> int:
    """Queue ``assistant.renew`` for each member that keeps a knowledge base, or for one of them;
    return how many passages wait for it. Raises MemberUnknown.
    """
    with member_context(door="operator"):
        wanted = [members.get_member_by_ags(ags)] if ags else list(members.list_members())
    waiting = 0
    for member in wanted:
        with member_context(member.id):
            if Base.objects.filter(member_id=member.id).exists():
                jobs.defer_once("assistant.renew", lock=f"assistant.renew.{member.id}")
                waiting += count_waiting(member.id)
    return waiting


def count_waiting(member_id: int) -> int:
    """Return how many passages of a member an older analyser has left or have no meaning yet."""
    own = Passage.objects.filter(member_id=member_id)
    is_behind = ~Q(analyser=ANALYSER_VERSION)
    embedder = configured_embedder()
    if embedder is not None:
        done = Meaning.objects.filter(member_id=member_id, embedder=embedder.name)
        is_behind |= ~Q(id__in=done.values("passage_id"))
    return own.filter(is_behind).count()


@cache
def has_pgvector() -> bool:
    """Tell whether this database keeps meanings as vectors that it can compare itself.

    Asked once per process: only a migration changes it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_attribute WHERE attname = 'embedding' AND"
            " attrelid = 'assistant_meaning'::regclass AND NOT attisdropped)"
        )
        return bool(cursor.fetchone()[0])


def _passage(version: Version, section: Section, ordinal: int, revision: int) -> Passage:
    heading = HEADING_JOINT.join(section.headings)[:MAX_HEADING]
    keywords = " ".join(version.article.keywords)
    text = plain_text(version.body[section.start : section.end])
    analysed = analyse(version.title, f"{heading} {keywords}", text)
    return Passage(
        member_id=version.member_id,
        base_id=version.base_id,
        article_id=version.article_id,
        version=version,
        ordinal=ordinal,
        anchor=section.anchor,
        heading=heading,
        start=section.start,
        end=section.end,
        lexemes=list(analysed.lexemes),
        counts=list(analysed.lexemes.values()),
        length=analysed.length,
        analyser=ANALYSER_VERSION,
        revision=revision,
    )


def _revision(base_id: int) -> int:
    return Base.objects.values_list("revision", flat=True).get(id=base_id)


@dataclass(frozen=True, slots=True)
class _Missing:
    passage_id: int
    pieces: tuple[str, ...]


def _list_missing(
    base_id: int, embedder: Embedder, version: Version | None = None
) -> list[_Missing]:
    done = Meaning.objects.filter(base_id=base_id, embedder=embedder.name).values("passage_id")
    found = Passage.objects.filter(base_id=base_id).exclude(id__in=done).order_by("id")
    found = found.filter(version=version) if version else found
    return [
        _Missing(passage.id, tuple(_pieces(passage)))
        for passage in found.select_related("version")[:BATCH]
    ]


def _pieces(passage: Passage) -> Iterator[str]:
    version = passage.version
    text = plain_text(version.body[passage.start : passage.end])
    yield from pieces(version.title, passage.heading, text)


def _keep(base_id: int, embedder: Embedder, missing: Sequence[_Missing], vectors: Vectors) -> None:
    """Store the vectors of passages that are still there; those of another embedder go."""
    raise_revision(base_id)
    ids = [one.passage_id for one in missing]
    there = Passage.objects.filter(id__in=ids)
    owners = dict(there.values_list("id", "member_id"))
    Meaning.objects.filter(passage_id__in=ids).delete()
    rows = iter(np.asarray(vectors, "<f2"))
    made = [
        Meaning(
            member_id=owners[one.passage_id],
            base_id=base_id,
            passage_id=one.passage_id,
            embedder=embedder.name,
            vector=vector.tobytes(),
        )
        for one in missing
        for vector in [next(rows) for _piece in one.pieces]
        if one.passage_id in owners
    ]
    Meaning.objects.bulk_create(made)
    there.update(revision=_revision(base_id))
    if has_pgvector():
        _fill_embeddings(made)


def _fill_embeddings(made: Sequence[Meaning]) -> None:
    texts = [str(np.frombuffer(one.vector, "<f2").astype(float).tolist()) for one in made]
    with connection.cursor() as cursor:
        cursor.execute(FILL, [[one.id for one in made], texts])
