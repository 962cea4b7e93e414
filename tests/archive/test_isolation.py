"""What one member has, another neither finds nor reads, until a grant opens it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from tests import factories

from gemeinwerk.archive import queries
from gemeinwerk.archive.errors import DocumentUnknown
from gemeinwerk.archive.models import Page
from gemeinwerk.archive.search import queries as search
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.ids import new_id
from gemeinwerk.sharing import actions as sharing
from gemeinwerk.sharing.models import Grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return factories.make_house("99001", "Landkreis Musterland")


@pytest.fixture
def neighbour(county):
    house = factories.make_house("99002", "Landkreis Nachbarau")
    factories.introduce(county, house)
    return house


@pytest.fixture
def collection(county):
    return factories.make_collection(county)


@pytest.fixture
def page(county, collection):
    return factories.make_page(county, collection, "Die Feuerwehrzufahrt ist frei zu halten")


def found(house, query: str) -> int:
    with house.context("clerk"):
        return search.search(query).total


def test_without_context_there_are_no_rows(page):
    assert Page.objects.count() == 0


def test_neighbour_finds_nothing_and_reads_nothing(county, neighbour, collection, page):
    assert found(county, "Zufahrt") == 1
    assert found(neighbour, "Zufahrt") == 0
    with neighbour.context("clerk"), pytest.raises(DocumentUnknown):
        queries.get_page(page.document_id, 1)


def test_grant_opens_and_its_end_closes_at_once(county, neighbour, collection, page):
    grant = factories.share(county, collection, neighbour)
    assert found(neighbour, "Zufahrt") == 1
    with neighbour.context("clerk"):
        assert queries.get_page(page.document_id, 1) == page
    with county.context("head"):
        sharing.end_grant(grant_id=grant.id, actor=county.actor("head"))
    assert found(neighbour, "Zufahrt") == 0
    with county.context("head"):
        events = [line.event for line in journal.list_lines()]
    told = [event for event in events if event.startswith("sharing.grant.")]
    assert told[:2] == ["sharing.grant.ended", "sharing.grant.opened"]


@pytest.mark.parametrize(("start", "end", "is_open"), [(1, None, 0), (-3, 0, 1), (0, 0, 1)])
def test_dates_are_inclusive(county, neighbour, collection, page, start, end, is_open):
    day = clock.today()
    factories.share(
        county,
        collection,
        neighbour,
        valid_from=day + timedelta(start),
        valid_to=None if end is None else day + timedelta(end),
    )
    assert found(neighbour, "Feuerwehrzufahrt") == is_open


def test_person_related_records_stay_closed_unless_the_grant_names_them(county, neighbour):
    collection = factories.make_collection(county, "Bauakten")
    factories.make_page(county, collection, "Antrag auf Wohngeld", record="W", is_personal=True)
    grant = factories.share(county, collection, neighbour)
    assert found(neighbour, "Wohngeld") == 0
    with county.context("head"):
        sharing.end_grant(grant_id=grant.id, actor=county.actor("head"))
    factories.share(county, collection, neighbour, includes_personal=True)
    assert found(neighbour, "Wohngeld") == 1


def test_app_role_is_no_owner_and_cannot_pass_policies():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False,)


def test_namesakes_in_the_facet_name_their_owner(county, neighbour, collection, page):
    own = factories.make_collection(neighbour)
    factories.make_page(neighbour, own, "Die Zufahrt zum Hof")
    factories.share(county, collection, neighbour)
    with neighbour.context("clerk"):
        labels = [choice.label for choice in search.search("Zufahrt").collections]
    assert sorted(labels) == ["Baulasten (Landkreis Musterland)", "Baulasten (Landkreis Nachbarau)"]
    assert [c.label for c in found_by(county)] == ["Baulasten"]


def found_by(house):
    with house.context("clerk"):
        return search.search("Zufahrt").collections


def test_ground_shown_is_that_of_the_record(county, neighbour, collection):
    """Two grants: all of it to read, what is not person-related to download too."""
    factories.make_page(county, collection, "Zufahrt", record="Blatt")
    factories.make_page(county, collection, "Wohngeld", record="W", is_personal=True)
    wide = factories.share(county, collection, neighbour, right="download", includes_personal=True)
    with county.context("head"):
        Grant.objects.filter(id=wide.id).update(includes_personal=False)
        reads = Grant.objects.get(id=wide.id)
        reads.pk, reads.right, reads.includes_personal = new_id(), "read", True
        reads.save(force_insert=True)
    factories.declare(neighbour, reads)
    with neighbour.context("clerk"):
        assert queries.get_access(collection).may_download
        assert not queries.get_access(collection, is_personal=True).may_download
