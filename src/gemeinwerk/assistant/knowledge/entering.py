"""Forms that act: alike for bases, articles, offices and the public page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError
from gemeinwerk.members.requests import MemberRequest


def posted(request: MemberRequest) -> QueryDict | None:
    """Return what was sent, however little; None where a page is only asked for."""
    return request.POST if request.method == "POST" else None


def enter(
    request: MemberRequest,
    form: forms.Form,
    act: Callable[[], str],
    *,
    told: str,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Show a form; once it is sent and right, act, say so and go where ``act`` says.

    A refusal stands above the fields; a missing right (403) and a missing object (404) do not.
    """
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            address = act()
        except (NotAllowed, NotFound):
            raise
        except UserError as refusal:
            form.add_error(None, str(refusal))
            status = 400
        else:
            messages.success(request, told)
            return redirect(address)
    return render(request, template, {**context, "form": form}, status=status)


def do(request: MemberRequest, act: Callable[[], object], *, told: str, back: str) -> HttpResponse:
    """Act at the press of a button, say what happened, or why not, and go back."""
    try:
        act()
    except (NotAllowed, NotFound):
        raise
    except UserError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect(back)
