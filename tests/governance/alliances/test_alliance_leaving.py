"""Notice, its period, staying after all, and being released: dates, and who may."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from alliance_scene import act, bring_in, sign
from django.db import DatabaseError, transaction
from tests.factories import House

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
from gemeinwerk.governance.errors import AllianceUnknown
from gemeinwerk.governance.models import Alliance, Membership
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
        facts = {"membership": place, "day": TODAY - timedelta(1), "reason": "Auflösung"}
        actions.release_member(actor=county.actor("head"), **facts)
    assert leave(county, alliance, TODAY).left_on == TODAY


def test_release_is_undone_exactly_until_its_day_is_over(
    alliance: Alliance, county: House, neighbour: House
) -> None:
    with neighbour.context("head"):
        actor, place = neighbour.actor("head"), place_of(alliance, county)
        gone = actions.release_member(membership=place, day=LATER, reason="Grund", actor=actor)
        assert (gone.left_on, gone.left_reason, gone.runs_office) == (LATER, "Grund", False)
        office = governance.get_office(alliance)
        assert office is not None
        assert office.member_name == "Landkreis Nachbarau"
    with pytest.raises(LeavesByResolution):
        act(county, actions.withdraw_notice, alliance_id=alliance.id)
    with neighbour.context("head"):
        kept = actions.keep_member(membership=gone, actor=actor)
        assert (kept.left_on, kept.left_reason) == (None, "")
        over = {"day": TODAY - timedelta(1), "reason": ""}
        actions.release_member(membership=kept, actor=actor, **over)
        with pytest.raises(NotLeaving):
            actions.keep_member(membership=kept, actor=actor)


def test_an_earlier_day_stays(alliance: Alliance, county: House, neighbour: House) -> None:
    leave(neighbour, alliance, TODAY)
    with county.context("head"):
        actor, place = county.actor("head"), place_of(alliance, neighbour)
        later = actions.release_member(membership=place, day=LATER, reason="", actor=actor)
        assert later.left_on == TODAY
        assert actions.keep_member(membership=later, actor=actor).left_on == TODAY
