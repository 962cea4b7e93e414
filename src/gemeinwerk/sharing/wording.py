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

    valid_from: Any
    valid_to: Any


class TermsLike(Protocol):
    """What ``Terms`` and ``Grant`` have in common."""

    right: Any
    purpose: Any
    basis: Any
    legal_basis: Any
    roles: Any
    valid_from: Any
    valid_to: Any
    includes_personal: Any


def rows(terms: TermsLike) -> list[tuple[str, str]]:
    """Return the terms as pairs of name and value, for a list of facts."""
    personal = _("opened too") if terms.includes_personal else _("stay closed")
    return [
        (_("What they may do"), str(Right(terms.right).label)),
        (_("Roles that may use it"), roles(terms.roles)),
        (_("Purpose"), terms.purpose),
        (_("Basis"), terms.basis),
        (_("Legal basis"), terms.legal_basis or "–"),
        (_("From – to"), period(terms)),
        (_("Person-related records"), personal),
    ]


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
