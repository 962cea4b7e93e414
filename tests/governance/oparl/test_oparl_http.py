"""The interface as OParl 1.1 wants it: types, lists, filters, errors, headers."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from tests.governance.oparl import statement
from tests.governance.oparl.publishing import BASE, Reader, Scene

from gemeinwerk.governance.oparl.models import Kind, Publication
from gemeinwerk.members import visitors
from gemeinwerk.members.context import member_context

MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$")
DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
PREFIX = "https://schema.oparl.org/1.1/"


def inside(content: Any) -> list[dict[str, Any]]:
    """Every object of OParl in an answer, inner ones too."""
    inner = content.values() if isinstance(content, dict) else content
    found = [one for each in inner if isinstance(each, dict | list) for one in inside(each)]
    return [content, *found] if isinstance(content, dict) and "type" in content else found


@pytest.fixture
def meetings(scene: Scene, reader: Reader) -> str:
    """Address of the list of meetings."""
    return str(reader.list(reader.get(BASE), "body")[0]["meeting"])


def test_every_object_fits_the_statement_of_the_specification(scene: Scene, reader: Reader) -> None:
    seen: Counter[str] = Counter()
    for answer in reader.everything():
        for one in inside(answer):
            kind = one["type"].removeprefix(PREFIX)
            seen[kind] += 1
            plain = {name for name in one if ":" not in name}
            wanted = statement.EVERY | statement.REQUIRED[kind]
            assert wanted <= plain, kind
            assert plain <= wanted | statement.KNOWN[kind], kind
            assert None not in one.values() and "" not in one.values()
    assert seen.keys() == statement.REQUIRED.keys()


def test_moments_and_days_have_their_form(scene: Scene, reader: Reader) -> None:
    for answer in reader.everything():
        for one in inside(answer):
            for name, value in one.items():
                if name in statement.MOMENTS:
                    assert MOMENT.match(value), (name, value)
                if name in statement.DAYS:
                    assert DAY.match(value), (name, value)


def test_inner_objects_have_their_type_and_are_found_alone(scene: Scene, reader: Reader) -> None:
    found = set()
    for answer in reader.everything():
        for one in inside(answer):
            for name, value in one.items():
                kind = one["type"].removeprefix(PREFIX)
                for part in inside(value) if isinstance(value, dict | list) else []:
                    found.add((kind, name))
                    assert part["type"] == PREFIX + statement.INNER[kind, name]
                    alone = reader.get(part["id"])
                    assert part.items() <= alone.items()
    assert found == statement.INNER.keys()


def test_system_is_the_entry(db: None, reader: Reader) -> None:
    system = reader.get(BASE)
    assert system["id"] == "http://testserver/oparl/v1.1/"
    assert system["oparlVersion"] == PREFIX
    assert reader.get(system["body"])["data"] == []


REFUSALS = [
    ("/oparl/", 404, "Nothing has been published under this address."),
    (f"{BASE}nothing", 404, "Nothing has been published under this address."),
    (f"{BASE}person/01a20110-1763-71f6-b744-28e5929906a0", 404, "Nothing has been published"),
    (f"{BASE}paper/1", 404, "Nothing has been published under this address."),
    (f"{BASE}bodies?page=2", 404, "The list has no page 2."),
    (f"{BASE}bodies?page=0", 400, "page must be a whole number from 1 to 1000000."),
    (f"{BASE}bodies?page=²", 400, "page must be a whole number from 1 to 1000000."),
    (f"{BASE}bodies?limit=x", 400, "limit must be a whole number from 1 to 1000000."),
    (
        f"{BASE}bodies?modified_since=gestern",
        400,
        "modified_since must be a moment with its time zone, such as 2026-01-31T12:00:00+01:00; a"
        " plus sign is written %2B in an address.",
    ),
    (f"{BASE}bodies?created_since=2026-01-31T12:00:00", 400, "created_since must be a moment"),
    (f"{BASE}bodies?created_until=9999-12-31T23:59:59Z", 400, "created_until must be a moment"),
]


@pytest.mark.parametrize(("address", "status", "message"), REFUSALS)
def test_refusals_are_error_objects(
    db: None, client: Client, address: str, status: int, message: str
) -> None:
    response = client.get(address, headers={"accept": "text/html"})
    assert response.status_code == status
    assert response["Access-Control-Allow-Origin"] == "*"
    told = response.json()
    assert told.keys() == {"type", "message", "debug"}
    assert told["type"] == PREFIX + "Error"
    assert told["message"].startswith(message)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_but_reading(db: None, method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = getattr(client, method)(BASE)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()["message"] == "This interface is for reading: use GET."


def test_pages_of_other_sites_may_read(scene: Scene, client: Client) -> None:
    for address in (BASE, f"{BASE}bodies"):
        response = client.get(address, headers={"origin": "https://anders.example"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Content-Type"] == "application/json"
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
    asked = client.options(BASE)
    assert (asked.status_code, asked.content) == (204, b"")
    assert "GET" in asked["Access-Control-Allow-Methods"]
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]


def test_head_is_answered_without_content(scene: Scene, client: Client) -> None:
    response = client.head(f"{BASE}bodies")
    assert (response.status_code, response.content) == (200, b"")


def test_who_has_it_already_gets_304(scene: Scene, client: Client) -> None:
    address = f"{BASE}meeting/{scene.made['meeting'].id}"
    first = client.get(address)
    tag, changed = first["ETag"], first["Last-Modified"]
    for headers in ({"if-none-match": tag}, {"if-modified-since": changed}):
        response = client.get(address, headers=headers)
        assert (response.status_code, response.content) == (304, b"")
        assert response["ETag"] == tag
        assert response["Access-Control-Allow-Origin"] == "*"
    scene.change("item", title="Bericht, neu")
    again = client.get(address, headers={"if-none-match": tag})
    assert again.status_code == 200
    assert again["ETag"] != tag


def test_pages_follow_each_other_and_keep_filters(client: Client, meetings: str) -> None:
    query = {"created_since": "2026-01-01T00:00:00+01:00", "limit": "2", "omit_internal": "true"}
    first = client.get(meetings, query).json()
    assert first["pagination"] == {
        "totalElements": 3,
        "elementsPerPage": 2,
        "currentPage": 1,
        "totalPages": 2,
    }
    assert first["links"].keys() == {"first", "self", "next", "last"}
    for link in first["links"].values():
        asked = parse_qs(urlsplit(link).query)
        assert {name: values[0] for name, values in asked.items()}.items() >= query.items()
    last = client.get(first["links"]["next"]).json()
    assert last["links"].keys() == {"first", "prev", "self", "last"}
    assert last["links"]["prev"] == first["links"]["self"] == first["links"]["first"]
    ids = [one["id"] for page in (first, last) for one in page["data"]]
    assert len(set(ids)) == 3


def test_an_address_is_written_in_one_way(client: Client, meetings: str) -> None:
    asked = client.get(f"{meetings}?page=1&limit=500&utm_source=x").json()
    assert asked["links"]["self"] == meetings


def test_inner_lists_can_be_left_out(client: Client, meetings: str) -> None:
    full = client.get(meetings).json()["data"][0]
    lean = client.get(meetings, {"omit_internal": "true"}).json()["data"][0]
    assert "agendaItem" in full and "agendaItem" not in lean


@pytest.mark.parametrize("column", ["created", "modified"])
def test_filters_are_inclusive_to_the_second(client: Client, meetings: str, column: str) -> None:
    found = client.get(meetings).json()["data"]
    moments = sorted(one[column] for one in found)
    for side, moment in (("since", moments[0]), ("until", moments[-1])):
        kept = client.get(meetings, {f"{column}_{side}": moment}).json()["data"]
        assert len(kept) == 3
    early = {f"{column}_until": "2026-01-01T00:00:00+01:00"}
    late = {f"{column}_since": "2126-01-01T00:00:00Z"}
    assert client.get(meetings, early).json()["data"] == []
    assert client.get(meetings, late).json()["data"] == []


def test_a_paper_can_be_read_and_kept_as_text(scene: Scene, reader: Reader) -> None:
    described = reader.object(Kind.FILE, scene.made["motion"].id)
    shown = reader.client.get(described["accessUrl"])
    assert shown["Content-Type"] == "text/plain; charset=utf-8"
    assert "Content-Disposition" not in shown
    assert shown.content.decode() == described["text"]
    assert "Gemeinsame Stelle: der Text (erfunden)\n\nReasons\nKurze Wege" in described["text"]
    kept = reader.client.get(described["downloadUrl"])
    assert kept["Content-Disposition"] == f'attachment; filename="{described["fileName"]}"'


def test_published_minutes_can_be_read_until_they_are_withdrawn(
    scene: Scene, reader: Reader
) -> None:
    described = reader.object(Kind.FILE, scene.made["minutes"].id)
    shown = reader.client.get(described["accessUrl"])
    assert shown.content.startswith(b"%PDF-")
    assert shown["Content-Type"] == "application/pdf"
    scene.change("minutes", is_public=False)
    gone = reader.client.get(described["accessUrl"])
    assert gone.status_code == 410
    assert gone.json()["message"] == "This file is not published any more."


def test_minutes_of_a_meeting_that_is_not_public_any_more_go_too(
    scene: Scene, reader: Reader
) -> None:
    address = reader.object(Kind.FILE, scene.made["minutes"].id)["accessUrl"]
    scene.change("held", is_public=False)
    assert reader.client.get(address).status_code == 410
    with member_context(door="public"):
        kept = Publication.objects.get(kind=Kind.FILE, object_id=scene.made["minutes"].id)
    assert kept.facts == {}


def test_who_asks_too_often_waits(
    db: None, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PUBLIC_REQUESTS = 3
    monkeypatch.setattr(visitors, "now", lambda: 6_000_000.0)
    for _time in range(3):
        assert client.get(BASE, REMOTE_ADDR="2001:db8::1").status_code == 200
    refused = client.get(BASE, REMOTE_ADDR="2001:db8::2")
    assert refused.status_code == 429, "the same network"
    assert refused["Retry-After"] == "60"
    assert refused.json()["message"].startswith("Too many requests from your network address.")
    assert client.get(BASE, REMOTE_ADDR="2001:db8:1::1").status_code == 200
    assert client.get(BASE, REMOTE_ADDR="192.0.2.7").status_code == 200
    monkeypatch.setattr(visitors, "now", lambda: 6_000_060.0)
    assert client.get(BASE, REMOTE_ADDR="2001:db8::2").status_code == 200
