"""State, protective periods and requests over HTTP: who gets in, and the way from asking to end."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from lxml import html
from tests import factories
from tests.archive import asking

from gemeinwerk.archive.requests import queries
from gemeinwerk.kernel import clock

OFFICER, COORDINATOR, CLERK, HEAD = "records_officer", "coordinator", "clerk", "head"
ALL = (OFFICER, COORDINATOR, CLERK, HEAD)
REQUEST = "/einsicht/{request}/"
WITHOUT_OBJECT = {
    "/schutzfristen/": ALL,
    "/einsicht/": ALL,
    "/einsicht/neu/": ALL,
}
OWNERS = {
    "/akten/{record}/zustand/": (OFFICER,),
    REQUEST: (OFFICER, HEAD),
    REQUEST + "bescheid/": (OFFICER, HEAD),
    REQUEST + "erlauben/": (OFFICER, HEAD),
    REQUEST + "ablehnen/": (OFFICER, HEAD),
    REQUEST + "beenden/": (OFFICER, HEAD),
}
POSTED = (
    "/schutzfristen/bestaetigen/",
    "/schutzfristen/zurueckziehen/",
    REQUEST + "zurueckziehen/",
)
ADDRESSES = [*WITHOUT_OBJECT, *OWNERS]


def tree(response) -> html.HtmlElement:
    assert response.status_code == 200, response.status_code
    return html.fromstring(response.text)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.fixture
def third(county, neighbour):
    house = factories.make_house("99003", "Landkreis Dritthausen")
    factories.introduce(county, neighbour, house)
    return house


@pytest.fixture
def asked(county, neighbour):
    return asking.ask(neighbour, county)


@pytest.fixture
def address(paper, asked):
    return lambda path: path.format(record=paper.document.record_id, request=asked.id)


@pytest.mark.parametrize("path", [*ADDRESSES, *POSTED])
def test_strangers_are_sent_to_the_login(address, path):
    response = Client().get(address(path))
    assert (response.status_code, response["Location"][:7]) == (302, "/konto/")


@pytest.mark.parametrize("path", OWNERS)
def test_third_authority_gets_the_same_404_as_for_nothing(address, third, browser, path):
    client = browser(third)
    foreign = client.get(address(path))
    nothing = client.get(path.format(record=uuid4(), request=uuid4()))
    assert foreign.status_code == nothing.status_code == 404
    assert foreign.content == nothing.content


@pytest.mark.parametrize(
    ("path", "role"),
    [(path, role) for path, roles in OWNERS.items() for role in ALL if role not in roles],
)
def test_without_the_right_403(address, county, browser, path, role):
    assert browser(county, role).get(address(path)).status_code == 403


@pytest.mark.parametrize(
    ("path", "role"),
    [(path, role) for path, roles in (WITHOUT_OBJECT | OWNERS).items() for role in roles],
)
def test_with_the_right_200_or_on_to_the_request(address, county, browser, path, role):
    response = browser(county, role).get(address(path))
    assert response.status_code == (302 if path.endswith("bescheid/") else 200)


@pytest.mark.parametrize("path", POSTED)
def test_changes_are_not_made_by_links(address, county, browser, path):
    assert browser(county).get(address(path)).status_code == 405


def test_asker_does_not_decide_and_owner_does_not_withdraw(address, county, neighbour, browser):
    for path in ("erlauben/", "ablehnen/", "beenden/"):
        assert browser(neighbour, HEAD).get(address(REQUEST + path)).status_code == 403
    assert browser(county).post(address(REQUEST + "zurueckziehen/")).status_code == 403
    for role in (HEAD, CLERK, COORDINATOR):
        for path in POSTED[:2]:
            assert browser(county, role).post(path).status_code == 403


def test_collection_needs_a_state_and_the_choice_has_no_default(county, browser):
    client = browser(county)
    page = tree(client.get("/bestaende/neu/"))
    assert len(page.cssselect("input[name=state]")) == 3
    assert not page.cssselect("input[name=state][checked]")
    refused = tree(client.post("/bestaende/neu/", {"name": "Bauakten", "script": "auto"}))
    assert "Choose what the records are kept for." in words(refused.cssselect(".kern-error")[0])


def test_coordinator_is_not_asked_for_the_state(county, paper, browser):
    path = f"/bestaende/{paper.collection.key}/bearbeiten/"
    assert tree(browser(county).get(path)).cssselect("input[name=state]")
    assert not tree(browser(county, COORDINATOR).get(path)).cssselect("input[name=state]")


def test_owner_is_told_why_a_record_is_closed_and_partners_are_not(
    county, neighbour, paper, browser
):
    path = f"/akten/{paper.document.record_id}/"
    client = browser(county)
    assert "Open with a grant" in words(tree(client.get(path)).cssselect(".ar-reach")[0])
    factories.share(county, paper.collection, neighbour)
    assert not tree(browser(neighbour).get(path)).cssselect(".ar-reach")
    told = client.post(path + "zustand/", {"state": "registry"}, follow=True)
    assert "Closed: in use" in words(tree(told).cssselect(".ar-reach")[0])
    assert browser(neighbour).get(path).status_code == 404
    bad = {"state": "archival", "protection": "general", "origin": "gestern"}
    refused = tree(client.post(path + "zustand/", bad))
    assert "Write 31.12.1974, 12.1974 or 1974." in words(refused.cssselect(".kern-error")[0])
    told = client.post(path + "zustand/", bad | {"origin": "1950"}, follow=True)
    reach = words(tree(told).cssselect(".ar-reach")[0])
    assert "no confirmed protective periods" in reach


def test_confirming_and_withdrawing_periods(county, browser):
    client = browser(county)
    assert "ArchivG NRW, § 7" in words(tree(client.get("/schutzfristen/")).cssselect("main")[0])
    assert not tree(browser(county, CLERK).get("/schutzfristen/")).cssselect("main form")
    told = {"valid_from": clock.today().isoformat()}
    refused = tree(client.post("/schutzfristen/bestaetigen/", told))
    assert "Confirm that you have read" in words(refused.cssselect(".kern-error")[0])
    told["was_read"] = "on"
    shown = tree(client.post("/schutzfristen/bestaetigen/", told, follow=True))
    assert "in force" in words(shown.cssselect("#standing")[0])
    again = tree(client.post("/schutzfristen/bestaetigen/", told, follow=True))
    assert "has confirmed NW 1" in words(again)
    shown = tree(client.post("/schutzfristen/zurueckziehen/", follow=True))
    assert "Withdrawn earlier" in words(shown)


def test_from_the_request_to_the_page_and_to_its_end(county, neighbour, paper, browser, events):
    clerk, officer = browser(neighbour, CLERK), browser(county)
    record = f"/akten/{paper.document.record_id}/"
    assert clerk.get(record).status_code == 404
    wish = {
        "owner": county.member.id,
        "description": "Baulast Mühlweg 4",
        "purpose": "official",
        "purpose_text": "Bauantrag nebenan",
        "basis": "task",
    }
    refused = tree(clerk.post("/einsicht/neu/", wish))
    assert "Name the provision" in words(refused.cssselect(".kern-error")[0])
    response = clerk.post("/einsicht/neu/", wish | {"basis_text": "Bauaufsicht (erfunden)"})
    path = response["Location"]
    assert "waits for a decision" in words(tree(clerk.get(path)))
    assert path in officer.get("/einsicht/").text
    found = tree(officer.get(path + "erlauben/?q=BL-0418"))
    [link] = found.cssselect(".ar-collections a")
    chosen = path + "erlauben/" + link.get("href")
    today = clock.today()
    days = {"right": "read", "valid_from": today.isoformat()}
    past = days | {"valid_to": (today - timedelta(1)).isoformat()}
    refused = tree(officer.post(chosen, past))
    assert "from today on" in words(refused.cssselect(".kern-error")[0])
    assert clerk.get(record).status_code == 404
    officer.post(chosen, days | {"valid_to": today.isoformat()})
    shown = tree(clerk.get(record))
    assert "permits you to see this record" in words(shown.cssselect(".ar-ground")[0])
    assert clerk.get(paper.path).status_code == 200
    assert browser(neighbour, HEAD).get(record).status_code == 404
    assert clerk.get(f"/schriftstuecke/{paper.document.id}/original/").status_code == 403
    sheet = words(tree(clerk.get(path + "bescheid/")))
    assert "Permitted for this case only." in sheet
    listed = words(tree(clerk.get("/bestaende/")))
    assert "Single records permitted" in listed
    told = tree(officer.post(path + "beenden/", {"reason": "Zweck erfüllt"}, follow=True))
    assert "permit withdrawn" in words(told)
    assert clerk.get(record).status_code == 404
    read = [facts for event, facts in events(county) if event == "archive.page.read"]
    assert read[0]["purpose"] == "Official task: Bauantrag nebenan"


def test_refusal_needs_a_ground_and_a_remedy(county, neighbour, asked, browser):
    officer, path = browser(county), f"/einsicht/{asked.id}/"
    placeholder = "The instruction on legal remedies is to be added by the authority."
    refused = tree(officer.post(path + "ablehnen/", {"remedy": placeholder}))
    assert "Choose at least one ground." in words(refused)
    told = {"grounds": ["secrecy"], "remedy": placeholder}
    refused = tree(officer.post(path + "ablehnen/", told))
    assert "still the placeholder" in words(refused.cssselect(".kern-error")[0])
    officer.post(path + "ablehnen/", told | {"is_confirmed": "on"})
    shown = words(tree(browser(neighbour, CLERK).get(path)))
    assert "Secrecy (§ 203 StGB)" in shown
    assert "nothing to decide any more" in words(tree(officer.get(path + "erlauben/")))


def test_own_request_is_taken_back_by_its_person_only(county, neighbour, asked, browser):
    path = f"/einsicht/{asked.id}/"
    assert browser(neighbour, OFFICER).post(path + "zurueckziehen/").status_code == 403
    told = browser(neighbour, CLERK).post(path + "zurueckziehen/", follow=True)
    assert "request withdrawn" in words(tree(told))
    with county.context():
        assert queries.count_waiting() == 0


def test_owner_is_told_once_how_many_passages_a_search_showed(
    county, neighbour, paper, browser, events
):
    factories.make_page(county, paper.collection, "Die Zufahrt zum Hof", record="B")
    factories.share(county, paper.collection, neighbour)
    client = browser(neighbour, CLERK)
    for address in ("/suche/?q=Zufahrt", "/suche/?q=Zufahrt", "/suche/?q=Nirgends"):
        assert client.get(address).status_code == 200
    [facts] = [facts for event, facts in events(county) if event == "archive.search.shown"]
    assert (facts["hits"], facts["collections"]) == (2, ["Baulasten"])
    assert facts["purposes"] == ["Prüfung von Baulasten"]
    assert "Zufahrt" not in str(facts)
    assert "archive.search.shown" not in [event for event, _facts in events(neighbour)]
    browser(county, CLERK).get("/suche/?q=Hof")
    assert [event for event, _ in events(county)].count("archive.search.shown") == 1
