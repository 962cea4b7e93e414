"""Logging in, second factor, invitation, several authorities, and two tabs at once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gemeinwerk.governance.models import Motion
from gemeinwerk.members import actions as members
from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Person
from tests import factories
from tests.e2e import paper
from tests.e2e.accessibility import assert_accessible
from tests.e2e.german import pattern, say
from tests.e2e.windows import Windows, log_in
from tests.factories import PASSWORD, House
from tests.governance.voting import ballot_box

NEW_PASSWORD = "vierzehn Apfelbaeume am Weiher"
ENDED_ALREADY = "This grant was ended on %(day)s already. There is nothing left to do."
DRAFTED = (
    "Your authority has a draft with this title already: %(number)s. Continue it, or choose another"
    " title."
)
NOTHING_IS_OPEN = "No vote is open on this motion. Look at its page for what comes next."


def test_a_clerk_of_two_authorities_switches(
    windows: Windows, county: House, neighbour: House
) -> None:
    clerk = county.people["clerk"]
    with member_context(door="operator"):
        members.employ(
            member=neighbour.member,
            email=clerk.email,
            name=clerk.name,
            roles=["records_officer"],
            password="",
        )
    factories.make_collection(county, "Baulasten Tannenberg")
    factories.make_collection(neighbour, "Straßen Erlental")
    page = windows.open_as(clerk, "/bestaende/", at=county.member)
    expect(page.get_by_role("main")).to_contain_text("Baulasten Tannenberg")
    expect(page.get_by_role("main")).not_to_contain_text("Straßen Erlental")
    page.locator(".gw-desk summary").click()
    page.locator("#member-choice").select_option(label=neighbour.member.name)
    assert_accessible(page)
    page.get_by_role("button", name=say("Switch authority")).click()
    expect(page.locator(".gw-messages")).to_contain_text(
        say("You now act for %(member)s.", member=neighbour.member.name)
    )
    expect(page.locator(".gw-desk__member")).to_contain_text(neighbour.member.name)
    expect(page).to_have_url(re.compile("/bestaende/"))
    expect(page.get_by_role("main")).to_contain_text("Straßen Erlental")
    expect(page.get_by_role("main")).not_to_contain_text("Baulasten Tannenberg")


def test_somebody_is_invited_and_chooses_a_password(
    windows: Windows, county: House, mailbox: Path
) -> None:
    head = windows.open_as(county.people["head"], "/personen/einladen/")
    address = f"neu@{county.member.ags}.example"
    head.locator("[name=name]").fill("Nele Neumann")
    head.locator("[name=email]").fill(address)
    head.get_by_role("button", name=say("Send the invitation")).click()
    expect(head.get_by_role("row").filter(has_text="Nele Neumann")).to_be_visible()
    link = _link_in_letter(mailbox, address)
    page = windows.open()
    page.goto(link)
    assert_accessible(page)
    _set_password(page, "kurz")
    expect(page.locator(".kern-error").first).to_be_visible()
    _set_password(page, NEW_PASSWORD)
    page.goto("/konto/anmelden/")
    _enter(page, address, NEW_PASSWORD)
    expect(page.locator(".gw-desk__member")).to_contain_text(county.member.name)
    page.goto(link)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(say("This link does not work any more"))


def test_a_second_factor_is_asked_for(windows: Windows, county: House) -> None:
    clerk = county.people["clerk"]
    page = windows.open()
    log_in(page, clerk)
    page.goto("/konto/zweiter-faktor/app/einrichten/")
    _say_who_one_is(page)
    assert_accessible(page)
    secret = page.locator(".gw-secret").inner_text()
    page.locator("[name=code]").fill("000000")
    page.get_by_role("button", name=say("Set up"), exact=True).click()
    expect(page.locator(".kern-error").first).to_be_visible()
    page.locator("[name=code]").fill(_code(secret))
    page.get_by_role("button", name=say("Set up"), exact=True).click()
    expect(page).to_have_url(re.compile("/notfallcodes/"))
    assert_accessible(page)
    codes = page.locator("main li code").all_inner_texts()
    assert len(codes) == 10
    for path in ("notfallcodes/neu/", "app/entfernen/"):
        page.goto(f"/konto/zweiter-faktor/{path}")
        assert_accessible(page)
    _log_in_with_code(windows, clerk, codes[0])


def _log_in_with_code(windows: Windows, clerk: Person, code: str) -> None:
    page = windows.open()
    log_in(page, clerk)
    expect(page).to_have_url(re.compile("/konto/zweiter-faktor/anmelden/"))
    assert_accessible(page)
    other = page.context.new_page()
    other.goto("/suche/")
    expect(other).to_have_url(re.compile("/konto/zweiter-faktor/anmelden/"))
    other.close()
    page.locator("[name=code]").fill("123456")
    page.get_by_role("button", name=say("Log in")).click()
    expect(page.locator(".kern-error").first).to_be_visible()
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name=say("Log in")).click()
    expect(page.locator(".gw-menu--account").first).to_contain_text(clerk.name)


def test_a_change_of_the_login_asks_for_the_password(windows: Windows, county: House) -> None:
    page = windows.open_as(county.people["clerk"], "/konto/zweiter-faktor/schluessel/neu/")
    assert_accessible(page)
    _say_who_one_is(page)
    expect(page).to_have_url(re.compile("/schluessel/neu/"))
    assert_accessible(page)


def test_too_many_wrong_passwords_are_refused_with_a_sentence(
    windows: Windows, county: House
) -> None:
    windows.expect(429)
    clerk, head = county.people["clerk"], county.people["head"]
    page = windows.open()
    for _attempt in range(5):
        log_in(page, clerk, "falsch")
        expect(page.locator("[role=alert], .kern-error").first).to_be_visible()
        expect(page).to_have_url(re.compile("/konto/anmelden/"))
    log_in(page, clerk)
    expect(page).to_have_url(re.compile("/konto/anmelden/"))
    expect(page.get_by_role("main")).to_contain_text(re.compile("zu viele|zu oft", re.IGNORECASE))
    assert_accessible(page)
    log_in(page, head)
    expect(page.locator(".gw-menu--account").first).to_contain_text(head.name)


def test_two_tabs_end_the_same_grant(windows: Windows, county: House, neighbour: House) -> None:
    collection = factories.make_collection(county)
    grant = factories.share(county, collection, neighbour)
    first = windows.open_as(county.people["head"], f"/freigaben/{grant.id}/beenden/")
    second = first.context.new_page()
    second.goto(first.url)
    first.get_by_role("button", name=say("End the grant now")).click()
    expect(first).to_have_url(re.compile(f"/freigaben/{grant.id}/$"))
    second.get_by_role("button", name=say("End the grant now")).click()
    expect(second.locator(".gw-messages")).to_contain_text(pattern(ENDED_ALREADY))
    ended = pattern("%(owner)s ended the grant of “%(collection)s” to %(grantee)s")
    expect(second.get_by_role("row").filter(has_text=ended)).to_have_count(1)


def test_two_tabs_propose_to_open_the_same_collection(
    windows: Windows, county: House, neighbour: House
) -> None:
    collection = factories.make_collection(county)
    factories.make_union(county, neighbour)
    first = windows.open_as(county.people["head"])
    second = first.context.new_page()
    for tab in (first, second):
        tab.goto(f"/bestaende/{collection.key}/freigeben/")
        tab.locator("[name=grantees]").first.check()
        tab.locator("[name=title]").fill("Baulasten öffnen (erfunden)")
        tab.locator("[name=text]").fill("Das Verzeichnis wird geöffnet.")
        tab.locator("[name=purpose]").fill("Prüfung")
        tab.locator("[name=legal_basis]").fill("Vereinbarung (erfunden)")
        tab.get_by_role("button", name=say("On to the summary")).click()
    first.get_by_role("button", name=say("Put it into the motion")).click()
    expect(first).to_have_url(re.compile("/vorlagen/"))
    second.get_by_role("button", name=say("Put it into the motion")).click()
    expect(second.locator(".gw-error-summary")).to_contain_text(pattern(DRAFTED))
    expect(second.locator("[name=purpose]")).to_have_value("Prüfung")
    with county.context("head"):
        assert Motion.objects.count() == 1


def test_two_tabs_cast_the_last_vote(windows: Windows, county: House, neighbour: House) -> None:
    """The second one learns that the vote is closed; the first one counts."""
    union = factories.make_union(county, neighbour)
    motion = ballot_box.open_vote(union, ballot_box.propose(county, union))
    ballot_box.vote(neighbour, motion)
    path = f"/buendnisse/{union.alliance.id}/vorlagen/{motion.id}/"
    first = windows.open_as(county.people["head"], path)
    second = first.context.new_page()
    second.goto(path)
    first.locator("[name=choice][value=yes]").check()
    second.locator("[name=choice][value=no]").check()
    first.get_by_role("button", name=say("Vote"), exact=True).dblclick()
    expect(first.locator("#beschluss")).to_be_visible()
    second.get_by_role("button", name=say("Vote"), exact=True).click()
    expect(second.locator(".gw-messages")).to_contain_text(say(NOTHING_IS_OPEN))
    assert ballot_box.state(county, motion) == "adopted"


def test_an_upload_is_sent_once_however_often_one_clicks(windows: Windows, county: House) -> None:
    collection = factories.make_collection(county)
    path = f"/bestaende/{collection.key}/aufnehmen/"
    page = windows.open_as(county.people["records_officer"], path)
    scan = paper.png(paper.COUNCIL)
    page.locator("input[type=file]").set_input_files(
        [{"name": "Blatt.png", "mimeType": "image/png", "buffer": scan}]
    )
    page.locator("form[data-upload] .gw-actions button").dblclick()
    row = page.locator(".gw-upload__row")
    expect(row).to_have_attribute("data-upload-state", "received")
    page.get_by_role("link", name=say("See how they are read")).click()
    expect(page.get_by_role("row").filter(has_text="Blatt.png")).to_have_count(1)
    expect(page.locator(".ar-refusals li")).to_have_count(0)


@pytest.mark.parametrize("path", ["/aufnahmen/", "/journal/"])
def test_whoever_logs_out_elsewhere_is_sent_to_the_login(
    windows: Windows, county: House, path: str
) -> None:
    page = windows.open_as(county.people["head"], path)
    other = page.context.new_page()
    other.goto("/konto/abmelden/")
    other.locator("main form button").first.click()
    expect(other.get_by_role("link", name=say("Log in")).first).to_be_visible()
    page.reload()
    expect(page).to_have_url(re.compile(f"/konto/anmelden/.next={re.escape(path)}"))


def _enter(page: Page, email: str, password: str) -> None:
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(password)
    with page.expect_navigation():
        page.locator("main form button").first.click()


def _say_who_one_is(page: Page) -> None:
    """Changes of one's login ask for the password once more."""
    expect(page).to_have_url(re.compile("/konto/bestaetigen/"))
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=say("Go on")).click()


def _set_password(page: Page, password: str) -> None:
    page.locator("[name=password1]").fill(password)
    page.locator("[name=password2]").fill(password)
    page.get_by_role("button", name=say("Save the password")).click()


def _link_in_letter(mailbox: Path, address: str) -> str:
    """Wait for the worker's letter and return the address in it that sets a password."""

    def find_letter() -> str | None:
        for file in mailbox.glob("*.log"):
            letter = message_from_bytes(file.read_bytes(), policy=policy.default)
            if letter["To"] == address:
                return letter.get_content()
        return None

    text = paper.wait_for(find_letter)
    found = re.search(r"https?://\S+/passwort/neu/\S+", text)
    assert found, text
    return found[0]


def _code(secret: str, now: Callable[[], float] = time.time) -> str:
    """Return the six figures of an authenticator app (RFC 6238)."""
    key = base64.b32decode(secret.replace(" ", "") + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(now()) // 30), hashlib.sha1)
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
