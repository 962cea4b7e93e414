"""Reads of solutions: those of the own projects and those that others have opened."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from gemeinwerk.governance.projects.errors import SolutionUnknown
from gemeinwerk.governance.projects.models import Adoption, Project, Solution
from gemeinwerk.governance.projects.rules import Tier, tier_on
from gemeinwerk.kernel import clock
from gemeinwerk.members.context import require_member


@dataclass(frozen=True, slots=True)
class Line:
    """A solution in a list: to whom it is open today, and the own member's adoption if any."""

    solution: Solution
    tier: Tier
    adoption: Adoption | None
    adopters: int


def get_solution(solution_id: UUID) -> Solution:
    """Return a solution that is open to the acting member today, else SolutionUnknown."""
    found = Solution.objects.filter(id=solution_id).first()
    if found is None:
        raise SolutionUnknown
    return found


def get_solution_of(project: Project) -> Solution | None:
    """Return the solution of a project if it is open to the acting member."""
    return Solution.objects.filter(project=project).first()


def list_solutions(text: str = "") -> QuerySet[Solution]:
    """Return what is open to the acting member, by title; ``text`` narrows by words in it."""
    found = Solution.objects.order_by("title", "id")
    for word in text.split()[:10]:
        places = Q(title__icontains=word) | Q(description__icontains=word)
        found = found.filter(
            places | Q(alliance_name__icontains=word) | Q(lead_name__icontains=word)
        )
    return found


def describe(solution: Solution) -> Line:
    """Return a solution with its tier today and who adopts it, as far as that may be seen."""
    adoptions = list(list_adoptions(solution))
    own = next((each for each in adoptions if each.member_id == require_member()), None)
    return Line(solution, get_tier(solution), own, len(adoptions))


def get_tier(solution: Solution) -> Tier:
    """Return to whom a solution is open today."""
    return tier_on(clock.today(), solution.alliance_from, solution.everyone_from)


def list_adoptions(solution: Solution) -> QuerySet[Adoption]:
    """Return who adopts a solution: the alliance sees all, others see their own."""
    return Adoption.objects.filter(solution=solution).order_by("member_name")


def get_own_adoption(solution: Solution) -> Adoption | None:
    """Return the acting member's adoption."""
    return list_adoptions(solution).filter(member_id=require_member()).first()


def list_own_adoptions() -> QuerySet[Adoption]:
    """Return what the acting member adopts, also of solutions that were closed again."""
    return Adoption.objects.filter(member_id=require_member()).order_by("title")


def list_lost() -> list[Adoption]:
    """Return the acting member's adoptions whose solution is not open to it any more."""
    return list(list_own_adoptions().exclude(solution_id__in=Solution.objects.values("id")))
