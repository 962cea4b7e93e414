"""Two at the same second, with real commits: nothing is counted twice, nothing is left open."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from ballot_box import do, end_deadline, open_vote, propose, vote
from django.db import connections
from tests import factories
from tests.factories import House, Union

from gemeinwerk.archive.models import Collection
from gemeinwerk.governance.effects import actions as effects
from gemeinwerk.governance.models import Effect, Motion, Resolution, Vote
from gemeinwerk.governance.voting import actions, clockwork, queries
from gemeinwerk.governance.voting.errors import DeadlineOver, NothingIsOpen
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.sharing import actions as sharing
from gemeinwerk.sharing import queries as grants


@pytest.fixture
def union(committed: None) -> Union:
    houses = [
        factories.make_house("99001", "Landkreis Musterland"),
        factories.make_house("99002", "Landkreis Nachbarau"),
        factories.make_house("99003", "Landkreis Drittfeld"),
    ]
    return factories.make_union(*houses)


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Call all at the same moment, each on a connection of its own; return what was refused."""
    raised: list[str] = []
    start = threading.Barrier(len(calls))

    def go(call: Callable[[], object]) -> None:
        try:
            start.wait(30)
            call()
        except UserError as refusal:
            raised.append(refusal.code)
        except BaseException as error:  # noqa: BLE001  whatever it is, the test must hear of it
            raised.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive(), "two wait for each other"
    return raised


def told(house: House, motion: Motion, event: str) -> int:
    """How often the journal of a house tells of an event of a motion."""
    with house.context("coordinator"):
        lines = journal.list_lines(object_id=str(motion.id))
        return sum(line.event == f"governance.{event}" for line in lines)


def finds(house: House) -> int:
    with house.context("clerk"):
        return Collection.objects.exclude(member=house.member).count()


def declare(house: House) -> None:
    with house.context("clerk"):
        actor = house.actor("clerk")
        for grant in grants.list_to_declare(actor):
            sharing.declare_purpose(grant_id=grant.id, actor=actor)


def offered(union: Union) -> Motion:
    """Propose to open a collection of the first member to the second; the first consents."""
    first, second, _third = union.houses
    motion = factories.offer(union, first, factories.make_collection(first), [second])
    factories.consent(first, motion)
    return motion


def test_two_heads_vote_in_the_same_second(union: Union) -> None:
    first, second, third = union.houses
    motion = propose(first, union)
    open_vote(union, motion)
    vote(first, motion)
    assert at_once(lambda: vote(second, motion), lambda: vote(third, motion)) == []
    with first.context("head"):
        assert queries.get_motion(motion.id).state == "adopted"
        assert Vote.objects.filter(motion=motion, choice="yes").count() == 3
        assert Resolution.objects.filter(motion=motion).count() == 1
    assert told(first, motion, "vote.closed") == 1


def test_one_head_clicks_twice(union: Union) -> None:
    first = union.houses[0]
    motion = propose(first, union)
    open_vote(union, motion)
    assert at_once(lambda: vote(first, motion), lambda: vote(first, motion, "no")) == []
    with first.context("head"):
        assert Vote.objects.filter(motion=motion).count() == 1


def test_vote_is_opened_once(union: Union) -> None:
    motion = propose(union.houses[0], union)
    refused = at_once(lambda: open_vote(union, motion), lambda: open_vote(union, motion, days=9))
    assert refused == ["VoteIsOpen"]
    assert told(union.houses[1], motion, "vote.opened") == 1


def test_motions_proposed_at_once_have_numbers_of_their_own(union: Union) -> None:
    found: list[str] = []
    calls = [
        lambda house=house: found.append(propose(house, union).number) for house in union.houses
    ]
    assert at_once(*calls) == []
    assert len(set(found)) == 3


def test_vote_at_the_deadline(union: Union) -> None:
    """Either the vote came before: then it counts and all is adopted. Or it did not: refused."""
    first, second, third = union.houses
    for turn in range(4):
        motion = propose(first, union, f"Frist {turn}")
        open_vote(union, motion)
        vote(first, motion)
        vote(second, motion)
        with first.context("head"):
            soon = clock.now() + timedelta(milliseconds=120 * turn)
            Motion.objects.filter(id=motion.id).update(closes_at=soon)
        refused = at_once(
            lambda motion=motion: vote(third, motion),
            lambda: clockwork.close_votes(member_id=first.member.id),
        )
        assert set(refused) <= {DeadlineOver.__name__, NothingIsOpen.__name__}
        clockwork.close_votes(member_id=first.member.id)  # if the job looked before the deadline
        was_counted = not refused
        with first.context("head"):
            assert Vote.objects.filter(motion=motion).count() == (3 if was_counted else 2)
            assert Resolution.objects.filter(motion=motion).exists() == was_counted
            state = queries.get_motion(motion.id).state
        assert state == ("adopted" if was_counted else "failed")


def test_deadline_ends_once_whoever_asks(union: Union) -> None:
    first, second, third = union.houses
    motion = propose(first, union)
    open_vote(union, motion)
    for house in (first, second):
        vote(house, motion)
    end_deadline(first, motion)
    refused = at_once(
        lambda: clockwork.close_votes(member_id=first.member.id),
        lambda: do(first, actions.close_vote, motion_id=motion.id),
        lambda: vote(third, motion),
    )
    assert set(refused) <= {"DeadlineOver", "NothingIsOpen"}
    assert told(third, motion, "vote.closed") == 1
    with first.context("head"):
        assert queries.get_motion(motion.id).state == "failed"


def test_settling_twice_at_once_carries_out_once(union: Union) -> None:
    first, second, third = union.houses
    motion = offered(union)
    open_vote(union, motion)
    vote(first, motion)
    vote(second, motion)
    calls = [
        lambda house=house: do(house, effects.settle, alliance_id=union.alliance.id)
        for house in union.houses
    ]
    assert at_once(lambda: vote(third, motion), *calls) == []
    for house in union.houses:
        assert told(house, motion, "effect.carried_out") == 1
    declare(second)
    assert finds(second) == 1


@pytest.mark.parametrize("turn", range(3))
def test_repeal_while_the_effect_is_carried_out_leaves_nothing_open(
    union: Union, turn: int
) -> None:
    """The last condition of the one and the last vote of its repeal, at the same moment."""
    first, second, third = union.houses
    collection = factories.make_collection(first)
    motion = factories.offer(union, first, collection, [second])
    open_vote(union, motion)
    for house in union.houses:
        vote(house, motion)
    repeal = _repeal(union, motion)
    open_vote(union, repeal)
    vote(first, repeal)
    vote(second, repeal)
    refused = at_once(
        lambda: factories.consent(first, motion),
        lambda: vote(third, repeal),
        lambda: do(second, effects.settle, alliance_id=union.alliance.id),
    )
    assert set(refused) <= {"TooLate"}
    with first.context("head"):
        effect = Effect.objects.get(motion=motion)
        assert effect.undone_at is not None
        assert Resolution.objects.get(motion=motion).repealed_at is not None
    declare(second)
    assert finds(second) == 0
    assert told(third, motion, "effect.undone") == 1
    assert told(third, motion, "effect.carried_out") == (effect.carried_out_at is not None)


def test_two_repeals_at_once_undo_once(union: Union) -> None:
    first, second, third = union.houses
    motion = offered(union)
    factories.adopt(union, motion)
    declare(second)
    assert finds(second) == 1
    repeals = [_repeal(union, motion, f"Aufheben {number}") for number in range(2)]
    for repeal in repeals:
        open_vote(union, repeal)
        vote(first, repeal)
        vote(second, repeal)
    assert at_once(*(lambda repeal=repeal: vote(third, repeal) for repeal in repeals)) == []
    assert finds(second) == 0
    assert told(first, motion, "resolution.repealed") == 1
    assert told(first, motion, "effect.undone") == 1


def _repeal(union: Union, motion: Motion, title: str = "Aufheben") -> Motion:
    """Propose to repeal what became of a motion."""
    first = union.houses[0]
    with first.context("head"):
        actor = first.actor("head")
        target = Resolution.objects.get(motion=motion)
        content = actions.MotionText(title=title, text="Wird aufgehoben (erfunden).")
        again = actions.draft_motion(body_id=union.body.id, content=content, actor=actor)
        terms = {"resolution": str(target.id)}
        actions.add_effect(motion_id=again.id, kind="repeal", terms=terms, actor=actor)
        return actions.propose_motion(motion_id=again.id, actor=actor)
