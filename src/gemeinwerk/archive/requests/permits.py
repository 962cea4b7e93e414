"""Which single records others have permitted the acting person to see today."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from gemeinwerk.archive.models import AccessRequest, Decision, Outcome
from gemeinwerk.kernel import clock
from gemeinwerk.members.context import current, require_member


def list_open_permits() -> QuerySet[Decision]:
    """Return the permits that open something to the acting person today, as the database does."""
    person_id, today = current().person_id, clock.today()
    if person_id is None:  # a job or a command: a permit names a person
        return Decision.objects.none()
    standing = AccessRequest.objects.filter(withdrawn_at__isnull=True).values("id")
    return Decision.objects.filter(
        asker_id=require_member(),
        person_id=person_id,
        outcome=Outcome.PERMIT,
        withdrawn_at__isnull=True,
        valid_from__lte=today,
        valid_to__gte=today,
        request_id__in=standing,
    )


def get_open_permit(record_id: UUID) -> Decision | None:
    """Return the widest permit that opens a record to the acting person today."""
    found = list_open_permits().filter(record_id=record_id)
    return max(found, key=lambda permit: permit.right == "download", default=None)
