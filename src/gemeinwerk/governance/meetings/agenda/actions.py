"""Bringing topics, building the agenda and changing its order."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances import queries as alliances
from gemeinwerk.governance.meetings import queries
from gemeinwerk.governance.meetings.actions import (
    check_not_released,
    get_locked,
    moment_of,
    note_change,
)
from gemeinwerk.governance.meetings.errors import (
    ItemUnknown,
    MotionBeingVoted,
    MotionNotWaiting,
    MotionOnAgenda,
    NoSeatHere,
    TextMissing,
    WrongState,
)
from gemeinwerk.governance.meetings.models import AgendaItem, Meeting, MeetingState
from gemeinwerk.governance.meetings.permissions import require_lead
from gemeinwerk.governance.meetings.rules import moved
from gemeinwerk.governance.models import Alliance, Body, Motion, MotionState
from gemeinwerk.governance.permissions import PROPOSE, SEE
from gemeinwerk.governance.telling import lock, tell
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import allows, require


@transaction.atomic
def bring_topic(
    *,
    alliance_id: UUID,
    body_id: UUID,
    title: str,
    text: str = "",
    is_public: bool = False,
    actor: Actor,
) -> AgendaItem:
    """Bring a topic to the next meeting of a body in which the actor's member has a seat.

    The office may bring topics everywhere. Raises NotAllowed, NoSeatHere, TextMissing.
    """
    alliance = governance.get_alliance(alliance_id)
    lock(alliance.id)
    body = queries.get_body(alliance, body_id)
    check_may_bring(body, actor)
    if not title.strip():
        raise TextMissing(field=_("Title"))
    topic = AgendaItem.objects.create(
        alliance=alliance, body=body, is_public=is_public, **_by(actor, title, text)
    )
    facts: dict[str, Any] = {"title": topic.title, "body": body.name}
    tell("governance.meeting.topic_brought", alliance=alliance, actor=actor, obj=topic, **facts)
    return topic


def check_may_bring(body: Body, actor: Actor) -> None:
    """Raise NotAllowed or NoSeatHere unless the actor may bring topics to this body."""
    require(actor, SEE)
    if queries.may_lead(body, actor):
        return
    own = [seat for seat in alliances.list_seats(body) if seat.member_id == actor.member_id]
    if not own:
        raise NoSeatHere(body=body.name)
    if not (allows(actor, PROPOSE) or alliances.takes_seat(own[0], actor)):
        raise NotAllowed


def list_own_bodies(alliance: Alliance, actor: Actor) -> list[Body]:
    """Return the bodies to which the actor may bring topics."""
    found = []
    for body in alliances.list_bodies(alliance).select_related("alliance"):
        try:
            check_may_bring(body, actor)
        except NotAllowed:
            continue
        found.append(body)
    return found


@transaction.atomic
def withdraw_topic(*, alliance_id: UUID, topic_id: UUID, actor: Actor) -> None:
    """Take back a topic that waits. Its own member, chair or office may. Raises ItemUnknown,
    NotAllowed.
    """
    alliance = governance.get_alliance(alliance_id)
    lock(alliance.id)
    topic = _get_topic(alliance_id, topic_id)
    if topic.member_id != actor.member_id:
        require_lead(topic.body, actor)
    check_may_bring(topic.body, actor)
    facts: dict[str, Any] = {"title": topic.title, "body": topic.body.name}
    AgendaItem.objects.filter(id=topic.id).delete()
    tell("governance.meeting.topic_withdrawn", alliance=alliance, actor=actor, obj=topic, **facts)


@transaction.atomic
def add_topic(*, meeting_id: UUID, topic_id: UUID, actor: Actor) -> AgendaItem:
    """Put a waiting topic of the body on the agenda. Raises NotAllowed unless chair or office,
    ItemUnknown, WrongState, MinutesReleased.
    """
    meeting = _get_open(meeting_id, actor)
    topic = _get_topic(meeting.alliance_id, topic_id)
    if topic.body_id != meeting.body_id:
        raise ItemUnknown
    topic.meeting, topic.position = meeting, _next_position(meeting)
    topic.is_late = meeting.state != MeetingState.PLANNED
    topic.save()
    _changed(meeting, actor, added=topic.title)
    return topic


@transaction.atomic
def add_item(
    *, meeting_id: UUID, title: str, text: str = "", is_public: bool = False, actor: Actor
) -> AgendaItem:
    """Write an item straight onto the agenda (opening, other business). Raises as add_topic,
    TextMissing.
    """
    meeting = _get_open(meeting_id, actor)
    if not title.strip():
        raise TextMissing(field=_("Title"))
    item = AgendaItem.objects.create(
        is_public=is_public, **_place(meeting), **_by(actor, title, text)
    )
    _changed(meeting, actor, added=item.title)
    return item


@transaction.atomic
def add_motion(*, meeting_id: UUID, motion_id: UUID, actor: Actor) -> AgendaItem:
    """Put a motion that waits for the body on the agenda. Raises NotAllowed unless chair or office,
    MotionNotWaiting, MotionOnAgenda, WrongState, MinutesReleased.
    """
    meeting = _get_open(meeting_id, actor)
    motion = Motion.objects.filter(id=motion_id, body_id=meeting.body_id).first()
    if motion and queries.is_on_agenda(motion):
        raise MotionOnAgenda(title=motion.title)
    if motion is None or not queries.list_waiting_motions(meeting.body).filter(id=motion_id):
        raise MotionNotWaiting(body=meeting.body.name)
    item = AgendaItem.objects.create(
        **_place(meeting),
        motion=motion,
        title=motion.title,
        member_id=motion.member_id,
        member_name=_name_of(motion),
        author=motion.author,
        is_public=motion.is_public,
    )
    _changed(meeting, actor, added=str(motion))
    return item


@transaction.atomic
def remove_item(*, meeting_id: UUID, item_id: UUID, actor: Actor) -> None:
    """Take an item off an agenda before the meeting. Another member's topic waits again; a motion
    does so anyway. Raises NotAllowed unless chair or office, ItemUnknown, WrongState,
    MotionBeingVoted.
    """
    meeting = _get_open(meeting_id, actor)
    _require_before(meeting)
    item = queries.get_item(meeting, item_id)
    if item.motion and item.motion.state == MotionState.VOTING:
        raise MotionBeingVoted(title=item.title)
    if item.motion is None and item.member_id != actor.member_id:
        AgendaItem.objects.filter(id=item.id).update(meeting=None, position=0, is_late=False)
    else:
        AgendaItem.objects.filter(id=item.id).delete()
    _changed(meeting, actor, removed=item.title)


@transaction.atomic
def move_item(*, meeting_id: UUID, item_id: UUID, by: int, actor: Actor) -> None:
    """Move an item up (negative) or down; at an end it stays. Raises NotAllowed unless chair or
    office, ItemUnknown, WrongState.
    """
    meeting = _get_open(meeting_id, actor)
    _require_before(meeting)
    item = queries.get_item(meeting, item_id)
    order = list(queries.list_items(meeting).values_list("id", flat=True))
    after = moved(order, item.id, by)
    for position, each in enumerate(after, start=1):
        AgendaItem.objects.filter(id=each).update(position=position)
    if after != order:
        _changed(meeting, actor, moved=item.title)


def _get_open(meeting_id: UUID, actor: Actor) -> Meeting:
    meeting = get_locked(meeting_id)
    require_lead(meeting.body, actor)
    if meeting.state == MeetingState.CANCELLED:
        raise WrongState(state=MeetingState(meeting.state).label)
    check_not_released(meeting)
    return meeting


def _require_before(meeting: Meeting) -> None:
    if meeting.state == MeetingState.HELD:
        raise WrongState(state=MeetingState(meeting.state).label)


def _get_topic(alliance_id: UUID, topic_id: UUID) -> AgendaItem:
    topics = AgendaItem.objects.filter(alliance_id=alliance_id, meeting__isnull=True)
    topic = topics.select_related("body", "body__alliance").filter(id=topic_id).first()
    if topic is None:
        raise ItemUnknown
    return topic


def _by(actor: Actor, title: str, text: str) -> dict[str, Any]:
    return {
        "title": title.strip(),
        "text": text.strip(),
        "member_id": actor.member_id,
        "member_name": actor.member_name,
        "author": actor.label,
    }


def _place(meeting: Meeting) -> dict[str, Any]:
    return {
        "alliance_id": meeting.alliance_id,
        "body": meeting.body,
        "meeting": meeting,
        "position": _next_position(meeting),
        "is_late": meeting.state != MeetingState.PLANNED,
    }


def _next_position(meeting: Meeting) -> int:
    last = AgendaItem.objects.filter(meeting=meeting).aggregate(last=Max("position"))["last"]
    return int(last or 0) + 1


def _name_of(motion: Motion) -> str:
    """Return the proposing member's name, also where that member has left since."""
    memberships = motion.alliance.memberships.filter(member_id=motion.member_id)
    return str(memberships.values_list("member_name", flat=True).first() or motion.author)


def _changed(meeting: Meeting, actor: Actor, **facts: str) -> None:
    """After the invitation everybody learns of a change of the agenda."""
    if meeting.state != MeetingState.INVITED:
        return
    note_change(meeting)
    meeting.save(update_fields=["sequence", "changed_at"])
    what = ", ".join(facts.values())
    tell(
        "governance.meeting.agenda_changed",
        alliance=meeting.alliance,
        actor=actor,
        obj=meeting,
        body=meeting.body.name,
        at=moment_of(meeting),
        item=what,
    )
