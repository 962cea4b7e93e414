"""Originals in a folder of this machine or of a mounted disk.

``<root>/<member>/<ab>/<cd>/<sha256>``, files 0440, folders 0750. A file is written under
``<root>/.incoming``, synced, then renamed, so that a reader sees all of it or nothing. Every step
below the root goes through folder handles that refuse symbolic links: a link planted in the store
leads nowhere.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from gemeinwerk.files.contract import (
    CHUNK,
    INCOMING,
    STALE_SECONDS,
    Stored,
    folder_of_member,
    folders_of,
    read_place,
)
from gemeinwerk.files.errors import OriginalDamaged, OriginalMissing, explain

logger = logging.getLogger(__name__)

_NOT_AN_ORIGINAL = {errno.ELOOP, errno.ENOTDIR, errno.EISDIR, errno.EIO}
_FOLDER_MODE, _FILE_MODE = 0o750, 0o440
_IS_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_WRITE_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class LocalStore:
    """A ``Store`` in one folder. Several processes may share it."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self._swept_at: float | None = None

    def put(self, stream: BinaryIO, *, member_id: int) -> Stored:
        """Store the rest of ``stream``, synced; see ``Store.put``."""
        folder_of_member(member_id)
        with self._root(create=True) as root, _folder(root, INCOMING, create=True) as incoming:
            self._sweep_daily(incoming)
            with _temporary_name(incoming) as name:
                stored = _write(stream, incoming, name)
                self._publish(root, incoming, name, member_id, stored)
        return stored

    def open(self, member_id: int, sha256: str) -> BinaryIO:
        """Return the bytes for reading. Raises ``OriginalMissing``."""
        with self._shelf(member_id, sha256) as shelf, _telling_why(sha256):
            descriptor = os.open(sha256, _READ, dir_fd=shelf)
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.close(descriptor)
                raise OriginalDamaged(sha256=sha256)
            return os.fdopen(descriptor, "rb")

    @contextmanager
    def path(self, member_id: int, sha256: str) -> Iterator[Path]:
        """Lend the stored file itself; it must not be changed. Raises ``OriginalMissing``."""
        self.open(member_id, sha256).close()
        yield self.root.joinpath(*folders_of(member_id, sha256), sha256)

    def size(self, member_id: int, sha256: str) -> int:
        """Return the stored number of bytes. Raises ``OriginalMissing``."""
        with self.open(member_id, sha256) as file:
            return os.fstat(file.fileno()).st_size

    def exists(self, member_id: int, sha256: str) -> bool:
        """Tell whether a regular file lies under this digest."""
        try:
            self.open(member_id, sha256).close()
        except (OriginalMissing, OriginalDamaged):
            return False
        return True

    def delete(self, member_id: int, sha256: str) -> None:
        """Remove the bytes, synced; what is already gone is no error."""
        with (
            suppress(OriginalMissing),
            self._shelf(member_id, sha256) as shelf,
            _telling_why(sha256),
        ):
            os.unlink(sha256, dir_fd=shelf)
            os.fsync(shelf)

    def digest(self, member_id: int, sha256: str) -> str:
        """Read all bytes again and return the SHA-256 they have now."""
        with self.open(member_id, sha256) as file, _telling_why(sha256):
            digest = hashlib.sha256()
            for piece in iter(lambda: file.read(CHUNK), b""):
                digest.update(piece)
            return digest.hexdigest()

    def walk(self, member_id: int | None = None) -> Iterator[tuple[int, str, int]]:
        """Yield ``(member_id, sha256, size)`` of each regular file in its right place."""
        below = self.root if member_id is None else self.root / folder_of_member(member_id)
        depth = 4 if member_id is None else 3
        for path, size in _files_below(below, depth):
            place = read_place(*path.relative_to(self.root).parts)
            if place:
                yield (*place, size)

    def sweep(self, *, older_than: float = STALE_SECONDS) -> int:
        """Remove unfinished files untouched for ``older_than`` seconds; return how many."""
        with self._root(create=True) as root, _folder(root, INCOMING, create=True) as incoming:
            return _remove_stale(incoming, older_than)

    def _sweep_daily(self, incoming: int) -> None:
        if self._swept_at is None or time.monotonic() - self._swept_at > STALE_SECONDS:
            self._swept_at = time.monotonic()
            _remove_stale(incoming, STALE_SECONDS)

    def _publish(self, root: int, incoming: int, name: str, member_id: int, stored: Stored) -> None:
        """Give the written file its final name, or drop it if it is there already, whole.

        The folders are synced in either case: the file may be there because another process has
        just renamed it and has not come to syncing yet.
        """
        member, first, second = folders_of(member_id, stored.sha256)
        with (
            _folder(root, member, create=True) as in_member,
            _folder(in_member, first, create=True) as in_first,
            _folder(in_first, second, create=True) as shelf,
            _telling_why(),
        ):
            if not _is_whole(shelf, stored):
                os.replace(name, stored.sha256, src_dir_fd=incoming, dst_dir_fd=shelf)
            for folder in (shelf, in_first, in_member, root):
                os.fsync(folder)

    @contextmanager
    def _root(self, *, create: bool = False) -> Iterator[int]:
        with _telling_why():
            if create:
                _make_root(self.root)
            # The root itself may be a link: an operator chose it.
            descriptor = os.open(self.root, _IS_FOLDER & ~os.O_NOFOLLOW)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    @contextmanager
    def _shelf(self, member_id: int, sha256: str) -> Iterator[int]:
        member, first, second = folders_of(member_id, sha256)
        with (
            self._root() as root,
            _folder(root, member, sha256=sha256) as in_member,
            _folder(in_member, first, sha256=sha256) as in_first,
            _folder(in_first, second, sha256=sha256) as shelf,
        ):
            yield shelf


def _write(stream: BinaryIO, incoming: int, name: str) -> Stored:
    """Copy ``stream`` into a new synced file; errors of the stream pass as they are."""
    digest, size = hashlib.sha256(), 0
    with _telling_why():
        descriptor = os.open(name, _WRITE_NEW, _FILE_MODE, dir_fd=incoming)
    try:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            with _telling_why():
                _write_all(descriptor, chunk)
        with _telling_why():
            os.fchmod(descriptor, _FILE_MODE)
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return Stored(digest.hexdigest(), size)


def _write_all(descriptor: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


@contextmanager
def _temporary_name(incoming: int) -> Iterator[str]:
    """Lend a new name; whatever still bears it at the end is removed."""
    name = f"{os.getpid()}-{secrets.token_hex(8)}"
    try:
        yield name
    finally:
        with suppress(OSError):
            os.unlink(name, dir_fd=incoming)


@contextmanager
def _folder(
    parent: int, name: str, *, create: bool = False, sha256: str | None = None
) -> Iterator[int]:
    """Open a folder inside ``parent``, never through a link; create it as 0750 if asked."""
    with _telling_why(sha256):
        is_new = create and _make_folder(parent, name)
        descriptor = os.open(name, _IS_FOLDER, dir_fd=parent)
    try:
        if is_new:
            os.fchmod(descriptor, _FOLDER_MODE)  # mkdir has taken the umask off
        yield descriptor
    finally:
        os.close(descriptor)


def _make_folder(parent: int, name: str) -> bool:
    """Create a folder; tell whether it is new."""
    try:
        os.mkdir(name, _FOLDER_MODE, dir_fd=parent)
    except FileExistsError:
        return False
    return True


def _make_root(root: Path) -> None:
    """Create the root and what is missing above it, each synced into its parent."""
    if root.is_dir():
        return
    if root.parent != root:
        _make_root(root.parent)
    root.mkdir(mode=_FOLDER_MODE, exist_ok=True)
    parent = os.open(root.parent, _IS_FOLDER & ~os.O_NOFOLLOW)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)


def _is_whole(shelf: int, stored: Stored) -> bool:
    """Tell whether a regular file of the right size is there; say so in the log if damaged."""
    try:
        found = os.stat(stored.sha256, dir_fd=shelf, follow_symlinks=False)
    except FileNotFoundError:
        return False
    if stat.S_ISREG(found.st_mode) and found.st_size == stored.size:
        return True
    logger.warning("Original %s was damaged in the store and is replaced", stored.sha256)
    return False


def _remove_stale(incoming: int, older_than: float) -> int:
    removed = 0
    for name in os.listdir(incoming):
        with suppress(OSError):
            touched = os.stat(name, dir_fd=incoming, follow_symlinks=False).st_mtime
            if time.time() - touched > older_than:
                os.unlink(name, dir_fd=incoming)
                removed += 1
    return removed


def _files_below(folder: Path, depth: int) -> Iterator[tuple[Path, int]]:
    """Yield regular files exactly ``depth`` levels down, with size; links are not followed."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        raise explain(error) from error
    for entry in found:
        if depth > 1 and entry.is_dir(follow_symlinks=False):
            yield from _files_below(folder / entry.name, depth - 1)
        elif depth == 1 and entry.is_file(follow_symlinks=False):
            with suppress(FileNotFoundError):
                yield folder / entry.name, entry.stat(follow_symlinks=False).st_size


@contextmanager
def _telling_why(sha256: str | None = None) -> Iterator[None]:
    """Turn what the system reports into an error with a sentence for people."""
    try:
        yield
    except OSError as error:
        if sha256 and error.errno == errno.ENOENT:
            raise OriginalMissing(sha256=sha256) from error
        if sha256 and error.errno in _NOT_AN_ORIGINAL:
            raise OriginalDamaged(sha256=sha256) from error
        raise explain(error) from error
