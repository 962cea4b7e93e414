"""Cost keys, their shares and calculations, budgets, and the figures behind them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.costs import actions, queries, reports, wording
from gemeinwerk.governance.costs.forms import (
    BudgetForm,
    CalculationForm,
    FigureForm,
    KeyForm,
    PlanForm,
)
from gemeinwerk.governance.costs.keys import Measure
from gemeinwerk.governance.costs.money import write_amount
from gemeinwerk.governance.costs.permissions import KEEP_ACCOUNTS
from gemeinwerk.governance.costs.queries import KeyLine, State
from gemeinwerk.governance.costs.views.files import answer
from gemeinwerk.governance.models import Alliance
from gemeinwerk.governance.permissions import SEE
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest


@require_safe
@page(SEE)
def show_overview(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """The keys and budgets of an alliance with the resolutions from which they come."""
    alliance = governance.get_alliance(alliance_id)
    lines = queries.list_keys(alliance)
    old = (State.ENDED, State.DROPPED, State.REPLACED)
    context = {
        **_frame(request, alliance),
        "keys": [line for line in lines if line.source.state not in old],
        "old_keys": [line for line in lines if line.source.state in old],
        "budgets": queries.list_budgets(alliance),
    }
    return render(request, "costs/overview.html", context)


@require_safe
@page(SEE)
def show_key(request: MemberRequest, alliance_id: UUID, key_id: UUID) -> HttpResponse:
    """What a key says, whom it comes from, and the form to calculate with it."""
    alliance = governance.get_alliance(alliance_id)
    line = queries.get_key(alliance, key_id)
    context = {
        **_frame(request, alliance),
        "line": line,
        "rows": wording.key_rows(line.row),
        **_shares(alliance, line),
        "form": CalculationForm(),
        "motions": queries.list_naming_motions(line.row),
    }
    return render(request, "costs/key_show.html", context)


@require_safe
@page(SEE)
def show_distribution(
    request: MemberRequest, alliance_id: UUID, key_id: UUID, file: str = ""
) -> HttpResponse:
    """An amount shared out by a key, step by step; ``file`` is csv or pdf."""
    alliance = governance.get_alliance(alliance_id)
    line = queries.get_key(alliance, key_id)
    form = CalculationForm(request.GET or None)
    report, refusal = _calculate(alliance, line, form)
    if file and report is not None:
        return answer(report, file)
    context = {
        **_frame(request, alliance),
        "line": line,
        "form": form,
        "report": report,
        "refusal": refusal,
        "query": request.GET.urlencode(),
        "plan_form": _plan_form(request, alliance, line, form) if report else None,
        "projects": queries.list_projects(alliance),
    }
    return render(request, "costs/distribution.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(KEEP_ACCOUNTS)
def draft_key(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """Draft a cost key, to be set by a resolution."""
    alliance = governance.get_alliance(alliance_id)
    form = KeyForm(request.POST or None, memberships=governance.list_memberships(alliance))
    if form.is_valid():
        try:
            row = actions.draft_key(
                alliance_id=alliance.id,
                name=form.cleaned_data["name"],
                key=form.key,
                actor=request.actor,
            )
        except UserError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The draft is stored. It counts once it was decided on."))
            return redirect("costs:key", alliance_id=alliance.id, key_id=row.id)
    return render(request, "costs/key_draft.html", {**_frame(request, alliance), "form": form})


@require_POST
@page(KEEP_ACCOUNTS)
def drop_key(request: MemberRequest, alliance_id: UUID, key_id: UUID) -> HttpResponse:
    """Drop a draft that nobody has proposed."""
    alliance = governance.get_alliance(alliance_id)
    row = queries.get_key(alliance, key_id).row
    actions.drop_draft(alliance_id=alliance.id, row=row, actor=request.actor)
    messages.success(request, _("The draft “%(name)s” is dropped.") % {"name": row.name})
    return redirect("costs:overview", alliance_id=alliance.id)


@require_POST
@page(KEEP_ACCOUNTS)
def enter_plan(request: MemberRequest, alliance_id: UUID, key_id: UUID) -> HttpResponse:
    """Make a calculation the plan of a project; the office does this."""
    alliance = governance.get_alliance(alliance_id)
    line = queries.get_key(alliance, key_id)
    form = PlanForm(request.POST)
    if not form.is_valid():
        projects = queries.list_projects(alliance)
        context = {**_frame(request, alliance), "line": line, "form": form, "projects": projects}
        return render(request, "costs/plan_enter.html", context, status=400)
    entered = form.cleaned_data
    actions.enter_plan(
        alliance_id=alliance.id,
        key_id=line.row.id,
        project=entered["project"],
        year=entered["year"],
        cents=entered["amount"],
        actor=request.actor,
    )
    messages.success(request, _("The plan is stored. It replaces the one before."))
    address = redirect("costs:accounts", alliance_id=alliance.id)
    address["Location"] += f"?year={entered['year']}"
    return address


@require_http_methods(["GET", "HEAD", "POST"])
@page(KEEP_ACCOUNTS)
def draft_budget(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """Draft a budget, to be released by a resolution."""
    alliance = governance.get_alliance(alliance_id)
    ruling = queries.list_keys_in_force(alliance)
    choices = [(str(line.row.id), wording.key_title(line.row)) for line in ruling]
    form = BudgetForm(request.POST or None, choices=choices)
    if form.is_valid():
        entered = dict(form.cleaned_data)
        cost_key, cents = entered.pop("cost_key"), entered.pop("amount")
        try:
            actions.draft_budget(
                alliance_id=alliance.id,
                cents=cents,
                cost_key_id=UUID(cost_key) if cost_key else None,
                actor=request.actor,
                **entered,
            )
        except UserError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The draft is stored. It counts once it was decided on."))
            return redirect("costs:overview", alliance_id=alliance.id)
    projects = queries.list_projects(alliance)
    context = {**_frame(request, alliance), "form": form, "projects": projects}
    return render(request, "costs/budget_draft.html", context)


@require_POST
@page(KEEP_ACCOUNTS)
def drop_budget(request: MemberRequest, alliance_id: UUID, budget_id: UUID) -> HttpResponse:
    """Drop a draft that nobody has proposed."""
    alliance = governance.get_alliance(alliance_id)
    row = queries.get_budget(alliance, budget_id).row
    actions.drop_draft(alliance_id=alliance.id, row=row, actor=request.actor)
    messages.success(request, _("The draft “%(name)s” is dropped.") % {"name": row.title})
    return redirect("costs:overview", alliance_id=alliance.id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(SEE)
def show_figures(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """The figures by which costs are shared; each authority enters its own."""
    alliance = governance.get_alliance(alliance_id)
    form = FigureForm(request.POST or None, initial=request.GET.dict())
    if form.is_valid():
        entered = dict(form.cleaned_data) | {"measure": Measure(form.cleaned_data["measure"])}
        actions.enter_figure(alliance_id=alliance.id, actor=request.actor, **entered)
        messages.success(request, _("The figure is stored. All members of the alliance see it."))
        return redirect("costs:figures", alliance_id=alliance.id)
    context = {
        **_frame(request, alliance, "figures"),
        "figures": queries.list_figures(alliance),
        "known": queries.list_known_population(alliance),
        "form": form,
    }
    return render(request, "costs/figure_list.html", context)


def _frame(request: MemberRequest, alliance: Alliance, part: str = "keys") -> dict[str, Any]:
    """Return what every page about money shows."""
    may_keep = allows(request.actor, KEEP_ACCOUNTS)
    return {"alliance": alliance, "tab": "costs", "part": part, "may_keep": may_keep}


def _shares(alliance: Alliance, line: KeyLine) -> dict[str, Any]:
    """Return each member's share this year, or why it cannot be told."""
    unlimited = replace(line.row.key, minimum=0, maximum=None)
    try:
        done = queries.distribute(alliance, unlimited, amount=100_00, year=clock.today().year)
    except UserError as refusal:
        fixed = wording.fixed_rows(line.row, queries.list_sharers(alliance))
        return {"shares": None, "shares_refusal": refusal, "fixed": fixed}
    return {"shares": reports.shares_table(done)}


def _calculate(
    alliance: Alliance, line: KeyLine, form: CalculationForm
) -> tuple[reports.Report | None, UserError | None]:
    """Return the calculation, or why there is none."""
    if not form.is_valid():
        return None, None
    entered = form.cleaned_data
    try:
        done = queries.distribute(
            alliance, line.row.key, amount=entered["amount"], year=entered["year"]
        )
    except UserError as refusal:
        return None, refusal
    return reports.distribution_report(alliance, line, done), None


def _plan_form(
    request: MemberRequest, alliance: Alliance, line: KeyLine, form: CalculationForm
) -> PlanForm | None:
    """Return the form that makes a calculation the plan, for those who may."""
    may = allows(request.actor, KEEP_ACCOUNTS) and governance.is_office(alliance, request.actor)
    if not may or line.source.state is not State.IN_FORCE:
        return None
    entered = form.cleaned_data
    return PlanForm(initial={"amount": write_amount(entered["amount"]), "year": entered["year"]})
