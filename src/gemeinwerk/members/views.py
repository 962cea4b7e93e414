"""What a person sees of the own account."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gemeinwerk.members import queries
from gemeinwerk.members.access import page
from gemeinwerk.members.requests import MemberRequest


@require_safe
@page()
def show_account(request: MemberRequest) -> HttpResponse:
    """Name, address, roles at each member, password and second factor."""
    factor = _("set up") if is_mfa_enabled(request.user) else _("not set up")
    context = {
        "desks": queries.list_desks(request.user.id),
        "rows": [
            (_("Name"), request.user.name),
            (_("E-mail address"), request.user.email),
            (_("Second factor"), factor),
        ],
    }
    return render(request, "members/account_show.html", context)
