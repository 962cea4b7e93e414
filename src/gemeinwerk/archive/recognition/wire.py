"""Messages between a Recogniser and its child: JSON with byte strings behind it, no pickle."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from typing import Any

MAX_HEAD = 256 * 1024 * 1024
MAX_BLOB = 256 * 1024 * 1024
MAX_BLOBS = 8

_LENGTH = struct.Struct(">I")

Read = Callable[[int], bytes]
"""Reads exactly that many bytes or raises EOFError."""


class BrokenMessage(Exception):
    """The other side does not keep to the protocol."""


def pack(message: dict[str, Any], blobs: Sequence[bytes] = ()) -> bytes:
    """One message as bytes: length, JSON with the lengths of the blobs, blobs."""
    head = json.dumps({**message, "blobs": [len(blob) for blob in blobs]}).encode()
    return b"".join([_LENGTH.pack(len(head)), head, *blobs])


def unpack(read: Read) -> tuple[dict[str, Any], list[bytes]]:
    """Read one message. Raises EOFError at the end, BrokenMessage if it is none."""
    (length,) = _LENGTH.unpack(read(_LENGTH.size))
    if length > MAX_HEAD:
        raise BrokenMessage("head too long")
    try:
        message = json.loads(read(length))
    except ValueError as error:
        raise BrokenMessage("not JSON") from error
    sizes = message.pop("blobs", None) if isinstance(message, dict) else None
    if not isinstance(sizes, list) or len(sizes) > MAX_BLOBS:
        raise BrokenMessage("no list of blobs")
    if not all(isinstance(size, int) and 0 <= size <= MAX_BLOB for size in sizes):
        raise BrokenMessage("blob too long")
    return message, [read(size) for size in sizes]
