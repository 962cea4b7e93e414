"""How numbers, periods and places are written on the archive's pages."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils import numberformat
from django.utils.formats import date_format

register = template.Library()
THIN_SPACE = "\u202f"


@register.filter
def figures(value: int | None) -> str:
    """A whole number with narrow spaces between thousands: 12 345; a dash for None."""
    if value is None:
        return "–"
    return numberformat.format(
        value, ",", grouping=3, thousand_sep=THIN_SPACE, force_grouping=True, use_l10n=False
    )


@register.simple_tag
def period(first: date | None, last: date | None) -> str:
    """Two days as briefly as they allow: whole years as years, one day once, else both days."""
    if first and last and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if first and last and first != last:
        return f"{_day(first)} – {_day(last)}"
    day = first or last
    if day is None:
        return "–"
    if first and not last:
        return f"{_day(day)} –"
    return _day(day) if first else f"– {_day(day)}"


@register.filter
def percent(value: float | None) -> str:
    """A confidence of 0-100 in whole percent; a dash for None."""
    return "–" if value is None else f"{round(value)}\u202f%"


@register.filter
def file_size(value: int) -> str:
    """Bytes as file managers count them (1 MB = 1 000 000 bytes)."""
    for unit, size in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if value >= size:
            shown = round(value / size, 1) if value < 10 * size else round(value / size)
            return numberformat.format(shown, ",") + f"\u00a0{unit}"
    return f"{value}\u00a0B"


def _day(day: date) -> str:
    return date_format(day, "d.m.Y")
