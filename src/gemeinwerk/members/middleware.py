"""Holds the transaction around view and rendering, and says who acts.

Templates render inside it, so lazy queries still find their rows. A response with status 5xx rolls
everything back: Django has turned the exception into a response before it gets here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members import queries, tokens, visitors
from gemeinwerk.members.context import Door, act_as, current, member_context
from gemeinwerk.members.errors import TokenRefused, TokenTooOften, TooMany
from gemeinwerk.members.models import Member, Person
from gemeinwerk.members.requests import MemberRequest

Handler = Callable[[HttpRequest], HttpResponse]
DOORS: dict[str, Door] = {
    "/konto/": "login",
    "/oparl/": "public",
    "/auskunft/": "public",
    "/api/v1/auskunft/": "public",
}
FOR_PROGRAMS = ("/api/", "/mcp/")
ACTIVE_MEMBER = "member_id"


class TokenMiddleware:
    """Take the access key of a program (``Authorization: Bearer …``), below ``FOR_PROGRAMS`` only.

    Stands before sessions: whoever shows a key comes without cookies, so it never falls back to
    what a browser is signed in as, and no session is read, made or ended. Keys for whom nothing is
    open answer 401.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None or _door(request.path_info) == "public":
            return self.get_response(request)
        request.COOKIES = {}
        request.META.pop("HTTP_COOKIE", None)
        try:
            visitors.count(request, limit=settings.PUBLIC_REQUESTS, what="key")
            holder = tokens.find_holder(key)
            if holder is None:
                raise TokenRefused
            _count(holder)
        except UserError as refusal:
            return _refuse(refusal)
        request.token_holder = holder  # type: ignore[attr-defined]
        return self.get_response(request)


class MemberMiddleware:
    """Open the context with the session's person, before anything asks the database.

    At the door ``public`` nobody is anybody: a session opens nothing more there.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        door = _door(request.path_info)
        holder = _holder(request)
        if holder:
            context = member_context(holder.member_id, person_id=holder.person_id)
        else:
            person_id = None if door == "public" else _session_person(request)
            context = member_context(person_id=person_id, door=door)
        with context:
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
        holder = _holder(request)
        if holder:
            _settle_holder(settled, holder)
        elif current().door != "public" and isinstance(request.user, Person):
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


def _settle_holder(request: MemberRequest, holder: tokens.Holder) -> None:
    """Let the key's person act, for the member of the key and no other."""
    request.user = Person.objects.get(id=holder.person_id)
    member = queries.get_member(holder.member_id)
    request.members = [member]
    request.actor = queries.get_actor(member, request.user)


def _holder(request: HttpRequest) -> tokens.Holder | None:
    return getattr(request, "token_holder", None)


def _count(holder: tokens.Holder) -> None:
    """Raise TokenTooOften beyond ``settings.TOKEN_REQUESTS`` a minute."""
    try:
        visitors.count_of(f"token:{holder.token_id}", limit=settings.TOKEN_REQUESTS)
    except TooMany:
        raise TokenTooOften from None


def _key(request: HttpRequest) -> str | None:
    """Return the key that a request shows, None if it shows none or asks for a page."""
    if not request.path_info.startswith(FOR_PROGRAMS):
        return None
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


def _refuse(refusal: UserError) -> HttpResponse:
    """Return 401, or 429, in the words of the interface."""
    status = 401 if isinstance(refusal, TokenRefused) else 429
    told = {"error": refusal.code, "message": str(refusal)}
    response = JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "private, no-store"
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    else:
        response["Retry-After"] = str(visitors.SECONDS)
    return response


def _among(members: list[Member], member_id: int | None) -> Member | None:
    return next((member for member in members if member.id == member_id), None)


def _door(path: str) -> Door:
    return next((door for start, door in DOORS.items() if path.startswith(start)), "")


def _session_person(request: HttpRequest) -> UUID | None:
    value = request.session.get(SESSION_KEY)
    return UUID(value) if value else None
