"""Taking in at the shell and at the upload page: what is refused, what is kept, what goes on."""

from __future__ import annotations

import errno
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, connections
from tests import factories
from tests.archive.recognition import papers

from gemeinwerk.archive import actions as archive
from gemeinwerk.archive import queries
from gemeinwerk.archive.errors import AlreadyHere, NameTaken
from gemeinwerk.archive.intake import actions, run
from gemeinwerk.archive.intake.rules import Limits, RecordMeta
from gemeinwerk.archive.intake.run import Report
from gemeinwerk.archive.models import Collection, Document, Intake, Page, Record
from gemeinwerk.archive.recognition import actions as recognition
from gemeinwerk.archive.recognition.rules import Inspection
from gemeinwerk.archive.scopes import place_record
from gemeinwerk.archive.search.queries import search
from gemeinwerk.files import actions as files
from gemeinwerk.files.contract import Stored
from gemeinwerk.jobs import queries as jobs
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members.actors import Actor

LINES = "Die Zufahrt zum Hinterhaus ist frei zu halten"


@pytest.fixture
def english(settings: object) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def county(db: None, english: None) -> factories.House:
    return factories.make_house()


@pytest.fixture
def neighbour(county: factories.House) -> factories.House:
    house = factories.make_house("99002", "Landkreis Nachbarau")
    factories.introduce(county, house)
    return house


def actor_of(house: factories.House, role: str = "records_officer") -> Actor:
    with house.context(role):
        return house.actor(role)


def take_in(house: factories.House, *paths: Path, collection: str = "Bauakten") -> Report:
    actor = actor_of(house)
    intake = run.begin(collection=collection, actor=actor)
    *_, report = run.take_in_all(paths=paths, intake=intake, actor=actor)
    return report


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def counts(house: factories.House) -> tuple[int, int]:
    with house.context():
        return Document.objects.count(), Record.objects.count()


# --- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["head", "clerk"])
def test_only_officers_take_in(county: factories.House, role: str) -> None:
    collection = factories.make_collection(county)
    with county.context(role):
        with pytest.raises(NotAllowed):
            actions.start_intake(collection=collection, actor=county.actor(role))
        assert Intake.objects.count() == 0


def test_nobody_takes_into_a_granted_collection(
    county: factories.House, neighbour: factories.House
) -> None:
    collection = factories.make_collection(county)
    factories.share(county, collection, neighbour)
    actor = actor_of(neighbour)
    intake = run.begin(collection="Baulasten", actor=actor)
    with neighbour.context():
        own = queries.get_own_collection(name="Baulasten")
    assert intake.collection_id == own.id != collection.id


def test_refused_by_name_and_the_rest_goes_on(county: factories.House, tmp_path: Path) -> None:
    box = tmp_path / "Kiste"
    write(box, "A/gut.pdf", papers.text_pdf([LINES]))
    write(box, "B/leer.pdf", b"")
    write(box, "C/brief.docx", b"PK\x03\x04 nothing of an archive")
    write(box, "D/bild.gif", b"GIF89a" + bytes(100))
    write(box, "E/auch gut.pdf", papers.text_pdf(["Zweites"]))
    report = take_in(county, box)
    assert [line["name"] for line in report.stored] == ["Kiste/A/gut.pdf", "Kiste/E/auch gut.pdf"]
    refused = {line["name"]: line["code"] for line in report.refused}
    assert refused.keys() == {"Kiste/B/leer.pdf", "Kiste/C/brief.docx", "Kiste/D/bild.gif"}
    assert refused["Kiste/B/leer.pdf"] == "FileEmpty"
    with county.context():
        intake = Intake.objects.get()
        shown = [(line.name, line.reason) for line in queries.list_refusals(intake)]
        events = [line.facts for line in journal.list_lines(event_prefix="archive.file.refused")]
    assert shown == [(line["name"], line["reason"]) for line in report.refused]
    assert {(facts["name"], facts["reason"]) for facts in events} == set(shown)
    assert counts(county) == (2, 2)


def test_bombs_in_archives_are_refused(
    county: factories.House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Limits(file_bytes=2_000_000, zip_ratio=50, zip_ratio_from=1_000, zip_total_bytes=10**7)
    monkeypatch.setattr(run, "limits", lambda: small)
    with zipfile.ZipFile(tmp_path / "Bombe.zip", "w", zipfile.ZIP_DEFLATED) as archive_file:
        archive_file.writestr("A/gut.pdf", papers.text_pdf([LINES]))
        archive_file.writestr("A/bombe.pdf", b"%PDF-1.4" + bytes(1_900_000))
        archive_file.writestr("A/riesig.pdf", b"%PDF-1.4" + bytes(5_000_000))
        archive_file.writestr("../hinaus.pdf", papers.text_pdf(["hinaus"]))
    report = take_in(county, tmp_path / "Bombe.zip")
    assert [line["name"] for line in report.stored] == ["Bombe.zip/A/gut.pdf"]
    assert len(report.refused) == 3
    assert all(line["name"].startswith("Bombe.zip") for line in report.refused)
    assert counts(county) == (1, 1)


def test_full_disk_leaves_nothing_and_says_so(
    county: factories.House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = tmp_path / "Kiste"
    for name in ("A", "B", "C"):
        write(box, f"{name}/Blatt.pdf", papers.text_pdf([LINES, name]))
    plain_write, calls = os.write, []

    def full_at_second(descriptor: int, data: bytes) -> int:
        if bytes(data[:5]) == b"%PDF-":
            calls.append(descriptor)
            if len(calls) == 2:
                plain_write(descriptor, data[:10])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return plain_write(descriptor, data)

    monkeypatch.setattr(os, "write", full_at_second)
    report = take_in(county, box)
    assert [line["name"] for line in report.stored] == ["Kiste/A/Blatt.pdf", "Kiste/C/Blatt.pdf"]
    assert [(line["name"], line["code"]) for line in report.refused] == [
        ("Kiste/B/Blatt.pdf", "StoreFull")
    ]
    assert "no space left" in report.refused[0]["reason"]
    assert counts(county) == (2, 2)
    store = files.store()
    assert len(list(store.walk(county.member.id))) == 2
    assert list((store.root / ".incoming").iterdir()) == []


# --- twice --------------------------------------------------------------------------------------


def test_same_bytes_are_reported_and_stored_once(county: factories.House, tmp_path: Path) -> None:
    data = papers.text_pdf([LINES])
    write(tmp_path / "Kiste", "A/Blatt.pdf", data)
    write(tmp_path / "Kiste", "B/Kopie.pdf", data)
    report = take_in(county, tmp_path / "Kiste")
    assert (len(report.stored), report.refused) == (1, [])
    assert [line["name"] for line in report.duplicates] == ["Kiste/B/Kopie.pdf"]
    assert "“Blatt.pdf”" in report.duplicates[0]["reason"]
    elsewhere = take_in(county, tmp_path / "Kiste" / "A", collection="Andere")
    assert len(elsewhere.stored) == 1
    with county.context():
        assert Document.objects.count() == 2
    assert len(list(files.store().walk(county.member.id))) == 1


def test_same_command_resumes_an_interrupted_run(county: factories.House, tmp_path: Path) -> None:
    box = tmp_path / "Kiste"
    for name in ("A", "B", "C"):
        write(box, f"{name}/Blatt.pdf", papers.text_pdf([LINES, name]))
    actor = actor_of(county)
    intake = run.begin(collection="Bauakten", actor=actor)
    interrupted = run.take_in_all(paths=[box], intake=intake, actor=actor)
    next(interrupted)
    interrupted.close()
    assert counts(county) == (1, 1)
    report = take_in(county, box)
    assert [line["name"] for line in report.duplicates] == ["Kiste/A/Blatt.pdf"]
    assert len(report.stored) == 2
    assert counts(county) == (3, 3)
    assert jobs.count_jobs()["todo"] == 3


def test_original_is_stored_before_its_row(
    county: factories.House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "A/Blatt.pdf", papers.text_pdf([LINES]))
    seen = []
    keep = files.keep

    def look(stored: Stored, *, is_original: bool) -> None:
        seen.append(files.store().digest(county.member.id, stored.sha256) == stored.sha256)
        keep(stored, is_original=is_original)

    monkeypatch.setattr(actions.files, "keep", look)
    take_in(county, tmp_path / "A")
    assert seen == [True]


# --- records ------------------------------------------------------------------------------------


def test_table_describes_records_and_closes_them(county: factories.House, tmp_path: Path) -> None:
    box = tmp_path / "Kiste"
    write(box, "A 1/Blatt.pdf", papers.text_pdf([LINES]))
    table = "Ordner;Aktenzeichen;Titel;von;bis;personenbezogen\nA 1;63-17;Zufahrt;1974;1976;ja\n"
    write(box, "Akten.csv", table.encode())
    report = take_in(county, box)
    assert (len(report.stored), report.refused, report.notices) == (1, [], [])
    with county.context():
        record = Record.objects.get()
        assert (record.file_number, record.title) == ("63-17", "Zufahrt")
        assert (record.date_from, record.date_to) == (date(1974, 1, 1), date(1976, 12, 31))
        assert record.is_personal
        assert record.scope.is_personal
        assert Document.objects.get().scope_id == record.scope_id


def test_partner_loses_a_record_that_turns_person_related_at_intake(
    county: factories.House, neighbour: factories.House
) -> None:
    collection = factories.make_collection(county)
    page = factories.make_page(county, collection, LINES, record="A")
    factories.share(county, collection, neighbour)
    with neighbour.context():
        assert search("Zufahrt").total == 1
    factories.make_page(county, collection, "Das Attest", record="A", is_personal=True)
    with neighbour.context():
        assert search("Zufahrt").total == 0
        assert not Page.objects.filter(id=page.id).exists()
        assert queries.list_collections().get().page_total == 0
    with county.context():
        assert search('"Zufahrt zum Hinterhaus"').total == 1
        assert search("Attest").total == 1


def test_nothing_but_a_person_opens_a_closed_record(county: factories.House) -> None:
    collection = factories.make_collection(county)
    factories.make_page(county, collection, "Das Attest", record="A", is_personal=True)
    factories.make_page(county, collection, LINES, record="A", is_personal=False)
    with county.context():
        assert Record.objects.get().is_personal


# --- at the same time ---------------------------------------------------------------------------


@pytest.fixture
def committed_county(committed: None, english: None) -> factories.House:
    return factories.make_house()


def at_once(*calls: Callable[[], object]) -> list[BaseException]:
    """Run each call in a thread with a connection of its own; return what was raised."""
    raised: list[BaseException] = []
    start = threading.Barrier(len(calls))

    def go(call: Callable[[], object]) -> None:
        try:
            start.wait(30)
            call()
        except BaseException as error:  # noqa: BLE001  whatever it is, the test must hear of it
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "two runs wait for each other"
    return raised


def test_two_runs_of_one_folder_share_the_work(
    committed_county: factories.House, tmp_path: Path
) -> None:
    box = tmp_path / "Kiste"
    for number in range(12):
        write(box, f"A {number % 3}/Blatt {number}.pdf", papers.text_pdf([LINES, str(number)]))
    reports: list[Report] = []
    raised = at_once(*3 * [lambda: reports.append(take_in(committed_county, box))])
    assert raised == []
    assert [report.refused for report in reports] == [[], [], []]
    assert sum(len(report.stored) for report in reports) == 12
    assert sum(len(report.duplicates) for report in reports) == 24
    assert counts(committed_county) == (12, 3)
    with committed_county.context():
        assert Collection.objects.count() == 1
    assert jobs.count_jobs()["todo"] == 12


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check before the unique constraint sees nothing, as in a race."""
    look, calls = actions._refuse_duplicate, []

    def look_later(intake: Intake, incoming: actions.Incoming) -> None:
        calls.append(incoming)
        if len(calls) != 1:
            look(intake, incoming)

    monkeypatch.setattr(actions, "_refuse_duplicate", look_later)


def test_constraint_becomes_a_sentence(county: factories.House, request: object) -> None:
    collection = factories.make_collection(county)
    page = factories.make_page(county, collection, LINES)
    request.getfixturevalue("blind")
    with county.context():
        run_again = actions.start_intake(collection=collection, actor=county.actor())
        incoming = actions.Incoming("Kopie.pdf", "B", Stored(page.document.sha256, 45))
        with pytest.raises(AlreadyHere) as refused:
            actions.take_in(intake=run_again, incoming=incoming, meta=None, actor=county.actor())
        assert "“Kopie.pdf” is in this collection already" in str(refused.value)
        assert Record.objects.count() == Document.objects.count() == 1


def test_collection_made_twice_at_once_is_a_sentence(
    county: factories.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.make_collection(county, "Baulasten")
    monkeypatch.setattr(archive, "_check_name", lambda name: None)
    with county.context():
        with pytest.raises(NameTaken):
            archive.create_collection(name="Baulasten", actor=county.actor())
        assert Collection.objects.count() == 1


def test_pages_follow_a_record_that_turns_person_related_meanwhile(
    committed_county: factories.House,
) -> None:
    """Pages are being queued while somebody marks the record: none may stay in the open scope."""
    house = committed_county
    collection = factories.make_collection(house)
    with house.context():
        intake = actions.start_intake(collection=collection, actor=house.actor())
        stored = Stored("0" * 64, 1)
        incoming = actions.Incoming("Blatt.pdf", "A", stored)
        meta = RecordMeta("A", person_related=False)
        document = actions.take_in(intake=intake, incoming=incoming, meta=meta, actor=house.actor())
    queued = threading.Event()
    inspection = Inspection(kind="pdf", mime="application/pdf", pages=3, encrypted=False)

    def queue_pages() -> None:
        with house.context():
            recognition._queue_pages(document.id, inspection)
            queued.set()
            wait_for_a_blocked_statement()

    def close_record() -> None:
        queued.wait(30)
        with house.context():
            record = Record.objects.select_for_update().get(id=document.record_id)
            record.is_personal = True
            record.save()
            place_record(record)

    assert at_once(queue_pages, close_record) == []
    with house.context():
        scopes = {scope for (scope,) in Page.objects.values_list("scope__is_personal")}
        assert (Page.objects.count(), scopes) == (3, {True})


def wait_for_a_blocked_statement() -> None:
    """Return once somebody waits for a lock of ours."""
    with connection.cursor() as cursor:
        for _ in range(300):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.05)")
    pytest.fail("nobody waits: the other thread overtook this one")


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A store that nothing else writes to."""
    monkeypatch.setattr("django.conf.settings.STORE_URL", str(tmp_path / "store"))
    files.store.cache_clear()
    yield
    files.store.cache_clear()
