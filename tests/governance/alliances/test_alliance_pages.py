"""Alliances over HTTP: who may open what, and the way from founding to a body with seats."""

from __future__ import annotations

import pytest
from alliance_scene import act, bring_in
from django.test import Client
from django.urls import reverse
from tests.factories import House
from tests.signing_in import sign_in

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances import actions, queries, waiting
from gemeinwerk.governance.alliances.bodies import actions as bodies
from gemeinwerk.governance.alliances.bodies.actions import BodyFacts
from gemeinwerk.governance.models import Alliance, Body, Membership, Seat

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> & „Ahorn“"


@pytest.fixture
def body(alliance: Alliance, county: House) -> Body:
    facts = BodyFacts("conference", HOSTILE, task="<img src=x onerror=alert(2)>")
    ids = {"alliance_id": alliance.id, "rule_key": "unanimity_all"}
    return act(county, bodies.create_body, facts=facts, **ids)


@pytest.fixture
def seat(alliance: Alliance, county: House, neighbour: House, body: Body) -> Seat:
    with county.context():
        place = governance.list_memberships(alliance).get(member_id=neighbour.member.id)
    ids = {"alliance_id": alliance.id, "body_id": body.id, "membership_id": place.id}
    return act(county, bodies.give_seat, votes=2, chairs=True, **ids)


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def url(name: str, **ids: object) -> str:
    return reverse(f"alliances:{name}", kwargs=ids)


def test_every_page_asks_who_comes(
    alliance: Alliance, body: Body, seat: Seat, county: House, neighbour: House, stranger: House
) -> None:
    """(name, role of the office that may, whether other members may)"""
    with county.context():
        place = governance.list_memberships(alliance).get(member_id=neighbour.member.id)
    one = {"alliance_id": alliance.id}
    of_body = {**one, "body_id": body.id}
    everybody = [
        *(url(name, **one) for name in ("overview", "members", "bodies")),
        url("body", **of_body),
    ]
    office = [
        *(url(name, **one) for name in ("change", "invite", "create_body")),
        *(url(name, **of_body) for name in ("change_body", "close_body", "rule", "own_rule")),
        url("give_seat", **of_body),
        url("seat", **of_body, seat_id=seat.id),
        url("member", **one, membership_id=place.id),
    ]
    for address in [*everybody, *office, url("notice", **one), url("people", **of_body)]:
        assert Client().get(address)["Location"].startswith(reverse("account_login"))
        assert sign_in(stranger.people["head"]).get(address).status_code == 404, address
    clerk, coordinator = (sign_in(neighbour.people[each]) for each in ("clerk", "coordinator"))
    for address in everybody:
        assert "&lt;script&gt;" in text(clerk, address) or body.name not in text(clerk, address)
        assert "<script>alert" not in text(clerk, address)
        assert "<img src=x" not in text(clerk, address)
    for address in office:
        assert text(clerk, address, 403)
        assert "Only the office of the alliance (Landkreis Musterland)" in text(
            coordinator, address, 400
        )
        assert text(sign_in(county.people["coordinator"]), address)
    assert text(coordinator, url("people", **of_body))
    assert text(clerk, url("people", **of_body), 403)
    assert text(sign_in(county.people["head"]), url("people", **of_body), 404)
    assert text(coordinator, url("notice", **one), 403)
    assert text(sign_in(neighbour.people["head"]), url("notice", **one))


def test_steps_without_a_page_ask_too(
    alliance: Alliance, body: Body, seat: Seat, county: House, neighbour: House, stranger: House
) -> None:
    with county.context():
        place = governance.list_memberships(alliance).get(member_id=neighbour.member.id)
    one = {"alliance_id": alliance.id}
    addresses = [
        url("take_seat", **one, body_id=body.id, seat_id=seat.id),
        url("uninvite", **one, membership_id=place.id),
        url("office", **one, membership_id=place.id),
        url("withdraw_notice", **one),
    ]
    for address in addresses:
        assert sign_in(county.people["head"]).get(address).status_code == 405
        assert Client().post(address)["Location"].startswith(reverse("account_login"))
        assert sign_in(stranger.people["head"]).post(address).status_code == 404
        assert sign_in(county.people["clerk"]).post(address).status_code == 403
    with county.context():
        assert queries.list_seats(body).count() == 1
        office = governance.get_office(alliance)
        assert office is not None
        assert office.member_id == county.member.id


def test_empty_list_explains_what_an_alliance_is(county: House) -> None:
    shown = text(sign_in(county.people["head"]), url("list"))
    assert "An alliance is a group of counties" in shown
    assert reverse("alliances:found") in shown
    assert 'aria-current="page">\n' in shown or 'aria-current="page"' in shown
    shown = text(sign_in(county.people["clerk"]), url("list"))
    assert reverse("alliances:found") not in shown
    assert sign_in(county.people["clerk"]).get(url("found")).status_code == 403


def test_from_founding_to_joining(county: House, third: House) -> None:
    office = sign_in(county.people["coordinator"])
    shown = office.post(url("found"), {"name": " ", "purpose": "", "land": "NW"}).content.decode()
    assert "An alliance needs a name." in shown
    made = office.post(url("found"), {"name": HOSTILE, "purpose": "Zweck", "land": "NW"})
    address = made["Location"]
    shown = text(office, address)
    assert "&lt;script&gt;" in shown
    assert "Invite the other members." in shown
    with county.context():
        alliance = Alliance.objects.get()
    invite = url("invite", alliance_id=alliance.id)
    shown = office.post(invite, {"key": "12345", "standing": "founding"}).content.decode()
    assert "No authority with the key or name “12345” works here." in shown
    sent = office.post(invite, {"key": "99003", "standing": "founding"}, follow=True)
    assert "Landkreis Drittenberg was invited." in sent.content.decode()

    clerk, head = sign_in(third.people["clerk"]), sign_in(third.people["head"])
    letter = url("invitation", alliance_id=alliance.id)
    assert "Your authority is invited" in text(clerk, url("list"))
    assert "The head of your authority answers." in text(clerk, letter)
    assert clerk.post(letter, {"answer": "accept"}).status_code == 403
    assert "None of your collections or knowledge bases is opened by it." in text(head, letter)
    assert head.post(letter, {"answer": "perhaps"})["Location"] == letter
    assert text(head, address, 404)
    joined = head.post(letter, {"answer": "accept"}, follow=True)
    assert "belongs to “&lt;script&gt;" in joined.content.decode()
    assert text(head, letter, 404)
    assert head.post(letter, {"answer": "accept"}).status_code == 404


def test_declining_ends_the_matter(
    alliance: Alliance, county: House, third: House, stranger: House
) -> None:
    facts = {"alliance_id": alliance.id, "key": "99003", "standing": "associated"}
    act(county, actions.invite, **facts)
    letter = url("invitation", alliance_id=alliance.id)
    assert sign_in(stranger.people["head"]).post(letter, {"answer": "accept"}).status_code == 404
    head = sign_in(third.people["head"])
    shown = head.post(letter, {"answer": "decline"}, follow=True).content.decode()
    assert "The invitation to “Bündnis Ahorntal” was declined." in shown
    assert text(head, url("overview", alliance_id=alliance.id), 404)


def test_body_with_rule_seats_and_people(
    alliance: Alliance, county: House, neighbour: House
) -> None:
    office, one = sign_in(county.people["head"]), {"alliance_id": alliance.id}
    entries = {"kind": "conference", "name": "Konferenz", "task": "", "proposes_to": ""}
    made = office.post(url("create_body", **one), entries)
    with county.context():
        body = Body.objects.get()
        place = governance.list_memberships(alliance).get(member_id=neighbour.member.id)
    ids = {**one, "body_id": body.id}
    assert made["Location"] == url("rule", **ids)
    shown = office.post(url("create_body", **one), entries).content.decode()
    assert "The alliance has a body “Konferenz” already." in shown

    shown = text(office, url("rule", **ids))
    assert shown.index("Einstimmigkeit aller Stimmberechtigten") < shown.index("GkG NRW § 20")
    assert office.post(url("rule", **ids), {"key": "nothing"}).status_code == 404
    shown = office.post(url("rule", **ids), {"key": "statute_nw"}, follow=True).content.decode()
    assert "GkG NRW § 20 Abs. 1 (read in this text; compare with its newest version)" in shown

    own = {
        "name": "Eigene Regel",
        "reference": "Satzung § 9",
        "share": "1/2>",
        "base": "statutory",
        "electorate": "seats",
        "abstention": "ignored",
        "tie": "rejected",
        "quorum_of": "seats",
    }
    shown = office.post(url("own_rule", **ids), own).content.decode()
    assert "an abstention cannot be left out" in shown
    shown = office.post(
        url("own_rule", **ids), {**own, "abstention": "no", "members": "2/3"}, follow=True
    ).content.decode()
    assert "Source: Satzung § 9 (no law; agreed by the body itself)." in shown

    seat = {"member": str(place.id), "votes": "3", "chairs": "on"}
    shown = office.post(url("give_seat", **ids), {**seat, "votes": "-1"}).content.decode()
    assert "greater than or equal to 0" in shown
    office.post(url("give_seat", **ids), seat)
    assert "Landkreis Nachbarau" not in text(office, url("give_seat", **ids)).split("<form")[-1]

    theirs = sign_in(neighbour.people["coordinator"])
    assert "Nobody is named for the seat of your authority." in text(theirs, url("body", **ids))
    foreign = {"holder": str(county.people["clerk"].id), "deputy": ""}
    assert "Select a valid choice" in theirs.post(url("people", **ids), foreign).content.decode()
    clerk = str(neighbour.people["clerk"].id)
    shown = theirs.post(url("people", **ids), {"holder": clerk, "deputy": clerk}).content.decode()
    assert "Nobody can be their own deputy." in shown
    shown = theirs.post(
        url("people", **ids), {"holder": clerk, "deputy": ""}, follow=True
    ).content.decode()
    assert "Clerk 99002" in shown
    assert "Nobody is named" not in shown


def test_what_waits_is_said_to_whom_it_concerns(
    alliance: Alliance, county: House, neighbour: House, third: House, seat: Seat
) -> None:
    act(
        county,
        actions.invite,
        alliance_id=alliance.id,
        key="99003",
        standing="associated",
    )

    def waits(house: House, role: str) -> list[tuple[str, bool]]:
        with house.context(role):
            found = waiting.list_waiting(house.actor(role))
            return [(step.text, step.is_mine) for step in found]

    invited = "Your authority is invited: join the alliance or decline."
    seat_text = f"Name who takes your seat in “{HOSTILE}”."
    assert waits(county, "head") == []
    assert waits(neighbour, "coordinator") == [(seat_text, True)]
    assert waits(neighbour, "clerk") == [(seat_text, False)]
    assert waits(third, "head") == [(invited, True)]
    assert waits(third, "coordinator") == [(invited, False)]


def test_a_seat_whose_holder_left_waits_again(
    alliance: Alliance, neighbour: House, body: Body, seat: Seat
) -> None:
    ids = {"alliance_id": alliance.id, "body_id": body.id}
    act(
        neighbour,
        bodies.name_people,
        holder_id=neighbour.people["clerk"].id,
        deputy_id=None,
        **ids,
    )
    with neighbour.context("head"):
        assert waiting.list_waiting(neighbour.actor("head")) == []
        neighbour.people["clerk"].roles.all().delete()
        found = waiting.list_waiting(neighbour.actor("head"))
        assert [step.text.split(".")[0] for step in found] == [
            "Clerk 99002 does not work here any more"
        ]


def test_leaving_says_what_closes(
    alliance: Alliance, county: House, neighbour: House, body: Body, seat: Seat
) -> None:
    one = {"alliance_id": alliance.id}
    head = sign_in(neighbour.people["head"])
    shown = text(head, url("notice", **one))
    assert "Your seat in “&lt;script&gt;" in shown
    assert "Nothing is open by a resolution of this alliance" in shown
    assert "no notice period is known here" in shown
    early = head.post(url("notice", **one), {"last_day": "2020-01-01"}).content.decode()
    assert "at the earliest" in early
    shown = head.post(url("notice", **one), {"last_day": "2099-12-31"}, follow=True)
    assert "Notice was given. The last day is 31.12.2099." in shown.content.decode()
    again = head.post(url("notice", **one), {"last_day": "2099-12-31"}).content.decode()
    assert "Your authority leaves on 31.12.2099 already." in again
    shown = head.post(url("withdraw_notice", **one), follow=True).content.decode()
    assert "Your authority stays in the alliance." in shown
    office = text(sign_in(county.people["head"]), url("notice", **one))
    assert "Hand it over to another member first." in office


def test_office_is_handed_over_and_standing_changed(
    alliance: Alliance, county: House, neighbour: House, third: House
) -> None:
    bring_in(alliance, county, third)
    with county.context():
        places = {each.member_id: each.id for each in Membership.objects.filter(alliance=alliance)}
    one = {"alliance_id": alliance.id}
    head = sign_in(county.people["head"])
    page = url("member", **one, membership_id=places[third.member.id])
    shown = head.post(page, {"standing": "provider"}, follow=True).content.decode()
    assert "The standing of Landkreis Drittenberg was changed." in shown
    hand = url("office", **one, membership_id=places[third.member.id])
    assert "cannot run the office" in head.post(hand, follow=True).content.decode()
    hand = url("office", **one, membership_id=places[neighbour.member.id])
    assert "The office was handed over." in head.post(hand, follow=True).content.decode()
    assert "Only the office of the alliance (Landkreis Nachbarau)" in text(head, page, 400)


def test_navigation_marks_alliances_on_every_page_of_theirs(
    alliance: Alliance, body: Body, county: House
) -> None:
    client = sign_in(county.people["clerk"])
    for address in (
        url("list"),
        url("overview", alliance_id=alliance.id),
        url("body", alliance_id=alliance.id, body_id=body.id),
    ):
        places = client.get(address).context["navigation"]
        assert [str(place.label) for place in places if place.current] == ["Alliances"]
    places = client.get(reverse("portal:home")).context["navigation"]
    assert [str(place.label) for place in places if place.current] == ["Start"]
