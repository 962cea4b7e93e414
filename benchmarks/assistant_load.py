"""Ten thousand articles, and twenty questions a second at the public page, on this machine.

    python -m benchmarks.assistant_load [--articles 10000] [--rate 20] [--seconds 60] [--clients 16]

Articles are put together from the passages of ``../shared/data/qa`` (not part of the repository),
three sections each, released through the product's own action, and embedded as the job does.
Then the product is served as ``gemeinwerk serve`` does, with two processes, and asked over HTTP at
a fixed rate from another process: with meanings compared in the web process (*exact*) and in the
database (*pgvector*, where it has it). Beside them, in this process: ranking by words alone.

CPU is that of the web and database processes by ``/proc``, memory the resident set of the web
processes and the bytes of the shelves. The rate is held whatever the answers take: who is late
counts as late.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import mean, quantiles

import psutil
from benchmarks.database import ROOT, fresh_database  # sets Django up, so before all that follows
from django.test import override_settings
from tests import factories

from gemeinwerk.assistant.answering import actions as answering
from gemeinwerk.assistant.answering import indexing
from gemeinwerk.assistant.answering.shelves import Shelves, shelves
from gemeinwerk.assistant.knowledge import actions as knowledge
from gemeinwerk.assistant.knowledge.desk.actions import DeskFacts, set_up_desk
from gemeinwerk.assistant.knowledge.rules import ArticleText
from gemeinwerk.assistant.models import Desk, Meaning, Passage
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import member_context
from gemeinwerk.postgres.login import Database

QA = ROOT.parent / "shared" / "data" / "qa"
SETS = ("integreat_de", "kreisrecht_bw", "bundesrecht_auswahl", "xquad_de")
ASKED = ("integreat_de", "kreisrecht_bw")
PORT = 8439


def main() -> int:
    options = _options()
    if not QA.exists():
        sys.exit("The benchmark needs the texts of ../shared/data/qa, which are not here.")
    with fresh_database() as database:
        house = factories.make_house()
        _load(house, options.articles)
        questions = _questions()
        print("| ranking | where | p50 ms | p95 ms | CPU ms | late | resident MB | shelves MB |")
        print("|---|---|---|---|---|---|---|---|")
        for vectors, embedder in (("exact", "none"), ("exact", "use"), ("pgvector", "use")):
            name = "words alone" if embedder == "none" else vectors
            _measure_here(house, questions, name, vectors, embedder)
        for vectors in ("exact", "pgvector"):
            _measure_served(database, questions, vectors, options)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--clients", type=int, default=16)
    return parser.parse_args()


# --- loading ----------------------------------------------------------------------------------


def _load(house: factories.House, count: int) -> None:
    member = house.member
    with house.context("head"):
        actor = house.actor("head")
        set_up_desk(facts=DeskFacts("last", is_open=True), actor=actor)
    operator = Actor(member.id, member.name, None, "Benchmark", frozenset(), is_operator=True)
    with house.context():
        base = knowledge.create_base(name="Last", is_public=True, actor=operator)
    started, cpu = time.perf_counter(), time.process_time()
    texts = _articles(count)
    for at in range(0, count, 200):
        with house.context():
            drafts = [
                knowledge.save_draft(base_id=base.id, content=next(texts), actor=operator).id
                for _ in range(min(200, count - at))
            ]
        with house.context():
            knowledge.release_all(base_id=base.id, version_ids=drafts, actor=operator)
    with house.context():
        passages = Passage.objects.count()
    _say(
        f"{count:,} articles written and released, {passages:,} passages:"
        f" {time.perf_counter() - started:.0f} s, CPU here {time.process_time() - cpu:.0f} s"
    )
    started, cpu = time.perf_counter(), time.process_time()
    indexing.embed_base(member_id=member.id, base_id=base.id)
    with house.context():
        vectors = Meaning.objects.count()
    _say(
        f"{vectors:,} vectors: {time.perf_counter() - started:.0f} s,"
        f" CPU here {time.process_time() - cpu:.0f} s"
    )


def _articles(count: int) -> Iterator[ArticleText]:
    """Each of three passages that follow one another in a shuffled order, with a number."""
    rows = [json.loads(line) for name in SETS for line in (QA / name / "corpus.jsonl").open()]
    rng = random.Random(1)
    for number in range(count):
        parts = rng.sample(rows, 3)
        body = "\n\n".join(f"## {each['title'][:200]}\n\n{each['text'][:3000]}" for each in parts)
        yield ArticleText(title=f"{parts[0]['title'][:200]} {number}", body=body)


def _questions() -> list[str]:
    found = [
        json.loads(line)["question"][:1000]
        for name in ASKED
        for line in (QA / name / "questions.jsonl").open()
    ]
    random.Random(2).shuffle(found)
    return found


# --- asking in this process -------------------------------------------------------------------


def _measure_here(
    house: factories.House, questions: list[str], name: str, vectors: str, embedder: str
) -> None:
    with override_settings(ASSISTANT_VECTORS=vectors, ASSISTANT_EMBEDDER=embedder):
        shelves.forget()
        started, cpu = time.perf_counter(), time.process_time()
        _ask(questions[0])
        loading = f"{time.perf_counter() - started:.1f} s, CPU {time.process_time() - cpu:.1f} s"
        times, used = [], []
        for question in questions[:200]:
            before, cpu = time.perf_counter(), _cpu(_database_processes())
            own = time.process_time()
            _ask(question)
            times.append(1000 * (time.perf_counter() - before))
            used.append(1000 * (time.process_time() - own + _cpu(_database_processes()) - cpu))
        _print(name, "in process", times, mean(used), 0, _resident([psutil.Process()]), shelves)
        _say(f"first question after a start, {name}: {loading}")


def _ask(question: str) -> None:
    with member_context(door="public"):
        desk = Desk.objects.get(slug="last")
        answering.answer_visitor(desk=desk, question=question)


# --- asking over HTTP -------------------------------------------------------------------------


def _measure_served(
    database: Database, questions: list[str], vectors: str, options: argparse.Namespace
) -> None:
    with _served(database, vectors) as web:
        for question in questions[:20]:  # both processes load their shelves
            _post(question)
        processes = [web, *web.children(recursive=True)]
        before = _cpu(processes) + _cpu(_database_processes())
        times, late = _hold_the_rate(questions, options)
        used = _cpu(processes) + _cpu(_database_processes()) - before
        name = vectors
        where = f"{options.rate:.0f}/s served"
        _print(name, where, times, 1000 * used / len(times), late, _resident(processes), None)


@contextmanager
def _served(database: Database, vectors: str) -> Iterator[psutil.Process]:
    environ = os.environ | {
        "GEMEINWERK_DATABASE": json.dumps(database.app.django()),
        "GEMEINWERK_ASSISTANT_VECTORS": vectors,
        "GEMEINWERK_PUBLIC_QUESTIONS": "1000000",
        "GEMEINWERK_DEBUG": "1",
    }
    command = [sys.executable, "-m", "gunicorn", "gemeinwerk.config.wsgi", "--preload"]
    command += ["--bind", f"127.0.0.1:{PORT}", "--worker-class", "gthread", "--workers", "2"]
    command += ["--threads", "8", "--timeout", "120", "--log-level", "warning"]
    server = subprocess.Popen(command, env=environ, cwd=ROOT)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/gesund/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait()


def _hold_the_rate(questions: list[str], options: argparse.Namespace) -> tuple[list[float], int]:
    count = int(options.rate * options.seconds)
    start = time.perf_counter() + 0.5

    def ask(number: int) -> float:
        due = start + number / options.rate
        time.sleep(max(0.0, due - time.perf_counter()))
        _post(questions[number % len(questions)])
        return 1000 * (time.perf_counter() - due)

    with ThreadPoolExecutor(options.clients) as pool:
        times = list(pool.map(ask, range(count)))
    return times, sum(each > 1000 for each in times)


def _post(question: str) -> None:
    data = urllib.parse.urlencode({"question": question}).encode()
    address = f"http://127.0.0.1:{PORT}/auskunft/last/"
    with urllib.request.urlopen(address, data=data, timeout=60) as answer:
        body = answer.read()
    if answer.status != 200 or len(body) < 1000:
        raise RuntimeError(f"{answer.status} for {question!r}")


# --- figures ----------------------------------------------------------------------------------


def _cpu(processes: list[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def _database_processes() -> list[psutil.Process]:
    """Those that serve this benchmark: PostgreSQL names each process after role and database."""
    found = psutil.process_iter(["name", "cmdline"])
    ours = f" gwbench_{os.getpid()} "
    return [p for p in found if ours in " ".join(p.info["cmdline"] or [])]


def _resident(processes: list[psutil.Process]) -> float:
    return sum(process.memory_info().rss for process in processes) / 1e6


def _print(
    name: str,
    where: str,
    times: list[float],
    cpu: float,
    late: int,
    resident: float,
    held: Shelves | None,
) -> None:
    cuts = quantiles(times, n=20)
    size = f"{held.nbytes / 1e6:.0f}" if held else "–"
    cells = [name, where, f"{cuts[9]:.0f}", f"{cuts[18]:.0f}", f"{cpu:.1f}", str(late)]
    print("| " + " | ".join([*cells, f"{resident:.0f}", size]) + " |", flush=True)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
