"""The page on which an authority sets up where citizens ask."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gemeinwerk.assistant.knowledge.desk import actions, queries
from gemeinwerk.assistant.knowledge.desk.forms import DeskForm, entries_of
from gemeinwerk.assistant.knowledge.entering import enter, posted
from gemeinwerk.assistant.permissions import SET_UP
from gemeinwerk.members.access import page
from gemeinwerk.members.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@page(SET_UP)
def set_up_desk(request: MemberRequest) -> HttpResponse:
    """Address, greeting, open or closed, websites with the widget and its lines to copy."""
    desk = queries.get_own_desk()
    form = DeskForm(posted(request), initial=entries_of(desk) if desk else {})

    def act() -> str:
        actions.set_up_desk(facts=form.facts, actor=request.actor)
        return reverse("knowledge:desk")

    def address_of(name: str) -> str:
        return request.build_absolute_uri(reverse(name, args=[desk.slug])) if desk else ""

    context = {
        "desk": desk,
        "page_url": address_of("desk:ask"),
        "widget_url": address_of("desk:widget"),
        "has_public_base": queries.has_public_base(),
    }
    told, template = _("The public page was set up."), "knowledge/desk_edit.html"
    return enter(request, form, act, told=told, template=template, context=context)
