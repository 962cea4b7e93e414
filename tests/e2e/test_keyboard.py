"""Without a mouse: everything is reached, what has the focus is seen, nothing holds it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gemeinwerk.governance.models import Vote
from gemeinwerk.members import actions as members
from gemeinwerk.members.context import member_context
from tests import factories
from tests.e2e import paper
from tests.e2e.german import say
from tests.e2e.windows import Windows
from tests.factories import House
from tests.governance.voting import ballot_box

MANY = 150
LONGEST_STAY = 4  # a date has day, month, year and its calendar
REMEMBER_PLAIN_LOOKS = """() => {
  const near = 'label, summary, li, .kern-form-check, .gw-drop';
  window.lookOf = element => [element, element.closest(near)].filter(Boolean).map(
    each => ['', '::before', '::after'].map(part => {
      const style = getComputedStyle(each, part || null);
      return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow,
        style.backgroundColor, style.borderColor, style.textDecoration].join();
    }).join()).join();
  window.plainLooks = new Map([...document.querySelectorAll('*')].map(
    each => [each, window.lookOf(each)]));
}"""
FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  return {
    name: element.tagName + ' ' + (element.getAttribute('href') || element.name || element.id ||
      element.textContent.trim().slice(0, 40)),
    isMarked: window.plainLooks.get(element) !== window.lookOf(element) ||
      element.type === 'date',  // the browser marks the calendar's button itself, out of our sight
    isInView: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 &&
      box.top < innerHeight && box.left < innerWidth,
  };
}"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element that fits has the focus."""
    for _press in range(MANY):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached with Tab on {page.url}")


def test_the_skip_link_comes_first_and_leads_to_the_content(
    windows: Windows, county: House
) -> None:
    page = windows.open_as(county.people["clerk"], "/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name=say("Skip to the content"))
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_page_is_found_and_read(windows: Windows, county: House) -> None:
    collection = factories.make_collection(county)
    scan = paper.tiff(paper.DRIVEWAY, paper.COUNCIL)
    paper.digitise(county, collection, "Blatt-417.tif", scan)
    page = windows.open_as(county.people["clerk"], "/")
    tab_to(page, ".gw-nav a[href='/suche/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche/")
    tab_to(page, "main input[type=search]")
    page.keyboard.type("Zufahrt")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=Zufahrt**")
    tab_to(page, ".gw-result a")
    page.keyboard.press("Enter")
    expect(page.locator("rect.hit")).to_have_count(1)
    _use_the_viewer(page)
    _find_the_way_in_the_page(page)


def _use_the_viewer(page: Page) -> None:
    """With the image in focus, arrow keys move it when it is enlarged; letters always work."""
    tab_to(page, "[data-sheet]")
    for _press in range(3):
        page.keyboard.press("+")
    expect(page.locator("[data-sheet-page]")).to_have_attribute("width", "200%")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1")
    page.keyboard.press("j")
    expect(page.locator("rect.hit")).to_have_count(0)
    expect(page.locator("[data-sheet-page]")).to_have_attribute("width", "200%")
    page.keyboard.press("t")
    expect(page.locator("article")).to_contain_text("Kreistages")
    page.keyboard.press("t")
    expect(page.locator("svg image")).to_have_count(1)


def _find_the_way_in_the_page(page: Page) -> None:
    """Letters typed into a field are text, not commands."""
    tab_to(page, "[name=nummer]")
    address = page.url
    page.keyboard.press("k")
    page.keyboard.press("-")
    assert page.url == address
    page.keyboard.press("Control+A")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.locator("rect.hit")).to_have_count(1)


def test_a_head_votes(windows: Windows, county: House, neighbour: House) -> None:
    """From the start page, on which the vote waits, to the counted vote."""
    union = factories.make_union(county, neighbour)
    motion = ballot_box.open_vote(union, ballot_box.propose(county, union))
    page = windows.open_as(county.people["head"], "/")
    tab_to(page, f"main a[href*='{motion.id}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{motion.id}/")
    tab_to(page, "[name=choice]")
    page.keyboard.press("Space")
    expect(page.locator("[name=choice][value=yes]")).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=choice][value=no]")).to_be_checked()
    page.keyboard.press("ArrowUp")
    tab_to(page, "#abstimmen button")
    page.keyboard.press("Enter")
    told = say("Your vote is counted. You can change it until the vote is closed.")
    expect(page.locator(".gw-messages")).to_contain_text(told)
    with county.context("head"):
        assert Vote.objects.get(motion=motion).choice == "yes"


def test_the_account_menu_opens_and_closes(windows: Windows, county: House) -> None:
    page = windows.open_as(county.people["clerk"], "/")
    tab_to(page, ".gw-menu--account summary")
    page.keyboard.press("Enter")
    out = page.get_by_role("button", name=say("Log out"))
    expect(out).to_be_visible()
    page.keyboard.press("Escape")
    expect(out).not_to_be_visible()
    expect(page.locator(".gw-menu--account summary")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, ".gw-menu__panel a[href='/konto/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/konto/")


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/suche/?q=Zufahrt", "aufnehmen", "freigeben", "seite", "/personen/einladen/"),
        *("vorlage", "/buendnisse/gruenden/"),
    ],
)
def test_what_has_the_focus_is_seen(windows: Windows, spread: dict[str, Any], path: str) -> None:
    page = windows.open_as(spread["person"], spread.get(path, path))
    page.evaluate(REMEMBER_PLAIN_LOOKS)
    names: list[str] = []
    for _press in range(MANY):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUSED)
        if focus is None:
            break
        names.append(focus["name"])
        assert focus["isMarked"], f"{focus['name']} does not show that it has the focus"
        assert focus["isInView"], f"{focus['name']} has the focus out of sight"
    assert 8 < len(names) < MANY, names
    assert max(len(list(stay)) for _name, stay in groupby(names)) <= LONGEST_STAY, names


@pytest.fixture
def spread(county: House, neighbour: House) -> dict[str, Any]:
    """Addresses of a page of each kind, for the head, who is records officer too."""
    collection = factories.make_collection(county)
    read = factories.make_page(county, collection, "Die Zufahrt", year=1974)
    with member_context(door="operator"):
        members.employ(
            member=county.member,
            email=county.people["head"].email,
            name="",
            roles=["records_officer"],
            password="",
        )
    union = factories.make_union(county, neighbour)
    motion = ballot_box.open_vote(union, ballot_box.propose(county, union))
    return {
        "person": county.people["head"],
        "aufnehmen": f"/bestaende/{collection.key}/aufnehmen/",
        "vorlage": f"/buendnisse/{union.alliance.id}/vorlagen/{motion.id}/",
        "freigeben": f"/bestaende/{collection.key}/freigeben/",
        "seite": f"/schriftstuecke/{read.document_id}/1/?q=Zufahrt",
    }
