"""Reads of offices."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from gemeinwerk.assistant.errors import OfficeUnknown
from gemeinwerk.assistant.models import ArticleState, Office
from gemeinwerk.members.context import require_member


def list_own_offices() -> QuerySet[Office]:
    """Return the acting member's offices by name; ``released`` counts articles that name one."""
    own = Office.objects.filter(member_id=require_member())
    released = Count("articles", filter=Q(articles__state=ArticleState.RELEASED))
    return own.annotate(released=released, named=Count("articles")).order_by("name")


def list_choices() -> list[tuple[str, str]]:
    """Return ids and names of the own offices, for a form."""
    own = Office.objects.filter(member_id=require_member()).order_by("name")
    return [(str(office.id), office.name) for office in own]


def get_own_office(office_id: UUID) -> Office:
    """Return an office of the acting member, else OfficeUnknown."""
    found = Office.objects.filter(id=office_id, member_id=require_member()).first()
    if found is None:
        raise OfficeUnknown
    return found


def find_by_name(name: str) -> Office | None:
    """Return the own office of this name, however it is capitalised."""
    return Office.objects.filter(member_id=require_member(), name__iexact=name).first()
