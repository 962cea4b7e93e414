"""Pages of projects over HTTP: who gets what answer, and what the pages say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from project_scene import (
    advance,
    bring,
    decide,
    describe,
    draft,
    enter_standard,
    join,
    open_to,
    propose,
    reload,
    stage,
)
from tests import factories
from tests.factories import House, Union
from tests.signing_in import sign_in

from gemeinwerk.governance.models import Membership, Resolution
from gemeinwerk.governance.projects import queries
from gemeinwerk.governance.projects.models import Adoption, Goal, Project, Solution, Standard
from gemeinwerk.kernel import clock

TODAY = clock.today()
GOAL = {
    "axis": "efficiency",
    "measure": "Zeit bis zur Auskunft",
    "unit": "Tage",
    "start_value": "1.010,5",
    "start_on": (TODAY - timedelta(days=10)).isoformat(),
    "start_source": "Zählung (erfunden)",
    "target": "2",
    "target_on": "",
}


def at(name: str, project: Project, **more: object) -> str:
    where = {"alliance_id": project.alliance_id, "project_id": project.id, **more}
    return reverse(f"projects:{name}", kwargs=where)


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def post(client: Client, address: str, **entries: str) -> str:
    response = client.post(address, entries, follow=True)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


PAGES = {
    # name: who of the leading member may, who of another member may (404 for strangers)
    "project": ("clerk", "clerk"),
    "edit_project": ("coordinator", None),
    "hand_over_project": ("coordinator", None),
    "add_goal": ("coordinator", None),
    "add_milestone": ("coordinator", None),
    "offer_capacity": ("coordinator", None),
    "choose_standards": ("coordinator", None),
    "describe_solution": ("coordinator", None),
    "make_idea": ("records_officer", "records_officer"),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_asks_who_comes(union: Union, stranger: House, name: str) -> None:
    county, neighbour, _third = union.houses
    project = bring(union, is_idea=False)
    address = at(name, project)
    own, other = PAGES[name]
    assert Client().get(address).status_code == 302
    assert sign_in(stranger.people["coordinator"]).get(address).status_code == 404
    expected = 200 if other else 403
    role = other or "coordinator"
    assert sign_in(neighbour.people[role]).get(address).status_code == expected
    clerk = 200 if own == "clerk" else 403
    assert sign_in(county.people["clerk"]).get(address).status_code == clerk
    assert sign_in(county.people[own]).get(address).status_code == 200


BUTTONS = ("join_project", "take_over_project")


@pytest.mark.parametrize("name", BUTTONS)
def test_buttons_are_not_pages(union: Union, project: Project, stranger: House, name: str) -> None:
    county = union.houses[0]
    address = at(name, project)
    assert sign_in(county.people["head"]).get(address).status_code == 405
    assert Client().post(address).status_code == 302
    assert sign_in(stranger.people["head"]).post(address).status_code == 404
    assert sign_in(county.people["clerk"]).post(address).status_code == 403


@pytest.mark.parametrize(
    ("name", "status"),
    [("projects", 200), ("create_project", 403), ("standards", 200), ("enter_standard", 403)],
)
def test_lists_of_an_alliance(union: Union, stranger: House, name: str, status: int) -> None:
    address = reverse(f"projects:{name}", kwargs={"alliance_id": union.alliance.id})
    assert Client().get(address).status_code == 302
    assert sign_in(stranger.people["head"]).get(address).status_code == 404
    assert sign_in(union.houses[0].people["clerk"]).get(address).status_code == status
    assert sign_in(union.houses[0].people["records_officer"]).get(address).status_code == 200


def test_a_project_of_another_alliance_is_not_found_here(union: Union, stranger: House) -> None:
    county = union.houses[0]
    second = factories.make_union(county, stranger)
    other = bring(second)
    mixed = reverse(
        "projects:project", kwargs={"alliance_id": union.alliance.id, "project_id": other.id}
    )
    client = sign_in(county.people["head"])
    assert client.get(mixed).status_code == 404
    assert client.get(at("project", other)).status_code == 200


def test_empty_list_says_how_to_begin(union: Union) -> None:
    address = reverse("projects:projects", kwargs={"alliance_id": union.alliance.id})
    county = union.houses[0]
    assert "Bring in a need or an idea" in text(sign_in(county.people["head"]), address)
    clerk = text(sign_in(county.people["clerk"]), address)
    assert "No projects yet" in clerk and "Bring in a need or an idea" not in clerk


def test_bring_in_and_find_in_the_list(union: Union) -> None:
    address = reverse("projects:create_project", kwargs={"alliance_id": union.alliance.id})
    client = sign_in(union.houses[1].people["records_officer"])
    wrong = post(client, address, title="Gemeinsam", summary="", kind="need")
    assert "This field is required" in wrong
    hostile = "<script>alert(1)</script> %(x)s"
    told = post(client, address, title=hostile, summary="x" * 9_000, kind="need")
    assert "All members of the alliance see it now" in told
    assert "<script>alert(1)" not in told and "&lt;script&gt;alert(1)" in told
    twice = post(client, address, title=hostile, summary="y", kind="idea")
    assert "Choose another name" in twice


def test_list_narrows_to_a_stage(union: Union, project: Project) -> None:
    bring(union, is_idea=False, title="Nur ein Bedarf")
    address = reverse("projects:projects", kwargs={"alliance_id": union.alliance.id})
    client = sign_in(union.houses[1].people["clerk"])
    everything = text(client, address)
    assert project.title in everything and "Nur ein Bedarf" in everything
    needs = text(client, f"{address}?stand=need")
    assert "Nur ein Bedarf" in needs and project.title not in needs
    assert project.title in text(client, f"{address}?stand=unsinn")


def test_each_stage_says_what_comes_next_and_who_does_it(union: Union) -> None:
    project = bring(union, is_idea=False)
    client = sign_in(union.houses[1].people["head"])
    address = at("project", project)
    page = text(client, address)
    assert "Say how this need could be met" in page and "any member of the alliance" in page
    post(client, at("make_idea", project), how="Zusammen scannen.")
    page = text(client, address)
    assert "Zusammen scannen." in page
    assert "the effect “Start a project”" in page and "right of proposal" in page
    terms = {"project": str(project.id), "title": project.title}
    motion = propose(union, draft(union, "start_project", terms))
    page = text(client, address)
    assert f"Motion {motion.number} is under way" in page
    assert "The motion is not adopted yet." in page and "the body that decides" in page


def test_a_stopped_project_says_why(union: Union, project: Project) -> None:
    decide(union, "stop_project", project, reason="Zu teuer (erfunden).")
    county = union.houses[0]
    page = text(sign_in(county.people["head"]), at("project", project))
    assert "Zu teuer (erfunden)." in page and "Stopped by resolution" in page
    with county.context():
        (resolution,) = Resolution.objects.all()
    where = {"alliance_id": resolution.alliance_id, "resolution_id": resolution.id}
    address = reverse("voting:resolution", kwargs=where)
    assert page.count(address) == 2, "above, and among the steps"
    assert project.title in text(sign_in(county.people["clerk"]), address)
    assert at("add_goal", project) not in page


def test_goals_are_entered_drawn_and_shown_as_figures(union: Union, project: Project) -> None:
    client = sign_in(union.houses[0].people["coordinator"])
    wrong = post(client, at("add_goal", project), **{**GOAL, "target": "1.5"})
    assert "“1.5” is not a number as it is used here" in wrong
    same = post(client, at("add_goal", project), **{**GOAL, "target": "1010,5"})
    assert "are the same" in same
    assert "nothing measured yet" in post(client, at("add_goal", project), **GOAL)
    with union.houses[0].context():
        goal = Goal.objects.get()
    entries = {"value": "506,25", "read_on": TODAY.isoformat(), "source": "Stichprobe (erfunden)"}
    page = post(client, at("add_reading", project, goal_id=goal.id), **entries)
    assert "50 % of the way" in page and "<strong>506,25 Tage</strong>" in page
    assert 'role="img"' in page and "<polyline" in page
    assert "Stichprobe (erfunden)" in page and "1.010,5" in page
    assert "style=" not in page
    future = {**entries, "read_on": (TODAY + timedelta(days=2)).isoformat()}
    refused = post(client, at("add_reading", project, goal_id=goal.id), **future)
    assert "has not come yet" in refused
    assert 'value="1.010,5"' in text(client, at("edit_goal", project, goal_id=goal.id))


def test_who_takes_no_part_enters_no_reading(union: Union, project: Project) -> None:
    county, neighbour, _third = union.houses
    post(sign_in(county.people["head"]), at("add_goal", project), **GOAL)
    with county.context():
        goal = Goal.objects.get()
    address = at("add_reading", project, goal_id=goal.id)
    client = sign_in(neighbour.people["head"])
    assert client.get(address).status_code == 403
    join(project, neighbour, lead=county)
    assert client.get(address).status_code == 200


def test_joining_by_buttons(union: Union, project: Project) -> None:
    county, neighbour, third = union.houses
    asking = sign_in(neighbour.people["head"])
    assert "has to accept now" in post(asking, at("join_project", project))
    accept = at("accept_partner", project, member_id=neighbour.member.id)
    assert sign_in(third.people["head"]).post(accept).status_code == 403
    lead = sign_in(county.people["head"])
    assert "Asks to join" in text(lead, at("project", project))
    assert "takes part now" in post(lead, accept)
    own = at("part_with_partner", project, member_id=county.member.id)
    assert "Hand over the lead first" in post(lead, own)
    page = post(lead, at("hand_over_project", project), member=str(neighbour.member.id))
    assert f"Lead: {neighbour.member.name}" in page
    assert lead.get(at("edit_project", project)).status_code == 403


def test_the_office_is_told_when_the_lead_has_left(union: Union) -> None:
    county, neighbour, _third = union.houses
    project = bring(union, house=neighbour)
    client = sign_in(county.people["head"])
    assert "Take over the lead" not in text(client, at("project", project))
    with neighbour.context("head"):
        mine = Membership.objects.filter(alliance=union.alliance, member=neighbour.member)
        mine.update(left_on=TODAY - timedelta(days=1))
    assert "Take over the lead" in text(client, at("project", project))
    assert f"Lead: {county.member.name}" in post(client, at("take_over_project", project))


def test_milestones_and_capacity(union: Union, project: Project) -> None:
    county, neighbour, _third = union.houses
    client = sign_in(county.people["head"])
    late = {"title": "Erste Akten", "due_on": "2020-01-31", "state": "open"}
    assert "Overdue" in post(client, at("add_milestone", project), **late)
    offer = {"task": "Leitung", "people": "Stabsstelle", "starts_on": TODAY.isoformat()}
    for days in ("0", "-1", "400", "0,05", "1e3", "viele"):
        refused = post(client, at("offer_capacity", project), **offer, days_per_month=days)
        assert 'class="kern-error"' in refused, days
    page = post(client, at("offer_capacity", project), **offer, days_per_month="2,5")
    assert "At present 2,5 working days per month" in page
    other = text(sign_in(neighbour.people["head"]), at("project", project))
    assert "Stabsstelle" in other and "Take back" not in other


def test_register_shows_what_is_binding_and_who_uses_it(union: Union, project: Project) -> None:
    county, neighbour, _third = union.houses
    standard = enter_standard(union)
    where = {"alliance_id": union.alliance.id}
    client = sign_in(county.people["coordinator"])
    page = post(client, at("choose_standards", project), standards=str(standard.id))
    assert str(standard) in page
    terms = {"standard": str(standard.id), "title": str(standard)}
    factories.adopt(union, propose(union, draft(union, "adopt_standard", terms)))
    page = text(sign_in(neighbour.people["clerk"]), reverse("projects:standards", kwargs=where))
    assert "Adopted" in page and "Resolution B" in page and project.title in page
    assert 'rel="noopener noreferrer nofollow external"' in page
    edit = reverse("projects:edit_standard", kwargs={**where, "standard_id": standard.id})
    assert sign_in(neighbour.people["head"]).get(edit).status_code == 403


def test_register_refuses_other_links(union: Union) -> None:
    county = union.houses[0]
    address = reverse("projects:enter_standard", kwargs={"alliance_id": union.alliance.id})
    entries = {"kind": "standard", "name": "X", "version": "1", "reference": "Blatt 1 (erfunden)"}
    client = sign_in(county.people["head"])
    assert "begins with https://" in post(client, address, **entries, url="javascript:alert(1)")
    assert "The register was changed." in post(client, address, **entries, url="")
    with county.context():
        assert Standard.objects.get().url == ""


SOLUTION = {
    "title": "Baukasten",
    "description": "Ablauf (erfunden).",
    "licence": "EUPL-1.2",
    "repository": "https://code.example/x",
    "contact": "Stabsstelle (erfunden)",
}


def test_solution_from_description_to_adoption(
    union: Union, project: Project, stranger: House
) -> None:
    county, neighbour, third = union.houses
    join(project, neighbour, lead=county)
    lead = sign_in(county.people["head"])
    assert "decide on the pilot first" in post(lead, at("describe_solution", project), **SOLUTION)
    advance(union, project, "live")
    other = {**SOLUTION, "licence": "other"}
    refused = post(lead, at("describe_solution", project), **other)
    assert "Describe in your own words" in refused
    post(lead, at("describe_solution", project), **SOLUTION)
    assert stage(third, project) == "reusable"
    with county.context():
        solution = Solution.objects.get()
    show = reverse("solutions:solution", kwargs={"solution_id": solution.id})
    adopt = reverse("solutions:adopt_solution", kwargs={"solution_id": solution.id})
    outside = sign_in(stranger.people["head"])
    for client in (sign_in(third.people["head"]), outside):
        assert client.get(show).status_code == 404
        assert client.post(adopt, {"state": "in_use"}).status_code == 404
    assert Client().get(show).status_code == 302
    assert sign_in(neighbour.people["clerk"]).get(show).status_code == 200
    days = {"alliance_from": TODAY.isoformat(), "everyone_from": TODAY.isoformat()}
    opening = at("open_solution", project)
    assert sign_in(county.people["coordinator"]).get(opening).status_code == 403
    assert "only later or never" in post(lead, opening, everyone_from=TODAY.isoformat())
    assert "were set" in post(lead, opening, **days)
    page = text(outside, show)
    assert "Baukasten" in page and project.title not in page.replace("Baukasten", "")
    assert at("project", project) not in page
    assert sign_in(stranger.people["clerk"]).get(adopt).status_code == 403
    page = post(outside, adopt, state="introducing", note="ab Herbst")
    assert "Introduces it" in page
    assert "ab Herbst" in text(sign_in(third.people["clerk"]), show)
    end = reverse("solutions:end_adoption", kwargs={"solution_id": solution.id})
    assert "does not adopt the solution any more" in post(outside, end)
    with stranger.context():
        assert not Adoption.objects.exists()


def test_list_of_solutions(union: Union, project: Project, stranger: House) -> None:
    county = union.houses[0]
    advance(union, project, "pilot")
    describe(project, county)
    address = reverse("solutions:solutions")
    assert Client().get(address).status_code == 302
    outside = sign_in(stranger.people["clerk"])
    assert "No solution is open to you yet" in text(outside, address)
    open_to(project, county, alliance_from=TODAY, everyone_from=TODAY)
    assert "Bauakten-Baukasten" in text(outside, f"{address}?q=baukasten")
    assert "No solution “nirgends”" in text(outside, f"{address}?q=nirgends")
    assert text(outside, f"{address}?q=%00&seite=-7")


def test_alliance_sees_that_a_closed_solution_exists_but_not_what_it_is(
    union: Union, project: Project
) -> None:
    county, _neighbour, third = union.houses
    advance(union, project, "pilot")
    describe(project, county)
    page = text(sign_in(third.people["clerk"]), at("project", project))
    assert "At present it is open to the partners" in page
    assert "Bauakten-Baukasten" not in page
    with third.context():
        assert queries.get_project(project.alliance, project.id).has_solution
    assert reload(county, project).has_solution


def test_number_of_queries_does_not_grow_with_the_projects(
    union: Union, django_assert_max_num_queries: object
) -> None:
    for number in range(6):
        bring(union, title=f"Vorhaben {number}")
    client = sign_in(union.houses[1].people["clerk"])
    address = reverse("projects:projects", kwargs={"alliance_id": union.alliance.id})
    with django_assert_max_num_queries(20):
        client.get(address)


def test_effects_are_added_to_a_motion_by_form(union: Union, project: Project) -> None:
    county = union.houses[0]
    need = bring(union, is_idea=False, title="Nur ein Bedarf")
    standard = enter_standard(union)
    terms = {"project": str(project.id), "title": project.title}
    motion = draft(union, "start_project", terms)
    client = sign_in(county.people["head"])

    def form_of(kind: str) -> str:
        where = {"alliance_id": union.alliance.id, "motion_id": motion.id, "kind": kind}
        return reverse("voting:add_effect", kwargs=where)

    page = text(client, form_of("start_project"))
    assert project.title in page and need.title not in page
    assert "Choose the project." in post(client, form_of("start_project"), project="")
    foreign = post(client, form_of("start_project"), project=str(need.id))
    assert "Select a valid choice" in foreign
    entries = {"project": str(need.id), "reason": "Erledigt (erfunden)."}
    assert "Erledigt (erfunden)." in post(client, form_of("stop_project"), **entries)
    page = post(client, form_of("adopt_standard"), standard=str(standard.id))
    assert str(standard) in page
