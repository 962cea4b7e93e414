"""A report as CSV that German spreadsheet programs open: semicolons, UTF-8 with a mark."""

from __future__ import annotations

import csv
import re
from io import StringIO

from gemeinwerk.governance.costs.reports import Cell, Report, Table
from gemeinwerk.journal.export import FORMULA, MARK

AMOUNT = re.compile(r"-[\d.]+,\d{2}\s€")


def write_csv(report: Report) -> str:
    """Return the whole file: title and facts, then table by table, then the steps."""
    rows = [[report.title, report.alliance], *[list(pair) for pair in report.facts]]
    found = [[_harmless(text) for text in row] for row in rows]
    for table in report.tables:
        found += [[], [_harmless(table.caption)], *_table_rows(table)]
    if report.steps:
        found += [[], *[[_harmless(step)] for step in report.steps]]
    file = StringIO()
    csv.writer(file, delimiter=";").writerows(found)
    return MARK + file.getvalue()


def _table_rows(table: Table) -> list[list[str]]:
    rows = [table.head, *table.rows, *([table.total] if table.total else [])]
    return [[_plain(cell) for cell in row] for row in rows]


def _plain(cell: Cell) -> str:
    return cell.plain if cell.is_number else _harmless(cell.plain)


def _harmless(text: str) -> str:
    """Keep a text from being run as a formula; an amount below zero is none."""
    is_amount = AMOUNT.fullmatch(text) is not None
    return f"'{text}" if text.startswith(FORMULA) and not is_amount else text
