"""Goals and readings, milestones, what members put in, standards: who may, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from project_scene import (
    STANDARD,
    bring,
    decide,
    draft,
    enter_standard,
    join,
    propose,
    reload,
    repeal,
)
from tests import factories
from tests.factories import House, Union

from gemeinwerk.governance.effects import actions as effects
from gemeinwerk.governance.models import Effect
from gemeinwerk.governance.projects import queries as projects
from gemeinwerk.governance.projects.errors import (
    AddressNotHttps,
    DatesReversed,
    GoalIsMeasured,
    GoalWithoutWay,
    NotTakingPart,
    NotTheAuthor,
    NotTheLead,
    PlanUnknown,
    ProjectIsStopped,
    ReadingInFuture,
    ReadingTooEarly,
    StandardAdopted,
    StandardIsFixed,
    StandardNamedTwice,
    StandardUnknown,
)
from gemeinwerk.governance.projects.models import (
    Capacity,
    Goal,
    Milestone,
    Project,
    Reading,
    Standard,
    StandardDecision,
    StandardUse,
)
from gemeinwerk.governance.projects.planning import actions, queries
from gemeinwerk.governance.projects.planning.actions import (
    CapacityFacts,
    GoalFacts,
    MilestoneFacts,
)
from gemeinwerk.governance.projects.standards import actions as standards
from gemeinwerk.governance.projects.standards import queries as register
from gemeinwerk.governance.projects.standards.queries import Standing
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed

TODAY = clock.today()
GOAL = GoalFacts(
    axis="efficiency",
    measure="Zeit bis zur Auskunft",
    unit="Tage",
    start_value=Decimal("10"),
    start_on=TODAY - timedelta(days=100),
    start_source="Zählung der Registratur (erfunden)",
    target=Decimal("2"),
)
OFFER = CapacityFacts(
    task="Fachwissen Baurecht",
    people="eine Fachkraft",
    days_per_month=Decimal("4"),
    starts_on=TODAY,
)


@pytest.fixture
def goal(union: Union, project: Project) -> Goal:
    county = union.houses[0]
    with county.context("head"):
        return actions.set_goal(project=project, facts=GOAL, actor=county.actor("head"))


def measure(house: House, goal: Goal, value: str, day: date = TODAY) -> Reading:
    with house.context("head"):
        return actions.add_reading(
            project=projects.get_project(goal.project.alliance, goal.project_id),
            goal=goal,
            value=Decimal(value),
            read_on=day,
            source="Zählung (erfunden)",
            actor=house.actor("head"),
        )


def test_only_the_lead_writes_goals_and_milestones(union: Union, project: Project) -> None:
    county, neighbour, _third = union.houses
    join(project, neighbour, lead=county)
    stone = MilestoneFacts(title="Erste Akten erfasst", due_on=TODAY)
    with neighbour.context("head"):
        actor = neighbour.actor("head")
        for act in (
            lambda: actions.set_goal(project=project, facts=GOAL, actor=actor),
            lambda: actions.set_milestone(project=project, facts=stone, actor=actor),
        ):
            with pytest.raises(NotTheLead, match=county.member.name):
                act()
    with county.context("clerk"), pytest.raises(NotAllowed):
        actions.set_goal(project=project, facts=GOAL, actor=county.actor("clerk"))
    with county.context("coordinator"):
        actor = county.actor("coordinator")
        actions.set_goal(project=project, facts=GOAL, actor=actor)
        actions.set_milestone(project=project, facts=stone, actor=actor)
    with neighbour.context():
        assert [line.goal.measure for line in queries.list_goals(project)] == [GOAL.measure]
        assert [line.milestone.title for line in queries.list_milestones(project)] == [stone.title]


def test_the_database_too_lets_the_lead_only(union: Union, project: Project) -> None:
    neighbour = union.houses[1]
    with neighbour.context("head"), pytest.raises(DatabaseError), transaction.atomic():
        Milestone.objects.create(
            alliance=union.alliance, project=project, title="Fremd", due_on=TODAY
        )


def test_a_goal_needs_a_way_and_dates_in_order(union: Union, project: Project) -> None:
    county = union.houses[0]
    with county.context("head"):
        actor = county.actor("head")
        with pytest.raises(GoalWithoutWay):
            actions.set_goal(
                project=project, facts=replace(GOAL, target=GOAL.start_value), actor=actor
            )
        with pytest.raises(DatesReversed):
            early = replace(GOAL, target_on=GOAL.start_on - timedelta(days=1))
            actions.set_goal(project=project, facts=early, actor=actor)


def test_partners_measure_and_others_do_not(union: Union, goal: Goal) -> None:
    county, neighbour, third = union.houses
    project = reload(county, goal.project)
    join(project, neighbour, lead=county)
    with pytest.raises(NotTakingPart, match="Ask its lead"):
        measure(third, goal, "5")
    with third.context("head"), pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.create(
            alliance=union.alliance,
            goal=goal,
            member=third.member,
            value=1,
            read_on=TODAY,
            source="fremd",
        )
    measure(neighbour, goal, "4")
    measure(county, goal, "6", TODAY - timedelta(days=30))
    with third.context():
        (line,) = queries.list_goals(project)
        assert (line.latest, line.percent) == (Decimal("4"), 75)
        assert [reading.value for reading in line.readings] == [6, 4]


def test_readings_have_a_day_that_makes_sense(union: Union, goal: Goal) -> None:
    county = union.houses[0]
    with pytest.raises(ReadingTooEarly, match="before the start"):
        measure(county, goal, "5", GOAL.start_on - timedelta(days=1))
    with pytest.raises(ReadingInFuture, match="has not come yet"):
        measure(county, goal, "5", TODAY + timedelta(days=1))


def test_a_reading_is_taken_back_by_its_own_member(union: Union, goal: Goal) -> None:
    county, neighbour, _third = union.houses
    reading = measure(county, goal, "5")
    with neighbour.context("head"):
        with pytest.raises(PlanUnknown):
            queries.get_own_reading(goal, reading.id, neighbour.member.id)
        assert Reading.objects.filter(id=reading.id).delete()[0] == 0
    project = reload(county, goal.project)
    with county.context("head"):
        actor = county.actor("head")
        with pytest.raises(GoalIsMeasured):
            actions.remove_goal(project=project, goal=goal, actor=actor)
        actions.remove_reading(project=project, reading=reading, actor=actor)
        actions.remove_goal(project=project, goal=Goal.objects.get(), actor=actor)
        assert not Goal.objects.exists()


def test_milestones_are_done_on_a_day(union: Union, project: Project) -> None:
    county = union.houses[0]
    late = MilestoneFacts(title="Überfällig", due_on=TODAY - timedelta(days=1))
    with county.context("head"):
        actor = county.actor("head")
        stone = actions.set_milestone(project=project, facts=late, actor=actor)
        assert [line.is_late for line in queries.list_milestones(project)] == [True]
        with pytest.raises(ReadingInFuture):
            soon = replace(late, state="done", done_on=TODAY + timedelta(days=1))
            actions.set_milestone(project=project, facts=soon, milestone=stone, actor=actor)
        done = replace(late, state="done")
        actions.set_milestone(project=project, facts=done, milestone=stone, actor=actor)
        (line,) = queries.list_milestones(project)
        assert (line.is_late, line.milestone.done_on) == (False, TODAY)


def test_a_member_puts_in_its_own_people_only(union: Union, project: Project) -> None:
    county, neighbour, third = union.houses
    join(project, neighbour, lead=county)
    with third.context("head"), pytest.raises(NotTakingPart):
        actions.offer_capacity(project=project, facts=OFFER, actor=third.actor("head"))
    with neighbour.context("head"):
        actor = neighbour.actor("head")
        capacity = actions.offer_capacity(project=project, facts=OFFER, actor=actor)
    with county.context("head"):
        assert queries.days_per_month(project) == 4
        with pytest.raises(PlanUnknown):
            queries.get_own_capacity(project, capacity.id, county.member.id)
        assert Capacity.objects.filter(id=capacity.id).update(days_per_month=9) == 0
        assert Capacity.objects.filter(id=capacity.id).delete()[0] == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Capacity.objects.create(
                alliance=union.alliance,
                project=project,
                member=neighbour.member,
                days_per_month=1,
                starts_on=TODAY,
            )
    with neighbour.context("head"):
        actor = neighbour.actor("head")
        with pytest.raises(DatesReversed):
            wrong = replace(OFFER, ends_on=TODAY - timedelta(days=1))
            actions.offer_capacity(project=project, facts=wrong, capacity=capacity, actor=actor)
        actions.withdraw_capacity(project=project, capacity=capacity, actor=actor)
        assert queries.days_per_month(project) == 0


def test_nothing_is_planned_for_a_stopped_project(union: Union, project: Project) -> None:
    county = union.houses[0]
    decide(union, "stop_project", project, reason="Kein Bedarf mehr (erfunden).")
    stopped = reload(county, project)
    with county.context("head"):
        actor = county.actor("head")
        for act in (
            lambda: actions.set_goal(project=stopped, facts=GOAL, actor=actor),
            lambda: actions.offer_capacity(project=stopped, facts=OFFER, actor=actor),
        ):
            with pytest.raises(ProjectIsStopped):
                act()


def test_plans_are_the_alliances_own(union: Union, goal: Goal, stranger: House) -> None:
    county = union.houses[0]
    measure(county, goal, "5")
    with county.context("head"):
        actions.offer_capacity(project=goal.project, facts=OFFER, actor=county.actor("head"))
    enter_standard(union)
    with stranger.context("head"):
        models = (Goal, Reading, Milestone, Capacity, Standard, StandardUse, StandardDecision)
        assert [model.objects.count() for model in models] == [0] * len(models)


# Standards and interfaces -------------------------------------------------------------------


def test_entries_of_the_register(union: Union) -> None:
    county, neighbour, _third = union.houses
    standard = enter_standard(union)
    with neighbour.context("head"):
        actor = neighbour.actor("head")
        with pytest.raises(StandardNamedTwice, match=r"in version 1\.2 already"):
            standards.enter_standard(
                alliance_id=union.alliance.id,
                facts=replace(STANDARD, name=STANDARD.name.upper()),
                actor=actor,
            )
        with pytest.raises(AddressNotHttps):
            standards.enter_standard(
                alliance_id=union.alliance.id,
                facts=replace(STANDARD, version="2", url="javascript:alert(1)"),
                actor=actor,
            )
        with pytest.raises(NotTheAuthor, match=county.member.name):
            standards.change_standard(standard=standard, facts=STANDARD, actor=actor)
    with county.context("clerk"), pytest.raises(NotAllowed):
        standards.enter_standard(
            alliance_id=union.alliance.id,
            facts=replace(STANDARD, version="3"),
            actor=county.actor("clerk"),
        )


def adopting(union: Union, standard: Standard) -> Effect:
    terms = {"standard": str(standard.id), "title": str(standard)}
    motion = propose(union, draft(union, "adopt_standard", terms))
    with union.houses[0].context():
        return Effect.objects.select_related("motion", "alliance").get(motion=motion)


def standing(house: House, standard: Standard) -> Standing:
    with house.context():
        return register.describe(standard).standing


def test_a_resolution_adopts_and_its_repeal_takes_back(union: Union) -> None:
    county, neighbour, _third = union.houses
    standard = enter_standard(union)
    assert standing(neighbour, standard) is Standing.ENTERED
    effect = adopting(union, standard)
    assert standing(neighbour, standard) is Standing.ON_MOTION
    with county.context("coordinator"), pytest.raises(StandardIsFixed, match="another version"):
        standards.change_standard(
            standard=standard,
            facts=replace(STANDARD, reference="Anderes"),
            actor=county.actor("coordinator"),
        )
    motion = factories.adopt(union, effect.motion)
    assert standing(neighbour, standard) is Standing.ADOPTED
    with neighbour.context():
        (resolution,) = register.describe(standard).resolutions
        assert resolution.motion_id == motion.id
    with pytest.raises(StandardAdopted):
        adopting(union, standard)
    repeal(union, motion)
    assert standing(neighbour, standard) is Standing.ENDED


def test_two_resolutions_adopt_and_one_repeal_leaves_the_other(union: Union) -> None:
    standard = enter_standard(union)
    first, second = adopting(union, standard), adopting(union, standard)
    factories.adopt(union, first.motion)
    factories.adopt(union, second.motion)
    repeal(union, first.motion)
    assert standing(union.houses[2], standard) is Standing.ADOPTED
    repeal(union, second.motion)
    assert standing(union.houses[2], standard) is Standing.ENDED


def test_adopting_and_undoing_twice_changes_nothing_more(union: Union) -> None:
    county = union.houses[0]
    standard = enter_standard(union)
    effect = adopting(union, standard)
    factories.adopt(union, effect.motion)
    with county.context("head"):
        actor = county.actor("head")
        effects.settle(alliance_id=union.alliance.id, actor=actor)
        standards.adopt(Effect.objects.get(id=effect.id), actor)
        assert StandardDecision.objects.count() == 1


def test_no_adoption_without_an_adopted_motion(union: Union) -> None:
    county = union.houses[0]
    standard = enter_standard(union)
    effect = adopting(union, standard)
    with county.context("head"):
        refused = pytest.raises(DatabaseError, match="by an adopted motion only")
        with refused, transaction.atomic():
            standards.adopt(effect, county.actor("head"))


def test_a_project_uses_what_the_register_has(
    union: Union, project: Project, stranger: House
) -> None:
    county, neighbour, _third = union.houses
    standard = enter_standard(union)
    other = factories.make_union(stranger)
    foreign = enter_standard(other)
    with neighbour.context("head"), pytest.raises(NotTheLead):
        standards.choose_standards(
            project=project, standard_ids={standard.id}, actor=neighbour.actor("head")
        )
    with county.context("head"):
        actor = county.actor("head")
        chosen = {standard.id, foreign.id}
        standards.choose_standards(project=project, standard_ids=chosen, actor=actor)
        assert [line.standard.id for line in register.list_used(project)] == [standard.id]
        assert register.describe(standard).projects == (project,)
        with pytest.raises(StandardUnknown):
            register.get_standard(union.alliance, foreign.id)
        standards.choose_standards(project=project, standard_ids=set(), actor=actor)
        assert register.list_used(project) == []


def test_another_alliance_of_the_same_member_does_not_mix(union: Union) -> None:
    county, neighbour, _third = union.houses
    second = factories.make_union(county, neighbour)
    mine, other = bring(union), bring(second)
    with county.context():
        assert [line.project.id for line in projects.list_projects(union.alliance)] == [mine.id]
        assert [line.project.id for line in projects.list_projects(second.alliance)] == [other.id]
