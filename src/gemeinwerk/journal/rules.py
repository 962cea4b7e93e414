"""How the chain is hashed and checked. Pure; the database function computes the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as stored: number from 1, aware moment, canonical body, both hashes (32 bytes)."""

    number: int
    at: datetime
    event: str
    object_id: str
    body: str
    previous: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold, with a stable code for the reason."""

    number: int
    reason: str


def canonical(facts: dict[str, Any]) -> str:
    """Return JSON with sorted keys and no spaces, the text that is hashed."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def link_hash(previous: bytes, number: int, at: datetime, body: str) -> bytes:
    """Return SHA-256 over previous hash, number, UTC moment with microseconds, and body."""
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    head = f"{number}\x1f{moment}\x1f"
    return hashlib.sha256(previous + head.encode() + body.encode()).digest()


def find_breaks(links: Iterable[Link], head: tuple[int, bytes] | None) -> Iterator[Break]:
    """Yield each break of a chain given in order; ``head`` is the last link as it was recorded
    (number, hash), None if there is no record of one, which is right for an empty chain only.
    """
    expected, previous = 1, GENESIS
    for link in links:
        if link.number != expected:
            yield Break(expected, "missing")
            expected = link.number
        elif link.previous != previous:
            yield Break(link.number, "not_linked")
        if link.hash != link_hash(link.previous, link.number, link.at, link.body):
            yield Break(link.number, "changed")
        if (link.event, link.object_id) != _columns(link.body):
            yield Break(link.number, "columns_differ")
        expected, previous = expected + 1, link.hash
    if (head or (0, GENESIS)) != (expected - 1, previous):
        yield Break(expected - 1, "end_differs")


def _columns(body: str) -> tuple[object, object]:
    """Return what the columns beside a body should hold; nothing if it is no JSON object."""
    try:
        facts = json.loads(body)
        return facts["event"], facts["object"]
    except (ValueError, TypeError, KeyError):
        return None, None
