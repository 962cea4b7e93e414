"""Terms first, then a summary in words, then the grant."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gemeinwerk.archive import queries as archive
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members import queries as members
from gemeinwerk.members.access import page
from gemeinwerk.members.requests import MemberRequest
from gemeinwerk.sharing import actions as sharing
from gemeinwerk.sharing import queries as grants
from gemeinwerk.sharing import wording
from gemeinwerk.sharing.forms import GrantForm
from gemeinwerk.sharing.permissions import SHARE


@require_http_methods(["GET", "HEAD", "POST"])
@page(SHARE)
def open_grant(request: MemberRequest, key: UUID) -> HttpResponse:
    """Open an own collection; ``confirmed`` and ``change`` are the buttons of the summary."""
    collection = archive.get_own_collection(key=key)
    content = archive.count_content(collection)
    form = _form(request, content)
    context = {"form": form, "collection": collection, "content": content}
    if "change" in request.POST or not form.is_valid():
        return render(request, "portal/share_form.html", context)
    about: dict[str, Any] = {
        "collection_id": collection.id,
        "collection_name": collection.name,
        "grantee": form.partner,
    }
    try:
        if "confirmed" not in request.POST:
            sharing.refuse_second(**about)
            return render(request, "portal/share_confirm.html", {**context, **_summary(context)})
        grant = sharing.open_grant(**about, terms=form.terms, actor=request.actor)
    except UserError as refusal:
        form.refuse(refusal)
        return render(request, "portal/share_form.html", context)
    return _done(request, grant)


def _done(request: MemberRequest, grant: grants.Grant) -> HttpResponse:
    facts = {"collection": grant.collection_name, "grantee": grant.grantee.name}
    text = _("“%(collection)s” is open to %(grantee)s.")
    if not grants.is_open(grant):
        text = _("“%(collection)s” will be open to %(grantee)s from the first day on.")
    messages.success(request, text % facts)
    return redirect("sharing:grant", grant_id=grant.id)


def _form(request: MemberRequest, content: archive.Content) -> GrantForm:
    return GrantForm(
        request.POST or None,
        owner_id=request.actor.member_id,
        contacts=members.list_contacts(),
        personal=content.personal_records,
    )


def _summary(context: dict[str, Any]) -> dict[str, Any]:
    """What the summary says: how much the partner will see, and the terms."""
    form, content = context["form"], context["content"]
    closed = 0 if form.terms.includes_personal else content.personal_pages
    return {
        "consequence": wording.consequence(
            grantee=form.partner.name,
            pages=content.pages - closed,
            collection=context["collection"].name,
            may_download=form.terms.right == "download",
        ),
        "rows": wording.rows(form.terms),
    }
