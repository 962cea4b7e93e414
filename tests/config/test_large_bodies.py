"""Who may not take in files cannot fill the disk with them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpResponse
from django.test import Client
from tests import factories
from tests.assistant.factories import make_base
from tests.signing_in import sign_in

from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Person

pytestmark = pytest.mark.django_db
LARGE = 3_000_000


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that an upload has begun to write to disk."""
    names: list[str] = []
    begin = TemporaryFileUploadHandler.new_file

    def note(handler: Any, *arguments: Any, **named: Any) -> None:
        begin(handler, *arguments, **named)
        names.append(handler.file_name)

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", note)
    return names


def send(client: Client, path: str) -> HttpResponse:
    files = {"chosen": SimpleUploadedFile("Gross.pdf", bytes(LARGE))}
    return client.post(path, files)


@pytest.mark.parametrize("path", ["/konto/anmelden/", "/ui/upload/", "/", "/gibt-es-nicht/"])
def test_stranger_writes_no_file(path: str, written: list[str]) -> None:
    assert send(Client(), path)["Location"].startswith("/konto/anmelden/")
    assert written == []


def test_who_has_no_role_writes_no_file(written: list[str]) -> None:
    with member_context(door="operator"):
        person = Person.objects.create(email="neu@99001.example", name="Nora Neu")
    assert send(sign_in(person), "/wechseln/")["Location"].startswith("/konto/anmelden/")
    assert written == []


def test_citizens_are_refused_before_anything_is_read(written: list[str]) -> None:
    assert send(Client(), "/auskunft/nirgends/").status_code in (404, 413)
    assert written == []


def test_clerk_may_hand_in_articles(written: list[str]) -> None:
    county = factories.make_house()
    base = make_base(county)
    answer = send(sign_in(county.people["clerk"]), f"/wissen/{base.id}/einlesen/")
    assert answer.status_code == 200  # the form with what is missing
    assert written == ["Gross.pdf"]


def test_who_takes_files_in_may(written: list[str]) -> None:
    county = factories.make_house()
    collection = factories.make_collection(county)
    path = f"/bestaende/{collection.key}/aufnehmen/"
    assert send(sign_in(county.people["records_officer"]), path).status_code == 200
    assert written == ["Gross.pdf"]


def test_head_may_file_a_large_document(written: list[str]) -> None:
    county, neighbour = factories.make_house(), factories.make_house("99002", "Kreis Nachbarau")
    union = factories.make_union(county, neighbour)
    place = f"/buendnisse/{union.alliance.id}/vereinbarungen/{union.agreement.id}"
    answer = send(sign_in(county.people["head"]), f"{place}/dokumente/neu/")
    assert answer.status_code == 200  # the form with what is missing
    assert written == ["Gross.pdf"]


def test_length_that_is_no_number_is_none() -> None:
    assert Client().get("/", CONTENT_LENGTH="viel").status_code == 200
