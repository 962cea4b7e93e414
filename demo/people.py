"""Invented members and the people who work for them.

Nobody here exists. Official keys begin with 99, which is not assigned; the Land code only says
whose law would apply. Passwords are made at set-up and are not part of this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

COUNTY = "99001"
NEIGHBOUR = "99002"
TOWN = "99001001"
VILLAGE = "99001002"
PROVIDER = "Zweckverband Rechenhaus Musterland"  # has no official key


@dataclass(frozen=True)
class InventedMember:
    """An authority: ``kind`` is county, municipality or association; ``ars`` has 12 digits.

    An association has no official key; it is known by its name.
    """

    name: str
    kind: str
    ags: str
    ars: str
    land: str
    population: int | None
    population_date: date | None

    @property
    def key(self) -> str:
        """What names it: the official key, else its name."""
        return self.ags or self.name


@dataclass(frozen=True)
class InventedPerson:
    """Somebody with a login; ``roles`` maps a member's key to the roles held there.

    Roles: head, coordinator, records_officer, clerk.
    """

    name: str
    email: str
    roles: Mapping[str, tuple[str, ...]]


_COUNTED = date(2025, 12, 31)

MEMBERS: tuple[InventedMember, ...] = (
    InventedMember(
        "Landkreis Musterland", "county", COUNTY, "990010000000", "NW", 187_420, _COUNTED
    ),
    InventedMember(
        "Landkreis Nachbarau", "county", NEIGHBOUR, "990020000000", "NW", 142_905, _COUNTED
    ),
    InventedMember(
        "Stadt Musterstadt", "municipality", TOWN, "990010001001", "NW", 31_870, _COUNTED
    ),
    InventedMember(
        "Gemeinde Beispielingen", "municipality", VILLAGE, "990010002002", "NW", 6_240, _COUNTED
    ),
    InventedMember(PROVIDER, "association", "", "", "NW", None, None),
)

PEOPLE: tuple[InventedPerson, ...] = (
    InventedPerson("Almut Kornfeld", "almut.kornfeld@musterland.example", {COUNTY: ("head",)}),
    InventedPerson(
        "Rainer Ostermoor", "rainer.ostermoor@musterland.example", {COUNTY: ("coordinator",)}
    ),
    InventedPerson(
        "Silke Brückenau", "silke.brueckenau@musterland.example", {COUNTY: ("records_officer",)}
    ),
    InventedPerson(
        "Jannis Feldhusen",
        "jannis.feldhusen@musterland.example",
        {COUNTY: ("clerk",), VILLAGE: ("clerk",)},
    ),
    InventedPerson(
        "Gesine Wellbrink", "gesine.wellbrink@musterland.example", {NEIGHBOUR: ("head",)}
    ),
    InventedPerson(
        "Malte Siepenkötter",
        "malte.siepenkoetter@musterland.example",
        {NEIGHBOUR: ("records_officer", "clerk")},
    ),
    InventedPerson(
        "Derya Lindwurm", "derya.lindwurm@musterland.example", {TOWN: ("head", "coordinator")}
    ),
    InventedPerson(
        "Ottokar Hainbuch", "ottokar.hainbuch@musterland.example", {TOWN: ("records_officer",)}
    ),
    InventedPerson(
        "Friederike Amselgrund",
        "friederike.amselgrund@musterland.example",
        {VILLAGE: ("head", "records_officer")},
    ),
    InventedPerson("Wiebke Sandkrug", "wiebke.sandkrug@rechenhaus.example", {PROVIDER: ("head",)}),
)


def find_member(ags: str) -> InventedMember:
    """The invented member with this official key. Raises KeyError if there is none."""
    return {member.key: member for member in MEMBERS}[ags]
