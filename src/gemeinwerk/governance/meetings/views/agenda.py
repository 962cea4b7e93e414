"""Pages about topics and the agenda."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.meetings import actions as meetings
from gemeinwerk.governance.meetings import queries
from gemeinwerk.governance.meetings.agenda import actions
from gemeinwerk.governance.meetings.errors import NoSeatHere
from gemeinwerk.governance.meetings.forms import TopicForm, show_refusal
from gemeinwerk.governance.meetings.permissions import require_lead
from gemeinwerk.governance.meetings.views.showing import back_to, frame, get_meeting, posted
from gemeinwerk.governance.permissions import SEE
from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.requests import MemberRequest

WRITING = ["GET", "HEAD", "POST"]
MOVES = {"hoch": -1, "runter": 1, "anfang": -1000, "ende": 1000}


@require_http_methods(WRITING)
@page(SEE)
def bring_topic(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """Bring a topic to the next meeting of a body."""
    alliance = governance.get_alliance(alliance_id)
    bodies = actions.list_own_bodies(alliance, request.actor)
    if not bodies:
        raise NoSeatHere(body=alliance.name)
    form = TopicForm(posted(request), bodies=bodies)
    if request.method == "POST" and form.is_valid():
        entries = dict(form.cleaned_data)
        body_id = UUID(entries.pop("body"))
        actions.bring_topic(
            alliance_id=alliance.id, body_id=body_id, actor=request.actor, **entries
        )
        messages.success(request, _("The topic waits for the next meeting."))
        return redirect("meetings:meetings", alliance_id=alliance.id)
    return render(request, "meetings/topic_bring.html", frame(alliance, form=form))


@require_POST
@page(SEE)
def withdraw_topic(request: MemberRequest, alliance_id: UUID, topic_id: UUID) -> HttpResponse:
    """Take back a topic that waits."""
    actions.withdraw_topic(alliance_id=alliance_id, topic_id=topic_id, actor=request.actor)
    messages.success(request, _("The topic was taken back."))
    return redirect("meetings:meetings", alliance_id=alliance_id)


@require_http_methods(WRITING)
@page(SEE)
def edit_agenda(request: MemberRequest, alliance_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Build the agenda: motions and topics that wait, items of one's own, and their order."""
    meeting = get_meeting(alliance_id, meeting_id)
    require_lead(meeting.body, request.actor)
    form = TopicForm(request.POST if "add_item" in request.POST else None)
    if request.method == "POST" and _change(request, meeting.id, form):
        return back_to(meeting, "agenda")
    context = frame(
        meeting.alliance,
        meeting=meeting,
        form=form,
        items=list(queries.list_items(meeting)),
        motions=queries.list_waiting_motions(meeting.body),
        topics=queries.list_topics(meeting.body),
    )
    return render(request, "meetings/agenda_edit.html", context)


@require_POST
@page(SEE)
def open_vote(
    request: MemberRequest, alliance_id: UUID, meeting_id: UUID, item_id: UUID
) -> HttpResponse:
    """Put a motion of the agenda to the vote in the meeting."""
    meeting = get_meeting(alliance_id, meeting_id)
    try:
        motion = meetings.open_vote(meeting_id=meeting.id, item_id=item_id, actor=request.actor)
    except (NotAllowed, NotFound):
        raise
    except UserError as refusal:
        messages.warning(request, str(refusal))
    else:
        told = _("The vote on “%(title)s” is open. The members vote now.")
        messages.success(request, told % {"title": motion.title})
    return back_to(meeting)


def _change(request: MemberRequest, meeting_id: UUID, form: TopicForm) -> bool:
    """Do what the pressed button says; a refusal is shown on the same page."""
    try:
        return _apply(request, meeting_id, form)
    except (NotAllowed, NotFound):
        raise
    except UserError as refusal:
        if form.is_bound:
            show_refusal(form, refusal)
            return False
        messages.warning(request, str(refusal))
        return True


def _apply(request: MemberRequest, meeting_id: UUID, form: TopicForm) -> bool:
    about: dict[str, Any] = {"meeting_id": meeting_id, "actor": request.actor}
    pressed = request.POST
    if form.is_bound:
        if form.is_valid():
            actions.add_item(**about, **form.cleaned_data)
        return form.is_valid()
    if "motion" in pressed:
        actions.add_motion(**about, motion_id=_id(pressed["motion"]))
    elif "topic" in pressed:
        actions.add_topic(**about, topic_id=_id(pressed["topic"]))
    elif "remove" in pressed:
        actions.remove_item(**about, item_id=_id(pressed["remove"]))
    else:
        way, _sign, item = pressed.get("move", "").partition(":")
        actions.move_item(**about, item_id=_id(item), by=MOVES.get(way, 0))
    return True


def _id(text: str) -> UUID:
    """Return the id that a button carries; one that is none names nothing."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
