"""JSON for who is signed in or sends a key: the rights of the pages, and refusals as JSON too."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import wraps
from typing import Any, TypeVar

from django.core.paginator import EmptyPage, Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.interface.shapes import Failure
from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import Permission
from gemeinwerk.members.requests import MemberRequest

View = Callable[..., HttpResponseBase]
Row = TypeVar("Row")
PER_PAGE = 100


class NotSignedIn(UserError):
    message = _("Sign in first, or send an access key (“Authorization: Bearer …”).")


class OnlyForReading(UserError):
    message = _("This interface is for reading: use GET.")


class NoSuchPage(NotFound):
    message = _("The list has no such page.")


class NoSuchAddress(NotFound):
    message = _("The interface has no such address; /api/v1/openapi.json lists all.")


STATUS = {NotSignedIn: 401, OnlyForReading: 405}


def resource(permission: Permission) -> Callable[[View], View]:
    """Guard a view as a page of the same right is guarded; strangers get 401, not the login."""

    def guard(view: View) -> View:
        checked = page(permission)(view)

        @wraps(view)
        def answer(request: MemberRequest, **arguments: Any) -> HttpResponseBase:
            try:
                check_request(request)
                return checked(request, **arguments)
            except UserError as refusal:
                return refuse(refusal)

        return answer

    return guard


def check_request(request: MemberRequest) -> None:
    """Raise OnlyForReading or NotSignedIn."""
    if request.method not in ("GET", "HEAD"):
        raise OnlyForReading
    if not request.user.is_authenticated:
        raise NotSignedIn


def refuse(refusal: UserError, status: int | None = None) -> HttpResponse:
    """Return a refusal with its code and sentence; ``status`` if its cause has one of its own."""
    status = status or STATUS.get(type(refusal), 400)
    status = 404 if isinstance(refusal, NotFound) else status
    status = 403 if isinstance(refusal, NotAllowed) else status
    return _json(asdict(Failure(refusal.code, str(refusal))), status)


def send(shape: Any) -> HttpResponse:
    """Return one object."""
    return _json(asdict(shape), 200)


def send_list(
    request: MemberRequest, found: QuerySet[Any] | Sequence[Row], read: Callable[[Any], Any]
) -> HttpResponse:
    """Return a page of a list; ``read`` makes the shape of a row. Raises NoSuchPage."""
    text = request.GET.get("page", "1")
    try:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
        shown = Paginator(found, PER_PAGE).page(number)
    except EmptyPage:
        raise NoSuchPage from None
    following = shown.next_page_number() if shown.has_next() else None
    items = [asdict(read(row)) for row in shown.object_list]
    return _json({"items": items, "total": shown.paginator.count, "next_page": following}, 200)


def _json(content: dict[str, Any], status: int) -> HttpResponse:
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json", status=status)
    response["Cache-Control"] = "private, no-store"
    return response
