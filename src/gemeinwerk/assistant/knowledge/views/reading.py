"""An article as readers see it, its versions and what changed between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from gemeinwerk.assistant.knowledge import comparing, queries
from gemeinwerk.assistant.knowledge.comparing import Stretch
from gemeinwerk.assistant.models import Article, ArticleState, Version
from gemeinwerk.assistant.permissions import ASK, RELEASE, WRITE
from gemeinwerk.assistant.text.rendering import render as render_body
from gemeinwerk.assistant.text.rendering import render_quote
from gemeinwerk.assistant.text.sections import Heading, list_headings
from gemeinwerk.journal import queries as journal
from gemeinwerk.journal.permissions import SEE_JOURNAL
from gemeinwerk.kernel import clock
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest

ENTRIES = 20
LABELS = {
    "title": _("Title"),
    "body": _("Text"),
    "plain": _("Plain language"),
    "legal_basis": _("Legal basis"),
    "source": _("Source"),
    "office_name": _("Responsible office"),
}
BADGES = {"draft": "neutral", "released": "success", "withdrawn": "warning"}


@dataclass(frozen=True, slots=True)
class Text:
    """A version as it is shown. ``is_marked``: the quoted stretch stands in it."""

    version: Version
    html: SafeString
    plain: SafeString
    headings: list[Heading]
    is_marked: bool


@require_safe
@page(ASK)
def show_article(request: MemberRequest, article_id: UUID) -> HttpResponse:
    """What is answered from; ``?von=&bis=`` marks what an answer has quoted of it, ``?fassung=``
    names the version that it was quoted from.
    """
    article = queries.get_article(article_id)
    current = queries.get_current(article)
    shown = _quoted_version(request, article) or current or queries.get_newest(article)
    is_own = queries.is_own(article)
    context = {
        "article": article,
        "base": article.base,
        "is_own": is_own,
        "grant": None if is_own else queries.get_open_grant(article.base),
        "badge": (BADGES[article.state], article.get_state_display()),
        "current": current,
        "draft": queries.get_draft(article) if is_own else None,
        "text": _text(request, shown) if shown else None,
        "is_due": _is_due(article),
        **(_behind(request, article) if is_own else {}),
    }
    return render(request, "knowledge/article_show.html", context)


@require_safe
@page(ASK)
def show_version(request: MemberRequest, article_id: UUID, number: int) -> HttpResponse:
    """A version, and word by word what it changed in the one before (``?mit=`` another one)."""
    article = queries.get_own_article(article_id)
    version = queries.get_version(article, number)
    versions = list(queries.list_versions(article))
    other = _other(request, versions, version)
    context = {
        "article": article,
        "base": article.base,
        "version": version,
        "html": render_body(version.body),
        "plain": render_body(version.plain) if version.plain else "",
        "other": other,
        "others": [each for each in versions if each.number != number],
        "changes": compare_versions(other, version) if other else [],
        "may_restore": allows(request.actor, WRITE) and not version.is_current,
        "has_draft": queries.get_draft(article) is not None,
    }
    return render(request, "knowledge/version_show.html", context)


def compare_versions(before: Version, after: Version) -> list[tuple[str, list[Stretch | None]]]:
    """Return the fields that differ, by label, each with what went and what came."""
    found = []
    for name, label in LABELS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found.append((str(label), comparing.shorten(comparing.compare(old, new))))
    return found


def _quoted_version(request: MemberRequest, article: Article) -> Version | None:
    try:
        wanted = UUID(request.GET.get("fassung", ""))
    except ValueError:
        return None
    return queries.list_versions(article).filter(id=wanted).first()


def _text(request: MemberRequest, version: Version) -> Text:
    start, end = _number(request, "von"), _number(request, "bis")
    is_marked = start is not None and end is not None and start < end <= len(version.body)
    return Text(
        version=version,
        html=(
            render_quote(version.body, start or 0, end or 0, top_level=2)
            if is_marked
            else render_body(version.body, top_level=2)
        ),
        plain=render_body(version.plain) if version.plain else SafeString(""),
        headings=list_headings(version.body),
        is_marked=is_marked,
    )


def _number(request: MemberRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _is_due(article: Article) -> bool:
    is_over = article.review_on is not None and article.review_on <= clock.today()
    return is_over and article.state == ArticleState.RELEASED


def _behind(request: MemberRequest, article: Article) -> dict[str, Any]:
    """Return what only the own authority sees: versions, rights, journal."""
    sees_journal = allows(request.actor, SEE_JOURNAL)
    lines = journal.list_lines(object_id=str(article.id), limit=ENTRIES) if sees_journal else []
    return {
        "versions": list(queries.list_versions(article)),
        "lines": lines,
        "may_write": allows(request.actor, WRITE),
        "may_release": allows(request.actor, RELEASE),
    }


def _other(request: MemberRequest, versions: list[Version], shown: Version) -> Version | None:
    wanted = _number(request, "mit")
    earlier = [each for each in versions if each.number < shown.number]
    named = [each for each in versions if each.number == wanted and each.id != shown.id]
    return next(iter(named or earlier), None)
