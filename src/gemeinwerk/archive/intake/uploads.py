"""Files from the upload page: each may come in a request of its own, in any order.

First all bytes are stored, then all rows are written: the journal's chain is locked from the first
row to the end of the request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO
from uuid import UUID

from django.db import IntegrityError, transaction

from gemeinwerk.archive.errors import IntakeUnknown
from gemeinwerk.archive.intake import actions
from gemeinwerk.archive.intake.errors import TableTooLarge
from gemeinwerk.archive.intake.plan import plan_entries
from gemeinwerk.archive.intake.record_table import RecordTable
from gemeinwerk.archive.intake.rules import (
    HEAD,
    Entry,
    Item,
    Limits,
    Notice,
    Refusal,
    clean_part,
    is_table,
    join_source,
    megabytes,
    sniff,
    split_member_name,
)
from gemeinwerk.archive.intake.run import TABLE_REFUSED, limits
from gemeinwerk.archive.models import Collection, Document, Intake, IntakeTable
from gemeinwerk.files import actions as files
from gemeinwerk.files import queries as stored_files
from gemeinwerk.files.contract import Stored
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.actors import Actor


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the browser sent it; ``path`` names it, with its folders if it came with some.

    ``open`` may be called again and gives the bytes from the first on.
    """

    path: str
    size: int
    open: Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a file: its document, or why it was refused; neither for a table."""

    name: str
    document: Document | None = None
    refusal: UserError | None = None


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A file whose bytes are stored; without ``item`` it is a table of records."""

    name: str
    stored: Stored
    item: Item | None = None


def receive(
    *,
    intake_id: UUID,
    collection: Collection,
    uploads: Sequence[Upload],
    in_box: bool,
    actor: Actor,
) -> list[Receipt]:
    """Take uploaded files into a collection and say for each, and each file of a ZIP, what became
    of it.

    The first call begins the intake, later ones continue it. ``in_box``: the outermost folder holds
    records, else it is one. Raises NotAllowed, StoreFull, and IntakeUnknown for an intake that
    belongs to another collection.
    """
    arrived = [each for upload in uploads for each in _store(upload, in_box, actor)]
    intake = _continue_intake(intake_id, collection, actor)
    arrived.sort(key=lambda each: not isinstance(each, _Arrival) or each.item is not None)
    receipts = [receipt for each in arrived for receipt in _settle(each, intake, actor)]
    actions.close_intake(intake=intake, actor=actor)
    return receipts


def place_of(path: str, *, in_box: bool) -> tuple[str, ...]:
    """Return the parts of an uploaded file's name below what was chosen.

    ``Karton/A 12/Plan.pdf`` is ``("A 12", "Plan.pdf")`` where the chosen folder is a box. Of a name
    that points elsewhere only the last part is kept; names are shown, never used as paths.
    """
    parts = split_member_name(path) or (clean_part(path.replace("\\", "/").rsplit("/", 1)[-1]),)
    return parts[1:] if in_box and len(parts) > 1 else parts


def _store(upload: Upload, in_box: bool, actor: Actor) -> Iterator[_Arrival | Refusal]:
    """Store the bytes of a file, or of each file in an archive."""
    parts = place_of(upload.path, in_box=in_box)
    name, bounds = join_source(*parts), limits()
    if is_table(parts) and _is_text(upload):
        yield _store_table(upload, name, bounds, actor)
        return
    entry = Entry(parts, name, upload.size, upload.open, upload.open)
    for finding in plan_entries([entry], bounds):
        if isinstance(finding, Item):
            yield _store_item(finding, actor)
        elif not isinstance(finding, Notice):
            yield finding


def _is_text(upload: Upload) -> bool:
    with upload.open() as file:
        head = file.read(HEAD)
    return bool(head) and sniff(head) is None


def _store_table(upload: Upload, name: str, bounds: Limits, actor: Actor) -> _Arrival | Refusal:
    if upload.size > bounds.table_bytes:
        size, limit = megabytes(upload.size), megabytes(bounds.table_bytes)
        return Refusal(name, TableTooLarge(name=name, size=size, limit=limit))
    with upload.open() as stream:
        return _Arrival(name, actions.store_bytes(stream, actor=actor))


def _store_item(item: Item, actor: Actor) -> _Arrival | Refusal:
    try:
        with item.open() as stream:
            return _Arrival(item.source, actions.store_bytes(stream, actor=actor), item)
    except UserError as cause:
        return Refusal(item.source, cause)


def _continue_intake(intake_id: UUID, collection: Collection, actor: Actor) -> Intake:
    """Return the intake, begun if need be and locked: a table and a file must see each other."""
    mine = Intake.objects.select_for_update().filter(id=intake_id, collection=collection)
    found = mine.first()
    if found is None:
        try:
            with transaction.atomic():
                return actions.start_intake(collection=collection, actor=actor, intake_id=intake_id)
        except IntegrityError:
            found = mine.first()
    if found is None:
        raise IntakeUnknown
    return found


def _settle(arrived: _Arrival | Refusal, intake: Intake, actor: Actor) -> Iterator[Receipt]:
    if isinstance(arrived, Refusal):
        yield _refuse(arrived.name, arrived.reason, intake, actor)
        if isinstance(arrived.reason, TABLE_REFUSED):
            _protect_earlier(intake)
    elif arrived.item is None:
        yield from _keep_table(arrived, intake, actor)
    else:
        yield _take_in(arrived, arrived.item, intake, actor)


def _take_in(arrived: _Arrival, item: Item, intake: Intake, actor: Actor) -> Receipt:
    table = _table_of(intake)
    try:
        document = actions.take_in(
            intake=intake,
            incoming=actions.Incoming(
                item.name, item.record_key, arrived.stored, _knows_nothing(intake)
            ),
            meta=item.meta or table.find(item.record_key, file_name=item.name),
            actor=actor,
        )
    except UserError as cause:
        return _refuse(arrived.name, cause, intake, actor)
    return Receipt(arrived.name, document=document)


def _refuse(name: str, cause: UserError, intake: Intake, actor: Actor) -> Receipt:
    actions.refuse(intake=intake, name=name, cause=cause, actor=actor)
    return Receipt(name, refusal=cause)


def _keep_table(arrived: _Arrival, intake: Intake, actor: Actor) -> Iterator[Receipt]:
    """Remember a table for files to come, and let it describe those that came before it."""
    data = _read(intake.member_id, arrived.stored.sha256)
    found = list(RecordTable().read(data, arrived.name))
    files.keep(arrived.stored, is_original=True)
    IntakeTable.objects.get_or_create(
        member_id=intake.member_id,
        intake=intake,
        sha256=arrived.stored.sha256,
        defaults={"name": arrived.name},
    )
    if not any(isinstance(each.reason, TABLE_REFUSED) for each in found):
        yield Receipt(arrived.name)
    for each in found:
        if isinstance(each, Refusal):
            yield _refuse(each.name, each.reason, intake, actor)
    _protect_earlier(intake)


def _protect_earlier(intake: Intake) -> None:
    """Describe the records of this intake again, as if its tables had come first."""
    table, knows_nothing = _table_of(intake), _knows_nothing(intake)
    documents = intake.documents.select_related("record").order_by("record_id", "id")
    for document in documents.distinct("record_id"):
        key = document.record.folder
        stored = Stored(document.sha256, document.size)
        actions.describe_record(
            intake=intake,
            incoming=actions.Incoming(document.name, key, stored, knows_nothing),
            meta=table.find(key, file_name=document.name),
        )


def _knows_nothing(intake: Intake) -> bool:
    """Whether a table of this intake could not be used: then every record is protected."""
    codes = [cause.__name__ for cause in TABLE_REFUSED]
    return intake.refusals.filter(code__in=codes).exists()


def _table_of(intake: Intake) -> RecordTable:
    digests = intake.tables.order_by("id").values_list("sha256", flat=True)
    return _parse_tables(intake.member_id, tuple(digests))


@lru_cache(maxsize=4)
def _parse_tables(member_id: int, digests: tuple[str, ...]) -> RecordTable:
    """Tables never change under their digest, so a thousand files need not parse them each."""
    table = RecordTable()
    for digest in digests:
        for _problem in table.read(_read(member_id, digest), ""):
            pass  # told when it arrived
    return table


def _read(member_id: int, sha256: str) -> bytes:
    with stored_files.open_bytes(member_id, sha256) as stream:
        return stream.read()
