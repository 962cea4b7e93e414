"""What intake goes by: limits, kinds of file by their first bytes, names, and their order.

Pure: no file is touched here. Names are those that a person sees; nothing is ever written under a
name that came from outside.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import UserError

MEGABYTE = 1024 * 1024
HEAD = 1024 + 8
"""First bytes that ``sniff`` wants: readers accept a PDF whose header begins in the first 1024."""

NAME_LENGTH = 500
PART_LENGTH = 255


@dataclass(frozen=True)
class Limits:
    """What one run takes in. Sizes in bytes; ``zip_*`` count what an archive unpacks to.

    ``zip_ratio`` (unpacked to packed) is looked at from ``zip_ratio_from`` bytes on: an empty
    bitonal page packs better than any bomb, and is small.
    """

    file_bytes: int = 500 * MEGABYTE
    files_per_run: int = 100_000
    folder_depth: int = 50
    table_bytes: int = 20 * MEGABYTE
    zip_ratio: int = 200
    zip_ratio_from: int = 10 * MEGABYTE
    zip_total_bytes: int = 20 * 1024 * MEGABYTE
    zip_entries: int = 50_000


class Kind(StrEnum):
    """What a file is by its first bytes; the value is its media type."""

    PDF = "application/pdf"
    TIFF = "image/tiff"
    JPEG = "image/jpeg"
    PNG = "image/png"
    ZIP = "application/zip"


@dataclass(frozen=True)
class RecordMeta:
    """What a table says about one record; None or empty where it says nothing.

    ``date_from`` and ``date_to`` are first and last day: 1974 means 1 January to 31 December.
    ``person_related`` None leaves it to the collection, and so does an empty ``state``. ``origin``
    and ``processed`` are the last day that was meant (see ``models.Record``).
    """

    key: str
    file_number: str = ""
    title: str = ""
    date_from: date | None = None
    date_to: date | None = None
    person_related: bool | None = None
    state: str = ""
    protection: str = ""
    origin: date | None = None
    processed: date | None = None
    birth_year: int | None = None
    death_year: int | None = None


@dataclass(frozen=True)
class Entry:
    """A file as found: ``parts`` of its name below what was named, ``source`` as people know it.

    ``open`` gives its bytes forwards; it and reading raise ``IntakeRefused``. ``open_seekable`` is
    there for files on disk, so that an archive need not be copied to be read.
    """

    parts: tuple[str, ...]
    source: str
    size: int
    open: Callable[[], BinaryIO]
    open_seekable: Callable[[], BinaryIO] | None = None


@dataclass(frozen=True)
class Item:
    """A file to take in: document ``name`` of the record ``record_key``.

    ``open`` may be called again, and it and reading to the end raise ``IntakeRefused`` if the file
    is no longer what was listed. ``source`` names it for messages, e.g. ``Box.zip/A 12/Plan.pdf``.
    """

    record_key: str
    name: str
    open: Callable[[], BinaryIO]
    size: int
    source: str
    kind: Kind
    meta: RecordMeta | None = None


@dataclass(frozen=True)
class Refusal:
    """A file, archive, folder or row that is not taken in, by name and reason."""

    name: str
    reason: UserError


@dataclass(frozen=True)
class Notice:
    """Something to know that keeps nothing back, e.g. a row for a folder that is not there."""

    name: str
    reason: UserError


Finding = Item | Refusal | Notice

# Kinds -------------------------------------------------------------------------------------------

_KINDS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"II+\x00", Kind.TIFF),  # BigTIFF
    (b"MM\x00+", Kind.TIFF),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),  # without entries
    (b"PK\x07\x08", Kind.ZIP),  # in several volumes
)
_OTHERS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _("an old Office document or a mail")),
    (b"{\\rtf", _("an RTF text")),
    (b"GIF8", _("a GIF image")),
    (b"BM", _("a BMP image")),
    (b"\x00\x00\x00\x0cjP  ", _("a JPEG 2000 image")),
    (b"7z\xbc\xaf\x27\x1c", _("a 7z archive")),
    (b"Rar!", _("a RAR archive")),
    (b"\x1f\x8b", _("a gz archive")),
    (b"MZ", _("a program")),
    (b"\x7fELF", _("a program")),
)
OFFICE_DOCUMENT = _("an Office document")


def sniff(head: bytes) -> Kind | None:
    """Return the kind of a file by its first ``HEAD`` bytes, None if it is none of ours.

    The suffix of a name is never asked. A PDF may have up to 1024 bytes before its header, as
    mail gateways and old scanners leave them.
    """
    for magic, kind in _KINDS:
        if head.startswith(magic):
            return kind
    return Kind.PDF if b"%PDF-" in head[: 1024 + 5] else None


def describe(head: bytes) -> str:
    """Say in a few words what a file that is not taken seems to be."""
    for magic, words in _OTHERS:
        if head.startswith(magic):
            return str(words)
    if head[4:8] == b"ftyp":
        return str(_("a HEIC image or a video"))
    return str(_("something else"))


# Names -------------------------------------------------------------------------------------------

_SKIPPED = {"thumbs.db", "desktop.ini", "__macosx"}
_NO_BYTE = re.compile(r"[\ud800-\udc7f\udd00-\udfff]")  # surrogates that stand for no byte
_DRIVE = re.compile(r"[A-Za-z]:")


def is_skipped(part: str) -> bool:
    """Tell whether a file or folder is passed over without a word.

    Hidden ones (first character a full stop, so ``.DS_Store`` too), ``Thumbs.db``,
    ``desktop.ini``, ``__MACOSX``, and the lock files ``~$…`` of open Office documents.
    """
    return part.startswith((".", "~$")) or part.casefold() in _SKIPPED


def clean_part(part: str) -> str:
    """Return one part of a name as it may be shown and stored: NFC, one line, valid Unicode.

    Bytes that are not UTF-8 are read as Windows-1252, which old German file servers wrote.
    Control characters and marks that turn the reading direction become ``_``.
    """
    part = _NO_BYTE.sub("_", part)
    if any("\udc80" <= char <= "\udcff" for char in part):
        part = part.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    visible = "".join("_" if _is_control(char) else char for char in part)
    return unicodedata.normalize("NFC", visible).strip() or "_"


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def split_member_name(raw: str) -> tuple[str, ...] | None:
    """Return the cleaned parts of a name in an archive; None if it points out of it.

    ``\\`` counts as a separator, as old Windows programs write it. Refused are absolute names,
    drives and ``..``.
    """
    raw = raw.replace("\\", "/")
    if raw.startswith("/") or _DRIVE.match(raw):
        return None
    parts = tuple(clean_part(part) for part in raw.split("/") if part not in {"", "."})
    return None if ".." in parts or not parts else parts


def decode_member_name(name: str, *, is_utf8: bool) -> str:
    """Return a ZIP entry's name, repairing UTF-8 that was not declared.

    Without the UTF-8 flag the ZIP specification means CP437, whose umlauts Windows' CP850 shares;
    macOS writes UTF-8 all the same. Text that happens to be valid UTF-8 is hardly ever CP437.
    """
    if is_utf8 or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def is_too_long(parts: tuple[str, ...]) -> bool:
    """Tell whether a name is longer than the rows have room for."""
    return len("/".join(parts)) > NAME_LENGTH or any(len(part) > PART_LENGTH for part in parts)


def shorten(name: str, length: int = NAME_LENGTH) -> str:
    """Return ``name`` within ``length`` characters, its middle left out if need be."""
    if len(name) <= length:
        return name
    tail = length // 2
    return f"{name[: length - tail - 1]}…{name[-tail:]}"


def join_source(*parts: str) -> str:
    """Return how messages call a file: its path from what was named, at most 500 characters."""
    return shorten("/".join(parts))


def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key that puts ``Blatt 2`` before ``Blatt 10`` and ``Ä`` beside ``A``."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return tuple(
        _number_key(run) if run[0] in "0123456789" else (1, 0, run)
        for run in re.findall(r"[0-9]+|[^0-9]+", plain)
    )


def _number_key(digits: str) -> tuple[int, int, str]:
    significant = digits.lstrip("0")
    return (0, len(significant), significant)


def is_table(parts: tuple[str, ...]) -> bool:
    """Tell whether a name is that of a table of records: ``*.csv`` directly in what was named."""
    return len(parts) == 1 and parts[0].casefold().endswith(".csv")


def listing_order(parts: tuple[str, ...]) -> tuple[object, ...]:
    """Return a sort key: tables first, so that they are known to what follows, then naturally."""
    return (not is_table(parts), tuple(natural_order(part) for part in parts), parts)


def assign_record(parts: tuple[str, ...]) -> tuple[str, str]:
    """Return ``(record key, document name)`` of a file by its place below what was named.

    The first folder is the record; deeper ones stay in the document's name (``Anlagen/Plan.pdf``).
    A file without a folder is a record of its own, named like the file without its suffix: people
    scan one entry into one file as often as one folder. A folder of that name is the same record.
    """
    if len(parts) > 1:
        return parts[0], "/".join(parts[1:])
    stem, dot, suffix = parts[0].rpartition(".")
    is_suffix = bool(dot) and bool(stem.strip()) and len(suffix) <= 5 and suffix.isalnum()
    return (stem.strip() if is_suffix else parts[0]), parts[0]


def megabytes(size: int) -> int:
    """Return a size in whole megabytes, rounded up."""
    return -(-size // MEGABYTE)
