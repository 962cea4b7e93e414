"""Start page, switch of the member, and a sign of life."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members.access import page
from gemeinwerk.members.middleware import ACTIVE_MEMBER
from gemeinwerk.members.requests import MemberRequest
from gemeinwerk.portal import queries


@require_safe
def show_home(request: MemberRequest) -> HttpResponse:
    """Strangers learn what this is; people without a role whom to ask; others what waits."""
    if not request.user.is_authenticated:
        return render(request, "portal/welcome.html")
    if request.actor is None:
        return render(request, "portal/home_without_role.html")
    context = {
        "desk": queries.get_desk(request.actor),
        "lacks_second_factor": not is_mfa_enabled(request.user),
    }
    return render(request, "portal/home.html", context)


@require_POST
@page()
def switch_member(request: MemberRequest) -> HttpResponse:
    """Act for another member at which the person has a role."""
    wanted = request.POST.get("member", "")
    chosen = next((m for m in request.members if str(m.id) == wanted), None)
    if chosen is None:
        raise NotAllowed
    request.session[ACTIVE_MEMBER] = chosen.id
    messages.success(request, _("You now act for %(member)s.") % {"member": chosen.name})
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(address if safe else reverse("portal:home"))


@require_safe
def tell_health(request: MemberRequest) -> HttpResponse:
    """Answer "ok" when the database answers; anybody may ask."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
