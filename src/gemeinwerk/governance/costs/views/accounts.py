"""Plan and actual per project and member."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.costs import actions, queries, reports
from gemeinwerk.governance.costs.forms import ActualForm, YearForm
from gemeinwerk.governance.costs.permissions import KEEP_ACCOUNTS
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
def show_accounts(request: MemberRequest, alliance_id: UUID, file: str = "") -> HttpResponse:
    """What was planned and spent in a year; ``file`` is csv or pdf."""
    alliance = governance.get_alliance(alliance_id)
    years = queries.list_years(alliance)
    form = YearForm(request.GET if "year" in request.GET else None, years=years)
    year = form.cleaned_data["year"] if form.is_valid() else clock.today().year
    report = reports.accounts_report(alliance, year)
    if file:
        return answer(report, file)
    accounts = queries.list_accounts(alliance, year)
    context = {
        **_frame(request, alliance),
        "year": year,
        "form": YearForm({"year": year}, years=years),
        "accounts": [(account, reports.project_table(account)) for account in accounts],
        "members_table": reports.members_table(accounts) if len(accounts) > 1 else None,
        "entries": queries.list_lines(alliance, year),
        "is_office": governance.is_office(alliance, request.actor),
    }
    return render(request, "costs/accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(KEEP_ACCOUNTS)
def enter_actual(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """Enter what the own authority has spent on a project."""
    alliance = governance.get_alliance(alliance_id)
    form = ActualForm(request.POST or None)
    if form.is_valid():
        entered = form.cleaned_data
        try:
            actions.enter_actual(
                alliance_id=alliance.id,
                project=entered["project"],
                year=entered["year"],
                cents=entered["amount"],
                note=entered["note"],
                actor=request.actor,
            )
        except UserError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The amount is stored."))
            return _to_year(alliance, entered["year"])
    context = {
        **_frame(request, alliance),
        "form": form,
        "projects": queries.list_projects(alliance),
    }
    return render(request, "costs/actual_enter.html", context)


@require_POST
@page(KEEP_ACCOUNTS)
def withdraw_line(request: MemberRequest, alliance_id: UUID, line_id: UUID) -> HttpResponse:
    """Withdraw an amount; it stays readable and counts no more."""
    alliance = governance.get_alliance(alliance_id)
    line = queries.get_line(alliance, line_id)
    try:
        actions.withdraw_line(alliance_id=alliance.id, line_id=line.id, actor=request.actor)
    except UserError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The amount is withdrawn and counts no more."))
    return _to_year(alliance, line.year)


def _to_year(alliance: Alliance, year: int) -> HttpResponse:
    address = redirect("costs:accounts", alliance_id=alliance.id)
    address["Location"] += f"?year={year}"
    return address


def _frame(request: MemberRequest, alliance: Alliance) -> dict[str, Any]:
    may_keep = allows(request.actor, KEEP_ACCOUNTS)
    return {"alliance": alliance, "tab": "costs", "part": "accounts", "may_keep": may_keep}
