"""Opening a collection to a partner, step by step over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.factories import House
from tests.signing_in import sign_in

from gemeinwerk.archive.models import Collection
from gemeinwerk.kernel import clock
from gemeinwerk.sharing import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(county: House, neighbour: House) -> Collection:
    """Two open pages and one that names living people."""
    found = factories.make_collection(county)
    factories.make_page(county, found, "Zufahrt", record="Akte-1")
    factories.make_page(county, found, "Abstand", record="Akte-2")
    factories.make_page(county, found, "Erika Beispiel", record="Akte-3", is_personal=True)
    return found


@pytest.fixture
def entry(neighbour: House) -> dict[str, str]:
    return {
        "grantee": str(neighbour.member.id),
        "right": "read",
        "purpose": "Prüfung von Baulasten",
        "basis": "Beschluss vom 1. Oktober 2026 (erfunden)",
        "valid_from": clock.today().isoformat(),
        "valid_to": "",
    }


def address(collection: Collection) -> str:
    return reverse("portal:share", kwargs={"key": collection.key})


def given(county: House) -> int:
    with county.context():
        return queries.list_given().count()


def test_who_may(collection: Collection, county: House, neighbour: House) -> None:
    page = address(collection)
    assert Client().get(page)["Location"].startswith(reverse("account_login"))
    assert sign_in(neighbour.people["head"]).get(page).status_code == 404
    for role in ("clerk", "records_officer", "coordinator"):
        assert sign_in(county.people[role]).get(page).status_code == 403
    assert sign_in(county.people["head"]).get(page).status_code == 200


def test_received_collection_cannot_be_passed_on(
    collection: Collection, county: House, neighbour: House
) -> None:
    factories.share(county, collection, neighbour)
    assert sign_in(neighbour.people["head"]).get(address(collection)).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("grantee", "", "Choose the authority that shall find and read it."),
        ("grantee", "999999", "Select a valid choice. 999999 is not one of the available choices."),
        ("purpose", "  ", "A grant needs a purpose. Say what they need it for."),
        (
            "basis",
            "",
            "A grant needs a basis. Name the resolution or agreement with its date.",
        ),
        ("valid_from", "2026-02-30", "Enter a valid date."),
        ("right", "own", "Select a valid choice. own is not one of the available choices."),
    ],
)
def test_wrong_entries_are_told_at_their_field(
    collection: Collection,
    county: House,
    entry: dict[str, str],
    field: str,
    value: str,
    sentence: str,
) -> None:
    client = sign_in(county.people["head"])
    response = client.post(address(collection), {**entry, field: value, "confirmed": "1"})
    assert response.context["form"].errors == {field: [sentence]}
    assert given(county) == 0


def test_dates_are_told_at_the_last_day(
    collection: Collection, county: House, entry: dict[str, str]
) -> None:
    client = sign_in(county.people["head"])
    today = clock.today()
    before = today - timedelta(days=3)
    turned = {**entry, "valid_to": before.isoformat()}
    response = client.post(address(collection), turned)
    (sentence,) = response.context["form"].errors["valid_to"]
    assert sentence == (
        f"The grant would end on {before:%d.%m.%Y}, before it begins on {today:%d.%m.%Y}."
        " Check the dates."
    )
    over = {**turned, "valid_from": (today - timedelta(days=9)).isoformat()}
    response = client.post(address(collection), over)
    (sentence,) = response.context["form"].errors["valid_to"]
    assert sentence.startswith(f"The last day {before:%d.%m.%Y} is over already.")


def test_unknown_member_cannot_be_chosen(
    collection: Collection, county: House, stranger: House, entry: dict[str, str]
) -> None:
    client = sign_in(county.people["head"])
    page = client.get(address(collection)).content.decode()
    assert "Landkreis Nachbarau" in page
    assert "Landkreis Fernau" not in page
    chosen = {**entry, "grantee": str(stranger.member.id), "confirmed": "1"}
    assert "grantee" in client.post(address(collection), chosen).context["form"].errors


def test_summary_comes_before_anything_opens(
    collection: Collection, county: House, entry: dict[str, str]
) -> None:
    response = sign_in(county.people["head"]).post(address(collection), entry)
    text = response.content.decode()
    assert "Landkreis Nachbarau can then find and read 2 pages of “Baulasten”." in text
    assert "stay closed" in text
    assert given(county) == 0


def test_person_related_records_are_counted_and_warned_of(
    collection: Collection, county: House, entry: dict[str, str]
) -> None:
    client = sign_in(county.people["head"])
    assert "1 of the records is marked" in client.get(address(collection)).content.decode()
    response = client.post(address(collection), {**entry, "includes_personal": "on"})
    text = response.content.decode()
    assert "find and read 3 pages" in text
    assert "This opens 1 record that names living people." in text


def test_changing_something_keeps_the_entries(
    collection: Collection, county: House, entry: dict[str, str]
) -> None:
    client = sign_in(county.people["head"])
    text = client.post(address(collection), {**entry, "change": "1"}).content.decode()
    assert "Prüfung von Baulasten" in text
    assert "On to the summary" in text
    assert given(county) == 0


def test_confirming_opens_and_a_second_time_is_refused(
    collection: Collection, county: House, neighbour: House, entry: dict[str, str]
) -> None:
    client = sign_in(county.people["head"])
    response = client.post(address(collection), {**entry, "confirmed": "1"})
    assert response.status_code == 302
    with neighbour.context():
        assert queries.get_open_grant(collection.id) is not None
    for step in ({}, {"confirmed": "1"}):
        again = client.post(address(collection), {**entry, **step})
        assert again.context["form"].errors["grantee"] == [
            "“Baulasten” is open to Landkreis Nachbarau already. End that grant first to change it."
        ]
    assert given(county) == 1


def test_without_partners_the_page_says_so(county: House) -> None:
    alone = factories.make_collection(county, "Allein")
    text = sign_in(county.people["head"]).get(address(alone)).content.decode()
    assert "No partners yet" in text
