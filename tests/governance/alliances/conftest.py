"""An alliance of two members, a third that may be invited, and a stranger. All are invented."""

from __future__ import annotations

import pytest
from alliance_scene import bring_in, found
from tests import factories
from tests.factories import House

from gemeinwerk.governance.models import Alliance


@pytest.fixture
def county(db: None) -> House:
    return factories.make_house("99001", "Landkreis Musterland")


@pytest.fixture
def neighbour(db: None) -> House:
    return factories.make_house("99002", "Landkreis Nachbarau")


@pytest.fixture
def third(db: None) -> House:
    return factories.make_house("99003", "Landkreis Drittenberg")


@pytest.fixture
def stranger(db: None) -> House:
    return factories.make_house("99004", "Landkreis Fernau")


@pytest.fixture
def alliance(county: House, neighbour: House) -> Alliance:
    """County (office) and neighbour."""
    made = found(county)
    bring_in(made, county, neighbour)
    return made


@pytest.fixture(autouse=True)
def english(settings: object) -> None:
    """The source strings: these tests assert sentences."""
    settings.LANGUAGE_CODE = "en"
