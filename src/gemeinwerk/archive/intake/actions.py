"""Taking files in: the same actions serve the upload page and ``gemeinwerk digitise``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import BinaryIO
from uuid import UUID

from django.db import IntegrityError, transaction

from gemeinwerk.archive.errors import AlreadyHere
from gemeinwerk.archive.intake.rules import RecordMeta
from gemeinwerk.archive.models import (
    Collection,
    Document,
    Intake,
    Record,
    RecordState,
    Refusal,
    Scope,
)
from gemeinwerk.archive.permissions import TAKE_IN
from gemeinwerk.archive.scopes import get_scope, hold_state, place_of, place_record
from gemeinwerk.files import actions as files
from gemeinwerk.files.contract import Stored
from gemeinwerk.jobs import actions as jobs
from gemeinwerk.journal import actions as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.kernel.ids import new_id
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file at the door. ``record_key`` names the folder it lay in.

    ``assume_personal``: where nobody says whether the record is person-related, it is.
    """

    name: str
    record_key: str
    stored: Stored
    assume_personal: bool = False


@transaction.atomic
def start_intake(*, collection: Collection, actor: Actor, intake_id: UUID | None = None) -> Intake:
    """Begin a run into one of the actor's own collections. Raises NotAllowed.

    An upload page has chosen ``intake_id`` when it was opened, because its files come one by one.
    """
    require(actor, TAKE_IN)
    intake = Intake.objects.create(
        id=intake_id or new_id(),
        member_id=actor.member_id,
        collection=collection,
        started_by=actor.label,
    )
    journal.record("archive.intake.started", actor=actor, obj=intake, collection=collection.name)
    return intake


def store_bytes(stream: BinaryIO, *, actor: Actor) -> Stored:
    """Write and sync the bytes of an original. Needs no transaction: nothing names them yet.

    Raises NotAllowed and StoreFull.
    """
    require(actor, TAKE_IN)
    return files.put_bytes(stream, member_id=actor.member_id)


@transaction.atomic
def take_in(
    *, intake: Intake, incoming: Incoming, meta: RecordMeta | None, actor: Actor
) -> Document:
    """Make a stored original a document of the collection and queue its reading.

    The same bytes twice in a collection raise AlreadyHere, which names the first document.
    """
    require(actor, TAKE_IN)
    _refuse_duplicate(intake, incoming)
    files.keep(incoming.stored, is_original=True)
    record = describe_record(intake=intake, incoming=incoming, meta=meta)
    document = _create_document(intake, incoming, record)
    jobs.defer("archive.look_into", document_id=str(document.id))
    journal.record(
        "archive.document.received",
        actor=actor,
        obj=document,
        name=document.name,
        sha256=document.sha256,
        size=document.size,
    )
    return document


def describe_record(*, intake: Intake, incoming: Incoming, meta: RecordMeta | None) -> Record:
    """Return the record of a folder, made at first sight and described by its row in the CSV.

    It is locked, so that it cannot become person-related while something is put into it.
    A description given earlier stays. An existing record only ever closes here, by becoming
    person-related or a record in use; one that is closed opens by a person's decision only.
    """
    is_personal = meta.person_related if meta else None
    if is_personal is None:
        is_personal = incoming.assume_personal
    described = {"is_personal": is_personal, **_description(meta), **_keeping(meta)}
    named = {
        "member_id": intake.member_id,
        "collection_id": intake.collection_id,
        "folder": incoming.record_key[:500],
    }
    defaults = {**described, "scope": partial(_first_scope, Record(**named, **described))}
    record, is_new = Record.objects.select_for_update().get_or_create(**named, defaults=defaults)
    if not is_new:
        _close(record, is_personal=is_personal, state=meta.state if meta else "")
    if not is_new and not record.file_number and meta:
        Record.objects.filter(id=record.id).update(**_description(meta))
    return record


def _first_scope(record: Record) -> Scope:
    record.collection.state = hold_state(record.collection_id)
    return get_scope(record.collection, place_of(record))


def _close(record: Record, *, is_personal: bool, state: str) -> None:
    """Let what a table says of a record that is here already only close it further."""
    before = (record.is_personal, record.state)
    record.is_personal = record.is_personal or is_personal
    if state == RecordState.REGISTRY:
        record.state = state
    if (record.is_personal, record.state) != before:
        record.save(update_fields=["is_personal", "state"])
        place_record(record)


@transaction.atomic
def refuse(*, intake: Intake, name: str, cause: UserError, actor: Actor) -> Refusal:
    """Note that a file was not taken, with the sentence that says why; the run goes on."""
    is_duplicate = isinstance(cause, AlreadyHere)
    refusal = Refusal.objects.create(
        member_id=actor.member_id,
        intake=intake,
        name=name[:500],
        code=cause.code,
        reason=str(cause),
        is_duplicate=is_duplicate,
    )
    journal.record(
        "archive.file.duplicate" if is_duplicate else "archive.file.refused",
        actor=actor,
        obj=intake,
        name=name[:500],
        code=cause.code,
        reason=str(cause),
    )
    return refusal


@transaction.atomic
def close_intake(*, intake: Intake, actor: Actor) -> None:
    """Note that no further file comes for now; reading goes on in the background."""
    require(actor, TAKE_IN)
    Intake.objects.filter(id=intake.id).update(closed_at=clock.now())


def _create_document(intake: Intake, incoming: Incoming, record: Record) -> Document:
    try:
        with transaction.atomic():
            return Document.objects.create(
                member_id=intake.member_id,
                collection_id=intake.collection_id,
                scope_id=record.scope_id,
                record=record,
                intake=intake,
                name=incoming.name[:500],
                sha256=incoming.stored.sha256,
                size=incoming.stored.size,
            )
    except IntegrityError:
        _refuse_duplicate(intake, incoming)  # another run was first, and has just committed
        raise


def _refuse_duplicate(intake: Intake, incoming: Incoming) -> None:
    twin = Document.objects.filter(
        collection_id=intake.collection_id, sha256=incoming.stored.sha256
    ).first()
    if twin is not None:
        raise AlreadyHere(name=incoming.name, twin=twin.name, record=twin.record.heading)


def _description(meta: RecordMeta | None) -> dict[str, object]:
    if meta is None:
        return {}
    return {
        "file_number": (meta.file_number or "")[:200],
        "title": (meta.title or "")[:500],
        "date_from": meta.date_from,
        "date_to": meta.date_to,
    }


def _keeping(meta: RecordMeta | None) -> dict[str, object]:
    """What the table says about the state of a record and its protective period."""
    if meta is None:
        return {}
    return {
        "state": meta.state,
        "protection": meta.protection,
        "origin": meta.origin,
        "processed": meta.processed,
        "birth_year": meta.birth_year,
        "death_year": meta.death_year,
    }
