"""Changing a record's description reaches everything that shows it."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests import factories

from gemeinwerk.archive import actions
from gemeinwerk.archive.errors import DownloadNotGranted, NoPdfYet
from gemeinwerk.archive.models import Document
from gemeinwerk.journal import queries as journal

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return factories.make_house()


@pytest.fixture
def collection(county):
    return factories.make_collection(county)


@pytest.fixture
def page(county, collection):
    return factories.make_page(county, collection, "Antrag auf eine Garage", record="Frau Beispiel")


def queued(county) -> int:
    with county.context():
        return ProcrastinateJob.objects.filter(task_name="archive.make_pdf", status="todo").count()


def change(county, page, **changes) -> None:
    with county.context():
        record = Document.objects.get(id=page.document_id).record
        facts = {
            "file_number": record.file_number,
            "title": record.title,
            "date_from": record.date_from,
            "date_to": record.date_to,
            "is_personal": record.is_personal,
        }
        actions.change_record(record=record, **facts | changes, actor=county.actor())


def test_new_title_gives_new_pdfs(county, page):
    change(county, page, file_number="63-1")
    assert queued(county) == 0
    change(county, page, title="Garage")
    assert queued(county) == 1


def test_download_that_cannot_be_had_is_not_in_the_journal(county, collection, page):
    neighbour = factories.make_house("99002", "Landkreis Nachbarau")
    factories.introduce(county, neighbour)
    grant = factories.share(county, collection, neighbour, right="download")
    with county.context("head"):
        type(grant).objects.filter(id=grant.id).update(right="read")
    with neighbour.context("clerk"):
        document = Document.objects.select_related("record", "collection__member").get()
        with pytest.raises(DownloadNotGranted):
            actions.note_download(document=document, what="pdf", actor=neighbour.actor("clerk"))
    with county.context("head"):
        type(grant).objects.filter(id=grant.id).update(right="download")
    with neighbour.context("clerk"):
        with pytest.raises(NoPdfYet):
            actions.note_download(document=document, what="pdf", actor=neighbour.actor("clerk"))
        actions.note_download(document=document, what="original", actor=neighbour.actor("clerk"))
    with county.context("head"):
        lines = journal.list_lines(event_prefix="archive.document.downloaded")
    assert [line.facts["what"] for line in lines] == ["original"]
