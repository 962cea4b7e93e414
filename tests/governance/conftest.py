"""Three counties of an alliance, and a fourth that does not belong to it. All are invented."""

from __future__ import annotations

import pytest
from tests import factories
from tests.factories import House, Union


@pytest.fixture
def county(db: None) -> House:
    return factories.make_house("99001", "Landkreis Musterland")


@pytest.fixture
def neighbour(db: None) -> House:
    return factories.make_house("99002", "Landkreis Nachbarau")


@pytest.fixture
def third(db: None) -> House:
    return factories.make_house("99003", "Landkreis Drittfeld")


@pytest.fixture
def stranger(db: None) -> House:
    return factories.make_house("99004", "Landkreis Fernau")


@pytest.fixture
def union(county: House, neighbour: House, third: House) -> Union:
    return factories.make_union(county, neighbour, third)


@pytest.fixture(autouse=True)
def english(settings: object) -> None:
    """The source strings: these tests assert sentences."""
    settings.LANGUAGE_CODE = "en"
