"""What the minutes say: drafted from what was decided; the same content for page and PDF."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from gemeinwerk.governance.meetings import queries
from gemeinwerk.governance.meetings.models import AgendaItem, Meeting, Minutes
from gemeinwerk.governance.meetings.rules import Presence
from gemeinwerk.governance.meetings.wording import notice_facts
from gemeinwerk.governance.models import Motion, MotionState, Vote
from gemeinwerk.governance.voting.explanation import explain
from gemeinwerk.governance.voting.rules import Choice, Outcome, Rule
from gemeinwerk.kernel import clock

DECIDED = (MotionState.ADOPTED, MotionState.FAILED)


def draft_item(meeting: Meeting, item: AgendaItem) -> str:
    """Return what the minutes should say about an item: for a motion its text, result, rule and
    count; for a topic what its member wrote.
    """
    if item.motion is None:
        return item.text
    motion = item.motion
    lines = [_("Text put to the vote:"), motion.text, ""]
    if motion.meeting_id != meeting.id or motion.outcome is None:
        return "\n".join([*lines, _("No decision was taken in this meeting.")])
    return "\n".join([*lines, *say_result(motion), *_say_resolution(motion)])


def say_result(motion: Motion) -> list[str]:
    """Return in sentences how a closed vote came out, and who voted how."""
    assert motion.rule is not None and motion.outcome is not None
    rule = Rule.from_json(motion.rule.definition)
    names = {int(entry["member_id"]): str(entry["name"]) for entry in motion.electorate}
    return [*explain(rule, Outcome.from_json(motion.outcome), names), *_who_voted(motion)]


def _who_voted(motion: Motion) -> list[str]:
    """Votes are open, so the minutes name them; those of the round that was counted last."""
    counted = motion.round if motion.state in DECIDED else motion.round - 1
    votes = list(Vote.objects.filter(motion=motion, round=counted).order_by("member_name"))
    labels = {Choice.YES: _("Yes"), Choice.NO: _("No"), Choice.ABSTAIN: _("Abstention")}
    lines = []
    for choice, label in labels.items():
        members = ", ".join(vote.member_name for vote in votes if vote.choice == choice)
        if members:
            lines.append(f"{label}: {members}.")
    return lines


def _say_resolution(motion: Motion) -> list[str]:
    resolution = getattr(motion, "resolution", None)
    if resolution is None:
        return []
    return [_("Resolution no. %(number)s.") % {"number": resolution.number}]


def build_content(meeting: Meeting, minutes: Minutes) -> dict[str, Any]:
    """Return everything that the minutes show, as plain JSON; this is what a release fixes."""
    return {
        "alliance": meeting.alliance.name,
        "body": meeting.body.name,
        "title": meeting.title,
        "day": queries.day_of(meeting).isoformat(),
        "began": _clock(minutes.began_at),
        "ended": _clock(minutes.ended_at),
        "form": str(meeting.get_form_display()),
        "place": meeting.place,
        "chair": minutes.chair,
        "taker": minutes.taker,
        "guests": meeting.guests,
        "invitation": _say_invitation(meeting),
        "attendance": _list_attendance(meeting),
        "presence": _say_presence(meeting),
        "items": _list_items(meeting),
        "public": meeting.is_public,
    }


def _say_invitation(meeting: Meeting) -> list[str]:
    """Return when people were invited, with which notice, and what the invitation said."""
    if meeting.invited_at is None:
        return []
    facts = {"day": _day(meeting.invited_at), "by": meeting.invited_by}
    said = [_("Invited on %(day)s by %(by)s.") % facts]
    if notice := meeting.notice:
        text = _("Notice: %(given)d of %(needed)d %(unit)s (%(reference)s).")
        said.append(text % notice_facts(notice))
        if not notice["is_enough"]:
            said.append(_("The period of notice was not kept."))
    if meeting.is_urgent:
        said.append(_("Invited as urgent: %(reason)s") % {"reason": meeting.urgent_reason})
    if meeting.second_of:
        first = {"day": _day(meeting.second_of.starts_at)}
        said.append(_("Second meeting with the agenda of %(day)s.") % first)
    if meeting.relief:
        said.append(say_relief())
    return said


def say_relief() -> str:
    """Return the sentence by which an invitation lets a second meeting decide whoever comes."""
    return _(
        "The body can decide on the items of the first meeting regardless of how many come; the"
        " invitation said so."
    )


def _list_attendance(meeting: Meeting) -> list[dict[str, Any]]:
    return [
        {
            "member": row.member_name,
            "person": row.person,
            "presence": str(row.get_presence_display()),
            "is_present": row.is_present,
            "votes": row.votes,
        }
        for row in queries.list_attendance(meeting)
    ]


def _say_presence(meeting: Meeting) -> str:
    rows = list(queries.list_attendance(meeting))
    here = [row for row in rows if row.is_present]
    digital = (Presence.DIGITAL, Presence.DEPUTY_DIGITAL)
    facts = {
        "here": len(here),
        "seats": len(rows),
        "digital": sum(1 for row in here if row.presence in digital),
        "votes": sum(row.votes for row in here),
        "all": sum(row.votes for row in rows),
    }
    text = _(
        "%(here)d of %(seats)d seats took part, %(digital)d of them digitally; they have %(votes)d"
        " of %(all)d votes."
    )
    return text % facts


def _list_items(meeting: Meeting) -> list[dict[str, Any]]:
    said = {row.item_id: row.text for row in queries.list_minutes_items(meeting)}
    return [
        {
            "number": number,
            "title": item.title,
            "motion": item.motion.number if item.motion else "",
            "by": item.member_name,
            "is_late": item.is_late,
            "is_public": item.is_public,
            "text": said.get(item.id, ""),
        }
        for number, item in enumerate(queries.list_items(meeting), start=1)
    ]


def _clock(moment: datetime) -> str:
    return moment.astimezone(clock.BERLIN).strftime("%H:%M")


def _day(moment: datetime) -> str:
    return moment.astimezone(clock.BERLIN).strftime("%d.%m.%Y")
