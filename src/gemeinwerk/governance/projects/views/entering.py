"""The page of a form, alike for everything that is entered about a project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from gemeinwerk.governance.models import Alliance
from gemeinwerk.governance.projects.models import Project
from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError
from gemeinwerk.members.requests import MemberRequest


@dataclass(frozen=True, slots=True)
class FormPage:
    """What the page around a form says: above it, on its button, after it, and the way back."""

    alliance: Alliance
    heading: str
    button: str
    told: str
    back: str
    project: Project | None = None
    lead: str = ""


def enter(
    request: MemberRequest, form: forms.Form, around: FormPage, act: Callable[[], object]
) -> HttpResponse:
    """Show a form; once it is sent and right, act, tell so and go back.

    A refusal stands above the fields; a missing right (403) and a missing object (404) do not.
    """
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except (NotAllowed, NotFound):
            raise
        except UserError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, around.told)
            return redirect(around.back)
    context = {
        "form": form,
        "around": around,
        "alliance": around.alliance,
        "project": around.project,
        "tab": "projects",
    }
    return render(request, "projects/form_page.html", context)


def do(request: MemberRequest, act: Callable[[], object], *, told: str, back: str) -> HttpResponse:
    """Act at the press of a button, tell what happened, or why not, and go back."""
    try:
        act()
    except (NotAllowed, NotFound):
        raise
    except UserError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect(back)
