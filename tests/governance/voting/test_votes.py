"""Opening a vote, voting, and closing it: who may, when, and what each refusal says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from ballot_box import do, draft, end_deadline, open_vote, propose, state, vote
from tests import factories
from tests.factories import House, Union

from gemeinwerk.governance.models import Body, Motion, Resolution, Seat, Vote
from gemeinwerk.governance.voting import actions, clockwork, queries
from gemeinwerk.governance.voting.errors import (
    ChoiceUnknown,
    DeadlineMissing,
    DeadlineOver,
    MotionUnknown,
    NobodyVotes,
    NoMeeting,
    NothingIsOpen,
    NotProposed,
    NotTheChair,
    NoVoteForYou,
    StillRunning,
    VoteIsOpen,
)
from gemeinwerk.governance.voting.rules import NotInWriting
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.kernel.ids import new_id
from gemeinwerk.members.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def motion(union: Union) -> Motion:
    return propose(union.houses[0], union)


def sit(house: House, union: Union, **names: Person) -> None:
    """Name who takes the seat of a house (``holder``, ``deputy``)."""
    with house.context("head"):
        seat = Seat.objects.filter(body=union.body, member=house.member)
        seat.update(**{f"{name}_id": person.id for name, person in names.items()})


# --- opening ------------------------------------------------------------------------------------


def test_who_opens(union: Union, motion: Motion, stranger: House) -> None:
    first, second, _third = union.houses
    about = {"motion_id": motion.id, "procedure": "meeting"}
    with pytest.raises(NotAllowed):
        do(first, actions.open_vote, "records_officer", **about)
    with pytest.raises(NotTheChair, match="Only the chair of “Konferenz der Leitungen”"):
        do(second, actions.open_vote, **about)
    with pytest.raises(MotionUnknown):
        do(stranger, actions.open_vote, **about)
    assert do(first, actions.open_vote, "coordinator", **about).state == "voting"
    with pytest.raises(VoteIsOpen):
        do(first, actions.open_vote, **about)


def test_what_can_be_opened(union: Union, motion: Motion) -> None:
    first = union.houses[0]
    with pytest.raises(NotProposed, match="Only a motion that is proposed"):
        open_vote(union, draft(first, union, "Entwurf"), "meeting")
    for closes_at in (None, clock.now() - timedelta(seconds=1)):
        with pytest.raises(DeadlineMissing, match="needs a deadline in the future"):
            about = {"procedure": "written", "closes_at": closes_at}
            do(first, actions.open_vote, motion_id=motion.id, **about)
    with first.context("head"):
        Seat.objects.filter(body=union.body).update(votes=0)
    with pytest.raises(NobodyVotes, match="Nobody in “Konferenz der Leitungen” has a vote"):
        open_vote(union, motion)


def test_some_rules_know_no_written_procedure(county: House, neighbour: House) -> None:
    union = factories.make_union(county, neighbour, rule="committee_nw")
    motion = propose(county, union)
    with pytest.raises(NotInWriting, match="does not allow a written procedure"):
        open_vote(union, motion)
    assert open_vote(union, motion, "meeting").closes_at is None


def test_rule_and_electorate_are_those_of_the_opening(union: Union, motion: Motion) -> None:
    first = union.houses[0]
    opened = open_vote(union, motion)
    assert [entry["weight"] for entry in opened.electorate] == [1, 1, 1]
    with first.context("head"):
        Seat.objects.filter(body=union.body).update(votes=5)
        Body.objects.filter(id=union.body.id).update(rule=None)
        again = queries.get_motion(motion.id)
        assert queries.get_rule(again).key == "unanimity_all"
        assert [place.weight for place in queries.count_votes(again).places] == [1, 1, 1]


# --- voting -------------------------------------------------------------------------------------


def test_nobody_votes_on_what_is_not_open(union: Union, motion: Motion, stranger: House) -> None:
    first = union.houses[0]
    with pytest.raises(NothingIsOpen, match="No vote is open on this motion"):
        vote(first, motion)
    open_vote(union, motion)
    with pytest.raises(MotionUnknown):
        vote(stranger, motion)
    for house in union.houses:
        vote(house, motion)
    with pytest.raises(NothingIsOpen):
        vote(first, motion, "no")
    assert state(first, motion) == "adopted"


def test_head_holder_and_deputy_vote_and_nobody_else(union: Union, motion: Motion) -> None:
    first, second, third = union.houses
    sit(second, union, holder=second.people["clerk"], deputy=second.people["records_officer"])
    open_vote(union, motion)
    with pytest.raises(NoVoteForYou, match="Landkreis Musterland votes through its head"):
        vote(first, motion, role="coordinator")
    with pytest.raises(NoVoteForYou):
        vote(second, motion, role="coordinator")
    vote(first, motion)
    vote(second, motion, "no", role="clerk")
    vote(second, motion, "yes", role="records_officer")
    with second.context("head"):
        said = Vote.objects.get(motion=motion, member=second.member)
        assert (said.choice, said.cast_by[:22]) == ("yes", "Records_Officer 99002 ")
    assert vote(third, motion).state == "adopted"


def test_advisers_do_not_vote(union: Union, motion: Motion) -> None:
    first, second, third = union.houses
    with first.context("head"):
        Seat.objects.filter(body=union.body, member=third.member).update(votes=0)
    open_vote(union, motion)
    with pytest.raises(NoVoteForYou):
        vote(third, motion)
    vote(first, motion)
    assert vote(second, motion).state == "adopted"


def test_who_lost_the_seat_is_told_so(union: Union, motion: Motion) -> None:
    first, second, _third = union.houses
    open_vote(union, motion)
    with first.context("head"):
        Seat.objects.filter(body=union.body, member=second.member).delete()
    with pytest.raises(NoVoteForYou):
        vote(second, motion)


def test_choices(union: Union, motion: Motion) -> None:
    first = union.houses[0]
    open_vote(union, motion)
    for wrong in ("", "maybe", "yes "):
        with pytest.raises(ChoiceUnknown, match="Choose yes, no or abstention"):
            vote(first, motion, wrong)
    for choice in ("yes", "no", "abstain"):
        vote(first, motion, choice, reason=" weil ")
        with first.context("head"):
            said = Vote.objects.get(motion=motion)
            assert (said.choice, said.reason) == (choice, "weil")


def test_silence_is_no_consent(union: Union, motion: Motion) -> None:
    first, second, third = union.houses
    open_vote(union, motion)
    vote(first, motion)
    vote(second, motion)
    with pytest.raises(StillRunning, match=f"{third.member.name} has not voted"):
        do(first, actions.close_vote, motion_id=motion.id)
    end_deadline(first, motion)
    assert do(first, actions.close_vote, motion_id=motion.id).state == "failed"
    with first.context("head"):
        count = queries.count_votes(queries.get_motion(motion.id))
        assert count.missing == [third.member.name]
        assert not count.outcome.adopted
        assert not Resolution.objects.filter(motion=motion).exists()


def test_vote_may_be_changed_until_the_last_one_came(union: Union, motion: Motion) -> None:
    first, second, third = union.houses
    open_vote(union, motion)
    vote(first, motion, "no")
    vote(second, motion)
    vote(first, motion)
    assert vote(third, motion).state == "adopted"
    with third.context("head"):
        resolution = queries.get_resolution_of(motion)
        assert resolution.number == f"B {clock.today().year}/001"
        assert resolution.valid_from == clock.today()


def test_objection_ends_the_written_procedure(union: Union, motion: Motion) -> None:
    first, second, third = union.houses
    open_vote(union, motion)
    vote(first, motion)
    ended = vote(second, motion, "", objects_to_procedure=True)
    assert (ended.state, ended.round) == ("proposed", 2)
    with pytest.raises(NothingIsOpen):
        vote(third, motion)
    open_vote(union, motion, "meeting")
    with first.context("head"):
        count = queries.count_votes(queries.get_motion(motion.id))
        assert [place.vote for place in count.places] == [None, None, None]
    for house in union.houses:
        vote(house, motion, objects_to_procedure=True)
    assert do(first, actions.close_vote, motion_id=motion.id).state == "adopted"


# --- the deadline -------------------------------------------------------------------------------


def test_vote_after_the_deadline_is_refused(union: Union, motion: Motion) -> None:
    first, second, third = union.houses
    open_vote(union, motion)
    vote(first, motion)
    vote(second, motion)
    end_deadline(first, motion)
    with pytest.raises(DeadlineOver, match="Your vote was not counted"):
        vote(third, motion)
    with first.context("head"):
        assert Vote.objects.filter(motion=motion).count() == 2
        assert queries.is_over(queries.get_motion(motion.id))
        assert queries.list_to_vote(third.actor("head")) == []


def test_database_has_the_last_word_about_the_deadline(
    union: Union, motion: Motion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock of the machine in front of it may be slow."""
    first = union.houses[0]
    open_vote(union, motion)
    end_deadline(first, motion)
    slow = clock.now() - timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: slow)
    with pytest.raises(DeadlineOver, match="The deadline was"):
        vote(first, motion)
    with first.context("head"):
        assert not Vote.objects.filter(motion=motion).exists()


def test_deadlines_end_without_anybody(union: Union, motion: Motion) -> None:
    first, second, _third = union.houses
    open_vote(union, motion)
    for house in (first, second):
        vote(house, motion)
    assert clockwork.close_votes(member_id=first.member.id) == 0
    end_deadline(first, motion)
    assert clockwork.close_votes(member_id=second.member.id) == 0
    assert clockwork.close_votes(member_id=first.member.id) == 1
    assert clockwork.close_votes(member_id=first.member.id) == 0
    assert state(second, motion) == "failed"
    with second.context("coordinator"):
        told = list(journal.list_lines(object_id=str(motion.id)))
    assert [line.event for line in told].count("governance.vote.closed") == 1
    assert "result: not adopted" in told[0].sentence
    assert told[0].actor == "Betrieb (Landkreis Musterland)"


def test_everything_at_once_from_the_shell(union: Union, motion: Motion) -> None:
    open_vote(union, motion)
    end_deadline(union.houses[0], motion)
    done = clockwork.settle_now()
    assert [(one["ags"], one["votes"]) for one in done["members"]] == [
        ("99001", 1),
        ("99002", 0),
        ("99003", 0),
    ]


# --- closing ------------------------------------------------------------------------------------


def test_who_closes(union: Union, motion: Motion) -> None:
    first, second, _third = union.houses
    with pytest.raises(NothingIsOpen):
        do(first, actions.close_vote, motion_id=motion.id)
    open_vote(union, motion, "meeting")
    with pytest.raises(NotTheChair):
        do(second, actions.close_vote, motion_id=motion.id)
    with pytest.raises(NotAllowed):
        do(first, actions.close_vote, "clerk", motion_id=motion.id)
    with pytest.raises(NotTheChair):
        do(second, actions.set_presence, motion_id=motion.id, member_ids=[])
    assert do(first, actions.close_vote, motion_id=motion.id).state == "failed"
    with pytest.raises(NothingIsOpen):
        do(first, actions.close_vote, motion_id=motion.id)
    with pytest.raises(NothingIsOpen):
        do(first, actions.set_presence, motion_id=motion.id, member_ids=[])


def test_without_a_quorum_the_motion_goes_to_a_second_meeting(
    county: House, neighbour: House, third: House
) -> None:
    union = factories.make_union(county, neighbour, third, rule="simple_majority")
    motion = propose(county, union)
    open_vote(union, motion, "meeting")
    vote(county, motion)
    assert do(county, actions.close_vote, motion_id=motion.id).state == "proposed"
    about = {"motion_id": motion.id, "procedure": "meeting", "meeting_id": new_id()}
    assert do(county, actions.open_vote, **about).round == 2
    vote(county, motion)
    here = [county.member.id, third.member.id]
    do(county, actions.set_presence, motion_id=motion.id, member_ids=here)
    assert do(county, actions.close_vote, motion_id=motion.id).state == "adopted"


def test_the_chair_alone_does_not_make_up_a_quorum(
    county: House, neighbour: House, third: House
) -> None:
    """Without a meeting that has an attendance list, who votes is present and nobody else."""
    union = factories.make_union(county, neighbour, third, rule="simple_majority")
    motion = propose(county, union)
    open_vote(union, motion, "meeting")
    here = [house.member.id for house in union.houses]
    with pytest.raises(NoMeeting, match="only who votes is present"):
        do(county, actions.set_presence, motion_id=motion.id, member_ids=here)
    vote(county, motion)
    assert do(county, actions.close_vote, motion_id=motion.id).state == "proposed"
    open_vote(union, motion, "meeting")
    for house in (county, neighbour):
        vote(house, motion)
    assert do(county, actions.close_vote, motion_id=motion.id).state == "adopted"


def test_journals_of_all_members_tell_of_it(union: Union, motion: Motion) -> None:
    open_vote(union, motion)
    for house in union.houses:
        vote(house, motion)
    for house in union.houses:
        with house.context("coordinator"):
            told = journal.list_lines(object_id=str(motion.id))
            assert [line.event.removeprefix("governance.") for line in reversed(told)] == [
                "motion.proposed",
                "vote.opened",
                *["vote.cast"] * 3,
                "vote.closed",
                "resolution.adopted",
            ]
            assert "Landkreis Drittfeld voted on" in told[2].sentence
            assert told[2].sentence.endswith("yes, objection to the written procedure: no")
