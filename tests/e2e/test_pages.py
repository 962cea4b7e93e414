"""Every page of the product, for each role: it answers, is accessible, German, and fits a phone.

Pictures of all pages lie in ``build/e2e/pages/`` afterwards, for people to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page

from gemeinwerk.members import actions as members
from gemeinwerk.members.context import member_context
from tests.e2e.accessibility import accessibility_findings
from tests.e2e.conftest import RESULTS
from tests.e2e.scene import Names, Scene, build_scene
from tests.e2e.windows import Windows, log_in

PICTURES = RESULTS / "pages"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
HEAD, COORDINATOR, OFFICER, CLERK = ROLES = ("head", "coordinator", "records_officer", "clerk")
OFFICERS = (COORDINATOR, OFFICER)
CORRECTORS = (COORDINATOR, OFFICER, CLERK)
MANAGERS = (HEAD, COORDINATOR)

Address = Callable[[Scene], str]


def at(view: str, query: str = "", **of: Callable[[Scene], Any]) -> Address:
    """Address of a view; its arguments are taken from the scene."""
    return lambda scene: reverse(view, kwargs={k: f(scene) for k, f in of.items()}) + query


PAGES: list[tuple[str, Sequence[str], Address]] = [
    ("start", ROLES, at("portal:home")),
    ("suche-leer", ROLES, at("archive:search")),
    ("suche-treffer", ROLES, at("archive:search", "?q=Zufahrt")),
    ("suche-nichts", ROLES, at("archive:search", "?q=Quastenflosser")),
    ("suche-seite-2", ROLES, at("archive:search", "?q=Zufahrt&seite=2")),
    ("bestaende", ROLES, at("archive:collections")),
    ("bestand-neu", OFFICERS, at("archive:create_collection")),
    ("bestand", ROLES, at("archive:collection", key=lambda s: s.collection.key)),
    (
        "bestand-fremd",
        ROLES,
        at("archive:collection", key=lambda s: s.foreign.key),
    ),
    ("bestand-bearbeiten", OFFICERS, at("archive:edit_collection", key=lambda s: s.collection.key)),
    ("aufnehmen", OFFICERS, at("archive:take_in", key=lambda s: s.collection.key)),
    ("freigeben", (HEAD,), at("portal:share", key=lambda s: s.collection.key)),
    ("aufnahmen", ROLES, at("archive:intakes")),
    ("aufnahme", ROLES, at("archive:intake", intake_id=lambda s: s.document.intake_id)),
    ("aufnahme-kaputt", ROLES, at("archive:intake", intake_id=lambda s: s.refused.intake_id)),
    ("akte", ROLES, at("archive:record", record_id=lambda s: s.document.record_id)),
    ("akte-fremd", ROLES, at("archive:record", record_id=lambda s: s.granted.document.record_id)),
    (
        "akte-bearbeiten",
        CORRECTORS,
        at("archive:edit_record", record_id=lambda s: s.document.record_id),
    ),
    ("schriftstueck-kaputt", ROLES, at("archive:document", document_id=lambda s: s.refused.id)),
    (
        "seite",
        ROLES,
        at("archive:page", "?q=Zufahrt", document_id=lambda s: s.document.id, number=lambda _: 1),
    ),
    (
        "seite-fremd",
        ROLES,
        at("archive:page", document_id=lambda s: s.granted.document_id, number=lambda _: 1),
    ),
    (
        "text",
        ROLES,
        at("archive:text", "?q=Zufahrt", document_id=lambda s: s.document.id, number=lambda _: 1),
    ),
    (
        "korrigieren",
        CORRECTORS,
        at("archive:correct", document_id=lambda s: s.document.id, number=lambda _: 2),
    ),
    ("pruefen", CORRECTORS, at("archive:review")),
    ("freigaben", ROLES, at("sharing:grants")),
    ("freigabe", ROLES, at("sharing:grant", grant_id=lambda s: s.given.id)),
    ("freigabe-erhalten", ROLES, at("sharing:grant", grant_id=lambda s: s.received.id)),
    ("freigabe-beenden", (HEAD,), at("sharing:end", grant_id=lambda s: s.given.id)),
    ("personen", ROLES, at("portal:people")),
    ("einladen", MANAGERS, at("portal:invite")),
    ("rollen", MANAGERS, at("portal:person", person_id=lambda s: s.county.people["clerk"].id)),
    ("entfernen", MANAGERS, at("portal:remove", person_id=lambda s: s.county.people["clerk"].id)),
    ("journal", (HEAD, *OFFICERS), at("journal:entries")),
    ("journal-nichts", (HEAD, *OFFICERS), at("journal:entries", "?person=Niemand")),
    ("konto", ROLES, at("members:account")),
    ("passwort", ROLES, at("account_change_password")),
    ("abmelden", ROLES, at("account_logout")),
    ("zweiter-faktor", ROLES, at("mfa_index")),
    ("schluessel", ROLES, at("mfa_list_webauthn")),
    ("bausteine", ROLES, at("ui:samples")),
]
PUBLIC: list[tuple[str, Address]] = [
    ("willkommen", at("portal:home")),
    ("anmelden", at("account_login")),
    ("passwort-vergessen", at("account_reset_password")),
    ("passwort-gesendet", at("account_reset_password_done")),
    ("passwort-fertig", at("account_reset_password_from_key_done")),
    (
        "passwort-link-alt",
        at("account_reset_password_from_key", uidb36=lambda _: "x", key=lambda _: "set-password"),
    ),
    ("gesperrt", at("account_inactive")),
    ("abgebrochen", at("socialaccount_login_cancelled")),
    ("fehlgeschlagen", at("socialaccount_login_error")),
]
ELSEWHERE = {
    "portal:switch": "POST only (test_people)",
    "portal:health": "no page",
    "archive:turn_to_page": "leads to a page (test_without_scripts)",
    "archive:pdf": "a file (test_main_line)",
    "archive:original": "a file (test_main_line)",
    "archive:image": "a picture (test_main_line)",
    "archive:thumbnail": "a picture (test_two_members)",
    "archive:repeat": "POST only",
    "archive:accept": "POST only",
    "journal:download": "a file",
    "journal:check": "POST only (below)",
    "ui:sample-upload": "POST only",
    "account_reauthenticate": "after a while (test_people)",
    "mfa_authenticate": "in the middle of a login (test_people)",
    "mfa_activate_totp": "with a fresh login (test_people)",
    "mfa_deactivate_totp": "with a second factor (test_people)",
    "mfa_view_recovery_codes": "with a second factor (test_people)",
    "mfa_generate_recovery_codes": "with a second factor (test_people)",
    "mfa_download_recovery_codes": "a file",
    "mfa_add_webauthn": "with a fresh login (test_people)",
    "mfa_edit_webauthn": "with a security key",
    "mfa_remove_webauthn": "with a security key",
    "mfa_reauthenticate": "with a second factor, after a while",
    "mfa_reauthenticate_webauthn": "with a security key, after a while",
    "openid_connect_login": "leads to the authority's login",
    "openid_connect_callback": "comes from the authority's login",
    "account_confirm_email": "closed: leads to the account",
    "account_signup": "closed: leads to the account",
    "account_email": "closed: leads to the account",
    "account_email_verification_sent": "closed: leads to the account",
    "account_set_password": "closed: leads to the account",
    "socialaccount_signup": "closed: leads to the account",
    "socialaccount_connections": "closed: leads to the account",
}


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
    paths += [address(scene) for _name, address in PUBLIC]
    walked = {get_resolver().resolve(path).view_name for path in paths}
    assert sorted(_views(get_resolver().url_patterns)) == sorted(walked | set(ELSEWHERE))


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
