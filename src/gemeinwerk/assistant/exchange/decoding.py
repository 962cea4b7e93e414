"""Bytes of text files as text, in the encodings that are met in German offices."""

from __future__ import annotations

import codecs
import re

from gemeinwerk.assistant.exchange.errors import TextUndecodable

_MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]{1,40})", re.I
)
_LATIN = {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"}


def decode(name: str, data: bytes, *, declared: str = "") -> str:
    """Return the text of a file: by its mark, as declared, as UTF-8, as Windows-1252.

    Raises ``TextUndecodable``.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(name, data[len(mark) :], [encoding])
    wished = ["cp1252" if declared.lower() in _LATIN else declared] if declared else []
    return _decoded(name, data, [*wished, "utf-8", "cp1252"])


def declared_charset(data: bytes) -> str:
    """Return the encoding that an HTML page says it is in, or nothing."""
    found = _CHARSET.search(data[:4_096])
    return found[1].decode("ascii") if found else ""


def _decoded(name: str, data: bytes, encodings: list[str]) -> str:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return text
    raise TextUndecodable(name=name)
