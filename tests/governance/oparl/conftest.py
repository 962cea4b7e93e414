"""An alliance that publishes something of everything; nobody has asked for anything yet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from tests.factories import House
from tests.governance.oparl.publishing import Reader, Scene, make_scene


@pytest.fixture(autouse=True)
def uncounted() -> Iterator[None]:
    """Each test begins with no visits counted."""
    caches["visitors"].clear()
    yield
    caches["visitors"].clear()


@pytest.fixture
def scene(county: House, neighbour: House, third: House) -> Scene:
    return make_scene(county, neighbour, third)


@pytest.fixture
def reader() -> Reader:
    return Reader()
