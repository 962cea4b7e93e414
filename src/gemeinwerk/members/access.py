"""Who may open a page: one decorator for every view of a signed-in person."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http.response import HttpResponseBase

from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members.permissions import Permission, require
from gemeinwerk.members.requests import MemberRequest

View = Callable[..., HttpResponseBase]
guarded: dict[str, Permission | None] = {}


def page(permission: Permission | None = None) -> Callable[[View], View]:
    """Send strangers to the login, refuse (403) whoever lacks the permission.

    Without a permission every signed-in person may open the page, even without a role.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded_view(request: MemberRequest, **arguments: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if permission is not None:
                if request.actor is None:
                    raise NotAllowed
                require(request.actor, permission)
            return view(request, **arguments)

        guarded[f"{view.__module__}.{view.__qualname__}"] = permission
        return guarded_view

    return guard
