"""Money of an alliance: no key and no budget without a resolution, no entry for somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from tests.factories import House
from tests.governance.costs.conftest import (
    Union,
    adopt,
    consent,
    count,
    populate,
    repeal,
    settle,
)

from gemeinwerk.governance.alliances import actions as alliances
from gemeinwerk.governance.costs import actions, queries
from gemeinwerk.governance.costs.errors import (
    AlreadyEntered,
    AlreadyStarted,
    AlreadyWithdrawn,
    BudgetUnknown,
    CostKeyUnknown,
    CostLineUnknown,
    DraftIsClosed,
    DraftIsNamed,
    EntryIncomplete,
    FigureMissing,
    FigureNotPossible,
    KeyNotUnderstood,
    NotInForce,
    NotYourEntry,
    SavingNotUnderstood,
    SavingUnknown,
    StartInThePast,
    YearNotPossible,
)
from gemeinwerk.governance.costs.keys import Key, Measure, Part, Reference
from gemeinwerk.governance.costs.models import (
    Budget,
    CostKey,
    CostLine,
    KeyFigure,
    Saving,
    SavingEstimate,
)
from gemeinwerk.governance.costs.queries import State
from gemeinwerk.governance.costs.savings import Circumstances, Estimate
from gemeinwerk.governance.effects import queries as effects
from gemeinwerk.governance.errors import AllianceUnknown, NotTheOffice
from gemeinwerk.governance.models import Effect
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed

DAY = date(2025, 6, 30)
YEAR = clock.today().year
EQUAL = Key((Part(Measure.EQUAL),))
BY_HEAD = Key((Part(Measure.INHABITANTS, source="Statistik", reference=Reference(day=DAY)),))
WAITING = timedelta(days=30)


def draft_key(union: Union, house: House, key: Key = EQUAL, role: str = "coordinator") -> CostKey:
    """Draft a version of its own: what its review says tells it from the one before."""
    with house.context(role):
        version = CostKey.objects.count() + 1
        key = replace(key, review=f"Fassung {version}")
        return actions.draft_key(
            alliance_id=union.alliance.id, name="Umlage", key=key, actor=house.actor(role)
        )


def set_key(union: Union, key: Key = EQUAL, number: str = "V-1") -> tuple[CostKey, Effect]:
    """Draft a key and let a resolution set it."""
    row = draft_key(union, union.office, key)
    with union.office.context("head"):
        effect = adopt(union, "set_cost_key", {"cost_key": str(row.id)}, number=number)
        assert settle(union) == [effect]
    return row, effect


def draft_budget(
    union: Union, house: House, cost_key_id: UUID | None = None, **changed: object
) -> Budget:
    values = {"title": "Betrieb", "project": "Portal", "year": YEAR, "cents": 9_000_00} | changed
    with house.context("coordinator"):
        return actions.draft_budget(  # type: ignore[arg-type]
            alliance_id=union.alliance.id,
            cost_key_id=cost_key_id,
            actor=house.actor("coordinator"),
            **values,
        )


def states(union: Union, house: House) -> list[tuple[int, State]]:
    with house.context():
        return [(line.row.version, line.source.state) for line in queries.list_keys(union.alliance)]


# Who may


@pytest.mark.parametrize("role", ["records_officer", "clerk"])
def test_only_leads_keep_accounts(union: Union, role: str) -> None:
    for enter in ENTRIES:
        with pytest.raises(NotAllowed):
            enter(union, union.office, role)
    with union.office.context():
        assert [count(f"costs_{name}") for name in TABLES] == [0] * len(TABLES)


def test_stranger_reaches_nothing(union: Union, stranger: House) -> None:
    for enter in ENTRIES:
        with pytest.raises(AllianceUnknown):
            enter(union, stranger, "coordinator")
        enter(union, union.office, "coordinator")
    with union.office.context():
        assert 0 not in [count(f"costs_{name}") for name in TABLES[:-1]]
    with stranger.context():
        assert [count(f"costs_{name}") for name in TABLES] == [0] * len(TABLES)


TABLES = ("costkey", "budget", "keyfigure", "costline", "saving", "savingestimate")


def _enter_key(union: Union, house: House, role: str) -> None:
    draft_key(union, house, role=role)


def _enter_budget(union: Union, house: House, role: str) -> None:
    with house.context(role):
        actions.draft_budget(
            alliance_id=union.alliance.id,
            title="T",
            project="P",
            year=YEAR,
            cents=1,
            cost_key_id=None,
            actor=house.actor(role),
        )


def _enter_figure(union: Union, house: House, role: str, value: int = 5) -> KeyFigure:
    with house.context(role):
        return actions.enter_figure(
            alliance_id=union.alliance.id,
            measure=Measure.INHABITANTS,
            unit="",
            day=DAY,
            value=value,
            source="Melderegister",
            actor=house.actor(role),
        )


def _enter_actual(union: Union, house: House, role: str = "head", cents: int = 10_00) -> CostLine:
    with house.context(role):
        return actions.enter_actual(
            alliance_id=union.alliance.id,
            project="Portal",
            year=YEAR,
            cents=cents,
            note="Rechnung",
            actor=house.actor(role),
        )


def _open_saving(union: Union, house: House, role: str = "head", **changed: object) -> Saving:
    values = {"starts_on": clock.today() + WAITING, "years": 5} | changed
    with house.context(role):
        return actions.open_saving(  # type: ignore[arg-type]
            alliance_id=union.alliance.id, project="Portal", actor=house.actor(role), **values
        )


ENTRIES = (_enter_key, _enter_budget, _enter_figure, _enter_actual, _open_saving)


def test_another_alliance_of_the_same_members_is_another_world(union: Union) -> None:
    """The same member, two alliances: neither finds the other's rows."""
    row, budget = draft_key(union, union.office), draft_budget(union, union.office)
    line, saving = _enter_actual(union, union.office), _open_saving(union, union.office)
    with union.office.context("head"):
        facts = alliances.AllianceFacts("Zweites Bündnis", "Anderes", "NW")
        other = alliances.found_alliance(facts=facts, actor=union.office.actor("head"))
        for cause, find, found in (
            (CostKeyUnknown, queries.get_key, row),
            (BudgetUnknown, queries.get_budget, budget),
            (CostLineUnknown, queries.get_line, line),
            (SavingUnknown, queries.get_saving, saving),
        ):
            with pytest.raises(cause):
                find(other, found.id)
            assert find(union.alliance, found.id)


def test_database_refuses_a_reference_into_another_alliance(union: Union) -> None:
    row = draft_key(union, union.office)
    with union.office.context("head"):
        facts = alliances.AllianceFacts("Zweites Bündnis", "Anderes", "NW")
        other = alliances.found_alliance(facts=facts, actor=union.office.actor("head"))
        for alliance in (other, union.alliance):
            values = {"title": "T", "project_name": "P", "year": YEAR, "cents": 1}
            if alliance == other:
                with pytest.raises(DatabaseError, match="foreign key"), transaction.atomic():
                    Budget.objects.create(alliance=alliance, cost_key=row, **values)
            else:
                assert Budget.objects.create(alliance=alliance, cost_key=row, **values).id


# Keys


def test_key_needs_a_name_and_sense(union: Union) -> None:
    with union.office.context("head"):
        for cause, name, key in (
            (EntryIncomplete, " ", EQUAL),
            (KeyNotUnderstood, "Umlage", Key((Part(Measure.USAGE),))),
        ):
            with pytest.raises(cause):
                actions.draft_key(
                    alliance_id=union.alliance.id,
                    name=name,
                    key=key,
                    actor=union.office.actor("head"),
                )


def test_draft_shares_nothing_until_a_resolution_sets_it(union: Union, ahorn: House) -> None:
    row = draft_key(union, ahorn)
    with pytest.raises(NotInForce, match="“Umlage” is not in force"):
        plan(union, row)
    with union.office.context("head"):
        effect = adopt(union, "set_cost_key", {"cost_key": str(row.id)})
        with pytest.raises(NotInForce):
            plan(union, row, is_inside=True)
        settle(union)
        found = queries.get_key(union.alliance, row.id)
        assert (found.row.effect_id, found.source.state) == (effect.id, State.IN_FORCE)
        assert str(found.source.resolution) == "B-1 Beschluss über Kosten"
    assert [line.cents for line in plan(union, row)] == [30_00, 30_00, 30_00]


def test_repeal_ends_exactly_this_key(union: Union) -> None:
    first, _effect = set_key(union)
    second, effect = set_key(union, number="V-2")
    assert states(union, union.office) == [(2, State.IN_FORCE), (1, State.REPLACED)]
    with union.office.context("head"):
        repeal(union, effect)
        second.refresh_from_db()
        first.refresh_from_db()
        assert (second.ended_reason, first.ended_at) == ("repealed", None)
    assert states(union, union.office) == [(2, State.ENDED), (1, State.IN_FORCE)]


def test_expiry_counts_without_being_settled(union: Union) -> None:
    """Read at the moment it is asked: nobody has to clean up first."""
    _row, effect = set_key(union)
    with union.office.context("head"):
        resolution = effects.get_resolution_of(effect)
        assert resolution is not None
        state = queries._state
        row = CostKey.objects.select_related("effect").get()
        resolution.valid_to = clock.today()
        assert state(row, effect, resolution, clock.today()) is State.IN_FORCE
        assert state(row, effect, resolution, clock.today() + timedelta(1)) is State.ENDED
        assert state(row, effect, resolution, clock.today() - timedelta(1)) is State.NOT_YET


def test_second_motion_about_the_same_draft_waits_and_says_why(union: Union) -> None:
    row = draft_key(union, union.office)
    with union.office.context("head"):
        terms = {"cost_key": str(row.id)}
        first = adopt(union, "set_cost_key", terms)
        second = adopt(union, "set_cost_key", terms, number="V-2")
        assert settle(union) == [first]
        [missing] = effects.describe(second).missing
        assert "was put into force by another resolution" in missing.text
        assert effects.describe(first).missing == []
        with pytest.raises(DraftIsClosed, match="“Umlage” is no draft any more"):
            adopt(union, "set_cost_key", terms, number="V-3")


def test_database_lets_no_key_count_without_its_resolution(union: Union) -> None:
    """Whatever Python does: another key, another kind of effect, no adopted motion."""
    row, effect = set_key(union)
    other = draft_key(union, union.office)
    with union.office.context("head"):
        refused = pytest.raises(DatabaseError, match="only an adopted motion that names it")
        with refused, transaction.atomic():
            CostKey.objects.filter(id=other.id).update(effect=effect, active_at=clock.now())
        changed = pytest.raises(DatabaseError, match="never changed")
        with changed, transaction.atomic():
            CostKey.objects.filter(id=row.id).update(definition={})
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            CostKey.objects.filter(id=row.id).update(effect=None)
        with pytest.raises(DatabaseError, match="begins as a draft"), transaction.atomic():
            CostKey.objects.create(
                alliance=union.alliance, name="X", version=1, definition={}, effect=effect
            )


def test_draft_that_a_motion_names_is_not_dropped(union: Union) -> None:
    named, free = draft_key(union, union.office), draft_key(union, union.office)
    with union.office.context("head"):
        adopt(union, "set_cost_key", {"cost_key": str(named.id)})
        drop = {"alliance_id": union.alliance.id, "actor": union.office.actor("head")}
        with pytest.raises(DraftIsNamed, match="named in the motion V-1"):
            actions.drop_draft(row=named, **drop)
        actions.drop_draft(row=free, **drop)
        with pytest.raises(DraftIsClosed):
            actions.drop_draft(row=free, **drop)
    assert states(union, union.office) == [(2, State.DROPPED), (1, State.DRAFT)]


def test_second_click_enters_nothing(union: Union) -> None:
    """For each kind of entry: the same again is refused, something told apart is not."""
    alliance, office = union.alliance, union.office
    start = clock.today() + WAITING
    with office.context("head"):
        common = {"alliance_id": alliance.id, "actor": office.actor("head")}
        budget = {"title": "T", "project": "P", "year": YEAR, "cents": 1, "cost_key_id": None}
        actual = {"project": "P", "year": YEAR, "cents": 1, "note": "Januar"}
        saving = {"project": "P", "starts_on": start, "years": 5}
        for enter, values, other in (
            (actions.draft_key, {"name": "K", "key": EQUAL}, {"name": "L"}),
            (actions.draft_budget, budget, {"title": "U"}),
            (actions.enter_actual, actual, {"note": "Februar"}),
            (actions.open_saving, saving, {"project": "Q"}),
        ):
            enter(**common, **values)
            with pytest.raises(AlreadyEntered, match="Head 99001"):
                enter(**common, **values)
            assert enter(**common, **(values | other))


# Budgets


def test_budget_is_refused_by_name(union: Union) -> None:
    for cause, changed in (
        (YearNotPossible, {"year": 1989}),
        (EntryIncomplete, {"cents": 0}),
        (EntryIncomplete, {"title": ""}),
        (EntryIncomplete, {"project": " "}),
        (CostKeyUnknown, {"cost_key_id": union.alliance.id}),
    ):
        with pytest.raises(cause):
            draft_budget(union, union.office, **changed)  # type: ignore[arg-type]
    assert draft_budget(union, union.office).cents == 9_000_00


def test_budget_waits_for_the_organ_of_each_that_bears_it(union: Union) -> None:
    budget = draft_budget(union, union.office)
    with union.office.context("head"):
        effect = adopt(union, "release_budget", {"budget": str(budget.id)})
        assert settle(union) == []
        missing = [each.text for each in effects.describe(effect).missing]
        assert "The own decision of Gemeinde Birke is missing." in missing
        assert len(missing) == 3
        assert queries.list_accounts(union.alliance, YEAR) == []
    for house in union.houses:
        consent(union, effect, house)
    with union.office.context("head"):
        assert settle(union) == [effect]
        [account] = queries.list_accounts(union.alliance, YEAR)
        assert (account.project, account.budget) == ("Portal", 9_000_00)
        repeal(union, effect)
        assert queries.list_accounts(union.alliance, YEAR) == []
        assert queries.get_budget(union.alliance, budget.id).source.state is State.ENDED


def test_only_those_whose_standing_shares_decide_about_a_budget(union: Union) -> None:
    key, _effect = set_key(union, Key((Part(Measure.EQUAL),), standings=("founding",)))
    budget = draft_budget(union, union.office, cost_key_id=key.id)
    with union.office.context("head"):
        assert queries.list_bearers(budget) == [union.office.member.id]
    everybody = draft_budget(union, union.office)
    with union.office.context("head"):
        assert len(queries.list_bearers(everybody)) == 3


# Figures


def test_figures_are_refused_by_name(union: Union) -> None:
    with union.office.context("head"):
        values = {
            "alliance_id": union.alliance.id,
            "day": DAY,
            "value": 5,
            "source": "Zählung",
            "unit": "Vorgänge",
            "measure": Measure.USAGE,
            "actor": union.office.actor("head"),
        }
        for cause, changed in (
            (FigureNotPossible, {"value": -1}),
            (EntryIncomplete, {"source": ""}),
            (EntryIncomplete, {"unit": ""}),
        ):
            with pytest.raises(cause):
                actions.enter_figure(**(values | changed))  # type: ignore[arg-type]
        assert actions.enter_figure(**values).value == 5  # type: ignore[arg-type]


def test_figure_of_another_member_is_not_written(union: Union, ahorn: House) -> None:
    figure = _enter_figure(union, ahorn, "coordinator")
    with union.office.context("head"):
        assert KeyFigure.objects.filter(id=figure.id).update(value=1) == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            KeyFigure.objects.create(
                alliance=union.alliance,
                member=ahorn.member,
                measure="usage",
                unit="Vorgänge",
                day=DAY,
                value=1,
                source="S",
                entered_at=clock.now(),
            )
    _enter_figure(union, ahorn, "coordinator", value=7)
    with union.office.context():
        assert [each.value for each in queries.list_figures(union.alliance)] == [7]


def test_missing_figure_names_member_and_day_until_it_is_there(
    union: Union, ahorn: House, birke: House
) -> None:
    """From the known population, or entered by the member, which wins."""
    row, _effect = set_key(union, BY_HEAD)
    populate(union.office, 100, DAY)
    populate(ahorn, 50, DAY)
    populate(birke, 50, DAY + timedelta(1))
    with pytest.raises(FigureMissing, match=r"as of 30\.06\.2025 is missing for Gemeinde Birke"):
        plan(union, row)
    _enter_figure(union, birke, "head", value=30)
    assert [line.cents for line in plan(union, row)] == [50_00, 25_00, 15_00]
    _enter_figure(union, ahorn, "head", value=20)
    assert [line.cents for line in plan(union, row)] == [60_00, 12_00, 18_00]


# Plan and actual


def plan(
    union: Union,
    row: CostKey,
    house: House | None = None,
    cents: int = 90_00,
    is_inside: bool = False,
) -> list[CostLine]:
    house = house or union.office
    values = {"key_id": row.id, "project": "Portal", "year": YEAR, "cents": cents}
    if is_inside:
        actor = house.actor("head")
        return actions.enter_plan(alliance_id=union.alliance.id, actor=actor, **values)  # type: ignore[arg-type]
    with house.context("head"):
        actor = house.actor("head")
        return actions.enter_plan(alliance_id=union.alliance.id, actor=actor, **values)  # type: ignore[arg-type]


def test_only_the_office_plans_for_all(union: Union, ahorn: House) -> None:
    row, _effect = set_key(union)
    with pytest.raises(NotTheOffice, match="Landkreis Musterland"):
        plan(union, row, ahorn)
    with ahorn.context("head"):
        refused = pytest.raises(DatabaseError, match="row-level security")
        with refused, transaction.atomic():
            create_line(union, ahorn, "plan")
        assert create_line(union, ahorn, "actual").id
    with union.office.context("head"):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            create_line(union, ahorn, "actual")
        assert create_line(union, ahorn, "plan").id


def create_line(union: Union, house: House, kind: str) -> CostLine:
    return CostLine.objects.create(
        alliance=union.alliance,
        kind=kind,
        project_name="P",
        member=house.member,
        member_name=house.member.name,
        year=YEAR,
        cents=1,
        entered_at=clock.now(),
    )


def test_new_plan_replaces_the_one_before_and_keeps_it_readable(union: Union) -> None:
    row, _effect = set_key(union)
    plan(union, row)
    assert [line.cents for line in plan(union, row, cents=100_00)] == [33_34, 33_33, 33_33]
    with union.office.context():
        [account] = queries.list_accounts(union.alliance, YEAR)
        assert account.plan == 100_00
        assert queries.list_lines(union.alliance, YEAR).count() == 6


def test_plan_and_actual_meet_per_member(union: Union, ahorn: House) -> None:
    row, _effect = set_key(union)
    plan(union, row)
    _enter_actual(union, ahorn, cents=40_00)
    _enter_actual(union, ahorn, cents=-5_00)
    with ahorn.context():
        [account] = queries.list_accounts(union.alliance, YEAR)
        found = {each.member_name: (each.plan, each.actual, each.rest) for each in account.rows}
        assert found["Gemeinde Ahorn"] == (30_00, 35_00, -5_00)
        assert found["Landkreis Musterland"] == (30_00, 0, 30_00)
        assert (account.plan, account.actual, account.rest) == (90_00, 35_00, 55_00)
        assert account.exceeds  # nothing was released
        assert queries.sum_by_member([account, account])[0].actual == 70_00


def test_amounts_are_withdrawn_by_who_made_them_and_never_changed(
    union: Union, ahorn: House
) -> None:
    line = _enter_actual(union, ahorn)
    with union.office.context("head"):
        with pytest.raises(NotYourEntry, match="Gemeinde Ahorn made this entry"):
            withdraw(union, line, union.office)
        assert CostLine.objects.filter(id=line.id).update(withdrawn_by="x") == 0
    with ahorn.context("head"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            CostLine.objects.filter(id=line.id).update(cents=1)
        withdraw(union, line, ahorn)
        with pytest.raises(AlreadyWithdrawn, match="There is nothing left to do"):
            withdraw(union, line, ahorn)
        assert queries.list_accounts(union.alliance, YEAR) == []
        assert queries.list_lines(union.alliance, YEAR).count() == 1


def withdraw(union: Union, line: CostLine, house: House) -> None:
    actions.withdraw_line(alliance_id=union.alliance.id, line_id=line.id, actor=house.actor("head"))


def test_actual_of_nothing_is_refused(union: Union) -> None:
    with pytest.raises(EntryIncomplete, match="lacks this: amount"):
        _enter_actual(union, union.office, cents=0)


# Savings


def test_saving_begins_before_the_project(union: Union) -> None:
    with pytest.raises(StartInThePast):
        _open_saving(union, union.office, starts_on=clock.today())
    with pytest.raises(SavingNotUnderstood):
        _open_saving(union, union.office, years=0)
    assert _open_saving(union, union.office).years == 5


def estimate(union: Union, saving: Saving, house: House, *values: int) -> SavingEstimate:
    with house.context("head"):
        return actions.enter_estimate(
            alliance_id=union.alliance.id,
            saving_id=saving.id,
            estimate=Estimate(*values),
            note="",
            actor=house.actor("head"),
        )


def test_each_member_estimates_for_itself_until_the_start(
    union: Union, ahorn: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    saving = _open_saving(union, union.office)
    with pytest.raises(SavingNotUnderstood, match="must not be below zero"):
        estimate(union, saving, ahorn, -1, 0, 0)
    estimate(union, saving, union.office, 300_000_00, 250_000_00, 100_000_00)
    estimate(union, saving, ahorn, 1, 1, 1)
    estimate(union, saving, ahorn, 100_000_00, 70_000_00, 0)
    with union.office.context("head"):
        found = queries.get_saving(union.alliance, saving.id)
        assert queries.as_rule(found).net == 60_000_00
        theirs = SavingEstimate.objects.filter(member=ahorn.member)
        assert theirs.update(baseline=0) == 0
    monkeypatch.setattr(clock, "today", lambda: saving.starts_on)
    with pytest.raises(AlreadyStarted, match="The project began on"):
        estimate(union, saving, ahorn, 2, 2, 2)


def test_database_keeps_estimates_after_the_start(union: Union, ahorn: House) -> None:
    """The day cannot be moved, and a row of a begun project cannot be written."""
    saving = _open_saving(union, union.office)
    with union.office.context("head"):
        with pytest.raises(DatabaseError, match="are not moved"), transaction.atomic():
            Saving.objects.filter(id=saving.id).update(starts_on=clock.today())
        begun = Saving.objects.create(
            alliance=union.alliance, project_name="Alt", starts_on=clock.today(), years=5
        )
        values = {"baseline": 1, "new_cost": 1, "one_off": 1, "entered_at": clock.now()}
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            SavingEstimate.objects.create(
                alliance=union.alliance, saving=begun, member=union.office.member, **values
            )
        assert SavingEstimate.objects.create(
            alliance=union.alliance, saving=saving, member=union.office.member, **values
        ).id


def test_benefit_must_be_described(union: Union) -> None:
    saving = _open_saving(union, union.office)
    with union.office.context("head"):
        values = {
            "alliance_id": union.alliance.id,
            "saving_id": saving.id,
            "stated": Circumstances(substantial_benefit=True, first_time=False),
            "actor": union.office.actor("head"),
        }
        with pytest.raises(EntryIncomplete, match="description of the benefit"):
            actions.state_circumstances(benefit=" ", **values)  # type: ignore[arg-type]
        stated = actions.state_circumstances(benefit="Vertretung", **values)  # type: ignore[arg-type]
        assert queries.as_circumstances(stated) == values["stated"]


# Journal


def test_all_members_read_in_their_own_journal_what_happened(
    union: Union, ahorn: House, stranger: House
) -> None:
    _enter_figure(union, ahorn, "coordinator", value=4)
    _enter_figure(union, ahorn, "coordinator", value=5)
    for house in union.houses:
        with house.context():
            line = journal.list_lines()[0]
            assert line.sentence == (
                "Bündnis Musterland (erfunden): Gemeinde Ahorn entered “Inhabitants” as of"
                " 30.06.2025: 5 (before: 4), source: Melderegister"
            )
    with stranger.context():
        assert journal.list_lines() == []


def test_resolution_and_repeal_of_a_budget_stand_in_the_journal(union: Union) -> None:
    key, effect = set_key(union)
    with union.office.context("head"):
        repeal(union, effect)
        events = [line.event for line in journal.list_lines(object_id=str(key.id))]
        assert events == ["costs.key.ended", "costs.key.set", "costs.key.drafted"]
