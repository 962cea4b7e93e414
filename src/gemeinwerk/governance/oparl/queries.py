"""Reads of what alliances have published. Without the door ``public`` they find nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from gemeinwerk.governance.oparl.errors import FileGone, PublicationUnknown
from gemeinwerk.governance.oparl.models import Kind, Publication


@dataclass(frozen=True, slots=True)
class Filters:
    """Moments that limit a list, inclusive to the second (OParl 1.1, section "Filter")."""

    created_since: datetime | None = None
    created_until: datetime | None = None
    modified_since: datetime | None = None
    modified_until: datetime | None = None

    def given(self) -> dict[str, datetime]:
        """Return those that were given, by name, in a fixed order."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value is not None}


SECOND = timedelta(seconds=1)  # finer is not told


def get_publication(kind: Kind, object_id: UUID) -> Publication:
    """Return a published object, also a withdrawn one, else PublicationUnknown."""
    found = Publication.objects.filter(kind=kind, object_id=object_id).first()
    if found is None:
        raise PublicationUnknown
    return found


def get_file(object_id: UUID) -> Publication:
    """Return a published file. Raises PublicationUnknown, FileGone once it was withdrawn."""
    found = get_publication(Kind.FILE, object_id)
    if found.deleted_at:
        raise FileGone
    return found


def get_alliance(alliance_id: UUID) -> Publication:
    """Return an alliance that is public, or has been, else PublicationUnknown."""
    return get_publication(Kind.BODY, alliance_id)


def list_publications(
    kind: Kind, filters: Filters, *, alliance_id: UUID | None = None
) -> QuerySet[Publication]:
    """Return published objects of a kind, in the order of their publication.

    Withdrawn ones are among them if ``modified_since`` asks for changes, as OParl 1.1 wants it.
    """
    found = Publication.objects.filter(kind=kind)
    if alliance_id is not None:
        found = found.filter(alliance_id=alliance_id)
    if filters.modified_since is None:
        found = found.filter(deleted_at=None)
    for name, moment in filters.given().items():
        column, _, side = name.partition("_")
        whole = moment.replace(microsecond=0)
        is_since = side == "since"
        found = found.filter(
            **{f"{column}_at__gte": whole} if is_since else {f"{column}_at__lt": whole + SECOND}
        )
    return found.order_by("created_at", "object_id")


def list_of_organization(kind: Kind, body_id: UUID, filters: Filters) -> QuerySet[Publication]:
    """Return the meetings or consultations of a body. Raises PublicationUnknown."""
    organization = get_publication(Kind.ORGANIZATION, body_id)
    found = list_publications(kind, filters, alliance_id=organization.alliance_id)
    return found.filter(facts__organization=str(body_id))


def list_parts(wholes: Iterable[Publication]) -> dict[UUID, list[Publication]]:
    """Return by parent what meetings and papers carry inside; nothing that was withdrawn."""
    ids = [whole.object_id for whole in wholes if whole.kind in (Kind.MEETING, Kind.PAPER)]
    parts: dict[UUID, list[Publication]] = defaultdict(list)
    found = Publication.objects.filter(parent_id__in=ids, deleted_at=None)
    for part in found.order_by("created_at", "object_id"):
        if part.parent_id:
            parts[part.parent_id].append(part)
    return parts
