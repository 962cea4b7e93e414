"""The JSON of the commands is what ``docs/operations/schemas`` promises, and nothing besides."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.management import call_command
from tests import factories
from tests.archive import asking
from tests.archive.recognition import papers
from tests.governance.voting import ballot_box

from gemeinwerk.archive import queries
from gemeinwerk.archive.intake import run, shell
from gemeinwerk.archive.models import Document, DocumentState, Intake, Page, PageState
from gemeinwerk.files import actions as files
from gemeinwerk.kernel import clock

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "operations" / "schemas"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: object) -> Iterator[None]:
    settings.DATA, settings.STORE_URL = tmp_path, str(tmp_path / "files")
    files.store.cache_clear()
    yield
    files.store.cache_clear()


@pytest.fixture
def house() -> factories.House:
    return factories.make_house()


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """A file, its copy, an empty file, and a table with a row for a folder that is not there."""
    box = tmp_path / "Kiste"
    for name, data in (
        ("A/Blatt.pdf", papers.text_pdf()),
        ("B/Kopie.pdf", papers.text_pdf()),
        ("C/leer.pdf", b""),
        ("Akten.csv", b"Ordner;Titel\nA;Zufahrt\nFehlt;Niemand\n"),
    ):
        (box / name).parent.mkdir(parents=True, exist_ok=True)
        (box / name).write_bytes(data)
    return box


def output(*arguments: str) -> dict[str, Any]:
    told = io.StringIO()
    try:
        call_command(*arguments, stdout=told)
    except SystemExit as end:
        assert end.code in (3, 4)
    return json.loads(told.getvalue())


def check(name: str, told: dict[str, Any]) -> None:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    formats = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=formats).validate(told)
    assert list(undocumented(schema, told)) == []


def undocumented(schema: dict[str, Any], told: Any, place: str = "") -> Iterator[str]:
    if isinstance(told, dict):
        for key, value in told.items():
            if key not in schema["properties"]:
                yield f"{place}.{key}"
            else:
                yield from undocumented(schema["properties"][key], value, f"{place}.{key}")
    elif isinstance(told, list):
        for value in told:
            yield from undocumented(schema["items"], value, f"{place}[]")


def test_what_is_missing_or_undocumented_is_noticed() -> None:
    good = {"version": 1, "members": []}
    check("verify", good)
    with pytest.raises(jsonschema.ValidationError):
        check("verify", {"version": 1})
    with pytest.raises(AssertionError, match="surprise"):
        check("verify", good | {"surprise": 1})


def test_digitise(house: factories.House, box: Path) -> None:
    target = ("--member", "99001", "--collection", "Bauakten", "--no-wait", "--json")
    told = output("digitise", str(box), *target)
    check("digitise", told)
    filled = {key: len(told[key]) for key in ("stored", "duplicates", "refused", "notices")}
    assert filled == {"stored": 1, "duplicates": 1, "refused": 1, "notices": 1}


def test_digitise_with_what_could_not_be_read(house: factories.House, box: Path) -> None:
    take_in_and_fail(house, box)
    with house.context():
        intake = Intake.objects.get()
        outcome = shell.Outcome(
            collection="Bauakten",
            report=run.Report(intake.id),
            progress=queries.get_progress(intake),
            unread=queries.list_unread(intake),
            was_stopped=True,
            has_fraktur=False,
        )
    told = json.loads(outcome.as_json())
    check("digitise", told)
    assert [line["page"] for line in told["unread"]] == [None, 2]


def test_status(house: factories.House, box: Path) -> None:
    take_in_and_fail(house, box)
    told = output("status", "--json")
    check("status", told)
    assert len(told["members"][0]["intakes"][0]["unread"]) == 2
    check("status", output("status", "--member", "99001", "--json"))


def test_search(house: factories.House) -> None:
    collection = factories.make_collection(house)
    factories.make_page(house, collection, "Die Feuerwehrzufahrt ist frei zu halten")
    told = output("search", "Zufahrt", "--as", "99001", "--json")
    check("search", told)
    assert told["hits"][0]["passage"].startswith("Die [Feuerwehrzufahrt]")
    check("search", output("search", "Nirgends", "--as", "99001", "--json"))


def test_verify(house: factories.House, box: Path) -> None:
    take_in_and_fail(house, box)
    check("verify", output("verify", "--json"))
    for path in files.store().root.rglob("?" * 64):
        path.unlink()
    told = output("verify", "--json")
    check("verify", told)
    assert told["members"][0]["faults"][0]["names"] == ["Zufahrt: Blatt.pdf"]


def test_archive_protect(house: factories.House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A protective period that is over by now and was not when the record came."""
    asking.confirm(house)
    collection = factories.make_collection(house)
    facts = {"state": "archival", "protection": "general", "origin": date(1950, 12, 31)}
    monkeypatch.setattr(clock, "today", lambda: date(1975, 1, 1))
    factories.make_page(house, collection, "Die Zufahrt", **facts)
    monkeypatch.undo()
    told = output("archive", "protect", "--json")
    check("archive-protect", told)
    assert told["members"] == [{"ags": "99001", "name": house.member.name, "moved": 1}]


def test_governance_settle(house: factories.House) -> None:
    """A written procedure whose deadline is over."""
    other = factories.make_house("99002", "Landkreis Nachbarau")
    factories.introduce(house, other)
    union = factories.make_union(house, other)
    motion = factories.offer(union, house, factories.make_collection(house), [other])
    ballot_box.open_vote(union, motion)
    ballot_box.end_deadline(house, motion)
    told = output("governance", "settle", "--json")
    check("governance-settle", told)
    assert [(line["ags"], line["votes"]) for line in told["members"]] == [
        ("99001", 1),
        ("99002", 0),
    ]


def take_in_and_fail(house: factories.House, box: Path) -> None:
    """One document is refused, of another one a page could not be read."""
    with house.context():
        actor = house.actor()
    intake = run.begin(collection="Bauakten", actor=actor)
    (box / "D").mkdir()
    (box / "D" / "Zweites.pdf").write_bytes(papers.text_pdf(["Zweites"]))
    list(run.take_in_all(paths=[box], intake=intake, actor=actor))
    with house.context():
        Document.objects.filter(name="Blatt.pdf").update(
            state=DocumentState.REFUSED, reason="Die Datei ist beschädigt."
        )
        document = Document.objects.get(name="Zweites.pdf")
        Page.objects.create(
            member_id=document.member_id,
            scope_id=document.scope_id,
            document=document,
            number=2,
            state=PageState.FAILED,
            reason="Die Seite ist beschädigt.",
        )
