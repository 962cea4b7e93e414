"""Grants in both directions over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.factories import PASSWORD, House
from tests.signing_in import sign_in

from gemeinwerk.archive.models import Collection
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.members import actions as members
from gemeinwerk.members.context import member_context
from gemeinwerk.sharing.models import Grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(county: House) -> Collection:
    return factories.make_collection(county)


@pytest.fixture
def grant(county: House, neighbour: House, collection: Collection) -> Grant:
    return factories.share(county, collection, neighbour)


def page(name: str, grant: Grant) -> str:
    return reverse(f"sharing:{name}", kwargs={"grant_id": grant.id})


def test_who_may(grant: Grant, county: House, neighbour: House, stranger: House) -> None:
    for name in ("grant", "end"):
        address = page(name, grant)
        assert Client().get(address)["Location"].startswith(reverse("account_login"))
        assert sign_in(stranger.people["head"]).get(address).status_code == 404
        assert sign_in(county.people["head"]).get(address).status_code == 200
    assert sign_in(county.people["clerk"]).get(page("grant", grant)).status_code == 200
    assert sign_in(county.people["clerk"]).get(page("end", grant)).status_code == 403
    assert sign_in(neighbour.people["clerk"]).get(page("grant", grant)).status_code == 200
    assert sign_in(neighbour.people["head"]).get(page("end", grant)).status_code == 403


def test_list_shows_both_directions_and_not_a_third(
    grant: Grant, county: House, neighbour: House, stranger: House
) -> None:
    address = reverse("sharing:grants")
    assert Client().get(address).status_code == 302
    own = sign_in(county.people["clerk"]).get(address)
    theirs = sign_in(neighbour.people["clerk"]).get(address)
    others = sign_in(stranger.people["head"]).get(address)
    assert [line.grant.id for line in own.context["given"]] == [grant.id]
    assert [line.grant.id for line in theirs.context["received"]] == [grant.id]
    assert (others.context["given"], others.context["received"]) == ([], [])
    assert "Baulasten" not in others.content.decode()


def test_states(county: House, neighbour: House, collection: Collection) -> None:
    today = clock.today()
    union = factories.make_union(county, neighbour)
    waiting = factories.offer(union, county, collection, [neighbour])
    factories.consent(county, waiting)
    client = sign_in(county.people["head"])

    def states() -> list[str]:
        context = client.get(reverse("sharing:grants")).context
        return [line.state.value for line in context["given"]]

    assert states() == ["waiting"]
    assert "waits: something is missing" in client.get(reverse("sharing:grants")).content.decode()
    future = factories.share(county, collection, neighbour, valid_from=today + timedelta(days=5))
    assert "not yet open" in client.get(page("grant", future)).content.decode()
    client.post(page("end", future))
    open_grant = factories.share(county, collection, neighbour, valid_to=today)
    assert states() == ["open", "ended", "waiting"]
    with county.context("head"):
        Grant.objects.filter(id=open_grant.id).update(
            valid_from=today - timedelta(days=9), valid_to=today - timedelta(days=1)
        )
    assert "expired" in client.get(page("grant", open_grant)).content.decode()
    with county.context("head"):
        voting.withdraw_motion(motion_id=waiting.id, actor=county.actor("head"))
    assert states() == ["expired", "ended", "lapsed"]


def test_declaring_the_purpose_over_http(
    county: House, neighbour: House, collection: Collection
) -> None:
    union = factories.make_union(county, neighbour)
    motion = factories.offer(union, county, collection, [neighbour], roles=["clerk"])
    factories.adopt(union, motion)
    with county.context("head"):
        grant = Grant.objects.get()
    address = page("declare", grant)
    clerk, head = sign_in(neighbour.people["clerk"]), sign_in(neighbour.people["head"])
    text = clerk.get(reverse("sharing:grants")).content.decode()
    assert "Baulasten of Landkreis Musterland is ready for you" in text
    assert "is ready for you" not in head.get(reverse("sharing:grants")).content.decode()
    refused = head.post(address, follow=True).content.decode()
    assert "This grant serves other roles of your authority than yours." in refused
    assert clerk.get(address).status_code == 405
    told = clerk.post(address, follow=True).content.decode()
    assert "“Baulasten” is open to you now." in told
    assert "is ready for you" not in told


def test_getting_the_page_ends_nothing(grant: Grant, county: House) -> None:
    text = sign_in(county.people["head"]).get(page("end", grant)).content.decode()
    assert "End the grant of “Baulasten”?" in text
    with county.context():
        assert Grant.objects.get(id=grant.id).ended_at is None


def test_grantee_cannot_end(grant: Grant, county: House, neighbour: House) -> None:
    assert sign_in(neighbour.people["head"]).post(page("end", grant)).status_code == 403
    with county.context():
        assert Grant.objects.get(id=grant.id).ended_at is None


def test_two_heads_end_the_same_grant(grant: Grant, county: House) -> None:
    with member_context(door="operator"):
        deputy = members.employ(
            member=county.member,
            email="zweite@99001.example",
            name="Zweite Leitung",
            roles=["head"],
            password=PASSWORD,
        )
    first, second = sign_in(county.people["head"]), sign_in(deputy)
    assert second.get(page("end", grant)).status_code == 200
    assert "is not open to Landkreis Nachbarau any more" in (
        first.post(page("end", grant), follow=True).content.decode()
    )
    late = second.post(page("end", grant), follow=True)
    assert "This grant was ended on" in late.content.decode()
    with county.context("head"):
        assert Grant.objects.get(id=grant.id).ended_by.startswith("Head 99001")
        lines = journal.list_lines(object_id=str(grant.id), event_prefix="sharing.grant.")
    assert [line.event for line in lines] == ["sharing.grant.ended", "sharing.grant.opened"]


def test_history_is_for_those_who_see_the_journal(grant: Grant, county: House) -> None:
    address = page("grant", grant)
    assert sign_in(county.people["clerk"]).get(address).context["history"] is None
    text = sign_in(county.people["records_officer"]).get(address).content.decode()
    assert "Landkreis Musterland opened “Baulasten” to Landkreis Nachbarau" in text


def test_terms_are_shown_to_both(grant: Grant, county: House, neighbour: House) -> None:
    for house in (county, neighbour):
        text = sign_in(house.people["clerk"]).get(page("grant", grant)).content.decode()
        assert "Baulasten öffnen" in text
        assert "§ 85 der Bauordnung (erfunden)" in text
        assert "Prüfung von Baulasten" in text
        assert "Head 99001 (Landkreis Musterland)" in text
