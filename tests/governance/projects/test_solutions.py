"""Solutions: described by the lead, opened tier by tier by the database, adopted by others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from project_scene import (
    FACTS,
    advance,
    decide,
    describe,
    join,
    open_to,
    reload,
    repeal,
    stage,
)
from tests import factories
from tests.factories import House, Union

from gemeinwerk.governance.alliances.errors import NameMissing
from gemeinwerk.governance.models import Membership, Motion
from gemeinwerk.governance.projects import actions as projects
from gemeinwerk.governance.projects.errors import (
    AddressNotHttps,
    LicenceMissing,
    NoAdoption,
    NotTheLead,
    OpensTooEarly,
    OwnSolution,
    SolutionUnknown,
    TooEarlyForSolution,
)
from gemeinwerk.governance.projects.models import Adoption, Project, Solution
from gemeinwerk.governance.projects.solutions import actions, queries
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed

TODAY = clock.today()
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def live(union: Union, project: Project) -> Project:
    """A project in operation, with the second house as partner."""
    county, neighbour, _third = union.houses
    join(project, neighbour, lead=county)
    return advance(union, project, "live")


def sees(*houses: House) -> list[bool]:
    found = []
    for house in houses:
        with house.context("clerk"):
            found.append(Solution.objects.exists() and queries.list_solutions().exists())
    return found


def adopt(house: House, state: str = "considering", note: str = "") -> Adoption:
    with house.context("head"):
        return actions.adopt_solution(
            solution=Solution.objects.get(), state=state, note=note, actor=house.actor("head")
        )


def test_only_the_lead_describes_and_not_before_the_pilot(union: Union, project: Project) -> None:
    county, neighbour, _third = union.houses
    with pytest.raises(NotTheLead, match=county.member.name):
        describe(project, neighbour)
    with pytest.raises(TooEarlyForSolution, match="decide on the pilot first"):
        describe(project, county)
    advance(union, project, "pilot")
    describe(project, county)
    assert stage(neighbour, project) == "pilot"
    decide(union, "live_project", project)
    assert stage(neighbour, project) == "reusable"


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"title": "\u200b"}, NameMissing),
        ({"licence": "GPL-0.1"}, LicenceMissing),
        ({"licence": "other", "licence_text": "  "}, LicenceMissing),
        ({"repository": "http://code.example/x"}, AddressNotHttps),
        ({"repository": "javascript:alert(1)"}, AddressNotHttps),
    ],
)
def test_what_cannot_be_described(
    union: Union, live: Project, wrong: dict[str, str], refusal: type[Exception]
) -> None:
    county = union.houses[0]
    with pytest.raises(refusal):
        describe(live, county, replace(FACTS, **wrong))
    assert stage(county, live) == "live"
    described = describe(live, county, replace(FACTS, licence="other", licence_text="Frei"))
    assert described.licence_text == "Frei"


def test_the_database_takes_https_only(union: Union, live: Project) -> None:
    county = union.houses[0]
    describe(live, county)
    refused = pytest.raises(IntegrityError, match="solution_repository_https")
    with county.context("head"), refused, transaction.atomic():
        Solution.objects.update(repository="javascript:alert(1)")


def test_reusable_ends_with_the_resolution_and_not_with_the_solution(
    union: Union, project: Project
) -> None:
    county = union.houses[0]
    decide(union, "start_project", project)
    decide(union, "pilot_project", project)
    motion = decide(union, "live_project", project)
    describe(project, county)
    assert stage(county, project) == "reusable"
    repeal(union, motion)
    assert stage(county, project) == "pilot"
    decide(union, "live_project", project)
    assert stage(county, project) == "reusable"


def test_a_member_that_does_not_see_the_solution_settles_rightly(
    union: Union, project: Project
) -> None:
    """The last vote is cast by a member that is no partner: still the project is reusable."""
    county, _neighbour, third = union.houses
    advance(union, project, "pilot")
    describe(project, county)
    assert sees(county, third) == [True, False]
    decide(union, "live_project", project)
    assert stage(third, project) == "reusable"


def test_partners_at_once_then_the_alliance_then_everybody(
    union: Union, live: Project, stranger: House
) -> None:
    county, neighbour, third = union.houses
    everybody = (county, neighbour, third, stranger)
    describe(live, county)
    assert sees(*everybody) == [True, True, False, False]
    open_to(live, county, alliance_from=TOMORROW)
    assert sees(*everybody) == [True, True, False, False]
    open_to(live, county, alliance_from=TODAY)
    assert sees(*everybody) == [True, True, True, False]
    open_to(live, county, alliance_from=TODAY, everyone_from=TOMORROW)
    assert sees(*everybody) == [True, True, True, False]
    open_to(live, county, alliance_from=YESTERDAY, everyone_from=TODAY)
    assert sees(*everybody) == [True, True, True, True]
    open_to(live, county)
    assert sees(*everybody) == [True, True, False, False]


def test_asking_to_join_opens_nothing(union: Union, live: Project) -> None:
    county, _neighbour, third = union.houses
    describe(live, county)
    join(live, third, lead=county, accept=False)
    assert sees(third) == [False]
    with county.context("head"):
        actor = county.actor("head")
        projects.accept_partner(project=live, member_id=third.member.id, actor=actor)
    assert sees(third) == [True]
    with third.context("head"):
        actor = third.actor("head")
        projects.part_with(project=live, member_id=third.member.id, actor=actor)
    assert sees(third) == [False]


def test_who_leaves_the_alliance_sees_what_is_open_to_everyone_only(
    union: Union, live: Project
) -> None:
    county, neighbour, _third = union.houses
    describe(live, county)
    open_to(live, county, alliance_from=TODAY)
    assert sees(neighbour) == [True]
    with neighbour.context("head"):
        mine = Membership.objects.filter(alliance=union.alliance, member=neighbour.member)
        mine.update(left_on=YESTERDAY)
    assert sees(neighbour) == [False]
    open_to(live, county, alliance_from=TODAY, everyone_from=TODAY)
    assert sees(neighbour) == [True]


def test_without_a_member_nobody_sees_anything(union: Union, live: Project) -> None:
    describe(live, union.houses[0])
    open_to(live, union.houses[0], alliance_from=TODAY, everyone_from=TODAY)
    assert Solution.objects.count() == 0


def test_an_outsider_sees_the_solution_and_nothing_behind_it(
    union: Union, live: Project, stranger: House
) -> None:
    county, neighbour, _third = union.houses
    describe(live, county)
    open_to(live, county, alliance_from=TODAY, everyone_from=TODAY)
    adopt(neighbour, note="intern")
    with stranger.context("clerk"):
        found = queries.get_solution(Solution.objects.get().id)
        assert (found.lead_name, found.alliance_name) == (county.member.name, union.alliance.name)
        counts = [m.objects.count() for m in (Project, Motion, Membership, Adoption)]
        assert counts == [0, 0, 0, 0]
        assert queries.describe(found).adopters == 0


def test_only_the_leads_head_opens_and_in_order(union: Union, live: Project) -> None:
    county, neighbour, _third = union.houses
    describe(live, county)

    def open_as(house: House, role: str, first: date | None, last: date | None) -> None:
        with house.context(role):
            actions.open_solution(
                project=live,
                solution=Solution.objects.get(),
                alliance_from=first,
                everyone_from=last,
                actor=house.actor(role),
            )

    with pytest.raises(NotAllowed):
        open_as(county, "coordinator", TODAY, None)
    with pytest.raises(NotTheLead):
        open_as(neighbour, "head", TODAY, None)
    with pytest.raises(OpensTooEarly):
        open_as(county, "head", None, TODAY)
    open_as(county, "head", TODAY, TODAY)


def test_the_database_too_lets_only_the_leads_head_open(union: Union, live: Project) -> None:
    county, neighbour, _third = union.houses
    describe(live, county)
    with neighbour.context("head"):
        assert Solution.objects.update(alliance_from=TODAY) == 0
    refused = pytest.raises(DatabaseError, match="only a head opens")
    with county.context("coordinator"), refused, transaction.atomic():
        Solution.objects.update(alliance_from=TODAY)
    refused = pytest.raises(IntegrityError, match="solution_tiers_in_order")
    with county.context("head"), refused, transaction.atomic():
        Solution.objects.update(everyone_from=TODAY)


def test_members_adopt_what_is_open_to_them(union: Union, live: Project, stranger: House) -> None:
    county, neighbour, third = union.houses
    solution = describe(live, county)
    with pytest.raises(OwnSolution):
        adopt(county)
    with third.context("head"), pytest.raises(SolutionUnknown):
        queries.get_solution(solution.id)
    with stranger.context("head"), pytest.raises(DatabaseError), transaction.atomic():
        actions.adopt_solution(
            solution=solution, state="in_use", note="", actor=stranger.actor("head")
        )
    open_to(live, county, alliance_from=TODAY, everyone_from=TODAY)
    with stranger.context("clerk"), pytest.raises(NotAllowed):
        actions.adopt_solution(
            solution=solution, state="in_use", note="", actor=stranger.actor("clerk")
        )
    adopt(stranger, "introducing", "ab Herbst")
    adopt(stranger, "in_use")
    with county.context():
        (seen,) = queries.list_adoptions(solution)
        assert (seen.member_name, seen.state) == (stranger.member.name, "in_use")
    with neighbour.context("head"):
        assert Adoption.objects.update(state="considering") == 0
        with pytest.raises(NoAdoption):
            actions.end_adoption(solution=solution, actor=neighbour.actor("head"))


def test_the_authors_learn_who_adopts(union: Union, live: Project, stranger: House) -> None:
    county, neighbour, _third = union.houses
    solution = describe(live, county)
    open_to(live, county, alliance_from=TODAY, everyone_from=TODAY)
    adopt(stranger)
    with stranger.context("head"):
        actions.end_adoption(solution=solution, actor=stranger.actor("head"))
    for house, expected in ((county, 2), (stranger, 2), (neighbour, 0)):
        with house.context():
            lines = journal.list_lines(object_id=str(solution.id))
            told = [line.sentence for line in lines if stranger.member.name in line.sentence]
            assert len(told) == expected, house.member.name


def test_an_adoption_outlives_the_opening(union: Union, live: Project, stranger: House) -> None:
    county = union.houses[0]
    describe(live, county)
    open_to(live, county, alliance_from=TODAY, everyone_from=TODAY)
    adopt(stranger)
    open_to(live, county)
    with stranger.context():
        assert not Solution.objects.exists()
        assert [each.title for each in queries.list_lost()] == [FACTS.title]


def test_the_new_lead_has_the_solution_too(union: Union, live: Project) -> None:
    county, neighbour, _third = union.houses
    describe(live, county)
    with county.context("head"):
        projects.hand_over_lead(
            project=live, member_id=neighbour.member.id, actor=county.actor("head")
        )
    now = reload(neighbour, live)
    changed = describe(now, neighbour, replace(FACTS, title="Neuer Name"))
    assert (changed.lead_name, changed.title) == (neighbour.member.name, "Neuer Name")
    with pytest.raises(NotTheLead):
        open_to(now, county, alliance_from=TODAY)


def test_search_narrows_by_every_word(union: Union, live: Project) -> None:
    county = union.houses[0]
    describe(live, county)
    with county.context():
        assert queries.list_solutions("bauakten musterland").count() == 1
        assert queries.list_solutions("bauakten nirgends").count() == 0
        assert queries.list_solutions("100%_").count() == 0


def test_solutions_of_two_alliances_stand_in_one_list(
    union: Union, live: Project, stranger: House
) -> None:
    county, neighbour, _third = union.houses
    describe(live, county)
    second = factories.make_union(neighbour, stranger)
    with neighbour.context("coordinator"):
        other = projects.bring_project(
            alliance_id=second.alliance.id,
            title="Zweites",
            summary="",
            is_idea=True,
            actor=neighbour.actor("coordinator"),
        )
    advance(second, other, "pilot")
    describe(other, neighbour, replace(FACTS, title="Zweite Lösung"))
    with neighbour.context():
        titles = [each.title for each in queries.list_solutions()]
        assert titles == sorted([FACTS.title, "Zweite Lösung"])
    assert sees(stranger) == [False]
