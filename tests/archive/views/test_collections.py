"""Collections and records: who sees and changes what, and how it is found."""

from __future__ import annotations

import pytest
from lxml import html
from tests import factories

from gemeinwerk.archive.intake.record_table import clean_value
from gemeinwerk.archive.models import Record


def tree(response) -> html.HtmlElement:
    assert response.status_code == 200
    return html.fromstring(response.text)


def test_empty_list_tells_an_officer_how_to_begin(county, browser):
    assert tree(browser(county).get("/bestaende/")).cssselect('a[href="/bestaende/neu/"]')
    assert not tree(browser(county, "clerk").get("/bestaende/")).cssselect(
        'a[href="/bestaende/neu/"]'
    )


def test_new_collection_goes_on_to_the_upload(county, browser):
    client = browser(county)
    response = client.post(
        "/bestaende/neu/", {"name": "  Bauakten ", "script": "auto", "state": "register"}
    )
    assert response["Location"].endswith("/aufnehmen/")
    again = tree(
        client.post("/bestaende/neu/", {"name": "Bauakten", "script": "auto", "state": "register"})
    )
    assert "Bauakten" in again.cssselect(".kern-error")[0].text_content()
    blank = tree(
        client.post("/bestaende/neu/", {"name": " ", "script": "auto", "state": "register"})
    )
    assert blank.cssselect("input[name=name][aria-invalid=true]")


def test_refused_new_name_leaves_the_heading_as_it_was(county, paper, browser):
    factories.make_collection(county, "Bauakten")
    path = f"/bestaende/{paper.collection.key}/bearbeiten/"
    page = tree(
        browser(county).post(path, {"name": "Bauakten", "script": "auto", "state": "register"})
    )
    assert "Baulasten" in page.cssselect(".gw-crumbs")[0].text_content()


def test_granted_collection_is_listed_with_owner_and_end(county, neighbour, paper, browser):
    path = f"/bestaende/{paper.collection.key}/"
    assert path not in browser(neighbour).get("/bestaende/").text
    factories.share(county, paper.collection, neighbour)
    page = browser(neighbour).get("/bestaende/").text
    assert path in page
    assert "Landkreis Musterland" in page
    own = browser(county).get(path).text
    assert "Landkreis Nachbarau" in own


def test_person_related_is_told_to_the_owner_only(county, neighbour, paper, browser):
    factories.make_page(county, paper.collection, "Wohngeld", record="W", is_personal=True)
    factories.share(county, paper.collection, neighbour, includes_personal=True)
    path = f"/bestaende/{paper.collection.key}/"
    assert tree(browser(county).get(path)).cssselect(".ar-title .kern-badge")
    assert not tree(browser(neighbour).get(path)).cssselect(".ar-title .kern-badge")


@pytest.mark.parametrize(
    ("query", "folders"),
    [
        ("", ["63-BL-0418", "A 2"]),
        ("?sortierung=-aktenzeichen", ["A 2", "63-BL-0418"]),
        ("?sortierung=quatsch", ["63-BL-0418", "A 2"]),
        ("?q=bl-04", ["63-BL-0418"]),
        ("?q=a+2", ["A 2"]),
        ("?q=%25", []),
        ("?q=%00", ["63-BL-0418", "A 2"]),
        ("?seite=99", ["63-BL-0418", "A 2"]),
    ],
)
def test_records_are_found_and_sorted(county, paper, browser, query, folders):
    factories.make_page(county, paper.collection, "Zweites Blatt", record="A 2")
    page = tree(browser(county).get(f"/bestaende/{paper.collection.key}/{query}"))
    assert [cell.text_content().strip() for cell in page.cssselect("tbody th")] == folders


def test_record_becoming_person_related_closes_at_once(county, neighbour, paper, browser):
    factories.share(county, paper.collection, neighbour)
    client, path = browser(neighbour), f"/akten/{paper.document.record_id}/"
    assert client.get(path).status_code == 200
    facts = {"file_number": "63-BL-0418", "title": "Zufahrt", "is_personal": "on"}
    assert browser(county).post(path + "bearbeiten/", facts).status_code == 302
    assert client.get(path).status_code == 404
    assert client.get(paper.path).status_code == 404


def test_dates_in_the_wrong_order_are_refused(county, paper, browser):
    path = f"/akten/{paper.document.record_id}/bearbeiten/"
    entries = {"date_from": "1980-01-01", "date_to": "1974-01-01"}
    assert tree(browser(county).post(path, entries)).cssselect("[name=date_to][aria-invalid]")
    with county.context():
        assert Record.objects.get(id=paper.document.record_id).date_from.year == 1974


@pytest.mark.parametrize(
    "name", ["<script>x</script>", "../..", "x" * 200, "\u202egnp.exe", "%s {{ name }}", "'\""]
)
def test_hostile_names_are_shown_as_they_are(county, paper, browser, name):
    client = browser(county)
    path = f"/bestaende/{paper.collection.key}/"
    client.post(
        path + "bearbeiten/",
        {"name": name, "description": "Karton 3", "script": "auto", "state": "register"},
    )
    client.post(f"/akten/{paper.document.record_id}/bearbeiten/", {"title": name})
    for page in ("/bestaende/", path, f"/akten/{paper.document.record_id}/", paper.path):
        response = client.get(page)
        assert response.status_code == 200
        assert "<script>x" not in response.text
        assert clean_value(name) in html.fromstring(response.text).text_content()
        assert "\u202e" not in response.text
