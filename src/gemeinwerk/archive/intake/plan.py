"""From the paths a person names to the files to take in, the records they belong to, and what is
refused.

Lazy: each finding is yielded before the next file is looked at, so that a run may take in one file
after the other, show its progress and be stopped.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

from gemeinwerk.archive.intake.errors import (
    ArchiveTooDeep,
    FileEmpty,
    FileTooLarge,
    FormatUnsupported,
    IntakeRefused,
    NameTooLong,
    NothingFound,
    RowRefused,
    TableTooLarge,
    TooManyFiles,
)
from gemeinwerk.archive.intake.record_table import RecordTable
from gemeinwerk.archive.intake.rules import (
    HEAD,
    MEGABYTE,
    NAME_LENGTH,
    Entry,
    Finding,
    Item,
    Kind,
    Limits,
    Notice,
    Refusal,
    assign_record,
    describe,
    is_table,
    is_too_long,
    megabytes,
    sniff,
)
from gemeinwerk.archive.intake.unpack import Archive, Budget
from gemeinwerk.archive.intake.walk import (
    entry_of_file,
    is_folder,
    list_folder,
    name_of_path,
    telling_why,
)

MAX_NESTING = 2
"""A ZIP may hold ZIPs; those may not."""


def plan_intake(paths: Sequence[Path], limits: Limits | None = None) -> Iterator[Finding]:
    """Yield what to take in from files, folders and ZIP archives, in natural order.

    A folder directly below a named folder, or at the top of a ZIP, is a record; a file there is a
    record of its own (``rules.assign_record``). A ZIP directly in a named folder counts like a
    named one; deeper, its files belong to the record it lies in. Tables (``*.csv`` there, or named
    themselves for all paths) describe records. Every file that ``rules.is_skipped`` does not name
    is exactly one item, one refusal, a table or an archive. An item of a ZIP keeps it open, so
    take in each item before asking for the next.
    """
    limits = limits or Limits()
    return _count(_Plan(limits).list_all(paths), limits.files_per_run)


def plan_entries(entries: Iterable[Entry], limits: Limits | None = None) -> Iterator[Finding]:
    """Yield what to take in from files that are open already, e.g. uploaded; as ``plan_intake``."""
    limits = limits or Limits()
    findings = _Plan(limits).list_entries(entries)
    return _count(findings, limits.files_per_run)


@dataclass(frozen=True)
class _Shelf:
    """Where an entry was found: the table that holds there, and the archives around it."""

    table: RecordTable
    nesting: int = 0
    budget: Budget | None = None
    above: tuple[str, ...] = ()


class _Plan:
    """One run over the named paths."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def list_all(self, paths: Sequence[Path]) -> Iterator[Finding]:
        table = RecordTable()
        ordered = sorted(paths, key=lambda path: not is_table((path.name,)))  # stable
        for path in ordered:
            yield from self._list_path(path, table)
        yield from table.list_unused()

    def list_entries(self, entries: Iterable[Entry]) -> Iterator[Finding]:
        table = RecordTable()
        yield from self._take_each(entries, _Shelf(table))
        yield from table.list_unused()

    def _list_path(self, path: Path, table: RecordTable) -> Iterator[Finding]:
        name = name_of_path(path)
        try:
            if is_folder(path):
                entries = list_folder(path, max_depth=self._limits.folder_depth)
                yield from self._list_folder(entries, name, table)
            else:
                yield from self._take(entry_of_file(path), _Shelf(table))
        except IntakeRefused as reason:
            yield Refusal(name, reason)

    def _list_folder(
        self, entries: Iterator[Entry | Refusal], name: str, outer: RecordTable
    ) -> Iterator[Finding]:
        first = next(entries, None)
        if first is None:
            yield Notice(name, NothingFound(name=name))
            return
        table = RecordTable(outer)
        yield from self._take_each(chain([first], entries), _Shelf(table))
        yield from table.list_unused()

    def _take_each(self, entries: Iterable[Entry | Refusal], shelf: _Shelf) -> Iterator[Finding]:
        for found in entries:
            yield from [found] if isinstance(found, Refusal) else self._take(found, shelf)

    def _take(self, entry: Entry, shelf: _Shelf) -> Iterator[Finding]:
        """Decide by its first bytes what becomes of a file."""
        try:
            head = _read_head(entry)
            kind = sniff(head)
            if kind is Kind.ZIP:
                yield from self._unpack(entry, shelf)
            elif kind is None and is_table((*shelf.above, *entry.parts)):
                yield from shelf.table.read(self._read_table(entry), entry.source)
            elif kind is None:
                raise FormatUnsupported(name=entry.source, found=describe(head))
            else:
                yield self._item(entry, kind, shelf)
        except IntakeRefused as reason:
            yield Refusal(entry.source, reason)

    def _item(self, entry: Entry, kind: Kind, shelf: _Shelf) -> Item:
        parts = (*shelf.above, *entry.parts)
        if is_too_long(parts):
            raise NameTooLong(name=entry.source, limit=NAME_LENGTH)
        _check_size(entry, self._limits)
        key, name = assign_record(parts)
        meta = shelf.table.find(key, file_name=name if len(parts) == 1 else None)
        return Item(key, name, entry.open, entry.size, entry.source, kind, meta)

    def _unpack(self, entry: Entry, shelf: _Shelf) -> Iterator[Finding]:
        """Yield what an archive holds; deeper than the top it belongs to the record it is in."""
        if shelf.nesting == MAX_NESTING:
            raise ArchiveTooDeep(name=entry.source)
        budget = shelf.budget or Budget(self._limits.zip_total_bytes)
        archive = Archive(self._open_archive(entry), entry.source, self._limits, budget)
        parts = (*shelf.above, *entry.parts)
        inside = replace(shelf, nesting=shelf.nesting + 1, budget=budget)
        if len(parts) > 1:
            yield from self._take_each(archive.list_entries(), replace(inside, above=parts))
            return
        table = RecordTable(shelf.table)
        yield from self._take_each(archive.list_entries(), replace(inside, table=table))
        yield from table.list_unused()

    def _open_archive(self, entry: Entry) -> BinaryIO:
        """Return an archive to jump about in; one inside another is first copied out of it."""
        if entry.open_seekable:
            return entry.open_seekable()
        _check_size(entry, self._limits)
        with telling_why(entry.source), ExitStack() as on_failure:
            copy = on_failure.enter_context(tempfile.TemporaryFile(prefix="gemeinwerk-"))
            with entry.open() as file:
                shutil.copyfileobj(file, copy, MEGABYTE)
            on_failure.pop_all()
        return cast(BinaryIO, copy)

    def _read_table(self, entry: Entry) -> bytes:
        if entry.size > self._limits.table_bytes:
            size, limit = megabytes(entry.size), megabytes(self._limits.table_bytes)
            raise TableTooLarge(name=entry.source, size=size, limit=limit)
        with entry.open() as file:
            return file.read()


def _read_head(entry: Entry) -> bytes:
    if not entry.size:
        raise FileEmpty(name=entry.source)
    with entry.open() as file:
        return file.read(HEAD)


def _check_size(entry: Entry, limits: Limits) -> None:
    if entry.size > limits.file_bytes:
        size, limit = megabytes(entry.size), megabytes(limits.file_bytes)
        raise FileTooLarge(name=entry.source, size=size, limit=limit)


def _count(findings: Iterator[Finding], limit: int) -> Iterator[Finding]:
    """Yield findings until ``limit`` files were seen; then refuse the next one and end."""
    seen = 0
    for finding in findings:
        is_row = isinstance(finding, Refusal) and isinstance(finding.reason, RowRefused)
        seen += not is_row and not isinstance(finding, Notice)
        if seen > limit:
            name = finding.source if isinstance(finding, Item) else finding.name
            yield Refusal(name, TooManyFiles(name=name, limit=limit))
            return
        yield finding
