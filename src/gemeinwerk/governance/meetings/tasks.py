"""Jobs of meetings. Their names are the contract with what is queued already."""

from __future__ import annotations

from uuid import UUID

from gemeinwerk.governance.meetings import mailing
from gemeinwerk.jobs.registry import job


@job("governance.mail_meeting")
def mail_meeting(
    *, member_id: int, meeting_id: str, invited: int, person_id: str, news: str, origin: str
) -> None:
    mailing.send(
        meeting_id=UUID(meeting_id),
        invited=invited,
        person_id=UUID(person_id) if person_id else None,
        news=news,
        origin=origin,
    )
