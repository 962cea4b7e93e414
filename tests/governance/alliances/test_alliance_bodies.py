"""Bodies, their rules and seats: the office sets up, each member names its own people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from alliance_scene import act, bring_in, found
from tests import factories
from tests.factories import House

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances import queries
from gemeinwerk.governance.alliances.actions import change_standing
from gemeinwerk.governance.alliances.bodies import actions
from gemeinwerk.governance.alliances.bodies.actions import BodyFacts
from gemeinwerk.governance.alliances.errors import (
    BodyAwaited,
    BodyBusy,
    BodyClosed,
    BodyNameTaken,
    BodyUnknown,
    KindUnknown,
    MembershipUnknown,
    NameMissing,
    NotAColleague,
    NotYourSeat,
    NoVotesThere,
    ProposesInCircle,
    RuleNeedsSource,
    SameTwice,
    SeatTaken,
    SeatUnknown,
    TooManyVotes,
    VoteRuns,
)
from gemeinwerk.governance.errors import AllianceUnknown, NotTheOffice
from gemeinwerk.governance.models import Alliance, Body, Membership, Motion, Seat, VotingRule
from gemeinwerk.governance.voting.catalogue import RuleUnknown
from gemeinwerk.governance.voting.definition import LessThanHalf, Rule
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed

FACTS = BodyFacts(kind="conference", name="Konferenz der Behördenleitungen")
GROUP = BodyFacts(kind="working_group", name="Arbeitskreis der IT-Leitungen")
OWN = {
    "name": "Drei Viertel aller Stimmen",
    "reference": "Satzung § 9 (erfunden)",
    "threshold": {"num": 3, "den": 4},
    "base": "statutory",
    "abstention": "no",
}


def create(
    house: House, alliance: Alliance, facts: BodyFacts = FACTS, rule: str = "", role: str = "head"
) -> Body:
    return act(
        house, actions.create_body, role, alliance_id=alliance.id, facts=facts, rule_key=rule
    )


@pytest.fixture
def body(alliance: Alliance, county: House) -> Body:
    return create(county, alliance, rule="unanimity_all")


def place_of(alliance: Alliance, house: House) -> UUID:
    with house.context():
        return governance.list_memberships(alliance).get(member_id=house.member.id).id


def give(
    office: House,
    body: Body,
    house: House,
    votes: int = 1,
    chairs: bool = False,
    role: str = "head",
) -> Seat:
    facts: dict[str, Any] = {"alliance_id": body.alliance_id, "body_id": body.id}
    facts["membership_id"] = place_of(body.alliance, house)
    return act(office, actions.give_seat, role, votes=votes, chairs=chairs, **facts)


def put_to_vote(body: Body, house: House, state: str = "voting", number: str = "V-1") -> None:
    with house.context("head"):
        motion = Motion.objects.create(
            alliance=body.alliance,
            number=number,
            body=body,
            member=house.member,
            author="Test",
            title="Vorlage",
            text="Text",
        )
        if state == "voting":
            factories.put_to_vote(motion, house)
        else:
            Motion.objects.filter(id=motion.id).update(state=state, proposed_at=clock.now())


def sentences(house: House) -> list[str]:
    with house.context():
        return [line.sentence for line in journal.list_lines(event_prefix="governance.")]


def test_only_the_office_sets_up_bodies(
    alliance: Alliance, county: House, neighbour: House, stranger: House
) -> None:
    with pytest.raises(NotTheOffice):
        create(neighbour, alliance)
    with pytest.raises(AllianceUnknown):
        create(stranger, alliance)
    with pytest.raises(NotAllowed):
        create(county, alliance, role="clerk")
    made = create(county, alliance, rule="simple_majority", role="coordinator")
    with neighbour.context("clerk"):
        seen = queries.get_body(alliance, made.id)
        assert seen.rule is not None
        assert (seen.rule.key, seen.rule.version) == ("simple_majority", 1)
        assert Rule.from_json(seen.rule.definition).threshold.is_more_than_half
    assert "body “Konferenz der Behördenleitungen” set up" in sentences(neighbour)[0]
    with stranger.context("head"):
        assert not Body.objects.exists()


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"name": " "}, NameMissing),
        ({"kind": "parliament"}, KindUnknown),
        ({"proposes_to": uuid4()}, BodyUnknown),
    ],
)
def test_facts_of_a_body_are_refused(
    alliance: Alliance, county: House, change: dict[str, Any], cause: type[Exception]
) -> None:
    with pytest.raises(cause):
        create(county, alliance, replace(FACTS, **change))
    with pytest.raises(RuleUnknown):
        create(county, alliance, rule="own_will")
    assert create(county, alliance).rule is None


def test_name_is_taken_once_even_by_a_closed_body(
    alliance: Alliance, county: House, body: Body
) -> None:
    with pytest.raises(BodyNameTaken):
        create(county, alliance, replace(FACTS, name=FACTS.name.upper()))
    act(county, actions.close_body, alliance_id=alliance.id, body_id=body.id)
    with pytest.raises(BodyNameTaken):
        create(county, alliance)
    with pytest.raises(BodyClosed) as refusal:
        act(county, actions.close_body, alliance_id=alliance.id, body_id=body.id)
    assert f"was closed on {clock.today():%d.%m.%Y}" in str(refusal.value)


def test_a_body_of_another_alliance_is_unknown(
    alliance: Alliance, county: House, stranger: House, body: Body
) -> None:
    other = found(stranger)
    foreign = create(stranger, other)
    for house, where, what in ((county, alliance, foreign), (stranger, other, body)):
        with pytest.raises(BodyUnknown):
            act(house, actions.close_body, alliance_id=where.id, body_id=what.id)
        with pytest.raises(BodyUnknown):
            create(house, where, replace(GROUP, proposes_to=what.id))


def test_right_of_proposal_runs_in_no_circle(alliance: Alliance, county: House, body: Body) -> None:
    group = create(county, alliance, replace(GROUP, proposes_to=body.id))
    steering = create(
        county, alliance, BodyFacts("steering", "Lenkungsgruppe", proposes_to=group.id)
    )

    def change(target: Body, facts: BodyFacts, role: str = "head") -> Body:
        ids = {"alliance_id": alliance.id, "body_id": target.id}
        return act(county, actions.change_body, role, facts=facts, **ids)

    for target in (steering, group, body):
        with pytest.raises(ProposesInCircle):
            change(body, replace(FACTS, proposes_to=target.id))
    with pytest.raises(NotAllowed):
        change(group, GROUP, role="clerk")
    with pytest.raises(BodyAwaited) as refusal:
        act(county, actions.close_body, alliance_id=alliance.id, body_id=body.id)
    assert "Arbeitskreis der IT-Leitungen proposes to" in str(refusal.value)
    changed = change(group, replace(GROUP, name="Arbeitskreis IT", is_public=True))
    assert (changed.name, changed.proposes_to, changed.is_public) == ("Arbeitskreis IT", None, True)
    act(county, actions.close_body, alliance_id=alliance.id, body_id=body.id)


def test_a_body_with_motions_is_not_closed(alliance: Alliance, county: House, body: Body) -> None:
    put_to_vote(body, county, "proposed", "V-7")
    ids = {"alliance_id": alliance.id, "body_id": body.id}
    with pytest.raises(BodyBusy) as refusal:
        act(county, actions.close_body, **ids)
    assert "V-7" in str(refusal.value)
    with pytest.raises(BodyBusy):
        act(county, actions.choose_rule, key="", **ids)
    act(county, actions.choose_rule, key="simple_majority", **ids)


def test_rules_are_kept_in_versions(
    alliance: Alliance, county: House, neighbour: House, stranger: House, body: Body
) -> None:
    ids = {"alliance_id": alliance.id, "body_id": body.id}
    for refused, house in ((NotTheOffice, neighbour), (AllianceUnknown, stranger)):
        with pytest.raises(refused):
            act(house, actions.choose_rule, key="simple_majority", **ids)
        with pytest.raises(refused):
            act(house, actions.make_rule, definition=OWN, **ids)
    act(county, actions.choose_rule, key="unanimity_all", **ids)
    with county.context():
        assert VotingRule.objects.count() == 1, "the same definition is kept once"
    first = act(county, actions.make_rule, definition=OWN, **ids).rule
    same = act(county, actions.make_rule, definition=OWN, **ids).rule
    larger = {**OWN, "threshold": {"num": 4, "den": 5}}
    second = act(county, actions.make_rule, definition=larger, **ids).rule
    assert first == same
    assert (first.version, second.version, first.key) == (1, 2, second.key)
    assert Rule.from_json(first.definition).threshold.num == 3, "the first one stays as it was"
    assert (
        "decides by the rule: Drei Viertel aller Stimmen (Satzung § 9 (erfunden))"
        in (sentences(neighbour)[0])
    )
    assert act(county, actions.choose_rule, key="", **ids).rule is None


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"reference": "  "}, RuleNeedsSource),
        ({"name": "\u202e"}, NameMissing),
        ({"threshold": {"num": 1, "den": 3}}, LessThanHalf),
    ],
)
def test_own_rule_needs_name_source_and_sense(
    alliance: Alliance,
    county: House,
    body: Body,
    change: dict[str, Any],
    cause: type[Exception],
) -> None:
    ids = {"alliance_id": alliance.id, "body_id": body.id}
    with pytest.raises(cause):
        act(county, actions.make_rule, definition={**OWN, **change}, **ids)
    assert act(county, actions.make_rule, definition=OWN, **ids).rule.reference == OWN["reference"]


def test_only_the_office_gives_seats(
    alliance: Alliance, county: House, neighbour: House, stranger: House, body: Body
) -> None:
    with pytest.raises(NotTheOffice):
        give(neighbour, body, neighbour)
    with pytest.raises(NotAllowed):
        give(county, body, neighbour, role="clerk")
    outside = place_of(found(stranger), stranger)
    ids = {"alliance_id": alliance.id, "body_id": body.id}
    with pytest.raises(MembershipUnknown):
        act(county, actions.give_seat, membership_id=outside, votes=1, chairs=False, **ids)
    with pytest.raises(TooManyVotes):
        give(county, body, neighbour, votes=1001)
    give(county, body, neighbour, votes=2)
    with pytest.raises(SeatTaken):
        give(county, body, neighbour, votes=3)
    with neighbour.context("clerk"):
        seat = queries.my_seat(body, neighbour.actor("clerk"))
        assert seat is not None
        assert seat.votes == 2
    assert "has a seat in “Konferenz der Behördenleitungen”, votes: 2" in sentences(neighbour)[0]


def test_associated_members_and_providers_have_no_votes(
    alliance: Alliance, county: House, neighbour: House, third: House, body: Body
) -> None:
    bring_in(alliance, county, third, standing="provider")
    with pytest.raises(NoVotesThere) as refusal:
        give(county, body, third, votes=1)
    assert "Enter 0 votes" in str(refusal.value)
    assert give(county, body, third, votes=0).votes == 0
    seat = give(county, body, neighbour, votes=3, chairs=True)
    facts = {"alliance_id": alliance.id, "membership_id": place_of(alliance, neighbour)}
    put_to_vote(body, county)
    with pytest.raises(VoteRuns):
        act(county, change_standing, standing="associated", **facts)
    with county.context("head"):
        assert Seat.objects.get(id=seat.id).votes == 3
        Motion.objects.update(state="failed")
    act(county, change_standing, standing="associated", **facts)
    with county.context():
        now = Seat.objects.get(id=seat.id)
        assert (now.votes, now.chairs) == (0, False)


def test_seats_stay_while_a_vote_is_open(
    alliance: Alliance, county: House, neighbour: House, body: Body
) -> None:
    seat = give(county, body, neighbour)
    put_to_vote(body, county, number="V-3")
    ids = {"alliance_id": alliance.id, "body_id": body.id}
    for step, facts in (
        (actions.take_seat_back, {"seat_id": seat.id}),
        (actions.change_seat, {"seat_id": seat.id, "votes": 9, "chairs": False}),
    ):
        with pytest.raises(VoteRuns) as refusal:
            act(county, step, **facts, **ids)
        assert "V-3" in str(refusal.value)
    with pytest.raises(VoteRuns):
        give(county, body, county)
    act(neighbour, actions.name_people, holder_id=None, deputy_id=None, **ids)


def test_one_chair_at_a_time_and_seats_are_taken_back(
    alliance: Alliance, county: House, neighbour: House, body: Body
) -> None:
    ids = {"alliance_id": alliance.id, "body_id": body.id}
    first, second = (give(county, body, each, chairs=True) for each in (county, neighbour))
    with county.context():
        assert [seat.id for seat in Seat.objects.filter(chairs=True)] == [second.id]
    act(county, actions.change_seat, seat_id=first.id, votes=5, chairs=True, **ids)
    with neighbour.context():
        seats = [(seat.member_name, seat.votes, seat.chairs) for seat in queries.list_seats(body)]
    assert seats == [("Landkreis Musterland", 5, True), ("Landkreis Nachbarau", 1, False)]
    with pytest.raises(NotTheOffice):
        act(neighbour, actions.take_seat_back, seat_id=first.id, **ids)
    act(county, actions.take_seat_back, seat_id=second.id, **ids)
    with pytest.raises(SeatUnknown):
        act(county, actions.take_seat_back, seat_id=second.id, **ids)


def test_each_member_names_its_own_people(
    alliance: Alliance, county: House, neighbour: House, stranger: House, body: Body
) -> None:
    give(county, body, neighbour)
    clerk, officer = neighbour.people["clerk"].id, neighbour.people["records_officer"].id

    def name(house: House, holder: UUID | None, deputy: UUID | None, role: str = "head") -> Seat:
        ids = {"alliance_id": alliance.id, "body_id": body.id}
        return act(house, actions.name_people, role, holder_id=holder, deputy_id=deputy, **ids)

    with pytest.raises(NotAllowed):
        name(neighbour, clerk, None, role="clerk")
    with pytest.raises(NotYourSeat):
        name(county, county.people["clerk"].id, None)
    with pytest.raises(AllianceUnknown):
        name(stranger, stranger.people["clerk"].id, None)
    with pytest.raises(NotAColleague):
        name(neighbour, county.people["clerk"].id, None)
    with pytest.raises(NotAColleague):
        name(neighbour, clerk, uuid4())
    with pytest.raises(SameTwice):
        name(neighbour, clerk, clerk)
    seat = name(neighbour, clerk, officer, role="coordinator")
    assert (seat.holder_name, seat.deputy_name) == ("Clerk 99002", "Records_Officer 99002")
    with county.context():
        assert queries.list_seats(body)[0].holder_name == "Clerk 99002"
    for role, speaks in (("head", True), ("clerk", True), ("coordinator", False)):
        with neighbour.context(role):
            assert queries.takes_seat(seat, neighbour.actor(role)) is speaks
    with county.context("head"):
        assert not queries.takes_seat(seat, county.actor("head"))
    assert name(neighbour, None, None).holder_name == ""


def test_seats_of_members_that_left_count_no_more(
    alliance: Alliance, county: House, neighbour: House, body: Body
) -> None:
    give(county, body, neighbour)
    with county.context("head"):
        assert queries.list_seats(body).count() == 1
        place = governance.list_memberships(alliance).get(member_id=neighbour.member.id)
        Membership.objects.filter(id=place.id).update(left_on="2026-01-01")
        assert queries.list_seats(body).count() == 0
