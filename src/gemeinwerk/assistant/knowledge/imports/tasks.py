"""Reading and taking over large files in the background."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from gemeinwerk.assistant.knowledge.imports import actions
from gemeinwerk.jobs.registry import job
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.context import member_context


def give_up_reading(
    *, member_id: int, import_id: str, person_id: str, cause: UserError | None
) -> None:
    reason = str(cause) if cause else _("The file could not be read. Hand it in once more.")
    actions.refuse(member_id=member_id, import_id=UUID(import_id), reason=reason)


def give_up_taking(
    *, member_id: int, import_id: str, person_id: str, cause: UserError | None
) -> None:
    reason = str(cause) if cause else _("Not all articles could be taken over. Try it again.")
    with member_context(member_id):
        actions.stop_taking(UUID(import_id), reason)


def give_up_releasing(
    *, member_id: int, import_id: str, person_id: str, cause: UserError | None
) -> None:
    with member_context(member_id):
        actions.stop_releasing(UUID(import_id))


@job("assistant.read_import", give_up=give_up_reading)
def read_import(*, member_id: int, import_id: str, person_id: str) -> None:
    actions.read_handed_in(member_id=member_id, import_id=UUID(import_id), person_id=person_id)


@job("assistant.take_import", give_up=give_up_taking)
def take_import(*, member_id: int, import_id: str, person_id: str) -> None:
    actions.take_waiting(member_id=member_id, import_id=UUID(import_id), person_id=person_id)


@job("assistant.release_import", give_up=give_up_releasing)
def release_import(*, member_id: int, import_id: str, person_id: str) -> None:
    actions.release_waiting(member_id=member_id, import_id=UUID(import_id), person_id=person_id)
