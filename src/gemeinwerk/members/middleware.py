"""Holds the transaction around view and rendering, and says who acts.

Templates render inside it, so lazy queries still find their rows. A response with status 5xx rolls
everything back: Django has turned the exception into a response before it gets here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from gemeinwerk.members import queries
from gemeinwerk.members.context import Door, act_as, current, member_context
from gemeinwerk.members.models import Member, Person
from gemeinwerk.members.requests import MemberRequest

Handler = Callable[[HttpRequest], HttpResponse]
DOORS: dict[str, Door] = {"/konto/": "login", "/oparl/": "public", "/auskunft/": "public"}
ACTIVE_MEMBER = "member_id"


class MemberMiddleware:
    """Open the context with the session's person, before anything asks the database.

    At the door ``public`` nobody is anybody: a session opens nothing more there.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        door = _door(request.path_info)
        person_id = None if door == "public" else _session_person(request)
        with member_context(person_id=person_id, door=door):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


class ActorMiddleware:
    """Settle the active member and the actor.

    It is the one chosen before, else where the person has worked longest: whoever else invites a
    person must not thereby become the one for whom files are taken in.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        settled = cast(MemberRequest, request)
        settled.members = []
        settled.actor = None  # type: ignore[assignment]
        if current().door != "public" and isinstance(request.user, Person):
            _settle(settled)
        return self.get_response(settled)


def _settle(request: MemberRequest) -> None:
    request.members = queries.list_members_of(request.user.id)
    member = _among(request.members, request.session.get(ACTIVE_MEMBER))
    if member is None and request.members:
        member = _among(request.members, queries.first_member_of(request.user.id))
    if member:
        act_as(member.id)
        request.actor = queries.get_actor(member, request.user)


def _among(members: list[Member], member_id: int | None) -> Member | None:
    return next((member for member in members if member.id == member_id), None)


def _door(path: str) -> Door:
    return next((door for start, door in DOORS.items() if path.startswith(start)), "")


def _session_person(request: HttpRequest) -> UUID | None:
    value = request.session.get(SESSION_KEY)
    return UUID(value) if value else None
