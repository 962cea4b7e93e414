"""Who may ask by program: strangers at an authority's public page, and people by key or session.

Nothing here sets a cookie. Strangers are nobody, so forged requests gain nothing; for a session the
token against forgery is asked for; a key is never sent by a browser of itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

from gemeinwerk.assistant.interface.errors import (
    BodyTooLarge,
    FormTokenMissing,
    KeyNeeded,
    NotJson,
    OnlyPosting,
    OriginRefused,
)
from gemeinwerk.assistant.models import Desk
from gemeinwerk.assistant.permissions import ASK
from gemeinwerk.assistant.public import queries
from gemeinwerk.assistant.public.doors import is_short
from gemeinwerk.governance.interface.answers import NotSignedIn, refuse
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members import visitors
from gemeinwerk.members.access import page
from gemeinwerk.members.errors import TooMany
from gemeinwerk.members.requests import MemberRequest

View = Callable[..., HttpResponseBase]
MAX_KILOBYTES = 64
STATUS: dict[type[UserError], int] = {
    NotSignedIn: 401,
    KeyNeeded: 401,
    OnlyPosting: 405,
    BodyTooLarge: 413,
    NotJson: 415,
    TooMany: 429,
}


def strangers(view: View) -> View:
    """Open an address of an open desk to everybody: ``view(request, desk)``."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *, slug: str) -> HttpResponseBase:
        desk = None
        try:
            is_asking = request.method == "POST"
            limit = settings.PUBLIC_QUESTIONS if is_asking else settings.PUBLIC_REQUESTS
            visitors.count(request, limit=limit, what="ask" if is_asking else "desk")
            desk = queries.get_desk(slug)
            response = _preflight() if request.method == "OPTIONS" else _post(view, request, desk)
        except UserError as refusal:
            response = refuse_program(refusal)
        return _share(request, response, desk)

    return answer


def people(view: View, *, by_key_only: bool = False) -> View:
    """Open an address to who may ask, by key or by session with its token against forgery."""
    checked = page(ASK)(view)

    @csrf_exempt
    @wraps(view)
    def answer(request: MemberRequest) -> HttpResponseBase:
        try:
            check_origin(request, ())
            _check_person(request, by_key_only=by_key_only)
            return _post(checked, request)
        except UserError as refusal:
            return refuse_program(refusal)

    return answer


def people_by_key(view: View) -> View:
    """Open an address to who may ask, by key only."""
    return people(view, by_key_only=True)


def check_origin(request: HttpRequest, others: tuple[str, ...]) -> None:
    """Raise OriginRefused if a browser says that it asks for a website that may not.

    Programs other than browsers send no Origin. This stops a website from asking, through its
    visitor's browser, a server inside that visitor's network.
    """
    origin = request.headers.get("Origin")
    own = f"{request.scheme}://{request.get_host()}"
    if origin is not None and origin not in (own, *settings.CSRF_TRUSTED_ORIGINS, *others):
        raise OriginRefused


def refuse_program(refusal: UserError) -> HttpResponse:
    """Return a refusal with its status as JSON."""
    status = STATUS.get(type(refusal))
    response = refuse(refusal, status)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status == 405:
        response["Allow"] = "POST"
    if status == 429:
        response["Retry-After"] = str(visitors.SECONDS)
    return response


def _post(view: View, request: HttpRequest, *more: Any) -> HttpResponseBase:
    if request.method != "POST":
        raise OnlyPosting
    if request.content_type != "application/json":
        raise NotJson
    if not is_short(request, MAX_KILOBYTES * 1024):
        raise BodyTooLarge(limit=MAX_KILOBYTES)
    return view(request, *more)


def _check_person(request: MemberRequest, *, by_key_only: bool) -> None:
    """Raise KeyNeeded, NotSignedIn, FormTokenMissing."""
    if hasattr(request, "token_holder"):
        return
    if by_key_only:
        raise KeyNeeded
    if not request.user.is_authenticated:
        raise NotSignedIn
    if _ForgeryCheck(_nothing).process_view(request, _nothing, (), {}) is not None:
        raise FormTokenMissing


class _ForgeryCheck(CsrfViewMiddleware):
    """Django's own check, whose refusal is JSON here and not a page."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(status=403)


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _preflight() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Allow"] = response["Access-Control-Allow-Methods"] = "POST, OPTIONS"
    response["Access-Control-Allow-Headers"] = "Content-Type"
    return response


def _share(request: HttpRequest, response: HttpResponseBase, desk: Desk | None) -> HttpResponseBase:
    """Let the desk's own websites read the answer, and no other page of a browser."""
    origin = request.headers.get("Origin", "")
    response["Vary"] = "Origin"
    if desk is not None and origin in desk.origins:
        response["Access-Control-Allow-Origin"] = origin
    else:
        for name in ("Access-Control-Allow-Methods", "Access-Control-Allow-Headers"):
            response.headers.pop(name, None)
    return response
