"""In whatever order votes, decisions, documents and declarations come: the drawer is open exactly
while all of them are there.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.factories import House, Union

from gemeinwerk.archive.models import Collection
from gemeinwerk.archive.search.queries import search
from gemeinwerk.governance.effects import actions as effects
from gemeinwerk.governance.models import Agreement, Effect, Filing, Motion, Resolution
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.kernel import clock
from gemeinwerk.sharing import actions as sharing
from gemeinwerk.sharing import queries as grants

pytestmark = pytest.mark.django_db
BEFORE = ("vote 0", "vote 1", "vote 2", "consent 0", "consent 1", "document")
AFTER = ("refuse 0", "refuse 1", "withdraw document", "end agreement", "repeal", "end grant")


@pytest.fixture
def motion(union: Union) -> Motion:
    """A vote is open on: the first member opens all of a collection to the second."""
    first, second, _third = union.houses
    collection = factories.make_collection(first)
    factories.make_page(first, collection, "Die Zufahrt am Mühlweg", is_personal=True)
    motion = factories.offer(union, first, collection, [second], includes_personal=True)
    with first.context("head"):
        actor = first.actor("head")
        voting.open_vote(motion_id=motion.id, procedure="meeting", actor=actor)
    return motion


def finds(house: House) -> bool:
    """Whether a clerk finds the page; declaring the purpose is tried before, as a person would."""
    with house.context("clerk"):
        actor = house.actor("clerk")
        for grant in grants.list_to_declare(actor):
            sharing.declare_purpose(grant_id=grant.id, actor=actor)
    with house.context("clerk"):
        found = search("Zufahrt").total
        assert found == Collection.objects.exclude(member=house.member).count()
        return found == 1


def happen(union: Union, motion: Motion, event: str) -> None:
    """Let one thing happen, each in a transaction of its own."""
    first = union.houses[0]
    what, _space, which = event.partition(" ")
    if which.isdecimal():
        _do_by(union.houses[int(which)], motion, what)
    elif event == "document":
        factories.file_document(union)
    elif event == "end grant":
        with first.context("head"):
            for grant in grants.list_given().filter(ended_at=None):
                sharing.end_grant(grant_id=grant.id, actor=first.actor("head"))
    else:
        _lapse(union, motion, event)
    if what == "vote" and _all_voted(union, motion):
        with first.context("head"):
            voting.close_vote(motion_id=motion.id, actor=first.actor("head"))


def _all_voted(union: Union, motion: Motion) -> bool:
    with union.houses[0].context("head"):
        return motion.votes.count() == len(union.houses)


def _do_by(house: House, motion: Motion, what: str) -> None:
    if what == "consent":
        factories.consent(house, motion)
        return
    with house.context("head"):
        actor = house.actor("head")
        if what == "vote":
            voting.cast_vote(motion_id=motion.id, choice="yes", actor=actor)
            return
        effects.decide_for_own(
            effect_id=Effect.objects.get(motion=motion).id,
            consents=False,
            organ="Kreistag",
            decided_on=clock.today(),
            reference="13/2026 (erfunden)",
            actor=actor,
        )


def _lapse(union: Union, motion: Motion, event: str) -> None:
    first = union.houses[0]
    with first.context("head"):
        actor = first.actor("head")
        if event == "withdraw document":
            Filing.objects.update(withdrawn_at=clock.now(), withdrawn_by=actor.label)
        elif event == "end agreement":
            Agreement.objects.update(form="intent")
        elif event == "repeal":
            by = Resolution.objects.get(motion=motion)
            effects.repeal(resolution_id=by.id, by=by, actor=actor)
        effects.settle(alliance_id=union.alliance.id, actor=actor)


def in_a_transaction_that_is_undone(work: Callable[[], None]) -> None:
    with transaction.atomic():
        work()
        transaction.set_rollback(True)


@pytest.mark.parametrize("after", AFTER)
@settings(
    max_examples=3,
    phases=(Phase.generate,),  # each example is a whole history: none is shrunk
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(before=st.permutations(BEFORE))
def test_open_exactly_while_all_is_there(
    union: Union, motion: Motion, after: str, before: list[str]
) -> None:
    second, third = union.houses[1:]

    def work() -> None:
        for number, event in enumerate(before, start=1):
            happen(union, motion, event)
            assert finds(second) == (number == len(BEFORE)), (before[:number], after)
            assert not finds(third)
        happen(union, motion, after)
        assert not finds(second), after

    in_a_transaction_that_is_undone(work)
