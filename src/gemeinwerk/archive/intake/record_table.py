"""The table beside the files: what a CSV says about each record.

Pure. Columns, in German or English, in any order and case::

    ordner;aktenzeichen;titel;von;bis;personenbezogen;zustand
    A 12;63-BA-0012/74;Neubau einer Scheune;1974;03.1976;nein;Archivgut

Archival records may further have ``schutz``, ``abgeschlossen``, ``bearbeitet``, ``geburtsjahr`` and
``sterbejahr`` (see ``archive/protection``).

Separated by semicolon, comma or tab; UTF-8, UTF-16 with mark (what Excel calls Unicode text) or
Windows-1252. A bad row is refused with its line and column, and the rest is read.
"""

from __future__ import annotations

import calendar
import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from gemeinwerk.archive.intake.errors import (
    ColumnIgnored,
    DatesReversed,
    DateUnclear,
    FlagUnclear,
    IntakeRefused,
    ProtectionUnclear,
    RowBroken,
    RowRefused,
    RowsUnused,
    RowTooLong,
    RowTwice,
    RowUnused,
    RowWithoutFolder,
    StateUnclear,
    TableColumnTwice,
    TableHopeless,
    TableUnreadable,
    TableWithoutFolder,
    ValueTooLong,
    YearUnclear,
)
from gemeinwerk.archive.intake.rules import (
    PART_LENGTH,
    Notice,
    RecordMeta,
    Refusal,
    clean_part,
    shorten,
)

FILE_NUMBER_LENGTH = 200
TITLE_LENGTH = 500
SHOWN = 80
"""Characters of a wrong value that a message repeats."""

MAX_REFUSED_ROWS = 1000
MAX_NAMED_ROWS = 20
SEPARATORS = ";,\t"
LINES_PER_ROW = 20
EARLIEST_YEAR = 1000


class Column(StrEnum):
    """A column; the value is its English title."""

    FOLDER = "folder"
    FILE_NUMBER = "file number"
    TITLE = "title"
    FROM = "from"
    TO = "to"
    PERSON_RELATED = "person related"
    STATE = "state"
    PROTECTION = "protection"
    ORIGIN = "closed"
    PROCESSED = "processed"
    BIRTH = "birth year"
    DEATH = "death year"


_HEADERS = {
    "ordner": Column.FOLDER,
    "aktenzeichen": Column.FILE_NUMBER,
    "titel": Column.TITLE,
    "von": Column.FROM,
    "bis": Column.TO,
    "personenbezogen": Column.PERSON_RELATED,
    "zustand": Column.STATE,
    "schutz": Column.PROTECTION,
    "abgeschlossen": Column.ORIGIN,
    "bearbeitet": Column.PROCESSED,
    "geburtsjahr": Column.BIRTH,
    "sterbejahr": Column.DEATH,
    **{column.value: column for column in Column},
}
_FLAGS = {
    **dict.fromkeys(("ja", "j", "yes", "y", "wahr", "true", "1", "x"), True),
    **dict.fromkeys(("nein", "n", "no", "falsch", "false", "0"), False),
    "": None,
}
REGISTER, REGISTRY, ARCHIVAL = "register", "registry", "archival"
_STATES = {
    **dict.fromkeys(("verzeichnis", "register"), REGISTER),
    **dict.fromkeys(("laufend", "laufende akte", "in gebrauch", "registry"), REGISTRY),
    **dict.fromkeys(("archivgut", "archiv", "archival"), ARCHIVAL),
    "": "",
}
_PROTECTIONS = {
    **dict.fromkeys(("allgemein", "general"), "general"),
    **dict.fromkeys(("geheim", "geheimhaltung", "secrecy"), "secrecy"),
    **dict.fromkeys(("sozial", "sozialgeheimnis", "social"), "social"),
    **dict.fromkeys(("veröffentlicht", "veroeffentlicht", "published"), "published"),
    "": "",
}
_DATE_FORMS = [
    re.compile(form.replace("D", "[0-9]"))
    for form in (
        r"(?P<year>D{4})",
        r"(?P<month>D{1,2})[./] ?(?P<year>D{4})",
        r"(?P<year>D{4})-(?P<month>D{2})",
        r"(?P<day>D{1,2})\. ?(?P<month>D{1,2})\. ?(?P<year>D{4})",
        r"(?P<year>D{4})-(?P<month>D{2})-(?P<day>D{2})",
    )
]
_SEPARATOR_LINE = re.compile(r"sep=([;,\t])", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """One accepted row: where it stands and what it says."""

    table: str
    line: int
    meta: RecordMeta


@dataclass(frozen=True)
class Suspicion:
    """What a refused row still says: the folder may hold files about persons, or files in use."""

    key: str
    may_be_personal: bool
    may_be_in_use: bool


class RecordTable:
    """The rows that hold for the records of one named folder, file or archive.

    What it does not know it asks ``outer``, the table of what it lies in. A record that any row,
    even a refused or repeated one, may mean to protect counts as person-related or in use: a wrong
    date must not open a file to others.
    """

    def __init__(self, outer: RecordTable | None = None) -> None:
        self._outer = outer
        self._rows: dict[str, Row] = {}
        self._used: set[str] = set()
        self._protected: set[str] = set()
        self._in_use: set[str] = set()

    def read(self, data: bytes, name: str) -> Iterator[Refusal | Notice]:
        """Add the rows of a table; yield what was wrong with it. ``name`` is for messages."""
        refused = 0
        for found in parse_table(data, name):
            if isinstance(found, Suspicion):
                self._suspect(found)
                continue
            if isinstance(found, Row):
                first = self._add(found)
                if first is found:
                    continue
                found = Refusal(name, _twice(found, first))
            yield found
            refused += isinstance(found, Refusal)
            if refused == MAX_REFUSED_ROWS:
                yield Refusal(name, TableHopeless(name=name, limit=MAX_REFUSED_ROWS))
                return

    def find(self, key: str, *, file_name: str | None = None) -> RecordMeta | None:
        """Return what is said of a record. One that is a single file may go by its full name."""
        names = [clean_key(key), clean_key(file_name or "")]
        row = next((self._rows[name] for name in names if name in self._rows), None)
        if row:
            self._used.add(row.meta.key)
            meta: RecordMeta | None = replace(row.meta, key=key)
        else:
            meta = self._outer.find(key, file_name=file_name) if self._outer else None
        if self._protects(names):
            meta = replace(meta or RecordMeta(key), person_related=True)
        if self._keeps_in_use(names):
            meta = replace(meta or RecordMeta(key), state=REGISTRY)
        return meta

    def _add(self, row: Row) -> Row:
        """Keep a row unless its folder has one; return the one that holds."""
        is_personal = bool(row.meta.person_related)
        self._suspect(Suspicion(row.meta.key, is_personal, row.meta.state == REGISTRY))
        return self._rows.setdefault(row.meta.key, row)

    def _suspect(self, said: Suspicion) -> None:
        if said.may_be_personal:
            self._protected.add(said.key)
        if said.may_be_in_use:
            self._in_use.add(said.key)

    def _protects(self, names: list[str]) -> bool:
        here = not self._protected.isdisjoint(names)
        return here or (self._outer is not None and self._outer._protects(names))

    def _keeps_in_use(self, names: list[str]) -> bool:
        here = not self._in_use.isdisjoint(names)
        return here or (self._outer is not None and self._outer._keeps_in_use(names))

    def list_unused(self) -> Iterator[Notice]:
        """Yield notices of rows that no record has asked for, one by one if they are few.

        A table of the whole register beside one box is an ordinary case.
        """
        unused = [row for key, row in self._rows.items() if key not in self._used]
        for row in unused[:MAX_NAMED_ROWS]:
            value = shorten(row.meta.key, SHOWN)
            yield Notice(row.table, RowUnused(name=row.table, line=row.line, value=value))
        if len(unused) > MAX_NAMED_ROWS:
            table, count = unused[-1].table, len(unused) - MAX_NAMED_ROWS
            yield Notice(table, RowsUnused(name=table, count=count))


def parse_table(data: bytes, name: str) -> Iterator[Row | Suspicion | Refusal | Notice]:
    """Yield the rows of a table, and what was wrong with others. Empty lines are passed over.

    A refused row that names its folder, and does not clearly deny that it is person-related or in
    use, yields a ``Suspicion`` before its refusal.
    """
    text = decode_table(data)
    if text is None:
        yield Refusal(name, TableUnreadable(name=name))
        return
    lines = _read_lines(text)
    _line, titles = next(lines, (1, []))
    try:
        columns = read_header(titles or [], name)
    except IntakeRefused as reason:
        yield Refusal(name, reason)
        return
    for title, column in columns:
        if column is None and title:
            yield Notice(name, ColumnIgnored(name=name, column=shorten(title, SHOWN)))
    for line, values in lines:
        try:
            yield _read_row(name, line, values, columns)
        except RowRefused as reason:
            yield from _suspect(values or [], columns)
            yield Refusal(name, reason)


def decode_table(data: bytes) -> str | None:
    """Return the text of a table, None if it is in no encoding that Excel writes in Germany."""
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if is_utf16 else ["utf-8-sig", "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def choose_separator(header: str) -> str:
    """Return the separator with which most columns of the header line are known."""

    def count_known(separator: str) -> int:
        titles = _split([header], separator) or []
        return sum(_column_of(title) is not None for title in titles)

    return max(SEPARATORS, key=count_known)


def read_header(titles: list[str], name: str) -> list[tuple[str, Column | None]]:
    """Return each title with the column it means, None if unknown.

    Raises ``TableWithoutFolder`` or ``TableColumnTwice``.
    """
    columns = [(clean_value(title), _column_of(title)) for title in titles]
    meanings = [column for _title, column in columns]
    if Column.FOLDER not in meanings:
        found = ", ".join(f"“{title}”" for title, _column in columns)
        raise TableWithoutFolder(name=name, columns=shorten(found, 200) or "–")
    for title, column in columns:
        if column is not None and meanings.count(column) > 1:
            raise TableColumnTwice(name=name, column=title)
    return columns


def clean_value(value: str) -> str:
    """Return a value on one line, without control characters, as NFC."""
    words = " ".join(value.split())
    return clean_part(words) if words else ""


def clean_key(value: str) -> str:
    """Return how a folder of this name is known; ``A 12/`` and ``.\\A 12`` mean ``A 12``."""
    parts = [clean_value(part) for part in value.replace("\\", "/").split("/")]
    return "/".join(part for part in parts if part not in {"", "."})


def parse_period(text: str) -> tuple[date, date] | None:
    """Return first and last day of a day, month or year; None if it is none of them.

    ``31.12.1974``, ``1974-12-31``, ``12.1974``, ``12/1974``, ``1974-12``, ``1974``. Years have
    four digits: with two, 24 may be 1924.
    """
    for form in _DATE_FORMS:
        if match := form.fullmatch(text):
            found = {unit: int(digits) for unit, digits in match.groupdict().items()}
            return _span(**found)
    return None


def _span(year: int, month: int | None = None, day: int | None = None) -> tuple[date, date] | None:
    first_month, last_month = (month, month) if month else (1, 12)
    try:
        first = date(year, first_month, day or 1)
        last = date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
    return (first, last) if year >= EARLIEST_YEAR else None


def _column_of(title: str) -> Column | None:
    return _HEADERS.get(" ".join(title.replace("_", " ").split()).casefold())


def _read_lines(text: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield ``(line number, values)`` of each line with content, None where it cannot be split.

    A value in quotation marks may go over a few lines. Where the closing mark is missing, only
    the line that opens it is lost.
    """
    lines = list(io.StringIO(text, newline=""))
    start = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    separator = ""
    if start < len(lines) and (named := _SEPARATOR_LINE.fullmatch(lines[start].strip("\r\n"))):
        separator, start = named[1], start + 1
    while start < len(lines):
        separator = separator or choose_separator(lines[start])
        values, used = _split_from(lines, start, separator)
        if values is None or any(value.strip() for value in values):
            yield start + 1, values
        start += used


def _split_from(lines: list[str], start: int, separator: str) -> tuple[list[str] | None, int]:
    """Return the values that begin on a line, and how many lines they take."""
    for used in range(1, min(LINES_PER_ROW, len(lines) - start) + 1):
        values = _split(lines[start : start + used], separator)
        if values is not None:
            return values, used
    return None, 1


def _split(lines: list[str], separator: str) -> list[str] | None:
    try:
        return next(csv.reader(lines, delimiter=separator, strict=True), [])
    except csv.Error:
        return None


@dataclass(frozen=True)
class _Cell:
    """A value and where it stands, for what it may be refused for."""

    name: str
    line: int
    column: str
    value: str

    def facts(self) -> dict[str, str | int]:
        return {
            "name": self.name,
            "line": self.line,
            "column": self.column,
            "value": shorten(self.value, SHOWN),
        }


def _read_row(
    name: str,
    line: int,
    values: list[str] | None,
    columns: list[tuple[str, Column | None]],
) -> Row:
    if values is None:
        raise RowBroken(name=name, line=line)
    if any(value.strip() for value in values[len(columns) :]):
        raise RowTooLong(name=name, line=line, found=len(values), expected=len(columns))
    values += [""] * (len(columns) - len(values))
    cells = {
        column: _Cell(name, line, title, clean_value(value))
        for (title, column), value in zip(columns, values, strict=False)
        if column is not None
    }
    return Row(name, line, _read_meta(cells))


def _suspect(values: list[str], columns: list[tuple[str, Column | None]]) -> Iterator[Suspicion]:
    meanings = [column for _title, column in columns]
    said = dict(zip(meanings, values, strict=False))
    key = clean_key(said.get(Column.FOLDER, ""))
    flag = clean_value(said.get(Column.PERSON_RELATED, "")).casefold()
    state = clean_value(said.get(Column.STATE, "")).casefold()
    is_shifted = len(values) > len(columns)  # then no value can be told from another
    may_be_personal = is_shifted or bool(_FLAGS.get(flag, True))
    may_be_in_use = is_shifted or _STATES.get(state, REGISTRY) == REGISTRY
    if Column.STATE not in meanings:
        may_be_in_use = False
    if key and (may_be_personal or may_be_in_use):
        yield Suspicion(key, may_be_personal, may_be_in_use)


def _read_meta(cells: Mapping[Column, _Cell]) -> RecordMeta:
    first, last = _read_dates(cells.get(Column.FROM), cells.get(Column.TO))
    return RecordMeta(
        key=_read_key(cells[Column.FOLDER]),
        file_number=_read_text(cells.get(Column.FILE_NUMBER), FILE_NUMBER_LENGTH),
        title=_read_text(cells.get(Column.TITLE), TITLE_LENGTH),
        date_from=first,
        date_to=last,
        person_related=_read_flag(cells.get(Column.PERSON_RELATED)),
        state=_read_choice(cells.get(Column.STATE), _STATES, StateUnclear),
        protection=_read_choice(cells.get(Column.PROTECTION), _PROTECTIONS, ProtectionUnclear),
        origin=_read_last_day(cells.get(Column.ORIGIN)),
        processed=_read_last_day(cells.get(Column.PROCESSED)),
        birth_year=_read_year(cells.get(Column.BIRTH)),
        death_year=_read_year(cells.get(Column.DEATH)),
    )


def _read_key(cell: _Cell) -> str:
    key = clean_key(cell.value)
    if not key:
        raise RowWithoutFolder(**cell.facts())
    if len(key) > PART_LENGTH:
        raise ValueTooLong(**cell.facts(), limit=PART_LENGTH)
    return key


def _read_text(cell: _Cell | None, limit: int) -> str:
    if cell is None:
        return ""
    if len(cell.value) > limit:
        raise ValueTooLong(**cell.facts(), limit=limit)
    return cell.value


def _read_dates(begin: _Cell | None, end: _Cell | None) -> tuple[date | None, date | None]:
    first, last = _read_period(begin), _read_period(end)
    if end and first and last and last[1] < first[0]:
        raise DatesReversed(**end.facts())
    return first and first[0], last and last[1]


def _read_period(cell: _Cell | None) -> tuple[date, date] | None:
    if cell is None or not cell.value:
        return None
    period = parse_period(cell.value)
    if period is None:
        raise DateUnclear(**cell.facts())
    return period


def _read_last_day(cell: _Cell | None) -> date | None:
    period = _read_period(cell)
    return period[1] if period else None


def _read_year(cell: _Cell | None) -> int | None:
    if cell is None or not cell.value:
        return None
    if not re.fullmatch("[0-9]{4}", cell.value) or int(cell.value) < EARLIEST_YEAR:
        raise YearUnclear(**cell.facts())
    return int(cell.value)


def _read_choice(cell: _Cell | None, choices: Mapping[str, str], refusal: type[RowRefused]) -> str:
    if cell is None:
        return ""
    if cell.value.casefold() not in choices:
        raise refusal(**cell.facts())
    return choices[cell.value.casefold()]


def _read_flag(cell: _Cell | None) -> bool | None:
    if cell is None:
        return None
    if cell.value.casefold() not in _FLAGS:
        raise FlagUnclear(**cell.facts())
    return _FLAGS[cell.value.casefold()]


def _twice(second: Row, first: Row) -> RowTwice:
    return RowTwice(
        name=second.table,
        line=second.line,
        value=shorten(second.meta.key, SHOWN),
        first=f"{first.table}:{first.line}",
    )
