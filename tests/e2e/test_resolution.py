"""From proposal to page: a group proposes, heads decide in writing, a neighbour reads, it ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Locator, Page, expect

from gemeinwerk.archive.models import Collection, Document
from gemeinwerk.kernel import clock
from tests import factories
from tests.e2e import paper
from tests.e2e.accessibility import assert_accessible
from tests.e2e.german import pattern, say
from tests.e2e.windows import Windows
from tests.factories import House, Union

READ = "A page of “%(record)s” (%(collection)s, %(document)s) read by a partner"
DENIED = "A page was asked for in vain by another authority"
OPENED = (
    "%(owner)s opened “%(collection)s” to %(grantee)s from %(valid_from)s to %(valid_to)s"
    " – purpose: %(purpose)s – basis: %(basis)s"
)
READ_ONLY = "The grant of %(owner)s lets you read, but not download. Ask the owner for a copy."
ART26_MISSING = "The arrangement of the joint controllers (Art. 26 GDPR) is not on file."
PURPOSE = "Prüfung gemeinsamer Bauvorhaben"
LEGAL_BASIS = "Vereinbarung vom 1. Oktober 2026 (erfunden)"
TITLE = "Baulasten öffnen (erfunden)"
CLOSED = "Personalakten Tannenberg"
PDF = b"%PDF-1.4 erfundene Vereinbarung"


@pytest.fixture
def union(county: House, neighbour: House, admit: Callable[[str], House]) -> Union:
    """Four members with a conference that decides and a group that proposes."""
    town, village = admit("Stadt Tannenberg"), admit("Gemeinde Erlenbach")
    union = factories.make_union(county, neighbour, town, village)
    factories.add_working_group(union)
    return union


@pytest.fixture
def sheet(county: House) -> Document:
    """A sheet of the collection that is opened later; it names the owner of the land."""
    collection = factories.make_collection(county, "Baulasten")
    document = paper.digitise(county, collection, "Blatt-417.tif", paper.tiff(paper.DRIVEWAY))
    factories.make_personal(county, document)
    return document


@pytest.fixture
def closed(county: House) -> Collection:
    """Another collection of the owner; its page has the same word and an older year."""
    collection = factories.make_collection(county, CLOSED)
    text = "Die Feuerwehrzufahrt am Klosterhof wurde verlegt"
    factories.make_page(county, collection, text, record="Geheimakte-7", year=1911)
    return collection


def test_what_is_decided_is_read_and_what_is_repealed_is_gone(
    windows: Windows, union: Union, sheet: Document, closed: Collection
) -> None:
    county, neighbour, town, village = union.houses
    clerk = windows.open_as(neighbour.people["clerk"])
    head = windows.open_as(county.people["head"])
    _search(clerk, "Zufahrt")
    _shows_no_hit(clerk)
    address = _propose(windows, county)
    _open_the_vote(head, address)
    for house in (county, neighbour, town, village):
        _decide_for_own(windows, house, address)
    for house in (county, neighbour, town):
        _vote(windows, house, address)
    _nothing_is_open(clerk)
    expect(_votes(head, address)).to_contain_text(village.member.name)
    _vote(windows, village, address)
    _nothing_is_open(clerk)
    _waits_for_the_arrangement(head, address)
    _file_the_arrangement(windows, village, address)
    _declare(clerk)
    place = _find_and_read(clerk, county)
    _is_not_hinted_at(clerk, neighbour)
    _no_download(windows, clerk, sheet)
    _journal_tells(head, READ, OPENED)
    _repeal(windows, union, head, address)
    _is_gone(windows, clerk, place)
    _journal_tells(head, DENIED)


def _propose(windows: Windows, county: House) -> str:
    """Offer the collection in the name of the working group; return the address of the motion."""
    officer = windows.open_as(county.people["records_officer"], "/bestaende/")
    officer.get_by_role("link", name="Baulasten", exact=True).first.click()
    officer.locator("main a[href$='/freigeben/']").click()
    assert_accessible(officer)
    officer.get_by_role("link", name="Arbeitskreis").click()
    assert_accessible(officer)
    for box in officer.locator("[name=grantees]").all():
        box.check()
    officer.locator("[name=title]").fill(TITLE)
    officer.locator("[name=text]").fill("Das Verzeichnis wird den Mitgliedern geöffnet.")
    officer.locator("[name=purpose]").fill(PURPOSE)
    officer.locator("[name=agreement]").select_option(index=0)
    officer.locator("[name=includes_personal]").check()
    officer.locator("[name=privacy]").select_option("art26")
    officer.get_by_role("button", name=say("On to the summary")).click()
    expect(officer.get_by_role("main")).to_contain_text(
        say("A grant needs a legal basis. Name the provision.")
    )
    officer.locator("[name=legal_basis]").fill(LEGAL_BASIS)
    officer.get_by_role("button", name=say("On to the summary")).click()
    expect(officer.get_by_role("main")).to_contain_text(PURPOSE)
    assert_accessible(officer)
    officer.get_by_role("button", name=say("Put it into the motion")).click()
    expect(officer).to_have_url(re.compile("/vorlagen/"))
    assert_accessible(officer)
    _confirm(officer, "Hand it to the body", "Yes, propose it")
    return urlparse(officer.url).path


def _confirm(page: Page, trigger: str, yes: str) -> None:
    page.get_by_text(say(trigger), exact=True).first.click()
    page.get_by_role("button", name=say(yes)).click()


def _open_the_vote(head: Page, address: str) -> None:
    head.goto(f"{address}abstimmung/eroeffnen/")
    head.locator("[name=procedure][value=written]").check()
    assert_accessible(head)
    head.get_by_role("button", name=say("Open the vote now")).click()
    expect(head).to_have_url(re.compile(re.escape(address)))


def _decide_for_own(windows: Windows, house: House, address: str) -> None:
    """Enter what the own organ decided, from the page of the motion."""
    page = windows.open_as(house.people["head"], address)
    page.locator("main a[href$='/entscheiden/']").first.click()
    assert_accessible(page)
    page.locator("[name=consents][value=yes]").check()
    page.locator("[name=organ]").fill("Kreistag")
    page.locator("[name=decided_on]").fill(clock.today().isoformat())
    page.get_by_role("button", name=say("Enter the decision")).click()
    expect(page.get_by_role("main")).to_contain_text(
        say(
            "Person-related records need a decision of the authority's organ (for example the"
            " district council). Name it, its day and its number."
        )
    )
    page.locator("[name=reference]").fill("Drucksache 12/2026 (erfunden)")
    page.get_by_role("button", name=say("Enter the decision")).click()
    expect(page).to_have_url(re.compile(re.escape(address)))
    page.context.close()


def _vote(windows: Windows, house: House, address: str) -> None:
    """The head finds on the start page that a vote waits, and votes."""
    page = windows.open_as(house.people["head"], "/")
    page.locator(f"main a[href^='{address}']").first.click()
    page.locator("[name=choice][value=yes]").check()
    page.get_by_role("button", name=say("Vote"), exact=True).click()
    expect(page.get_by_role("main")).to_contain_text(house.member.name)
    page.context.close()


def _votes(head: Page, address: str) -> Locator:
    head.goto(address)
    assert_accessible(head)
    return head.locator("section[aria-labelledby=abstimmung]")


def _nothing_is_open(clerk: Page) -> None:
    clerk.goto("/freigaben/")
    expect(clerk.locator("form[action$='/zweck/']")).to_have_count(0)
    _search(clerk, "Zufahrt")
    _shows_no_hit(clerk)


def _waits_for_the_arrangement(head: Page, address: str) -> None:
    """The resolution is there, and its page says what is missing and who does it."""
    head.goto(address)
    expect(head.locator("#beschluss")).to_be_visible()
    expect(head.locator("#jetzt")).to_contain_text(say(ART26_MISSING))
    expect(head.locator("#jetzt a[href*='/vereinbarungen/']").first).to_be_visible()
    assert_accessible(head)


def _file_the_arrangement(windows: Windows, house: House, address: str) -> None:
    """Follow what the motion's page says: to the agreement, and there to the document."""
    page = windows.open_as(house.people["coordinator"], address)
    page.locator("#jetzt a[href*='/vereinbarungen/']").first.click()
    assert_accessible(page)
    page.locator("main a[href$='/dokumente/neu/']").first.click()
    page.locator("[name=kind][value=art26]").check()
    page.locator("[name=title]").fill("Vereinbarung nach Art. 26 DSGVO (erfunden)")
    page.locator("[name=file]").set_input_files(
        {"name": "art-26.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.locator("[name=valid_from]").fill(clock.today().isoformat())
    page.locator("[name=coverage]").fill("Auskunft aus dem Verzeichnis (erfunden)")
    assert_accessible(page)
    page.get_by_role("button", name=say("File it")).click()
    expect(page).to_have_url(re.compile("/vereinbarungen/[^/]+/$"))
    page.context.close()


def _declare(clerk: Page) -> None:
    """Before the purpose is declared nothing is found; the start page says what to do."""
    _search(clerk, "Zufahrt")
    _shows_no_hit(clerk)
    clerk.goto("/")
    clerk.locator("main a[href^='/freigaben/']").first.click()
    assert_accessible(clerk)
    clerk.get_by_role("button", name=say("I use it for this purpose only")).click()
    expect(clerk.get_by_role("main")).to_contain_text(LEGAL_BASIS)


def _repeal(windows: Windows, union: Union, head: Page, address: str) -> None:
    """Propose to repeal the resolution, vote on it, and look at what is left."""
    head.goto(address)
    head.locator("#beschluss ~ p a, section[aria-labelledby=beschluss] a").last.click()
    head.get_by_role("link", name=say("Propose to repeal it")).click()
    head.locator("[name=text]").fill("Der Beschluss wird aufgehoben.")
    head.locator("main form button").first.click()
    expect(head).to_have_url(re.compile("/vorlagen/[^/]+/$"))
    _confirm(head, "Hand it to the body", "Yes, propose it")
    again = urlparse(head.url).path
    _open_the_vote(head, again)
    for house in union.houses:
        _vote(windows, house, again)
    head.goto(address)
    expect(head.get_by_role("main")).to_contain_text(re.compile("aufgehoben"))
    assert_accessible(head)


def _search(page: Page, words: str) -> None:
    page.goto(f"/suche/?q={words}")


def _shows_no_hit(clerk: Page) -> None:
    expect(clerk.locator(".gw-result")).to_have_count(0)
    expect(clerk.locator(".ar-suggestions")).to_have_count(0)
    expect(clerk.locator(".ar-facets a")).to_have_count(0)


def _find_and_read(clerk: Page, county: House) -> str:
    """Return the address of the page that the clerk reads."""
    _search(clerk, "Zufahrt")
    expect(clerk.locator(".gw-result")).to_have_count(1)
    expect(clerk.locator(".gw-result")).to_contain_text(county.member.name)
    clerk.locator(".gw-result a").click()
    ground = clerk.locator(".ar-ground")
    expect(ground).to_contain_text(county.member.name)
    expect(ground).to_contain_text(TITLE)
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
