"""Meetings as calendar files (RFC 5545), and what they are called when taken home."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from gemeinwerk.governance.meetings import queries
from gemeinwerk.governance.meetings.models import Meeting, MeetingState

PRODUCT = "-//Gemeinwerk//Sitzungen//DE"
STATUS = {
    MeetingState.PLANNED: "TENTATIVE",
    MeetingState.CANCELLED: "CANCELLED",
}
_UNFIT = re.compile(r"[^\w.-]+")


def calendar_of(meetings: Iterable[Meeting]) -> bytes:
    """Return a calendar of these meetings. A calendar that has them already recognises each by its
    UID and takes the version with the higher SEQUENCE (RFC 5545, 3.8.4.7 and 3.8.7.4).

    One cancelled meeting alone is a message that cancels it (RFC 5546, 3.2.5).
    """
    found = list(meetings)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    is_cancel = len(found) == 1 and found[0].state == MeetingState.CANCELLED
    calendar.add("method", "CANCEL" if is_cancel else "PUBLISH")
    for meeting in found:
        calendar.add_component(_event(meeting))
    return bytes(calendar.to_ical())


def file_name(meeting: Meeting, kind: str) -> str:
    """Return a file name that every system takes, e.g. ``Termin_2026-11-24_Konferenz.ics``."""
    title = _UNFIT.sub("_", meeting.title).strip("_.-")[:80].rstrip("_.-")
    day = queries.day_of(meeting).isoformat()
    stem, suffix = kind.split(".")
    return "_".join(part for part in (stem, day, title) if part) + f".{suffix}"


def _event(meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", f"{meeting.id}@gemeinwerk")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", f"{meeting.title} ({meeting.body.name})")
    event.add("status", STATUS.get(MeetingState(meeting.state), "CONFIRMED"))
    if where := ", ".join(part for part in (meeting.place, meeting.link) if part):
        event.add("location", where)
    if meeting.link:
        event.add("url", meeting.link)
    event.add("description", _describe(meeting))
    return event


def _describe(meeting: Meeting) -> str:
    lines = [meeting.alliance.name, str(meeting.get_form_display())]
    if meeting.state == MeetingState.CANCELLED:
        lines.append(_("Cancelled: %(reason)s") % {"reason": meeting.cancel_reason})
    return "\n".join(lines)
