"""The table of protective periods that comes with the software: ``periods.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gemeinwerk.archive.protection.rules import Clock, Row

PLACE = Path(__file__).with_name("periods.toml")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row of the table with where it comes from. ``terms`` is what a confirmation keeps of it."""

    land: str
    edition: int
    law: str
    reference: str
    note: str
    row: Row
    terms: dict[str, Any]


@cache
def list_proposals() -> tuple[Proposal, ...]:
    """Return all rows of the table, one per Land at most."""
    lines = tomllib.loads(PLACE.read_text(encoding="utf-8"))["row"]
    return tuple(_proposal(line) for line in lines)


def find_proposal(land: str) -> Proposal | None:
    """Return the row of a Land, None where we know none: its archival records stay closed."""
    return next((each for each in list_proposals() if each.land == land), None)


def row_of(terms: Mapping[str, Any]) -> Row:
    """Return the periods from the terms of a row."""
    clock = Clock(terms["clock"])
    return Row(
        general=terms.get("general"),
        secrecy=terms.get("secrecy"),
        death=terms.get("death"),
        birth=terms.get("birth"),
        neither=terms.get("neither"),
        clock=clock,
        secrecy_clock=Clock(terms.get("secrecy_clock", clock)),
    )


def _proposal(line: dict[str, Any]) -> Proposal:
    return Proposal(
        land=line["land"],
        edition=line["edition"],
        law=line["law"],
        reference=line["reference"],
        note=line.get("note", ""),
        row=row_of(line),
        terms=line,
    )
