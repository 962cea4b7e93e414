"""Planning meetings, inviting to them, calling them off, and recording who was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances import queries as alliances
from gemeinwerk.governance.meetings import queries
from gemeinwerk.governance.meetings.errors import (
    AgendaEmpty,
    AttendanceIncomplete,
    AttendanceMissing,
    CancelNeedsReason,
    EndsBeforeStart,
    InThePast,
    LinkMissing,
    LinkWrong,
    MinutesReleased,
    NoDays,
    NoSeats,
    NothingLeft,
    NoticeRuleIncomplete,
    NoticeTooShort,
    NotInvited,
    NotTheDayYet,
    PlaceMissing,
    SecondCalled,
    SecondNeedsFirst,
    TextMissing,
    TooManyDays,
    UrgencyWithoutReason,
    UrgentNotShorter,
    WrongState,
)
from gemeinwerk.governance.meetings.models import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingForm,
    MeetingState,
    NoticePeriod,
    PresenceChoice,
    Series,
)
from gemeinwerk.governance.meetings.permissions import require_lead
from gemeinwerk.governance.meetings.rules import (
    BY_DEPUTY,
    MOST_MEETINGS,
    Period,
    Rhythm,
    days_of,
)
from gemeinwerk.governance.meetings.wording import german, notice_facts, unit_of
from gemeinwerk.governance.models import Alliance, Body, Motion, MotionState, Procedure, Seat
from gemeinwerk.governance.telling import lock, tell
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.jobs import actions as jobs
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor

WITH_PLACE = frozenset({MeetingForm.IN_PERSON, MeetingForm.HYBRID})
WITH_LINK = frozenset({MeetingForm.DIGITAL, MeetingForm.HYBRID})


@dataclass(frozen=True, slots=True)
class Frame:
    """What a meeting is and where; ``begins`` and ``ends`` are German times of one day."""

    title: str
    begins: time
    ends: time
    form: str = MeetingForm.IN_PERSON
    place: str = ""
    link: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Present:
    """How a member's seat took part; ``person`` is who came, empty for holder or deputy."""

    member_id: int
    presence: str
    person: str = ""


@transaction.atomic
def set_notice_period(
    *,
    alliance_id: UUID,
    body_id: UUID,
    ordinary: Period,
    urgent: Period | None,
    reference: str,
    actor: Actor,
) -> NoticePeriod:
    """Enter how long before a meeting a body is invited, and what says so.

    Raises NotAllowed unless chair or office, NoticeRuleIncomplete, UrgentNotShorter.
    """
    alliance, body = _get_body(alliance_id, body_id)
    require_lead(body, actor)
    if ordinary.days < 1 or not reference.strip():
        raise NoticeRuleIncomplete
    if urgent and urgent.working == ordinary.working and urgent.days > ordinary.days:
        raise UrgentNotShorter
    values = {
        "days": ordinary.days,
        "working": ordinary.working,
        "urgent_days": urgent.days if urgent else None,
        "urgent_working": bool(urgent and urgent.working),
        "reference": reference.strip(),
        "set_by": actor.label,
    }
    row, _new = NoticePeriod.objects.update_or_create(alliance=alliance, body=body, defaults=values)
    facts: dict[str, Any] = {
        "body": body.name,
        "days": ordinary.days,
        "unit": str(unit_of(ordinary)),
    }
    tell("governance.meeting.notice_set", alliance=alliance, actor=actor, obj=body, **facts)
    return row


@transaction.atomic
def plan_meetings(
    *,
    alliance_id: UUID,
    body_id: UUID,
    days: Sequence[date],
    frame: Frame,
    rhythm: Rhythm | None = None,
    actor: Actor,
) -> list[Meeting]:
    """Plan a body's meetings on these days, each once; with ``rhythm`` they are a series.

    Raises NotAllowed unless chair or office, NoDays, TooManyDays, InThePast, and what is wrong
    with the frame.
    """
    alliance, body = _get_body(alliance_id, body_id)
    require_lead(body, actor)
    wanted = sorted(set(days))
    _check_days(wanted)
    check_frame(frame)
    series = _begin_series(alliance, body, rhythm, actor) if len(wanted) > 1 else None
    planned = [_new_meeting(body, day, frame, actor, series=series) for day in wanted]
    iso = [day.isoformat() for day in wanted]
    facts: dict[str, Any] = {"body": body.name, "title": frame.title, "days": iso}
    tell("governance.meeting.planned", alliance=alliance, actor=actor, obj=planned[0], **facts)
    return planned


def plan_series(
    *, alliance_id: UUID, body_id: UUID, first: date, rhythm: Rhythm, frame: Frame, actor: Actor
) -> list[Meeting]:
    """Plan meetings in a rhythm that begins on ``first``. Raises as plan_meetings."""
    return plan_meetings(
        alliance_id=alliance_id,
        body_id=body_id,
        days=days_of(first, rhythm),
        frame=frame,
        rhythm=rhythm,
        actor=actor,
    )


@transaction.atomic
def change_meeting(
    *,
    meeting_id: UUID,
    day: date,
    frame: Frame,
    despite_short: bool = False,
    origin: str = "",
    actor: Actor,
) -> Meeting:
    """Change day, time or place before the meeting; calendars, journals and who is invited learn
    of it.

    A meeting that was invited to and moves is held to the period of notice again. Raises
    NotAllowed unless chair or office, WrongState, InThePast, NoticeTooShort, and what is wrong
    with the frame.
    """
    meeting = get_locked(meeting_id)
    require_lead(meeting.body, actor)
    _require_state(meeting, MeetingState.PLANNED, MeetingState.INVITED)
    check_frame(frame)
    before, old_day = moment_of(meeting), queries.day_of(meeting)
    _fill(meeting, day, frame)
    if day != old_day:
        _check_days([day])
        if meeting.state == MeetingState.INVITED:
            meeting.notice = _notice_facts(meeting, meeting.is_urgent, despite_short)
    note_change(meeting)
    meeting.save()
    if meeting.state == MeetingState.INVITED:
        _mail(meeting, "changed", origin)
    _tell("governance.meeting.changed", meeting, actor, before=before)
    return meeting


@transaction.atomic
def invite(
    *,
    meeting_id: UUID,
    letter: str = "",
    is_urgent: bool = False,
    urgent_reason: str = "",
    despite_short: bool = False,
    relief: bool = False,
    origin: str = "",
    actor: Actor,
) -> Meeting:
    """Invite every seat of the body with the agenda; mail goes to holder and deputy.

    ``relief``: the invitation to a second meeting says that it can decide whoever comes.
    ``origin`` is the address of this installation, for the letter. Raises NotAllowed unless chair
    or office, WrongState, InThePast, AgendaEmpty, NoSeats, UrgencyWithoutReason, NoUrgentNotice,
    NoticeTooShort (unless ``despite_short``), HolidaysUnknown, SecondNeedsFirst.
    """
    meeting = get_locked(meeting_id)
    require_lead(meeting.body, actor)
    _require_state(meeting, MeetingState.PLANNED)
    _check_ready(meeting)
    if relief and meeting.second_of_id is None:
        raise SecondNeedsFirst
    if is_urgent and not urgent_reason.strip():
        raise UrgencyWithoutReason
    meeting.notice = _notice_facts(meeting, is_urgent, despite_short)
    meeting.letter, meeting.relief = letter.strip(), relief
    meeting.is_urgent = is_urgent
    meeting.urgent_reason = urgent_reason.strip() if is_urgent else ""
    meeting.state, meeting.invited_at = MeetingState.INVITED, clock.now()
    meeting.invited_by = actor.label
    note_change(meeting)
    meeting.save()
    _mail(meeting, "invited", origin)
    _tell("governance.meeting.invited", meeting, actor, urgent=is_urgent)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting_id: UUID, reason: str, origin: str = "", actor: Actor) -> Meeting:
    """Call a meeting off; its motions and topics wait for the next one.

    Raises NotAllowed unless chair or office, CancelNeedsReason, WrongState.
    """
    meeting = get_locked(meeting_id)
    require_lead(meeting.body, actor)
    if not reason.strip():
        raise CancelNeedsReason
    _require_state(meeting, MeetingState.PLANNED, MeetingState.INVITED)
    AgendaItem.objects.filter(meeting=meeting, motion__isnull=True).update(meeting=None)
    meeting.state, meeting.cancelled_at = MeetingState.CANCELLED, clock.now()
    meeting.cancelled_by, meeting.cancel_reason = actor.label, reason.strip()
    note_change(meeting)
    meeting.save()
    if meeting.invited_at:
        _mail(meeting, "cancelled", origin)
    _tell("governance.meeting.cancelled", meeting, actor, reason=meeting.cancel_reason)
    return meeting


@transaction.atomic
def call_second(*, meeting_id: UUID, day: date, frame: Frame, actor: Actor) -> Meeting:
    """Plan a second meeting with those motions of the first that could not be decided.

    Raises NotAllowed unless chair or office, SecondNeedsFirst, NothingLeft, SecondCalled,
    InThePast, and what is wrong with the frame.
    """
    first = get_locked(meeting_id)
    require_lead(first.body, actor)
    if first.state != MeetingState.HELD:
        raise SecondNeedsFirst
    left = queries.list_undecided(first)
    if not left:
        raise NothingLeft
    if queries.get_second(first):
        raise SecondCalled
    _check_days([day])
    check_frame(frame)
    second = _new_meeting(first.body, day, frame, actor, second_of=first)
    for position, item in enumerate(left, start=1):
        _repeat(item, second, position, actor)
    _tell("governance.meeting.second_called", second, actor, first=moment_of(first))
    return second


@transaction.atomic
def record_attendance(
    *, meeting_id: UUID, entries: Sequence[Present], guests: str = "", actor: Actor
) -> Meeting:
    """Record for each seat whether it took part; votes that are open in the meeting learn of it.

    From the meeting's day on, until its minutes are released. Raises NotAllowed unless chair or
    office, NotInvited, WrongState, NotTheDayYet, MinutesReleased, AttendanceIncomplete.
    """
    meeting = get_locked(meeting_id)
    require_lead(meeting.body, actor)
    _check_can_be_held(meeting)
    seats = list(alliances.list_seats(meeting.body))
    given = {entry.member_id: entry for entry in entries if entry.presence}
    _check_complete(seats, given)
    for seat in seats:
        _record_seat(meeting, seat, given[seat.member_id], actor)
    is_first = meeting.state == MeetingState.INVITED
    meeting.state, meeting.guests = MeetingState.HELD, guests.strip()
    meeting.save(update_fields=["state", "guests"])
    _feed_votes(meeting, actor)
    if is_first:
        here = len(queries.list_present(meeting))
        _tell("governance.meeting.held", meeting, actor, present=here, seats=len(seats))
    return meeting


@transaction.atomic
def open_vote(*, meeting_id: UUID, item_id: UUID, actor: Actor) -> Motion:
    """Put a motion of the agenda to the vote in this meeting, with those who are there. An item of
    the first meeting may be decided whoever comes if the invitation to this second one said so.

    Raises NotAllowed unless chair or office, AttendanceMissing, ItemUnknown, and what
    ``voting.actions.open_vote`` refuses.
    """
    meeting = get_locked(meeting_id)
    require_lead(meeting.body, actor)
    if meeting.state != MeetingState.HELD:
        raise AttendanceMissing
    item = queries.get_item(meeting, item_id)
    motion = voting.open_vote(
        motion_id=item.motion_id or item.id,
        procedure=Procedure.MEETING,
        meeting_id=meeting.id,
        is_second_meeting=queries.is_relieved(item),
        actor=actor,
    )
    present = queries.list_present(meeting)
    voting.set_presence(motion_id=motion.id, member_ids=present, actor=actor)
    return motion


def get_locked(meeting_id: UUID) -> Meeting:
    """Return a meeting as it is once nobody else changes anything in its alliance."""
    lock(queries.get_meeting(meeting_id).alliance_id)
    return queries.get_meeting(meeting_id)


def note_change(meeting: Meeting) -> None:
    """Let calendars notice the next version (SEQUENCE and DTSTAMP of RFC 5545, 3.8.7)."""
    meeting.sequence += 1
    meeting.changed_at = clock.now()


def check_frame(frame: Frame) -> None:
    """Raise TextMissing, EndsBeforeStart, PlaceMissing, LinkMissing or LinkWrong."""
    if not frame.title.strip():
        raise TextMissing(field=_("Title"))
    if frame.ends <= frame.begins:
        raise EndsBeforeStart
    if frame.form in WITH_PLACE and not frame.place.strip():
        raise PlaceMissing
    if frame.form in WITH_LINK and not frame.link.strip():
        raise LinkMissing
    if frame.link.strip() and not _is_web_address(frame.link.strip()):
        raise LinkWrong(link=frame.link.strip())


def moment_of(meeting: Meeting) -> str:
    """Return day and time of a meeting as German readers write it."""
    return meeting.starts_at.astimezone(clock.BERLIN).strftime("%d.%m.%Y %H:%M")


def _is_web_address(link: str) -> bool:
    if any(sign.isspace() or not sign.isprintable() for sign in link):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)


def _get_body(alliance_id: UUID, body_id: UUID) -> tuple[Alliance, Body]:
    alliance = governance.get_alliance(alliance_id)
    lock(alliance.id)
    body = queries.get_body(alliance, body_id)
    return alliance, body


def _check_days(days: Sequence[date]) -> None:
    if not days:
        raise NoDays
    if len(days) > MOST_MEETINGS:
        raise TooManyDays(most=MOST_MEETINGS)
    if days[0] < clock.today():
        raise InThePast(day=german(days[0]))


def _begin_series(alliance: Alliance, body: Body, rhythm: Rhythm | None, actor: Actor) -> Series:
    return Series.objects.create(
        alliance=alliance,
        body=body,
        every=rhythm.every if rhythm else 1,
        unit=rhythm.unit if rhythm else "",
        planned_by=actor.label,
    )


def _new_meeting(body: Body, day: date, frame: Frame, actor: Actor, **more: Any) -> Meeting:
    meeting = Meeting(
        alliance_id=body.alliance_id,
        body=body,
        planned_by=actor.label,
        changed_at=clock.now(),
        **more,
    )
    _fill(meeting, day, frame)
    meeting.save(force_insert=True)
    return meeting


def _fill(meeting: Meeting, day: date, frame: Frame) -> None:
    meeting.title = frame.title.strip()
    meeting.starts_at = datetime.combine(day, frame.begins, tzinfo=clock.BERLIN)
    meeting.ends_at = datetime.combine(day, frame.ends, tzinfo=clock.BERLIN)
    meeting.form = frame.form
    meeting.place = frame.place.strip() if frame.form in WITH_PLACE else ""
    meeting.link = frame.link.strip() if frame.form in WITH_LINK else ""
    meeting.is_public = frame.is_public


def _check_ready(meeting: Meeting) -> None:
    if queries.day_of(meeting) < clock.today():
        raise InThePast(day=german(queries.day_of(meeting)))
    if not queries.list_items(meeting).exists():
        raise AgendaEmpty
    if not alliances.list_seats(meeting.body).exists():
        raise NoSeats(body=meeting.body.name)


def _notice_facts(meeting: Meeting, is_urgent: bool, despite_short: bool) -> dict[str, Any] | None:
    """Return what notice is given, to be kept with the meeting; None without a rule."""
    rule = queries.get_notice_rule(meeting.body)
    given = queries.get_notice(meeting, is_urgent=is_urgent)
    if rule is None or given is None:
        return None
    facts: dict[str, Any] = {
        "given": given.given,
        "needed": given.period.days,
        "working": given.period.working,
        "reference": rule.reference,
    }
    if not given.is_enough and not despite_short:
        raise NoticeTooShort(**notice_facts(facts))
    return {**facts, "sent_on": clock.today().isoformat(), "is_enough": given.is_enough}


def _repeat(item: AgendaItem, second: Meeting, position: int, actor: Actor) -> None:
    AgendaItem.objects.create(
        alliance_id=second.alliance_id,
        body=second.body,
        meeting=second,
        position=position,
        motion=item.motion,
        repeats=item,
        title=item.title,
        text=item.text,
        member_id=item.member_id,
        member_name=item.member_name,
        author=actor.label,
        is_public=item.is_public,
    )


def _check_can_be_held(meeting: Meeting) -> None:
    if meeting.state == MeetingState.PLANNED:
        raise NotInvited
    _require_state(meeting, MeetingState.INVITED, MeetingState.HELD)
    day = queries.day_of(meeting)
    if day > clock.today():
        raise NotTheDayYet(day=german(day))
    check_not_released(meeting)


def check_not_released(meeting: Meeting) -> None:
    """Raise MinutesReleased if the minutes of the meeting are fixed."""
    minutes = queries.get_minutes(meeting)
    if minutes and minutes.released_at:
        day = german(minutes.released_at.astimezone(clock.BERLIN).date())
        raise MinutesReleased(day=day)


def _check_complete(seats: Sequence[Seat], given: dict[int, Present]) -> None:
    known = set(PresenceChoice.values)
    missing = [
        seat.member_name
        for seat in seats
        if seat.member_id not in given or given[seat.member_id].presence not in known
    ]
    if missing:
        raise AttendanceIncomplete(members=", ".join(missing))


def _record_seat(meeting: Meeting, seat: Seat, entry: Present, actor: Actor) -> None:
    usual = seat.deputy_name if entry.presence in BY_DEPUTY else seat.holder_name
    values = {
        "member_name": seat.member_name,
        "votes": seat.votes,
        "presence": entry.presence,
        "person": entry.person.strip() or usual,
        "recorded_at": clock.now(),
        "recorded_by": actor.label,
    }
    Attendance.objects.update_or_create(
        alliance_id=meeting.alliance_id,
        meeting=meeting,
        member_id=seat.member_id,
        defaults=values,
    )


def _feed_votes(meeting: Meeting, actor: Actor) -> None:
    """Tell the votes that are open in this meeting who is present."""
    present = queries.list_present(meeting)
    running = Motion.objects.filter(meeting_id=meeting.id, state=MotionState.VOTING)
    for motion_id in running.filter(procedure=Procedure.MEETING).values_list("id", flat=True):
        voting.set_presence(motion_id=motion_id, member_ids=present, actor=actor)


def _mail(meeting: Meeting, news: str, origin: str) -> None:
    """Queue a letter to each holder and deputy, else to the heads; only their member sees whose
    address it is.
    """
    seats = alliances.list_seats(meeting.body)
    people = [(seat.member_id, person) for seat in seats for person in people_of(seat)]
    about = {"meeting_id": str(meeting.id), "news": news, "origin": origin}
    mails = [{**about, "invited": member, "person_id": person} for member, person in people]
    jobs.defer_all("governance.mail_meeting", mails)


def people_of(seat: Seat) -> list[str]:
    """Return the ids of those who take a seat, holder and deputy; one empty id if nobody does."""
    named = {str(person) for person in (seat.holder_id, seat.deputy_id) if person}
    return sorted(named) or [""]


def _require_state(meeting: Meeting, *states: str) -> None:
    if meeting.state not in states:
        raise WrongState(state=MeetingState(meeting.state).label)


def _tell(event: str, meeting: Meeting, actor: Actor, **facts: Any) -> None:
    tell(
        event,
        alliance=meeting.alliance,
        actor=actor,
        obj=meeting,
        body=meeting.body.name,
        title=meeting.title,
        at=moment_of(meeting),
        **facts,
    )
