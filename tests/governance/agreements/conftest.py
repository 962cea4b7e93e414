"""A fixed day: what the calendar decides is the same on every day that the tests run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from gemeinwerk.kernel import clock

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Set the day; a test may call it to go on to another one."""

    def move(day: date) -> None:
        monkeypatch.setattr(clock, "today", lambda: day)

    move(TODAY)
    return move
