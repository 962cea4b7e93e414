"""Uploading: every file is received or refused by name, and the rest goes on."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html
from tests import factories

from gemeinwerk.archive import queries
from gemeinwerk.archive.models import Document, Intake, Record
from gemeinwerk.kernel.ids import new_id

PDF = b"%PDF-1.4 invented "
JSON = {"Accept": "application/json"}


@pytest.fixture
def collection(county):
    return factories.make_collection(county)


@pytest.fixture
def send(county, collection, browser):
    """Send one file as the script does; the files of a test belong to one upload."""
    client, intake = browser(county), new_id()

    def post(path: str, data: bytes, **more):
        chosen = SimpleUploadedFile(path.rsplit("/", 1)[-1] or "x", data)
        fields = {"intake": str(intake), "path": path, "folders": "record", "chosen": chosen}
        return client.post(f"/bestaende/{collection.key}/aufnehmen/", fields | more, headers=JSON)

    post.intake = intake
    return post


def documents(house) -> list[tuple[str, str]]:
    with house.context():
        found = Document.objects.order_by("record__folder", "name")
        return list(found.values_list("record__folder", "name"))


def records(house) -> dict[str, tuple[str, bool, bool]]:
    """Folder → (file number, is person-related, its scope is the personal one)."""
    with house.context():
        return {
            r.folder: (r.file_number, r.is_personal, r.scope.is_personal)
            for r in Record.objects.select_related("scope")
        }


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_files_of_one_upload_are_one_intake(county, send):
    answers = [send("A 12/Plan.pdf", PDF + b"1"), send("Brief.pdf", PDF + b"2")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert documents(county) == [("A 12", "Plan.pdf"), ("Brief", "Brief.pdf")]
    with county.context():
        assert [each.id for each in Intake.objects.all()] == [send.intake]
        document = Document.objects.get(name="Plan.pdf")
    assert answers[0].json()["url"] == f"/schriftstuecke/{document.id}/"


def test_box_holds_records(county, send):
    send("Karton/A 12/Anlagen/Plan.pdf", PDF, folders="box")
    assert documents(county) == [("A 12", "Anlagen/Plan.pdf")]


@pytest.mark.parametrize(
    ("name", "data", "status", "word"),
    [
        ("Notiz.pdf", b"", 400, "Notiz.pdf"),
        ("Brief.docx", zipped(**{"[Content_Types].xml": b"x"}), 400, "Brief.docx"),
        ("Plan.pdf", b"MZ program", 400, "Plan.pdf"),
        ("kaputt.zip", b"PK\x03\x04 cut", 400, "kaputt.zip"),
        ("leer.zip", b"PK\x05\x06" + b"\0" * 18, 200, ""),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(county, send, name, data, status, word):
    answer = send(name, data)
    assert answer.status_code == status
    assert word in answer.json()["message"]
    assert documents(county) == []
    assert send("gut.pdf", PDF).status_code == 200


def test_same_bytes_twice_are_told_and_not_stored_again(county, send):
    send("A/Plan.pdf", PDF)
    answer = send("B/Kopie.pdf", PDF)
    assert answer.status_code == 409
    assert "Plan.pdf" in answer.json()["message"]
    assert documents(county) == [("A", "Plan.pdf")]
    with county.context():
        [refusal] = queries.list_refusals(queries.get_intake(send.intake))
        assert refusal.is_duplicate


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Temp\\Plan.pdf", "Plan.pdf"),
        ("/abs/Plan.pdf", "Plan.pdf"),
        ("<script>alert(1)</script>.pdf", "script>.pdf"),
        ("\u202efdp.exe.pdf", "_fdp.exe.pdf"),
        ("Pla\0n.pdf", None),
    ],
)
def test_hostile_names_are_only_names(county, send, browser, path, kept):
    answer = send(path, PDF)
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert documents(county)[0][1] == kept
    page = browser(county).get(f"/aufnahmen/{send.intake}/")
    if answer.status_code == 200:
        assert page.status_code == 200
        assert "<script>alert" not in page.text


def test_name_that_is_too_long_is_refused(county, send):
    answer = send("x" * 500 + ".pdf", PDF)
    assert answer.status_code == 400
    assert documents(county) == []


def test_archive_is_unpacked_and_its_bad_files_are_named(county, send, browser):
    data = zipped(**{"A 1/Blatt.pdf": PDF + b"1", "A 2/Blatt.pdf": PDF + b"2", "A 2/x.doc": b"?"})
    answer = send("Karton.zip", data)
    assert answer.status_code == 200
    assert answer.json()["url"] == f"/aufnahmen/{send.intake}/"
    assert documents(county) == [("A 1", "Blatt.pdf"), ("A 2", "Blatt.pdf")]
    assert "x.doc" in browser(county).get(f"/aufnahmen/{send.intake}/").text


TABLE = b"ordner;aktenzeichen;titel;personenbezogen\nA 12;63-12;Scheune;ja\n"


@pytest.mark.parametrize("order", ["table first", "table last"])
def test_table_describes_files_before_and_after_it(county, send, order):
    steps = [("register.csv", TABLE), ("A 12/Plan.pdf", PDF)]
    for path, data in steps if order == "table first" else reversed(steps):
        assert send(path, data).status_code == 200
    assert records(county) == {"A 12": ("63-12", True, True)}


@pytest.mark.parametrize("order", ["table first", "table last"])
def test_unusable_table_protects_what_nobody_describes(county, send, order):
    steps = [("register.csv", b"nummer;titel\n1;2\n"), ("A 12/Plan.pdf", PDF)]
    answers = {
        path: send(path, data).status_code
        for path, data in (steps if order == "table first" else reversed(steps))
    }
    assert answers == {"A 12/Plan.pdf": 200, "register.csv": 400}
    assert records(county) == {"A 12": ("", True, True)}


def test_bad_row_of_a_table_is_named_and_the_rest_is_used(county, send):
    table = b"ordner;von\nA 12;Mittwoch\nA 13;1974\n"
    send("A 13/Plan.pdf", PDF)
    answer = send("register.csv", table)
    assert answer.status_code == 200
    assert "1" in answer.json()["message"]
    with county.context():
        record = Record.objects.get(folder="A 13")
        assert record.date_from.year == 1974
        [refusal] = queries.list_refusals(queries.get_intake(send.intake))
        assert "Mittwoch" in refusal.reason


def test_without_scripts_all_files_come_at_once(county, collection, browser):
    intake = new_id()
    files = [
        SimpleUploadedFile("A 12.pdf", PDF),
        SimpleUploadedFile("bad.pdf", b"no"),
        SimpleUploadedFile("register.csv", TABLE),
    ]
    client = browser(county)
    response = client.post(
        f"/bestaende/{collection.key}/aufnehmen/", {"intake": str(intake), "chosen": files}
    )
    assert response["Location"] == f"/aufnahmen/{intake}/"
    assert records(county) == {"A 12": ("63-12", True, True)}
    assert "bad.pdf" in client.get(response["Location"]).text


def test_large_file_on_disk_is_read_from_its_beginning(county, send, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    assert send("A/gross.pdf", PDF + b"x" * 5000).status_code == 200
    with county.context():
        assert Document.objects.get().size == len(PDF) + 5000


def test_file_beyond_the_limit_is_refused(county, send, settings):
    settings.INTAKE_MAX_FILE_MB = 0
    answer = send("A/gross.pdf", PDF)
    assert answer.status_code == 400
    assert "gross.pdf" in answer.json()["message"]


@pytest.mark.parametrize("fields", [{}, {"intake": "x"}, {"intake": str(new_id())}])
def test_post_without_files_is_told(county, collection, browser, fields):
    path = f"/bestaende/{collection.key}/aufnehmen/"
    assert browser(county).post(path, fields, headers=JSON).status_code == 400
    page = html.fromstring(browser(county).post(path, fields).text)
    assert page.cssselect(".gw-upload .kern-error")


def test_intake_of_another_collection_or_member_is_not_continued(county, neighbour, browser, send):
    send("A/Plan.pdf", PDF)
    foreign = factories.make_collection(neighbour)
    fields = {"intake": str(send.intake), "chosen": SimpleUploadedFile("b.pdf", PDF + b"b")}
    response = browser(neighbour).post(f"/bestaende/{foreign.key}/aufnehmen/", fields, headers=JSON)
    assert response.status_code == 404
    other = factories.make_collection(county, "Bauakten")
    fields["chosen"] = SimpleUploadedFile("c.pdf", PDF + b"c")
    response = browser(county).post(f"/bestaende/{other.key}/aufnehmen/", fields, headers=JSON)
    assert response.status_code == 404
    assert documents(neighbour) == []


def test_status_page_asks_again_until_all_is_read(county, send, browser):
    send("A/Plan.pdf", PDF)
    path = f"/aufnahmen/{send.intake}/"
    assert f'hx-get="{path}"' in browser(county).get(path).text
    with county.context():
        Document.objects.update(state="ready", page_count=0)
        Intake.objects.update(closed_at="2026-01-01T00:00:00Z")
    assert "hx-get" not in browser(county).get(path).text


def test_failed_document_is_repeated_by_officers(county, send, browser):
    send("A/Plan.pdf", PDF)
    with county.context():
        Document.objects.update(state="refused", reason="Kaputt.")
        document = Document.objects.get()
    assert "Kaputt." in browser(county).get(f"/aufnahmen/{send.intake}/").text
    response = browser(county).post(f"/schriftstuecke/{document.id}/wiederholen/")
    assert response["Location"] == f"/aufnahmen/{send.intake}/"
    with county.context():
        assert Document.objects.get().state == "received"
    assert browser(county).post(f"/schriftstuecke/{document.id}/wiederholen/").status_code == 400
