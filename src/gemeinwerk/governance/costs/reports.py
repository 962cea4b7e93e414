"""What a page, a CSV table and a PDF say alike: facts, tables and the steps of a calculation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from gemeinwerk.governance.costs import queries, savings, wording
from gemeinwerk.governance.costs.models import CostLine, CostLineKind, Saving
from gemeinwerk.governance.costs.money import (
    write_amount,
    write_euros,
    write_fraction,
    write_percent,
)
from gemeinwerk.governance.costs.queries import AccountRow, KeyLine, ProjectAccount
from gemeinwerk.governance.costs.rules import Distribution, Line
from gemeinwerk.governance.models import Alliance
from gemeinwerk.kernel import clock


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as people read it, and as a spreadsheet does (without sign and thousands)."""

    text: str
    plain: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below a head; the first cell of a row names it. ``total`` is set apart."""

    caption: str
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A paper about money: where it belongs, what it is about, its tables and its steps."""

    alliance: str
    title: str
    file_name: str
    facts: wording.Rows
    tables: tuple[Table, ...]
    steps: tuple[str, ...] = ()


def distribution_report(alliance: Alliance, line: KeyLine, done: Distribution) -> Report:
    """Return a calculation with everything that is needed to follow it by hand."""
    facts = [
        (_("Amount"), write_euros(done.amount)),
        (_("Year"), str(done.year)),
        *wording.key_rows(line.row),
        (_("Resolution"), source_text(line)),
    ]
    return Report(
        alliance=alliance.name,
        title=_("Sharing out by “%(name)s”") % {"name": line.row.name},
        file_name=f"kostenverteilung-{done.year}",
        facts=facts,
        tables=(distribution_table(done),),
        steps=tuple(wording.explain(done)),
    )


def distribution_table(done: Distribution) -> Table:
    """Return a row per member: days, figures, exact share, whole cents."""
    heads = [number(head) for head in wording.part_heads(done)]
    return Table(
        caption=_("Shares of %(amount)s") % {"amount": write_euros(done.amount)},
        head=(
            word(_("Authority")),
            number(_("Amount")),
            number(_("Share in %")),
            number(_("Days")),
            *heads,
            number(_("Exact share in €")),
            word(_("Limit")),
        ),
        rows=tuple(_share_cells(line, done) for line in done.lines),
        total=(
            word(_("Sum")),
            euros(sum(line.cents for line in done.lines)),
            *[word("")] * (len(heads) + 4),
        ),
    )


def shares_table(done: Distribution) -> Table:
    """Return each member's figures and share in percent, before minimum and maximum."""
    heads = [number(head) for head in wording.part_heads(done)]
    return Table(
        caption=_("Shares in %(year)d, before minimum and maximum") % {"year": done.year},
        head=(word(_("Authority")), number(_("Share in %")), *heads),
        rows=tuple(
            (
                word(line.sharer.name),
                _part_cell(write_percent(line.exact / done.amount).removesuffix("\u00a0%")),
                *[_part_cell(wording.part_cell(share)) for share in line.parts],
            )
            for line in done.lines
        ),
    )


def accounts_report(alliance: Alliance, year: int) -> Report:
    """Return plan and actual of a year per project and member, and every entry behind them."""
    accounts = queries.list_accounts(alliance, year)
    entries = list(queries.list_lines(alliance, year))
    tables = [project_table(account) for account in accounts]
    if len(accounts) > 1:
        tables.append(members_table(accounts))
    return Report(
        alliance=alliance.name,
        title=_("Plan and actual %(year)d") % {"year": year},
        file_name=f"plan-und-ist-{year}",
        facts=[(_("Year"), str(year)), *_budget_facts(accounts)],
        tables=(*tables, entries_table(entries)) if entries else tuple(tables),
    )


def project_table(account: ProjectAccount) -> Table:
    """Return plan, actual and rest of one project per member."""
    return Table(
        caption=account.project,
        head=_account_head(),
        rows=tuple(map(_account_cells, account.rows)),
        total=(
            word(_("Sum")),
            euros(account.plan),
            euros(account.actual),
            euros(account.rest),
        ),
    )


def members_table(accounts: Sequence[ProjectAccount]) -> Table:
    """Return plan, actual and rest of each member over all projects."""
    rows = queries.sum_by_member(accounts)
    return Table(
        caption=_("All projects"),
        head=_account_head(),
        rows=tuple(map(_account_cells, rows)),
        total=(
            word(_("Sum")),
            euros(sum(row.plan for row in rows)),
            euros(sum(row.actual for row in rows)),
            euros(sum(row.rest for row in rows)),
        ),
    )


def entries_table(entries: Iterable[CostLine]) -> Table:
    """Return every entry with who made it and when, withdrawn ones too."""
    heads = (_("Project"), _("Authority"), _("Kind"))
    more = (_("Counts"), _("Entered"), _("Entered by"), _("Remark"))
    return Table(
        caption=_("All entries"),
        head=(*map(word, heads), number(_("Amount")), *map(word, more)),
        rows=tuple(map(_entry_cells, entries)),
    )


def saving_report(alliance: Alliance, saving: Saving) -> Report:
    """Return the estimates, the balance of each year, and the test of the funding explained."""
    rule = queries.as_rule(saving)
    tables = [estimates_table(saving)]
    steps: list[str] = []
    if rule.baseline:
        tables += [balance_table(rule), answers_table(rule, saving)]
        steps = wording.explain_saving(rule)
    return Report(
        alliance=alliance.name,
        title=_("Saving by “%(project)s”") % {"project": saving.project_name},
        file_name="einsparung",
        facts=wording.saving_rows(saving),
        tables=tuple(tables),
        steps=tuple(steps),
    )


def estimates_table(saving: Saving) -> Table:
    """Return what each member entered before the start."""
    rule = queries.as_rule(saving)
    return Table(
        caption=_("Estimates of the authorities"),
        head=(
            word(_("Authority")),
            number(_("Cost a year before")),
            number(_("Cost a year afterwards")),
            number(_("One-off cost")),
        ),
        rows=tuple(
            (
                word(each.member_name),
                euros(each.baseline),
                euros(each.new_cost),
                euros(each.one_off),
            )
            for each in queries.list_estimates(saving)
        ),
        total=(word(_("Sum")), euros(rule.baseline), euros(rule.new_cost), euros(rule.one_off)),
    )


def balance_table(rule: savings.Saving) -> Table:
    """Return the years of the term: extra effort first, then what is gained."""
    return Table(
        caption=_("Extra effort and savings, year by year"),
        head=(
            word(_("Year of the term")),
            number(_("Extra effort")),
            number(_("Saved in this year")),
            number(_("Balance since the start")),
        ),
        rows=tuple(
            (word(str(year.number)), euros(year.effort), euros(year.gain), euros(year.balance))
            for year in savings.balance_by_year(rule)
        ),
    )


def answers_table(rule: savings.Saving, saving: Saving) -> Table:
    """Return each condition of the funding with its own answer."""
    answers = savings.list_answers(rule, queries.as_circumstances(saving))
    return Table(
        caption=_("Conditions of the funding, each by itself"),
        head=(word(_("Condition")), word(_("Answer")), word(_("Why"))),
        rows=tuple(tuple(map(word, wording.answer_texts(each, rule, saving))) for each in answers),
    )


def source_text(line: KeyLine) -> str:
    """Name the resolution from which a key comes, or say that there is none."""
    if line.source.resolution is None:
        return _("none yet: this is a draft")
    return str(line.source.resolution)


def word(text: object) -> Cell:
    """Return a cell with text."""
    return Cell(str(text), str(text))


def number(text: str) -> Cell:
    """Return a head or figure that stands to the right."""
    return Cell(text, text, is_number=True)


def euros(cents: int) -> Cell:
    """Return an amount; without the sign and without points in a spreadsheet."""
    return Cell(write_euros(cents), write_amount(cents).replace(".", ""), is_number=True)


def _share_cells(line: Line, done: Distribution) -> tuple[Cell, ...]:
    exact = write_fraction(line.exact / 100)
    percent = Fraction(line.cents, done.amount) if done.amount else Fraction(0)
    return (
        word(line.sharer.name),
        euros(line.cents),
        _part_cell(write_percent(percent).removesuffix("\u00a0%")),
        number(str(line.days)),
        *[_part_cell(wording.part_cell(share)) for share in line.parts],
        Cell(exact, exact.replace(".", "").removesuffix("…"), is_number=True),
        word(wording.limit_text(line)),
    )


def _part_cell(text: str) -> Cell:
    return Cell(text, text.replace(".", "").removesuffix("…"), is_number=True)


def _account_head() -> tuple[Cell, ...]:
    return (word(_("Authority")), *map(number, (_("Plan"), _("Actual"), _("Left of the plan"))))


def _account_cells(row: AccountRow) -> tuple[Cell, ...]:
    return (word(row.member_name), euros(row.plan), euros(row.actual), euros(row.rest))


def _budget_facts(accounts: Iterable[ProjectAccount]) -> wording.Rows:
    name = _("Released by resolution for %(project)s")
    return [
        (name % {"project": each.project}, write_euros(each.budget) if each.budget else "")
        for each in accounts
    ]


def _entry_cells(line: CostLine) -> tuple[Cell, ...]:
    at = line.entered_at.astimezone(clock.BERLIN).strftime("%d.%m.%Y %H:%M")
    note = line.note
    if line.withdrawn_at:
        day = line.withdrawn_at.astimezone(clock.BERLIN).strftime("%d.%m.%Y")
        facts = {"day": day, "person": line.withdrawn_by}
        note = " ".join([note, _("withdrawn on %(day)s by %(person)s") % facts]).strip()
    elif line.cost_key and not note:
        note = wording.key_title(line.cost_key)
    kind = str(CostLineKind(line.kind).label)
    counts = _("no") if line.withdrawn_at else _("yes")
    return (
        *map(word, (line.project_name, line.member_name, kind)),
        euros(line.cents),
        *map(word, (counts, at, line.entered_by, note)),
    )
