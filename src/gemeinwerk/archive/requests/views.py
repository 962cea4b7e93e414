"""Pages on which a record of another authority is asked for, and on which that is decided."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.archive.errors import RecordUnknown
from gemeinwerk.archive.models import Record
from gemeinwerk.archive.permissions import ASK, DECIDE
from gemeinwerk.archive.protection.wording import Reach, explain
from gemeinwerk.archive.queries import get_own_record
from gemeinwerk.archive.requests import actions, queries, wording
from gemeinwerk.archive.requests.forms import PermitForm, RefusalForm, RequestForm, WithdrawForm
from gemeinwerk.archive.requests.queries import Line, State
from gemeinwerk.kernel.errors import NotAllowed, UserError
from gemeinwerk.members import queries as members
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest

WHERE = {
    "NotToBeAsked": "owner",
    "PermitDatesWrong": "valid_to",
    "ConditionsMissing": "conditions",
    "GroundMissing": "grounds",
    "RemedyMissing": "remedy",
}


@page(ASK)
@require_safe
def list_requests(request: MemberRequest) -> HttpResponse:
    """What the own authority asked of others and, for those who decide, what others ask of it."""
    decides = allows(request.actor, DECIDE)
    context = {
        "made": _badged(queries.list_made(actor=request.actor)),
        "received": _badged(queries.list_received()) if decides else [],
        "decides": decides,
        "has_contacts": bool(members.list_contacts()),
    }
    return render(request, "archive/request_list.html", context)


@page(ASK)
@require_http_methods(["GET", "POST"])
def make_request(request: MemberRequest) -> HttpResponse:
    """Ask another authority to see a record."""
    form = RequestForm(request.POST or None, contacts=members.list_contacts())
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_request(
                owner_id=form.cleaned_data["owner"], wish=form.wish, actor=request.actor
            )
        except UserError as error:
            _add_error(form, error)
        else:
            told = _("Your request was sent to %(owner)s. You find the decision here.")
            messages.success(request, told % {"owner": made.owner_name})
            return redirect("archive:request", request_id=made.id)
    return render(request, "archive/request_make.html", {"form": form})


@page(ASK)
@require_safe
def show_request(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """A request, where it stands, and what can be done next."""
    line = queries.get_request(request_id, actor=request.actor)
    return render(request, "archive/request_show.html", _facts(request, line))


@page(ASK)
@require_safe
def print_decision(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """The decision as a sheet to print."""
    line = queries.get_request(request_id, actor=request.actor)
    if line.decision is None:
        return redirect("archive:request", request_id=request_id)
    return render(request, "archive/request_print.html", _facts(request, line))


@page(ASK)
@require_POST
def withdraw_request(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """Take the own request back; a permit on it ends."""
    try:
        actions.withdraw_request(request_id=request_id, actor=request.actor)
    except UserError as error:
        if isinstance(error, NotAllowed):
            raise
        messages.error(request, str(error))
    else:
        messages.success(request, _("The request was withdrawn."))
    return redirect("archive:request", request_id=request_id)


@page(DECIDE)
@require_http_methods(["GET", "POST"])
def permit(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """Find the record, then permit it; ``akte`` in the address is the one that was chosen."""
    line = _received(request, request_id)
    record, text = _chosen(request), request.GET.get("q", "").replace("\0", "").strip()[:200]
    form = PermitForm(request.POST or None)
    if request.method == "POST" and record and form.is_valid():
        try:
            actions.permit(
                request_id=request_id, record_id=record.id, terms=form.terms, actor=request.actor
            )
        except UserError as error:
            _add_error(form, error)
        else:
            messages.success(
                request, _("Permitted. The person finds the record from the first day on.")
            )
            return redirect("archive:request", request_id=request_id)
    context = _facts(request, line) | {
        "form": form,
        "q": text,
        "found": queries.find_own_records(text),
        "record": record,
        "reach": _reach(record),
    }
    return render(request, "archive/request_permit.html", context)


@page(DECIDE)
@require_http_methods(["GET", "POST"])
def refuse(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """Refuse a request on coded grounds."""
    line = _received(request, request_id)
    form = RefusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.refuse(request_id=request_id, **form.cleaned_data, actor=request.actor)
        except UserError as error:
            _add_error(form, error)
        else:
            messages.success(request, _("Refused. The asking authority sees grounds and remedies."))
            return redirect("archive:request", request_id=request_id)
    context = _facts(request, line) | {"form": form}
    return render(request, "archive/request_refuse.html", context)


@page(DECIDE)
@require_http_methods(["GET", "POST"])
def withdraw_permit(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """End a permit before its day."""
    line = _received(request, request_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_permit(
                request_id=request_id, reason=form.cleaned_data["reason"], actor=request.actor
            )
        except UserError as error:
            _add_error(form, error)
        else:
            messages.success(request, _("The permit was withdrawn. The record is closed again."))
            return redirect("archive:request", request_id=request_id)
    context = _facts(request, line) | {"form": form}
    return render(request, "archive/request_end.html", context)


def _received(request: MemberRequest, request_id: UUID) -> Line:
    """Return a request to the own authority; NotAllowed for one that it made itself."""
    line = queries.get_request(request_id, actor=request.actor)
    if not line.is_for_us:
        raise NotAllowed
    return line


def _chosen(request: MemberRequest) -> Record | None:
    """The record of the address; none for one that is not the own authority's."""
    try:
        return get_own_record(UUID(request.GET.get("akte", "")))
    except (ValueError, RecordUnknown, NotAllowed):
        return None


def _reach(record: Record | None) -> Reach | None:
    return explain(record) if record else None


def _facts(request: MemberRequest, line: Line) -> dict[str, Any]:
    is_mine = line.request.person_id == request.actor.person_id and not line.is_for_us
    is_running = line.state in (State.PERMITTED, State.COMING)
    is_open = line.state is State.PERMITTED and line.decision is not None
    decides = line.is_for_us and allows(request.actor, DECIDE)
    return {
        "line": line,
        "badge": wording.badge(line),
        "rows": wording.request_rows(line),
        "decided": wording.decision_rows(line.decision) if line.decision else [],
        "may_decide": decides and line.state is State.WAITING,
        "may_end": decides and is_running,
        "may_withdraw": is_mine and (line.state is State.WAITING or is_running),
        "open_record": line.decision.record_id if is_open and is_mine and line.decision else None,
        "own_record": line.decision.record_id if decides and line.decision else None,
    }


def _badged(lines: list[Line]) -> list[tuple[Line, tuple[str, str]]]:
    return [(line, wording.badge(line)) for line in lines]


def _add_error(form: forms.Form, error: UserError) -> None:
    """Put an error to the field that it is about; a missing right is not for the form."""
    if isinstance(error, NotAllowed):
        raise error
    form.add_error(WHERE.get(error.code), str(error))
