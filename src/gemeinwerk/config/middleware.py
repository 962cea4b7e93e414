"""Security headers, and the one handler that turns a UserError into a page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError

Handler = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)


def security_headers(get_response: Handler) -> Handler:
    """Add the strict content security policy: nothing inline, nothing from elsewhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response

    return middleware


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
        if request.accepts("text/html"):
            return render(request, f"{status}.html", {"message": str(error)}, status=status)
        return JsonResponse({"error": error.code, "message": str(error)}, status=status)
