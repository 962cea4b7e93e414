"""Taking in whole folders at the shell: the same actions as the upload page, one file at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from gemeinwerk.archive import actions as archive
from gemeinwerk.archive import queries
from gemeinwerk.archive.errors import AlreadyHere, CollectionUnknown, NameTaken
from gemeinwerk.archive.intake import actions
from gemeinwerk.archive.intake.errors import (
    TableTooLarge,
    TableUnreadable,
    TableWithoutFolder,
)
from gemeinwerk.archive.intake.patience import patiently
from gemeinwerk.archive.intake.plan import plan_intake
from gemeinwerk.archive.intake.rules import Item, Limits, Notice, RecordMeta
from gemeinwerk.archive.models import Collection, Document, Intake
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import member_context

TABLE_REFUSED = (TableUnreadable, TableTooLarge, TableWithoutFolder)


@dataclass
class Report:
    """What a run did, in the shape of ``digitise --json`` (docs/operations/commands.md)."""

    intake: UUID
    stored: list[dict[str, Any]] = field(default_factory=list)
    duplicates: list[dict[str, str]] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)
    notices: list[dict[str, str]] = field(default_factory=list)


def limits() -> Limits:
    """Return the limits that the settings give."""
    return Limits(
        file_bytes=settings.INTAKE_MAX_FILE_MB * 1_000_000,
        zip_ratio=settings.INTAKE_MAX_ZIP_RATIO,
        zip_total_bytes=settings.INTAKE_MAX_ZIP_GB * 1_000_000_000,
    )


def begin(*, collection: str, state: str = "", actor: Actor) -> Intake:
    """Start an intake into the named collection of the actor's member, made if it is missing.

    One that is made without a state is closed to others until somebody says what it is kept for.
    """
    with member_context(actor.member_id, person_id=actor.person_id):
        return actions.start_intake(collection=_collection(collection, state, actor), actor=actor)


def _collection(name: str, state: str, actor: Actor) -> Collection:
    try:
        return queries.get_own_collection(name=name)
    except CollectionUnknown:
        with suppress(NameTaken):  # another run is making it
            return archive.create_collection(name=name, state=state, actor=actor)
    return queries.get_own_collection(name=name)


def take_in_all(*, paths: Sequence[Path], intake: Intake, actor: Actor) -> Iterator[Report]:
    """Take in every file below the paths; yields the growing report after each finding.

    Each file is stored, synced and committed on its own: a run that is interrupted keeps what it
    has, and the same command again takes in the rest. Where a table was refused as a whole, records
    count as person-related: a typing error must not open a file to partners.
    """
    report, table_refused = Report(intake.id), False
    for finding in plan_intake(paths, limits()):
        if isinstance(finding, Item):
            _take_in(finding, intake, actor, report, assume_personal=table_refused)
        elif isinstance(finding, Notice):
            report.notices.append(_line(finding.name, finding.reason))
        else:
            table_refused |= isinstance(finding.reason, TABLE_REFUSED)
            _refuse(finding.name, finding.reason, intake, actor, report)
        yield report
    patiently(partial(_close, intake, actor))
    yield report


def _take_in(
    item: Item, intake: Intake, actor: Actor, report: Report, *, assume_personal: bool
) -> None:
    try:
        with item.open() as stream:
            stored = actions.store_bytes(stream, actor=actor)
        incoming = actions.Incoming(item.name, item.record_key, stored, assume_personal)
        document = patiently(partial(_store, intake, incoming, item.meta, actor))
    except UserError as cause:
        _refuse(item.source, cause, intake, actor, report)
    else:
        report.stored.append(
            {"name": item.source, "document": document.id, "sha256": stored.sha256}
        )


def _refuse(name: str, cause: UserError, intake: Intake, actor: Actor, report: Report) -> None:
    patiently(partial(_note_refusal, name, cause, intake, actor))
    lines = report.duplicates if isinstance(cause, AlreadyHere) else report.refused
    lines.append(_line(name, cause))


def _store(
    intake: Intake, incoming: actions.Incoming, meta: RecordMeta | None, actor: Actor
) -> Document:
    with member_context(actor.member_id, person_id=actor.person_id):
        return actions.take_in(intake=intake, incoming=incoming, meta=meta, actor=actor)


def _note_refusal(name: str, cause: UserError, intake: Intake, actor: Actor) -> None:
    with member_context(actor.member_id, person_id=actor.person_id):
        actions.refuse(intake=intake, name=name, cause=cause, actor=actor)


def _close(intake: Intake, actor: Actor) -> None:
    with member_context(actor.member_id, person_id=actor.person_id):
        actions.close_intake(intake=intake, actor=actor)


def _line(name: str, cause: UserError) -> dict[str, str]:
    return {"name": name, "code": cause.code, "reason": str(cause)}
