"""An alliance of three: the county runs the office, the town has the chair. All is invented."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests import factories
from tests.governance.meetings.meeting_scene import Scene

from gemeinwerk.governance.models import Seat
from gemeinwerk.kernel import clock


@pytest.fixture(autouse=True)
def english(settings: object) -> None:
    """The source strings: these tests assert sentences."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def scene(db: None) -> Scene:
    county = factories.make_house("99001", "Landkreis Musterland")
    town = factories.make_house("99001001", "Stadt Nachbarau")
    village = factories.make_house("99001002", "Gemeinde Quellbach")
    stranger = factories.make_house("99003", "Landkreis Fernau")
    union = factories.make_union(county, town, village)
    with county.context("head"):
        seats = Seat.objects.filter(body=union.body)
        seats.update(chairs=False)
        holder = town.people["clerk"]
        seats.filter(member=town.member).update(
            chairs=True, holder_id=holder.id, holder_name="Toni Vorsitz (erfunden)"
        )
        seats.filter(member=village.member).update(
            holder_name="Quirin Sitz (erfunden)", deputy_name="Vera Tretung (erfunden)"
        )
    return Scene(union, county, town, village, stranger)


@pytest.fixture
def soon() -> date:
    """A day far enough for every notice of these tests."""
    return clock.today() + timedelta(days=30)
