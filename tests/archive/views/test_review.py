"""Correcting: what the machine read stays, and nobody overwrites somebody else unseen."""

from __future__ import annotations

import pytest
from lxml import html
from tests import factories

from gemeinwerk.archive import queries
from gemeinwerk.archive.models import Page
from gemeinwerk.archive.search import queries as search


def tree(response) -> html.HtmlElement:
    return html.fromstring(response.text)


def texts(house, page) -> list[tuple[int, str]]:
    with house.context():
        return [(each.version, each.text) for each in queries.list_readings(page)]


def test_correction_is_found_and_the_first_reading_stays(county, paper, browser):
    client = browser(county, "clerk")
    response = client.post(paper.path + "korrigieren/", {"text": "Rettungsweg", "based_on": 1})
    assert response.status_code == 302
    assert [version for version, _text in texts(county, paper.page)] == [2, 1]
    with county.context():
        assert search.search("Rettungsweg").total == 1
        assert search.search("Zufahrt").total == 0
    page = client.get(paper.path + "korrigieren/").text
    assert "Feuerwehrzufahrt" in page


def test_second_of_two_at_once_is_told_and_keeps_what_was_typed(county, paper, browser):
    path = paper.path + "korrigieren/"
    browser(county, "clerk").post(path, {"text": "Text der ersten Person", "based_on": 1})
    second = browser(county).post(path, {"text": "Text der zweiten Person", "based_on": 1})
    assert second.status_code == 409
    page = tree(second)
    assert page.cssselect("textarea")[0].text.strip() == "Text der zweiten Person"
    assert "Text der ersten Person" in page.cssselect(".ar-text--other")[0].text_content()
    assert page.cssselect("input[name=based_on]")[0].get("value") == "2"
    assert texts(county, paper.page)[0] == (2, "Text der ersten Person")
    again = browser(county).post(path, {"text": "Beides", "based_on": 2})
    assert again.status_code == 302


@pytest.mark.parametrize("based_on", ["", "x", "99", "-1", "9" * 30])
def test_correction_without_a_known_version_changes_nothing(county, paper, browser, based_on):
    response = browser(county).post(
        paper.path + "korrigieren/", {"text": "Neu", "based_on": based_on}
    )
    assert response.status_code in (200, 409)
    assert len(texts(county, paper.page)) == 1


def test_text_that_is_too_long_is_refused_at_the_field(county, paper, browser):
    response = browser(county).post(
        paper.path + "korrigieren/", {"text": "x" * 200_001, "based_on": 1}
    )
    assert response.status_code == 400
    assert tree(response).cssselect("textarea[aria-invalid=true]")
    assert len(texts(county, paper.page)) == 1


def test_markup_in_a_text_is_shown_as_text(county, paper, browser):
    client = browser(county)
    client.post(
        paper.path + "korrigieren/", {"text": "</textarea><script>x</script>", "based_on": 1}
    )
    for part in ("", "text/", "korrigieren/"):
        assert "<script>x" not in client.get(paper.path + part).text


def test_list_shows_the_least_sure_page_first_and_acceptance_takes_it_off(county, paper, browser):
    other = factories.make_page(county, paper.collection, "Noch ein Blatt", record="B")
    with county.context():
        Page.objects.filter(id=paper.page.id).update(needs_review=True, confidence=70)
        Page.objects.filter(id=other.id).update(needs_review=True, confidence=50)
    client = browser(county, "clerk")
    links = [
        link.get("href") for link in tree(client.get("/pruefen/")).cssselect(".ar-review__link")
    ]
    first = f"/schriftstuecke/{other.document_id}/1/"
    assert links == [first + "korrigieren/", paper.path + "korrigieren/"]
    response = client.post(first + "bestaetigen/", {"then": "next"})
    assert response["Location"] == paper.path + "korrigieren/"
    assert client.post(paper.path + "bestaetigen/", {"then": "next"})["Location"] == "/pruefen/"
    assert not tree(client.get("/pruefen/")).cssselect(".ar-review__link")


def test_page_that_was_not_read_yet_cannot_be_corrected(county, paper, browser):
    with county.context():
        page = Page.objects.create(
            member_id=county.member.id,
            scope_id=paper.page.scope_id,
            document=paper.document,
            number=2,
        )
    response = browser(county).get(f"/schriftstuecke/{page.document_id}/2/korrigieren/")
    assert response.status_code == 400


def test_granted_pages_are_not_listed(county, neighbour, paper, browser):
    with county.context():
        Page.objects.filter(id=paper.page.id).update(needs_review=True)
    factories.share(county, paper.collection, neighbour)
    assert not tree(browser(neighbour).get("/pruefen/")).cssselect(".ar-review__link")
