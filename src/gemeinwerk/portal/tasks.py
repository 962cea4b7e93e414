"""The portal's jobs. Their names are the contract with what is queued already."""

from __future__ import annotations

from uuid import UUID

from gemeinwerk.jobs.registry import job
from gemeinwerk.portal.people import actions as people


@job("portal.send_invitation")
def send_invitation(*, member_id: int, person_id: str, role: str, origin: str) -> None:
    people.send_invitation(member_id=member_id, person_id=UUID(person_id), role=role, origin=origin)
