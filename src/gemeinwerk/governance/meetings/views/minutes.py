"""Attendance and minutes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.governance.alliances import queries as alliances
from gemeinwerk.governance.meetings import actions as meetings
from gemeinwerk.governance.meetings import queries
from gemeinwerk.governance.meetings.calendar_file import file_name
from gemeinwerk.governance.meetings.errors import MinutesMissing
from gemeinwerk.governance.meetings.forms import (
    AttendanceForm,
    ItemTextForm,
    MinutesForm,
    show_refusal,
)
from gemeinwerk.governance.meetings.minutes import actions
from gemeinwerk.governance.meetings.minutes.drafting import build_content
from gemeinwerk.governance.meetings.minutes.pdf import list_facts, minutes_pdf
from gemeinwerk.governance.meetings.models import Meeting, Minutes
from gemeinwerk.governance.meetings.permissions import require_chair, require_lead
from gemeinwerk.governance.meetings.views import nextstep
from gemeinwerk.governance.meetings.views.showing import (
    back_to,
    download,
    frame,
    get_meeting,
    posted,
)
from gemeinwerk.governance.meetings.wording import german
from gemeinwerk.governance.permissions import SEE
from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.requests import MemberRequest

WRITING = ["GET", "HEAD", "POST"]


@require_http_methods(WRITING)
@page(SEE)
def record_attendance(request: MemberRequest, alliance_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Who was there, seat by seat."""
    meeting = get_meeting(alliance_id, meeting_id)
    require_lead(meeting.body, request.actor)
    form = AttendanceForm(
        posted(request),
        seats=list(alliances.list_seats(meeting.body)),
        recorded=queries.list_attendance(meeting),
        guests=meeting.guests,
    )
    if request.method == "POST" and form.is_valid():
        try:
            meetings.record_attendance(
                meeting_id=meeting.id,
                entries=form.entries(),
                guests=form.cleaned_data["guests"],
                actor=request.actor,
            )
        except (NotAllowed, NotFound):
            raise
        except UserError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The attendance is recorded."))
            return back_to(meeting)
    context = frame(meeting.alliance, meeting=meeting, form=form)
    return render(request, "meetings/attendance_record.html", context)


@require_http_methods(WRITING)
@page(SEE)
def show_minutes(request: MemberRequest, alliance_id: UUID, meeting_id: UUID) -> HttpResponse:
    """The minutes; a POST drafts them, or brings a draft up to date."""
    meeting = get_meeting(alliance_id, meeting_id)
    if request.method == "POST":
        return _draft(request, meeting)
    minutes = queries.get_minutes(meeting)
    if minutes is None:
        raise MinutesMissing
    may_edit = minutes.released_at is None and queries.may_lead(meeting.body, request.actor)
    content = _content(meeting, minutes)
    context = nextstep.context(meeting, request.actor) | {
        "content": content,
        "fact_rows": list_facts(content, german(queries.day_of(meeting))),
        "texts": _texts(meeting, content, may_edit=may_edit),
        "may_edit": may_edit,
        "is_chair": queries.is_chair(meeting.body, request.actor),
    }
    return render(request, "meetings/minutes_show.html", context)


@require_http_methods(WRITING)
@page(SEE)
def change_facts(request: MemberRequest, alliance_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Times, chair and minute taker."""
    meeting = get_meeting(alliance_id, meeting_id)
    require_lead(meeting.body, request.actor)
    form = MinutesForm(posted(request), minutes=_get_minutes(meeting))
    if request.method == "POST" and form.is_valid():
        entries = form.cleaned_data
        try:
            actions.change_facts(
                meeting_id=meeting.id,
                began=entries["began"],
                ended=entries["ends"],
                chair=entries["chair"],
                taker=entries["taker"],
                actor=request.actor,
            )
        except UserError as refusal:
            show_refusal(form, refusal)
        else:
            return back_to(meeting, "minutes")
    context = frame(meeting.alliance, meeting=meeting, form=form)
    return render(request, "meetings/minutes_facts.html", context)


@require_http_methods(WRITING)
@page(SEE)
def edit_item(
    request: MemberRequest, alliance_id: UUID, meeting_id: UUID, item_id: UUID
) -> HttpResponse:
    """What the minutes say about one item."""
    meeting = get_meeting(alliance_id, meeting_id)
    require_lead(meeting.body, request.actor)
    _get_minutes(meeting)
    item = queries.get_item(meeting, item_id)
    row = queries.get_minutes_item(meeting, item)
    initial = {"text": row.text, "edits": row.edits}
    form = ItemTextForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        about: dict[str, Any] = {"meeting_id": meeting.id, "actor": request.actor}
        try:
            actions.edit_item(item_id=item.id, **about, **form.cleaned_data)
        except UserError as refusal:
            form = _shown_again(form, row.edits)
            show_refusal(form, refusal)
        else:
            return back_to(meeting, "minutes")
    context = frame(meeting.alliance, meeting=meeting, item=item, row=row, form=form)
    return render(request, "meetings/minutes_item.html", context)


@require_POST
@page(SEE)
def release(request: MemberRequest, alliance_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Fix the minutes."""
    meeting = get_meeting(alliance_id, meeting_id)
    require_chair(meeting.body, request.actor)
    try:
        actions.release_minutes(meeting_id=meeting.id, actor=request.actor)
    except UserError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The minutes are released and fixed."))
    return back_to(meeting, "minutes")


@require_POST
@page(SEE)
def publish(request: MemberRequest, alliance_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Let everybody read released minutes, or no longer."""
    meeting = get_meeting(alliance_id, meeting_id)
    require_chair(meeting.body, request.actor)
    is_public = request.POST.get("public") == "yes"
    try:
        actions.publish_minutes(meeting_id=meeting.id, is_public=is_public, actor=request.actor)
    except UserError as refusal:
        messages.warning(request, str(refusal))
    else:
        told = _("The minutes are public now.") if is_public else _("The minutes are closed now.")
        messages.success(request, told)
    return back_to(meeting, "minutes")


@require_safe
@page(SEE)
def take_pdf(request: MemberRequest, alliance_id: UUID, meeting_id: UUID) -> HttpResponse:
    """The minutes as PDF; a draft is marked as one."""
    meeting = get_meeting(alliance_id, meeting_id)
    minutes = _get_minutes(meeting)
    made_at = minutes.released_at or minutes.drafted_at
    content = _content(meeting, minutes)
    pdf = minutes_pdf(content, sha256=minutes.sha256, made_at=made_at)
    name = file_name(meeting, "Niederschrift.pdf")
    return download(pdf, name=name, kind="application/pdf")


def _draft(request: MemberRequest, meeting: Meeting) -> HttpResponse:
    require_lead(meeting.body, request.actor)
    try:
        actions.draft_minutes(meeting_id=meeting.id, actor=request.actor)
    except UserError as refusal:
        messages.warning(request, str(refusal))
        return back_to(meeting)
    messages.success(request, _("The minutes are drafted. Check each item."))
    return back_to(meeting, "minutes")


def _content(meeting: Meeting, minutes: Minutes) -> dict[str, Any]:
    """What was released, word for word; of a draft what it says now."""
    return minutes.content or build_content(meeting, minutes)


def _texts(meeting: Meeting, content: dict[str, Any], *, may_edit: bool) -> list[dict[str, Any]]:
    """The items with the address at which each text is changed, where it can be."""
    rows = queries.list_minutes_items(meeting) if may_edit else ()
    known = {row.item_id for row in rows}
    where = {"alliance_id": meeting.alliance_id, "meeting_id": meeting.id}
    ids = list(queries.list_items(meeting).values_list("id", flat=True))
    return [
        text | {"edit_url": reverse("meetings:minutes-item", kwargs={**where, "item_id": item_id})}
        if item_id in known
        else text
        for text, item_id in zip(content["items"], ids, strict=True)
    ]


def _get_minutes(meeting: Meeting) -> Minutes:
    minutes = queries.get_minutes(meeting)
    if minutes is None:
        raise MinutesMissing
    return minutes


def _shown_again(form: ItemTextForm, edits: int) -> ItemTextForm:
    """The same text with the version that is stored now, so that saving again replaces it."""
    again = ItemTextForm({"text": form.cleaned_data["text"], "edits": edits})
    again.is_valid()
    return again
