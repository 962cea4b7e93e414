"""The time of day in one place, so that tests can move it, and how it is written in German."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
_moved: ContextVar[timedelta] = ContextVar("moved", default=timedelta(0))


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC) + _moved.get()


@contextmanager
def days_ago(days: int) -> Iterator[None]:
    """Let what is entered now be dated ``days`` earlier: for the history of the demo and for tests.

    The database's own clock goes on: it decides what is open today, and dates the journal.
    """
    token = _moved.set(timedelta(days=-days))
    try:
        yield
    finally:
        _moved.reset(token)


def today() -> date:
    """Return the present date in Germany; grants begin and end at its midnight."""
    return now().astimezone(BERLIN).date()


def german_day(day: date) -> str:
    """Return a day as people in Germany write it, e.g. ``24.11.2026``."""
    return f"{day:%d.%m.%Y}"


def german_moment(at: datetime) -> str:
    """Return an aware moment in German time, e.g. ``24.11.2026 09:05``."""
    return f"{at.astimezone(BERLIN):%d.%m.%Y %H:%M}"
