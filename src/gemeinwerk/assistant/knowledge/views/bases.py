"""The list of knowledge bases, and the articles in one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gemeinwerk.assistant.knowledge import actions, queries
from gemeinwerk.assistant.knowledge.desk.queries import get_own_desk
from gemeinwerk.assistant.knowledge.entering import enter, posted
from gemeinwerk.assistant.knowledge.forms import BaseForm, FilterForm, ReleaseForm
from gemeinwerk.assistant.knowledge.imports.exporting import KINDS
from gemeinwerk.assistant.knowledge.imports.queries import list_open_imports
from gemeinwerk.assistant.knowledge.offices import queries as offices
from gemeinwerk.assistant.learning import queries as learning
from gemeinwerk.assistant.permissions import ASK, RELEASE, SET_UP, WRITE
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest
from gemeinwerk.sharing import queries as sharing
from gemeinwerk.sharing.permissions import OFFER

ARTICLES_PER_PAGE = 50
DUE_SHOWN = 10


@require_safe
@page(ASK)
def list_bases(request: MemberRequest) -> HttpResponse:
    """Own bases with what stands in them and what is to do, then those that others have opened."""
    may_write = allows(request.actor, WRITE)
    context = {
        "own": list(queries.list_own_bases()),
        "foreign": queries.list_foreign_bases(),
        "to_declare": queries.list_to_declare_bases(request.actor),
        "gaps": learning.count_to_write() if may_write else 0,
        "measurements": learning.count_measurements() if may_write else 0,
        "due": queries.list_due(DUE_SHOWN),
        "due_total": queries.count_due(),
        "desk": get_own_desk(),
        "may_set_up": allows(request.actor, SET_UP),
        "may_write": may_write,
    }
    return render(request, "knowledge/base_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(SET_UP)
def create_base(request: MemberRequest) -> HttpResponse:
    """Create a knowledge base, then go on to fill it."""
    form = BaseForm(posted(request))

    def act() -> str:
        base = actions.create_base(**form.cleaned_data, actor=request.actor)
        return address(base.id)

    told = _("The knowledge base was created. Now write or read in articles.")
    template = "knowledge/base_edit.html"
    return enter(request, form, act, told=told, template=template, context={})


@require_http_methods(["GET", "HEAD", "POST"])
@page(SET_UP)
def edit_base(request: MemberRequest, base_id: int) -> HttpResponse:
    """Rename or describe an own base, or open it to citizens."""
    base = queries.get_own_base(base_id)
    entries = {name: getattr(base, name) for name in ("name", "description", "is_public")}
    form = BaseForm(posted(request), initial=entries)

    def act() -> str:
        actions.change_base(base_id=base_id, **form.cleaned_data, actor=request.actor)
        return address(base_id)

    context, told = {"base": base}, _("The knowledge base was changed.")
    template = "knowledge/base_edit.html"
    return enter(request, form, act, told=told, template=template, context=context)


@require_safe
@page(ASK)
def show_base(request: MemberRequest, base_id: int) -> HttpResponse:
    """The articles of a base, narrowed by state, kind, office and words."""
    base = queries.get_base(base_id)
    is_own = queries.is_own(base)
    form = FilterForm(request.GET, offices=offices.list_choices() if is_own else [])
    articles = queries.find_articles(base, form.filters)
    context = {
        "base": base,
        "is_own": is_own,
        "grant": None if is_own else queries.get_open_grant(base),
        "given": [g for g in sharing.list_given(base_id=base.id) if sharing.is_in_force(g)],
        "form": form,
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "articles": Paginator(articles, ARTICLES_PER_PAGE).get_page(request.GET.get("seite")),
        "imports": list_open_imports(base) if is_own else [],
        "drafts": queries.list_drafts(base).count() if is_own else 0,
        "formats": list(KINDS) if is_own else [],
        "may_write": is_own and allows(request.actor, WRITE),
        "may_release": is_own and allows(request.actor, RELEASE),
        "may_set_up": is_own and allows(request.actor, SET_UP),
        "may_share": is_own and allows(request.actor, OFFER),
    }
    return render(request, "knowledge/base_show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(RELEASE)
def release_drafts(request: MemberRequest, base_id: int) -> HttpResponse:
    """Tick drafts that were read and release them together."""
    base = queries.get_own_base(base_id)
    form = ReleaseForm(posted(request))
    drafts = Paginator(queries.list_drafts(base), ARTICLES_PER_PAGE)

    def act() -> str:
        chosen = form.cleaned_data["entwurf"]
        actions.release_all(base_id=base_id, version_ids=chosen, actor=request.actor)
        return address(base_id)

    context = {"base": base, "drafts": drafts.get_page(request.GET.get("seite"))}
    told = _("The articles are released. They are answered from now.")
    template = "knowledge/base_release.html"
    return enter(request, form, act, told=told, template=template, context=context)


def address(base_id: int) -> str:
    """Return the address of a base's page."""
    return reverse("knowledge:base", kwargs={"base_id": base_id})
