"""Pages about access keys."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members import queries as people
from gemeinwerk.members import tokens
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import HOLD_TOKENS
from gemeinwerk.members.requests import MemberRequest
from gemeinwerk.portal.tokens import actions
from gemeinwerk.portal.tokens.forms import TokenForm


@require_safe
@page(HOLD_TOKENS)
def list_tokens(request: MemberRequest) -> HttpResponse:
    """One's own keys here; for who manages people also those of all others."""
    context = {
        "own": tokens.list_tokens(request.actor),
        "others": tokens.list_tokens_of_others(request.actor),
    }
    return render(request, "portal/token_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(HOLD_TOKENS)
def make_token(request: MemberRequest) -> HttpResponse:
    """Ask for purpose and end, then show the key this once."""
    form = TokenForm(request.POST or None)
    if form.is_valid():
        try:
            issued = actions.make_token(**form.cleaned_data, actor=request.actor)
        except UserError as error:
            form.add_error("expires_on", str(error))
        else:
            context = {"issued": issued, "rows": _describe_use(request)}
            return render(request, "portal/token_made.html", context)
    return render(request, "portal/token_make.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@page(HOLD_TOKENS)
def withdraw_token(request: MemberRequest, token_id: UUID) -> HttpResponse:
    """Ask, then end a key."""
    token = tokens.get_token(token_id, request.actor)
    if request.method == "POST":
        actions.withdraw_token(token_id=token_id, actor=request.actor)
        told = _("The access key “%(purpose)s” opens nothing any more.")
        messages.success(request, told % {"purpose": token.purpose})
        return redirect("tokens:list")
    context = {"token": token, "person": people.get_colleague(token.person_id)}
    return render(request, "portal/token_withdraw.html", context)


def _describe_use(request: MemberRequest) -> list[tuple[str, str]]:
    origin = request.build_absolute_uri("/").rstrip("/")
    key = _("<access key>")
    return [
        (_("Header of each request"), f"Authorization: Bearer {key}"),
        (_("Interface (JSON)"), f"{origin}/api/v1/"),
        (_("Interface for language models (MCP)"), f"{origin}/mcp/"),
    ]
