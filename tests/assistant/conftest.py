"""Every test begins with empty shelves: ids of one database mean nothing in the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gemeinwerk.assistant.answering.shelves import shelves


@pytest.fixture(autouse=True)
def empty_shelves() -> Iterator[None]:
    shelves.forget()
    yield
    shelves.forget()
