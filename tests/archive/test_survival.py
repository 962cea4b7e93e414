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
from django.db import connection

from gemeinwerk.archive.intake import run
from gemeinwerk.archive.models import (
    Document,
    DocumentState,
    Page,
    PageIndex,
    PageState,
    Reading,
)
from gemeinwerk.archive.search.queries import search
from gemeinwerk.config.verification import verify
from gemeinwerk.jobs import crew as crews
from gemeinwerk.jobs import queries as jobs
from gemeinwerk.jobs.crew import Crew
from gemeinwerk.journal import queries as journal
from gemeinwerk.postgres.processes import read_postmaster
from tests import factories
from tests.archive.recognition import papers

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
        assert time.monotonic() < end, jobs.count_jobs()
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
