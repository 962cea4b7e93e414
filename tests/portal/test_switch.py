"""Acting for another member: only where one has a role, and never off this site."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories import PASSWORD, House, make_house
from tests.signing_in import sign_in

from gemeinwerk.members import actions as members
from gemeinwerk.members.context import member_context

pytestmark = pytest.mark.django_db
SWITCH = "/wechseln/"


@pytest.fixture
def commuter(county: House, neighbour: House):
    """The county's clerk, who is records officer at the neighbour too."""
    clerk = county.people["clerk"]
    with member_context(door="operator"):
        members.employ(
            member=neighbour.member,
            email=clerk.email,
            name=clerk.name,
            roles=["records_officer"],
            password=PASSWORD,
        )
    return clerk


def test_logged_out_goes_to_login(db: None) -> None:
    response = Client().post(SWITCH, {"member": "1"})
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_get_is_refused(commuter: object) -> None:
    assert sign_in(commuter).get(SWITCH).status_code == 405


@pytest.mark.parametrize("member", ["", "0", "999999", "abc", "-1"])
def test_unknown_member_is_refused(commuter: object, member: str) -> None:
    assert sign_in(commuter).post(SWITCH, {"member": member}).status_code == 403


def test_member_without_role_is_refused(commuter: object, stranger: House) -> None:
    client = sign_in(commuter)
    assert client.post(SWITCH, {"member": stranger.member.id}).status_code == 403
    assert "Landkreis Fernau" not in client.get("/").content.decode()


def test_switch_changes_roles_and_comes_back(
    commuter: object, county: House, neighbour: House
) -> None:
    client = sign_in(commuter, at=county.member)
    assert client.get(reverse("journal:entries")).status_code == 403
    response = client.post(SWITCH, {"member": neighbour.member.id, "next": "/journal/"})
    assert response["Location"] == "/journal/"
    assert client.get(reverse("journal:entries")).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "https:evil.example",
        "http:///evil.example",
        "\thttps://evil.example",
        "",
    ],
)
def test_no_way_off_this_site(commuter: object, neighbour: House, address: str) -> None:
    response = sign_in(commuter).post(SWITCH, {"member": neighbour.member.id, "next": address})
    assert response["Location"] == reverse("portal:home")


def test_address_that_is_only_a_word_breaks_nothing(commuter: object, neighbour: House) -> None:
    response = sign_in(commuter).post(SWITCH, {"member": neighbour.member.id, "next": "wort"})
    assert (response.status_code, response["Location"]) == (302, "wort")


def test_invitation_by_others_does_not_change_for_whom_one_acts(county: House) -> None:
    """Its name is the first; an officer's next files would have been theirs."""
    first_by_name = make_house("99004", "Amt Aaa")
    officer = county.people["records_officer"]
    with first_by_name.context("head"):
        members.invite(
            email=officer.email,
            name="Egal",
            role="records_officer",
            actor=first_by_name.actor("head"),
        )
    page = sign_in(officer).get("/")
    assert page.wsgi_request.actor.member_id == county.member.id
    assert len(page.wsgi_request.members) == 2
