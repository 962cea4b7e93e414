"""Every answer of the public interface is JSON that any page may read, or says why not.

OParl 1.1, sections "JSON-Ausgabe", "CORS", "Ausnahmebehandlung"; conditional requests as RFC 9110.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from gemeinwerk.governance.oparl.errors import FileGone, OnlyReading
from gemeinwerk.governance.oparl.rendering import error
from gemeinwerk.kernel.errors import NotFound, UserError
from gemeinwerk.members import visitors
from gemeinwerk.members.errors import TooMany

View = Callable[..., HttpResponse]
READING = ("GET", "HEAD", "OPTIONS")
STATUS: dict[type[UserError], int] = {OnlyReading: 405, FileGone: 410, TooMany: 429}
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After",
    "Cache-Control": "no-cache",  # keep it, but ask each time whether it changed
}


def public(view: View) -> View:
    """Answer strangers, at a bounded rate; every refusal is an error object of OParl."""

    @csrf_exempt  # nothing here changes anything, and a refusal must be JSON
    @wraps(view)
    def answer(request: HttpRequest, **arguments: Any) -> HttpResponse:
        try:
            response = _answer(view, request, arguments)
        except UserError as refusal:
            response = _refuse(refusal)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        return response

    return answer


def _answer(view: View, request: HttpRequest, arguments: dict[str, Any]) -> HttpResponse:
    if request.method not in READING:
        raise OnlyReading
    if request.method == "OPTIONS":
        return _preflight()
    visitors.count(request, limit=settings.PUBLIC_REQUESTS)
    return view(request, **arguments)


def _preflight() -> HttpResponse:
    """Tell a browser what another site's page may ask: to read, also conditionally."""
    response = HttpResponse(status=204)
    response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(READING)
    response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    return response


def _refuse(refusal: UserError) -> HttpResponse:
    status = STATUS.get(type(refusal), 404 if isinstance(refusal, NotFound) else 400)
    content = error(str(refusal), refusal.code)
    response = HttpResponse(_dump(content), status=status, content_type="application/json")
    if status == 405:
        response["Allow"] = ", ".join(READING)
    if status == 429:
        response["Retry-After"] = str(visitors.SECONDS)
    return response


def send(
    request: HttpRequest, content: dict[str, Any], *, modified: datetime | None = None
) -> HttpResponse:
    """Return JSON in UTF-8, or 304 to whoever has it already."""
    return send_bytes(request, _dump(content), mime="application/json", modified=modified)


def send_bytes(
    request: HttpRequest, content: bytes, *, mime: str, modified: datetime | None
) -> HttpResponse:
    """Return bytes with their check sum as ETag, or 304 to whoever has them already."""
    response = HttpResponse(content, content_type=mime)
    response["ETag"] = f'"{sha256(content).hexdigest()[:32]}"'
    changed = int(modified.timestamp()) if modified else None
    if changed is not None:
        response["Last-Modified"] = http_date(changed)
    found = get_conditional_response(
        request, etag=response["ETag"], last_modified=changed, response=response
    )
    return cast(HttpResponse, found)


def _dump(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode()
