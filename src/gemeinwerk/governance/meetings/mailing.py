"""Letters about a meeting to those who take a seat; each is looked up by its own member only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy

from gemeinwerk.governance.meetings import queries
from gemeinwerk.governance.meetings.calendar_file import calendar_of, file_name
from gemeinwerk.governance.meetings.errors import MeetingUnknown
from gemeinwerk.governance.meetings.models import Meeting
from gemeinwerk.governance.meetings.wording import german
from gemeinwerk.members import queries as members
from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Person, RoleKind

SUBJECTS: dict[str, Any] = {
    "invited": gettext_lazy("Invitation: %(title)s on %(day)s"),
    "changed": gettext_lazy("Changed: %(title)s on %(day)s"),
    "cancelled": gettext_lazy("Cancelled: %(title)s on %(day)s"),
}


def send(*, meeting_id: UUID, invited: int, person_id: UUID | None, news: str, origin: str) -> None:
    """Mail one person that there is an invitation, a change or a cancellation, with the calendar
    file; without a person, that is for a seat that nobody was named for, the member's heads.
    Whoever does not work for the member any more gets nothing.
    """
    with member_context(invited):
        people = [person for person in _list_recipients(person_id) if person.is_active]
        try:
            meeting = queries.get_meeting(meeting_id)
        except MeetingUnknown:  # the member has left the alliance since
            return
        letters = [_write(meeting, person, news, origin) for person in people]
    for letter in letters:
        letter.send()


def _list_recipients(person_id: UUID | None) -> list[Person]:
    people = members.list_people()
    if person_id:
        return [person for person in people if person.id == person_id]
    return [p for p in people if any(role.kind == RoleKind.HEAD for role in p.roles.all())]


def _write(meeting: Meeting, person: Person, news: str, origin: str) -> EmailMessage:
    facts = {"title": meeting.title, "day": german(queries.day_of(meeting))}
    subject = str(SUBJECTS[news]) % facts
    letter = EmailMessage(subject=" ".join(subject.split()), to=[person.email])
    letter.body = render_to_string(
        "meetings/email/meeting.txt",
        {
            "meeting": meeting,
            "news": news,
            "person": person,
            "items": queries.list_items(meeting),
            "url": origin + _path(meeting),
        },
    )
    name, calendar = file_name(meeting, "Termin.ics"), calendar_of([meeting])
    letter.attach(name, calendar, "text/calendar")
    return letter


def _path(meeting: Meeting) -> str:
    where = {"alliance_id": meeting.alliance_id, "meeting_id": meeting.id}
    return reverse("meetings:meeting", kwargs=where)
