"""Pages about grants that were given and received."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.journal import queries as journal
from gemeinwerk.journal.permissions import SEE_JOURNAL
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest
from gemeinwerk.sharing import actions, queries, wording
from gemeinwerk.sharing.permissions import OFFER, SEE_GRANTS, SHARE


@require_safe
@page(SEE_GRANTS)
def list_grants(request: MemberRequest) -> HttpResponse:
    """What is open to others, and what others opened to us."""
    context = {
        "given": [queries.describe(grant) for grant in queries.list_given()],
        "received": [queries.describe(grant) for grant in queries.list_received()],
        "to_declare": queries.list_to_declare(request.actor),
        "may_offer": allows(request.actor, OFFER),
    }
    return render(request, "sharing/grant_list.html", context)


@require_safe
@page(SEE_GRANTS)
def show_grant(request: MemberRequest, grant_id: UUID) -> HttpResponse:
    """The terms of a grant, and what the journal knows of it."""
    grant = queries.get_grant(grant_id)
    is_own = grant.member_id == request.actor.member_id
    sees_journal = allows(request.actor, SEE_JOURNAL)
    context = {
        "line": queries.describe(grant),
        "leads_to_base": grant.is_base and (is_own or queries.is_open_to_me(grant)),
        "rows": [*wording.rows(grant), *wording.origin_rows(grant)],
        "to_declare": grant in queries.list_to_declare(request.actor),
        "may_end": is_own and grant.ended_at is None and allows(request.actor, SHARE),
        "history": journal.list_lines(object_id=str(grant.id)) if sees_journal else None,
    }
    return render(request, "sharing/grant_show.html", context)


@require_POST
@page(SEE_GRANTS)
def declare_purpose(request: MemberRequest, grant_id: UUID) -> HttpResponse:
    """The person uses a received grant for its purpose only; from now on it opens."""
    grant = queries.get_grant(grant_id)
    try:
        actions.declare_purpose(grant_id=grant.id, actor=request.actor)
    except UserError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, wording.opened(grant))
    return redirect("sharing:grant", grant_id=grant.id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(SHARE)
def end_grant(request: MemberRequest, grant_id: UUID) -> HttpResponse:
    """Ask, then end a grant of the own member at once."""
    grant = queries.get_own_grant(grant_id)
    if request.method != "POST":
        context = {"line": queries.describe(grant)}
        return render(request, "sharing/grant_end.html", context)
    try:
        actions.end_grant(grant_id=grant.id, actor=request.actor)
    except UserError as refusal:
        messages.warning(request, str(refusal))
    else:
        told = _("“%(collection)s” is not open to %(grantee)s any more.")
        facts = {"collection": grant.subject, "grantee": grant.grantee.name}
        messages.success(request, told % facts)
    return redirect("sharing:grant", grant_id=grant.id)
