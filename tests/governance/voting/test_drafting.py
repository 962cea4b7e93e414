"""Writing a motion, handing it to a body, taking it back: who may, and what each refusal says."""

from __future__ import annotations

from datetime import date

import pytest
from ballot_box import TEXT, do, draft, open_vote, propose, state
from tests import factories
from tests.factories import House, Union

from gemeinwerk.governance.effects import queries as effects
from gemeinwerk.governance.effects.errors import (
    AlreadyOver,
    DatesWrong,
    EffectUnknown,
    TargetUnknown,
)
from gemeinwerk.governance.models import Body, Effect, Motion, Seat
from gemeinwerk.governance.voting import actions, queries
from gemeinwerk.governance.voting.actions import MotionText
from gemeinwerk.governance.voting.errors import (
    AlreadyDrafted,
    BodyDoesNotDecide,
    BodyHasClosed,
    BodyUnknown,
    MotionUnknown,
    NoSeatNoProposal,
    NotADraft,
    NothingWritten,
    NotYourMotion,
    VoteIsOpen,
)
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.kernel.ids import new_id

pytestmark = pytest.mark.django_db
SERVICE = {"name": "Zulassung", "offices": "jede Stelle"}


@pytest.fixture
def circle(union: Union) -> Body:
    """A working group that may propose to the conference; only the third member sits in it."""
    first, _second, third = union.houses
    with first.context("head"):
        body = Body.objects.create(
            alliance=union.alliance,
            kind="working_group",
            name="Arbeitskreis IT",
            proposes_to=union.body,
        )
        Seat.objects.create(
            alliance=union.alliance,
            body=body,
            member=third.member,
            member_name=third.member.name,
            votes=0,
        )
    return body


def begin(house: House, body: Body, content: MotionText = TEXT, **about: object) -> Motion:
    about = {"role": "head", **about}
    return do(house, actions.draft_motion, body_id=body.id, content=content, **about)


def test_who_may_not_begin(union: Union, stranger: House) -> None:
    with pytest.raises(NotAllowed):
        begin(union.houses[1], union.body, role="clerk")
    with pytest.raises(BodyUnknown, match="does not belong to its alliance"):
        begin(stranger, union.body)
    assert begin(union.houses[1], union.body, role="records_officer").number.endswith("/001")


def test_only_with_a_seat_or_a_right_of_proposal(union: Union, circle: Body) -> None:
    first, second, third = union.houses
    with first.context("head"):
        Seat.objects.filter(body=union.body, member__in=(second.member, third.member)).delete()
    for proposer in (None, circle.id):
        with pytest.raises(NoSeatNoProposal, match="no seat in “Konferenz der Leitungen”"):
            begin(second, union.body, proposed_by_id=proposer)
    with pytest.raises(NoSeatNoProposal):
        begin(third, union.body)
    motion = begin(third, union.body, proposed_by_id=circle.id)
    assert motion.proposed_by == circle
    with third.context("head"):
        ways = queries.list_ways(union.alliance, third.actor("head"))
        assert [(way.body, way.proposer) for way in ways] == [(union.body, circle)]


def test_only_before_a_body_that_decides(union: Union, circle: Body) -> None:
    first = union.houses[0]
    with pytest.raises(BodyDoesNotDecide, match="“Arbeitskreis IT” only proposes"):
        begin(first, circle)
    with first.context("head"):
        Body.objects.filter(id=union.body.id).update(closed_on=clock.today())
    with pytest.raises(BodyHasClosed, match="“Konferenz der Leitungen” has ended its work"):
        begin(first, union.body)


def test_what_a_motion_needs(union: Union) -> None:
    first = union.houses[0]
    for content in (MotionText(title=" ", text="x"), MotionText(title="x", text="\n ")):
        with pytest.raises(NothingWritten, match="needs a title and the text"):
            begin(first, union.body, content)
    wrong = MotionText(title="x", text="y", valid_from=date(2027, 5, 2), valid_to=date(2027, 5, 1))
    with pytest.raises(DatesWrong, match="last day lies before the first"):
        begin(first, union.body, wrong)
    motion = begin(first, union.body, MotionText(title=" x ", text=" y\n"))
    assert (motion.title, motion.text, motion.state) == ("x", "y", "draft")
    with pytest.raises(DatesWrong):
        do(first, actions.change_motion, motion_id=motion.id, content=wrong)


def test_second_click_makes_no_second_draft(union: Union) -> None:
    first, second, _third = union.houses
    motion = draft(first, union)
    with pytest.raises(AlreadyDrafted, match=f"a draft with this title already: {motion.number}"):
        draft(first, union)
    assert draft(second, union).number != motion.number
    do(first, actions.propose_motion, motion_id=motion.id)
    assert draft(first, union).state == "draft"


def test_numbers_go_on_beyond_999(union: Union) -> None:
    first = union.houses[0]
    motion = draft(first, union)
    year = clock.today().year
    with first.context("head"):
        Motion.objects.filter(id=motion.id).update(number=f"{year}/999")
    assert draft(first, union, "Zwei").number == f"{year}/1000"
    assert draft(first, union, "Drei").number == f"{year}/1001"


def test_draft_is_its_authors_alone(union: Union, stranger: House) -> None:
    first, second, _third = union.houses
    motion = draft(first, union)
    effect = do(first, actions.add_effect, motion_id=motion.id, kind="adopt_service", terms=SERVICE)
    with second.context("head"):
        with pytest.raises(MotionUnknown, match="does not exist"):
            queries.get_motion(motion.id)
        with pytest.raises(EffectUnknown):
            effects.get_effect(effect.id)
        assert not queries.list_motions(union.alliance, second.actor("head")).exists()
    with pytest.raises(MotionUnknown):
        do(second, actions.change_motion, motion_id=motion.id, content=TEXT)
    do(first, actions.propose_motion, motion_id=motion.id)
    with second.context("clerk"):
        assert queries.get_motion(motion.id).title == TEXT.title
        assert effects.get_effect(effect.id) == effect
    with stranger.context("head"), pytest.raises(MotionUnknown):
        queries.get_motion(motion.id)


def test_withdrawn_draft_stays_hidden_and_a_withdrawn_motion_shown(union: Union) -> None:
    first, second, _third = union.houses
    hidden, known = draft(first, union, "Verborgen"), propose(first, union, "Bekannt")
    for motion in (hidden, known):
        do(first, actions.withdraw_motion, motion_id=motion.id)
    with second.context("head"):
        shown = queries.list_motions(union.alliance, second.actor("head"))
        assert [motion.title for motion in shown] == ["Bekannt"]
    assert state(second, known) == "withdrawn"


def test_who_may_change_and_when(union: Union) -> None:
    first, second, _third = union.houses
    motion = draft(first, union)
    changed = MotionText(title="Neu", text="Anders", grade="Probe")
    with pytest.raises(NotAllowed):
        do(first, actions.change_motion, "clerk", motion_id=motion.id, content=changed)
    assert do(first, actions.change_motion, motion_id=motion.id, content=changed).grade == "Probe"
    do(first, actions.propose_motion, motion_id=motion.id)
    for again in (
        lambda: do(first, actions.propose_motion, motion_id=motion.id),
        lambda: do(first, actions.change_motion, motion_id=motion.id, content=changed),
        lambda: do(
            first, actions.add_effect, motion_id=motion.id, kind="adopt_service", terms=SERVICE
        ),
    ):
        with pytest.raises(NotADraft, match="cannot be changed any more"):
            again()
    with pytest.raises(NotYourMotion, match=r"Only Head 99001 \(Landkreis Musterland\)"):
        do(second, actions.withdraw_motion, motion_id=motion.id)


def test_withdrawing(union: Union) -> None:
    first = union.houses[0]
    voted = propose(first, union)
    open_vote(union, voted)
    with pytest.raises(VoteIsOpen, match="open already"):
        do(first, actions.withdraw_motion, motion_id=voted.id)
    motion = propose(first, union, "Zurück")
    do(first, actions.withdraw_motion, motion_id=motion.id)
    with pytest.raises(NotADraft):
        do(first, actions.withdraw_motion, motion_id=motion.id)


def test_effects_of_a_draft(union: Union) -> None:
    first, second, _third = union.houses
    motion = draft(first, union)
    add = {"motion_id": motion.id, "kind": "repeal"}
    with pytest.raises(TargetUnknown, match="does not exist any more"):
        do(first, actions.add_effect, **add, terms={"resolution": str(new_id())})
    effect = do(first, actions.add_effect, motion_id=motion.id, kind="adopt_service", terms=SERVICE)
    with pytest.raises(MotionUnknown):
        do(second, actions.remove_effect, effect_id=effect.id)
    with pytest.raises(MotionUnknown):
        do(first, actions.remove_effect, effect_id=new_id())
    do(first, actions.remove_effect, effect_id=effect.id)
    with first.context("head"):
        assert not Effect.objects.filter(motion=motion).exists()


def test_what_is_over_is_not_repealed_again(union: Union) -> None:
    first = union.houses[0]
    target = propose(first, union, "Ziel")
    factories.adopt(union, target)
    with first.context("head"):
        terms = {"resolution": str(queries.get_resolution_of(target).id)}
    late = draft(first, union, "Zu spät")
    do(first, actions.add_effect, motion_id=late.id, kind="repeal", terms=terms)
    again = draft(first, union, "Aufheben")
    do(first, actions.add_effect, motion_id=again.id, kind="repeal", terms=terms)
    do(first, actions.propose_motion, motion_id=again.id)
    factories.adopt(union, again)
    with pytest.raises(AlreadyOver, match="Ziel” is over already"):
        do(first, actions.propose_motion, motion_id=late.id)
    with first.context("head"):
        resolution = queries.get_resolution_of(target)
        assert queries.describe_resolution(resolution) is queries.Force.REPEALED
        assert resolution.repealed_by.title == "Aufheben"


def test_hostile_names_are_kept_as_they_are(union: Union) -> None:
    name = "<script>alert(1)</script> %(body)s %s {{ x }} „ä“ \U0001f3db"
    motion = propose(union.houses[0], union, name)
    assert (motion.title, str(motion)) == (name, f"{motion.number} {name}")
