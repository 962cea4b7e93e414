"""Reads of stored bytes, and the check that they are what they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gemeinwerk.files.actions import store
from gemeinwerk.files.models import Blob
from gemeinwerk.members.context import require_member


@dataclass(frozen=True, slots=True)
class Fault:
    """A stored file that is not what its row says; ``reason`` is ``lost`` or ``changed``."""

    sha256: str
    is_original: bool
    reason: str


def open_bytes(member_id: int, sha256: str) -> BinaryIO:
    """Open stored bytes. The caller has read ``sha256`` from a row that the asker may see."""
    return store().open(member_id, sha256)


def local_path(member_id: int, sha256: str) -> AbstractContextManager[Path]:
    """Give the bytes as a local file, for programs that need one."""
    return store().path(member_id, sha256)


def list_blobs() -> Iterator[tuple[str, int, bool]]:
    """Yield (sha256, size in bytes, is original) of the acting member, originals first."""
    rows = Blob.objects.filter(member_id=require_member()).order_by("-is_original", "sha256")
    yield from rows.values_list("sha256", "size", "is_original").iterator(chunk_size=2000)


def check_blob(member_id: int, sha256: str, size: int, is_original: bool) -> Fault | None:
    """Recompute one stored file's hash; None if it is as it was. Needs no database."""
    if not store().exists(member_id, sha256):
        return Fault(sha256, is_original, "lost")
    if store().size(member_id, sha256) != size or store().digest(member_id, sha256) != sha256:
        return Fault(sha256, is_original, "changed")
    return None
