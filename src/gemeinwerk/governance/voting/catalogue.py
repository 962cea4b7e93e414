"""Voting rules that a body can take over, read from ``catalogue.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.voting.definition import Rule, Status
from gemeinwerk.kernel.errors import NotFound

SOURCE = Path(__file__).with_name("catalogue.toml")


class RuleUnknown(NotFound):
    message = _("The catalogue holds no voting rule “%(key)s”. Choose one from the list.")


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule with the kinds of body for which it is usual, and what its source leaves open."""

    rule: Rule
    usual_for: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Practice:
    """What a source asks beside the vote; nothing is counted by it."""

    key: str
    text: str
    reference: str
    status: Status


@cache
def list_versions() -> tuple[Entry, ...]:
    """Return every version of every rule, in the order of the file."""
    return tuple(
        Entry(Rule.from_json(row["definition"]), tuple(row["usual_for"]), row["note"])
        for row in _read()["rule"]
    )


def list_entries(body_kind: str | None = None) -> list[Entry]:
    """Return the newest version of each rule, first those usual for a kind of body."""
    newest = _newest(list_versions())
    return sorted(newest, key=lambda entry: bool(body_kind) and body_kind not in entry.usual_for)


def get_entry(key: str, version: int | None = None) -> Entry:
    """Return a rule of the catalogue, without ``version`` its newest. Raises RuleUnknown."""
    for entry in list_entries() if version is None else list_versions():
        if entry.rule.key == key and version in (None, entry.rule.version):
            return entry
    raise RuleUnknown(key=key)


@cache
def list_practices() -> tuple[Practice, ...]:
    """Return what the sources ask beside the vote."""
    rows = _read()["practice"]
    return tuple(Practice(**{**row, "status": Status(row["status"])}) for row in rows)


def _newest(entries: Iterable[Entry]) -> list[Entry]:
    newest: dict[str, Entry] = {}
    for entry in entries:
        known = newest.get(entry.rule.key)
        if known is None or known.rule.version < entry.rule.version:
            newest[entry.rule.key] = entry
    return list(newest.values())


@cache
def _read() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(SOURCE.read_text(encoding="utf-8"))
