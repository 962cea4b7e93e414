"""Pages about access keys: shown once, listed, withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.factories import House
from tests.signing_in import sign_in

from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.members.models import AccessToken, Role

LIST, MAKE = "/zugang/", "/zugang/neu/"


def make(client: Client, purpose: str = "Intranet-Suche", days: int = 10) -> HttpResponse:
    day = clock.today() + timedelta(days=days)
    return client.post(MAKE, {"purpose": purpose, "expires_on": f"{day:%Y-%m-%d}"})


def withdraw_address(house: House) -> str:
    with house.context("head"):
        token = AccessToken.objects.get()
    return reverse("tokens:withdraw", kwargs={"token_id": token.id})


def test_strangers_and_people_without_a_role(county: House) -> None:
    client = sign_in(county.people["clerk"])
    make(client)
    address = withdraw_address(county)
    with county.context("head"):
        Role.objects.filter(person=county.people["clerk"]).delete()
    for path in (LIST, MAKE, address):
        assert Client().get(path)["Location"].startswith(reverse("account_login"))
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("days", [-1, 366, 4000])
def test_a_wrong_end_is_refused_at_the_field(county: House, days: int) -> None:
    answer = make(sign_in(county.people["clerk"]), days=days)
    assert answer.status_code == 200
    assert "valid for one year at most" in answer.context["form"].errors["expires_on"][0]
    with county.context("clerk"):
        assert not AccessToken.objects.exists()


def test_a_purpose_is_needed(county: House) -> None:
    answer = make(sign_in(county.people["clerk"]), purpose=" ")
    assert answer.context["form"].errors["purpose"] == ["This field is required."]


def test_it_is_shown_once_and_works(county: House) -> None:
    client = sign_in(county.people["clerk"])
    answer = make(client, purpose="<script>Suche</script>")
    key = answer.context["issued"].key
    text = answer.content.decode()
    assert f'value="{key}"' in text
    assert "it is shown this once" in text
    assert "<script>Suche" not in text
    assert answer["Cache-Control"] == "private, no-store"
    assert key not in client.get(LIST).content.decode()
    headers = {"authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/grants", headers=headers).status_code == 200
    assert "&lt;script&gt;Suche" in client.get(LIST).content.decode()


def test_making_and_withdrawing_stand_in_the_journal(county: House) -> None:
    client = sign_in(county.people["clerk"])
    key = make(client).context["issued"].key
    answer = client.post(withdraw_address(county), follow=True)
    assert "The access key “Intranet-Suche” opens nothing any more." in answer.content.decode()
    assert "withdrawn" in answer.content.decode()
    headers = {"authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/grants", headers=headers).status_code == 401
    with county.context("head"):
        said = [line.sentence for line in journal.list_lines(event_prefix="members.token")]
    assert said[0] == "Access key of Clerk 99001 for “Intranet-Suche” withdrawn"
    assert said[1].startswith("Access key for “Intranet-Suche” made, valid until ")
    assert len(said) == 2


def test_twice_withdrawn_is_said(county: House) -> None:
    client = sign_in(county.people["clerk"])
    make(client)
    address = withdraw_address(county)
    assert client.post(address).status_code == 302
    again = client.post(address)
    assert again.status_code == 400
    assert "withdrawn already" in again.content.decode()


def test_another_member_and_a_colleague_find_nothing(county: House, neighbour: House) -> None:
    make(sign_in(county.people["clerk"]))
    address = withdraw_address(county)
    for person in (neighbour.people["head"], county.people["records_officer"]):
        other = sign_in(person)
        assert other.get(address).status_code == 404
        assert other.post(address).status_code == 404
        assert "Intranet-Suche" not in other.get(LIST).content.decode()


def test_the_head_sees_and_ends_it(county: House) -> None:
    make(sign_in(county.people["clerk"]))
    head = sign_in(county.people["head"])
    text = head.get(LIST).content.decode()
    assert "Access keys of others at your authority" in text
    assert "Clerk 99001" in text
    assert "Clerk 99001" in head.get(withdraw_address(county)).content.decode()
    assert head.post(withdraw_address(county)).status_code == 302
    with county.context("head"):
        assert AccessToken.objects.get().revoked_at is not None
