"""What the invented authorities have written down: articles, and the offices that answer for them.

Every text says that it is invented; telephone numbers are those kept free for films and books.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from demo.people import COUNTY, NEIGHBOUR, TOWN

BASES = {
    COUNTY: "Leistungen des Landkreises",
    NEIGHBOUR: "Leistungen im Nachbarkreis",
    TOWN: "Bürgerservice der Stadt",
}
SLUGS = {COUNTY: "musterland", NEIGHBOUR: "nachbarau", TOWN: "musterstadt"}
GREETING = "Guten Tag! Fragen Sie in eigenen Worten. (Erfundene Behörde, erfundene Auskünfte.)"

ASKED_IN_VAIN = (  # at the county's page, in the days before the visitor comes
    "Wie melde ich eine Drohne an?",
    "Muss ich meine Drohne beim Landkreis anmelden?",
    "Drohne anmelden, wo geht das?",
    "Wann ist die nächste Sitzung des Kreistags?",
    "Gibt es einen Zuschuss für Lastenfahrräder?",
    "Bekomme ich Geld vom Landkreis für ein Lastenfahrrad?",
)
HANDED_OVER = "Darf ich im Naturschutzgebiet am Musterbach mit dem Hund spazieren gehen?"
ANSWERED_BEFORE = "Ich weiß es nicht: Kein Text beantwortet das."

OPENING_TITLE = "Auskünfte über die Kreisgrenze hinweg (erfunden)"
OPENING_PURPOSE = "Bürger und Beschäftigte erhalten Auskunft, wo sie fragen (erfunden)"


@dataclass(frozen=True)
class InventedOffice:
    """An office of an invented authority."""

    of: str
    name: str
    address: str
    phone: str
    email: str
    opening_hours: str
    topics: tuple[str, ...] = ()
    accessibility: str = ""


@dataclass(frozen=True)
class InventedArticle:
    """An article in Markdown; ``plain`` in plain language, where somebody wrote it."""

    of: str
    title: str
    kind: str
    office: str
    body: str
    keywords: tuple[str, ...] = ()
    legal_basis: str = ""
    plain: str = ""


def list_offices(key: str) -> list[InventedOffice]:
    """Return the offices of a member."""
    return [InventedOffice(**_fixed(each)) for each in _texts()["office"] if each["of"] == key]


def list_articles(key: str) -> list[InventedArticle]:
    """Return the articles of a member."""
    return [InventedArticle(**_fixed(each)) for each in _texts()["article"] if each["of"] == key]


@cache
def _texts() -> dict[str, Any]:
    path = Path(__file__).parent / "texts" / "wissen.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _fixed(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: tuple(value) if isinstance(value, list) else value.strip()
        for key, value in row.items()
    }
