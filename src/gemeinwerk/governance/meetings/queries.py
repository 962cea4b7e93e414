"""Reads of meetings. Row-level security decides what they find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances import queries as alliances
from gemeinwerk.governance.meetings import rules
from gemeinwerk.governance.meetings.errors import (
    BodyUnknown,
    ItemUnknown,
    MeetingUnknown,
    TaskUnknown,
)
from gemeinwerk.governance.meetings.models import (
    AgendaItem,
    Attendance,
    FollowUp,
    Meeting,
    MeetingState,
    Minutes,
    MinutesItem,
    NoticePeriod,
)
from gemeinwerk.governance.meetings.rules import Notice, NoticeRule, Period, Step
from gemeinwerk.governance.models import Alliance, Body, Motion, MotionState
from gemeinwerk.governance.permissions import MANAGE
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import require_member
from gemeinwerk.members.permissions import allows

WAITING_STATES = (MotionState.PROPOSED, MotionState.VOTING)
COMING = (MeetingState.PLANNED, MeetingState.INVITED)


def get_meeting(meeting_id: UUID, *, alliance: Alliance | None = None) -> Meeting:
    """Return a meeting of an alliance to which the acting member belongs, else MeetingUnknown."""
    found = Meeting.objects.filter(id=meeting_id, alliance__in=governance.list_alliances())
    found = found.filter(alliance=alliance) if alliance else found
    meeting = found.select_related("alliance", "body", "second_of", "series").first()
    if meeting is None:
        raise MeetingUnknown
    return meeting


def list_meetings(alliance: Alliance, *, body: Body | None = None) -> QuerySet[Meeting]:
    """Return the meetings of an alliance, the next one first."""
    meetings = Meeting.objects.filter(alliance=alliance).select_related("body")
    meetings = meetings.filter(body=body) if body else meetings
    return meetings.order_by("starts_at", "id")


def list_upcoming(alliance: Alliance, *, body: Body | None = None) -> QuerySet[Meeting]:
    """Return the meetings that are still to be held, and those called off from today on."""
    off = Q(starts_at__gte=_midnight(), state=MeetingState.CANCELLED)
    return list_meetings(alliance, body=body).filter(off | Q(state__in=COMING))


def list_past(alliance: Alliance, *, body: Body | None = None) -> QuerySet[Meeting]:
    """Return the meetings that were held, and those called off before today, the last one first."""
    off = Q(starts_at__lt=_midnight(), state=MeetingState.CANCELLED)
    past = list_meetings(alliance, body=body).filter(off | Q(state=MeetingState.HELD))
    return past.order_by("-starts_at", "id")


def get_body(alliance: Alliance, body_id: UUID) -> Body:
    """Return a body of the alliance that still meets, else BodyUnknown."""
    body = alliances.list_bodies(alliance).select_related("alliance").filter(id=body_id).first()
    if body is None:
        raise BodyUnknown
    return body


def is_chair(body: Body, actor: Actor) -> bool:
    """Tell whether the actor takes the chair of the body."""
    return any(
        alliances.takes_seat(seat, actor) for seat in alliances.list_seats(body).filter(chairs=True)
    )


def may_lead(body: Body, actor: Actor) -> bool:
    """Tell whether the actor is chair of the body, or in the alliance's office."""
    is_office = allows(actor, MANAGE) and governance.is_office(body.alliance, actor)
    return is_office or is_chair(body, actor)


def name_of_chair(body: Body) -> str:
    """Return who takes the chair, for messages: member and person, or a dash."""
    seat = alliances.list_seats(body).filter(chairs=True).first()
    if seat is None:
        return "–"
    return f"{seat.holder_name}, {seat.member_name}" if seat.holder_name else seat.member_name


def name_of_office(alliance: Alliance) -> str:
    """Return the member that runs the office, or a dash."""
    office = governance.get_office(alliance)
    return office.member_name if office else "–"


def get_notice_period(body: Body) -> NoticePeriod | None:
    """Return the period of notice of a body, None if nobody has entered it."""
    return NoticePeriod.objects.filter(body=body).first()


def get_notice_rule(body: Body) -> NoticeRule | None:
    """Return the same for computing."""
    row = get_notice_period(body)
    if row is None:
        return None
    urgent = None if row.urgent_days is None else Period(row.urgent_days, row.urgent_working)
    return NoticeRule(Period(row.days, row.working), urgent, row.reference)


def get_notice(meeting: Meeting, *, is_urgent: bool = False) -> Notice | None:
    """Return what notice an invitation sent today would give; None without a rule.

    Raises HolidaysUnknown, NoUrgentNotice.
    """
    rule = get_notice_rule(meeting.body)
    if rule is None:
        return None
    return rules.notice(
        rule.period(is_urgent=is_urgent, body=meeting.body.name),
        sent_on=clock.today(),
        meets_on=day_of(meeting),
        land=meeting.alliance.land,
    )


def day_of(meeting: Meeting) -> date:
    """Return the German calendar day of a meeting."""
    return meeting.starts_at.astimezone(clock.BERLIN).date()


def list_items(meeting: Meeting) -> QuerySet[AgendaItem]:
    """Return the agenda in its order."""
    items = AgendaItem.objects.filter(meeting=meeting)
    return items.select_related("motion", "motion__rule").order_by("position", "brought_at", "id")


def get_item(meeting: Meeting, item_id: UUID) -> AgendaItem:
    """Return an item of the meeting's agenda, else ItemUnknown."""
    item = list_items(meeting).filter(id=item_id).first()
    if item is None:
        raise ItemUnknown
    return item


def list_topics(body: Body) -> QuerySet[AgendaItem]:
    """Return the topics that wait for the body's next meeting, the oldest first."""
    topics = AgendaItem.objects.filter(body=body, meeting__isnull=True)
    return topics.order_by("brought_at", "id")


def list_all_topics(alliance: Alliance) -> QuerySet[AgendaItem]:
    """Return the topics that wait in any body of the alliance, by body."""
    topics = AgendaItem.objects.filter(alliance=alliance, meeting__isnull=True)
    return topics.select_related("body").order_by("body__name", "brought_at", "id")


def list_waiting_motions(body: Body) -> QuerySet[Motion]:
    """Return the motions that wait for the body and stand on no agenda of a meeting to come."""
    waiting = Motion.objects.filter(body=body, state__in=WAITING_STATES)
    waiting = waiting.exclude(state=MotionState.VOTING, procedure="written")
    return waiting.exclude(id__in=_on_agenda()).order_by("proposed_at", "number")


def is_on_agenda(motion: Motion) -> bool:
    """Tell whether the motion stands on the agenda of a meeting that is still to be held."""
    return _on_agenda().filter(motion_id=motion.id).exists()


def _on_agenda() -> QuerySet[AgendaItem, UUID]:
    items = AgendaItem.objects.filter(meeting__state__in=COMING, motion__isnull=False)
    return items.values_list("motion_id", flat=True)  # type: ignore[return-value]


def list_undecided(meeting: Meeting) -> list[AgendaItem]:
    """Return the items whose motion was not decided, which a second meeting may take up."""
    states = WAITING_STATES
    return [item for item in list_items(meeting) if item.motion and item.motion.state in states]


def get_second(meeting: Meeting) -> Meeting | None:
    """Return the second meeting that was called with this one's agenda, unless cancelled."""
    seconds = Meeting.objects.filter(second_of=meeting)
    return seconds.exclude(state=MeetingState.CANCELLED).first()


def is_relieved(item: AgendaItem) -> bool:
    """Tell whether the item may be decided whoever comes: the second meeting's invitation said so
    and the item stood on the first one's agenda.
    """
    meeting = item.meeting
    return bool(meeting and meeting.relief and meeting.invited_at and item.repeats_id)


def list_attendance(meeting: Meeting) -> QuerySet[Attendance]:
    """Return who took part and who did not, by name of the member."""
    return Attendance.objects.filter(meeting=meeting).order_by("member_name")


def list_present(meeting: Meeting) -> list[int]:
    """Return the ids of the members whose seat took part."""
    rows = list_attendance(meeting).filter(presence__in=rules.PRESENT)
    return sorted(rows.values_list("member_id", flat=True))


def get_minutes(meeting: Meeting) -> Minutes | None:
    """Return the minutes of a meeting, drafted or released."""
    return Minutes.objects.filter(meeting=meeting).first()


def list_minutes_items(meeting: Meeting) -> QuerySet[MinutesItem]:
    """Return what the minutes say about each item, in the agenda's order."""
    items = MinutesItem.objects.filter(meeting=meeting).select_related("item", "item__motion")
    return items.order_by("item__position", "item__brought_at", "item_id")


def get_minutes_item(meeting: Meeting, item: AgendaItem) -> MinutesItem:
    """Return what the minutes say about an item; ItemUnknown if it was added after the draft."""
    row = list_minutes_items(meeting).filter(item=item).first()
    if row is None:
        raise ItemUnknown
    return row


def get_step(meeting: Meeting) -> Step:
    """Return what comes next for the meeting."""
    minutes = get_minutes(meeting)
    return rules.step_of(
        state=meeting.state,
        has_minutes=minutes is not None,
        is_released=minutes is not None and minutes.released_at is not None,
    )


def list_tasks(alliance: Alliance, *, meeting: Meeting | None = None) -> QuerySet[FollowUp]:
    """Return the tasks that followed from meetings, open ones first, then by their day."""
    tasks = FollowUp.objects.filter(alliance=alliance).select_related("meeting", "item")
    tasks = tasks.filter(meeting=meeting) if meeting else tasks
    return tasks.order_by(F("done_at").desc(nulls_first=True), "due_on", "id")


def get_task(alliance: Alliance, task_id: UUID) -> FollowUp:
    """Return a task of the alliance, else TaskUnknown."""
    task = list_tasks(alliance).filter(id=task_id).first()
    if task is None:
        raise TaskUnknown
    return task


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that the acting person is asked to do: what it is about, and until when."""

    code: str
    meeting: Meeting
    task: FollowUp | None = None
    due_on: date | None = None


def list_waiting(actor: Actor) -> list[Waiting]:
    """Return what waits in meetings for the actor, for the start page: own tasks, meetings to come
    (``come``), and for chair and office what comes next (``invite``, ``hold``, ``minutes``,
    ``release``).
    """
    mine = Meeting.objects.filter(alliance__in=governance.list_alliances())
    mine = mine.exclude(state=MeetingState.CANCELLED).select_related("alliance", "body")
    unreleased = mine.filter(minutes__released_at__isnull=True).order_by("starts_at")
    steps = [waiting for each in unreleased for waiting in _waiting_in(each, actor)]
    return [*_own_tasks(), *steps]


def _own_tasks() -> list[Waiting]:
    tasks = FollowUp.objects.filter(
        member_id=require_member(),
        done_at__isnull=True,
        alliance__in=governance.list_alliances(),
    )
    tasks = tasks.select_related("meeting", "meeting__alliance").order_by("due_on")
    return [Waiting("task", task.meeting, task, task.due_on) for task in tasks]


def _waiting_in(meeting: Meeting, actor: Actor) -> list[Waiting]:
    day = day_of(meeting)
    seats = alliances.list_seats(meeting.body)
    found = []
    is_to_come = meeting.state == MeetingState.INVITED and day >= clock.today()
    if is_to_come and any(alliances.takes_seat(seat, actor) for seat in seats):
        found.append(Waiting("come", meeting, due_on=day))
    step = get_step(meeting)
    if is_due(meeting, step) and may_take(step, meeting, actor):
        found.append(Waiting(step.value, meeting, due_on=day))
    return found


def is_due(meeting: Meeting, step: Step) -> bool:
    """Tell whether the next step can be taken today: nobody holds a meeting before its day."""
    return step is not Step.HOLD or day_of(meeting) <= clock.today()


def may_take(step: Step, meeting: Meeting, actor: Actor) -> bool:
    """Tell whether the actor may take this step: the chair releases, chair or office the rest."""
    if step in (Step.DONE, Step.CANCELLED):
        return False
    lead = is_chair if step is Step.RELEASE else may_lead
    return lead(meeting.body, actor)


def _midnight() -> datetime:
    return datetime.combine(clock.today(), datetime.min.time(), tzinfo=clock.BERLIN)
