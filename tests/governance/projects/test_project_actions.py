"""Projects: who may do what, what resolutions do, and that it is undone exactly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from project_scene import advance, bring, decide, draft, join, propose, reload, repeal, stage
from tests import factories
from tests.factories import House, Union

from gemeinwerk.governance.alliances.errors import NameMissing
from gemeinwerk.governance.effects import actions as effects
from gemeinwerk.governance.errors import AllianceUnknown, NotTheOffice
from gemeinwerk.governance.models import Effect, Membership, Resolution
from gemeinwerk.governance.projects import actions, queries
from gemeinwerk.governance.projects.errors import (
    LeadStays,
    NotAPartner,
    NotTheLead,
    PartnerAlready,
    ProjectIsStopped,
    ProjectNamedTwice,
    ProjectUnknown,
    StageNotReached,
)
from gemeinwerk.governance.projects.models import Partner, Project, Step
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed


def events(house: House, project: Project) -> list[str]:
    with house.context():
        return [line.sentence for line in journal.list_lines(object_id=str(project.id))]


def test_stranger_and_clerk_bring_nothing_in(union: Union, stranger: House) -> None:
    for house, role, refusal in (
        (stranger, "head", AllianceUnknown),
        (union.houses[0], "clerk", NotAllowed),
    ):
        with house.context(role), pytest.raises(refusal):
            actions.bring_project(
                alliance_id=union.alliance.id,
                title="Nicht erlaubt",
                summary="",
                is_idea=True,
                actor=house.actor(role),
            )


def test_member_brings_a_need_in_and_another_makes_it_an_idea(union: Union) -> None:
    county, neighbour, third = union.houses
    project = bring(union, house=neighbour, is_idea=False)
    assert stage(third, project) == "need"
    assert (project.lead_name, project.member_name) == (neighbour.member.name,) * 2
    with third.context("records_officer"):
        actor = third.actor()
        actions.make_idea(project=project, how="Gemeinsam scannen.", actor=actor)
    assert stage(county, project) == "idea"
    with third.context("head"), pytest.raises(StageNotReached):
        actions.make_idea(project=project, how="Nochmal.", actor=third.actor("head"))
    told = events(county, project)
    assert len(told) == 2 and all(project.title in sentence for sentence in told)


def test_names_are_needed_and_given_once(union: Union, project: Project) -> None:
    with pytest.raises(NameMissing):
        bring(union, title=" \u202e ")
    with pytest.raises(ProjectNamedTwice, match="Choose another name"):
        bring(union, house=union.houses[1], title=project.title.upper())


def test_a_stranger_never_notices_a_project(
    union: Union, project: Project, stranger: House
) -> None:
    join(project, union.houses[1], lead=union.houses[0])
    with stranger.context("head"):
        assert [model.objects.count() for model in (Project, Step, Partner)] == [0, 0, 0]
        with pytest.raises(ProjectUnknown):
            queries.get_project(project.alliance, project.id)


def test_a_member_that_left_sees_nothing_any_more(union: Union, project: Project) -> None:
    neighbour = union.houses[1]
    join(project, neighbour, lead=union.houses[0])
    leave(union, neighbour)
    with neighbour.context("head"):
        assert Project.objects.count() == 0
        assert Partner.objects.count() == 0


def leave(union: Union, house: House) -> None:
    with house.context("head"):
        mine = Membership.objects.filter(alliance=union.alliance, member=house.member)
        assert mine.update(left_on=clock.today() - timedelta(days=1)) == 1


def test_the_whole_way_and_who_decided_it(union: Union, project: Project) -> None:
    _county, neighbour, _third = union.houses
    motion = propose(
        union, draft(union, "start_project", {"project": str(project.id), "title": "x"})
    )
    assert stage(neighbour, project) == "proposed"
    factories.adopt(union, motion)
    for kind, reached in (("pilot_project", "pilot"), ("live_project", "live")):
        assert stage(neighbour, project) == {"pilot": "approved", "live": "pilot"}[reached]
        decide(union, kind, project)
        assert stage(neighbour, project) == reached
    with neighbour.context():
        lines = queries.list_steps(project)
        assert [line.step.stage for line in lines] == ["idea", "approved", "pilot", "live"]
        assert [bool(line.resolution) for line in lines] == [False, True, True, True]
    assert any("taken into operation" in told for told in events(neighbour, project))


def test_a_failed_motion_leaves_the_idea(union: Union, project: Project) -> None:
    county = union.houses[0]
    motion = propose(
        union, draft(union, "start_project", {"project": str(project.id), "title": "x"})
    )
    with county.context("head"):
        voting.withdraw_motion(motion_id=motion.id, actor=county.actor("head"))
    assert stage(county, project) == "idea"


def test_steps_are_taken_one_after_the_other(union: Union, project: Project) -> None:
    decide(union, "pilot_project", project)
    county = union.houses[0]
    assert stage(county, project) == "idea"
    with county.context():
        (line,) = queries.list_pending(project)
        assert [one.code for one in line.missing] == ["stage"]
        assert "has to be at “Approved”" in line.missing[0].text
    decide(union, "start_project", project)
    assert stage(county, project) == "approved"
    with county.context("head"):
        effects.settle(alliance_id=union.alliance.id, actor=county.actor("head"))
    assert stage(county, project) == "pilot"


@pytest.mark.parametrize("order", [("start", "pilot"), ("pilot", "start")])
def test_repeal_undoes_exactly_its_own_step(
    union: Union, project: Project, order: tuple[str, str]
) -> None:
    county = union.houses[0]
    motions = {kind: decide(union, f"{kind}_project", project) for kind in ("start", "pilot")}
    repeal(union, motions[order[0]])
    assert stage(county, project) == ("pilot" if order[0] == "start" else "approved")
    repeal(union, motions[order[1]])
    assert stage(county, project) == "idea"
    assert sum("was undone" in told for told in events(county, project)) == 2


def test_stopped_with_a_reason_and_going_on_after_the_repeal(
    union: Union, project: Project
) -> None:
    county, neighbour, _third = union.houses
    advance(union, project, "pilot")
    motion = decide(union, "stop_project", project, reason="Zu teuer (erfunden).")
    assert stage(county, project) == "stopped"
    with neighbour.context("head"):
        assert queries.list_steps(project)[-1].step.reason == "Zu teuer (erfunden)."
        with pytest.raises(ProjectIsStopped):
            actions.ask_to_join(project=reload_here(project), actor=neighbour.actor("head"))
    repeal(union, motion)
    assert stage(county, project) == "pilot"


def reload_here(project: Project) -> Project:
    return queries.get_project(project.alliance, project.id)


def test_a_resolution_that_expires_takes_its_step_back(
    union: Union, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = union.houses[0]
    tomorrow = clock.today() + timedelta(days=1)
    decide(union, "start_project", project, valid_to=tomorrow)
    assert stage(county, project) == "approved"
    monkeypatch.setattr(clock, "today", lambda: tomorrow + timedelta(days=1))
    with county.context("head"):
        effects.settle(alliance_id=union.alliance.id, actor=county.actor("head"))
    assert stage(county, project) == "idea"


def test_carrying_out_and_undoing_twice_changes_nothing_more(
    union: Union, project: Project
) -> None:
    county = union.houses[0]
    motion = decide(union, "start_project", project)
    with county.context("head"):
        effect = Effect.objects.select_related("motion", "alliance").get(motion=motion)
        actor = county.actor("head")
        actions.take_decided_step(effect, actor)
        assert Step.objects.filter(effect=effect).count() == 1
        actions.undo_decided_step(effect, actor)
        before = Step.objects.get(effect=effect).undone_at
        actions.undo_decided_step(effect, actor)
        assert Step.objects.get(effect=effect).undone_at == before


def test_a_motion_cannot_start_a_need_or_a_project_of_others(union: Union, stranger: House) -> None:
    need = bring(union, is_idea=False)
    with pytest.raises(StageNotReached):
        draft(union, "start_project", {"project": str(need.id), "title": "x"})
    other = factories.make_union(stranger)
    foreign = bring(other, house=stranger)
    with pytest.raises(ProjectUnknown):
        draft(union, "start_project", {"project": str(foreign.id), "title": "x"})


def refused(statement: str) -> object:
    return pytest.raises(DatabaseError, match=statement)


def test_the_database_itself_keeps_the_stage(union: Union, project: Project) -> None:
    county, neighbour, _third = union.houses
    for state in ("approved", "pilot", "live", "reusable", "stopped"):
        with county.context("head"), refused("where its resolutions put it"), transaction.atomic():
            Project.objects.filter(id=project.id).update(state=state)
    with neighbour.context("head"), refused("by the member that leads it"), transaction.atomic():
        Project.objects.filter(id=project.id).update(lead=neighbour.member)
    decide(union, "start_project", project)
    with county.context("head"), refused("where its resolutions put it"), transaction.atomic():
        Project.objects.filter(id=project.id).update(state="idea")


def test_the_database_takes_a_decided_step_from_an_adopted_motion_only(
    union: Union, project: Project
) -> None:
    county = union.houses[0]
    motion = propose(
        union, draft(union, "start_project", {"project": str(project.id), "title": "x"})
    )
    with county.context("head"):
        effect = Effect.objects.get(motion=motion)
        with refused("by an adopted motion only"), transaction.atomic():
            make_step(project, county, effect, "approved")
    factories.adopt(union, motion)
    other = bring(union, title="Ein anderes")
    with county.context("head"):
        for wrong, reached in ((project, "live"), (other, "approved")):
            with refused("by an adopted motion only"), transaction.atomic():
                make_step(wrong, county, effect, reached)


def make_step(project: Project, house: House, effect: Effect, reached: str) -> None:
    Step.objects.create(
        alliance_id=project.alliance_id,
        project=project,
        member=house.member,
        stage=reached,
        effect=effect,
        taken_at=clock.now(),
        taken_by="Test",
    )


def test_partners_ask_and_the_lead_accepts(union: Union, project: Project) -> None:
    county, neighbour, third = union.houses
    with neighbour.context("clerk"), pytest.raises(NotAllowed):
        actions.ask_to_join(project=project, actor=neighbour.actor("clerk"))
    join(project, neighbour, lead=county, accept=False)
    with county.context("head"):
        assert not queries.takes_part(project, neighbour.member.id)
        assert [each.member_name for each in queries.list_waiting(county.actor("head"))] == [
            neighbour.member.name
        ]
    with third.context("head"), pytest.raises(NotTheLead, match=county.member.name):
        actions.accept_partner(
            project=project, member_id=neighbour.member.id, actor=third.actor("head")
        )
    with county.context("head"):
        actor = county.actor("head")
        actions.accept_partner(project=project, member_id=neighbour.member.id, actor=actor)
        assert queries.takes_part(project, neighbour.member.id)
        with pytest.raises(NotAPartner):
            actions.accept_partner(project=project, member_id=third.member.id, actor=actor)
    with neighbour.context("head"), pytest.raises(PartnerAlready):
        actions.ask_to_join(project=project, actor=neighbour.actor("head"))


def test_nobody_accepts_itself(union: Union, project: Project) -> None:
    county, neighbour, _third = union.houses
    with neighbour.context("head"), pytest.raises(DatabaseError), transaction.atomic():
        Partner.objects.create(
            alliance=union.alliance,
            project=project,
            member=neighbour.member,
            member_name=neighbour.member.name,
            accepted_at=clock.now(),
        )
    join(project, neighbour, lead=county, accept=False)
    with neighbour.context("head"):
        asked = Partner.objects.filter(member=neighbour.member)
        assert asked.update(accepted_at=clock.now()) == 0


def test_partners_leave_the_lead_stays(union: Union, project: Project) -> None:
    county, neighbour, third = union.houses
    join(project, neighbour, lead=county)
    with county.context("head"), pytest.raises(LeadStays):
        actions.part_with(project=project, member_id=county.member.id, actor=county.actor("head"))
    with third.context("head"), pytest.raises(NotTheLead):
        actions.part_with(project=project, member_id=neighbour.member.id, actor=third.actor("head"))
    with neighbour.context("head"):
        actions.part_with(
            project=project, member_id=neighbour.member.id, actor=neighbour.actor("head")
        )
        assert not queries.takes_part(project, neighbour.member.id)


def test_the_lead_is_handed_over_to_a_partner_only(union: Union, project: Project) -> None:
    county, neighbour, third = union.houses
    join(project, neighbour, lead=county)
    join(project, third, lead=county, accept=False)
    with county.context("head"):
        actor = county.actor("head")
        with pytest.raises(NotAPartner, match=third.member.name):
            actions.hand_over_lead(project=project, member_id=third.member.id, actor=actor)
        actions.hand_over_lead(project=project, member_id=neighbour.member.id, actor=actor)
    now = reload(third, project)
    assert now.lead_name == neighbour.member.name
    with county.context("head"), pytest.raises(NotTheLead):
        actions.change_project(
            project=now, title="Neu", summary="", group=None, actor=county.actor("head")
        )
    with neighbour.context("head"):
        actor = neighbour.actor("head")
        actions.change_project(project=now, title="Neu", summary="x", group=None, actor=actor)
    assert reload(third, project).title == "Neu"


def test_the_office_takes_over_when_the_lead_has_left(union: Union) -> None:
    county, neighbour, third = union.houses
    project = bring(union, house=neighbour)
    with county.context("head"), pytest.raises(NotTheLead, match=neighbour.member.name):
        actions.take_over_lead(project=project, actor=county.actor("head"))
    leave(union, neighbour)
    with third.context("head"), pytest.raises(NotTheOffice):
        actions.take_over_lead(project=project, actor=third.actor("head"))
    with county.context("head"):
        actions.take_over_lead(project=project, actor=county.actor("head"))
        assert queries.takes_part(reload_here(project), county.member.id)
    assert reload(third, project).lead_name == county.member.name


def test_everybody_in_the_alliance_is_told(union: Union, project: Project) -> None:
    decide(union, "start_project", project)
    with union.houses[0].context():
        number = Resolution.objects.get().motion.number
    for house in union.houses:
        told = events(house, project)
        assert any("approved by" in each and number in each for each in told)
