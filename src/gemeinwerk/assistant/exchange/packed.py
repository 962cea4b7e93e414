"""ZIP files that nobody vouches for: DOCX is one, and so is a folder of articles.

Nothing is written to disk, names are only shown. What the list of contents states is checked before
anything is unpacked, and binds: reading stops there.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from gemeinwerk.assistant.exchange.errors import (
    FileDamaged,
    FileLocked,
    TooManyParts,
    UnpackedTooLarge,
    XmlForbidden,
)
from gemeinwerk.assistant.exchange.limits import MAX_ENTRIES, MAX_PART_MB, MAX_UNPACKED_MB

_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
)
_DOCTYPES = [
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
]


def open_zip(name: str, data: bytes, *, format: str = "ZIP") -> zipfile.ZipFile:
    """Return an archive whose list of contents keeps the limits.

    Raises ``FileDamaged``, ``FileLocked``, ``TooManyParts`` and ``UnpackedTooLarge``.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE as error:
        raise FileDamaged(name=name, format=format) from error
    contents = archive.infolist()
    if len(contents) > MAX_ENTRIES:
        raise TooManyParts(name=name, limit=MAX_ENTRIES)
    if sum(info.file_size for info in contents) > MAX_UNPACKED_MB * 1_000_000:
        raise UnpackedTooLarge(name=name, limit=MAX_UNPACKED_MB)
    if any(info.flag_bits & _ENCRYPTED for info in contents):
        raise FileLocked(name=name)
    is_odd = any(info.compress_type not in _METHODS for info in contents)
    if is_odd or sum(info.compress_size for info in contents) > len(data):
        raise FileDamaged(name=name, format=format)
    return archive


def list_files(
    name: str, archive: zipfile.ZipFile, *, format: str = "ZIP"
) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each file, in the order of names. Raises ``FileDamaged``."""
    for info in sorted(archive.infolist(), key=lambda info: info.filename):
        if not info.is_dir():
            yield info.filename, _read_entry(name, archive, info, format)


def check_parts(name: str, archive: zipfile.ZipFile, *, format: str) -> None:
    """Read every part of an Office file once. Raises ``FileDamaged``, ``XmlForbidden`` and
    ``UnpackedTooLarge``.
    """
    for part, data in list_files(name, archive, format=format):
        if part.lower().endswith((".xml", ".rels")):
            forbid_entities(name, data)
            if len(data) > MAX_PART_MB * 1_000_000:
                raise UnpackedTooLarge(name=name, limit=MAX_PART_MB)


def forbid_entities(name: str, data: bytes) -> None:
    """Raise ``XmlForbidden`` if an XML file declares a document type or entities."""
    if any(word in data for word in _DOCTYPES):
        raise XmlForbidden(name=name)


def _read_entry(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, format: str) -> bytes:
    try:
        with archive.open(info) as file:
            data = file.read(info.file_size + 1)
    except _DAMAGE as error:
        raise FileDamaged(name=name, format=format) from error
    if len(data) != info.file_size:
        raise FileDamaged(name=name, format=format)
    return data
