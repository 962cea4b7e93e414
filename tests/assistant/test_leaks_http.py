"""Over HTTP: no page, file, API or MCP tells a word that is not open, while things end.

The model is that of ``test_leaks.py``. Words are asked for in lower case, so that the question,
which pages repeat, is told from an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.assistant.knowledge_world import (
    ENDS,
    HOUSES,
    MARKERS,
    Built,
    Houses,
    everything_open,
    happen,
    in_database,
    make_houses,
    words_in,
)
from tests.signing_in import sign_in

from gemeinwerk.kernel import clock
from gemeinwerk.members import tokens

pytestmark = pytest.mark.django_db
ASKED = MARKERS[:2]  # the first base's: what is released, and what comes after it
JSON = {"content_type": "application/json", "secure": False}


@pytest.fixture
def houses(settings: Any) -> Houses:
    settings.ASSISTANT_EMBEDDER = "none"
    settings.PUBLIC_QUESTIONS = settings.PUBLIC_REQUESTS = 1_000_000
    return make_houses()


def questions() -> Iterator[str]:
    for marker in ASKED:
        yield f"Wie hoch ist die Gebühr für {marker.lower()}?"
    yield "Wie hoch ist die Gebühr?"


def clerk_reads(built: Built, member: int, key: str) -> Iterator[tuple[str, str]]:
    """(address, what came back) of everything that a clerk can open."""
    client = sign_in(built.houses[member].people["clerk"])
    pages = ["/wissen/", "/wissen/luecken/", "/anliegen/", "/fragen/"]
    for base in built.bases:
        pages += [f"/wissen/{base.id}/", f"/wissen/{base.id}/ausgabe/markdown/"]
    for article in built.articles.values():
        start = f"/wissen/artikel/{article.id}/"
        pages += [start, f"{start}fassungen/1/", f"{start}fassungen/2/", f"{start}ausgabe/"]
    for page in pages:
        yield page, body(client.get(page))
    for question in questions():
        yield "/fragen/", body(client.post("/fragen/", {"question": question}))
    yield from program_reads(built, "/api/v1/fragen", "/mcp/", {"Authorization": f"Bearer {key}"})


def citizen_reads(built: Built, place: int) -> Iterator[tuple[str, str]]:
    """The same for everybody at the public page of a member."""
    client, start = Client(), f"/auskunft/{built.houses.desks[place].slug}/"
    pages = [start, f"{start}einbetten/", f"{start}stellen/"]
    for article in built.articles.values():
        pages += [f"{start}artikel/{article.id}/", f"{start}artikel/{article.id}/?von=0&bis=40"]
    for page in pages:
        yield page, body(client.get(page))
    for question in questions():
        for page in (start, f"{start}einbetten/"):
            yield page, body(client.post(page, {"question": question}))
    yield from program_reads(built, f"/api/v1{start}fragen", f"{start}mcp/", {})


def program_reads(
    built: Built, asking: str, mcp: str, headers: dict[str, str]
) -> Iterator[tuple[str, str]]:
    client = Client(headers=headers)
    for question in questions():
        yield asking, body(client.post(asking, {"question": question}, **JSON))
        calls: list[dict[str, Any]] = [
            {"name": "ask", "arguments": {"question": question}},
            {"name": "search_articles", "arguments": {"query": question, "most": 10}},
        ]
        for call in calls:
            yield f"{mcp}{call['name']}", body(client.post(mcp, rpc(call), **JSON))
    for article in built.articles.values():
        call = {"name": "read_article", "arguments": {"article_id": str(article.id)}}
        yield f"{mcp}read_article", body(client.post(mcp, rpc(call), **JSON))


def rpc(call: dict[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}


def body(response: Any) -> str:
    """What was sent, also as a stream."""
    assert response.status_code < 500
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts).decode(errors="replace")


def check(built: Built, keys: list[str]) -> None:
    for member in range(HOUSES):
        own = {n for n, base in enumerate(built.world.bases) if base.owner == member}
        written = {w for n in own for one in built.world.bases[n].articles for w in one.written}
        opened = built.world.words(built.world.bases_of_clerk(member))
        expect(clerk_reads(built, member, keys[member]), opened, written)
        citizens = built.world.words(built.world.bases_of_citizens(member))
        expect(citizen_reads(built, member), citizens, set())


def expect(read: Iterator[tuple[str, str]], opened: set[str], written: set[str]) -> None:
    """Nothing else is told; and what is open is found by asking, reading, API and MCP."""
    ways: dict[str, set[str]] = {}
    for address, text in read:
        words = words_in([text])
        assert words <= opened | written, address
        way = "ask" if address.endswith(("fragen/", "fragen", "ask")) else ""
        ways.setdefault(way or "read", set()).update(words)
    assert opened <= ways["read"] | ways["ask"]
    assert set(ASKED) & opened <= ways["ask"] | ways["read"]


def issue_keys(houses: Houses) -> list[str]:
    keys = []
    for house in houses:
        with house.context("clerk"):
            last = clock.today() + timedelta(days=30)
            issued = tokens.issue(
                purpose="Probe (erfunden)", expires_on=last, actor=house.actor("clerk")
            )
            keys.append(issued.key)
    return keys


def test_everything_open_is_told_everywhere(houses: Houses) -> None:
    """Else the test below would say nothing: each way tells the words while they are open."""
    keys = issue_keys(houses)
    with in_database(houses, everything_open()) as built:
        found: dict[str, set[str]] = {}
        for read in (clerk_reads(built, 1, keys[1]), citizen_reads(built, 1)):
            for address, text in read:
                found.setdefault(way_of(address), set()).update(words_in([text]))
        first = MARKERS[0]
        ways = {"article", "asked", "api", "mcp ask", "mcp search_articles", "mcp read_article"}
        assert {way for way, words in found.items() if first in words} >= ways


def way_of(address: str) -> str:
    if "mcp/" in address:
        return f"mcp {address.rpartition('/')[2]}"
    if address.startswith("/api/"):
        return "api"
    return "article" if "artikel" in address else "asked"


@pytest.mark.parametrize("event", ENDS)
def test_what_ends_is_told_nowhere(houses: Houses, event: str) -> None:
    keys = issue_keys(houses)
    with in_database(houses, everything_open()) as built:
        happen(built, event, 0)
        check(built, keys)
