"""Two counties that know each other, and a third that knows nobody. All are invented."""

from __future__ import annotations

import pytest
from tests import factories


@pytest.fixture
def county(db: None) -> factories.House:
    return factories.make_house("99001", "Landkreis Musterland")


@pytest.fixture
def neighbour(county: factories.House) -> factories.House:
    house = factories.make_house("99002", "Landkreis Nachbarau")
    factories.introduce(county, house)
    return house


@pytest.fixture
def stranger(db: None) -> factories.House:
    return factories.make_house("99003", "Landkreis Fernau")


@pytest.fixture(autouse=True)
def english(settings: object) -> None:
    """The source strings: these tests assert sentences."""
    settings.LANGUAGE_CODE = "en"
