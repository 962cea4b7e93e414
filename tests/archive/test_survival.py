"""Nothing accepted is lost: workers and the database are killed, every page is there once."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests import factories
from tests.archive.recognition import papers

from gemeinwerk.archive.intake import run
from gemeinwerk.archive.models import (
    Document,
    DocumentState,
    Page,
    PageIndex,
    PageState,
    Reading,
)
from gemeinwerk.archive.recognition.errors import RecogniserDied
from gemeinwerk.archive.search.queries import search
from gemeinwerk.config.verification import verify
from gemeinwerk.jobs import crew as crews
from gemeinwerk.jobs import queries as jobs
from gemeinwerk.jobs.crew import Crew
from gemeinwerk.journal import queries as journal
from gemeinwerk.postgres.embedded import Embedded
from gemeinwerk.postgres.processes import read_postmaster

KILLS = 20
SEED = 20261121
PATIENCE = 120  # seconds for what takes a few, on a busy machine
WORDS = (
    *("Anbau", "Brunnen", "Carport", "Deich", "Erker"),
    *("Fabrik", "Heizung", "Keller", "Laube", "Garage"),
)
SMALL = (620, 300)


def sheet(word: str, number: int) -> object:
    return papers.sheet([f"{word} Nummer {number}", "Kreis Musterland"], SMALL)


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """12 pages in 10 files, the last one with three."""
    folder = tmp_path / "scans"
    for number, word in enumerate(WORDS):
        record = folder / f"Akte {number}"
        record.mkdir(parents=True)
        if number < len(WORDS) - 1:
            (record / "Blatt.png").write_bytes(papers.encode(sheet(word, number), "PNG"))
        else:
            pages = [sheet(word, number + page) for page in range(3)]
            (record / "Blatt.tif").write_bytes(papers.tiff(pages))
    return folder


@pytest.fixture
def house(committed: None, monkeypatch: pytest.MonkeyPatch) -> factories.House:
    monkeypatch.setenv("GEMEINWERK_JOBS_SILENT_SECONDS", "3")
    monkeypatch.setenv("GEMEINWERK_LOG_LEVEL", "CRITICAL")
    monkeypatch.setattr(crews, "PAUSE_SECONDS", 0.2)
    return factories.make_house()


def take_in(house: factories.House, folder: Path) -> Iterator[run.Report]:
    with house.context():
        actor = house.actor()
    intake = run.begin(collection="Bauakten", actor=actor)
    return run.take_in_all(paths=[folder], intake=intake, actor=actor)


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, f"did not happen within {PATIENCE} seconds"
        time.sleep(0.2)


def is_idle() -> bool:
    counts = jobs.count_jobs()
    return not counts["todo"] and not counts["doing"]


def assert_everything_is_there_once(house: factories.House, pages: int = 12) -> None:
    with house.context():
        documents = list(Document.objects.all())
        assert {document.state for document in documents} == {DocumentState.READY}
        assert [d.name for d in documents if not d.pdf_sha256] == []
        assert Page.objects.filter(state=PageState.READ).count() == Page.objects.count() == pages
        assert Reading.objects.count() == PageIndex.objects.count() == pages
        assert set(Reading.objects.values_list("version", flat=True)) == {1}
        assert search("Garage").total == 3
        assert search("Kreis").total == pages
        failed = {"archive.page.failed", "archive.document.refused"}
        assert not failed & {line.event for line in journal.list_lines(limit=500)}
    assert jobs.count_jobs() == {"todo": 0, "doing": 0, "failed": 0}
    assert all(finding.is_sound for finding in verify())


def test_worker_killed_at_random_moments(house: factories.House, scans: Path) -> None:
    dice, interrupted = random.Random(SEED), 0
    files = take_in(house, scans)
    with Crew("--concurrency", "2") as crew:
        for kill in range(KILLS):
            if kill % 2 == 0:
                assert not next(files).refused
            time.sleep(dice.uniform(0.1, 3.5))
            interrupted += not is_idle()
            os.kill(crew.pid, signal.SIGKILL)
        assert len(list(files)[-1].stored) == len(WORDS)
        wait_until(is_idle)
    assert interrupted >= KILLS // 2
    assert_everything_is_there_once(house)


SABOTAGE = """
import os, signal
from gemeinwerk.archive.recognition.recogniser import Recogniser
from gemeinwerk.jobs import registry, tasks
from django.core.management import call_command

tasks.LOSSES = registry.LOSSES = 3
read_page = Recogniser.read_page

def read_and_die(self, path, number, **options):
    if path.read_bytes().endswith(b"recogniser"):
        self.inspect(path)
        os.kill(self.pid, signal.SIGKILL)
    if path.read_bytes().endswith(b"worker"):
        os.kill(os.getpid(), signal.SIGKILL)
    return read_page(self, path, number, **options)

Recogniser.read_page = read_and_die
call_command("worker", "--concurrency", "1")
"""


class Saboteurs(Crew):
    """Workers that die of certain pages, as those of a library with a grave fault would."""

    def __init__(self) -> None:
        super().__init__()
        start = f"import django; django.setup()\n{SABOTAGE}"
        self._command = [sys.executable, "-c", start]


def test_pages_that_kill_are_given_up_by_name(house: factories.House, scans: Path) -> None:
    for folder, victim in (("Akte 3", b"recogniser"), ("Akte 5", b"worker")):
        bad = scans / folder / "Blatt.png"
        bad.write_bytes(bad.read_bytes() + victim)
    list(take_in(house, scans))
    with Saboteurs():
        wait_until(is_idle)
    with house.context():
        failed = Page.objects.filter(state=PageState.FAILED).select_related("document__record")
        assert {page.document.record.folder for page in failed} == {"Akte 3", "Akte 5"}
        assert {page.document.state for page in failed} == {DocumentState.READY}
        assert Page.objects.filter(state=PageState.READ).count() == 10
        told = journal.list_lines(event_prefix="archive.page.failed")
        assert {line.object_id for line in told} == {str(page.document_id) for page in failed}
        assert {line.facts["code"] for line in told} == {RecogniserDied().code}
        assert {line.facts["reason"] for line in told} == {page.reason for page in failed}


class Installation:
    """An installation with a database server of its own, seen through its commands only."""

    def __init__(self, folder: Path) -> None:
        self.embedded = Embedded(folder / "data", fallback=folder / "fallback")
        ours = ("DATABASE_", "GEMEINWERK_DATA")
        self.environ = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        self.environ |= {"GEMEINWERK_DATA": str(folder / "data"), "GEMEINWERK_WORKERS": "1"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", "from gemeinwerk.config.cli import main; main()"]
        return subprocess.Popen(
            [*command, *arguments], env=self.environ, text=True, stdout=subprocess.PIPE
        )

    def run(self, *arguments: str) -> str:
        command = self.start(*arguments)
        told, _ = command.communicate(timeout=PATIENCE)
        assert command.returncode == 0, told
        return told

    def postmaster(self) -> int | None:
        found = read_postmaster(self.embedded.place.cluster)
        return found.pid if found and found.is_ready else None

    def kill_database(self) -> None:
        killed = self.postmaster()
        assert killed
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: self.postmaster() not in (None, killed))


@pytest.fixture
def installation(monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    monkeypatch.setenv("GEMEINWERK_JOBS_SILENT_SECONDS", "3")
    monkeypatch.setenv("GEMEINWERK_LOG_LEVEL", "CRITICAL")
    folder = Path(tempfile.mkdtemp(prefix="gw-survival-"))
    folder.chmod(0o755)
    made = Installation(folder)
    made.run("migrate", "--verbosity=0", "--skip-checks")
    facts = ("--name", "Landkreis Musterland", "--kind", "county", "--land", "NW")
    made.run("members", "admit", "--ags", "99001", *facts)
    yield made
    shutil.rmtree(folder)


def test_database_killed_and_started_again(installation: Installation, scans: Path) -> None:
    dice = random.Random(SEED)
    target = ("--member", "99001", "--collection", "Bauakten", "--json")
    command = installation.start("digitise", str(scans), *target)
    stored = installation.embedded.place.home.parent / "files"
    wait_until(lambda: any(stored.rglob("????????????????*")))
    for _ in range(3):
        installation.kill_database()
        assert command.poll() is None
        time.sleep(dice.uniform(0.5, 3.0))
    told, _ = command.communicate(timeout=PATIENCE)
    report = json.loads(told)
    assert (report["pages"], report["pages_read"], report["pages_failed"]) == (12, 12, 0)
    assert (len(report["stored"]) + len(report["duplicates"]), report["refused"]) == (10, [])
    status = json.loads(installation.run("status", "--json"))
    assert status["members"][0]["documents_open"] == 0
    assert status["queue"] == {"todo": 0, "doing": 0, "failed": 0}
    found = json.loads(installation.run("search", "Garage", "--as", "99001", "--json"))
    assert found["total"] == 3
    again = installation.start("digitise", str(scans), *target)
    assert len(json.loads(again.communicate(timeout=PATIENCE)[0])["duplicates"]) == 10
    assert json.loads(installation.run("verify", "--json"))["members"][0]["breaks"] == []
