"""Founding, inviting, joining: who may, once, and who learns of it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from alliance_scene import FACTS, act, bring_in, found, sign
from django.db import DatabaseError, connection, connections, transaction
from tests import factories
from tests.factories import House

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances import actions, queries
from gemeinwerk.governance.alliances.errors import (
    AllianceNameTaken,
    AlreadyInvited,
    AlreadyMember,
    InvitationAnswered,
    InvitationUnknown,
    LandUnknown,
    MemberNotHere,
    MembershipUnknown,
    NameMissing,
    NeedsAdmission,
    OfficeLast,
    OfficeNeedsVoting,
    StandingUnknown,
)
from gemeinwerk.governance.errors import AllianceUnknown, NotTheOffice
from gemeinwerk.governance.models import Alliance, Body, Effect, Membership, Motion
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members import actions as setting_up
from gemeinwerk.members import queries as members
from gemeinwerk.members.context import member_context


def invite(
    office: House, alliance: Alliance, house: House, role: str = "coordinator"
) -> Membership:
    key = house.member.ags
    return act(office, actions.invite, role, alliance_id=alliance.id, key=key, standing="ordinary")


def events(house: House) -> list[str]:
    with house.context():
        return [line.event for line in journal.list_lines(event_prefix="governance.")]


def names(house: House, alliance: Alliance) -> list[str]:
    with house.context("clerk"):
        found = governance.list_memberships(governance.get_alliance(alliance.id))
        return [each.member_name for each in found]


@pytest.mark.parametrize("role", ["records_officer", "clerk"])
def test_only_head_and_coordinator_found(county: House, role: str) -> None:
    with pytest.raises(NotAllowed):
        act(county, actions.found_alliance, role, facts=FACTS)
    made = act(county, actions.found_alliance, "coordinator", facts=FACTS)
    with county.context("clerk"):
        office = governance.get_office(made)
        assert office is not None
        assert (office.standing, office.member_name) == ("founding", "Landkreis Musterland")
        assert office.joined_on == clock.today()
    assert events(county) == ["governance.alliance.founded"]


@pytest.mark.parametrize(
    ("change", "cause", "told"),
    [
        ({"name": " \u200b\u202e "}, NameMissing, "A name is needed."),
        ({"name": "–—!"}, NameMissing, "A name is needed."),
        ({"land": "XX"}, LandUnknown, "“XX” is no Land."),
    ],
)
def test_facts_are_refused_by_name(
    county: House, change: dict[str, str], cause: type[Exception], told: str
) -> None:
    with pytest.raises(cause) as refusal:
        act(county, actions.found_alliance, facts=replace(FACTS, **change))
    assert told in str(refusal.value)
    assert act(county, actions.found_alliance, facts=FACTS).name == "Bündnis Ahorntal"


def test_hostile_names_are_kept_as_text(county: House) -> None:
    name = "<b>'; DROP TABLE--\u202e %(alliance)s {{ x }}\nzwei"
    made = act(county, actions.found_alliance, facts=replace(FACTS, name=name))
    assert made.name == "<b>'; DROP TABLE-- %(alliance)s {{ x }} zwei"
    with county.context():
        assert made.name in journal.list_lines(event_prefix="governance.")[0].sentence


def test_name_is_taken_once_per_founder_but_not_by_strangers(
    county: House, stranger: House
) -> None:
    found(county)
    with pytest.raises(AllianceNameTaken):
        act(county, actions.found_alliance, facts=replace(FACTS, name="bündnis AHORNTAL"))
    assert found(stranger).name == FACTS.name


def test_two_clicks_at_once_found_one(committed: None) -> None:
    county = factories.make_house("99001", "Landkreis Musterland")
    assert refusals_of(lambda: found(county), AllianceNameTaken) == 1
    with county.context():
        assert Alliance.objects.count() == 1


def test_two_clicks_at_once_invite_once(committed: None) -> None:
    county = factories.make_house("99001", "Landkreis Musterland")
    third = factories.make_house("99003", "Landkreis Drittenberg")
    alliance = found(county)
    assert refusals_of(lambda: invite(county, alliance, third), AlreadyInvited) == 1
    with third.context():
        assert queries.list_invitations().count() == 1


def test_two_heads_at_once_accept_once(committed: None) -> None:
    county = factories.make_house("99001", "Landkreis Musterland")
    third = factories.make_house("99003", "Landkreis Drittenberg")
    alliance = found(county)
    invite(county, alliance, third)

    def accept() -> None:
        act(third, actions.accept_invitation, alliance_id=alliance.id)

    assert refusals_of(accept, InvitationUnknown) == 1
    assert events(third).count("governance.member.joined") == 1


def refusals_of(step: object, cause: type[Exception]) -> int:
    """Do a step twice at the same moment; return how often it was refused."""
    start, refused = threading.Barrier(2), []

    def run() -> None:
        start.wait(30)
        try:
            step()
        except cause as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return len(refused)


def test_strangers_see_nothing(alliance: Alliance, stranger: House) -> None:
    with stranger.context("head"):
        assert not Alliance.objects.exists()
        assert not Membership.objects.exists()
        with pytest.raises(AllianceUnknown):
            governance.get_alliance(alliance.id)
    for act_of in (actions.accept_invitation, actions.decline_invitation):
        with pytest.raises(InvitationUnknown):
            act(stranger, act_of, alliance_id=alliance.id)
    with pytest.raises(AllianceUnknown):
        invite(stranger, alliance, stranger)


def test_only_the_office_invites(
    alliance: Alliance, county: House, neighbour: House, third: House
) -> None:
    with pytest.raises(NotTheOffice) as refusal:
        invite(neighbour, alliance, third)
    assert "Landkreis Musterland" in str(refusal.value)
    with pytest.raises(NotAllowed):
        invite(county, alliance, third, role="clerk")
    assert invite(county, alliance, third).member_name == "Landkreis Drittenberg"


def test_database_lets_only_the_office_invite(
    alliance: Alliance, county: House, neighbour: House, third: House
) -> None:
    def ask(house: House, role: str) -> str:
        with house.context(role), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT outcome FROM governance_invite(%s, gen_random_uuid(), '99003',"
                " 'ordinary', 'x', NULL)",
                [alliance.id],
            )
            return str(cursor.fetchone()[0])

    for house, role in ((neighbour, "head"), (county, "clerk"), (third, "head")):
        with pytest.raises(DatabaseError, match="only the office"):
            ask(house, role)
    assert ask(county, "coordinator") == "invited"


@pytest.mark.parametrize("key", ["99999", "Landkreis Drittenberg", "' OR 1=1 --", "", "%", "\0"])
def test_who_is_not_here_cannot_be_invited(
    alliance: Alliance, county: House, third: House, key: str
) -> None:
    """A county is found by its key only; its name would let anybody guess who works here."""
    with pytest.raises(MemberNotHere) as refusal:
        act(county, actions.invite, alliance_id=alliance.id, key=key, standing="ordinary")
    assert "Check the official key" in str(refusal.value)
    assert invite(county, alliance, third).joined_on is None


def test_association_is_found_by_its_exact_name(alliance: Alliance, county: House) -> None:
    with member_context(door="operator"):
        facts = setting_up.MemberFacts("association", "Zweckverband Ahornrechner", "NW")
        setting_up.admit_member(facts=facts)
    for key, known in (("Zweckverband Ahorn", False), ("zweckverband  AHORNRECHNER ", True)):
        if known:
            made = act(
                county, actions.invite, alliance_id=alliance.id, key=key, standing="provider"
            )
            assert made.member_name == "Zweckverband Ahornrechner"
        else:
            with pytest.raises(MemberNotHere):
                act(county, actions.invite, alliance_id=alliance.id, key=key, standing="provider")


def test_standing_is_one_of_the_list(alliance: Alliance, county: House, third: House) -> None:
    with pytest.raises(StandingUnknown):
        act(county, actions.invite, alliance_id=alliance.id, key="99003", standing="emperor")


def test_invited_once_and_members_never(
    alliance: Alliance, county: House, neighbour: House, third: House
) -> None:
    invite(county, alliance, third)
    with pytest.raises(AlreadyInvited) as waiting:
        invite(county, alliance, third)
    assert f"{clock.today():%d.%m.%Y}" in str(waiting.value)
    for house in (neighbour, county):
        with pytest.raises(AlreadyMember):
            invite(county, alliance, house)


def test_invited_member_sees_who_invites_but_belongs_to_nothing(
    alliance: Alliance, county: House, third: House
) -> None:
    invite(county, alliance, third)
    with third.context("clerk"):
        invitation = queries.get_invitation(alliance.id)
        assert invitation.alliance.purpose == FACTS.purpose
        assert governance.list_memberships(invitation.alliance).count() == 2
        with pytest.raises(AllianceUnknown):
            governance.get_alliance(alliance.id)
        assert members.list_contacts() == []
    assert events(third) == ["governance.member.invited"]


@pytest.mark.parametrize("role", ["coordinator", "records_officer", "clerk"])
def test_only_the_own_head_accepts(
    alliance: Alliance, county: House, neighbour: House, third: House, role: str
) -> None:
    invite(county, alliance, third)
    with pytest.raises(NotAllowed):
        act(third, actions.accept_invitation, role, alliance_id=alliance.id)
    for other in (county, neighbour):
        with pytest.raises(InvitationUnknown):
            act(other, actions.accept_invitation, alliance_id=alliance.id)
    act(third, actions.accept_invitation, alliance_id=alliance.id)
    assert set(names(neighbour, alliance)) == {
        "Landkreis Musterland",
        "Landkreis Nachbarau",
        "Landkreis Drittenberg",
    }
    with third.context("head"):
        assert len(members.list_contacts()) == 2
    for house in (county, neighbour, third):
        assert events(house)[0] == "governance.member.joined"
    with pytest.raises(InvitationUnknown):
        act(third, actions.accept_invitation, alliance_id=alliance.id)


def test_database_lets_only_the_own_head_join(
    alliance: Alliance, county: House, third: House
) -> None:
    membership = invite(county, alliance, third)
    for house, role in ((county, "head"), (third, "coordinator")):
        with (
            house.context(role),
            pytest.raises(DatabaseError, match="only the own head"),
            transaction.atomic(),
        ):
            Membership.objects.filter(id=membership.id).update(joined_on=clock.today())


def test_declined_then_invited_again(
    alliance: Alliance, county: House, neighbour: House, third: House
) -> None:
    first = invite(county, alliance, third)
    with pytest.raises(NotAllowed):
        act(third, actions.decline_invitation, "clerk", alliance_id=alliance.id)
    act(third, actions.decline_invitation, alliance_id=alliance.id)
    for house in (county, neighbour, third):
        assert events(house)[0] == "governance.member.declined"
    with third.context("head"):
        assert not Alliance.objects.exists()
        assert not queries.list_invitations().exists()
    with pytest.raises(InvitationUnknown):
        act(third, actions.accept_invitation, alliance_id=alliance.id)
    assert invite(county, alliance, third).id == first.id
    act(third, actions.accept_invitation, alliance_id=alliance.id)
    assert "Landkreis Drittenberg" in names(neighbour, alliance)


def test_withdrawn_invitation_is_gone(
    alliance: Alliance, county: House, neighbour: House, third: House
) -> None:
    membership = invite(county, alliance, third)
    facts = {"alliance_id": alliance.id, "membership_id": membership.id}
    with pytest.raises(NotTheOffice):
        act(neighbour, actions.withdraw_invitation, **facts)
    with pytest.raises(AllianceUnknown):
        act(third, actions.withdraw_invitation, **facts)
    act(county, actions.withdraw_invitation, **facts)
    with pytest.raises(InvitationUnknown):
        act(third, actions.accept_invitation, alliance_id=alliance.id)
    with pytest.raises(InvitationAnswered):
        act(county, actions.withdraw_invitation, **facts)
    with third.context("head"):
        assert not Alliance.objects.exists()
    bring_in(alliance, county, third)
    with pytest.raises(InvitationAnswered) as refusal:
        act(county, actions.withdraw_invitation, **facts)
    assert "Landkreis Drittenberg has answered" in str(refusal.value)


def test_after_the_first_agreement_a_resolution_admits(
    alliance: Alliance, county: House, neighbour: House, third: House
) -> None:
    sign(alliance, neighbour)
    with pytest.raises(NeedsAdmission) as refusal:
        invite(county, alliance, third)
    assert "Write a motion with the effect “Admit a member”" in str(refusal.value)
    with county.context("head"):
        made = actions.issue_invitation(
            alliance=alliance, key="99003", standing="ordinary", actor=county.actor("head")
        )
        assert queries.is_invited(made)
        actions.recall_invitation(membership=made, actor=county.actor("head"), reason="Aufgehoben")
    with third.context():
        assert not queries.list_invitations().exists()


def test_an_adopted_resolution_admits_whom_it_names_through_any_member(
    alliance: Alliance, county: House, neighbour: House, third: House, stranger: House
) -> None:
    """The database asks for the effect: adopted, not undone, and naming the same authority."""
    facts = {"standing": "ordinary", "alliance": alliance}
    with county.context("head"):
        body = Body.objects.create(alliance=alliance, kind="conference", name="Konferenz")
        motion = Motion.objects.create(
            alliance=alliance,
            number="V-1",
            body=body,
            member=county.member,
            author="Test",
            title="Aufnahme",
            text="Text",
        )
        effect = Effect.objects.create(
            alliance=alliance,
            motion=motion,
            position=1,
            kind="admit_member",
            terms={"key": "99003"},
        )

    def admit(house: House, key: str) -> Membership:
        with house.context("clerk"), transaction.atomic():
            actor = house.actor("clerk")
            return actions.issue_invitation(key=key, effect_id=effect.id, actor=actor, **facts)

    with pytest.raises(DatabaseError, match="or an adopted resolution"):
        admit(neighbour, "99003")
    with county.context("head"):
        factories.carry(motion, county)
    with pytest.raises(DatabaseError, match="or an adopted resolution"):
        admit(neighbour, "99004")
    with pytest.raises(DatabaseError, match="or an adopted resolution"):
        admit(stranger, "99003")
    assert admit(neighbour, "99003").member_name == "Landkreis Drittenberg"
    with county.context("head"):
        Effect.objects.filter(id=effect.id).update(undone_at=clock.now())
    act(third, actions.decline_invitation, alliance_id=alliance.id)
    with pytest.raises(DatabaseError, match="or an adopted resolution"):
        admit(neighbour, "99003")


def test_office_is_handed_over_to_members_that_vote(
    alliance: Alliance, county: House, neighbour: House, third: House, stranger: House
) -> None:
    bring_in(alliance, county, third, standing="associated")
    invited = invite(county, alliance, stranger)
    with county.context():
        places = {each.member_name: each.id for each in governance.list_memberships(alliance)}

    def hand(house: House, place: object, role: str = "head") -> Membership:
        facts = {"alliance_id": alliance.id, "membership_id": place}
        return act(house, actions.hand_over_office, role, **facts)

    with pytest.raises(OfficeNeedsVoting):
        hand(county, places["Landkreis Drittenberg"])
    with pytest.raises(MembershipUnknown):
        hand(county, invited.id)
    with pytest.raises(NotTheOffice):
        hand(neighbour, places["Landkreis Nachbarau"])
    with pytest.raises(NotAllowed):
        hand(county, places["Landkreis Nachbarau"], role="clerk")
    hand(county, places["Landkreis Nachbarau"], role="coordinator")
    with pytest.raises(NotTheOffice):
        hand(county, places["Landkreis Nachbarau"])
    with third.context():
        office = governance.get_office(alliance)
        assert office is not None
        assert office.member_name == "Landkreis Nachbarau"
        assert Membership.objects.filter(runs_office=True).count() == 1
    assert events(third)[0] == "governance.office.handed_over"


def test_standing_of_the_office_and_of_strangers(
    alliance: Alliance, county: House, neighbour: House, stranger: House
) -> None:
    with county.context():
        places = {each.member_name: each.id for each in governance.list_memberships(alliance)}

    def change(house: House, name: str, standing: str) -> Membership:
        facts = {"alliance_id": alliance.id, "membership_id": places[name]}
        return act(house, actions.change_standing, standing=standing, **facts)

    with pytest.raises(OfficeLast):
        change(county, "Landkreis Musterland", "provider")
    with pytest.raises(StandingUnknown):
        change(county, "Landkreis Nachbarau", "owner")
    with pytest.raises(NotTheOffice):
        change(neighbour, "Landkreis Musterland", "provider")
    with pytest.raises(AllianceUnknown):
        change(stranger, "Landkreis Nachbarau", "provider")
    assert change(county, "Landkreis Nachbarau", "provider").standing == "provider"
    with neighbour.context():
        line = journal.list_lines(event_prefix="governance.")[0]
    assert "standing of Landkreis Nachbarau is now “Provider” (was “Founding member”)" in (
        line.sentence
    )


def test_alliance_is_described_by_its_office(
    alliance: Alliance, county: House, neighbour: House, stranger: House
) -> None:
    facts = replace(FACTS, name="Ahorntal neu", is_public=True)
    with pytest.raises(NotTheOffice):
        act(neighbour, actions.change_alliance, alliance_id=alliance.id, facts=facts)
    with pytest.raises(AllianceUnknown):
        act(stranger, actions.change_alliance, alliance_id=alliance.id, facts=facts)
    with pytest.raises(NotAllowed):
        act(county, actions.change_alliance, "clerk", alliance_id=alliance.id, facts=facts)
    changed = act(county, actions.change_alliance, alliance_id=alliance.id, facts=facts)
    assert (changed.name, changed.is_public) == ("Ahorntal neu", True)
    assert events(neighbour)[0] == "governance.alliance.changed"
    same = act(county, actions.change_alliance, alliance_id=alliance.id, facts=facts)
    assert same.name == "Ahorntal neu"


def test_who_left_sees_no_more_and_may_be_invited_again(
    alliance: Alliance, county: House, neighbour: House
) -> None:
    yesterday = clock.today() - timedelta(1)
    with county.context("head"):
        place = governance.list_memberships(alliance).get(member_id=neighbour.member.id)
        actions.release_member(
            membership=place, day=yesterday, reason="Beschluss", actor=county.actor("head")
        )
        assert Membership.objects.get(id=place.id).left_on == clock.today()
        Membership.objects.filter(id=place.id).update(left_on=yesterday)  # a day goes by
    with neighbour.context("head"):
        assert not Alliance.objects.exists()
        with pytest.raises(AllianceUnknown):
            governance.get_alliance(alliance.id)
    assert events(neighbour)[0] == "governance.member.released"
    bring_in(alliance, county, neighbour)
    assert names(neighbour, alliance) == ["Landkreis Musterland", "Landkreis Nachbarau"]
