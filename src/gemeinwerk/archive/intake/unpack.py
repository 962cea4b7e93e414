"""ZIP archives, entry by entry, without writing anything to disk and without trusting them.

Names are only shown, never used as paths. Sizes are checked against the list of contents before
anything is unpacked, and that list binds: reading stops at the size it states. Only the two
methods in common use are read, because the others can unpack without bound in one step.
"""

from __future__ import annotations

import io
import stat
import weakref
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, BinaryIO, cast

from gemeinwerk.archive.intake.errors import (
    ArchiveDamaged,
    ArchiveHasTooManyFiles,
    ArchiveTooLarge,
    CompressionSuspicious,
    CompressionUnknown,
    FormatUnsupported,
    IntakeRefused,
    MemberDamaged,
    MemberEncrypted,
    MemberNameUnsafe,
    MemberNotAFile,
    MemberTwice,
)
from gemeinwerk.archive.intake.rules import (
    OFFICE_DOCUMENT,
    Entry,
    Limits,
    Refusal,
    clean_part,
    decode_member_name,
    is_skipped,
    join_source,
    listing_order,
    megabytes,
    split_member_name,
)

BYTES_PER_ENTRY = 320
"""Room in the list of contents for each allowed entry: 46 bytes, its name and extra fields."""

LEAST_ROOM = 256 * 1024
"""Room in any case; ``zipfile`` looks for the end of the list in the last 64 KiB of the file."""

_UTF8_NAME, _ENCRYPTED, _STRONGLY_ENCRYPTED, _MASKED = 0x800, 0x1, 0x40, 0x2000
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_OFFICE_FILES = {"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"}
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a version or feature that zipfile does not know
    RuntimeError,  # a password is needed after all
    ValueError,  # places outside the file, names that are not what they claim
    OverflowError,
    OSError,
)


class Budget:
    """Bytes that a named archive and those inside it may still unpack to."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._left = total

    def charge(self, size: int, name: str) -> None:
        """Take ``size`` bytes off. Raises ``ArchiveTooLarge`` if they are not left."""
        if size > self._left:
            raise ArchiveTooLarge(name=name, size=megabytes(size), limit=megabytes(self.total))
        self._left -= size


class Archive:
    """The contents of one ZIP. Keeps ``file`` open until no entry is held any more.

    Raises on creation ``ArchiveDamaged``, ``ArchiveHasTooManyFiles``, ``ArchiveTooLarge``, or
    ``FormatUnsupported`` for an Office document, which is a ZIP inside.
    """

    def __init__(self, file: BinaryIO, source: str, limits: Limits, budget: Budget) -> None:
        weakref.finalize(self, file.close)
        self.source = source
        self.limits = limits
        self._zip = _open(file, source, limits)
        contents = self._zip.infolist()
        if len(contents) > limits.zip_entries:
            raise ArchiveHasTooManyFiles(name=source, limit=limits.zip_entries)
        if any(info.filename in _OFFICE_FILES for info in contents):
            raise FormatUnsupported(name=source, found=str(OFFICE_DOCUMENT))
        if sum(info.compress_size for info in contents) > file.seek(0, io.SEEK_END):
            raise ArchiveDamaged(name=source)  # entries that share bytes: only bombs do
        budget.charge(sum(info.file_size for info in contents), source)

    def list_entries(self) -> Iterator[Entry | Refusal]:
        """Yield each file once, tables first, then in natural order; refused ones with a reason.

        Folders and what ``rules.is_skipped`` names are passed over.
        """
        seen: set[tuple[str, ...]] = set()
        for info, parts in sorted(self._name_entries(), key=lambda pair: listing_order(pair[1])):
            source = join_source(self.source, *parts)
            try:
                _check(info, source, self.limits)
                if parts in seen:
                    raise MemberTwice(name=source)
                seen.add(parts)
                yield Entry(parts, source, info.file_size, partial(self._open_entry, info, source))
            except IntakeRefused as reason:
                yield Refusal(source, reason)

    def _name_entries(self) -> Iterator[tuple[zipfile.ZipInfo, tuple[str, ...]]]:
        """Yield entries with the parts of their name; one part where it is unsafe."""
        for info in self._zip.infolist():
            raw = _name_of(info)
            parts = split_member_name(raw)
            if parts is None:
                yield info, (clean_part(raw),)
            elif not _is_folder(info) and not any(is_skipped(part) for part in parts):
                yield info, parts

    def _open_entry(self, info: zipfile.ZipInfo, source: str) -> BinaryIO:
        with _telling_why(MemberDamaged(name=source)):
            file = self._zip.open(info)
        return cast(BinaryIO, io.BufferedReader(_EntryStream(self, file, info.file_size, source)))


class _EntryStream(io.RawIOBase):
    """An entry's bytes, at most and at least as many as the list of contents says."""

    def __init__(self, archive: Archive, file: Any, size: int, source: str) -> None:
        self._archive = archive  # keeps the file below open
        self._file = file
        self._left = size
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _telling_why(MemberDamaged(name=self._source)):
            chunk = self._file.read(len(buffer))
        self._left -= len(chunk)
        if self._left < 0 or (self._left and not chunk and len(buffer)):
            raise MemberDamaged(name=self._source)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


class _Bounded:
    """A file that refuses to be read in pieces beyond ``limit``, until that is lifted.

    ``zipfile`` reads the whole list of contents in one piece before it can be asked how long that
    is, and makes an object of each entry.
    """

    def __init__(self, file: BinaryIO, limit: int) -> None:
        self._file = file
        self.limit: int | None = limit
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        if self.limit is None:
            return self._file.read(size)
        data = self._file.read(min(size, self.limit + 1) if size >= 0 else self.limit + 1)
        if len(data) > self.limit:
            raise _ListTooLong
        return data

    def seekable(self) -> bool:
        return True


class _ListTooLong(Exception):
    """The list of contents is longer than any archive within the limits has."""


def _open(file: BinaryIO, source: str, limits: Limits) -> zipfile.ZipFile:
    bounded = _Bounded(file, max(limits.zip_entries * BYTES_PER_ENTRY, LEAST_ROOM))
    try:
        with _telling_why(ArchiveDamaged(name=source)):
            opened = zipfile.ZipFile(cast(Any, bounded))
    except _ListTooLong:
        raise ArchiveHasTooManyFiles(name=source, limit=limits.zip_entries) from None
    bounded.limit = None
    return opened


def _name_of(info: zipfile.ZipInfo) -> str:
    return decode_member_name(info.orig_filename, is_utf8=bool(info.flag_bits & _UTF8_NAME))


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.orig_filename.endswith(("/", "\\"))


def _check(info: zipfile.ZipInfo, source: str, limits: Limits) -> None:
    """Raise what speaks against unpacking an entry."""
    if split_member_name(_name_of(info)) is None:
        raise MemberNameUnsafe(name=source)
    if stat.S_IFMT(info.external_attr >> 16) not in {0, stat.S_IFREG}:
        raise MemberNotAFile(name=source)
    if info.flag_bits & (_ENCRYPTED | _STRONGLY_ENCRYPTED | _MASKED):
        raise MemberEncrypted(name=source)
    if info.compress_type not in _METHODS:
        raise CompressionUnknown(name=source)
    is_large = info.file_size >= limits.zip_ratio_from
    if is_large and info.file_size > limits.zip_ratio * max(info.compress_size, 1):
        raise CompressionSuspicious(name=source, ratio=limits.zip_ratio)


@contextmanager
def _telling_why(reason: IntakeRefused) -> Iterator[None]:
    """Turn whatever a damaged archive makes ``zipfile`` raise into ``reason``."""
    try:
        yield
    except _DAMAGE as error:
        raise reason from error
