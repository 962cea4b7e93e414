"""An alliance of three invented authorities, and a fourth that does not belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection
from tests import factories
from tests.factories import House

from gemeinwerk.governance.alliances import actions as alliances
from gemeinwerk.governance.alliances.actions import AllianceFacts
from gemeinwerk.governance.effects import actions as effects
from gemeinwerk.governance.effects.kinds import get_kind
from gemeinwerk.governance.models import (
    Alliance,
    Body,
    Effect,
    Motion,
    OwnDecision,
    Resolution,
)
from gemeinwerk.kernel import clock
from gemeinwerk.members import actions as members
from gemeinwerk.members.actions import MemberFacts
from gemeinwerk.members.context import member_context


@dataclass(frozen=True)
class Union:
    """An alliance with its members: the first runs its office."""

    alliance: Alliance
    houses: tuple[House, ...]

    @property
    def office(self) -> House:
        return self.houses[0]


@pytest.fixture(autouse=True)
def english(settings: object) -> None:
    """The source strings: these tests assert sentences."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def county(db: None) -> House:
    return factories.make_house("99001", "Landkreis Musterland")


@pytest.fixture
def ahorn(db: None) -> House:
    return factories.make_house("99001001", "Gemeinde Ahorn")


@pytest.fixture
def birke(db: None) -> House:
    return factories.make_house("99001002", "Gemeinde Birke")


@pytest.fixture
def stranger(db: None) -> House:
    return factories.make_house("99003", "Landkreis Fernau")


@pytest.fixture
def union(county: House, ahorn: House, birke: House) -> Union:
    with county.context("head"):
        facts = AllianceFacts("Bündnis Musterland (erfunden)", "Gemeinsam arbeiten", "NW")
        alliance = alliances.found_alliance(facts=facts, actor=county.actor("head"))
        for house in (ahorn, birke):
            alliances.invite(
                alliance_id=alliance.id,
                key=house.member.ags,
                standing="ordinary",
                actor=county.actor("head"),
            )
    for house in (ahorn, birke):
        with house.context("head"):
            alliances.accept_invitation(alliance_id=alliance.id, actor=house.actor("head"))
    return Union(alliance, (county, ahorn, birke))


def populate(house: House, population: int, day: date) -> None:
    """Let an authority have inhabitants as of a day, as the operator enters them."""
    member = house.member
    with member_context(door="operator"):
        members.admit_member(
            facts=MemberFacts(
                "municipality" if len(member.ags) == 8 else "county",
                member.name,
                member.land,
                ags=member.ags,
                population=population,
                population_date=day,
            )
        )


def adopt(union: Union, kind: str, terms: dict[str, str], *, number: str = "V-1") -> Effect:
    """Let a motion with one effect be adopted by the office alone; nothing is settled yet.

    Call it inside the context of the office's head.
    """
    alliance, house = union.alliance, union.office
    body, _is_new = Body.objects.get_or_create(
        alliance=alliance, name="Konferenz", defaults={"kind": "conference"}
    )
    motion = Motion.objects.create(
        alliance=alliance,
        number=number,
        body=body,
        member=house.member,
        author="Test",
        title="Beschluss über Kosten",
        text="Text",
    )
    effect = Effect.objects.create(
        alliance=alliance, motion=motion, position=1, kind=kind, terms=terms
    )
    get_kind(kind).check(effect)
    factories.carry(motion, house)
    Resolution.objects.create(
        alliance=alliance,
        motion=motion,
        number=number.replace("V", "B"),
        title=motion.title,
        adopted_at=clock.now(),
        valid_from=clock.today(),
    )
    return effect


def settle(union: Union) -> list[Effect]:
    """Carry out and undo what is due, as the office's head (inside its context)."""
    return effects.settle(alliance_id=union.alliance.id, actor=union.office.actor("head"))


def consent(union: Union, effect: Effect, house: House) -> None:
    """Enter that a member's own organ agrees."""
    with house.context("head"):
        OwnDecision.objects.create(
            alliance=union.alliance,
            effect=effect,
            member=house.member,
            member_name=house.member.name,
            consents=True,
            organ="Rat",
            decided_on=clock.today(),
            entered_at=clock.now(),
            entered_by="Test",
        )


def repeal(union: Union, effect: Effect, *, number: str = "V-9") -> None:
    """Repeal the resolution of an effect by another one (inside the office head's context)."""
    old = Resolution.objects.get(motion_id=effect.motion_id)
    other = Motion.objects.create(
        alliance=union.alliance,
        number=number,
        body=effect.motion.body,
        member=union.office.member,
        author="Test",
        title="Aufhebung",
        text="Text",
    )
    factories.carry(other, union.office)
    by = Resolution.objects.create(
        alliance=union.alliance,
        motion=other,
        number=number.replace("V", "B"),
        title=other.title,
        adopted_at=clock.now(),
        valid_from=clock.today(),
    )
    effects.repeal(resolution_id=old.id, by=by, actor=union.office.actor("head"))


def count(table: str) -> int:
    """Count the rows that PostgreSQL shows, whatever Python filters."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])
