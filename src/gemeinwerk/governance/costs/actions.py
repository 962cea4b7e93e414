"""Drafting keys and budgets, entering figures, amounts and savings; what a resolution does to them.

Every entry is told to all members of the alliance through their journals.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NoReturn
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.costs import keys, queries
from gemeinwerk.governance.costs.errors import (
    AlreadyEntered,
    AlreadyStarted,
    AlreadyWithdrawn,
    DraftIsClosed,
    DraftIsNamed,
    EntryIncomplete,
    FigureNotPossible,
    NotInForce,
    NotYourEntry,
    SavingNotUnderstood,
    StartInThePast,
    YearNotPossible,
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
from gemeinwerk.governance.costs.money import write_euros
from gemeinwerk.governance.costs.permissions import KEEP_ACCOUNTS
from gemeinwerk.governance.costs.queries import State
from gemeinwerk.governance.costs.savings import LONGEST_TERM, Circumstances, Estimate
from gemeinwerk.governance.models import Alliance, Effect
from gemeinwerk.governance.telling import lock, tell
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require


@transaction.atomic
def draft_key(*, alliance_id: UUID, name: str, key: Key, actor: Actor) -> CostKey:
    """Draft a cost key, or a new version of the one with this name; a resolution sets it.

    Raises NotAllowed, AllianceUnknown, EntryIncomplete, KeyNotUnderstood,
    AlreadyEntered (also for a second click).
    """
    alliance = _enter(alliance_id, actor)
    name = _needed(name, _("name"))
    keys.check(key)
    newest = CostKey.objects.filter(alliance=alliance, name=name).order_by("-version").first()
    if newest and newest.definition == key.to_json() and not newest.ended_at:
        _refuse_twice(newest.drafted_by, newest.drafted_at)
    row = CostKey.objects.create(
        alliance=alliance,
        name=name,
        version=newest.version + 1 if newest else 1,
        definition=key.to_json(),
        drafted_by=actor.label,
    )
    _tell("costs.key.drafted", alliance, actor, row, name=name, version=row.version)
    return row


@transaction.atomic
def draft_budget(
    *,
    alliance_id: UUID,
    title: str,
    project: str,
    year: int,
    cents: int,
    cost_key_id: UUID | None,
    actor: Actor,
) -> Budget:
    """Draft a budget (cents) for a project and year; a resolution releases it.

    Raises NotAllowed, AllianceUnknown, EntryIncomplete, YearNotPossible, CostKeyUnknown,
    AlreadyEntered (also for a second click).
    """
    alliance = _enter(alliance_id, actor)
    _check_year(year)
    if cents <= 0:
        raise EntryIncomplete(missing=_("amount above zero"))
    values = {
        "alliance": alliance,
        "title": _needed(title, _("title")),
        **_project(alliance, project),
        "year": year,
        "cents": cents,
        "cost_key": queries.get_key(alliance, cost_key_id).row if cost_key_id else None,
    }
    same = Budget.objects.filter(ended_at__isnull=True, **values).first()
    if same:
        _refuse_twice(same.drafted_by, same.drafted_at)
    budget = Budget.objects.create(drafted_by=actor.label, **values)
    _tell("costs.budget.drafted", alliance, actor, budget, **_budget_facts(budget))
    return budget


@transaction.atomic
def drop_draft(*, alliance_id: UUID, row: CostKey | Budget, actor: Actor) -> None:
    """Drop a draft that no motion names. Raises NotAllowed, DraftIsClosed, DraftIsNamed."""
    alliance = _enter(alliance_id, actor)
    check_draft(row)
    named = queries.list_naming_motions(row)
    if named:
        raise DraftIsNamed(name=str(row), motion=named[0].number)
    row.ended_at, row.ended_reason = clock.now(), actor.label
    row.save(update_fields=["ended_at", "ended_reason"])
    _tell("costs.draft.dropped", alliance, actor, row, name=str(row))


def check_draft(row: CostKey | Budget) -> None:
    """Raise DraftIsClosed unless a resolution may still put this key or budget into force."""
    if row.effect_id or row.ended_at:
        raise DraftIsClosed(name=str(row))


def activate(*, row: CostKey | Budget, effect: Effect, actor: Actor) -> None:
    """Put a key or budget into force by the effect of a resolution. Raises DraftIsClosed.

    The database checks that the effect's motion was adopted and names this row.
    """
    check_draft(row)
    row.effect, row.active_at = effect, clock.now()
    row.save(update_fields=["effect", "active_at"])
    _tell(_event(row, "set"), row.alliance, actor, row, **_facts(row))


def end(*, row: CostKey | Budget, effect: Effect, actor: Actor) -> None:
    """Undo exactly what ``activate`` did for this effect; a row of another effect stays."""
    if row.effect_id != effect.id or row.ended_at:
        return
    row.ended_at, row.ended_reason = clock.now(), effect.undone_reason
    row.save(update_fields=["ended_at", "ended_reason"])
    _tell(_event(row, "ended"), row.alliance, actor, row, **_facts(row))


@transaction.atomic
def enter_figure(
    *,
    alliance_id: UUID,
    measure: Measure,
    unit: str,
    day: date,
    value: int,
    source: str,
    actor: Actor,
) -> KeyFigure:
    """Enter or correct what the acting member counts as of a day; the journal keeps the old value.

    Raises NotAllowed, AllianceUnknown, EntryIncomplete, FigureNotPossible.
    """
    alliance = _enter(alliance_id, actor)
    if value < 0 or value > 10**12:
        raise FigureNotPossible
    unit = _needed(unit, _("unit")) if measure is Measure.USAGE else ""
    mine = KeyFigure.objects.filter(alliance=alliance, member_id=actor.member_id)
    before = mine.filter(measure=measure, unit=unit, day=day).first()
    figure, _is_new = KeyFigure.objects.update_or_create(
        alliance=alliance,
        member_id=actor.member_id,
        measure=measure,
        unit=unit,
        day=day,
        defaults={
            "member_name": actor.member_name,
            "value": value,
            "source": _needed(source, _("source")),
            "entered_at": clock.now(),
            "entered_by": actor.label,
        },
    )
    facts = {
        "member": actor.member_name,
        "figure": unit or str(figure.get_measure_display()),
        "day": day,
        "value": value,
        "before": before.value if before else "",
        "source": figure.source,
    }
    _tell("costs.figure.entered", alliance, actor, figure, **facts)
    return figure


@transaction.atomic
def enter_plan(
    *, alliance_id: UUID, key_id: UUID, project: str, year: int, cents: int, actor: Actor
) -> list[CostLine]:
    """Plan an amount (cents) for a project and year by a key in force; replaces the plan before.

    Only the office of the alliance does this. Raises NotAllowed, NotTheOffice, NotInForce,
    EntryIncomplete, YearNotPossible, and what ``rules.distribute`` raises.
    """
    alliance = _enter(alliance_id, actor)
    governance.require_office(alliance, actor)
    _check_year(year)
    project = _needed(project, _("project"))
    known = queries.find_project(alliance, project)
    line = queries.get_key(alliance, key_id)
    if line.source.state is not State.IN_FORCE:
        raise NotInForce(name=line.row.name)
    shared = queries.distribute(alliance, line.row.key, amount=cents, year=year)
    replaced = queries.list_plan(alliance, year, project)
    CostLine.objects.filter(id__in=replaced).update(
        withdrawn_at=clock.now(), withdrawn_by=actor.label
    )
    planned = [
        CostLine.objects.create(
            alliance=alliance,
            kind=CostLineKind.PLAN,
            project_id=known,
            project_name=project,
            member_id=each.sharer.member_id,
            member_name=each.sharer.name,
            year=year,
            cents=each.cents,
            cost_key=line.row,
            entered_at=clock.now(),
            entered_by=actor.label,
        )
        for each in shared.lines
    ]
    facts = {"project": project, "year": year, "amount": write_euros(cents), "key": line.row.name}
    _tell("costs.plan.entered", alliance, actor, line.row, **facts)
    return planned


@transaction.atomic
def enter_actual(
    *, alliance_id: UUID, project: str, year: int, cents: int, note: str, actor: Actor
) -> CostLine:
    """Enter what the acting member has spent on a project (cents; below zero for money back).

    Raises NotAllowed, AllianceUnknown, EntryIncomplete, YearNotPossible,
    AlreadyEntered (also for a second click).
    """
    alliance = _enter(alliance_id, actor)
    _check_year(year)
    if not cents:
        raise EntryIncomplete(missing=_("amount"))
    values = {
        "alliance": alliance,
        "kind": CostLineKind.ACTUAL,
        **_project(alliance, project),
        "member_id": actor.member_id,
        "year": year,
        "cents": cents,
        "note": note.strip(),
    }
    same = CostLine.objects.filter(withdrawn_at__isnull=True, **values).first()
    if same:
        _refuse_twice(same.entered_by, same.entered_at)
    line = CostLine.objects.create(
        member_name=actor.member_name, entered_at=clock.now(), entered_by=actor.label, **values
    )
    _tell("costs.actual.entered", alliance, actor, line, **_line_facts(line))
    return line


@transaction.atomic
def withdraw_line(*, alliance_id: UUID, line_id: UUID, actor: Actor) -> CostLine:
    """Withdraw an amount: it stays readable, and counts no more.

    A plan is withdrawn by the office, actual costs by their member. Raises NotAllowed,
    CostLineUnknown, NotTheOffice, NotYourEntry, AlreadyWithdrawn.
    """
    alliance = _enter(alliance_id, actor)
    line = queries.get_line(alliance, line_id)
    if line.kind == CostLineKind.PLAN:
        governance.require_office(alliance, actor)
    elif line.member_id != actor.member_id:
        raise NotYourEntry(owner=line.member_name)
    if line.withdrawn_at:
        raise AlreadyWithdrawn(day=_day(line.withdrawn_at.astimezone(clock.BERLIN)))
    line.withdrawn_at, line.withdrawn_by = clock.now(), actor.label
    line.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _tell("costs.line.withdrawn", alliance, actor, line, **_line_facts(line))
    return line


@transaction.atomic
def open_saving(
    *, alliance_id: UUID, project: str, starts_on: date, years: int, actor: Actor
) -> Saving:
    """Let members estimate what a project will save, until the day before it starts.

    Raises NotAllowed, AllianceUnknown, EntryIncomplete, StartInThePast, SavingNotUnderstood,
    AlreadyEntered (also for a second click).
    """
    alliance = _enter(alliance_id, actor)
    if starts_on <= clock.today():
        raise StartInThePast(day=_day(starts_on))
    if not 1 <= years <= LONGEST_TERM:
        raise SavingNotUnderstood(what=_("the term must be 1 to 50 years."))
    values = {"alliance": alliance, **_project(alliance, project), "starts_on": starts_on}
    same = Saving.objects.filter(**values).first()
    if same:
        _refuse_twice(same.entered_by, same.entered_at)
    saving = Saving.objects.create(years=years, entered_by=actor.label, **values)
    facts = {"project": saving.project_name, "starts_on": starts_on, "years": years}
    _tell("costs.saving.opened", alliance, actor, saving, **facts)
    return saving


@transaction.atomic
def enter_estimate(
    *, alliance_id: UUID, saving_id: UUID, estimate: Estimate, note: str, actor: Actor
) -> SavingEstimate:
    """Enter or correct the acting member's costs before and after (cents), before the start.

    Raises NotAllowed, SavingUnknown, AlreadyStarted, SavingNotUnderstood.
    """
    alliance = _enter(alliance_id, actor)
    saving = queries.get_saving(alliance, saving_id)
    if saving.starts_on <= clock.today():
        raise AlreadyStarted(day=_day(saving.starts_on))
    amounts = {
        "baseline": estimate.baseline,
        "new_cost": estimate.new_cost,
        "one_off": estimate.one_off,
    }
    if min(amounts.values()) < 0:
        raise SavingNotUnderstood(what=_("costs must not be below zero."))
    row, _is_new = SavingEstimate.objects.update_or_create(
        alliance=alliance,
        saving=saving,
        member_id=actor.member_id,
        defaults={
            **amounts,
            "member_name": actor.member_name,
            "note": note.strip(),
            "entered_at": clock.now(),
            "entered_by": actor.label,
        },
    )
    told = {name: write_euros(cents) for name, cents in amounts.items()}
    facts = {"project": saving.project_name, "member": actor.member_name, **told}
    _tell("costs.estimate.entered", alliance, actor, row, **facts)
    return row


@transaction.atomic
def state_circumstances(
    *, alliance_id: UUID, saving_id: UUID, stated: Circumstances, benefit: str, actor: Actor
) -> Saving:
    """State what no calculation tells: benefit, first cooperation, councils' resolutions.

    A substantial benefit must be described. Raises NotAllowed, SavingUnknown, EntryIncomplete.
    """
    alliance = _enter(alliance_id, actor)
    saving = queries.get_saving(alliance, saving_id)
    if stated.substantial_benefit:
        _needed(benefit, _("description of the benefit"))
    saving.substantial_benefit = stated.substantial_benefit
    saving.first_time, saving.resolutions = stated.first_time, stated.resolutions
    saving.benefit, saving.stated_by = benefit.strip(), actor.label
    saving.save(
        update_fields=["substantial_benefit", "first_time", "resolutions", "benefit", "stated_by"]
    )
    _tell("costs.saving.stated", alliance, actor, saving, project=saving.project_name)
    return saving


def _enter(alliance_id: UUID, actor: Actor) -> Alliance:
    """Return the alliance, locked before anything else; NotAllowed, AllianceUnknown."""
    alliance = governance.get_alliance(alliance_id)
    require(actor, KEEP_ACCOUNTS)
    lock(alliance_id)
    return alliance


def _needed(text: str, missing: Any) -> str:
    if not text.strip():
        raise EntryIncomplete(missing=missing)
    return text.strip()


def _project(alliance: Alliance, name: str) -> dict[str, Any]:
    """Return how a row names its project: by the register too, if it stands there."""
    name = _needed(name, _("project"))
    return {"project_name": name, "project_id": queries.find_project(alliance, name)}


def _refuse_twice(person: str, at: datetime) -> NoReturn:
    """Refuse a second click, and what nobody could tell from the first entry."""
    raise AlreadyEntered(person=person, day=_day(at.astimezone(clock.BERLIN)))


def _check_year(year: int) -> None:
    if not 1990 <= year <= 2200:
        raise YearNotPossible(year=year)


def _tell(event: str, alliance: Alliance, actor: Actor, obj: object, **facts: Any) -> None:
    tell(event, alliance=alliance, actor=actor, obj=obj, **facts)


def _event(row: CostKey | Budget, what: str) -> str:
    return f"costs.{'key' if isinstance(row, CostKey) else 'budget'}.{what}"


def _facts(row: CostKey | Budget) -> dict[str, Any]:
    if isinstance(row, Budget):
        return _budget_facts(row)
    return {"name": row.name, "version": row.version}


def _budget_facts(budget: Budget) -> dict[str, Any]:
    return {
        "name": budget.title,
        "project": budget.project_name,
        "year": budget.year,
        "amount": write_euros(budget.cents),
    }


def _line_facts(line: CostLine) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "project": line.project_name,
        "year": line.year,
        "amount": write_euros(line.cents),
        "member": line.member_name,
    }


def _day(day: date) -> str:
    return day.strftime("%d.%m.%Y")
