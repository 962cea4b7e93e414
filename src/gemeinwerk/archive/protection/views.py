"""Pages about what records are kept for and about protective periods."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.archive.models import Record
from gemeinwerk.archive.permissions import KEEP, READ
from gemeinwerk.archive.protection import actions, queries, wording
from gemeinwerk.archive.protection.errors import AlreadyConfirmed, NoPeriodKnown
from gemeinwerk.archive.protection.forms import KeepForm, PeriodForm
from gemeinwerk.archive.protection.periods import find_proposal
from gemeinwerk.archive.queries import get_own_record
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members import queries as members
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest

KEPT = ("state", "protection", "origin", "processed", "birth_year", "death_year")


@page(KEEP)
@require_http_methods(["GET", "POST"])
def keep_record(request: MemberRequest, record_id: UUID) -> HttpResponse:
    """Say what a record is kept for, and what its protective period hangs on."""
    record = get_own_record(record_id)
    inherited = wording.state_label(record.collection.state)
    form = KeepForm(request.POST or None, initial=_entries(record), inherited=inherited)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_record(record=record, **form.cleaned_data, actor=request.actor)
        except UserError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. It takes effect at once."))
            return redirect("archive:record", record_id=record.id)
    context = {"form": form, "record": record, "reach": wording.explain(get_own_record(record_id))}
    return render(request, "archive/record_keep.html", context)


@page(READ)
@require_safe
def show_periods(request: MemberRequest) -> HttpResponse:
    """The row of the own Land, and what the authority has confirmed."""
    return _render(request, PeriodForm())


@page(KEEP)
@require_POST
def confirm_period(request: MemberRequest) -> HttpResponse:
    """Read and confirmed: the row holds for the own archival records."""
    form = PeriodForm(request.POST)
    if form.is_valid():
        try:
            actions.confirm_period(**form.cleaned_data, actor=request.actor)
        except (AlreadyConfirmed, NoPeriodKnown) as error:  # the page may show no form then
            messages.error(request, str(error))
            return redirect("archive:periods")
        except UserError as error:
            form.add_error(None, str(error))
        else:
            text = _("Confirmed. Records whose period is over open in the next minutes.")
            messages.success(request, text)
            return redirect("archive:periods")
    return _render(request, form)


@page(KEEP)
@require_POST
def withdraw_period(request: MemberRequest) -> HttpResponse:
    """No confirmed row any more: archival records are closed at once."""
    try:
        actions.withdraw_period(actor=request.actor)
    except UserError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Withdrawn. Partners see no archival record any more."))
    return redirect("archive:periods")


def _render(request: MemberRequest, form: PeriodForm) -> HttpResponse:
    member = members.get_member(request.actor.member_id)
    proposal, standing = find_proposal(member.land), queries.get_standing()
    context = {
        "form": form,
        "land": member.land,
        "proposal": proposal,
        "proposed": wording.row_facts(proposal.row) if proposal else [],
        "standing": standing,
        "standing_facts": wording.period_facts(standing) if standing else [],
        "is_in_force": queries.get_period_in_force() is not None,
        "former": [each for each in queries.list_confirmations() if each.withdrawn_at],
        "may_keep": allows(request.actor, KEEP),
    }
    return render(request, "archive/period_show.html", context)


def _entries(record: Record) -> dict[str, object]:
    names = (*KEPT, "lifetime_unknown")
    return {name: getattr(record, name) for name in names}
