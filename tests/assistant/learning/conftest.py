"""A county that answers citizens, and a neighbour. Questions come from the public door."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from tests.assistant.factories import make_base
from tests.factories import House, make_house

from gemeinwerk.assistant.learning import actions
from gemeinwerk.assistant.models import Base, Desk, Gap
from gemeinwerk.members.context import member_context


@dataclass(frozen=True)
class Scene:
    house: House
    other: House
    base: Base
    desk: Desk

    def ask(self, text: str, **facts: object) -> bool:
        """Note a question at the public door of the county."""
        told = {"reason": "unanswered", "channel": "public"} | facts
        with member_context(door="public"):
            return actions.note_question(member_id=self.house.member.id, text=text, **told)

    def group(self) -> list[Gap]:
        """Put the new questions into gaps; return all gaps, most asked first."""
        actions.group_questions(member_id=self.house.member.id)
        with self.house.context():
            return list(Gap.objects.order_by("-times", "title"))


@pytest.fixture
def scene(db: None) -> Scene:
    house, other = make_house(), make_house("99002", "Landkreis Nachbarau")
    base = make_base(house)
    make_base(other)
    with house.context("head"):
        desk = Desk.objects.create(
            member=house.member,
            slug="musterland",
            authority=house.member.name,
            is_open=True,
            keep_days=20,
        )
    return Scene(house, other, base, desk)
