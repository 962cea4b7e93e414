"""What projects save: estimates before the start, and the test of the funding."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.costs import actions, queries, reports
from gemeinwerk.governance.costs.forms import CircumstancesForm, EstimateForm, SavingForm
from gemeinwerk.governance.costs.models import Saving
from gemeinwerk.governance.costs.money import write_amount
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
def list_savings(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """The savings of an alliance's projects."""
    alliance = governance.get_alliance(alliance_id)
    found = [(each, queries.as_rule(each)) for each in queries.list_savings(alliance)]
    context = {**_frame(request, alliance), "savings": found}
    return render(request, "costs/saving_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(KEEP_ACCOUNTS)
def open_saving(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """Let members estimate what a project will save."""
    alliance = governance.get_alliance(alliance_id)
    form = SavingForm(request.POST or None)
    if form.is_valid():
        try:
            saving = actions.open_saving(
                alliance_id=alliance.id, actor=request.actor, **form.cleaned_data
            )
        except UserError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Each authority can now enter its costs."))
            return redirect("costs:saving", alliance_id=alliance.id, saving_id=saving.id)
    projects = queries.list_projects(alliance)
    context = {**_frame(request, alliance), "form": form, "projects": projects}
    return render(request, "costs/saving_open.html", context)


@require_safe
@page(SEE)
def show_saving(
    request: MemberRequest, alliance_id: UUID, saving_id: UUID, file: str = ""
) -> HttpResponse:
    """Estimates, balance by year, and each condition explained; ``file`` is csv or pdf."""
    alliance = governance.get_alliance(alliance_id)
    saving = queries.get_saving(alliance, saving_id)
    report = reports.saving_report(alliance, saving)
    if file:
        return answer(report, file)
    context = {
        **_frame(request, alliance),
        "saving": saving,
        "report": report,
        "is_open": saving.starts_on > clock.today(),
        "awaited": queries.list_awaited(saving),
    }
    return render(request, "costs/saving_show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(KEEP_ACCOUNTS)
def enter_estimate(request: MemberRequest, alliance_id: UUID, saving_id: UUID) -> HttpResponse:
    """Enter the own authority's costs before and after."""
    alliance = governance.get_alliance(alliance_id)
    saving = queries.get_saving(alliance, saving_id)
    form = EstimateForm(request.POST or None, initial=_entered(saving, request.actor.member_id))
    if form.is_valid():
        try:
            actions.enter_estimate(
                alliance_id=alliance.id,
                saving_id=saving.id,
                estimate=form.estimate,
                note=form.cleaned_data["note"],
                actor=request.actor,
            )
        except UserError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your estimate is stored."))
            return redirect("costs:saving", alliance_id=alliance.id, saving_id=saving.id)
    context = {**_frame(request, alliance), "saving": saving, "form": form}
    return render(request, "costs/estimate_enter.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(KEEP_ACCOUNTS)
def state_circumstances(request: MemberRequest, alliance_id: UUID, saving_id: UUID) -> HttpResponse:
    """State what no calculation tells."""
    alliance = governance.get_alliance(alliance_id)
    saving = queries.get_saving(alliance, saving_id)
    form = CircumstancesForm(request.POST or None, initial=_stated(saving))
    if form.is_valid():
        try:
            actions.state_circumstances(
                alliance_id=alliance.id,
                saving_id=saving.id,
                stated=form.circumstances,
                benefit=form.cleaned_data["benefit"],
                actor=request.actor,
            )
        except UserError as refusal:
            form.add_error("benefit", str(refusal))
        else:
            messages.success(request, _("The answers are stored."))
            return redirect("costs:saving", alliance_id=alliance.id, saving_id=saving.id)
    context = {**_frame(request, alliance), "saving": saving, "form": form}
    return render(request, "costs/circumstances_state.html", context)


def _entered(saving: Saving, member_id: int) -> dict[str, Any]:
    """Return what the member has entered so far, as the form shows it."""
    own = next((e for e in queries.list_estimates(saving) if e.member_id == member_id), None)
    if own is None:
        return {}
    amounts = {name: write_amount(getattr(own, name)) for name in ("baseline", "new_cost")}
    return {**amounts, "one_off": write_amount(own.one_off), "note": own.note}


def _stated(saving: Saving) -> dict[str, Any]:
    answers = {None: "", True: "yes", False: "no"}
    names = ("substantial_benefit", "first_time", "resolutions")
    return {"benefit": saving.benefit} | {name: answers[getattr(saving, name)] for name in names}


def _frame(request: MemberRequest, alliance: Alliance) -> dict[str, Any]:
    may_keep = allows(request.actor, KEEP_ACCOUNTS)
    return {"alliance": alliance, "tab": "costs", "part": "savings", "may_keep": may_keep}
