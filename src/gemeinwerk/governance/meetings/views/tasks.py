"""Pages about the tasks that follow from meetings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.meetings import queries
from gemeinwerk.governance.meetings.followups import actions
from gemeinwerk.governance.meetings.forms import DoneForm, TaskForm, show_refusal
from gemeinwerk.governance.meetings.permissions import require_lead
from gemeinwerk.governance.meetings.views.showing import back_to, frame, get_meeting, posted
from gemeinwerk.governance.permissions import SEE
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed, UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.requests import MemberRequest

WRITING = ["GET", "HEAD", "POST"]


@require_safe
@page(SEE)
def list_tasks(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """The tasks of the alliance, the own ones first."""
    alliance = governance.get_alliance(alliance_id)
    tasks = list(queries.list_tasks(alliance))
    context = frame(
        alliance,
        own=[task for task in tasks if task.member_id == request.actor.member_id],
        others=[task for task in tasks if task.member_id != request.actor.member_id],
        today=clock.today(),
    )
    return render(request, "meetings/task_list.html", context)


@require_http_methods(WRITING)
@page(SEE)
def give_task(request: MemberRequest, alliance_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Note what a member has to do until when."""
    meeting = get_meeting(alliance_id, meeting_id)
    require_lead(meeting.body, request.actor)
    members = governance.list_memberships(meeting.alliance)
    items = list(queries.list_items(meeting))
    form = TaskForm(posted(request), memberships=members, items=items)
    if request.method == "POST" and form.is_valid():
        entries = dict(form.cleaned_data)
        item = entries.pop("item")
        about: dict[str, Any] = {"meeting_id": meeting.id}
        about["item_id"] = UUID(item) if item else None
        member_id = entries.pop("member")
        try:
            actions.give_task(**about, member_id=member_id, actor=request.actor, **entries)
        except NotAllowed:
            raise
        except UserError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The task is noted."))
            return back_to(meeting)
    context = frame(meeting.alliance, meeting=meeting, form=form)
    return render(request, "meetings/task_give.html", context)


@require_http_methods(WRITING)
@page(SEE)
def finish_task(request: MemberRequest, alliance_id: UUID, task_id: UUID) -> HttpResponse:
    """Say that a task of the own authority is done."""
    alliance = governance.get_alliance(alliance_id)
    task = actions.get_own_task(alliance, task_id, request.actor)
    form = DoneForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish_task(
                alliance_id=alliance.id, task_id=task.id, actor=request.actor, **form.cleaned_data
            )
        except UserError as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("The task is marked as done."))
        return redirect("meetings:meeting-tasks", alliance_id=alliance.id)
    return render(request, "meetings/task_finish.html", frame(alliance, form=form, task=task))


@require_POST
@page(SEE)
def reopen_task(request: MemberRequest, alliance_id: UUID, task_id: UUID) -> HttpResponse:
    """Say that a task of the own authority is not done after all."""
    actions.reopen_task(alliance_id=alliance_id, task_id=task_id, actor=request.actor)
    messages.success(request, _("The task is open again."))
    return redirect("meetings:meeting-tasks", alliance_id=alliance_id)
