"""On the main pages nothing is left in English: no word, no source string, no label of a symbol."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog
from django.test import Client
from lxml import html
from tests import factories
from tests.factories import House
from tests.signing_in import sign_in

from gemeinwerk.config import translations

pytestmark = pytest.mark.django_db

ENGLISH = re.compile(r"\b(?:the|and|with|your|please|of|is|are|this|cannot|you|from|has)\b", re.I)
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-copied")
PUBLIC = ("/", "/konto/anmelden/", "/konto/passwort/vergessen/", "/konto/abmelden/")
WITHIN = (
    *("/", "/bestaende/", "/suche/", "/suche/?q=Zufahrt", "/suche/?q=Xylophon", "/suche/?q=der"),
    *("/aufnahmen/", "/pruefen/", "/freigaben/", "/journal/", "/personen/", "/personen/einladen/"),
    *("/bestaende/neu/", "/konto/", "/konto/passwort/", "/konto/zweiter-faktor/", "/ui/"),
)


@pytest.fixture
def county(db: None) -> House:
    """A county with a page of its own, one from a neighbour, and a file that was refused."""
    house = factories.make_house("99001", "Landkreis Musterland")
    neighbour = factories.make_house("99002", "Landkreis Nachbarau")
    factories.introduce(house, neighbour)
    factories.make_page(house, factories.make_collection(house), "Zufahrt zum Hof", year=1974)
    lent = factories.make_collection(neighbour, "Bauakten")
    factories.make_page(neighbour, lent, "Zufahrt am Bach")
    factories.share(neighbour, lent, house)
    return house


def spoken(page: bytes) -> list[str]:
    """Return what a person reads or hears on a page."""
    tree = html.fromstring(page)
    for silent in tree.xpath("//script | //style | //code"):
        silent.drop_tree()
    texts = [*tree.itertext(), *(node.get(name) or "" for node in tree.iter() for name in SPOKEN)]
    return [" ".join(text.split()) for text in texts if text.strip()]


def untranslated(page: bytes, catalogue: Catalog) -> list[str]:
    """Return texts that are a source string although there is German, or hold English words."""
    sources = {m.id for m in catalogue if m.id and m.id != m.string}
    return [text for text in spoken(page) if text in sources or ENGLISH.search(text)]


def test_english_is_noticed(county: House) -> None:
    catalogue = translations.read_catalogue()
    found = untranslated(sign_in(county.people["head"]).get("/bestaende/").content, catalogue)
    assert "Collections" in found
    assert untranslated(b'<p><img alt="Close the menu"></p>', catalogue) == ["Close the menu"]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_are_german(german: None, db: None, path: str) -> None:
    response = Client().get(path, follow=True)
    assert response.status_code == 200
    assert untranslated(response.content, translations.read_catalogue()) == []


@pytest.mark.parametrize("role", ["head", "records_officer"])
def test_pages_behind_the_login_are_german(german: None, county: House, role: str) -> None:
    client, catalogue = sign_in(county.people[role]), translations.read_catalogue()
    left = {path: untranslated(client.get(path).content, catalogue) for path in WITHIN}
    assert {path: texts for path, texts in left.items() if texts} == {}


def test_error_pages_are_german(german: None, county: House) -> None:
    client, catalogue = sign_in(county.people["clerk"]), translations.read_catalogue()
    nowhere = "/akten/00000000-0000-0000-0000-000000000000/"
    for path, status in ((nowhere, 404), ("/gibt/es/nicht/", 404), ("/journal/", 403)):
        response = client.get(path)
        assert response.status_code == status
        assert untranslated(response.content, catalogue) == []
