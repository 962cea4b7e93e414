"""A county with an open page, a neighbour with one of its own; nobody has asked yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import caches
from tests.factories import House, make_house

from gemeinwerk.assistant.handover import actions
from gemeinwerk.assistant.handover.rules import hash_of
from gemeinwerk.assistant.models import Desk, Handover
from gemeinwerk.members.context import member_context

QUESTION = "Darf mein Carport näher an der Grenze stehen?"


@dataclass(frozen=True)
class Scene:
    house: House
    other: House
    desk: Desk

    def hand_over(self, question: str = QUESTION, **facts: object) -> str:
        """Hand a question over as a citizen does; return the ticket."""
        with member_context(door="public"):
            return actions.hand_over(
                **{"desk": self.desk, "question": question, "consent": True} | facts
            )

    def stored(self, ticket: str) -> Handover:
        """The row of a ticket, as the county sees it."""
        with self.house.context():
            return Handover.objects.get(ticket_hash=hash_of(ticket))


def open_desk(house: House, slug: str, **facts: object) -> Desk:
    with house.context("head"):
        return Desk.objects.create(
            **{
                "member": house.member,
                "slug": slug,
                "authority": house.member.name,
                "is_open": True,
            }
            | facts
        )


@pytest.fixture(autouse=True)
def uncounted() -> Iterator[None]:
    caches["visitors"].clear()
    yield
    caches["visitors"].clear()


@pytest.fixture
def scene(db: None) -> Scene:
    house, other = make_house(), make_house("99002", "Landkreis Nachbarau")
    open_desk(other, "nachbarau")
    return Scene(house, other, open_desk(house, "musterland"))
