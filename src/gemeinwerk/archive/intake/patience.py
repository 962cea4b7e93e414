"""Commands that go on when the database was killed and comes back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections

Answer = TypeVar("Answer")
WAIT_SECONDS = 60
PAUSE_SECONDS = 0.5


def patiently(ask: Callable[[], Answer]) -> Answer:
    """Return what ``ask`` gives, asking again for a minute while the database does not answer.

    ``ask`` opens its own member context and must be harmless to repeat: a commit may have come
    through although its answer was lost.
    """
    patience = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError):
            if time.monotonic() > patience:
                raise
            close_old_connections()
            time.sleep(PAUSE_SECONDS)
