"""Reads of money. Row-level security decides what they find: the alliance's own rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.costs import rules, savings
from gemeinwerk.governance.costs.errors import (
    BudgetUnknown,
    CostKeyUnknown,
    CostLineUnknown,
    SavingUnknown,
)
from gemeinwerk.governance.costs.keys import Key, Measure
from gemeinwerk.governance.costs.models import (
    Budget,
    CostKey,
    CostLine,
    CostLineKind,
    KeyFigure,
    Saving,
    SavingEstimate,
)
from gemeinwerk.governance.costs.rules import Distribution, Figure, Sharer
from gemeinwerk.governance.models import (
    VOTING_STANDINGS,
    Alliance,
    Effect,
    Membership,
    Motion,
    Resolution,
)
from gemeinwerk.governance.projects import queries as projects
from gemeinwerk.kernel import clock
from gemeinwerk.members.context import require_member
from gemeinwerk.members.models import Member

BEARING = tuple(sorted(VOTING_STANDINGS))
Decided = TypeVar("Decided", CostKey, Budget)


class State(StrEnum):
    """Where a key or budget stands today."""

    DRAFT = "draft"
    DROPPED = "dropped"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    NOT_YET = "not_yet"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Source:
    """The resolution from which a key or budget comes, None for a draft."""

    motion: Motion | None = None
    resolution: Resolution | None = None
    state: State = State.DRAFT


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key in a list."""

    row: CostKey
    source: Source


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A budget in a list."""

    row: Budget
    source: Source


@dataclass(frozen=True, slots=True)
class AccountRow:
    """Plan and actual of one member in a project and year (cents)."""

    member_id: int
    member_name: str
    plan: int
    actual: int

    @property
    def rest(self) -> int:
        """What is left of the plan; below zero where it was exceeded."""
        return self.plan - self.actual


@dataclass(frozen=True, slots=True)
class ProjectAccount:
    """A project in a year: what was released for it, planned and spent, per member.

    ``project_id`` is None for one that does not stand in the register of projects.
    """

    project: str
    project_id: UUID | None
    budget: int
    rows: tuple[AccountRow, ...]

    @property
    def plan(self) -> int:
        """Planned for all members."""
        return sum(row.plan for row in self.rows)

    @property
    def actual(self) -> int:
        """Spent by all members."""
        return sum(row.actual for row in self.rows)

    @property
    def rest(self) -> int:
        """What is left of the plan."""
        return self.plan - self.actual

    @property
    def exceeds(self) -> bool:
        """Whether more was planned or spent than was released."""
        return max(self.plan, self.actual) > self.budget


def get_key(alliance: Alliance, key_id: UUID) -> KeyLine:
    """Return a cost key of the alliance with its source, else CostKeyUnknown."""
    found = next((line for line in list_keys(alliance) if line.row.id == key_id), None)
    if found is None:
        raise CostKeyUnknown
    return found


def list_keys(alliance: Alliance) -> list[KeyLine]:
    """Return every version of every key, by name, newest version first.

    The newest version in force replaces older ones; if its resolution is repealed, the version
    before is in force again, because nothing was written to it.
    """
    rows = list(_keys(alliance))
    sources = _sources(rows)
    lines, ruling = [], set()
    for row in rows:
        source = sources[row.id]
        if source.state is State.IN_FORCE and row.name in ruling:
            source = Source(source.motion, source.resolution, State.REPLACED)
        if source.state is State.IN_FORCE:
            ruling.add(row.name)
        lines.append(KeyLine(row, source))
    return lines


def list_keys_in_force(alliance: Alliance) -> list[KeyLine]:
    """Return the keys by which costs are shared today."""
    return [line for line in list_keys(alliance) if line.source.state is State.IN_FORCE]


def get_budget(alliance: Alliance, budget_id: UUID) -> BudgetLine:
    """Return a budget of the alliance with its source, else BudgetUnknown."""
    found = next((line for line in list_budgets(alliance) if line.row.id == budget_id), None)
    if found is None:
        raise BudgetUnknown
    return found


def list_budgets(alliance: Alliance) -> list[BudgetLine]:
    """Return all budgets, newest year first."""
    rows = Budget.objects.filter(alliance=alliance).select_related("cost_key", "effect")
    found = list(rows.order_by("-year", "project_name", "drafted_at"))
    sources = _sources(found)
    return [BudgetLine(row, sources[row.id]) for row in found]


def list_draft_choices(alliance: Alliance, model: type[Decided]) -> list[Decided]:
    """Return the drafts that a motion may still put into force."""
    drafts = model.objects.filter(alliance=alliance, effect__isnull=True, ended_at__isnull=True)
    return list(drafts.order_by("drafted_at"))


def list_naming_motions(row: CostKey | Budget) -> list[Motion]:
    """Return the motions, not withdrawn or failed, whose effects name this key or budget; drafts of
    others are nobody's business.
    """
    name = "cost_key" if isinstance(row, CostKey) else "budget"
    effects = Effect.objects.filter(alliance_id=row.alliance_id, **{f"terms__{name}": str(row.id)})
    known = Q(proposed_at__isnull=False) | Q(member_id=require_member())
    motions = Motion.objects.filter(known, id__in=effects.values("motion_id"))
    return list(motions.exclude(state__in=["withdrawn", "failed"]).order_by("number"))


def list_figures(alliance: Alliance) -> QuerySet[KeyFigure]:
    """Return the figures that members have entered, newest day first."""
    figures = KeyFigure.objects.filter(alliance=alliance)
    return figures.order_by("-day", "measure", "unit", "member_name")


def list_known_population(alliance: Alliance) -> list[Member]:
    """Return the members whose inhabitants are known with a day, by AGS."""
    members = Member.objects.filter(id__in=_memberships(alliance).values("member_id"))
    known = members.filter(population__isnull=False, population_date__isnull=False)
    return list(known.order_by("ags", "name"))


def collect_figures(alliance: Alliance) -> list[Figure]:
    """Return all figures for a calculation: those entered, and the members' known population.

    What a member has entered comes after its population and therefore wins.
    """
    known = [
        Figure(m.id, Measure.INHABITANTS, "", m.population_date, m.population)
        for m in list_known_population(alliance)
        if m.population is not None and m.population_date is not None
    ]
    entered = [
        Figure(f.member_id, Measure(f.measure), f.unit, f.day, f.value, f.source)
        for f in KeyFigure.objects.filter(alliance=alliance)
    ]
    return [*known, *entered]


def list_sharers(alliance: Alliance) -> list[Sharer]:
    """Return everybody who belongs or has belonged to the alliance, with first and last day."""
    memberships = list(_memberships(alliance))
    known = Member.objects.in_bulk([each.member_id for each in memberships])
    return [
        Sharer(
            member_id=each.member_id,
            ags=known[each.member_id].ags if each.member_id in known else "",
            name=each.member_name,
            kind=known[each.member_id].kind if each.member_id in known else "",
            standing=each.standing,
            joined=each.joined_on,
            left=each.left_on,
        )
        for each in memberships
    ]


def distribute(alliance: Alliance, key: Key, *, amount: int, year: int) -> Distribution:
    """Share out cents for a year by the figures on file; raises as ``rules.distribute``."""
    return rules.distribute(
        key,
        amount=amount,
        year=year,
        sharers=list_sharers(alliance),
        figures=collect_figures(alliance),
    )


def list_bearers(budget: Budget) -> list[int]:
    """Return the members that bear a budget today, so that their own organs must consent."""
    key = budget.cost_key.key if budget.cost_key else None
    standings = (key.standings if key else ()) or BEARING
    current = governance.list_memberships(budget.alliance).filter(standing__in=standings)
    return sorted(current.values_list("member_id", flat=True))


def get_line(alliance: Alliance, line_id: UUID) -> CostLine:
    """Return an amount of the alliance, else CostLineUnknown."""
    found = CostLine.objects.filter(alliance=alliance, id=line_id).first()
    if found is None:
        raise CostLineUnknown
    return found


def list_lines(alliance: Alliance, year: int, *, withdrawn: bool = True) -> QuerySet[CostLine]:
    """Return the amounts of a year, newest first."""
    lines = CostLine.objects.filter(alliance=alliance, year=year).select_related("cost_key")
    lines = lines if withdrawn else lines.filter(withdrawn_at__isnull=True)
    return lines.order_by("-entered_at", "project_name", "member_name")


def list_years(alliance: Alliance) -> list[int]:
    """Return the years in which there are amounts or budgets, and this year; newest first."""
    lines = CostLine.objects.filter(alliance=alliance).values_list("year", flat=True)
    budgets = Budget.objects.filter(alliance=alliance).values_list("year", flat=True)
    return sorted({*lines, *budgets, clock.today().year}, reverse=True)


def list_projects(alliance: Alliance) -> list[str]:
    """Return the names of projects in the register and of those about which there is money."""
    titles = _titles(alliance)
    names = set(titles.values())
    for model in (Budget, CostLine, Saving):
        found = model.objects.filter(alliance=alliance)  # type: ignore[attr-defined]
        rows = found.values_list("project_id", "project_name")
        names.update(titles.get(project_id, name) for project_id, name in rows)
    return sorted(names)


def find_project(alliance: Alliance, name: str) -> UUID | None:
    """Return the project of the register with this title, None if money is about another thing."""
    return next((one for one, title in _titles(alliance).items() if title == name), None)


def list_accounts(alliance: Alliance, year: int) -> list[ProjectAccount]:
    """Return plan and actual of a year per project and member, with what was released.

    A project of the register is shown by the title that it bears today.
    """
    titles = _titles(alliance)
    released: dict[str, int] = {}
    for line in list_budgets(alliance):
        if line.row.year == year and line.source.state is State.IN_FORCE:
            name = titles.get(line.row.project_id, line.row.project_name)
            released[name] = released.get(name, 0) + line.row.cents
    entered: dict[str, list[CostLine]] = {name: [] for name in released}
    for each in list_lines(alliance, year, withdrawn=False):
        entered.setdefault(titles.get(each.project_id, each.project_name), []).append(each)
    ids = {title: one for one, title in titles.items()}
    return [
        ProjectAccount(name, ids.get(name), released.get(name, 0), _account_rows(lines))
        for name, lines in sorted(entered.items())
    ]


def list_plan(alliance: Alliance, year: int, project: str) -> list[UUID]:
    """Return the ids of the amounts that are planned for a project in a year."""
    titles = _titles(alliance)
    lines = list_lines(alliance, year, withdrawn=False).filter(kind=CostLineKind.PLAN)
    return [line.id for line in lines if titles.get(line.project_id, line.project_name) == project]


def sum_by_member(accounts: Iterable[ProjectAccount]) -> list[AccountRow]:
    """Return plan and actual of each member over all projects, by name."""
    return list(_summed(row for account in accounts for row in account.rows))


def get_saving(alliance: Alliance, saving_id: UUID) -> Saving:
    """Return a saving of the alliance, else SavingUnknown."""
    found = list_savings(alliance).filter(id=saving_id).first()
    if found is None:
        raise SavingUnknown
    return found


def list_savings(alliance: Alliance) -> QuerySet[Saving]:
    """Return the savings with their estimates, next start first."""
    found = Saving.objects.filter(alliance=alliance).prefetch_related("estimates")
    return found.order_by("-starts_on", "project_name")


def list_estimates(saving: Saving) -> list[SavingEstimate]:
    """Return what members have entered, by name."""
    return sorted(saving.estimates.all(), key=lambda each: each.member_name)


def list_awaited(saving: Saving) -> list[str]:
    """Return the names of bearing members that have entered no estimate yet."""
    there = {each.member_id for each in list_estimates(saving)}
    current = governance.list_memberships(saving.alliance).filter(standing__in=BEARING)
    return [each.member_name for each in current if each.member_id not in there]


def as_rule(saving: Saving) -> savings.Saving:
    """Return the saving that rules compute with."""
    estimates = [
        savings.Estimate(each.baseline, each.new_cost, each.one_off)
        for each in list_estimates(saving)
    ]
    return savings.Saving(tuple(estimates), saving.years)


def as_circumstances(saving: Saving) -> savings.Circumstances:
    """Return what people have stated about a saving."""
    return savings.Circumstances(saving.substantial_benefit, saving.first_time, saving.resolutions)


def _titles(alliance: Alliance) -> dict[UUID | None, str]:
    return {line.project.id: line.project.title for line in projects.list_projects(alliance)}


def _keys(alliance: Alliance) -> QuerySet[CostKey]:
    keys = CostKey.objects.filter(alliance=alliance).select_related("effect")
    return keys.order_by("name", "-version")


def _memberships(alliance: Alliance) -> QuerySet[Membership]:
    return Membership.objects.filter(alliance=alliance, joined_on__isnull=False)


def _sources(rows: Iterable[CostKey | Budget]) -> dict[UUID, Source]:
    """Return the source of each row as of today; asked now, so a repeal acts at once."""
    rows = list(rows)
    motions = {row.effect.motion_id for row in rows if row.effect}
    found = Resolution.objects.filter(motion_id__in=motions).select_related("motion")
    resolutions = {each.motion_id: each for each in found}
    return {row.id: _source(row, resolutions) for row in rows}


def _source(row: CostKey | Budget, resolutions: dict[UUID, Resolution]) -> Source:
    if row.effect is None:
        return Source(state=State.DROPPED if row.ended_at else State.DRAFT)
    resolution = resolutions.get(row.effect.motion_id)
    motion = resolution.motion if resolution else None
    return Source(motion, resolution, _state(row, row.effect, resolution, clock.today()))


def _state(
    row: CostKey | Budget, effect: Effect, resolution: Resolution | None, today: date
) -> State:
    if row.ended_at or effect.undone_at or resolution is None or resolution.repealed_at:
        return State.ENDED
    lasts = [day for day in (resolution.valid_to, effect.valid_to) if day]
    if any(day < today for day in lasts):
        return State.ENDED
    starts = [day for day in (resolution.valid_from, effect.valid_from) if day]
    return State.NOT_YET if any(day > today for day in starts) else State.IN_FORCE


def _account_rows(lines: Iterable[CostLine]) -> tuple[AccountRow, ...]:
    plan = CostLineKind.PLAN
    return _summed(
        AccountRow(
            line.member_id,
            line.member_name,
            line.cents if line.kind == plan else 0,
            0 if line.kind == plan else line.cents,
        )
        for line in lines
    )


def _summed(rows: Iterable[AccountRow]) -> tuple[AccountRow, ...]:
    sums: dict[int, AccountRow] = {}
    for row in rows:
        so_far = sums.get(row.member_id, AccountRow(row.member_id, row.member_name, 0, 0))
        sums[row.member_id] = AccountRow(
            row.member_id, row.member_name, so_far.plan + row.plan, so_far.actual + row.actual
        )
    return tuple(sorted(sums.values(), key=lambda row: (row.member_name, row.member_id)))
