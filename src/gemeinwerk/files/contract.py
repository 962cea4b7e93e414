"""What every store of originals promises: bytes under their SHA-256, apart for each member."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

CHUNK = 1024 * 1024
"""Bytes held in memory at a time while a file streams through."""

INCOMING = ".incoming"
"""Where unfinished bytes wait; never a member's name, because those are numbers."""

STALE_SECONDS = 24 * 60 * 60
"""An unfinished file that nobody has written to for this long belongs to a dead process."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_MEMBER = re.compile(r"[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Stored:
    """One original: ``sha256`` as 64 lower-case hex digits, ``size`` in bytes."""

    sha256: str
    size: int


class Store(Protocol):
    """Bytes under their SHA-256, kept apart by member.

    A wrong kind of ``member_id`` or ``sha256`` is a mistake of the caller: ``ValueError``. All
    methods raise ``StoreUnavailable`` when the store itself fails.
    """

    def put(self, stream: BinaryIO, *, member_id: int) -> Stored:
        """Store the rest of ``stream`` and return its digest; on return it survives a power cut.

        Reads once, in pieces of ``CHUNK``. Bytes that are there already stay, unless their size
        is wrong: then they are replaced. Errors of ``stream`` pass through; after any error
        nothing new is visible. Raises ``StoreFull``.
        """
        ...

    def open(self, member_id: int, sha256: str) -> BinaryIO:
        """Return the bytes for reading from first to last. Raises ``OriginalMissing``."""
        ...

    def path(self, member_id: int, sha256: str) -> AbstractContextManager[Path]:
        """Lend a local, read-only file for tools that need one. Raises ``OriginalMissing``."""
        ...

    def size(self, member_id: int, sha256: str) -> int:
        """Return the stored number of bytes. Raises ``OriginalMissing``."""
        ...

    def exists(self, member_id: int, sha256: str) -> bool:
        """Tell whether something is stored under this digest; its bytes are not read."""
        ...

    def delete(self, member_id: int, sha256: str) -> None:
        """Remove the bytes; what is already gone is no error, so that a job may repeat it."""
        ...

    def digest(self, member_id: int, sha256: str) -> str:
        """Read all bytes again and return the SHA-256 they have now."""
        ...

    def walk(self, member_id: int | None = None) -> Iterator[tuple[int, str, int]]:
        """Yield ``(member_id, sha256, size)`` of all that is stored, in no promised order."""
        ...


def folders_of(member_id: int, sha256: str) -> tuple[str, str, str]:
    """Return the three folder names that lead to an original, outermost first.

    Raises ``ValueError`` unless ``member_id`` is a positive number and ``sha256`` 64 lower-case
    hex digits, so that no name can lead out of the store.
    """
    if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
        raise ValueError(f"not a SHA-256 digest: {sha256!r}")
    return folder_of_member(member_id), sha256[:2], sha256[2:4]


def folder_of_member(member_id: int) -> str:
    """Return the name of a member's folder. Raises ``ValueError`` if it is no positive number."""
    if isinstance(member_id, bool) or not isinstance(member_id, int) or member_id < 1:
        raise ValueError(f"not a member's number: {member_id!r}")
    return str(member_id)


def read_place(*names: str) -> tuple[int, str] | None:
    """Return ``(member_id, sha256)`` if the four names are the place of an original."""
    if len(names) != 4 or not _MEMBER.fullmatch(names[0]) or not _SHA256.fullmatch(names[3]):
        return None
    belongs = names[1] == names[3][:2] and names[2] == names[3][2:4]
    return (int(names[0]), names[3]) if belongs else None
