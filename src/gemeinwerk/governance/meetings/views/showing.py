"""What the pages of meetings have in common."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.meetings import queries
from gemeinwerk.governance.meetings.models import Meeting
from gemeinwerk.governance.models import Alliance
from gemeinwerk.members.requests import MemberRequest


def frame(alliance: Alliance, **context: Any) -> dict[str, Any]:
    """Return the variables of ``governance/alliance_page.html`` with those of the page."""
    return {"alliance": alliance, "tab": "meetings", **context}


def get_meeting(alliance_id: UUID, meeting_id: UUID) -> Meeting:
    """Return a meeting of this alliance, else the page is not there."""
    return queries.get_meeting(meeting_id, alliance=governance.get_alliance(alliance_id))


def back_to(meeting: Meeting, name: str = "meeting") -> HttpResponse:
    """Return to a page of the meeting."""
    alliance_id, meeting_id = meeting.alliance_id, meeting.id
    return redirect(f"meetings:{name}", alliance_id=alliance_id, meeting_id=meeting_id)


def posted(request: MemberRequest) -> QueryDict | None:
    """Return what was sent, also if it is nothing; None if the page was only opened."""
    return request.POST if request.method == "POST" else None


def origin_of(request: MemberRequest) -> str:
    """Return the address of this installation, for letters."""
    return request.build_absolute_uri("/").rstrip("/")


def download(content: bytes, *, name: str, kind: str) -> HttpResponse:
    """Return bytes to be saved under a name."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
