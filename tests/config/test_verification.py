"""``gemeinwerk verify``: a lost or changed original is named, with record and document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from tests import factories
from tests.archive.recognition import papers

from gemeinwerk.archive.intake import run
from gemeinwerk.archive.models import Document
from gemeinwerk.config import verification
from gemeinwerk.files import actions as files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: object) -> Iterator[None]:
    settings.DATA, settings.STORE_URL = tmp_path, str(tmp_path / "files")
    settings.LANGUAGE_CODE = "en"
    files.store.cache_clear()
    yield
    files.store.cache_clear()


@pytest.fixture
def house() -> factories.House:
    return factories.make_house()


@pytest.fixture
def original(house: factories.House, tmp_path: Path) -> Path:
    """Where the only original of “Akte 17: Blatt.pdf” lies."""
    paper = tmp_path / "Kiste" / "Akte 17" / "Blatt.pdf"
    paper.parent.mkdir(parents=True)
    paper.write_bytes(papers.text_pdf())
    with house.context():
        actor = house.actor()
    intake = run.begin(collection="Bauakten", actor=actor)
    list(run.take_in_all(paths=[tmp_path / "Kiste"], intake=intake, actor=actor))
    with house.context():
        sha256 = Document.objects.get().sha256
    return next((tmp_path / "files").rglob(sha256))


def command(*options: str) -> tuple[int, str]:
    written: list[str] = []

    class Out:
        def write(self, text: str) -> None:
            written.append(text)

    try:
        call_command("verify", *options, stdout=Out())
    except SystemExit as end:
        return int(end.code or 0), "".join(written)
    return 0, "".join(written)


def test_sound_originals_are_counted(house: factories.House, original: Path) -> None:
    code, text = command()
    assert (code, "DAMAGED" in text) == (0, False)
    assert text.startswith("Landkreis Musterland: 1 files, ")


def test_lost_original_is_named(house: factories.House, original: Path) -> None:
    original.unlink()
    code, text = command()
    assert code == 4
    assert "DAMAGED: Landkreis Musterland" in text
    assert "Akte 17: Blatt.pdf: the stored file is missing; restore it from the backup" in text


@pytest.mark.parametrize("how", ["byte", "cut", "longer"])
def test_changed_original_is_named(house: factories.House, original: Path, how: str) -> None:
    data = original.read_bytes()
    changed = {"byte": b"?" + data[1:], "cut": data[:-1], "longer": data + b" "}[how]
    original.chmod(0o640)
    original.write_bytes(changed)
    code, text = command("--json")
    facts = json.loads(text)
    assert code == 4
    assert facts["members"][0]["faults"] == [
        {
            "sha256": original.name,
            "is_original": True,
            "reason": "changed",
            "names": ["Akte 17: Blatt.pdf"],
        }
    ]


def test_no_anchor_is_written_for_what_is_damaged(house: factories.House, original: Path) -> None:
    verification.verify()
    anchors = (original.parents[4] / "anchors.jsonl").read_text()
    original.unlink()
    verification.verify()
    assert (original.parents[4] / "anchors.jsonl").read_text() == anchors
    assert [json.loads(line)["member"] for line in anchors.splitlines()] == [house.member.id]


def test_members_are_told_apart(house: factories.House, original: Path) -> None:
    factories.make_house("99002", "Landkreis Nachbarau")
    original.unlink()
    sound = {finding.ags: finding.is_sound for finding in verification.verify()}
    assert sound == {"99001": False, "99002": True}
