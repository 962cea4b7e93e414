"""The journal over HTTP: whose, filters, paging, download and the check of the chain."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.factories import House
from tests.signing_in import sign_in

from gemeinwerk.journal import actions as journal
from gemeinwerk.journal import queries, views
from gemeinwerk.kernel import clock

pytestmark = pytest.mark.django_db
LIST = "/journal/"


def note(house: House, number: int, *, event: str = "test.noted", **facts: object) -> None:
    with house.context():
        for index in range(number):
            journal.record(event, actor=house.actor(), obj=f"object-{index}", **facts)


@pytest.mark.parametrize("name", ["entries", "download"])
def test_who_may(county: House, name: str) -> None:
    address = reverse(f"journal:{name}")
    assert Client().get(address)["Location"].startswith(reverse("account_login"))
    assert sign_in(county.people["clerk"]).get(address).status_code == 403
    for role in ("head", "coordinator", "records_officer"):
        assert sign_in(county.people[role]).get(address).status_code == 200


def test_who_may_check(county: House) -> None:
    address = reverse("journal:check")
    assert Client().post(address).status_code == 302
    assert sign_in(county.people["clerk"]).post(address).status_code == 403
    assert sign_in(county.people["head"]).get(address).status_code == 405
    assert sign_in(county.people["head"]).post(address).status_code == 200


def test_a_member_sees_its_own_chain_only(county: House, neighbour: House) -> None:
    note(county, 1, event="test.secret")
    text = sign_in(neighbour.people["head"]).get(LIST).content.decode()
    assert "test.secret" not in text
    assert "test.secret" in sign_in(county.people["head"]).get(LIST).content.decode()


def test_filters(county: House) -> None:
    factories.make_collection(county, "Baulasten")
    note(county, 1, event="test.noted")
    client = sign_in(county.people["head"])

    def events(**query: str) -> list[str]:
        return [line.event for line in client.get(LIST, query).context["lines"]]

    today = clock.today()
    assert events() == ["test.noted", "archive.collection.created"]
    assert events(group="archive.collection.") == ["archive.collection.created"]
    assert events(object="object-0") == ["test.noted"]
    assert events(person="records_officer 99001") == events()
    assert events(person="Musterland") == events()
    assert events(person="Niemand") == []
    assert events(since=today.isoformat(), until=today.isoformat()) == events()
    assert events(since=(today + timedelta(days=1)).isoformat()) == []
    assert events(until=(today - timedelta(days=1)).isoformat()) == []
    assert events(until="9999-12-31") == events()


@pytest.mark.parametrize(
    "query",
    [{"group": "nonsense"}, {"since": "yesterday"}, {"before": "x"}, {"before": "-1"}],
)
def test_wrong_filters_are_told(county: House, query: dict[str, str]) -> None:
    note(county, 1)
    response = sign_in(county.people["head"]).get(LIST, query)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert response.context["lines"] == []


@pytest.mark.parametrize("value", ["%", "'; drop table x; --", "\\", "a\x00b", "🗂"])
def test_odd_words_find_nothing_and_break_nothing(county: House, value: str) -> None:
    note(county, 1)
    response = sign_in(county.people["head"]).get(LIST, {"person": value, "object": value})
    assert response.status_code == 200
    assert response.context["lines"] == []


def test_paging_by_number(county: House) -> None:
    note(county, views.PAGE_SIZE + 3)
    client = sign_in(county.people["head"])
    first = client.get(LIST, {"person": "99001"})
    numbers = [line.number for line in first.context["lines"]]
    assert numbers == list(range(views.PAGE_SIZE + 3, 3, -1))
    assert f"?person=99001&amp;before={numbers[-1]}" in first.content.decode()
    second = client.get(LIST, {"person": "99001", "before": numbers[-1]})
    assert [line.number for line in second.context["lines"]] == [3, 2, 1]
    assert "Older entries" not in second.content.decode()


def test_download_is_a_table_without_formulas(county: House) -> None:
    with county.context():
        journal.record(
            "archive.file.refused", actor=county.actor(), name="x", reason="r", obj="=1+1"
        )
    response = sign_in(county.people["head"]).get(reverse("journal:download"))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0] == ["Number", "Moment", "What happened", "Who", "Event", "Object"]
    assert rows[1][0] == "1"
    assert rows[1][2] == "File “x” refused: r"
    assert rows[1][5] == "'=1+1"


def test_download_follows_the_filters(county: House) -> None:
    factories.make_collection(county, "Baulasten")
    note(county, 2)
    address = reverse("journal:download")
    response = sign_in(county.people["head"]).get(address, {"group": "archive.collection."})
    assert b"".join(response.streaming_content).count(b"\r\n") == 2


def test_whole_chain_holds_and_its_head_can_be_noted(county: House) -> None:
    note(county, 3)
    client = sign_in(county.people["head"])
    with county.context("head"):
        digest = queries.chain_head()[1].hex()
    text = client.post(reverse("journal:check")).content.decode()
    assert "The chain holds" in text
    assert digest in text.replace(" ", "")
    assert digest in client.get(LIST).content.decode().replace(" ", "")


def test_empty_journal(county: House) -> None:
    text = sign_in(county.people["head"]).get(LIST).content.decode()
    assert "No entry fits" in text
    assert "Nothing has been noted yet." in text
