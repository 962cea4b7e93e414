"""Security headers, and the one handler that turns a UserError into a page."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from gemeinwerk.archive.permissions import TAKE_IN
from gemeinwerk.assistant.interface.doors import MAX_KILOBYTES, refuse_program
from gemeinwerk.assistant.interface.errors import BodyTooLarge
from gemeinwerk.assistant.permissions import WRITE
from gemeinwerk.governance.permissions import MANAGE
from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import current
from gemeinwerk.members.middleware import FOR_PROGRAMS
from gemeinwerk.members.permissions import allows

Handler = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)


def security_headers(get_response: Handler) -> Handler:
    """Add the strict content security policy: nothing inline, nothing from elsewhere.

    Pages are not kept by the browser: after logging out at a shared desk, Back shows nothing.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        # a form is UTF-8 whatever its sender says: punycode takes minutes for 2 MB, others fail
        request.encoding = "utf-8"
        response = get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        if response.get("Content-Type", "").startswith("text/html"):
            response.setdefault("Cache-Control", "private, no-store")
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response

    return middleware


def large_bodies(get_response: Handler) -> Handler:
    """Read nothing large from who may not hand in files, documents of an agreement or articles: it
    would be written to disk at any page. The citizens' pages refuse it themselves, unread.

    Stands behind whatever settles the actor. The body is first read after all middleware, to look
    for the CSRF token.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        actor: Actor | None = getattr(request, "actor", None)
        if _length(request) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE or (
            actor is not None and any(allows(actor, right) for right in (TAKE_IN, MANAGE, WRITE))
        ):
            return get_response(request)
        if request.path_info.startswith(FOR_PROGRAMS) or request.path_info.endswith("/mcp/"):
            return refuse_program(BodyTooLarge(limit=MAX_KILOBYTES))
        if current().door == "public":
            return get_response(request)
        if actor is None:  # perhaps the session has ended
            return redirect_to_login(request.get_full_path())
        return _answer(request, NotAllowed(), 403)

    return middleware


def _length(request: HttpRequest) -> int:
    """Return the length that was announced; Django reads no further."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text[:20]) if text.isascii() and text.isdigit() else 0


class UserErrorMiddleware:
    """Answer a UserError: 404 for what is not there, 403 for a missing right, else 400."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, UserError):
            return None
        status = (
            404 if isinstance(error, NotFound) else 403 if isinstance(error, NotAllowed) else 400
        )
        return _answer(request, error, status)


def _answer(request: HttpRequest, error: UserError, status: int) -> HttpResponse:
    if request.accepts("text/html"):
        return render(request, f"{status}.html", {"message": str(error)}, status=status)
    return JsonResponse({"error": error.code, "message": str(error)}, status=status)
