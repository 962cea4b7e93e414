"""Writing an article, and the steps that ask first: release, withdraw, restore, discard."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gemeinwerk.assistant.knowledge import actions, comparing, queries, rules
from gemeinwerk.assistant.knowledge.entering import do, enter, posted
from gemeinwerk.assistant.knowledge.errors import ChangedMeanwhile, NoDraft
from gemeinwerk.assistant.knowledge.forms import (
    ArticleForm,
    ReviewForm,
    WithdrawForm,
    entries_of,
)
from gemeinwerk.assistant.knowledge.offices import queries as offices
from gemeinwerk.assistant.knowledge.views import bases
from gemeinwerk.assistant.knowledge.views.reading import compare_versions
from gemeinwerk.assistant.models import Article, Base, Version
from gemeinwerk.assistant.permissions import RELEASE, WRITE
from gemeinwerk.assistant.text.dialect import ArticleTooLong
from gemeinwerk.assistant.text.rendering import render as render_body
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError
from gemeinwerk.kernel.ids import new_id as make_id
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest

WRITING = ["GET", "HEAD", "POST"]
A_YEAR = timedelta(days=365)


@require_http_methods(WRITING)
@page(WRITE)
def write_article(request: MemberRequest, base_id: int) -> HttpResponse:
    """Write a new article. ``?titel=`` suggests its title."""
    base = queries.get_own_base(base_id)
    title = rules.one_line(request.GET.get("titel", ""))[: rules.MAX_TITLE]
    entries = {"title": title, "article": make_id()}
    form = ArticleForm(posted(request), offices=offices.list_choices(), initial=entries)
    form.is_valid()
    written = queries.find_own_article(getattr(form, "cleaned_data", {}).get("article"))
    return _edit(request, form, base, written)


@require_http_methods(WRITING)
@page(WRITE)
def edit_article(request: MemberRequest, article_id: UUID) -> HttpResponse:
    """Go on with the draft of an article, or begin one from what is released."""
    article = queries.get_own_article(article_id)
    form = ArticleForm(
        posted(request),
        offices=offices.list_choices(),
        initial=entries_of(_newest_text(article)),
    )
    return _edit(request, form, article.base, article)


@require_http_methods(WRITING)
@page(RELEASE)
def release_article(request: MemberRequest, article_id: UUID) -> HttpResponse:
    """Read a draft with what it changes, then release it."""
    article = queries.get_own_article(article_id)
    draft, current = queries.get_draft(article), queries.get_current(article)
    if request.method == "POST":
        return _release(request, article, draft)
    if draft is None:
        raise NoDraft
    context = {
        "article": article,
        "base": article.base,
        "draft": draft,
        "current": current,
        "seen": rules.fingerprint(queries.content_of(draft, article)),
        "html": render_body(draft.body),
        "plain": render_body(draft.plain) if draft.plain else "",
        "changes": compare_versions(current, draft) if current else [],
    }
    return render(request, "knowledge/article_release.html", context)


@require_http_methods(WRITING)
@page(RELEASE)
def withdraw_article(request: MemberRequest, article_id: UUID) -> HttpResponse:
    """Say why an article is not to be answered from any more."""
    article = queries.get_own_article(article_id)
    form = WithdrawForm(posted(request))

    def act() -> str:
        reason = form.cleaned_data["reason"]
        actions.withdraw(article_id=article_id, reason=reason, actor=request.actor)
        return address(article)

    told = _("The article is withdrawn. No answer quotes it any more.")
    context = {"article": article, "base": article.base}
    template = "knowledge/article_withdraw.html"
    return enter(request, form, act, told=told, template=template, context=context)


@require_http_methods(WRITING)
@page(RELEASE)
def review_article(request: MemberRequest, article_id: UUID) -> HttpResponse:
    """Confirm that an article still holds, until another day."""
    article = queries.get_own_article(article_id)
    form = ReviewForm(posted(request), initial={"review_on": clock.today() + A_YEAR})

    def act() -> str:
        day = form.cleaned_data["review_on"]
        actions.confirm_review(article_id=article_id, review_on=day, actor=request.actor)
        return address(article)

    told = _("The review is noted. The article stays as it is.")
    context = {"article": article, "base": article.base}
    template = "knowledge/article_review.html"
    return enter(request, form, act, told=told, template=template, context=context)


@require_POST
@page(WRITE)
def restore_version(request: MemberRequest, article_id: UUID, number: int) -> HttpResponse:
    """Take an earlier version up again, as a draft."""
    article = queries.get_own_article(article_id)

    def act() -> None:
        actions.restore_version(article_id=article_id, number=number, actor=request.actor)

    told = _("The earlier version is a draft now. Read it and release it if it is right.")
    return do(request, act, told=told, back=address(article))


@require_POST
@page(WRITE)
def discard_draft(request: MemberRequest, article_id: UUID) -> HttpResponse:
    """Delete a draft, with the article if it was never released."""
    article = queries.get_own_article(article_id)
    try:
        is_gone = actions.discard_draft(article_id=article_id, actor=request.actor)
    except NoDraft as refusal:
        messages.warning(request, str(refusal))
        return redirect(address(article))
    messages.success(request, _("The draft was discarded."))
    return redirect(bases.address(article.base_id) if is_gone else address(article))


def address(article: Article) -> str:
    """Return the address of an article's page."""
    return reverse("knowledge:article", kwargs={"article_id": article.id})


def _edit(
    request: MemberRequest, form: ArticleForm, base: Base, article: Article | None = None
) -> HttpResponse:
    """Show the editor, with a preview if asked for; save, and go on to read what was saved."""
    context: dict[str, Any] = {"form": form, "base": base, "article": article}
    if request.method != "POST" or "preview" in request.POST:
        return _show(request, context, form)
    if not form.is_valid():
        return _show(request, context, form, 400)
    try:
        version = _save(request, form, base, article)
    except (NotAllowed, NotFound):
        raise
    except ChangedMeanwhile as refusal:
        return _show_both(request, context, form, refusal)
    except UserError as refusal:
        form.add_error(None, str(refusal))
        return _show(request, context, form, 400)
    if "release" in request.POST and allows(request.actor, RELEASE):
        return redirect("knowledge:release", article_id=version.article_id)
    messages.success(request, _("The draft was saved. It is answered from once it is released."))
    return redirect("knowledge:article", article_id=version.article_id)


def _save(
    request: MemberRequest, form: ArticleForm, base: Base, article: Article | None
) -> Version:
    if article is None:
        return actions.save_draft(
            base_id=base.id,
            content=form.text,
            new_id=form.cleaned_data["article"],
            actor=request.actor,
        )
    return actions.save_draft(
        article_id=article.id,
        content=form.text,
        based_on=form.cleaned_data["based_on"],
        actor=request.actor,
    )


def _show_both(
    request: MemberRequest, context: dict[str, Any], form: ArticleForm, refusal: ChangedMeanwhile
) -> HttpResponse:
    """Show what somebody else saved against what this editor wrote; the next save is meant."""
    article: Article = context["article"]
    theirs, mine = _newest_text(article), rules.clean_article(form.text)
    form.add_error(None, str(refusal))
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["based_on"] = rules.fingerprint(theirs)  # type: ignore[index]
    context["theirs"] = theirs
    context["difference"] = comparing.compare(theirs.body, mine.body)
    return _show(request, context, form, 409)


def _show(
    request: MemberRequest, context: dict[str, Any], form: ArticleForm, status: int = 200
) -> HttpResponse:
    texts = {name: str(form[name].value() or "") for name in ("title", "body", "plain")}
    context["preview_title"] = rules.one_line(texts["title"])
    context["preview"] = _preview(texts["body"])
    context["preview_plain"] = _preview(texts["plain"]) if texts["plain"].strip() else ""
    context["may_release"] = allows(request.actor, RELEASE)
    if "preview" in request.POST:
        form.errors.clear()
    return render(request, "knowledge/article_edit.html", context, status=status)


def _preview(markdown: str) -> SafeString | str:
    try:
        return render_body(rules.clean_text(markdown))
    except ArticleTooLong as refusal:
        return str(refusal)


def _release(request: MemberRequest, article: Article, draft: Version | None) -> HttpResponse:
    if draft is None:  # a second click
        messages.info(request, _("There is nothing left to release."))
        return redirect(address(article))

    def act() -> None:
        actions.release(version_id=draft.id, seen=request.POST.get("seen", ""), actor=request.actor)

    told = _("The article is released. It is answered from now.")
    return do(request, act, told=told, back=address(article))


def _newest_text(article: Article) -> rules.ArticleText:
    newest = queries.get_newest(article)
    if newest is None:
        raise NoDraft
    return queries.content_of(newest, article)
