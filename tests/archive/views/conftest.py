"""Two members, a collection with a page of real bytes, and browsers that are logged in."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image
from tests import factories
from tests.factories import House

from gemeinwerk.archive import queries
from gemeinwerk.archive.models import Collection, Document, Page
from gemeinwerk.files import actions as files
from gemeinwerk.journal import queries as journal

TEXT = "Die Feuerwehrzufahrt ist dauernd frei zu halten."


@dataclass(frozen=True)
class Paper:
    """A page with image, thumbnail, original and PDF, and where it lies."""

    collection: Collection
    document: Document
    page: Page

    @property
    def path(self) -> str:
        return f"/schriftstuecke/{self.document.id}/1/"


@pytest.fixture
def county(db) -> House:
    return factories.make_house("99001", "Landkreis Musterland")


@pytest.fixture
def neighbour(county) -> House:
    house = factories.make_house("99002", "Landkreis Nachbarau")
    factories.introduce(county, house)
    return house


@pytest.fixture
def paper(county) -> Paper:
    collection = factories.make_collection(county)
    page = factories.make_page(county, collection, TEXT, record="63-BL-0418", year=1974)
    return put_bytes(county, collection, page)


def put_bytes(house: House, collection: Collection, page: Page) -> Paper:
    """Give a page of the factories real bytes."""
    with house.context():
        image, small = (_keep(house, _jpeg(width)) for width in (827, 240))
        Page.objects.filter(id=page.id).update(
            image_sha256=image, thumbnail_sha256=small, image_type="image/jpeg"
        )
        pdf = _keep(house, b"%PDF-1.7 recognised")
        original = _keep(house, b"%PDF-1.4 original of " + str(page.id).encode(), is_original=True)
        Document.objects.filter(id=page.document_id).update(
            sha256=original, pdf_sha256=pdf, media_type="application/pdf", name="Blatt 1.pdf"
        )
        document = queries.get_document(page.document_id)
        return Paper(collection, document, queries.get_page(document.id, 1))


@pytest.fixture
def browser():
    """Return a logged-in browser of a person by house and role."""

    def open_browser(house: House, role: str = "records_officer") -> Client:
        client = Client()
        with house.context(role):
            client.force_login(house.people[role])
        return client

    return open_browser


@pytest.fixture
def events():
    """Return the newest journal entries of a house as (event, facts)."""

    def list_events(house: House) -> list[tuple[str, dict]]:
        with house.context("head"):
            return [(line.event, line.facts) for line in journal.list_lines()]

    return list_events


def _jpeg(width: int) -> bytes:
    buffer = BytesIO()
    Image.new("L", (width, width * 2), 255).save(buffer, "JPEG")
    return buffer.getvalue()


def _keep(house: House, data: bytes, *, is_original: bool = False) -> str:
    stored = files.put_bytes(BytesIO(data), member_id=house.member.id)
    files.keep(stored, is_original=is_original)
    return stored.sha256
