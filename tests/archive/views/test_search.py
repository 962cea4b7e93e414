"""Searching over HTTP: the whole state is the address."""

from __future__ import annotations

from uuid import uuid4

import pytest
from lxml import html
from tests import factories

TEXT = "Die Feuerwehrzufahrt ist dauernd frei zu halten."


def tree(response) -> html.HtmlElement:
    assert response.status_code == 200
    return html.fromstring(response.text)


def total(page: html.HtmlElement) -> str:
    return " ".join(page.cssselect(".ar-total")[0].text_content().split())


@pytest.fixture
def two_collections(county, paper):
    other = factories.make_collection(county, "Bauakten")
    factories.make_page(county, other, "Zufahrt zur Scheune", record="BA 12", year=1988)
    return paper.collection, other


def test_hit_leads_to_the_page_with_the_words(county, paper, browser):
    page = tree(browser(county, "clerk").get("/suche/?q=Zufahrt"))
    [link] = page.cssselect(".gw-result a")
    assert link.get("href") == paper.path + "?q=Zufahrt"
    assert [mark.text for mark in page.cssselect("mark")] == ["Feuerwehrzufahrt"]


def test_nobody_else_finds_counts_or_is_told_of_it(paper, neighbour, browser):
    page = tree(browser(neighbour).get("/suche/?q=Feuerwehrzufart"))
    assert not page.cssselect(".gw-result, .ar-suggestions, .gw-facets")
    assert "Baulasten" not in page.text_content()
    empty = tree(browser(neighbour).get("/suche/"))
    assert "Baulasten" not in empty.text_content()


def test_facets_narrow_and_can_be_taken_away(county, two_collections, browser):
    baulasten, _bauakten = two_collections
    client = browser(county)
    page = tree(client.get("/suche/?q=Zufahrt"))
    assert total(page).startswith("2 ")
    lines = {
        " ".join(line.text_content().split()): line.get("href")
        for line in page.cssselect(".gw-facets a")
    }
    assert set(lines) == {"Bauakten 1", "Baulasten 1", "1974 1", "1988 1"}
    narrowed = tree(client.get("/suche/" + lines["Baulasten 1"]))
    assert lines["Baulasten 1"] == f"?q=Zufahrt&bestand={baulasten.key}"
    assert total(narrowed).startswith("1 ")
    [chip] = narrowed.cssselect(".ar-chip")
    assert chip.get("href") == "?q=Zufahrt"


def test_filter_without_hits_can_still_be_taken_away(county, paper, browser):
    page = tree(browser(county).get("/suche/?q=Zufahrt&jahr=1850"))
    assert total(page).startswith("0 ")
    assert [chip.get("href") for chip in page.cssselect(".ar-chip")] == ["?q=Zufahrt"]


def test_foreign_collection_as_filter_is_not_named(paper, neighbour, browser):
    page = tree(browser(neighbour).get("/suche/", {"q": "x", "bestand": paper.collection.key}))
    nothing = tree(browser(neighbour).get("/suche/", {"q": "x", "bestand": uuid4()}))
    assert page.text_content() == nothing.text_content()


@pytest.mark.parametrize("query", ["und", "-Zufahrt", "ab*"])
def test_errors_stand_at_the_field(county, paper, browser, query):
    page = tree(browser(county).get("/suche/", {"q": query}))
    [field] = page.cssselect("input[name=q]")
    assert field.get("aria-invalid") == "true"
    assert field.get("value") == query
    assert page.cssselect(f"#{field.get('aria-describedby')}")


def test_misspelt_word_is_suggested_with_the_rest_of_the_search(county, paper, browser):
    with county.context():
        from_words(county, paper)
    page = tree(browser(county).get("/suche/", {"q": "Feuerwehrzufart dauernd"}))
    [link] = page.cssselect(".ar-suggestions a")
    assert link.text == "Feuerwehrzufahrt"
    assert link.get("href") == "?q=Feuerwehrzufahrt+dauernd"


def from_words(house, paper) -> None:
    """Count a word as the recount job does once it is on three pages."""
    from gemeinwerk.archive.models import WordCount  # noqa: PLC0415

    WordCount.objects.create(
        member_id=house.member.id,
        scope_id=paper.page.scope_id,
        lexeme="feuerwehrzufahrt",
        pages=3,
        pages1=0,
        pages2=0,
        pages3=0,
    )


@pytest.mark.parametrize(
    "query",
    [
        {"q": "Zufahrt", "seite": "999999999999"},
        {"q": "Zufahrt", "seite": "-1"},
        {"q": "Zufahrt", "seite": "²"},
        {"q": "Zufahrt", "bestand": "'"},
        {"q": "Zufahrt", "behoerde": "99999999999999999999"},
        {"q": "Zufahrt", "jahr": "40000"},
        {"q": "Zufahrt\0"},
        {"q": "<script>alert(1)</script>"},
        {"q": "\u202eZufahrt"},
        {"q": "Zufahrt " * 400},
        {"q": "   "},
    ],
)
def test_odd_addresses_are_answered(county, paper, browser, query):
    page = browser(county).get("/suche/", query)
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_result_is_a_plain_form_without_scripts(county, paper, browser):
    page = tree(browser(county).get("/suche/?q=Zufahrt&jahr=1974"))
    [form] = page.cssselect("form[role=search]")
    assert form.get("method") == "get"
    assert form.cssselect("input[name=jahr]")[0].get("value") == "1974"
