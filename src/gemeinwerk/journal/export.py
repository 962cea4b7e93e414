"""The journal as a table that German spreadsheet programs open: CSV with semicolons."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from gemeinwerk.journal import queries
from gemeinwerk.kernel import clock
from gemeinwerk.members.context import member_context

MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(filters: queries.Filters, *, member_id: int, person_id: UUID | None) -> Iterator[str]:
    """Yield the file in pieces, oldest entry first; opens a member context of its own."""
    writer = csv.writer(_Echo(), delimiter=";")
    heads = [_("Number"), _("Moment"), _("What happened"), _("Who"), _("Event"), _("Object")]
    with member_context(member_id, person_id=person_id):
        yield MARK + writer.writerow(heads)
        for line in queries.iterate_lines(filters):
            yield writer.writerow(map(_harmless, _cells(line)))


def _cells(line: queries.Line) -> tuple[str, ...]:
    moment = line.at.astimezone(clock.BERLIN).strftime("%d.%m.%Y %H:%M:%S")
    return str(line.number), moment, line.sentence, line.actor, line.event, line.object_id


def _harmless(cell: str) -> str:
    """Keep a cell from being run as a formula (a file may be named ``=cmd…``)."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
