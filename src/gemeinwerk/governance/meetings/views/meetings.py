"""The list of meetings, one meeting, planning, inviting, moving and calling off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances import queries as alliances
from gemeinwerk.governance.meetings import actions, queries
from gemeinwerk.governance.meetings.calendar_file import calendar_of, file_name
from gemeinwerk.governance.meetings.errors import NotChairNorOffice
from gemeinwerk.governance.meetings.forms import (
    CancelForm,
    ChangeForm,
    DaysForm,
    FrameForm,
    InviteForm,
    NoticeForm,
    PlanForm,
    SeriesForm,
    entries_of,
    show_refusal,
)
from gemeinwerk.governance.meetings.models import Meeting
from gemeinwerk.governance.meetings.permissions import require_lead
from gemeinwerk.governance.meetings.views import nextstep
from gemeinwerk.governance.meetings.views.showing import (
    back_to,
    download,
    frame,
    get_meeting,
    origin_of,
    posted,
)
from gemeinwerk.governance.models import Alliance, Body
from gemeinwerk.governance.permissions import SEE
from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.requests import MemberRequest

CALENDAR = "text/calendar; charset=utf-8"
PLANS: dict[str, type[PlanForm]] = {"einmal": PlanForm, "serie": SeriesForm, "tage": DaysForm}
WRITING = ["GET", "HEAD", "POST"]


@require_safe
@page(SEE)
def list_meetings(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """The meetings to come, and those that were."""
    alliance = governance.get_alliance(alliance_id)
    upcoming = [nextstep.line(each, request.actor) for each in queries.list_upcoming(alliance)]
    context = frame(
        alliance,
        upcoming=upcoming,
        past=[nextstep.line(each, request.actor) for each in queries.list_past(alliance)],
        leads=_list_led(alliance, request.actor),
        topics=queries.list_all_topics(alliance),
        open_tasks=queries.list_tasks(alliance).filter(done_at__isnull=True).count(),
        has_bodies=alliances.list_bodies(alliance).exists(),
    )
    return render(request, "meetings/meeting_list.html", context)


@require_safe
@page(SEE)
def show_meeting(request: MemberRequest, alliance_id: UUID, meeting_id: UUID) -> HttpResponse:
    """One meeting: what comes next and who does it, invitation, agenda, attendance, tasks."""
    meeting = get_meeting(alliance_id, meeting_id)
    return render(request, "meetings/meeting_show.html", nextstep.context(meeting, request.actor))


@require_http_methods(WRITING)
@page(SEE)
def plan(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """Plan one meeting, a series, or meetings on days entered by hand."""
    alliance = governance.get_alliance(alliance_id)
    led = _list_led(alliance, request.actor)
    if not led:
        raise _nobody_leads(alliance)
    way = request.GET.get("art", "")
    way = way if way in PLANS else "einmal"
    form = PLANS[way](posted(request), bodies=led)
    if request.method == "POST" and form.is_valid() and (planned := _plan(request, alliance, form)):
        return back_to(planned[0]) if len(planned) == 1 else _to_list(alliance)
    context = frame(alliance, form=form, ways=_ways(way))
    return render(request, "meetings/meeting_plan.html", context)


@require_http_methods(WRITING)
@page(SEE)
def change(request: MemberRequest, alliance_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Another day, time or place."""
    meeting = get_meeting(alliance_id, meeting_id)
    require_lead(meeting.body, request.actor)
    form = ChangeForm(posted(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(
                meeting_id=meeting.id,
                day=form.cleaned_data["day"],
                frame=form.frame(),
                despite_short=form.cleaned_data.get("despite_short", False),
                origin=origin_of(request),
                actor=request.actor,
            )
        except UserError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("The meeting was changed."))
            return back_to(meeting)
    return render(
        request, "meetings/meeting_change.html", frame(meeting.alliance, form=form, meeting=meeting)
    )


@require_http_methods(WRITING)
@page(SEE)
def invite(request: MemberRequest, alliance_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Look at the invitation, then send it."""
    meeting = get_meeting(alliance_id, meeting_id)
    require_lead(meeting.body, request.actor)
    has_period = queries.get_notice_period(meeting.body) is not None
    form = InviteForm(posted(request), meeting=meeting, notice=has_period)
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite(
                meeting_id=meeting.id,
                origin=origin_of(request),
                actor=request.actor,
                **form.cleaned_data,
            )
        except UserError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("The invitation is sent."))
            return back_to(meeting)
    context = nextstep.context(meeting, request.actor) | {"form": form}
    return render(request, "meetings/meeting_invite.html", context)


@require_http_methods(WRITING)
@page(SEE)
def cancel(request: MemberRequest, alliance_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Ask for the reason, then call the meeting off."""
    meeting = get_meeting(alliance_id, meeting_id)
    require_lead(meeting.body, request.actor)
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_meeting(
                meeting_id=meeting.id,
                reason=form.cleaned_data["reason"],
                origin=origin_of(request),
                actor=request.actor,
            )
        except UserError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("The meeting was cancelled. Its motions wait again."))
            return back_to(meeting)
    context = frame(meeting.alliance, form=form, meeting=meeting)
    return render(request, "meetings/meeting_cancel.html", context)


@require_http_methods(WRITING)
@page(SEE)
def call_second(request: MemberRequest, alliance_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Plan a second meeting with what the first could not decide."""
    meeting = get_meeting(alliance_id, meeting_id)
    require_lead(meeting.body, request.actor)
    initial = {name: value for name, value in entries_of(meeting).items() if name != "day"}
    form = FrameForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            second = actions.call_second(
                meeting_id=meeting.id,
                day=form.cleaned_data["day"],
                frame=form.frame(),
                actor=request.actor,
            )
        except UserError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("The second meeting is planned. Invite to it now."))
            return back_to(second)
    context = frame(
        meeting.alliance, form=form, meeting=meeting, left=queries.list_undecided(meeting)
    )
    return render(request, "meetings/meeting_second.html", context)


@require_http_methods(WRITING)
@page(SEE)
def set_notice(request: MemberRequest, alliance_id: UUID, body_id: UUID) -> HttpResponse:
    """How long before a meeting the body is invited."""
    alliance = governance.get_alliance(alliance_id)
    body = queries.get_body(alliance, body_id)
    require_lead(body, request.actor)
    form = NoticeForm(posted(request), period=queries.get_notice_period(body))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_notice_period(
                alliance_id=alliance.id,
                body_id=body.id,
                ordinary=form.ordinary(),
                urgent=form.urgent(),
                reference=form.cleaned_data["reference"],
                actor=request.actor,
            )
        except UserError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("The period of notice is stored."))
            return _to_list(alliance)
    context = frame(alliance, form=form, body=body)
    return render(request, "meetings/notice_change.html", context)


@require_safe
@page(SEE)
def take_calendar(request: MemberRequest, alliance_id: UUID, meeting_id: UUID) -> HttpResponse:
    """The calendar file of a meeting."""
    meeting = get_meeting(alliance_id, meeting_id)
    name = file_name(meeting, "Termin.ics")
    return download(calendar_of([meeting]), name=name, kind=CALENDAR)


@require_safe
@page(SEE)
def take_all_calendar(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """The calendar file of all meetings to come."""
    alliance = governance.get_alliance(alliance_id)
    upcoming = queries.list_upcoming(alliance).select_related("alliance")
    return download(calendar_of(upcoming), name="Sitzungen.ics", kind=CALENDAR)


def _plan(request: MemberRequest, alliance: Alliance, form: PlanForm) -> list[Meeting]:
    """Plan what was entered; on a refusal the form says why and nothing is planned."""
    about: dict[str, Any] = {
        "alliance_id": alliance.id,
        "body_id": UUID(form.cleaned_data["body"]),
        "frame": form.frame(),
        "actor": request.actor,
    }
    try:
        rhythm = form.rhythm()
        if rhythm:
            planned = actions.plan_series(first=form.days()[0], rhythm=rhythm, **about)
        else:
            planned = actions.plan_meetings(days=form.days(), **about)
    except UserError as refusal:
        _refuse(form, refusal)
        return []
    told = ngettext("%(count)d meeting planned.", "%(count)d meetings planned.", len(planned))
    messages.success(request, told % {"count": len(planned)})
    return planned


def _refuse(form: forms.Form, refusal: UserError) -> None:
    """A refusal goes to the form; who may not, or what is not there, gets its own page."""
    if isinstance(refusal, NotAllowed | NotFound):
        raise refusal
    show_refusal(form, refusal)


def _to_list(alliance: Alliance) -> HttpResponse:
    return redirect("meetings:meetings", alliance_id=alliance.id)


def _list_led(alliance: Alliance, actor: Actor) -> list[Body]:
    bodies = alliances.list_bodies(alliance).select_related("alliance")
    return [body for body in bodies if queries.may_lead(body, actor)]


def _nobody_leads(alliance: Alliance) -> NotAllowed:
    bodies = ", ".join(alliances.list_bodies(alliance).values_list("name", flat=True))
    office = queries.name_of_office(alliance)
    return NotChairNorOffice(body=bodies or "–", chair="–", office=office)


def _ways(current: str) -> list[dict[str, Any]]:
    labels = {
        "einmal": _("One meeting"),
        "serie": _("Regular meetings"),
        "tage": _("Days by hand"),
    }
    return [
        {"label": label, "url": f"?art={way}", "current": way == current}
        for way, label in labels.items()
    ]
