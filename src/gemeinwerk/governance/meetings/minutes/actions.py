"""Drafting minutes, editing them, releasing them."""

from __future__ import annotations

from datetime import datetime, time
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from gemeinwerk.governance.alliances import queries as alliances
from gemeinwerk.governance.meetings import queries
from gemeinwerk.governance.meetings.actions import check_not_released, get_locked, moment_of
from gemeinwerk.governance.meetings.errors import (
    AttendanceMissing,
    EndsBeforeStart,
    MinutesChanged,
    MinutesMissing,
    MinuteTakerMissing,
    NotAllPublic,
    TextMissing,
    VoteStillOpen,
)
from gemeinwerk.governance.meetings.minutes.drafting import build_content, draft_item
from gemeinwerk.governance.meetings.models import Meeting, MeetingState, Minutes, MinutesItem
from gemeinwerk.governance.meetings.permissions import require_chair, require_lead
from gemeinwerk.governance.models import MotionState
from gemeinwerk.governance.telling import tell
from gemeinwerk.journal.rules import canonical
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor


@transaction.atomic
def draft_minutes(*, meeting_id: UUID, actor: Actor) -> Minutes:
    """Draft the minutes from what was decided. Done again it brings what is new; what a person has
    edited stays.

    Raises NotAllowed unless chair or office, AttendanceMissing, VoteStillOpen, MinutesReleased.
    """
    meeting = get_locked(meeting_id)
    require_lead(meeting.body, actor)
    if meeting.state != MeetingState.HELD:
        raise AttendanceMissing
    check_not_released(meeting)
    _check_votes_closed(meeting)
    minutes, _new = Minutes.objects.get_or_create(
        alliance=meeting.alliance, meeting=meeting, defaults=_first_facts(meeting, actor)
    )
    for item in queries.list_items(meeting):
        _draft_item(meeting, item.id, draft_item(meeting, item))
    return minutes


@transaction.atomic
def change_facts(
    *, meeting_id: UUID, began: time, ended: time, chair: str, taker: str, actor: Actor
) -> Minutes:
    """Change times, chair and minute taker of a draft.

    Raises NotAllowed unless chair or office, MinutesMissing, MinutesReleased, EndsBeforeStart.
    """
    meeting, minutes = _get_draft(meeting_id, actor)
    if ended <= began:
        raise EndsBeforeStart
    day = queries.day_of(meeting)
    minutes.began_at = datetime.combine(day, began, tzinfo=clock.BERLIN)
    minutes.ended_at = datetime.combine(day, ended, tzinfo=clock.BERLIN)
    minutes.chair, minutes.taker = chair.strip(), taker.strip()
    minutes.save(update_fields=["began_at", "ended_at", "chair", "taker"])
    return minutes


@transaction.atomic
def edit_item(*, meeting_id: UUID, item_id: UUID, text: str, edits: int, actor: Actor) -> None:
    """Change what the minutes say about an item. ``edits`` is the version that the writer saw.

    Raises NotAllowed unless chair or office, MinutesMissing, MinutesReleased, ItemUnknown,
    MinutesChanged if somebody else has written meanwhile.
    """
    meeting, _minutes = _get_draft(meeting_id, actor)
    item = queries.get_item(meeting, item_id)
    rows = MinutesItem.objects.filter(meeting=meeting, item=item, edits=edits)
    plain = text.strip().replace("\r\n", "\n")
    if not rows.update(text=plain, edits=edits + 1, edited_by=actor.label):
        raise MinutesChanged


@transaction.atomic
def release_minutes(*, meeting_id: UUID, actor: Actor) -> Minutes:
    """Fix the minutes for good. The database refuses any change from now on.

    Raises NotAllowed unless the actor takes the chair, MinutesMissing, MinutesReleased,
    VoteStillOpen, MinuteTakerMissing, TextMissing naming the items without a text.
    """
    meeting = get_locked(meeting_id)
    require_chair(meeting.body, actor)
    minutes = _get_unreleased(meeting)
    _check_votes_closed(meeting)
    if not minutes.taker or not minutes.chair:
        raise MinuteTakerMissing
    content = build_content(meeting, minutes)
    _check_texts(content)
    minutes.released_at, minutes.released_by = clock.now(), actor.label
    content |= {"released_at": moment_text(minutes.released_at), "released_by": actor.label}
    minutes.content, minutes.sha256 = content, fingerprint(content)
    minutes.save()
    _tell("governance.minutes.released", meeting, actor, sha256=minutes.sha256)
    return minutes


@transaction.atomic
def publish_minutes(*, meeting_id: UUID, is_public: bool, actor: Actor) -> Minutes:
    """Let everybody read released minutes, or no longer.

    Raises NotAllowed unless the actor takes the chair, MinutesMissing, NotAllPublic.
    """
    meeting = get_locked(meeting_id)
    require_chair(meeting.body, actor)
    minutes = queries.get_minutes(meeting)
    if minutes is None or minutes.released_at is None:
        raise MinutesMissing
    if is_public:
        _check_public(meeting)
    if minutes.is_public != is_public:
        minutes.is_public = is_public
        minutes.save(update_fields=["is_public"])
        event = "published" if is_public else "withdrawn"
        _tell(f"governance.minutes.{event}", meeting, actor)
    return minutes


def fingerprint(content: dict[str, Any]) -> str:
    """Return the SHA-256 of what was released, over its canonical JSON in UTF-8."""
    return sha256(canonical(content).encode()).hexdigest()


def moment_text(moment: datetime) -> str:
    """Return a moment as German readers write it."""
    return moment.astimezone(clock.BERLIN).strftime("%d.%m.%Y %H:%M")


def _first_facts(meeting: Meeting, actor: Actor) -> dict[str, Any]:
    chair = alliances.list_seats(meeting.body).filter(chairs=True).first()
    came = queries.list_attendance(meeting)
    row = came.filter(member_id=chair.member_id).first() if chair else None
    return {
        "began_at": meeting.starts_at,
        "ended_at": meeting.ends_at,
        "chair": row.person if row and row.is_present else "",
        "drafted_by": actor.label,
    }


def _draft_item(meeting: Meeting, item_id: UUID, text: str) -> None:
    row, is_new = MinutesItem.objects.get_or_create(
        alliance_id=meeting.alliance_id,
        meeting=meeting,
        item_id=item_id,
        defaults={"drafted": text, "text": text},
    )
    if not is_new and row.drafted != text:
        row.drafted = text
        row.text = row.text if row.edits else text
        row.save(update_fields=["drafted", "text"])


def _get_draft(meeting_id: UUID, actor: Actor) -> tuple[Meeting, Minutes]:
    meeting = get_locked(meeting_id)
    require_lead(meeting.body, actor)
    return meeting, _get_unreleased(meeting)


def _get_unreleased(meeting: Meeting) -> Minutes:
    minutes = queries.get_minutes(meeting)
    if minutes is None:
        raise MinutesMissing
    check_not_released(meeting)
    return minutes


def _check_votes_closed(meeting: Meeting) -> None:
    for item in queries.list_items(meeting):
        motion = item.motion
        if motion and motion.state == MotionState.VOTING and motion.meeting_id == meeting.id:
            raise VoteStillOpen(title=motion.title)


def _check_texts(content: dict[str, Any]) -> None:
    empty = [item["title"] for item in content["items"] if not item["text"].strip()]
    if empty:
        raise TextMissing(field=_("text for %(items)s") % {"items": ", ".join(empty)})


def _check_public(meeting: Meeting) -> None:
    closed = [item.title for item in queries.list_items(meeting) if not item.is_public]
    if not meeting.is_public:
        closed = [meeting.title, *closed]
    if closed:
        raise NotAllPublic(items=", ".join(closed))


def _tell(event: str, meeting: Meeting, actor: Actor, **facts: Any) -> None:
    tell(
        event,
        alliance=meeting.alliance,
        actor=actor,
        obj=meeting,
        body=meeting.body.name,
        at=moment_of(meeting),
        **facts,
    )
