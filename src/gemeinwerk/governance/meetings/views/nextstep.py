"""What a meeting's page shows: where it stands, and who does what next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from gemeinwerk.governance.agreements.errors import HolidaysUnknown
from gemeinwerk.governance.alliances import queries as alliances
from gemeinwerk.governance.meetings import queries
from gemeinwerk.governance.meetings.minutes.drafting import say_relief
from gemeinwerk.governance.meetings.models import AgendaItem, Meeting, MeetingForm, MeetingState
from gemeinwerk.governance.meetings.rules import Step
from gemeinwerk.governance.meetings.views.showing import frame
from gemeinwerk.governance.meetings.wording import german, notice_facts, say_notice
from gemeinwerk.governance.models import MotionState
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor

BADGES = {
    Step.INVITE: "warning",
    Step.HOLD: "info",
    Step.MINUTES: "warning",
    Step.RELEASE: "warning",
    Step.DONE: "success",
    Step.CANCELLED: "neutral",
}
ORDER = (Step.INVITE, Step.HOLD, Step.MINUTES)
DONE = {Step.INVITE: 0, Step.HOLD: 1, Step.MINUTES: 2, Step.RELEASE: 2, Step.DONE: 3}
RESULTS = {
    MotionState.ADOPTED: "success",
    MotionState.FAILED: "danger",
    MotionState.VOTING: "info",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A meeting in a list: day, state in words, and whether the next step is the actor's."""

    meeting: Meeting
    day: date
    kind: str
    label: str
    is_mine: bool


def line(meeting: Meeting, actor: Actor) -> Line:
    """Return a meeting for a list."""
    step = queries.get_step(meeting)
    is_mine = queries.is_due(meeting, step) and queries.may_take(step, meeting, actor)
    return Line(meeting, queries.day_of(meeting), BADGES[step], label_of(step), is_mine)


def label_of(step: Step) -> str:
    """Return in a word or two where a meeting stands."""
    return {
        Step.INVITE: _("not invited yet"),
        Step.HOLD: _("invited"),
        Step.MINUTES: _("minutes missing"),
        Step.RELEASE: _("minutes to release"),
        Step.DONE: _("minutes released"),
        Step.CANCELLED: _("cancelled"),
    }[step]


def context(meeting: Meeting, actor: Actor) -> dict[str, Any]:
    """Return the variables of a meeting's pages."""
    step = queries.get_step(meeting)
    minutes = queries.get_minutes(meeting)
    return frame(
        meeting.alliance,
        meeting=meeting,
        line=line(meeting, actor),
        step=step.value,
        steps=_steps(step),
        next=_say_next(meeting, step),
        may_take=queries.may_take(step, meeting, actor) and queries.is_due(meeting, step),
        leads=queries.may_lead(meeting.body, actor),
        notice=say_notice_now(meeting) if step is Step.INVITE else None,
        rows=_rows(meeting),
        said=_invitation(meeting),
        items=[_item(item, meeting) for item in queries.list_items(meeting)],
        seats=list(alliances.list_seats(meeting.body)),
        attendance=list(queries.list_attendance(meeting)),
        minutes=minutes,
        is_open=minutes is None or minutes.released_at is None,
        tasks=list(queries.list_tasks(meeting.alliance, meeting=meeting)),
        second=queries.get_second(meeting),
        may_call_second=_may_call_second(meeting),
        today=clock.today(),
    )


def say_notice_now(meeting: Meeting) -> dict[str, Any]:
    """Return what notice an invitation sent today would give, and whether that is enough."""
    rule = queries.get_notice_rule(meeting.body)
    if rule is None:
        text = _("No period of notice is entered for “%(body)s”.") % {"body": meeting.body.name}
        return {"kind": "info", "text": text, "is_missing": True}
    try:
        given = queries.get_notice(meeting)
    except HolidaysUnknown as refusal:
        return {"kind": "warning", "text": str(refusal)}
    assert given is not None
    text = say_notice(given, meets_on=queries.day_of(meeting), reference=rule.reference)
    return {"kind": "success" if given.is_enough else "warning", "text": text}


def _steps(now: Step) -> list[dict[str, Any]]:
    """The three steps of a meeting: done, open now, or still to come."""
    labels = (_("Invite"), _("Hold the meeting"), _("Minutes"))
    if now is Step.CANCELLED:
        return []
    done = DONE[now]
    return [
        {
            "label": label,
            "kind": "success" if number < done else "info" if number == done else "neutral",
            "state": _("done") if number < done else _("now") if number == done else _("later"),
        }
        for number, label in enumerate(labels)
    ]


def _say_next(meeting: Meeting, step: Step) -> str:
    """Return who must do what next."""
    chair, office = queries.name_of_chair(meeting.body), queries.name_of_office(meeting.alliance)
    both = {"chair": chair, "office": office, "day": german(queries.day_of(meeting))}
    sentences = {
        Step.INVITE: _("Chair (%(chair)s) or office (%(office)s) complete the agenda and invite."),
        Step.HOLD: _(
            "On %(day)s chair (%(chair)s) or office (%(office)s) record who is there, and put the"
            " motions to the vote."
        ),
        Step.MINUTES: _(
            "Chair (%(chair)s) or office (%(office)s) draft the minutes from what was decided."
        ),
        Step.RELEASE: _("Chair (%(chair)s) checks the minutes and releases them."),
        Step.DONE: _("Nothing. The minutes are released."),
        Step.CANCELLED: _("Nothing. The meeting does not take place."),
    }
    return sentences[step] % both


def _rows(meeting: Meeting) -> list[tuple[str, Any]]:
    local = meeting.starts_at.astimezone(clock.BERLIN)
    until = meeting.ends_at.astimezone(clock.BERLIN)
    hours = _("%(day)s, %(from)s to %(to)s") % {
        "day": local.strftime("%d.%m.%Y"),
        "from": local.strftime("%H:%M"),
        "to": until.strftime("%H:%M"),
    }
    rows = [
        (_("Body"), meeting.body.name),
        (_("Time"), hours),
        (_("How people take part"), str(meeting.get_form_display())),
    ]
    if meeting.form != MeetingForm.DIGITAL:
        rows.append((_("Place"), meeting.place))
    rows.append((_("Public"), _("yes") if meeting.is_public else _("no")))
    return rows


def _invitation(meeting: Meeting) -> list[str]:
    """Return what the invitation said beside the agenda."""
    said = []
    if meeting.second_of:
        day = german(queries.day_of(meeting.second_of))
        said.append(_("Second meeting with the agenda of %(day)s.") % {"day": day})
    if meeting.relief:
        said.append(say_relief())
    if meeting.is_urgent:
        said.append(_("Invited as urgent: %(reason)s") % {"reason": meeting.urgent_reason})
    if meeting.notice and not meeting.notice["is_enough"]:
        text = _(
            "The period of notice was not kept: %(given)d of %(needed)d %(unit)s (%(reference)s)."
        )
        said.append(text % notice_facts(meeting.notice))
    return said


def _item(item: AgendaItem, meeting: Meeting) -> dict[str, Any]:
    """An item with the state of its motion, and whether it can be put to the vote now."""
    motion = item.motion
    waits = motion is not None and motion.state == MotionState.PROPOSED
    return {
        "item": item,
        "motion": motion,
        "kind": RESULTS.get(MotionState(motion.state), "neutral") if motion else "",
        "may_vote_now": waits and meeting.state == MeetingState.HELD,
        "is_relieved": queries.is_relieved(item),
    }


def _may_call_second(meeting: Meeting) -> bool:
    if meeting.state != MeetingState.HELD or queries.get_second(meeting):
        return False
    left = queries.list_undecided(meeting)
    return any(item.motion and item.motion.round > 1 for item in left)
