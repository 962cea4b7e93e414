"""The way in for citizens: no session, no cookie, nothing kept, at a bounded rate.

Forgery of requests is not guarded against: nobody is signed in here, so that a page elsewhere could
do nothing in anybody's name; and the usual guard would need a cookie.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt

from gemeinwerk.assistant.asking.streaming import LINES, wants_lines
from gemeinwerk.assistant.asking.stretch import names_stretch, work_of
from gemeinwerk.assistant.models import Desk, Version
from gemeinwerk.assistant.public import queries
from gemeinwerk.assistant.public.errors import TooManyQuestions, TooMuchSent
from gemeinwerk.kernel.errors import NotFound, UserError
from gemeinwerk.members import visitors
from gemeinwerk.members.errors import TooMany

View = Callable[..., HttpResponseBase]
MAX_BODY = 64 * 1024
MARKS = 120
"""Units of ``stretch.work_of`` that are marked for one network address in a minute."""

STATUS: dict[type[UserError], int] = {TooManyQuestions: 429, TooMuchSent: 413}
POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors "
)
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")


def citizens(view: View) -> View:
    """Open a page of an authority to everybody: ``view(request, desk, …)``.

    Refusals are pages of their own, because those for people who sign in would ask for a session.
    """
    return _opened(view, is_framed=False)


def citizens_in_frames(view: View) -> View:
    """The same for the widget, which stands in frames of the authority's websites."""
    return _opened(view, is_framed=True)


def _opened(view: View, *, is_framed: bool) -> View:
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *, slug: str = "", **arguments: Any) -> HttpResponseBase:
        desk = None
        try:
            desk = queries.get_desk(slug)
            _count(request)
            response = view(request, desk, **arguments)
        except UserError as refusal:
            response = _refuse(request, refusal, desk, is_framed=is_framed)
        if is_framed and desk is not None:
            response["Content-Security-Policy"] = frame_policy(desk)
        return response

    return answer


def show(
    template: str, context: dict[str, Any], *, desk: Desk | None, status: int = 200
) -> HttpResponse:
    """Render a page without looking at the request, so that it cannot depend on a session."""
    footer = [(label, url) for label, url in settings.FOOTER if url]
    content = render_to_string(template, {"desk": desk, "footer_links": footer, **context})
    return HttpResponse(content, status=status)


def may_mark(request: HttpRequest, version: Version) -> bool:
    """Tell whether a network address may have a stretch marked; more than that shows articles
    without, because a mark in a long one takes seconds.
    """
    if not names_stretch(request.GET):
        return True
    try:
        for _unit in range(work_of(version)):
            visitors.count(request, limit=MARKS, what="mark")
    except TooMany:
        return False
    return True


def frame_policy(desk: Desk) -> str:
    """Return the content security policy of the widget: only the desk's websites may show it."""
    known = [origin for origin in desk.origins if _ORIGIN.fullmatch(origin)]
    return POLICY + (" ".join(known) or "'none'")


def is_short(request: HttpRequest, limit: int) -> bool:
    """Tell whether a request announces at most ``limit`` bytes; what is no number does not."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    return text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= limit


def _count(request: HttpRequest) -> None:
    """Raises TooMuchSent, TooManyQuestions. Reading is counted apart from asking."""
    is_asking = request.method == "POST"
    if is_asking and not is_short(request, MAX_BODY):
        raise TooMuchSent
    limit = settings.PUBLIC_QUESTIONS if is_asking else settings.PUBLIC_REQUESTS
    try:
        visitors.count(request, limit=limit, what="ask" if is_asking else "desk")
    except TooMany as refusal:
        raise TooManyQuestions from refusal


def _refuse(
    request: HttpRequest, refusal: UserError, desk: Desk | None, *, is_framed: bool
) -> HttpResponse:
    status = STATUS.get(type(refusal), 404 if isinstance(refusal, NotFound) else 400)
    if wants_lines(request):
        line = json.dumps({"refusal": str(refusal)}, ensure_ascii=False)
        response = HttpResponse(f"{line}\n", status=status, content_type=LINES)
    else:
        context = {"message": str(refusal), "status": status, "is_widget": is_framed and desk}
        response = show("desk/refusal.html", context, desk=desk, status=status)
    if status == 429:
        response["Retry-After"] = str(visitors.SECONDS)
    return response
