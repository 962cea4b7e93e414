"""A project of the invented alliance, and resolutions about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests import factories
from tests.factories import House, Union

from gemeinwerk.governance.models import Motion, Resolution
from gemeinwerk.governance.projects import actions, queries
from gemeinwerk.governance.projects.models import Project, Solution
from gemeinwerk.governance.projects.solutions import actions as solutions
from gemeinwerk.governance.projects.solutions.actions import SolutionFacts
from gemeinwerk.governance.projects.standards import actions as standards
from gemeinwerk.governance.projects.standards.actions import StandardFacts
from gemeinwerk.governance.voting import actions as voting

TITLE = "Bauakten gemeinsam digital"


def bring(
    union: Union, *, house: House | None = None, is_idea: bool = True, title: str = TITLE
) -> Project:
    """Bring a project in, as the coordinator of a house (default: the first)."""
    by = house or union.houses[0]
    with by.context("coordinator"):
        return actions.bring_project(
            alliance_id=union.alliance.id,
            title=title,
            summary="Akten einmal erfassen, gemeinsam nutzen (erfunden).",
            is_idea=is_idea,
            actor=by.actor("coordinator"),
        )


def draft(
    union: Union, kind: str, terms: dict[str, Any], *, valid_to: date | None = None
) -> Motion:
    """Write a motion of the first house with one effect."""
    first = union.houses[0]
    with first.context("head"):
        actor = first.actor("head")
        motion = voting.draft_motion(
            body_id=union.body.id,
            content=voting.MotionText(title="Vorhaben", text="Beschluss.", valid_to=valid_to),
            actor=actor,
        )
        voting.add_effect(motion_id=motion.id, kind=kind, terms=terms, actor=actor)
        return motion


def propose(union: Union, motion: Motion) -> Motion:
    """Hand a draft to the body."""
    first = union.houses[0]
    with first.context("head"):
        return voting.propose_motion(motion_id=motion.id, actor=first.actor("head"))


def decide(union: Union, kind: str, project: Project, *, reason: str = "", **more: Any) -> Motion:
    """Adopt a resolution with one effect on a project."""
    terms = {"project": str(project.id), "title": project.title, "reason": reason}
    return factories.adopt(union, propose(union, draft(union, kind, terms, **more)))


def repeal(union: Union, motion: Motion) -> Motion:
    """Repeal what a motion decided."""
    with union.houses[0].context("head"):
        target = Resolution.objects.get(motion=motion)
    again = draft(union, "repeal", {"resolution": str(target.id)})
    return factories.adopt(union, propose(union, again))


def stage(house: House, project: Project) -> str:
    """The stage that a house sees."""
    with house.context():
        return str(queries.get_stage(queries.get_project(project.alliance, project.id)))


def advance(union: Union, project: Project, upto: str) -> Project:
    """Bring an idea to ``approved``, ``pilot`` or ``live``."""
    for kind in ("start_project", "pilot_project", "live_project"):
        decide(union, kind, project)
        if {"start_project": "approved", "pilot_project": "pilot"}.get(kind) == upto:
            break
    return reload(union.houses[0], project)


def reload(house: House, project: Project) -> Project:
    """The project as it is now."""
    with house.context():
        return queries.get_project(project.alliance, project.id)


def join(project: Project, house: House, *, lead: House, accept: bool = True) -> None:
    """Let a house ask to take part, and the lead accept it."""
    with house.context("head"):
        actions.ask_to_join(project=project, actor=house.actor("head"))
    if accept:
        with lead.context("head"):
            actions.accept_partner(
                project=project, member_id=house.member.id, actor=lead.actor("head")
            )


FACTS = SolutionFacts(
    title="Bauakten-Baukasten",
    description="Ablauf und Werkzeuge, um Bauakten gemeinsam zu erfassen (erfunden).",
    licence="EUPL-1.2",
    contact="Stabsstelle Digitales, Landkreis Musterland (erfunden)",
    repository="https://code.example/bauakten",
)


def describe(project: Project, house: House, facts: SolutionFacts = FACTS) -> Solution:
    """Describe the solution as the lead."""
    with house.context("head"):
        return solutions.describe_solution(
            project=queries.get_project(project.alliance, project.id),
            facts=facts,
            actor=house.actor("head"),
        )


def open_to(
    project: Project,
    house: House,
    *,
    alliance_from: date | None = None,
    everyone_from: date | None = None,
) -> None:
    """Open the solution as the lead's head."""
    with house.context("head"):
        solutions.open_solution(
            project=queries.get_project(project.alliance, project.id),
            solution=Solution.objects.get(project=project),
            alliance_from=alliance_from,
            everyone_from=everyone_from,
            actor=house.actor("head"),
        )


STANDARD = StandardFacts(
    kind="interface",
    name="Austausch von Bauakten",
    version="1.2",
    reference="Heft 7 der Arbeitsgruppe (erfunden)",
    url="https://standard.example/bauakten",
)


def enter_standard(union: Union, facts: StandardFacts = STANDARD) -> Any:
    """Put an entry into the register, as the first house."""
    first = union.houses[0]
    with first.context("coordinator"):
        return standards.enter_standard(
            alliance_id=union.alliance.id, facts=facts, actor=first.actor("coordinator")
        )
