"""Every page of the product, for each role: it answers, is accessible, German, and fits a phone.

Pictures of all pages lie in ``build/e2e/pages/`` afterwards, for people to look at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page

from gemeinwerk.members import actions as members
from gemeinwerk.members.context import member_context
from tests.e2e.accessibility import accessibility_findings
from tests.e2e.alliance_places import ELSEWHERE_IN_ALLIANCES, MACHINES, PAGES_OF_ALLIANCES
from tests.e2e.conftest import RESULTS
from tests.e2e.handover_places import (
    ELSEWHERE_IN_HANDOVERS,
    PAGES_OF_HANDOVERS,
    PUBLIC_HANDOVERS,
)
from tests.e2e.knowledge_places import ELSEWHERE_IN_KNOWLEDGE, PAGES_OF_KNOWLEDGE
from tests.e2e.places import (
    CLERK,
    COORDINATOR,
    ELSEWHERE,
    HEAD,
    OFFICER,
)
from tests.e2e.places import PAGES as OTHER_PAGES
from tests.e2e.places import PUBLIC as OTHER_PUBLIC
from tests.e2e.scene import Names, Scene, build_scene
from tests.e2e.windows import Windows, log_in

PAGES = [*OTHER_PAGES, *PAGES_OF_ALLIANCES, *PAGES_OF_KNOWLEDGE, *PAGES_OF_HANDOVERS]
PUBLIC = [*OTHER_PUBLIC, *PUBLIC_HANDOVERS]
NOT_WALKED = (
    ELSEWHERE.keys()
    | ELSEWHERE_IN_ALLIANCES.keys()
    | ELSEWHERE_IN_KNOWLEDGE.keys()
    | ELSEWHERE_IN_HANDOVERS.keys()
)
PICTURES = RESULTS / "pages"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def scene(admit: Any) -> Scene:
    return build_scene(admit, Names())


@pytest.fixture(scope="module")
def hostile_scene(admit: Any) -> Scene:
    """Names that would break a page that trusts them."""
    wide = "Zweckverband" + "wasserversorgungsbeitragssatzung" * 5
    markup = '<b id="intruder">x</b><script>document.title="intruder"</script>'
    return build_scene(
        admit,
        Names(
            county=f"Landkreis {markup}",
            neighbour=wide[:200],
            person=f"שלום עולם {'Müllerhausen' * 12}",
            collection=f"{markup} مرحبا {'Ü' * 100}"[:200],
            record=f"{'A' * 230} ‮{markup}",
            file=f'{"Blatt" * 30} "{markup}" שלום.tif',
            title=f"{markup} {'Zusammenarbeitsvereinbarung' * 4} שלום"[:190],
        ),
    )


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """Pages that were looked at closely already: axe and pictures once are enough."""
    return set()


def test_every_address_is_looked_at_somewhere(scene: Scene) -> None:
    names = {name for name, _roles, _address in PAGES} | {name for name, _address in PUBLIC}
    assert len(names) == len(PAGES) + len(PUBLIC)
    paths = [address(scene).split("?")[0] for _name, _roles, address in PAGES]
    paths += [address(scene).split("?")[0] for _name, address in PUBLIC]
    walked = {get_resolver().resolve(path).view_name for path in paths}
    assert walked & NOT_WALKED == set()
    there = {name for name in _views(get_resolver().url_patterns) if not name.startswith(MACHINES)}
    assert there == walked | NOT_WALKED


@pytest.mark.parametrize("role", [OFFICER, HEAD, COORDINATOR, CLERK])
def test_pages_of_a_role(role: str, scene: Scene, windows: Windows, seen: set[str]) -> None:
    windows.expect(403)
    page = windows.open(viewport=DESK)
    log_in(page, scene.county.people[role])
    findings: list[str] = []
    for name, roles, address in PAGES:
        status = 200 if role in roles else 403
        close = name if status == 200 else "verboten"
        findings += visit(page, address(scene), status, close not in seen and PICTURES / close)
        seen.add(close)
    assert not findings, "\n" + "\n".join(findings)


def test_pages_of_a_stranger(scene: Scene, windows: Windows) -> None:
    windows.expect(401)
    windows.expect(404)
    page = windows.open(viewport=DESK)
    findings: list[str] = []
    for name, address in PUBLIC:
        status = 401 if name == "fehlgeschlagen" else 200
        findings += visit(page, address(scene), status, PICTURES / f"fremd-{name}")
    for name, _roles, address in PAGES:
        if name not in ("start", "bausteine", "abmelden"):
            page.goto(address(scene))
            if not page.url.startswith(f"{windows.address}/konto/anmelden/?next="):
                findings.append(f"{address(scene)}: open to strangers, or asks no login")
    findings += visit(page, "/gibt-es-nicht/", 404, PICTURES / "fremd-404")
    assert not findings, "\n" + "\n".join(findings)


def test_pages_of_somebody_without_a_role(windows: Windows, scene: Scene) -> None:
    page = windows.open_as(_person_without_role(scene), viewport=DESK)
    windows.expect(403)
    findings = visit(page, "/", 200, PICTURES / "ohne-rolle")
    findings += visit(page, "/konto/", 200, PICTURES / "ohne-rolle-konto")
    findings += visit(page, "/suche/", 403, PICTURES / "ohne-rolle-403")
    assert not findings, "\n" + "\n".join(findings)


def test_empty_pages_say_what_to_do(windows: Windows, admit: Any) -> None:
    house = admit("Landkreis Neuanfang")
    page = windows.open_as(house.people[OFFICER], viewport=DESK)
    findings: list[str] = []
    for path in ("/", "/suche/", "/bestaende/", "/aufnahmen/", "/pruefen/", "/freigaben/"):
        findings += visit(page, path, 200, PICTURES / f"leer-{path.strip('/') or 'start'}")
        if path != "/" and not page.locator(".gw-empty").count():
            findings.append(f"{path}: no empty state")
    assert not findings, "\n" + "\n".join(findings)


def test_hostile_names_break_nothing(hostile_scene: Scene, windows: Windows) -> None:
    people = hostile_scene.county.people
    officer = windows.open_as(people[OFFICER], viewport=DESK)
    head = windows.open_as(people[HEAD], viewport=DESK)
    findings: list[str] = []
    for name, roles, address in PAGES:
        page, path = officer if OFFICER in roles else head, address(hostile_scene)
        picture = PICTURES / f"feindlich-{name}"
        findings += visit(page, path, 200, picture, with_axe=False)
        if page.locator("#intruder").count() or page.title() == "intruder":
            findings.append(f"{path}: a name became part of the page")
    assert not findings, "\n" + "\n".join(findings)


def test_the_journal_is_checked_on_demand(windows: Windows, scene: Scene) -> None:
    page = windows.open_as(scene.county.people[HEAD], "/journal/")
    page.locator("form[action$='/journal/pruefen/'] button").click()
    assert accessibility_findings(page) == []
    assert page.locator(".kern-alert--success, .gw-alert--success").count() == 1


def visit(
    page: Page, path: str, status: int, picture: Path | bool, *, with_axe: bool = True
) -> list[str]:
    """Open a page and return what is wrong with it; look closely if there is to be a picture."""
    answer = page.goto(path)
    found = [] if answer and answer.status == status else [f"status {answer and answer.status}"]
    found += _formal_findings(page)
    if picture:
        found += _look_closely(page, Path(picture), with_axe=with_axe)
    return [f"{path}: {each}" for each in found]


def _look_closely(page: Page, picture: Path, *, with_axe: bool) -> list[str]:
    found = []
    if with_axe:
        found += accessibility_findings(page)
        _save_picture(page, picture)
    page.set_viewport_size(PHONE)
    found += _wider_than_the_window(page)
    _save_picture(page, picture.with_name(f"{picture.name}-schmal"))
    page.set_viewport_size(DESK)
    return found


def _formal_findings(page: Page) -> Iterator[str]:
    facts = page.evaluate(
        "({lang: document.documentElement.lang, h1: document.querySelectorAll('h1').length,"
        " heading: document.querySelector('h1')?.innerText.trim(), title: document.title.trim()})"
    )
    if facts["lang"] != "de":
        yield f"language {facts['lang']!r}"
    if facts["h1"] != 1 or not facts["heading"]:
        yield f"{facts['h1']} headings of the first level: {facts['heading']!r}"
    if not facts["title"].endswith("Gemeinwerk") or facts["title"].startswith("–"):
        yield f"title {facts['title']!r}"


def _wider_than_the_window(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    return page.evaluate(
        """() => {
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) return [];
          const wide = [...document.querySelectorAll('main *, header *, footer *')].filter(
            each => each.getBoundingClientRect().right > room + 1);
          return ['scrolls sideways: ' + wide.slice(0, 4).map(each => each.tagName + '.' +
            each.getAttribute('class')).join(' > ')];
        }"""
    )


def _save_picture(page: Page, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=f"{place}.jpg", type="jpeg", quality=70, full_page=True)


def _views(patterns: Sequence[Any], namespace: str = "") -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            below = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _views(each.url_patterns, below)
        elif isinstance(each, URLPattern):
            yield f"{namespace}{each.name}"


def _person_without_role(scene: Scene) -> Any:
    with member_context(door="operator"):
        return members.employ(
            member=scene.county.member,
            email=f"niemand@{scene.county.member.ags}.example",
            name="Nora Niemand",
            roles=[],
            password="",
        )
