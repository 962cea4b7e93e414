"""Tables as CSV: an article or an office a row, in Excel's German habits.

Separated by semicolon, comma or tab; UTF-8 with or without mark, UTF-16 with mark, Windows-1252.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from gemeinwerk.assistant.exchange.decoding import decode
from gemeinwerk.assistant.exchange.drafts import ArticleDraft, OfficeDraft, Reading
from gemeinwerk.assistant.exchange.errors import (
    ColumnIgnored,
    ColumnsMissing,
    ColumnTwice,
    LineRefused,
    Remark,
    RowBroken,
    RowTooLong,
    RowTwice,
    TooManyParts,
    ValueMissing,
    ValueUnclear,
)
from gemeinwerk.assistant.exchange.field_values import (
    ARTICLE_COLUMNS,
    OFFICE_COLUMNS,
    Unclear,
    field_of,
    list_values,
    parse_value,
)
from gemeinwerk.assistant.exchange.limits import MAX_ARTICLES, clean_text, finish, shown

SEPARATORS = ";,\t"
_FORMULA = re.compile(r"'*[=+\-@\t\r|]")
_GUARDED = re.compile(r"'+[=+\-@\t\r|]")
_CELL = 1_000_000

Draft = TypeVar("Draft", ArticleDraft, OfficeDraft)


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    field: str | None


def read_csv(name: str, data: bytes) -> Reading:
    """Return the articles or the offices of a table; bad rows are remarks that name their line.

    Raises ``ColumnsMissing``, ``ColumnTwice``, ``TextUndecodable``, ``TooManyParts`` and
    ``NothingToRead``.
    """
    lines = _read_lines(decode(name, data))
    _line, titles = next(lines, (1, []))
    names = ARTICLE_COLUMNS if _has(titles, ARTICLE_COLUMNS, "body") else OFFICE_COLUMNS
    remarks: list[Remark] = []
    if names is OFFICE_COLUMNS and _has(titles, OFFICE_COLUMNS, "name"):
        columns = _read_header(name, titles or [], OFFICE_COLUMNS, {"stelle"})
        offices = list(_read_rows(name, lines, columns, OfficeDraft, remarks))
        return finish(name, [], offices, [*_ignored(name, columns), *remarks])
    columns = _read_header(name, titles or [], ARTICLE_COLUMNS, {"titel", "text"})
    articles = list(_read_rows(name, lines, columns, ArticleDraft, remarks))
    return finish(name, articles, [], [*_ignored(name, columns), *remarks])


def write_articles_csv(articles: Sequence[ArticleDraft]) -> bytes:
    """Return a table of articles as Excel opens it; no cell is taken for a formula."""
    return _write(articles, ARTICLE_COLUMNS)


def write_offices_csv(offices: Sequence[OfficeDraft]) -> bytes:
    """Return a table of offices, likewise."""
    return _write(offices, OFFICE_COLUMNS)


def _write(drafts: Sequence[ArticleDraft | OfficeDraft], columns: Mapping[str, str]) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for draft in drafts:
        writer.writerow(_guarded(value) for value in list_values(draft, columns.items()))
    return target.getvalue().encode("utf-8-sig")


def _guarded(value: str) -> str:
    return f"'{value}" if _FORMULA.match(value) else value


def _unguarded(value: str) -> str:
    return value[1:] if _GUARDED.match(value) else value


def _has(titles: Sequence[str] | None, columns: Mapping[str, str], field: str) -> bool:
    return any(field_of(title, columns) == field for title in titles or [])


def _read_header(
    name: str, titles: Sequence[str], columns: Mapping[str, str], needed: set[str]
) -> list[_Column]:
    found = [_Column(title.strip(), field_of(title, columns)) for title in titles]
    fields = [column.field for column in found]
    missing = sorted(title for title in needed if columns[title] not in fields)
    if missing:
        seen = ", ".join(column.title for column in found if column.title)
        quoted = ", ".join(f"“{title}”" for title in missing)
        raise ColumnsMissing(name=name, columns=quoted, found=shown(seen) or "–")
    for column in found:
        if column.field is not None and fields.count(column.field) > 1:
            raise ColumnTwice(name=name, column=shown(column.title))
    return found


def _ignored(name: str, columns: Sequence[_Column]) -> list[Remark]:
    unknown = [column.title for column in columns if column.field is None and column.title]
    return [ColumnIgnored(name=name, column=shown(title)) for title in unknown]


def _read_rows(
    name: str,
    lines: Iterator[tuple[int, list[str] | None]],
    columns: Sequence[_Column],
    kind: type[Draft],
    remarks: list[Remark],
) -> Iterator[Draft]:
    seen: set[str] = set()
    for number, (line, values) in enumerate(lines):
        if number >= MAX_ARTICLES:
            raise TooManyParts(name=name, limit=MAX_ARTICLES)
        try:
            draft = kind(**_read_row(name, line, values, columns, kind))
            if draft.external_id and draft.external_id in seen:
                raise RowTwice(name=name, line=line, value=shown(draft.external_id))
        except LineRefused as remark:
            remarks.append(remark)
            continue
        seen.add(draft.external_id)
        yield draft


def _read_row(
    name: str,
    line: int,
    values: list[str] | None,
    columns: Sequence[_Column],
    kind: type[ArticleDraft] | type[OfficeDraft],
) -> dict[str, Any]:
    if values is None:
        raise RowBroken(name=name, line=line)
    if any(value.strip() for value in values[len(columns) :]):
        raise RowTooLong(name=name, line=line, found=len(values), expected=len(columns))
    found: dict[str, Any] = {}
    for column, value in zip(columns, values, strict=False):
        if column.field is not None:
            found[column.field] = _read_value(name, line, column, _unguarded(value))
    for needed in ("title", "body") if kind is ArticleDraft else ("name",):
        if not clean_text(str(found.get(needed, ""))):
            title = next(column.title for column in columns if column.field == needed)
            raise ValueMissing(name=name, line=line, column=shown(title))
    return found


def _read_value(name: str, line: int, column: _Column, value: str) -> Any:
    try:
        return parse_value(column.field or "", value)
    except Unclear as unclear:
        facts = {"name": name, "line": line, "column": shown(column.title)}
        raise ValueUnclear(**facts, value=shown(value), expected=str(unclear)) from unclear


def _read_lines(text: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the line at which each row begins with its values, None where it cannot be split."""
    csv.field_size_limit(max(_CELL, csv.field_size_limit()))
    first = 1
    if named := re.match(r"sep=([;,\t])\r?\n", text, re.IGNORECASE):
        text, first = text[named.end() :], 2
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=_choose_separator(text), strict=True)
    while True:
        begins = reader.line_num + first
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield begins, None
            continue
        if any(value.strip() for value in values):
            yield begins, values


def _choose_separator(text: str) -> str:
    """Return the separator with which most columns of the first line are known."""
    lines = (line for line in text.splitlines() if line.strip())
    header = next(lines, "")

    def count(separator: str) -> int:
        titles = [title.strip().strip('"') for title in header.split(separator)]
        names = (ARTICLE_COLUMNS, OFFICE_COLUMNS)
        return sum(any(field_of(title, columns) for columns in names) for title in titles)

    return max(SEPARATORS, key=count)
