"""Terms of a grant in words, before it is opened and afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemeinwerk.kernel import clock
from gemeinwerk.members.models import RoleKind
from gemeinwerk.sharing.models import PUBLIC, Grant, Right


class Dated(Protocol):
    """What has a first day and perhaps a last one."""

    @property
    def valid_from(self) -> Any: ...

    @property
    def valid_to(self) -> Any: ...


def rows(grant: Grant) -> list[tuple[str, str]]:
    """Return the terms as pairs of name and value, for a list of facts."""
    return [
        *_scope_rows(grant),
        (_("Roles that may use it"), roles(grant.roles)),
        (_("Purpose"), grant.purpose),
        (_("Basis"), grant.basis),
        (_("Legal basis"), grant.legal_basis or "–"),
        (_("From – to"), period(grant)),
    ]


def _scope_rows(grant: Grant) -> list[tuple[str, str]]:
    if grant.is_base:
        return [(_("What is opened"), _("Knowledge base: its released articles"))]
    personal = _("opened too") if grant.includes_personal else _("stay closed")
    return [
        (_("What is opened"), _("Collection")),
        (_("What they may do"), str(Right(grant.right).label)),
        (_("Person-related records"), personal),
    ]


def opened(grant: Grant) -> str:
    """Say what a person can do now that it has declared the purpose."""
    if grant.is_base:
        told = _("“%(base)s” is open to you now. You are answered from its articles too.")
        return told % {"base": grant.subject}
    told = _("“%(collection)s” is open to you now. You find its pages in the search.")
    return told % {"collection": grant.subject}


def origin_rows(grant: Grant) -> list[tuple[str, str]]:
    """Return who opened a grant and, if that was done, who ended it."""
    told = [(_("Opened"), _moment(grant.opened_at, grant.opened_by))]
    if grant.ended_at:
        told.append((_("Ended"), _moment(grant.ended_at, grant.ended_by)))
    return told


def _moment(at: datetime, by: str) -> str:
    day = at.astimezone(clock.BERLIN).strftime("%d.%m.%Y %H:%M")
    return _("%(day)s by %(person)s") % {"day": day, "person": by}


def roles(kinds: Iterable[str]) -> str:
    """Return the names of roles, e.g. ``Clerk, Records officer``."""
    return ", ".join(role(kind) for kind in kinds) or "–"


def role(kind: str) -> str:
    """Return the name of one role; citizens count as one where a base may answer them."""
    return _("Citizens who ask the partner") if kind == PUBLIC else str(RoleKind(kind).label)


def period(terms: Dated) -> str:
    """Return first and last day, e.g. ``01.01.2027 – 31.12.2027``."""
    first = terms.valid_from.strftime("%d.%m.%Y")
    last = terms.valid_to.strftime("%d.%m.%Y") if terms.valid_to else _("further notice")
    return f"{first} – {last}"


def consequence(*, grantee: str, pages: int, collection: str, may_download: bool) -> str:
    """Say what a grant means for the partner, with the number of pages that it opens."""
    facts = {"grantee": grantee, "pages": pages, "collection": collection}
    if may_download:
        text = ngettext(
            "%(grantee)s can then find, read and download %(pages)d page of “%(collection)s”.",
            "%(grantee)s can then find, read and download %(pages)d pages of “%(collection)s”.",
            pages,
        )
    else:
        text = ngettext(
            "%(grantee)s can then find and read %(pages)d page of “%(collection)s”.",
            "%(grantee)s can then find and read %(pages)d pages of “%(collection)s”.",
            pages,
        )
    return text % facts


def base_consequence(*, grantee: str, articles: int, base: str) -> str:
    """Say what it means for the partner that a knowledge base opens, with its released articles."""
    text = ngettext(
        "%(grantee)s can then read %(articles)d article of “%(base)s” and is answered from it.",
        "%(grantee)s can then read %(articles)d articles of “%(base)s” and is answered from them.",
        articles,
    )
    return text % {"grantee": grantee, "articles": articles, "base": base}
