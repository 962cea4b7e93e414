"""Who gets in: strangers to the login, other members nowhere, people without the right a 403."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from tests import factories

from gemeinwerk.archive import queries

COLLECTION = "/bestaende/{collection}/"
DOCUMENT = "/schriftstuecke/{document}/"
OFFICER, CLERK, HEAD = "records_officer", "clerk", "head"

EVERYBODY = [
    "/bestaende/",
    COLLECTION,
    "/suche/",
    "/suche/?q=Zufahrt",
    "/aufnahmen/",
    "/aufnahmen/{intake}/",
    "/akten/{record}/",
    DOCUMENT + "1/",
    DOCUMENT + "1/text/",
    DOCUMENT + "1/bild/",
    DOCUMENT + "1/vorschau/",
    DOCUMENT + "pdf/",
    DOCUMENT + "original/",
]
OFFICERS = ["/bestaende/neu/", COLLECTION + "bearbeiten/", COLLECTION + "aufnehmen/"]
CORRECTORS = ["/akten/{record}/bearbeiten/", DOCUMENT + "1/korrigieren/", "/pruefen/"]
FOREIGN = [path for path in EVERYBODY + OFFICERS + CORRECTORS if "{" in path]


@pytest.fixture
def address(paper):
    facts = {
        "collection": paper.collection.key,
        "record": paper.document.record_id,
        "document": paper.document.id,
        "intake": paper.document.intake_id,
    }
    return lambda path: path.format(**facts)


@pytest.mark.parametrize("path", EVERYBODY + OFFICERS + CORRECTORS)
def test_strangers_are_sent_to_the_login(address, path):
    response = Client().get(address(path))
    assert response.status_code == 302
    assert response["Location"].startswith("/konto/")


@pytest.mark.parametrize("path", FOREIGN)
def test_other_member_gets_the_same_404_as_for_nothing(address, neighbour, browser, path):
    client = browser(neighbour)
    foreign = client.get(address(path))
    nothing = client.get(
        path.format(collection=uuid4(), record=uuid4(), document=uuid4(), intake=uuid4())
    )
    assert foreign.status_code == nothing.status_code == 404
    assert foreign.content == nothing.content
    assert foreign.headers == nothing.headers


@pytest.mark.parametrize(
    ("path", "role"),
    [(path, CLERK) for path in OFFICERS]
    + [(path, HEAD) for path in OFFICERS]
    + [(path, HEAD) for path in CORRECTORS],
)
def test_without_the_right_403(address, county, browser, path, role):
    assert browser(county, role).get(address(path)).status_code == 403


@pytest.mark.parametrize(
    ("path", "role"),
    [(path, role) for path in EVERYBODY for role in (HEAD, CLERK)]
    + [(path, OFFICER) for path in OFFICERS]
    + [(path, role) for path in CORRECTORS for role in (OFFICER, CLERK)],
)
def test_with_the_right_200(address, county, browser, path, role):
    assert browser(county, role).get(address(path)).status_code == 200


@pytest.mark.parametrize("path", ["wiederholen/", "1/bestaetigen/"])
def test_changes_are_not_made_by_links(address, county, browser, path):
    assert browser(county).get(address(DOCUMENT + path)).status_code == 405


@pytest.mark.parametrize("path", ["wiederholen/", "1/bestaetigen/"])
def test_changes_need_right_and_ownership(address, county, neighbour, browser, path):
    assert browser(county, HEAD).post(address(DOCUMENT + path)).status_code == 403
    assert browser(neighbour).post(address(DOCUMENT + path)).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/akten/{record}/bearbeiten/", DOCUMENT + "1/korrigieren/"],
)
def test_what_is_only_granted_cannot_be_changed(address, county, neighbour, paper, browser, path):
    factories.share(county, paper.collection, neighbour)
    assert browser(neighbour).get(address(path)).status_code == 403
    assert browser(neighbour).post(address(path), {"text": "x", "based_on": 1}).status_code == 403
    with county.context():
        assert queries.get_reading(paper.page).version == 1


@pytest.mark.parametrize("path", [COLLECTION + "aufnehmen/", COLLECTION + "bearbeiten/"])
def test_granted_collection_takes_no_files(address, county, neighbour, paper, browser, path):
    factories.share(county, paper.collection, neighbour)
    assert browser(neighbour).post(address(path)).status_code == 404
