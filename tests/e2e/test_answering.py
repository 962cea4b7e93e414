"""A citizen is answered, asks in vain, hands over; the clerk's answer becomes the next answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from gemeinwerk.assistant.models import Desk
from tests.assistant.factories import make_article, make_base, make_office
from tests.e2e.accessibility import assert_accessible
from tests.e2e.german import say
from tests.e2e.windows import Windows
from tests.factories import House

PERMIT = "Welche Unterlagen brauche ich für eine Baugenehmigung?"
DRONE = "Wie melde ich meine Drohne an?"
ANSWERED = "Ihre Drohne melden Sie beim Ordnungsamt an; bringen Sie den Kaufbeleg mit (erfunden)."


@pytest.fixture
def desk(county: House) -> Desk:
    """The open page of a county that has written down what a building permit needs."""
    base = make_base(county, "Leistungen")
    office = make_office(county, "Bauamt", topics=("Baugenehmigung",))
    make_article(base, "Baugenehmigung beantragen", office=office)
    make_office(county, "Bürgertelefon")
    with county.context("head"):
        return Desk.objects.create(
            member=county.member,
            authority=county.member.name,
            slug=f"kreis-{county.member.ags}",
            is_open=True,
        )


def test_what_a_clerk_answers_is_answered_from_then_on(
    windows: Windows, county: House, desk: Desk
) -> None:
    citizen = windows.open(f"/auskunft/{desk.slug}/")
    _ask(citizen, PERMIT)
    first = citizen.locator("[data-answer]").first
    expect(first.locator("blockquote").first).to_contain_text("Lageplan im Maßstab 1:500")
    expect(first).to_contain_text("Bauamt")
    _ask(citizen, DRONE)
    refusal = citizen.locator("[data-answer]").nth(1)
    expect(refusal.locator("blockquote")).to_have_count(0)
    expect(refusal).to_contain_text("Bürgertelefon")
    _hand_over(citizen)
    ticket = citizen.url
    _answer(windows, county)
    citizen.goto(ticket)
    expect(citizen.locator("main")).to_contain_text(ANSWERED)
    assert_accessible(citizen)
    _make_an_article(windows, county)
    citizen.goto(f"/auskunft/{desk.slug}/")
    _ask(citizen, DRONE)
    expect(citizen.locator("[data-answer] blockquote").first).to_contain_text("Ordnungsamt")
    assert citizen.context.cookies() == []


def _ask(page: Page, question: str) -> None:
    page.locator("textarea[name=question]").fill(question)
    page.locator("[data-ask] button[type=submit]").click()
    expect(page.locator("[data-answer] h2").last).to_contain_text(question)


def _hand_over(citizen: Page) -> None:
    """Without consent nothing is stored; with it the address of the answer is shown."""
    citizen.get_by_role("button", name=say("Ask a person")).last.click()
    expect(citizen.locator("textarea[name=question]")).to_have_value(DRONE)
    expect(citizen.locator("main")).to_contain_text(PERMIT)
    citizen.locator("button[name=send]").click()
    consent = "Please agree that your question is stored, or call the office instead."
    expect(citizen.locator("main")).to_contain_text(say(consent))
    assert_accessible(citizen)
    citizen.locator("[name=consent]").check()
    citizen.locator("button[name=send]").click()
    expect(citizen.get_by_text(say("A person will answer")).first).to_be_visible()
    assert_accessible(citizen)


def _answer(windows: Windows, county: House) -> None:
    clerk = windows.open_as(county.people["clerk"], "/anliegen/")
    clerk.get_by_role("link", name=DRONE).click()
    expect(clerk.locator("main")).to_contain_text(PERMIT)  # the conversation went with it
    clerk.get_by_role("button", name=say("Take and answer")).click()
    clerk.locator("textarea[name=text]").fill(ANSWERED)
    clerk.locator("button[name=send]").click()
    expect(clerk.locator("main")).to_contain_text(ANSWERED)


def _make_an_article(windows: Windows, county: House) -> None:
    """The clerk writes it, the coordinator releases it: only then is it answered from."""
    clerk = windows.open_as(county.people["clerk"], "/anliegen/?liste=erledigt")
    clerk.get_by_role("link", name=DRONE).click()
    clerk.get_by_role("link", name=say("Make it an article")).click()
    clerk.locator("[name=title]").fill("Drohne anmelden")
    clerk.get_by_role("button", name=say("Save as a draft")).click()
    expect(clerk.locator("h1")).to_contain_text("Drohne anmelden")
    lead = windows.open_as(county.people["coordinator"], clerk.url)
    lead.get_by_role("link", name=say("Read and release draft")).click()
    assert_accessible(lead)
    lead.get_by_role("button", name=say("Release now")).click()
    expect(lead.locator("main")).to_contain_text(ANSWERED)
