"""Two clerks take the same question at the same moment, on a database that really commits."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from tests.assistant.handover.conftest import Scene, open_desk
from tests.factories import make_house

from gemeinwerk.assistant.handover import actions
from gemeinwerk.assistant.handover.errors import HandoverUnknown, TakenByOther
from gemeinwerk.assistant.models import Handover
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.context import member_context


@pytest.fixture
def town(committed: None) -> Scene:
    house, other = make_house(), make_house("99002", "Landkreis Nachbarau")
    return Scene(house, other, open_desk(house, "musterland"))


def test_only_one_gets_it(town: Scene) -> None:
    found = town.stored(town.hand_over())
    gate, told = threading.Barrier(2, timeout=30), []

    def take(role: str) -> None:
        try:
            with town.house.context(role):
                actor = town.house.actor(role)
                gate.wait()
                actions.take(handover_id=found.id, actor=actor)
            told.append("taken")
        except UserError as refusal:
            told.append(type(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=(role,)) for role in ("clerk", "coordinator")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(map(str, told)) == sorted(map(str, ["taken", TakenByOther]))
    with town.house.context():
        assert Handover.objects.get().taken_by_id is not None


def test_what_is_taken_back_meanwhile_is_not_answered(town: Scene) -> None:
    ticket = town.hand_over()
    found = town.stored(ticket)
    with member_context(door="public"):
        actions.take_back(ticket=ticket)
    with town.house.context("clerk"), pytest.raises(HandoverUnknown):
        actor = town.house.actor("clerk")
        actions.answer(handover_id=found.id, text="Zu spät", actor=actor)
