"""Two counties: one opens a collection, the other reads it, and then no more."""

from __future__ import annotations

import re
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page, expect

from gemeinwerk.archive.models import Collection, Document
from gemeinwerk.kernel import clock
from tests import factories
from tests.e2e import paper
from tests.e2e.accessibility import assert_accessible
from tests.e2e.german import pattern, say
from tests.e2e.windows import Windows
from tests.factories import House

READ = "A page of “%(record)s” (%(collection)s, %(document)s) read by a partner"
DENIED = "A page was asked for in vain by another authority"
OPENED = (
    "%(owner)s opened “%(collection)s” to %(grantee)s from %(valid_from)s to %(valid_to)s"
    " – purpose: %(purpose)s – basis: %(basis)s"
)
ENDED = "%(owner)s ended the grant of “%(collection)s” to %(grantee)s"
READ_ONLY = "The grant of %(owner)s lets you read, but not download. Ask the owner for a copy."
PURPOSE = "Prüfung gemeinsamer Bauvorhaben"
BASIS = "Vereinbarung vom 1. Oktober 2026 (erfunden)"
CLOSED = "Personalakten Tannenberg"


@pytest.fixture
def sheet(county: House) -> Document:
    """A sheet of the collection that is opened later."""
    collection = factories.make_collection(county, "Baulasten")
    return paper.digitise(county, collection, "Blatt-417.tif", paper.tiff(paper.DRIVEWAY))


@pytest.fixture
def closed(county: House) -> Collection:
    """Another collection of the owner; its page has the same word and an older year."""
    collection = factories.make_collection(county, CLOSED)
    text = "Die Feuerwehrzufahrt am Klosterhof wurde verlegt"
    factories.make_page(county, collection, text, record="Geheimakte-7", year=1911)
    return collection


def test_what_is_opened_is_read_and_what_is_ended_is_gone(
    windows: Windows, county: House, neighbour: House, sheet: Document, closed: Collection
) -> None:
    head = windows.open_as(county.people["head"])
    clerk = windows.open_as(neighbour.people["clerk"])
    _search(clerk, "Zufahrt")
    _shows_no_hit(clerk)
    _open_grant(head, neighbour)
    address = _find_and_read(clerk, county)
    _is_not_hinted_at(clerk, neighbour)
    _no_download(windows, clerk, sheet)
    _journal_tells(head, READ)
    _end_grant(head)
    _is_gone(windows, clerk, address)
    _journal_tells(head, DENIED, OPENED, ENDED)


def _search(page: Page, words: str) -> None:
    page.goto(f"/suche/?q={words}")


def _shows_no_hit(clerk: Page) -> None:
    expect(clerk.locator(".gw-result")).to_have_count(0)
    expect(clerk.locator(".ar-suggestions")).to_have_count(0)
    expect(clerk.locator(".ar-facets a")).to_have_count(0)


def _open_grant(head: Page, neighbour: House) -> None:
    head.goto("/bestaende/")
    head.get_by_role("link", name="Baulasten", exact=True).first.click()
    head.locator("main a[href$='/freigeben/']").click()
    assert_accessible(head)
    head.locator("[name=grantee]").select_option(label=neighbour.member.name)
    head.locator("[name=purpose]").fill(PURPOSE)
    head.get_by_role("button", name=say("On to the summary")).click()
    expect(head.locator("#id_basis_error, [id$=basis_error]").first).to_contain_text(
        say("A grant needs a basis. Name the resolution or agreement with its date.")
    )
    head.locator("[name=basis]").fill(BASIS)
    head.get_by_role("button", name=say("On to the summary")).click()
    expect(head.get_by_role("main")).to_contain_text(PURPOSE)
    assert_accessible(head)
    head.get_by_role("button", name=say("Open the collection")).click()
    expect(head).to_have_url(re.compile("/freigaben/"))
    expect(head.get_by_role("main")).to_contain_text(BASIS)


def _find_and_read(clerk: Page, county: House) -> str:
    """Return the address of the page that the clerk reads."""
    _search(clerk, "Zufahrt")
    expect(clerk.locator(".gw-result")).to_have_count(1)
    expect(clerk.locator(".gw-result")).to_contain_text(county.member.name)
    clerk.locator(".gw-result a").click()
    ground = clerk.locator(".ar-ground")
    expect(ground).to_contain_text(county.member.name)
    expect(ground).to_contain_text(BASIS)
    expect(ground).to_contain_text(PURPOSE)
    expect(ground).to_contain_text(clock.today().strftime("%d.%m.%Y"))
    expect(clerk.locator("rect.hit")).to_have_count(1)
    assert_accessible(clerk)
    return clerk.url


def _is_not_hinted_at(clerk: Page, neighbour: House) -> None:
    """The closed page is in no count, facet, suggestion and list; the clerk's own one is."""
    own = factories.make_collection(neighbour, "Straßenakten")
    factories.make_page(neighbour, own, "Die Zufahrt zum Bauhof", year=1999)
    _search(clerk, "Zufahrt")
    expect(clerk.locator(".gw-result")).to_have_count(2)
    expect(clerk.locator(".ar-total")).to_have_text(re.compile(r"^\s*2\b"))
    facets = clerk.locator(".ar-facets")
    expect(facets).to_contain_text("Baulasten")
    expect(facets).to_contain_text("Straßenakten")
    expect(facets).not_to_contain_text(CLOSED)
    expect(facets).not_to_contain_text("1911")
    assert set(facets.locator(".gw-count").all_inner_texts()) == {"1"}
    for words in ("Klosterhof", "Klosterhoff", "Klosterho*", "verlegt Feuerwehrzufahrt"):
        _search(clerk, words)
        _shows_no_hit(clerk)
    for path in ("/bestaende/", "/freigaben/", "/", "/suche/", "/aufnahmen/"):
        clerk.goto(path)
        expect(clerk.get_by_role("main")).not_to_contain_text(CLOSED)


def _no_download(windows: Windows, clerk: Page, sheet: Document) -> None:
    """The right is "read": no links, and the addresses are refused."""
    clerk.goto(f"/schriftstuecke/{sheet.id}/1/")
    expect(clerk.get_by_role("link", name="PDF", exact=True)).to_have_count(0)
    windows.expect(403)
    for kind in ("pdf", "original"):
        answer = clerk.goto(f"/schriftstuecke/{sheet.id}/{kind}/")
        assert answer and answer.status == 403
        expect(clerk.get_by_role("main")).to_contain_text(pattern(READ_ONLY))


def _end_grant(head: Page) -> None:
    head.goto("/freigaben/")
    head.get_by_role("link", name="Baulasten", exact=True).click()
    head.get_by_role("link", name=say("End the grant")).click()
    assert_accessible(head)
    head.get_by_role("button", name=say("End the grant now")).click()
    expect(head.get_by_role("main")).to_contain_text(say("ended"))


def _is_gone(windows: Windows, clerk: Page, address: str) -> None:
    windows.expect(404)
    path = urlparse(address).path
    for each in (address, f"{path}text/", f"{path}bild/", f"{path}vorschau/", f"{path}../pdf/"):
        answer = clerk.request.get(each)
        assert answer.status == 404, each
    answer = clerk.goto(address)
    assert answer and answer.status == 404
    expect(clerk.get_by_role("main")).not_to_contain_text("Baulasten")
    assert_accessible(clerk)
    _search(clerk, "Baulastenblatt")
    _shows_no_hit(clerk)


def _journal_tells(head: Page, *sentences: str) -> None:
    head.goto("/journal/")
    for sentence in sentences:
        row = head.get_by_role("row").filter(has_text=pattern(sentence))
        expect(row.first).to_be_visible()
