"""Agreements over HTTP: who sees and does what, and that each page says whose turn it is."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from agreement_scene import (
    PDF,
    bring_into_force,
    conclude,
    decide,
    draw_up,
    file_pdf,
    lacks,
    state,
    text_of,
)
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.factories import House, Union
from tests.signing_in import sign_in

from gemeinwerk.governance.agreements.rules import State
from gemeinwerk.governance.agreements.steps import STEPS
from gemeinwerk.governance.models import Agreement
from gemeinwerk.governance.permissions import DECIDE

TODAY = date(2026, 11, 20)


@pytest.fixture
def agreement(union: Union, county: House, neighbour: House) -> Agreement:
    return draw_up(union, county, neighbour)


def address(name: str, agreement: Agreement, **more: object) -> str:
    keys = {"alliance_id": agreement.alliance_id, "agreement_id": agreement.id, **more}
    if name in ("agreements", "new"):
        del keys["agreement_id"]
    return reverse(f"agreements:{name}", kwargs=keys)


def step_address(slug: str, agreement: Agreement) -> str:
    name = "own_step" if STEPS[slug].permission == DECIDE else "step"
    return address(name, agreement, slug=slug)


def test_who_may(
    agreement: Agreement, county: House, neighbour: House, third: House, stranger: House
) -> None:
    filing = file_pdf(county, agreement, county, neighbour)
    open_to_all = [address("agreements", agreement), address("agreement", agreement)]
    open_to_all.append(address("filing", agreement, filing_id=filing.id))
    to_leaders = [address(name, agreement) for name in ("new", "change", "file")]
    to_leaders.append(address("withdraw_filing", agreement, filing_id=filing.id))
    to_leaders += [step_address(s, agreement) for s in STEPS if STEPS[s].permission != DECIDE]
    to_heads = [step_address(s, agreement) for s in STEPS if STEPS[s].permission == DECIDE]
    outside, head = sign_in(stranger.people["head"]), sign_in(neighbour.people["head"])
    coordinator = sign_in(neighbour.people["coordinator"])
    clerk = sign_in(third.people["clerk"])
    for page in (*open_to_all, *to_leaders, *to_heads):
        assert Client().get(page)["Location"].startswith(reverse("account_login"))
        assert outside.get(page).status_code == 404
        assert head.get(page).status_code == 200, page
        assert clerk.get(page).status_code == (200 if page in open_to_all else 403), page
        assert coordinator.get(page).status_code == (403 if page in to_heads else 200), page


def test_the_agreement_of_another_alliance_is_not_found_below_this_one(
    agreement: Agreement, county: House, neighbour: House, third: House
) -> None:
    other = factories.make_union(county, third)
    mixed = reverse(
        "agreements:agreement",
        kwargs={"alliance_id": other.alliance.id, "agreement_id": agreement.id},
    )
    client = sign_in(county.people["head"])
    assert client.get(mixed).status_code == 404
    assert client.get(address("agreement", agreement)).status_code == 200
    unknown = address("filing", agreement, filing_id=uuid4())
    assert client.get(unknown).status_code == 404
    for name in ("own_step", "step"):
        assert client.get(address(name, agreement, slug="zaubern")).status_code == 404


def test_nobody_but_the_alliance_sees_it_in_a_list(
    agreement: Agreement, third: House, stranger: House
) -> None:
    page = address("agreements", agreement)
    text = sign_in(third.people["clerk"]).get(page).content.decode()
    assert agreement.title in text
    assert "Let its own organ decide on the text" in text
    assert agreement.title not in sign_in(stranger.people["head"]).get(page).content.decode()


def test_each_sees_whose_turn_it_is_and_only_its_own_button(
    agreement: Agreement, county: House, neighbour: House, third: House
) -> None:
    decide(county, agreement)
    page, button = address("agreement", agreement), step_address("beschluss", agreement)
    theirs = sign_in(neighbour.people["head"]).get(page).content.decode()
    assert "your turn" in theirs
    assert button in theirs
    for house, role in ((county, "head"), (neighbour, "clerk"), (third, "head")):
        text = sign_in(house.people[role]).get(page).content.decode()
        assert button not in text
        assert "Landkreis Nachbarau" in text


def test_drawing_up(union: Union, county: House, neighbour: House) -> None:
    client = sign_in(county.people["coordinator"])
    page = reverse("agreements:new", kwargs={"alliance_id": union.alliance.id})
    entered = {
        "title": "Absichtserklärung (erfunden)",
        "form": "intent",
        "transfer": "delegating",
        "parties": [county.member.id, neighbour.member.id],
        "text": "Wir wollen zusammenarbeiten.",
        "term": "yearly",
    }
    alone = client.post(page, {**entered, "parties": [county.member.id], "transfer": ""})
    assert "An agreement needs at least two parties" in alone.content.decode()
    refused = client.post(page, entered)
    assert "With this legal form no task passes over" in refused.content.decode()
    done = client.post(page, {**entered, "transfer": ""}, follow=True)
    assert "The agreement was drawn up." in done.content.decode()
    assert "renewed each year unless notice is given" in done.content.decode()
    assert "This legal form can never open person-related records" in done.content.decode()


def test_changing_keeps_what_was_entered(agreement: Agreement, county: House) -> None:
    client = sign_in(county.people["coordinator"])
    form = client.get(address("change", agreement)).context["form"]
    entered = {name: form.initial.get(name) or "" for name in form.fields}
    entered |= {"title": "Vereinbarung, zweite Fassung (erfunden)"}
    done = client.post(address("change", agreement), entered, follow=True).content.decode()
    assert "The agreement was changed." in done
    with county.context("head"):
        kept = Agreement.objects.get(id=agreement.id)
    assert (kept.title, kept.task) == (entered["title"], agreement.task)
    assert kept.task_holder_id == county.member.id


def test_deciding_and_signing_show_the_text_and_carry_its_mark(
    agreement: Agreement, county: House, neighbour: House
) -> None:
    client = sign_in(county.people["head"])
    page = step_address("beschluss", agreement)
    shown = client.get(page).content.decode()
    assert agreement.text in shown
    mark = text_of(county, agreement)
    assert mark in shown
    entered = {
        "consents": "yes",
        "organ": "Kreistag",
        "decided_on": "2026-11-18",
        "reference": "Vorlage 7 (erfunden)",
    }
    stale = client.post(page, {**entered, "text_sha256": "0" * 64}).content.decode()
    assert "The text was changed meanwhile." in stale
    done = client.post(page, {**entered, "text_sha256": mark}, follow=True).content.decode()
    assert "The decision of your authority was entered." in done
    assert "consents: Kreistag, 18.11.2026, Vorlage 7 (erfunden)" in done
    signing = {"text_sha256": mark, "signed_on": "2026-11-19"}
    early = client.post(step_address("unterschrift", agreement), signing)
    assert "First: Let its own organ decide on the text" in early.content.decode()
    decide(neighbour, agreement)
    signed = client.post(step_address("unterschrift", agreement), signing, follow=True)
    assert "You have signed for your authority." in signed.content.decode()
    assert lacks(county, agreement)[0] == "signature"


def test_the_authority_s_steps_one_after_the_other(
    union: Union, county: House, neighbour: House
) -> None:
    signed = conclude(union, county, neighbour)
    client = sign_in(county.people["coordinator"])

    def post(slug: str, **entered: str) -> str:
        page = step_address(slug, signed)
        overview = client.get(address("agreement", signed)).content.decode()
        assert page in overview
        return client.post(page, entered, follow=True).content.decode()

    assert "applies for all parties" in post(
        "antrag", authority="Bezirksregierung (erfunden)", requested_on="2026-10-16"
    )
    assert "The day of receipt was entered." in post("eingang", received_on="2026-10-19")
    overview = client.get(address("agreement", signed)).content.decode()
    assert "From 15.12.2026 on, silence counts as approval." in overview
    assert "How the period is computed" in overview
    assert step_address("antrag", signed) not in overview
    assert "or confirm the shorter reading with a reason" in post("schweigen")
    assert "The approval is deemed given." in post(
        "schweigen", shorter_reading="on", reason="Auskunft der Behörde (erfunden)"
    )
    told = post("bekanntmachung", published_on="2026-11-19", published_in="Amtsblatt 3 (erfunden)")
    assert "Nothing. The agreement is in force." in told
    assert state(neighbour, signed) is State.IN_FORCE


def test_an_unread_land_says_so(union: Union, county: House, neighbour: House) -> None:
    signed = conclude(union, county, neighbour, land="HE")
    client = sign_in(county.people["coordinator"])
    text = client.get(address("agreement", signed)).content.decode()
    assert "The rules of HE for this legal form were not read here." in text
    assert "Ask the supervisory authority what the law of your Land wants." in text
    page = step_address("inkrafttreten", signed)
    assert page in text
    missing = client.post(page, {"day": "2026-11-20", "reason": ""})
    assert missing.context["form"].errors["reason"]
    entered = {"day": "2026-11-20", "reason": "Schreiben der Aufsicht (erfunden)"}
    assert "In force" in client.post(page, entered, follow=True).content.decode()


def test_filing_downloading_withdrawing(
    union: Union, county: House, neighbour: House, third: House
) -> None:
    found = bring_into_force(union, county, neighbour)
    client = sign_in(county.people["coordinator"])
    overview = address("agreement", found)
    assert "is to be filed that is valid" in client.get(overview).content.decode()
    entered = {
        "kind": "art26",
        "title": "Art. 26: Musterland/Nachbarau",
        "valid_from": "2026-11-01",
        "coverage": "Auskunft aus dem Verzeichnis (erfunden)",
        "covers": [county.member.id, neighbour.member.id],
    }
    page = address("file", found)
    wrong = {**entered, "file": SimpleUploadedFile("brief.pdf", b"PK\x03\x04")}
    assert "“brief.pdf” is no PDF" in client.post(page, wrong).content.decode()
    bare = {**entered, "coverage": "", "file": SimpleUploadedFile("a.pdf", PDF)}
    assert "This document needs its coverage" in client.post(page, bare).content.decode()
    right = {**entered, "file": SimpleUploadedFile("a.pdf", PDF)}
    done = client.post(page, right, follow=True).content.decode()
    assert "The document is on file." in done
    assert "is to be filed that is valid" not in done
    with county.context("head"):
        filing = Agreement.objects.get(id=found.id).filings.get()
    file_page = address("filing", found, filing_id=filing.id)
    answer = sign_in(third.people["clerk"]).get(file_page)
    assert b"".join(answer.streaming_content) == PDF
    assert "Art. 26- Musterland-Nachbarau.pdf" in answer["Content-Disposition"]
    withdraw = address("withdraw_filing", found, filing_id=filing.id)
    assert sign_in(neighbour.people["head"]).post(withdraw).status_code in (302, 403)
    assert "valid" in client.get(overview).content.decode()
    asked = client.get(withdraw).content.decode()
    assert "Withdraw “Art. 26: Musterland/Nachbarau”?" in asked
    gone = client.post(withdraw, follow=True).content.decode()
    assert "The document was withdrawn." in gone
    assert "is to be filed that is valid" in gone


def test_notice_leaving_and_joining_are_offered_to_whom_they_concern(
    union: Union, county: House, neighbour: House, third: House
) -> None:
    found = bring_into_force(union, county, neighbour)
    page = address("agreement", found)
    party = sign_in(neighbour.people["head"]).get(page).content.decode()
    assert step_address("kuendigung", found) in party
    assert step_address("austritt", found) not in party
    assert step_address("beitritt", found) not in party
    joining = sign_in(third.people["head"])
    assert step_address("beitritt", found) in joining.get(page).content.decode()
    assert step_address("kuendigung", found) not in joining.get(page).content.decode()
    done = joining.post(step_address("beitritt", found), follow=True).content.decode()
    assert "Your authority has asked to join." in done
    assert step_address("beschluss", found) in done
    early = {"last_day": str(TODAY + timedelta(days=1)), "reason": "Neue Aufgaben"}
    refused = sign_in(neighbour.people["head"]).post(step_address("kuendigung", found), early)
    assert "the last day is 20.02.2027 at the earliest" in refused.content.decode()
    assert state(county, found) is State.IN_FORCE


def test_history_is_for_those_who_see_the_journal(agreement: Agreement, county: House) -> None:
    page = address("agreement", agreement)
    assert sign_in(county.people["clerk"]).get(page).context["history"] is None
    text = sign_in(county.people["coordinator"]).get(page).content.decode()
    assert "agreement “Vereinbarung über Baulasten (erfunden)” drawn up" in text


def test_the_first_agreement_is_asked_for(union: Union, county: House) -> None:
    with county.context("head"):
        Agreement.objects.filter(alliance=union.alliance).update(state="ended")
    page = reverse("agreements:agreements", kwargs={"alliance_id": union.alliance.id})
    text = sign_in(county.people["clerk"]).get(page).content.decode()
    assert "Draw up an agreement" not in text
    assert "nothing to do" in text


def test_request_needs_its_turn(agreement: Agreement, county: House) -> None:
    client = sign_in(county.people["coordinator"])
    entered = {"authority": "Amt", "requested_on": str(TODAY)}
    early = client.post(step_address("antrag", agreement), entered).content.decode()
    assert "This is not the turn of this step. First: Let its own organ decide" in early
