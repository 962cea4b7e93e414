"""Who may give which role: the database refuses what the code would have to refuse."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from tests.factories import House, make_house

from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members import actions
from gemeinwerk.members.errors import LastHead, NoSuchPerson, RoleUnknown
from gemeinwerk.members.models import Role, RoleKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> House:
    return make_house()


def roles_of(house: House, role: str) -> set[str]:
    person = house.people[role]
    return set(Role.objects.filter(person=person).values_list("kind", flat=True))


@pytest.mark.parametrize("role", ["clerk", "records_officer"])
def test_others_change_no_roles(county: House, role: str) -> None:
    with county.context(role):
        with pytest.raises(NotAllowed):
            actions.set_roles(
                person_id=county.people["clerk"].id, roles={"head"}, actor=county.actor(role)
            )
        assert roles_of(county, "clerk") == {"clerk"}


def test_coordinator_cannot_make_or_unmake_a_head(county: House) -> None:
    with county.context("coordinator"):
        actor = county.actor("coordinator")
        for person, roles in (("coordinator", {"coordinator", "head"}), ("head", {"clerk"})):
            with pytest.raises(NotAllowed):
                actions.set_roles(person_id=county.people[person].id, roles=roles, actor=actor)
        with pytest.raises(NotAllowed):
            actions.invite(email="neu@99001.example", name="Neu", role="head", actor=actor)
        assert roles_of(county, "coordinator") == {"coordinator"}
        assert roles_of(county, "head") == {"head"}


def test_database_refuses_a_coordinator_who_writes_himself_head(county: House) -> None:
    person = county.people["coordinator"]
    with county.context("coordinator"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Role.objects.create(
                member=county.member, person=person, kind=RoleKind.HEAD, since=clock.today()
            )
        assert roles_of(county, "coordinator") == {"coordinator"}


def test_last_head_stays(county: House) -> None:
    with county.context("head"):
        actor = county.actor("head")
        with pytest.raises(LastHead):
            actions.set_roles(person_id=county.people["head"].id, roles=set(), actor=actor)
        actions.set_roles(person_id=county.people["clerk"].id, roles={"clerk", "head"}, actor=actor)
        actions.set_roles(person_id=county.people["head"].id, roles={"clerk"}, actor=actor)
        assert roles_of(county, "head") == {"clerk"}


def test_unknown_roles_and_strangers_are_refused(county: House) -> None:
    stranger = make_house("99002", "Landkreis Nachbarau").people["clerk"]
    with county.context("head"):
        actor = county.actor("head")
        with pytest.raises(RoleUnknown):
            actions.set_roles(person_id=county.people["clerk"].id, roles={"emperor"}, actor=actor)
        with pytest.raises(NoSuchPerson):
            actions.set_roles(person_id=stranger.id, roles={"clerk"}, actor=actor)
