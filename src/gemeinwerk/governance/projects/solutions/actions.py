"""Describing a solution, opening it to more members, and adopting it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from gemeinwerk.governance.alliances.rules import clean_name
from gemeinwerk.governance.permissions import DECIDE, MANAGE
from gemeinwerk.governance.projects import actions as projects
from gemeinwerk.governance.projects import queries
from gemeinwerk.governance.projects.errors import (
    LicenceMissing,
    NoAdoption,
    OwnSolution,
    TooEarlyForSolution,
)
from gemeinwerk.governance.projects.models import Adoption, Licence, Project, Solution
from gemeinwerk.governance.projects.rules import (
    DESCRIBABLE,
    Stage,
    check_address,
    check_tiers,
)
from gemeinwerk.governance.projects.solutions import queries as solutions
from gemeinwerk.governance.telling import lock, tell
from gemeinwerk.journal import actions as journal
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require


@dataclass(frozen=True, slots=True)
class SolutionFacts:
    """What others need to know. ``licence`` is an SPDX id or ``other``; ``repository`` https."""

    title: str
    description: str
    licence: str
    contact: str
    results: str = ""
    requirements: str = ""
    author_names: list[str] = field(default_factory=list)
    credited: str = ""
    licence_text: str = ""
    repository: str = ""


@transaction.atomic
def describe_solution(*, project: Project, facts: SolutionFacts, actor: Actor) -> Solution:
    """Describe what the project leaves for others, or change that; partners see it at once.

    A project in operation is reusable from then on. Raises NotAllowed, NotTheLead,
    TooEarlyForSolution, NameMissing, LicenceMissing, AddressNotHttps.
    """
    require(actor, MANAGE)
    queries.require_lead(project, actor)
    lock(project.alliance_id)
    entries = _checked(facts)
    solution = solutions.get_solution_of(project)
    if solution is None and project.state not in DESCRIBABLE:
        raise TooEarlyForSolution
    is_new = solution is None
    solution = solution or Solution(
        alliance_id=project.alliance_id, project=project, described_by=actor.label
    )
    for name, value in entries.items():
        setattr(solution, name, value)
    solution.lead_id, solution.lead_name = actor.member_id, actor.member_name
    solution.alliance_name = project.alliance.name
    solution.changed_at = None if is_new else clock.now()
    solution.save()
    _mark(project)
    event = "governance.solution.described" if is_new else "governance.solution.changed"
    _tell(event, project, solution, actor)
    if is_new and project.state == Stage.REUSABLE:
        _tell("governance.project.reusable", project, solution, actor)
    return solution


@transaction.atomic
def open_solution(
    *,
    project: Project,
    solution: Solution,
    alliance_from: date | None,
    everyone_from: date | None,
    actor: Actor,
) -> None:
    """Say from which day the alliance, and from which every member here, sees the solution.

    No day closes it again. Raises NotAllowed unless head, NotTheLead, OpensTooEarly.
    """
    require(actor, DECIDE)
    queries.require_lead(project, actor)
    lock(project.alliance_id)
    check_tiers(alliance_from, everyone_from)
    solution.alliance_from, solution.everyone_from = alliance_from, everyone_from
    solution.save(update_fields=["alliance_from", "everyone_from"])
    tell(
        "governance.solution.opened",
        alliance=project.alliance,
        actor=actor,
        obj=solution,
        solution=solution.title,
        alliance_from=alliance_from.isoformat() if alliance_from else "–",
        everyone_from=everyone_from.isoformat() if everyone_from else "–",
    )


@transaction.atomic
def adopt_solution(*, solution: Solution, state: str, note: str, actor: Actor) -> Adoption:
    """Say how far the actor's member is in taking a solution over.

    The authors' lead learns of it. Raises NotAllowed, OwnSolution.
    """
    require(actor, MANAGE)
    if solution.lead_id == actor.member_id:
        raise OwnSolution
    adoption, _is_new = Adoption.objects.update_or_create(  # two clicks at once are one
        alliance_id=solution.alliance_id,
        solution=solution,
        member_id=actor.member_id,
        defaults={
            "member_name": actor.member_name,
            "title": solution.title,
            "state": state,
            "note": note.strip(),
            "changed_at": clock.now(),
            "changed_by": actor.label,
        },
    )
    _tell_lead("governance.solution.adopted", solution, actor)
    return adoption


@transaction.atomic
def end_adoption(*, solution: Solution, actor: Actor) -> None:
    """Take the own adoption back. Raises NotAllowed, NoAdoption."""
    require(actor, MANAGE)
    adoption = solutions.get_own_adoption(solution)
    if adoption is None:
        raise NoAdoption
    adoption.delete()
    _tell_lead("governance.solution.left", solution, actor)


def _checked(facts: SolutionFacts) -> dict[str, object]:
    entries = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in asdict(facts).items()
    }
    entries["title"] = clean_name(facts.title)
    check_address(facts.repository.strip())
    if facts.licence not in Licence.values:
        raise LicenceMissing
    if facts.licence == Licence.OTHER and not entries["licence_text"]:
        raise LicenceMissing
    return entries


def _mark(project: Project) -> None:
    """Remember that there is a solution: who settles a resolution may not be able to see it."""
    project.has_solution = True
    project.save(update_fields=["has_solution"])
    projects.set_stage(project)


def _tell(event: str, project: Project, solution: Solution, actor: Actor) -> None:
    facts: dict[str, Any] = {"solution": solution.title, "project": project.title}
    tell(event, alliance=project.alliance, actor=actor, obj=solution, **facts)


def _tell_lead(event: str, solution: Solution, actor: Actor) -> None:
    """Both journals tell of it; by ascending id, so that two actions never wait in a circle."""
    for member_id in sorted({solution.lead_id, actor.member_id}):
        journal.record(
            event,
            actor=actor,
            obj=solution,
            owner_id=member_id,
            solution=solution.title,
            member=actor.member_name,
        )
