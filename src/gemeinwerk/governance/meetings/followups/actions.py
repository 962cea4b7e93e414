"""Giving tasks after a meeting, and saying that they are done."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.meetings import queries
from gemeinwerk.governance.meetings.actions import get_locked
from gemeinwerk.governance.meetings.errors import (
    DueInThePast,
    NotAMember,
    NotYourTask,
    TaskDone,
    TextMissing,
    WrongState,
)
from gemeinwerk.governance.meetings.models import FollowUp, MeetingState
from gemeinwerk.governance.meetings.permissions import require_lead
from gemeinwerk.governance.models import Alliance
from gemeinwerk.governance.permissions import SEE
from gemeinwerk.governance.telling import lock, tell
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require


@transaction.atomic
def give_task(
    *,
    meeting_id: UUID,
    what: str,
    member_id: int,
    due_on: date,
    person: str = "",
    item_id: UUID | None = None,
    actor: Actor,
) -> FollowUp:
    """Note what a member has to do until when, from a meeting or one of its items.

    Raises NotAllowed unless chair or office, WrongState before the meeting, TextMissing,
    NotAMember, DueInThePast, ItemUnknown.
    """
    meeting = get_locked(meeting_id)
    require_lead(meeting.body, actor)
    if meeting.state != MeetingState.HELD:
        raise WrongState(state=MeetingState(meeting.state).label)
    if not what.strip():
        raise TextMissing(field=_("What is to be done"))
    if due_on < clock.today():
        raise DueInThePast
    task = FollowUp.objects.create(
        alliance=meeting.alliance,
        meeting=meeting,
        item=queries.get_item(meeting, item_id) if item_id else None,
        what=what.strip(),
        member_id=member_id,
        member_name=_name_of(meeting.alliance_id, member_id),
        person=person.strip(),
        due_on=due_on,
        given_by=actor.label,
    )
    _tell("governance.task.given", task, actor)
    return task


@transaction.atomic
def finish_task(*, alliance_id: UUID, task_id: UUID, note: str = "", actor: Actor) -> FollowUp:
    """Say that a task of the own member is done. Raises NotYourTask, TaskDone, TaskUnknown."""
    task = _get_own(alliance_id, task_id, actor)
    if task.done_at:
        raise TaskDone
    task.done_at, task.done_by, task.done_note = clock.now(), actor.label, note.strip()
    task.save(update_fields=["done_at", "done_by", "done_note"])
    _tell("governance.task.done", task, actor)
    return task


@transaction.atomic
def reopen_task(*, alliance_id: UUID, task_id: UUID, actor: Actor) -> FollowUp:
    """Say that a task of the own member is not done after all. Raises NotYourTask, TaskUnknown."""
    task = _get_own(alliance_id, task_id, actor)
    if task.done_at is None:
        return task
    task.done_at, task.done_by, task.done_note = None, "", ""
    task.save(update_fields=["done_at", "done_by", "done_note"])
    _tell("governance.task.reopened", task, actor)
    return task


def _get_own(alliance_id: UUID, task_id: UUID, actor: Actor) -> FollowUp:
    alliance = governance.get_alliance(alliance_id)
    lock(alliance.id)
    return get_own_task(alliance, task_id, actor)


def get_own_task(alliance: Alliance, task_id: UUID, actor: Actor) -> FollowUp:
    """Return a task of the actor's own member, else TaskUnknown or NotYourTask."""
    require(actor, SEE)
    task = queries.get_task(alliance, task_id)
    if task.member_id != actor.member_id:
        raise NotYourTask(member=task.member_name)
    return task


def _name_of(alliance_id: UUID, member_id: int) -> str:
    alliance = governance.get_alliance(alliance_id)
    found = governance.list_memberships(alliance).filter(member_id=member_id).first()
    if found is None:
        raise NotAMember
    return found.member_name


def _tell(event: str, task: FollowUp, actor: Actor) -> None:
    facts: dict[str, Any] = {"what": task.what, "member": task.member_name}
    due = task.due_on.isoformat()
    tell(event, alliance=task.alliance, actor=actor, obj=task, due_on=due, **facts)
