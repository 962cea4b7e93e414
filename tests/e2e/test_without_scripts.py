"""Everything that matters, in a browser that runs no scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from gemeinwerk.kernel import clock
from tests import factories
from tests.e2e import paper
from tests.e2e.german import say
from tests.e2e.windows import Windows, log_in
from tests.factories import House


def test_paper_is_put_in_found_and_read(windows: Windows, county: House) -> None:
    collection = factories.make_collection(county)
    page = windows.open(java_script_enabled=False)
    log_in(page, county.people["records_officer"])
    page.goto(f"/bestaende/{collection.key}/aufnehmen/")
    _upload(page)
    _wait_until_read(page)
    page.goto("/")
    page.get_by_role("main").get_by_role("searchbox").fill("Zufahrt")
    page.get_by_role("main").get_by_role("searchbox").press("Enter")
    page.locator(".gw-result a").click()
    expect(page.locator("rect.hit")).to_have_count(1)
    assert _width(page.locator("rect.hit")) > 5
    _zoom_by_links(page)
    _turn_by_links(page)
    page.get_by_role("link", name=say("Text"), exact=True).click()
    expect(page.locator("article")).to_contain_text("Kreistages")
    _correct(page)


def test_nothing_chosen_is_said_at_the_field(windows: Windows, county: House) -> None:
    collection = factories.make_collection(county)
    page = windows.open_as(
        county.people["records_officer"],
        f"/bestaende/{collection.key}/aufnehmen/",
        java_script_enabled=False,
    )
    page.locator("form[data-upload] .gw-actions button").click()
    expect(page.locator(".kern-error")).to_contain_text(
        say("No file arrived. Please choose at least one.")
    )


def test_a_collection_is_proposed_voted_on_opened_and_closed(
    windows: Windows, county: House, neighbour: House
) -> None:
    collection = factories.make_collection(county)
    factories.make_page(county, collection, "Die Zufahrt ist freizuhalten")
    factories.make_union(county, neighbour)
    head = windows.open(java_script_enabled=False)
    log_in(head, county.people["head"])
    _propose(head, f"/bestaende/{collection.key}/freigeben/")
    address = head.url
    head.locator("main a[href$='/eroeffnen/']").first.click()
    head.locator("[name=procedure][value=written]").check()
    head.get_by_role("button", name=say("Open the vote now")).click()
    _decide(head, address)
    _vote(head, address)
    _vote(windows.open_as(neighbour.people["head"], java_script_enabled=False), address)
    clerk = windows.open_as(neighbour.people["clerk"], "/", java_script_enabled=False)
    clerk.locator("main a[href^='/freigaben/']").first.click()
    clerk.get_by_role("button", name=say("I use it for this purpose only")).click()
    clerk.goto("/suche/?q=Zufahrt")
    expect(clerk.locator(".gw-result")).to_have_count(1)
    head.goto("/freigaben/")
    head.get_by_role("link", name=collection.name, exact=True).first.click()
    head.get_by_role("link", name=say("End the grant")).click()
    head.get_by_role("button", name=say("End the grant now")).click()
    clerk.reload()
    expect(clerk.locator(".gw-result")).to_have_count(0)


def _propose(head: Page, path: str) -> None:
    """Offer a collection and hand the motion to the body; the page of the motion is shown."""
    head.goto(path)
    head.locator("[name=grantees]").first.check()
    head.locator("[name=title]").fill("Baulasten öffnen (erfunden)")
    head.locator("[name=text]").fill("Das Verzeichnis wird geöffnet.")
    head.locator("[name=purpose]").fill("Prüfung gemeinsamer Bauvorhaben")
    head.locator("[name=legal_basis]").fill("Vereinbarung vom 1. Oktober 2026 (erfunden)")
    head.get_by_role("button", name=say("On to the summary")).click()
    head.get_by_role("button", name=say("Put it into the motion")).click()
    expect(head).to_have_url(re.compile("/vorlagen/[^/]+/$"))
    head.get_by_text(say("Hand it to the body"), exact=True).first.click()
    head.get_by_role("button", name=say("Yes, propose it")).click()


def _decide(head: Page, address: str) -> None:
    """Enter that the own authority consents."""
    head.goto(address)
    head.locator("main a[href$='/entscheiden/']").first.click()
    head.locator("[name=consents][value=yes]").check()
    head.locator("[name=organ]").fill("Behördenleitung")
    head.locator("[name=decided_on]").fill(clock.today().isoformat())
    head.get_by_role("button", name=say("Enter the decision")).click()


def _vote(head: Page, address: str) -> None:
    head.goto(address)
    head.locator("[name=choice][value=yes]").check()
    head.get_by_role("button", name=say("Vote"), exact=True).click()
    expect(head.locator(".gw-messages")).to_be_visible()


def test_the_member_is_switched_and_the_account_menu_opens(windows: Windows, county: House) -> None:
    page = windows.open_as(county.people["head"], "/", java_script_enabled=False)
    page.locator(".gw-menu--account summary").click()
    page.get_by_role("button", name=say("Log out")).click()
    expect(page.get_by_role("button", name=say("Log out"))).to_have_count(0)
    page.goto("/suche/")
    expect(page).to_have_url(re.compile("/konto/anmelden/"))


def _upload(page: Page) -> None:
    """Two files in one request: one good, one broken."""
    scan = paper.tiff(paper.DRIVEWAY, paper.COUNCIL)
    page.locator("input[type=file]").set_input_files(
        [
            {"name": "Blatt-417.tif", "mimeType": "image/tiff", "buffer": scan},
            {"name": "leer.pdf", "mimeType": "application/pdf", "buffer": b""},
        ]
    )
    page.locator("form[data-upload] .gw-actions button").click()
    expect(page).to_have_url(re.compile("/aufnahmen/"))
    expect(page.locator(".ar-refusals")).to_contain_text("leer.pdf")


def _wait_until_read(page: Page) -> None:
    def find_ready() -> bool:
        page.reload()
        return page.get_by_role("row").filter(has_text="Blatt-417").get_by_text("2/2").count() == 1

    paper.wait_for(find_ready)


def _zoom_by_links(page: Page) -> None:
    before = _width(page.locator("svg image"))
    page.get_by_role("link", name=say("Larger")).click()
    expect(page).to_have_url(re.compile("q=Zufahrt.*zoom=125"))
    assert _width(page.locator("svg image")) > before * 1.2
    expect(page.locator("rect.hit")).to_have_count(1)
    page.get_by_role("link", name=say("Full width")).click()
    assert _width(page.locator("svg image")) == before


def _turn_by_links(page: Page) -> None:
    page.locator("[data-turn=next] a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2")
    expect(page.locator("rect.hit")).to_have_count(0)
    page.locator("[name=nummer]").fill("1")
    page.locator("form.ar-turn button").click()
    expect(page.locator("rect.hit")).to_have_count(1)
    page.locator("[data-turn=next] a").click()
    expect(page.locator("rect.hit")).to_have_count(0)


def _correct(page: Page) -> None:
    page.get_by_role("link", name=say("Correct the text")).click()
    page.locator("textarea").fill("Sitzung des Gemeinderates")
    page.get_by_role("button", name=say("Save"), exact=True).click()
    page.goto("/suche/?q=Gemeinderat")
    expect(page.locator(".gw-result")).to_have_count(1)


def _width(element: Locator) -> float:
    box = element.bounding_box()
    assert box
    return box["width"]
