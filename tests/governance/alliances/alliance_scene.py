"""Short ways to do something as somebody, for the tests of alliances."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.factories import House

from gemeinwerk.governance.alliances import actions
from gemeinwerk.governance.alliances.actions import AllianceFacts
from gemeinwerk.governance.models import Agreement, Alliance, Party
from gemeinwerk.kernel import clock

FACTS = AllianceFacts(name="Bündnis Ahorntal", purpose="Gemeinsam digital arbeiten", land="NW")


def act(house: House, action: Callable[..., Any], role: str = "head", **facts: Any) -> Any:
    """Do something as the person of a role, in a context of its own."""
    with house.context(role):
        return action(actor=house.actor(role), **facts)


def found(house: House) -> Alliance:
    return act(house, actions.found_alliance, "coordinator", facts=FACTS)


def bring_in(alliance: Alliance, office: House, house: House, standing: str = "founding") -> None:
    """Invite a member, which accepts."""
    key = house.member.ags
    act(office, actions.invite, alliance_id=alliance.id, key=key, standing=standing)
    act(house, actions.accept_invitation, alliance_id=alliance.id)


def sign(alliance: Alliance, *houses: House, **terms: Any) -> Agreement:
    """Let members sign an agreement, as if all its steps had been taken."""
    with houses[0].context("head"):
        facts = {"title": "Willensbekundung", "form": "intent", "land": "NW", **terms}
        made = Agreement.objects.create(alliance=alliance, created_by="Test", **facts)
        for house in houses:
            name = house.member.name
            Party.objects.create(
                alliance=alliance, agreement=made, member=house.member, member_name=name
            )
    for house in houses:
        with house.context("head"):
            own = Party.objects.filter(agreement=made, member=house.member)
            own.update(signed_on=clock.today())
    return made
