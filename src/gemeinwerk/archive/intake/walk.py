"""Folders and files on disk, as they were when they were listed.

Nothing here waits for a device or follows a link out of the named folder, and a file that is no
longer what was listed is refused when it is read.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from gemeinwerk.archive.intake.errors import (
    FileChanged,
    FileUnreadable,
    FileVanished,
    FolderTooDeep,
    IntakeRefused,
    LinkBroken,
    LinkLeavesFolder,
    LinkToFolder,
    NotAFile,
)
from gemeinwerk.archive.intake.rules import (
    Entry,
    Refusal,
    clean_part,
    is_skipped,
    join_source,
    listing_order,
)

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


@dataclass(frozen=True)
class Snapshot:
    """What a file was when it was listed. Its inode is left out: network drives make it up."""

    size: int
    modified: int

    @classmethod
    def of(cls, status: os.stat_result) -> Snapshot:
        return cls(status.st_size, status.st_mtime_ns)


def name_of_path(path: Path) -> str:
    """Return how messages call a path that was named: its last part, also for ``.``."""
    return clean_part(path.name or path.absolute().name or "/")


def is_folder(path: Path) -> bool:
    """Tell whether a named path is a folder or leads to one. Raises ``FileUnreadable``."""
    with telling_why(name_of_path(path)):
        return path.is_dir()


def list_folder(folder: Path, *, max_depth: int) -> Iterator[Entry | Refusal]:
    """Yield each file below ``folder`` once: tables first, then all in natural order.

    What ``rules.is_skipped`` names is passed over. A link to a file inside the folder counts as
    that file; other links, devices, pipes and what cannot be read are refused.
    """
    root = folder.resolve()
    yield from _list_below(root, (), _Place(root, name_of_path(folder), max_depth))


def entry_of_file(path: Path) -> Entry:
    """Return a file that was named itself; a link is followed. Raises ``IntakeRefused``."""
    name = name_of_path(path)
    try:
        with telling_why(name):
            target = path.resolve(strict=True)
            return _entry_of(target, (name,), name, target.lstat())
    except RuntimeError:  # links in a circle, before Python 3.13
        raise LinkBroken(name=name) from None


def open_listed(path: Path, source: str, listed: Snapshot) -> BinaryIO:
    """Open a file for reading from first to last, if it still is what was listed.

    Opening and reading raise ``FileVanished``, ``FileUnreadable``, ``FileChanged``.
    """
    file = open_seekable(path, source, listed)
    return cast(BinaryIO, io.BufferedReader(_WatchedFile(file, source, listed)))


def open_seekable(path: Path, source: str, listed: Snapshot) -> io.FileIO:
    """Open a file as ``open_listed`` does, for jumping about; later changes go unnoticed."""
    with telling_why(source):
        file = io.FileIO(os.open(path, _READ), "rb")
    if Snapshot.of(os.fstat(file.fileno())) != listed:
        file.close()
        raise FileChanged(name=source)
    return file


@contextmanager
def telling_why(source: str) -> Iterator[None]:
    """Turn what the system reports about a file into a sentence for people."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ENOTDIR}:
            raise FileVanished(name=source) from error
        if error.errno == errno.ELOOP:
            raise FileChanged(name=source) from error
        problem = error.strerror or type(error).__name__
        raise FileUnreadable(name=source, problem=problem) from error


@dataclass(frozen=True)
class _Place:
    """The named folder that a listing is in."""

    root: Path
    name: str
    max_depth: int


def _list_below(folder: Path, above: tuple[str, ...], place: _Place) -> Iterator[Entry | Refusal]:
    source = join_source(place.name, *above)
    try:
        if len(above) > place.max_depth:
            raise FolderTooDeep(name=source, limit=place.max_depth)
        with telling_why(source):
            names = [path.name for path in folder.iterdir() if not is_skipped(path.name)]
    except IntakeRefused as reason:
        yield Refusal(source, reason)
        return
    found = [((*above, clean_part(name)), name) for name in names]
    # Tables come first only directly in the named folder, where ``parts`` is one part long.
    for parts, name in sorted(found, key=lambda pair: (listing_order(pair[0]), pair[1])):
        yield from _look_at(folder / name, parts, place)


def _look_at(path: Path, parts: tuple[str, ...], place: _Place) -> Iterator[Entry | Refusal]:
    source = join_source(place.name, *parts)
    try:
        with telling_why(source):
            status = path.lstat()
        if stat.S_ISDIR(status.st_mode):
            yield from _list_below(path, parts, place)
            return
        if stat.S_ISLNK(status.st_mode):
            path = _follow(path, source, place.root)
            status = path.lstat()
        yield _entry_of(path, parts, source, status)
    except IntakeRefused as reason:
        yield Refusal(source, reason)


def _entry_of(path: Path, parts: tuple[str, ...], source: str, status: os.stat_result) -> Entry:
    if not stat.S_ISREG(status.st_mode):
        raise NotAFile(name=source)
    listed = Snapshot.of(status)
    return Entry(
        parts,
        source,
        listed.size,
        open=partial(open_listed, path, source, listed),
        open_seekable=partial(open_seekable, path, source, listed),
    )


def _follow(path: Path, source: str, root: Path) -> Path:
    """Return the file a link leads to. Raises unless it is a file inside ``root``."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        raise LinkBroken(name=source) from None
    if not target.is_relative_to(root):
        raise LinkLeavesFolder(name=source)
    if target.is_dir():
        raise LinkToFolder(name=source)
    return target


class _WatchedFile(io.RawIOBase):
    """A file that must end as what was listed."""

    def __init__(self, file: io.FileIO, source: str, listed: Snapshot) -> None:
        self._file = file
        self._source = source
        self._listed = listed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with telling_why(self._source):
            count = self._file.readinto(buffer) or 0
        is_at_end = not count and len(buffer) > 0
        if is_at_end and Snapshot.of(os.fstat(self._file.fileno())) != self._listed:
            raise FileChanged(name=self._source)
        if self._file.tell() > self._listed.size:
            raise FileChanged(name=self._source)
        return count

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
