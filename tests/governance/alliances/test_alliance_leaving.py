"""Notice, its period, staying after all, and being released: dates, and who may."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from alliance_scene import act, bring_in, sign
from django.db import DatabaseError, transaction
from tests import factories
from tests.factories import House, Union

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.agreements.deadlines import add_months
from gemeinwerk.governance.alliances import actions
from gemeinwerk.governance.alliances.errors import (
    AlreadyLeaving,
    LeavesByResolution,
    LeavesTooEarly,
    NoNoticeAgreed,
    NotLeaving,
    OfficeLast,
)
from gemeinwerk.governance.effects import actions as effects
from gemeinwerk.governance.errors import AllianceUnknown
from gemeinwerk.governance.models import Alliance, Membership, Motion, Resolution
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.governance.voting.actions import MotionText
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed

TODAY = clock.today()
LATER = TODAY + timedelta(40)


def place_of(alliance: Alliance, house: House) -> Membership:
    return governance.list_memberships(alliance).get(member_id=house.member.id)


def leave(house: House, alliance: Alliance, day: date = LATER, role: str = "head") -> Membership:
    return act(house, actions.give_notice, role, alliance_id=alliance.id, last_day=day)


@pytest.mark.parametrize("role", ["coordinator", "records_officer", "clerk"])
def test_only_the_own_head_gives_notice(
    alliance: Alliance, county: House, neighbour: House, stranger: House, role: str
) -> None:
    with pytest.raises(NotAllowed):
        leave(neighbour, alliance, role=role)
    with pytest.raises(AllianceUnknown):
        leave(stranger, alliance)
    with county.context("head"):
        other = place_of(alliance, neighbour)
        with pytest.raises(DatabaseError, match="only the own head"), transaction.atomic():
            Membership.objects.filter(id=other.id).update(notice_on=TODAY)
    left = leave(neighbour, alliance)
    assert (left.notice_on, left.left_on) == (TODAY, LATER)
    with county.context():
        told = journal.list_lines(event_prefix="governance.")[0].sentence
    assert told == f"Bündnis Ahorntal: Landkreis Nachbarau gave notice, last day {LATER:%d.%m.%Y}"


def test_notice_is_given_once_and_can_be_withdrawn(alliance: Alliance, neighbour: House) -> None:
    with pytest.raises(NotLeaving):
        act(neighbour, actions.withdraw_notice, alliance_id=alliance.id)
    leave(neighbour, alliance)
    with pytest.raises(AlreadyLeaving) as refusal:
        leave(neighbour, alliance, LATER + timedelta(1))
    assert f"{LATER:%d.%m.%Y}" in str(refusal.value)
    with pytest.raises(NotAllowed):
        act(neighbour, actions.withdraw_notice, "coordinator", alliance_id=alliance.id)
    stays = act(neighbour, actions.withdraw_notice, alliance_id=alliance.id)
    assert (stays.notice_on, stays.left_on) == (None, None)


def test_last_day_still_counts_and_the_next_does_not(
    alliance: Alliance, county: House, neighbour: House
) -> None:
    leave(neighbour, alliance, TODAY)
    with neighbour.context():
        assert governance.get_alliance(alliance.id) == alliance
    with county.context("head"):  # a day goes by
        place = place_of(alliance, neighbour)
        Membership.objects.filter(id=place.id).update(left_on=TODAY - timedelta(1))
    with neighbour.context(), pytest.raises(AllianceUnknown):
        governance.get_alliance(alliance.id)
    with pytest.raises(AllianceUnknown):
        act(neighbour, actions.withdraw_notice, alliance_id=alliance.id)


def test_yesterday_is_too_early_even_without_an_agreement(
    alliance: Alliance, neighbour: House
) -> None:
    with pytest.raises(LeavesTooEarly) as refusal:
        leave(neighbour, alliance, TODAY - timedelta(1))
    assert f"{TODAY:%d.%m.%Y} at the earliest" in str(refusal.value)
    assert leave(neighbour, alliance, TODAY).left_on == TODAY


def test_notice_period_of_the_founding_agreement(
    alliance: Alliance, county: House, neighbour: House, third: House
) -> None:
    bring_in(alliance, county, third)
    terms = {"is_founding": True, "notice_months": 6, "term": "unlimited"}
    sign(alliance, county, neighbour, in_force_from=TODAY - timedelta(900), **terms)
    earliest = add_months(TODAY, 6)
    with pytest.raises(LeavesTooEarly) as refusal:
        leave(neighbour, alliance, earliest - timedelta(1))
    assert f"{earliest:%d.%m.%Y} at the earliest" in str(refusal.value)
    assert leave(neighbour, alliance, earliest).left_on == earliest
    assert leave(third, alliance, TODAY).left_on == TODAY, "it has not signed that agreement"


@pytest.mark.parametrize(
    "change",
    [
        {"is_founding": False},
        {"in_force_from": None},
        {"in_force_from": TODAY + timedelta(1)},
        {"ends_on": TODAY - timedelta(1)},
    ],
)
def test_only_a_founding_agreement_in_force_has_a_period(
    alliance: Alliance, county: House, neighbour: House, change: dict[str, object]
) -> None:
    terms = {"is_founding": True, "notice_months": 6, "in_force_from": TODAY - timedelta(9)}
    sign(alliance, county, neighbour, **{**terms, **change})
    assert leave(neighbour, alliance, TODAY).left_on == TODAY


def test_fixed_term_is_kept(alliance: Alliance, county: House, neighbour: House) -> None:
    end = TODAY + timedelta(400)
    terms = {"is_founding": True, "term": "fixed", "agreed_end": end}
    sign(alliance, county, neighbour, in_force_from=TODAY - timedelta(9), **terms)
    with pytest.raises(NoNoticeAgreed) as refusal:
        leave(neighbour, alliance, end)
    assert f"“Willensbekundung” runs for a fixed term until {end:%d.%m.%Y}" in str(refusal.value)


def test_office_leaves_last(alliance: Alliance, county: House, neighbour: House) -> None:
    with pytest.raises(OfficeLast):
        leave(county, alliance, TODAY)
    with county.context("head"):
        place = place_of(alliance, neighbour)
        facts = {"membership": place, "day": TODAY, "reason": "Auflösung"}
        actions.release_member(actor=county.actor("head"), **facts)
        Membership.objects.filter(id=place.id).update(left_on=TODAY - timedelta(1))  # a day goes by
    assert leave(county, alliance, TODAY).left_on == TODAY


def test_release_is_undone_exactly_until_its_day_is_over(county: House, neighbour: House) -> None:
    union = factories.make_union(county, neighbour)
    motion = release(union, county)
    with neighbour.context("head"):
        gone = Membership.objects.get(alliance=union.alliance, member=county.member)
        assert (gone.left_on, gone.left_reason, gone.runs_office) == (LATER, "Grund", False)
        office = governance.get_office(union.alliance)
        assert office is not None
        assert office.member_name == "Landkreis Nachbarau"
    with pytest.raises(LeavesByResolution):
        act(county, actions.withdraw_notice, alliance_id=union.alliance.id)
    with neighbour.context("head"):
        by, actor = Resolution.objects.get(motion=motion), neighbour.actor("head")
        effects.repeal(resolution_id=by.id, by=by, actor=actor)
        kept = Membership.objects.get(id=gone.id)
        assert (kept.left_on, kept.left_reason) == (None, "")
        actions.release_member(membership=kept, actor=actor, day=LATER, reason="")
        Membership.objects.filter(id=kept.id).update(left_on=TODAY - timedelta(1))  # it is over
        with pytest.raises(NotLeaving):
            actions.keep_member(membership=kept, actor=actor)


def release(union: Union, house: House) -> Motion:
    """Let the members decide that one of them, which runs the office, leaves."""
    first = union.houses[0]
    with first.context("head"):
        actor, content = first.actor("head"), MotionText(title="Ausscheiden", text="Text")
        motion = voting.draft_motion(body_id=union.body.id, content=content, actor=actor)
        terms = {"member": house.member.id, "day": LATER.isoformat(), "reason": "Grund"}
        about: dict[str, Any] = {"motion_id": motion.id, "kind": "release_member", "actor": actor}
        voting.add_effect(terms=terms, **about)
        voting.propose_motion(motion_id=motion.id, actor=actor)
    return factories.adopt(union, motion)


def test_an_earlier_day_stays(alliance: Alliance, county: House, neighbour: House) -> None:
    leave(neighbour, alliance, TODAY)
    with county.context("head"):
        actor, place = county.actor("head"), place_of(alliance, neighbour)
        later = actions.release_member(membership=place, day=LATER, reason="", actor=actor)
        assert later.left_on == TODAY
        assert actions.keep_member(membership=later, actor=actor).left_on == TODAY
