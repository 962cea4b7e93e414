"""Search under row-level security, beside a plain policy, in one run on the same pages.

    python -m benchmarks.search [--pages 20000] [--members 30] [--seed 1] [--queries 40]

Makes an invented archive with ``../shared/bench/make_corpus.py`` (not part of the repository),
loads it into a fresh database through our own analyser, and asks as its members in turn:

* ``search()``: the product's function, with counts, facets, snippets and suggestions;
* *carried*: its two big statements alone, as the search role, whose policy carries the query;
* *plain*: the same statements on the same rows as the app role, with the query in WHERE;
* *german*: a table of its own with ``to_tsvector('german', …)`` and a plain policy.

Times are wall milliseconds (p50/p95), CPU is the mean of client and server milliseconds; the
server's is read from ``/proc`` and left out where it runs elsewhere. A further line counts how
often the planner used the index of words for *carried*. Then each member asks for the marker words
of all collections: whoever may not read a collection must get nothing of it.

The database is made on the embedded server below ``build/bench`` or, with ``DATABASE_URL``, on
that server, and dropped at the end.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from statistics import mean, quantiles
from typing import Any
from uuid import UUID

import psycopg
from benchmarks.database import fresh_database  # sets Django up, so before all that follows
from django.db import connection
from tests import factories

from gemeinwerk.archive import actions as archive
from gemeinwerk.archive.models import Collection, Scope
from gemeinwerk.archive.search import actions as index
from gemeinwerk.archive.search.index import ANALYSER_VERSION, page_lexemes
from gemeinwerk.archive.search.queries import (
    CANDIDATES,
    COUNTED,
    COUNTS,
    PAGE_SIZE,
    RANKED,
    _frequencies,
    _Ground,
    search,
    search_role,
)
from gemeinwerk.archive.search.query import Plan, parse, plan
from gemeinwerk.governance.models import Seat
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.kernel import clock
from gemeinwerk.members import actions as members
from gemeinwerk.members import queries as people
from gemeinwerk.members.context import member_context
from gemeinwerk.postgres.login import Database
from gemeinwerk.sharing import queries as sharing

ROOT = Path(__file__).resolve().parents[1]
MAKE_CORPUS = ROOT.parent / "shared" / "bench" / "make_corpus.py"

CLASSES = ("rare", "mid", "common", "and2", "and3", "phrase", "prefix", "fuzzy")
BATCH = 20_000

SCOPED = "scope_id = ANY ((SELECT visible_scopes())::int[])"
IN_WHERE_RANKED = """
SELECT page_id, ts_rank_cd(tsv, %(rank)s::tsquery, 1) AS rank
FROM (SELECT page_id, tsv FROM {table} WHERE tsv @@ %(tsquery)s::tsquery
      LIMIT %(candidates)s) AS found
ORDER BY rank DESC, page_id LIMIT %(limit)s
"""
IN_WHERE_COUNTS = """
SELECT scope_id, year, count(*) FROM (
  SELECT scope_id, year FROM {table} WHERE tsv @@ %(tsquery)s::tsquery LIMIT %(counted)s) AS found
GROUP BY scope_id, year
"""

GERMAN = f"""
CREATE TABLE bench_german (
  page_id bigint PRIMARY KEY, scope_id int NOT NULL, year smallint, tsv tsvector NOT NULL
) WITH (toast_tuple_target = 128);
ALTER TABLE bench_german ALTER tsv SET STORAGE EXTERNAL;
ALTER TABLE bench_german ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON bench_german FOR SELECT TO gwbench_app USING ({SCOPED});
CREATE TEMP TABLE incoming (
  id bigint, scope int, document int, number int, text text, tokens int, tsv text);
"""
FILL = """
INSERT INTO files_blob (member_id, sha256, size, is_original, stored_at)
SELECT DISTINCT %(member)s, encode(sha256(document::text::bytea), 'hex'), 1, true, now()
FROM mine ON CONFLICT DO NOTHING;
INSERT INTO archive_intake (id, member_id, collection_id, started_at, started_by)
SELECT DISTINCT md5('intake' || collection)::uuid, %(member)s, collection, now(), 'benchmark'
FROM mine ON CONFLICT DO NOTHING;
INSERT INTO archive_record (id, member_id, collection_id, scope_id, folder, file_number, title,
  is_personal, created_at)
SELECT DISTINCT md5('record' || document)::uuid, %(member)s, collection, scope,
  'Akte ' || document, '', '', false, now() FROM mine ON CONFLICT DO NOTHING;
INSERT INTO archive_document (id, member_id, collection_id, scope_id, record_id, intake_id, name,
  sha256, size, media_type, state, reason, page_count, pdf_sha256, pdf_note, received_at)
SELECT DISTINCT md5('document' || document)::uuid, %(member)s, collection, scope,
  md5('record' || document)::uuid, md5('intake' || collection)::uuid, document || '.pdf',
  encode(sha256(document::text::bytea), 'hex'), 1, 'application/pdf', 'ready', '', 1, '', '', now()
FROM mine ON CONFLICT DO NOTHING;
INSERT INTO archive_page (id, member_id, scope_id, document_id, number, state, reason,
  image_sha256, thumbnail_sha256, image_type, is_blank, rotation, confidence, needs_review)
SELECT id, %(member)s, scope, md5('document' || document)::uuid, number, 'read', '', '', '', '',
  false, 0, 90, false FROM mine;
INSERT INTO archive_reading (member_id, scope_id, page_id, version, origin, model, confidence,
  text, words, at, by)
SELECT %(member)s, scope, id, 1, 'ocr', 'deu', 90, text, '[]', now(), '' FROM mine;
INSERT INTO archive_pageindex (page_id, member_id, scope_id, year, tokens, analyser, tsv)
SELECT id, %(member)s, scope, 1950 + document %% 70, tokens, %(analyser)s, tsv::tsvector FROM mine;
INSERT INTO bench_german SELECT id, scope, 1950 + document %% 70, to_tsvector('german', text)
FROM mine
"""


@dataclass(frozen=True)
class House:
    """One invented member: its number in the corpus, its id and head, the scopes it may read."""

    number: int
    id: int
    head: UUID
    readable: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Loaded:
    """What was loaded: members by number, corpus collection → scope id and collection key."""

    houses: dict[int, House]
    scopes: dict[int, int]
    keys: dict[int, Any]


@dataclass(frozen=True)
class Measured:
    """One query: wall, client and server milliseconds (server: None if it runs elsewhere)."""

    wall: float
    client: float
    server: float | None


def main() -> int:
    """Load, measure, print a Markdown table; exit code 1 if anything leaked or nothing ran."""
    options = _options()
    if not MAKE_CORPUS.exists():
        print(f"Nothing measured: {MAKE_CORPUS.name} is not at {MAKE_CORPUS.parent}.")
        return 1
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-search-")))
        corpus = options.corpus or _make_corpus(folder, options)
        database = stack.enter_context(fresh_database())
        loaded = _load(corpus, database, options.pages)
        queries = json.loads((corpus / "queries.json").read_text())
        table, indexed = _measure(queries, loaded, options.queries)
        leaks, asked, found = _count_leaks(json.loads((corpus / "grants.json").read_text()), loaded)
    _print(table, indexed, options)
    print(f"\nIsolation: {asked:,} questions for marker words, {found:,} found by those who may")
    print(f"read them, {leaks} leaks.")
    return 1 if leaks or not found else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--members", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--queries", type=int, default=40, help="per class, at most 40")
    parser.add_argument("--corpus", type=Path, help="folder that make_corpus.py wrote before")
    return parser.parse_args()


def _make_corpus(folder: Path, options: argparse.Namespace) -> Path:
    command = [sys.executable, str(MAKE_CORPUS), "--out", str(folder)]
    for name in ("pages", "members", "seed"):
        command += [f"--{name}", str(getattr(options, name))]
    subprocess.run(command, check=True, stdout=sys.stderr)
    return folder


# --- the database -----------------------------------------------------------------------------


# --- loading ----------------------------------------------------------------------------------


def _load(corpus: Path, database: Database, pages: int) -> Loaded:
    started = time.perf_counter()
    facts = json.loads((corpus / "grants.json").read_text())
    loaded = _make_members(facts)
    with psycopg.connect(database.owner.dsn(), autocommit=True) as owner:
        owner.execute(GERMAN)
        lines = itertools.islice(_read_pages(corpus), pages)
        while batch := list(itertools.islice(lines, BATCH)):
            _load_batch(owner, batch, loaded)
            _say(f"{batch[-1]['id'] + 1:,} pages loaded, {time.perf_counter() - started:.0f} s")
        owner.execute("CREATE INDEX ON bench_german USING gin (tsv)")
    for house in loaded.houses.values():
        for collection in (2 * house.number - 1, 2 * house.number):
            index.recount(member_id=house.id, scope_id=loaded.scopes[collection])
    with psycopg.connect(database.owner.dsn(), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")
    _say(f"words counted, {time.perf_counter() - started:.0f} s")
    return loaded


def _make_members(facts: dict[str, Any]) -> Loaded:
    """Admit invented members (official keys beginning with 99) with a head, and open the grants by
    resolutions of an alliance to which all belong.
    """
    staff: dict[int, factories.House] = {}
    loaded = Loaded({}, {}, {})
    with member_context(door="operator"):
        for line in facts["members"]:
            number = line["no"]
            made = members.MemberFacts("county", f"Kreis {number}", "NW", ags=f"99{number:03}")
            member = members.admit_member(facts=made)
            email = f"head@{number}.example"
            head = members.employ(
                member=member, email=email, name="Leitung", roles=["head"], password=""
            )
            staff[number] = factories.House(member, {"head": head})
            loaded.houses[number] = House(number, member.id, head.id)
    for line in facts["members"]:
        house = loaded.houses[line["no"]]
        with member_context(house.id):
            actor = people.operator(people.get_member(house.id))
            for number in line["collections"]:
                collection = archive.create_collection(
                    name=f"Bestand {number}", state="register", actor=actor
                )
                scope = Scope.objects.get(collection=collection, is_personal=False)
                loaded.scopes[number], loaded.keys[number] = scope.id, collection.key
                house.readable.add(scope.id)
    _open_grants(facts, loaded, staff)
    return loaded


def _open_grants(facts: dict[str, Any], loaded: Loaded, staff: dict[int, factories.House]) -> None:
    """One resolution per owner; to keep it short the first member alone has a vote."""
    union = factories.make_union(*staff.values())
    first = union.houses[0]
    with first.context("head"):
        Seat.objects.filter(body=union.body).exclude(member=first.member).update(votes=0)
    opened: dict[tuple[int, int], list[int]] = {}
    for grant in facts["grants"]:
        opened.setdefault((grant["owner"], grant["collection"]), []).append(grant["grantee"])
    for (owner, number), grantees in opened.items():
        house = staff[owner]
        with house.context("head"):
            collection = Collection.objects.get(key=loaded.keys[number])
        takers = [staff[grantee] for grantee in grantees]
        motion = factories.offer(union, house, collection, takers)
        factories.consent(house, motion)
        with first.context("head"):
            actor = first.actor("head")
            voting.open_vote(
                motion_id=motion.id,
                procedure="written",
                closes_at=clock.now() + timedelta(days=1),
                actor=actor,
            )
            voting.cast_vote(motion_id=motion.id, choice="yes", actor=actor)
        for grantee in grantees:
            taker = staff[grantee]
            with taker.context("head"):
                waiting = sharing.list_to_declare(taker.actor("head"))
            for grant in waiting:
                factories.declare(taker, grant, "head")
            loaded.houses[grantee].readable.add(loaded.scopes[number])


def _read_pages(corpus: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(corpus.glob("pages-*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _load_batch(owner: psycopg.Connection, batch: list[dict[str, Any]], loaded: Loaded) -> None:
    """COPY into a temporary table (row-level security forbids more), then INSERT per member."""
    copy = "COPY incoming FROM STDIN"
    with owner.transaction(), owner.cursor() as cursor, cursor.copy(copy) as rows:
        for line in batch:
            scope = loaded.scopes[line["collection"]]
            lexemes = page_lexemes(line["text"], scope)
            place = (line["id"] + 1, scope, line["document"], line["page"])
            rows.write_row((*place, line["text"], lexemes.tokens, lexemes.tsvector))
    for house in loaded.houses.values():
        with owner.transaction():
            owner.execute("SELECT set_config('app.member_id', %s, true)", [str(house.id)])
            owner.execute(
                "CREATE TEMP TABLE mine ON COMMIT DROP AS SELECT i.*, s.collection_id AS collection"
                " FROM incoming i JOIN archive_scope s ON s.id = i.scope WHERE s.member_id ="
                " app_member()"
            )
            for statement in FILL.split(";\n"):
                values = {"member": house.id, "analyser": ANALYSER_VERSION}
                owner.execute(statement, values)
    owner.execute("TRUNCATE incoming")


# --- measuring --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """A query as typed, with what the product would send for it."""

    text: str
    house: House
    steps: Plan
    scopes: list[int]


Way = Callable[[Question], None]


def _measure(
    queries: dict[str, list[str]], loaded: Loaded, count: int
) -> tuple[dict[str, dict[str, list[Measured]]], dict[str, int]]:
    """Ask every way the same questions, one way after the other for each question.

    Returns way → class → what it took, and class → questions answered from the index of words.
    """
    ways: dict[str, Way] = {
        "search()": _ask_product,
        "carried": _ask_carried,
        "plain": _ask_plain,
        "german": _ask_german,
    }
    table: dict[str, dict[str, list[Measured]]] = {way: {} for way in ways}
    indexed = dict.fromkeys(CLASSES, 0)
    houses = itertools.cycle(loaded.houses.values())
    for name in CLASSES:
        for text in queries[name][:count]:
            question = _question(text, next(houses))
            for way, ask in ways.items():
                table[way].setdefault(name, []).append(_ask_in_context(ask, question))
            indexed[name] += _uses_word_index(question)
        _say(f"{name} asked")
    return table, indexed


def _question(text: str, house: House) -> Question:
    with member_context(house.id, person_id=house.head):
        visible = Scope.objects.select_related("collection", "member")
        ground = _Ground({scope.id: scope for scope in visible})
        query = parse(text)
        steps = plan(query, _frequencies(query, ground), list(ground.scopes))
    return Question(text, house, steps, list(ground.scopes))


def _ask_in_context(ask: Way, question: Question) -> Measured:
    with member_context(question.house.id, person_id=question.house.head):
        server = _server_cpu()
        before, wall, client = server(), time.perf_counter(), time.process_time()
        ask(question)
        client, wall = time.process_time() - client, time.perf_counter() - wall
        after = server()
    used = after - before if after is not None and before is not None else None
    return Measured(1000 * wall, 1000 * client, used)


def _server_cpu() -> Callable[[], float | None]:
    """Return a reader of the backend's CPU milliseconds; it gives None for a remote server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = Path("/proc") / str(cursor.fetchone()[0])
    try:
        is_here = (process / "comm").read_text().strip() == "postgres"
    except OSError:
        is_here = False
    return lambda: int((process / "schedstat").read_text().split()[0]) / 1e6 if is_here else None


def _ask_product(question: Question) -> None:
    search(question.text)


def _ask_carried(question: Question) -> None:
    with search_role(tsquery=question.steps.tsquery) as cursor:
        cursor.execute(RANKED, _values(question, question.steps.tsquery))
        cursor.fetchall()
    with search_role(tsquery=question.steps.exact) as cursor:
        cursor.execute(COUNTS, {"counted": COUNTED + 1})
        cursor.fetchall()


def _uses_word_index(question: Question) -> bool:
    values = _values(question, question.steps.tsquery)
    with (
        member_context(question.house.id, person_id=question.house.head),
        search_role(tsquery=question.steps.tsquery) as cursor,
    ):
        cursor.execute(f"EXPLAIN {RANKED}", values)
        return any("archive_pageindex_tsv" in row[0] for row in cursor.fetchall())


def _ask_plain(question: Question) -> None:
    _ask_in_where("archive_pageindex", question.steps, _values(question, question.steps.tsquery))


def _ask_german(question: Question) -> None:
    tsquery = _german_tsquery(question.text)
    steps = replace(question.steps, tsquery=tsquery, exact=tsquery)
    _ask_in_where("bench_german", steps, _values(question, tsquery) | {"rank": tsquery})


def _ask_in_where(table: str, steps: Plan, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(IN_WHERE_RANKED.format(table=table), values)
        cursor.fetchall()
        counting: dict[str, Any] = {"counted": COUNTED + 1, "tsquery": steps.exact}
        cursor.execute(IN_WHERE_COUNTS.format(table=table), counting)
        cursor.fetchall()


def _german_tsquery(text: str) -> str:
    begun = re.fullmatch(r"(\w+)\*", text)
    function = "to_tsquery" if begun else "websearch_to_tsquery"
    typed = f"{begun[1]}:*" if begun else text
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}('german', %s)::text", [typed])
        return str(cursor.fetchone()[0])


def _values(question: Question, tsquery: str) -> dict[str, Any]:
    return {
        "rank": question.steps.rank,
        "tsquery": tsquery,
        "scopes": question.scopes,
        "year": None,
        "candidates": CANDIDATES,
        "limit": PAGE_SIZE,
        "offset": 0,
    }


# --- isolation --------------------------------------------------------------------------------


def _count_leaks(facts: dict[str, Any], loaded: Loaded) -> tuple[int, int, int]:
    """Return leaks, questions asked, and questions of those who may read that found pages."""
    leaks = asked = found = 0
    for marker in facts["markers"]:
        scope = loaded.scopes[marker["collection"]]
        key, word = loaded.keys[marker["collection"]], marker["word"]
        for house in loaded.houses.values():
            asked += 1
            with member_context(house.id, person_id=house.head):
                results = search(word)
                pages = {hit.page.scope_id for hit in results.hits}
                named = {choice.value for choice in results.collections}
                suggested = {text.casefold() for text in results.suggestions}
            if scope in house.readable:
                found += scope in pages
                leaks += not pages <= house.readable
            else:
                leaks += bool(pages - house.readable) or key in named
                leaks += word.casefold() in suggested
    return leaks, asked, found


# --- the table --------------------------------------------------------------------------------


def _print(
    table: dict[str, dict[str, list[Measured]]],
    indexed: dict[str, int],
    options: argparse.Namespace,
) -> None:
    print(f"\n{options.pages:,} pages, {options.members} members, seed {options.seed}\n")
    _print_heading("wall ms p50/p95")
    for way, classes in table.items():
        _print_line(way, [_wall(classes[name]) for name in CLASSES])
    _print_heading("CPU ms client + server")
    for way, classes in table.items():
        _print_line(way, [_cpu(classes[name]) for name in CLASSES])
    asked = {name: len(classes) for name, classes in table["carried"].items()}
    _print_line("word index used", [f"{indexed[name]} of {asked[name]}" for name in CLASSES])


def _print_heading(title: str) -> None:
    print(f"\n| {title} | " + " | ".join(CLASSES) + " |")
    print("|---" * (len(CLASSES) + 1) + "|")


def _print_line(title: str, cells: list[str]) -> None:
    print(f"| {title} | " + " | ".join(cells) + " |")


def _wall(measured: list[Measured]) -> str:
    walls = [one.wall for one in measured]
    if len(walls) < 2:
        return _short(walls[0])
    cuts = quantiles(walls, n=20, method="inclusive")
    return f"{_short(cuts[9])}/{_short(cuts[18])}"


def _cpu(measured: list[Measured]) -> str:
    client = _short(mean(one.client for one in measured))
    server = [one.server for one in measured if one.server is not None]
    return f"{client} + {_short(mean(server))}" if server else client


def _short(milliseconds: float) -> str:
    return f"{milliseconds:.1f}" if milliseconds < 10 else f"{milliseconds:.0f}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
