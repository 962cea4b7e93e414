"""The start page: what waits, for whom, and what strangers and people without a role see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories
from tests.assistant.factories import make_article, make_base
from tests.factories import House
from tests.governance.voting import ballot_box
from tests.signing_in import sign_in

from gemeinwerk.archive.models import Page
from gemeinwerk.assistant.handover.actions import hand_over_inside
from gemeinwerk.kernel import clock
from gemeinwerk.members import actions as members
from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Person

pytestmark = pytest.mark.django_db


def home(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_stranger_sees_what_this_is_and_the_login(db: None) -> None:
    text = home(Client())
    assert reverse("account_login") in text
    assert "What waits for you" not in text


def test_person_without_role_is_told_whom_to_ask(db: None) -> None:
    with member_context(door="operator"):
        person = Person.objects.create(email="neu@99001.example", name="Nora Neu")
    text = home(sign_in(person))
    assert "no role at any authority" in text
    assert "neu@99001.example" in text
    assert 'aria-label="Main navigation"' not in text


def test_navigation_shows_only_what_the_role_covers(county: House) -> None:
    clerk = home(sign_in(county.people["clerk"]))
    head = home(sign_in(county.people["head"]))
    assert f'href="{reverse("journal:entries")}"' not in clerk
    assert f'href="{reverse("journal:entries")}"' in head
    assert f'href="{reverse("archive:review")}"' in clerk
    assert f'href="{reverse("archive:review")}"' not in head


def test_quiet_day(county: House) -> None:
    text = home(sign_in(county.people["clerk"]))
    assert text.count('class="gw-result"') == 1
    assert "No collections yet" in text
    assert "Set up a second factor" in text


def test_pages_to_correct_are_counted_for_those_who_may(county: House) -> None:
    page = factories.make_page(county, factories.make_collection(county), "Zufahrt")
    with county.context():
        Page.objects.filter(id=page.id).update(needs_review=True)
    assert "1 page to correct" in home(sign_in(county.people["clerk"]))
    assert "page to correct" not in home(sign_in(county.people["head"]))


def test_foreign_pages_to_correct_do_not_wait(county: House, neighbour: House) -> None:
    collection = factories.make_collection(county)
    page = factories.make_page(county, collection, "Zufahrt")
    with county.context():
        Page.objects.filter(id=page.id).update(needs_review=True)
    factories.share(county, collection, neighbour)
    assert "page to correct" not in home(sign_in(neighbour.people["clerk"]))


def test_new_and_ending_grants_are_shown_to_both(county: House, neighbour: House) -> None:
    collection = factories.make_collection(county)
    soon = clock.today() + timedelta(days=20)
    factories.share(county, collection, neighbour, valid_to=soon)
    given = home(sign_in(county.people["clerk"]))
    received = home(sign_in(neighbour.people["clerk"]))
    assert f"ends on {soon:%d.%m.%Y}" in given
    assert "New for you: Baulasten of Landkreis Musterland" in received
    assert "New for you" not in given


def test_grant_without_end_does_not_wait(county: House, neighbour: House) -> None:
    factories.share(county, factories.make_collection(county), neighbour)
    assert "ends on" not in home(sign_in(county.people["clerk"]))


def test_removed_person_keeps_session_but_sees_nothing(county: House) -> None:
    clerk = county.people["clerk"]
    client = sign_in(clerk)
    assert client.get(reverse("portal:people")).status_code == 200
    with county.context("head"):
        members.set_roles(person_id=clerk.id, roles=set(), actor=county.actor("head"))
    assert client.get(reverse("portal:people")).status_code == 403
    assert "no role at any authority" in home(client)


def count_queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get("/").status_code == 200
    return len(found)


def test_number_of_queries_does_not_grow_with_the_paper(county: House) -> None:
    factories.make_collection(county, "Bestand")
    client = sign_in(county.people["records_officer"])
    before = count_queries(client)
    for number in range(8):
        factories.make_collection(county, f"Bestand {number}")
    assert count_queries(client) == before < 40


def test_a_motion_that_waits_costs_one_query_and_a_settled_one_none(
    county: House, neighbour: House
) -> None:
    union = factories.make_union(county, neighbour)
    ballot_box.open_vote(union, ballot_box.propose(county, union))
    client = sign_in(county.people["head"])
    before = count_queries(client)
    motions = [ballot_box.propose(county, union, f"Vorlage {number}") for number in range(4)]
    for motion in motions:
        ballot_box.open_vote(union, motion)
    assert home(client).count("“Vorlage ") == 4
    assert count_queries(client) <= before + 4 < 50
    for motion in motions:
        ballot_box.vote(county, motion)
        ballot_box.vote(neighbour, motion)
    assert "“Vorlage " not in home(client)
    assert count_queries(client) == before


def test_health_needs_no_login(db: None) -> None:
    response = Client().get(reverse("portal:health"))
    assert (response.status_code, response.content) == (200, b"ok")
    assert response["Content-Type"].startswith("text/plain")


def test_drafts_wait_for_who_may_release_them(county: House) -> None:
    base = make_base(county, "Bürgerfragen")
    make_article(base, "Hundesteuer")
    assert "for release" not in home(sign_in(county.people["head"]))
    for title in ("Baugenehmigung", "Reisepass"):
        make_article(base, title, released=False)
    assert "for release" not in home(sign_in(county.people["clerk"]))
    for role in ("head", "coordinator", "records_officer"):
        text = home(sign_in(county.people[role]))
        assert "2 drafts wait for release" in text
        assert f'href="{reverse("knowledge:release_drafts", kwargs={"base_id": base.id})}"' in text


@pytest.mark.parametrize(("count", "told"), [(1, "handed it over"), (2, "handed them over")])
def test_one_question_is_not_told_as_many(county: House, count: int, told: str) -> None:
    with county.context("clerk"):
        for number in range(count):
            hand_over_inside(actor=county.actor("clerk"), question=f"Frage {number}?")
    assert f"The assistant knew none; somebody {told}." in home(sign_in(county.people["clerk"]))
