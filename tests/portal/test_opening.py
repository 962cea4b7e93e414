"""Proposing to open a collection, step by step over HTTP: nothing opens by it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.factories import House, Union
from tests.signing_in import sign_in

from gemeinwerk.archive.models import Collection
from gemeinwerk.governance.models import Agreement, Effect, Party
from gemeinwerk.kernel import clock
from gemeinwerk.sharing import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def union(county: House, neighbour: House) -> Union:
    return factories.make_union(county, neighbour)


@pytest.fixture
def collection(county: House, union: Union) -> Collection:
    """Two open pages and one that names living people."""
    found = factories.make_collection(county)
    factories.make_page(county, found, "Zufahrt", record="Akte-1")
    factories.make_page(county, found, "Abstand", record="Akte-2")
    factories.make_page(county, found, "Erika Beispiel", record="Akte-3", is_personal=True)
    return found


@pytest.fixture
def entry(neighbour: House, union: Union) -> dict[str, str | list[str]]:
    return {
        "title": "Baulasten öffnen",
        "text": "Der Bestand wird dem Landkreis Nachbarau geöffnet.",
        "grantees": [str(neighbour.member.id)],
        "right": "read",
        "roles": ["clerk"],
        "purpose": "Prüfung von Baulasten",
        "legal_basis": "§ 85 der Bauordnung (erfunden)",
        "agreement": str(union.agreement.id),
        "valid_from": clock.today().isoformat(),
        "valid_to": "",
    }


def address(collection: Collection) -> str:
    return reverse("portal:share", kwargs={"key": collection.key})


def offered(county: House) -> list[Effect]:
    with county.context():
        return list(Effect.objects.select_related("motion"))


def test_who_may(collection: Collection, county: House, neighbour: House) -> None:
    page = address(collection)
    assert Client().get(page)["Location"].startswith(reverse("account_login"))
    assert sign_in(neighbour.people["head"]).get(page).status_code == 404
    assert sign_in(county.people["clerk"]).get(page).status_code == 403
    for role in ("records_officer", "coordinator", "head"):
        assert sign_in(county.people[role]).get(page).status_code == 200


def test_received_collection_cannot_be_passed_on(
    collection: Collection, county: House, neighbour: House
) -> None:
    factories.share(county, collection, neighbour)
    assert sign_in(neighbour.people["head"]).get(address(collection)).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "A motion needs a title: what is it about?"),
        ("text", " ", "Write the sentence that is voted on."),
        ("grantees", [], "Choose who shall find and read it."),
        (
            "grantees",
            ["999999"],
            "Select a valid choice. 999999 is not one of the available choices.",
        ),
        ("roles", [], "Choose who at the partners may use it."),
        ("purpose", "  ", "A grant needs a purpose. Say what they need it for."),
        ("legal_basis", "", "A grant needs a legal basis. Name the provision."),
        ("agreement", "", "Choose the agreement on which it rests."),
        ("valid_from", "2026-02-30", "Enter a valid date."),
        ("right", "own", "Select a valid choice. own is not one of the available choices."),
        ("valid_to", "2020-01-01", "The last day lies before the first one. Check the dates."),
    ],
)
def test_wrong_entries_are_told_at_their_field(
    collection: Collection,
    county: House,
    entry: dict[str, object],
    field: str,
    value: object,
    sentence: str,
) -> None:
    client = sign_in(county.people["head"])
    response = client.post(address(collection), {**entry, field: value, "confirmed": "1"})
    assert response.context["form"].errors == {field: [sentence]}
    assert offered(county) == []


def test_only_members_of_the_alliance_can_be_chosen(
    collection: Collection, county: House, stranger: House, entry: dict[str, object]
) -> None:
    client = sign_in(county.people["head"])
    page = client.get(address(collection)).content.decode()
    assert "Landkreis Nachbarau" in page
    assert "Landkreis Fernau" not in page
    chosen = {**entry, "grantees": [str(stranger.member.id)], "confirmed": "1"}
    assert "grantees" in client.post(address(collection), chosen).context["form"].errors


def test_a_declaration_of_intent_opens_nothing_personal(
    county: House, neighbour: House, collection: Collection, union: Union, entry: dict[str, object]
) -> None:
    client = sign_in(county.people["head"])
    personal = {**entry, "includes_personal": "on"}
    response = client.post(address(collection), personal)
    assert response.context["form"].errors["privacy"] == [
        "Person-related records need a document under the GDPR: say whether it is an arrangement of"
        " joint controllers (Art. 26) or a contract with a processor (Art. 28)."
    ]
    with county.context("head"):
        Agreement.objects.filter(id=union.agreement.id).update(form="intent")
    response = client.post(address(collection), {**personal, "privacy": "art26"})
    (sentence,) = response.context["form"].errors["agreement"]
    assert sentence.endswith("choose an agreement that delegates or mandates one.")


def test_summary_comes_before_the_motion(
    collection: Collection, county: House, entry: dict[str, object]
) -> None:
    response = sign_in(county.people["head"]).post(address(collection), entry)
    text = response.content.decode()
    assert "Landkreis Nachbarau can then find and read 2 pages of “Baulasten”." in text
    assert offered(county) == []


def test_person_related_records_are_counted_and_warned_of(
    collection: Collection, county: House, entry: dict[str, object]
) -> None:
    client = sign_in(county.people["head"])
    assert "1 of the records is marked" in client.get(address(collection)).content.decode()
    personal = {**entry, "includes_personal": "on", "privacy": "art26"}
    text = client.post(address(collection), personal).content.decode()
    assert "find and read 3 pages" in text
    assert "This opens 1 record that names living people." in text


def test_changing_something_keeps_the_entries(
    collection: Collection, county: House, entry: dict[str, object]
) -> None:
    client = sign_in(county.people["head"])
    text = client.post(address(collection), {**entry, "change": "1"}).content.decode()
    assert "Prüfung von Baulasten" in text
    assert "On to the summary" in text
    assert offered(county) == []


def test_confirming_makes_a_draft_and_opens_nothing(
    collection: Collection, county: House, neighbour: House, entry: dict[str, object]
) -> None:
    client = sign_in(county.people["records_officer"])
    response = client.post(address(collection), {**entry, "confirmed": "1"})
    (effect,) = offered(county)
    assert response["Location"].endswith(f"/vorlagen/{effect.motion_id}/")
    assert (effect.motion.state, effect.grantees) == ("draft", [neighbour.member.id])
    with neighbour.context():
        assert queries.get_open_grant(collection.id) is None
    page = client.get(address(collection)).content.decode()
    assert f"{effect.motion} " in page  # the draft can be chosen the next time
    more = f"{address(collection)}?ziel=m{effect.motion_id}"
    client.post(more, {**entry, "confirmed": "1"})
    assert {each.motion_id for each in offered(county)} == {effect.motion_id}
    assert len(offered(county)) == 2


def test_what_was_entered_survives_a_draft_that_appears_meanwhile(
    collection: Collection, county: House, union: Union, entry: dict[str, object]
) -> None:
    """There is one place to offer it at first; form and summary hold on to it."""
    client = sign_in(county.people["records_officer"])
    action = f'action="?ziel=b{union.body.id}"'
    assert action in client.get(address(collection)).content.decode()
    assert action in client.post(address(collection), entry).content.decode()
    client.post(address(collection), {**entry, "title": "Anderes", "confirmed": "1"})
    there = f"{address(collection)}?ziel=b{union.body.id}"
    assert "Is this what you want?" in client.post(there, entry).content.decode()


def test_without_an_alliance_the_page_says_what_to_do(county: House) -> None:
    alone = factories.make_collection(county, "Allein")
    text = sign_in(county.people["head"]).get(address(alone)).content.decode()
    assert "No alliance yet" in text
    assert "Found one or accept an invitation" in text


def test_without_an_agreement_the_page_says_what_to_do(
    collection: Collection, county: House, union: Union
) -> None:
    with county.context("head"):
        Party.objects.filter(agreement=union.agreement).update(signed_on=None)
        Party.objects.filter(member=county.member).delete()
    text = sign_in(county.people["head"]).get(address(collection)).content.decode()
    assert "An agreement is missing" in text
