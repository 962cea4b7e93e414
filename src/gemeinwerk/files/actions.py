"""Keeping bytes: first on disk and synced, then the row, in the caller's transaction."""

from __future__ import annotations

from functools import cache
from typing import BinaryIO

from django.conf import settings

from gemeinwerk.files.models import Blob
from gemeinwerk.files.store import Store, Stored, open_store
from gemeinwerk.members.context import require_member


@cache
def store() -> Store:
    """Return the store that the settings name."""
    return open_store(settings.STORE_URL)


def put_bytes(stream: BinaryIO, *, member_id: int) -> Stored:
    """Write and sync bytes; no row yet, so call it outside a transaction where it may take long."""
    return store().put(stream, member_id=member_id)


def keep(stored: Stored, *, is_original: bool) -> None:
    """Record stored bytes as the acting member's. Bytes that are known already stay as they are;
    what was derived becomes an original once it is handed in as one.
    """
    blob, is_new = Blob.objects.get_or_create(
        member_id=require_member(),
        sha256=stored.sha256,
        defaults={"size": stored.size, "is_original": is_original},
    )
    if is_original and not is_new and not blob.is_original:
        blob.is_original = True
        blob.save(update_fields=["is_original"])
