"""Damaged and hostile files through the whole intake: digitised or refused by name, none stuck."""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path

import pytest
from tests import factories
from tests.archive.recognition import papers
from tests.archive.recognition.damage import LIMITS, damaged_files

from gemeinwerk.archive import queries
from gemeinwerk.archive.intake import run
from gemeinwerk.archive.models import Document, DocumentState, Page, PageState
from gemeinwerk.jobs import queries as jobs
from gemeinwerk.jobs.crew import Crew

SECONDS = 600
SETTINGS = {
    "GEMEINWERK_PAGE_SECONDS": str(LIMITS.seconds_per_page),
    "GEMEINWERK_PAGE_MEMORY_MB": str(LIMITS.memory_mb),
    "GEMEINWERK_MAX_MEGAPIXELS": str(LIMITS.max_pixels // 1_000_000),
    "GEMEINWERK_MAX_PAGES": str(LIMITS.max_pages),
    "GEMEINWERK_LOG_LEVEL": "CRITICAL",
}


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """Each variant in a record of its own, and one good file after them all."""
    folder = tmp_path / "Kiste"
    for number, file in enumerate(damaged_files()):
        record = folder / f"{number:03} {file.name}"
        record.mkdir(parents=True)
        (record / file.name).write_bytes(file.data)
    (folder / "zuletzt").mkdir()
    (folder / "zuletzt" / "gut.pdf").write_bytes(papers.text_pdf(["Die Scheune steht noch"]))
    return folder


@pytest.fixture
def house(committed: None, monkeypatch: pytest.MonkeyPatch) -> factories.House:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    return factories.make_house()


def test_each_file_is_digitised_or_refused_by_name(house: factories.House, damaged: Path) -> None:
    with house.context():
        actor = house.actor()
    intake = run.begin(collection="Schäden", actor=actor)
    *_, report = run.take_in_all(paths=[damaged], intake=intake, actor=actor)
    names = {path.relative_to(damaged.parent).as_posix() for path in damaged.glob("*/*")}
    lines = [*report.refused, *report.duplicates]
    assert len(names) > 100
    assert Counter([line["name"] for line in report.stored + lines]) == Counter(names)
    assert all(_is_sentence(line["reason"]) for line in lines)

    with Crew("--concurrency", "2") as crew:
        first, end = crew.pid, time.monotonic() + SECONDS
        while any(jobs.count_jobs()[state] for state in ("todo", "doing")):
            assert time.monotonic() < end, jobs.count_jobs()
            time.sleep(0.5)
        assert crew.pid == first, "no file may end the worker"
        os.kill(first, 0)

    with house.context():
        documents = list(Document.objects.all())
        states = {document.state for document in documents}
        assert states == {DocumentState.READY, DocumentState.REFUSED}
        assert not Page.objects.filter(state=PageState.WAITING).exists()
        unread = queries.list_unread(intake)
        assert {entry["name"] for entry in unread} <= {Path(name).name for name in names}
        assert all(_is_sentence(str(entry["reason"])) for entry in unread)
        assert queries.get_progress(queries.get_intake(intake.id)).is_done
        assert Page.objects.get(document__name="gut.pdf").state == PageState.READ
        for document in documents:
            assert (document.state == DocumentState.REFUSED) == (document.page_count is None)


def _is_sentence(text: str) -> bool:
    """A reason for people: whole sentences, no English class names or traces."""
    return text.endswith(".") and len(text) > 30 and "Error" not in text and "Traceback" not in text
