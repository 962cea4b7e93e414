"""Code with a hole, run for a single member: PostgreSQL lets it fake neither votes nor places."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from ballot_box import open_vote, propose, vote
from django.db import ProgrammingError, transaction
from tests import factories
from tests.factories import House, Union

from gemeinwerk.governance.models import (
    Agreement,
    Alliance,
    Body,
    Effect,
    Membership,
    Motion,
    MotionState,
    Seat,
    VotingRule,
)
from gemeinwerk.governance.voting import actions
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.ids import new_id
from gemeinwerk.sharing import queries as grants

pytestmark = pytest.mark.django_db
POLICY = "violates row-level security"


def refused(house: House, rows: Any, why: str, **values: Any) -> None:
    """Let the head of a house write past all actions."""
    fails = pytest.raises(ProgrammingError, match=why)
    with house.context("head"), fails, transaction.atomic():
        assert rows.update(**values) > 0, "nothing was there to be changed"


@pytest.fixture
def motion(union: Union) -> Motion:
    return propose(union.houses[0], union)


def test_no_motion_is_born_adopted(union: Union) -> None:
    _county, neighbour, _third = union.houses
    facts = {"body": union.body, "member": neighbour.member, "author": "x", "title": "x"}
    with neighbour.context("head"):
        for state in set(MotionState.values) - {"draft"}:
            with pytest.raises(ProgrammingError, match="begins as a draft"), transaction.atomic():
                Motion.objects.create(alliance=union.alliance, number="1", state=state, **facts)


def test_only_chair_or_office_open_a_vote_with_rule_and_seats_of_the_body(
    union: Union, motion: Motion
) -> None:
    county, neighbour, _third = union.houses
    rows = Motion.objects.filter(id=motion.id)
    with county.context("head"):
        opened = actions.queries.make_electorate(union.body)
        other = VotingRule.objects.get(id=union.body.rule_id)
        other.pk, other.key = new_id(), "own_x"
        other.save(force_insert=True)
    now = {"state": "voting", "procedure": "meeting", "rule": union.body.rule}
    now["electorate"] = opened
    refused(neighbour, rows, "only chair or office", **now)
    refused(county, rows, "the rule of its body", **{**now, "rule": other})
    for faked in (
        [],
        opened[:1],
        [{**opened[0], "weight": 9}, *opened[1:]],
        [{**opened[0], "present": True}, *opened[1:]],
        [{**opened[0], "kind": "company"}, *opened[1:]],
    ):
        refused(county, rows, "the seats of the body", **{**now, "electorate": faked})
    written = {**now, "procedure": "written"}
    refused(county, rows, "there is a deadline", **written)
    refused(county, rows, "a second meeting follows", **{**now, "is_second_meeting": True})
    refused(neighbour, rows, "rounds and results", round=2)
    refused(neighbour, rows, "rounds and results", outcome={"has_quorum": False, "written": False})
    with county.context("head"):
        assert rows.update(**now) == 1


def test_nobody_closes_a_written_vote_early_or_against_the_votes(
    union: Union, motion: Motion
) -> None:
    county, neighbour, third = union.houses
    open_vote(union, motion)
    rows = Motion.objects.filter(id=motion.id)
    vote(county, motion)
    for state in ("adopted", "failed"):
        refused(neighbour, rows, "open until its deadline", state=state)
    refused(neighbour, rows, "chair or office lead", closes_at=clock.now())
    refused(neighbour, rows, "chair or office lead", electorate=[])
    refused(county, rows, "who votes is not changed", electorate=motion.electorate[:1])
    for change in ({"rule": None}, {"procedure": "meeting"}, {"round": 2}):
        refused(county, rows, "an open vote is not changed", **change)
    with county.context("head"):
        rows.update(closes_at=clock.now() - timedelta(minutes=2))
    refused(county, rows, "the votes do not carry", state="adopted")
    refused(county, rows, "nobody objected", state="proposed", round=2)
    refused(county, rows, "rounds are counted", state="failed", round=2)
    with third.context("head"):
        assert rows.update(state="failed") == 1


def test_an_objection_ends_it_whoever_would_not_see_it(union: Union, motion: Motion) -> None:
    county, neighbour, third = union.houses
    open_vote(union, motion)
    vote(county, motion)
    vote(neighbour, motion)
    rows = Motion.objects.filter(id=motion.id)
    refused(county, rows, "an open vote is not changed", electorate=[], state="adopted")
    vote(third, motion, "yes", objects_to_procedure=True)
    with county.context("head"):
        assert rows.get().state == "proposed"


def test_a_meeting_is_closed_by_those_who_lead_it_and_counted(union: Union, motion: Motion) -> None:
    county, neighbour, third = union.houses
    open_vote(union, motion, "meeting")
    rows = Motion.objects.filter(id=motion.id)
    for house in (county, neighbour):
        vote(house, motion)
    refused(neighbour, rows, "chair or office close", state="failed")
    refused(county, rows, "do not carry", state="adopted")
    vote(third, motion, "no")
    refused(county, rows, "do not carry", state="adopted")
    vote(third, motion)
    with county.context("head"):
        assert rows.update(state="adopted") == 1


def test_a_draft_and_what_it_does_is_its_authors(union: Union) -> None:
    county, neighbour, _third = union.houses
    collection = factories.make_collection(county)
    offered = factories.offer(union, county, collection, [neighbour])
    with neighbour.context("head"):
        actor = neighbour.actor("head")
        text = actions.MotionText(title="Entwurf", text="Text")
        draft = actions.draft_motion(body_id=union.body.id, content=text, actor=actor)
        about = {"motion_id": draft.id, "kind": "adopt_service", "actor": actor}
        own = actions.add_effect(terms={"name": "x", "offices": "y"}, **about)
    effect = Effect.objects.filter(motion_id=offered.id)
    refused(neighbour, effect, "stays with its motion", motion=draft)
    refused(county, Motion.objects.filter(id=draft.id), "its author's", text="Anderes")
    refused(county, Motion.objects.filter(id=draft.id), "its author's", state="proposed")
    refused(neighbour, Motion.objects.filter(id=offered.id), "its author's", state="withdrawn")
    refused(county, Effect.objects.filter(id=own.id), "its author's", terms={})
    taken = {
        "kind": "open_collection",
        "owner": county.member,
        "collection_id": collection.id,
        "agreement": union.agreement,
        "valid_from": clock.today(),
        "purpose": "x",
        "legal_basis": "x",
        "grantees": [neighbour.member.id],
        "roles": ["clerk"],
    }
    refused(neighbour, Effect.objects.filter(id=own.id), "only the owner offers", **taken)
    with neighbour.context("head"):
        done = {"alliance": union.alliance, "motion": draft, "position": 9, "kind": "adopt_service"}
        with pytest.raises(ProgrammingError, match="begins as a draft"), transaction.atomic():
            Effect.objects.create(carried_out_at=clock.now(), **done)


def test_bodies_seats_and_office_are_the_offices(union: Union) -> None:
    county, neighbour, third = union.houses
    seats = Seat.objects.filter(body=union.body)
    mine = seats.filter(member=neighbour.member)
    refused(neighbour, Body.objects.filter(id=union.body.id), POLICY, rule=None)
    refused(neighbour, Alliance.objects.filter(id=union.alliance.id), POLICY, is_public=True)
    refused(neighbour, seats.filter(member=third.member), "given by the office", votes=0)
    refused(neighbour, mine, "given by the office", votes=99)
    refused(neighbour, mine, "given by the office", chairs=True)
    with neighbour.context("head"):
        assert seats.filter(member=third.member).delete()[0] == 0
        assert mine.update(holder_name="Neu") == 1
    places = Membership.objects.filter(alliance=union.alliance)
    own = places.filter(member=neighbour.member)
    refused(neighbour, own, "standing and office", runs_office=True)
    refused(neighbour, own, "standing and office", standing="provider")
    refused(neighbour, places.filter(member=third.member), "its member's", left_on=clock.today())
    with county.context("head"):
        assert own.update(standing="associated") == 1


def test_an_agreement_is_written_by_its_parties_heads_and_coordinators(union: Union) -> None:
    _county, neighbour, third = union.houses
    rows = Agreement.objects.filter(id=union.agreement.id)
    with third.context("head"):
        own = union.agreement.parties.filter(member=third.member)
        own.update(signed_on=None)
        own.delete()
    refused(third, rows, POLICY, form="company")
    fails = pytest.raises(ProgrammingError, match=POLICY)
    with neighbour.context("clerk"), fails, transaction.atomic():
        rows.update(in_force_from=clock.today())
    with neighbour.context("coordinator"):
        assert rows.update(authority="Bezirk (erfunden)") == 1


def test_personal_records_open_to_whom_has_decided_for_itself(union: Union) -> None:
    """The effect says that it is carried out; a grantee's own organ was never asked."""
    county, neighbour, _third = union.houses
    collection = factories.make_collection(county)
    factories.file_document(union)
    motion = factories.offer(union, county, collection, [neighbour], includes_personal=True)
    factories.consent(county, motion)
    open_vote(union, motion)
    for house in union.houses:
        vote(house, motion)
    effect = Effect.objects.filter(motion=motion)
    with county.context("head"):
        assert effect.update(carried_out_at=clock.now()) == 1
        assert not grants.is_in_force(grants.list_given().get())
    factories.consent(neighbour, motion)
    with county.context("head"):
        assert grants.is_in_force(grants.list_given().get())
