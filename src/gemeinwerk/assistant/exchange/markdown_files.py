"""Markdown files: an article each, with its fields between two lines ``---`` at the top.

The fields are a small part of YAML: ``name: value``, the value as it stands or in quotation marks
as JSON writes it. Our own files always quote, so that they come back exactly.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from gemeinwerk.assistant.exchange.decoding import decode
from gemeinwerk.assistant.exchange.drafts import ArticleDraft, Reading
from gemeinwerk.assistant.exchange.errors import FieldUnclear, Remark
from gemeinwerk.assistant.exchange.field_values import (
    ARTICLE_COLUMNS,
    Unclear,
    field_of,
    parse_value,
    write_value,
)
from gemeinwerk.assistant.exchange.limits import clean_text, finish, shown

_FRONT = re.compile(
    r"\A---[ \t]*\n(?P<fields>.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE
)
_FIELD = re.compile(r"(?P<key>[^\W\d][\w -]{0,40}):(?:[ \t]+(?P<value>.*))?")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?P<value>.+)")
_TITLE = re.compile(r"\A#[ \t]+(?P<title>[^\n]+?)[ \t]*#*[ \t]*(?:\n|\Z)")


def read_markdown(name: str, data: bytes) -> Reading:
    """Return the article of a file. Raises ``TextUndecodable`` and ``NothingToRead``.

    Without a field ``titel`` the first heading is the title, without one the name of the file.
    """
    text = decode(name, data).replace("\r\n", "\n").replace("\r", "\n")
    remarks: list[Remark] = []
    fields: dict[str, Any] = {}
    if front := _FRONT.match(text):
        text = text[front.end() :]
        fields = _read_fields(name, front["fields"], remarks)
    body = clean_text(text)
    if not fields.get("title") and (heading := _TITLE.match(body)):
        fields["title"], body = heading["title"], body[heading.end() :]
    fields["title"] = fields.get("title") or PurePosixPath(name).stem
    fields.pop("body", None)
    return finish(name, [ArticleDraft(**fields, body=body)] if body.strip() else [], (), remarks)


def write_markdown(article: ArticleDraft) -> bytes:
    """Return an article as a file of its own."""
    fields = (
        f"{key}: {json.dumps(value, ensure_ascii=False)}"
        for key, field in ARTICLE_COLUMNS.items()
        if field != "body" and (value := write_value(getattr(article, field)))
    )
    head = "\n".join(fields)
    return f"---\n{head}\n---\n\n{article.body}\n".encode()


def _read_fields(name: str, text: str, remarks: list[Remark]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in _list_pairs(text):
        field = field_of(key, ARTICLE_COLUMNS)
        try:
            if field is not None and value:
                found[field] = parse_value(field, value)
        except Unclear:
            facts = {"name": name, "part": shown(str(found.get("title", name)))}
            remarks.append(FieldUnclear(**facts, field=shown(key), value=shown(value)))
    return found


def _list_pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield keys and values; items below a key are joined with commas."""
    key, values = "", [""]
    for line in text.split("\n"):
        if item := _ITEM.fullmatch(line):
            values.append(_unquoted(item["value"]))
        elif pair := _FIELD.fullmatch(line):
            yield key, ", ".join(filter(None, values))
            key, values = pair["key"], [_unquoted(pair["value"] or "")]
    yield key, ", ".join(filter(None, values))


def _unquoted(value: str) -> str:
    text = value.strip()
    if text.startswith('"'):
        try:
            return str(json.loads(text))
        except ValueError:
            return text.strip('"')
    if text.startswith("'") and text.endswith("'") and len(text) > 1:
        return text[1:-1].replace("''", "'")
    if text.startswith("[") and text.endswith("]"):
        return ", ".join(_unquoted(part) for part in text[1:-1].split(","))
    return text
