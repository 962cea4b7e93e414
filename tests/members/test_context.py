"""The member context: nested never, reset always, whatever happened inside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests import factories

from gemeinwerk.archive.models import Collection
from gemeinwerk.members.context import (
    NOBODY,
    ContextError,
    Settings,
    act_as,
    current,
    member_context,
    require_member,
)
from gemeinwerk.members.models import Member, Person

OWNED = [
    model
    for model in apps.get_models()
    if model._meta.app_label in ("archive", "sharing", "journal", "files", "members")
    and model._meta.db_table != "journal_chain"  # nobody may read it
]


@pytest.fixture
def county(db: None) -> factories.House:
    return factories.make_house("99001", "Landkreis Musterland")


@pytest.fixture
def neighbour(county: factories.House) -> factories.House:
    house = factories.make_house("99002", "Landkreis Nachbarau")
    factories.introduce(county, house)
    return house


@pytest.fixture
def furnished(county: factories.House, neighbour: factories.House) -> factories.House:
    collection = factories.make_collection(county)
    factories.make_page(county, collection, "Die Zufahrt ist frei")
    factories.share(county, collection, neighbour)
    return county


def told() -> tuple[str, ...]:
    names = ("app.member_id", "app.person_id", "app.door", "role", "app.tsquery")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"current_setting('{name}', true)" for name in names))
        return tuple(value or "" for value in cursor.fetchone())


NOTHING = ("", "", "", "none", "")


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.db_table)
def test_without_context_there_are_no_rows(furnished: factories.House, model: type) -> None:
    assert model.objects.count() == 0


def test_person_alone_sees_itself_and_its_members_only(furnished: factories.House) -> None:
    with member_context(person_id=furnished.people["clerk"].id):
        assert list(Person.objects.all()) == [furnished.people["clerk"]]
        assert list(Member.objects.all()) == [furnished.member]
        assert Collection.objects.count() == 0


@pytest.mark.parametrize("door", ["login", "operator", "public"])
def test_doors_open_no_archive(furnished: factories.House, door: str) -> None:
    with member_context(door=door):
        for model in OWNED:
            if model._meta.app_label in ("archive", "sharing", "journal", "files"):
                assert model.objects.count() == 0, model


def test_contexts_do_not_nest(county: factories.House, neighbour: factories.House) -> None:
    with county.context():
        for inner in (neighbour, county):
            with pytest.raises(ContextError), inner.context():
                pytest.fail("a second context was opened")
        assert require_member() == county.member.id
        assert told()[0] == str(county.member.id)
    with pytest.raises(ContextError):
        require_member()


def test_member_is_settled_once(county: factories.House, neighbour: factories.House) -> None:
    with pytest.raises(ContextError):
        require_member()
    with member_context(person_id=county.people["clerk"].id):
        act_as(county.member.id)
        with pytest.raises(ContextError):
            act_as(neighbour.member.id)
        assert current() == Settings(county.member.id, county.people["clerk"].id)
    assert (current(), told()) == (NOBODY, NOTHING)


def test_reset_when_left(county: factories.House) -> None:
    with county.context():
        assert told()[:2] == (str(county.member.id), str(county.people["records_officer"].id))
    assert (current(), told()) == (NOBODY, NOTHING)


def test_reset_after_an_exception(county: factories.House) -> None:
    with pytest.raises(ZeroDivisionError), county.context():
        Collection.objects.create(member=county.member, name="Verworfen")
        raise ZeroDivisionError
    assert (current(), told()) == (NOBODY, NOTHING)
    with county.context():
        assert not Collection.objects.exists()


def test_error_of_the_database_is_not_hidden(county: factories.House) -> None:
    factories.make_collection(county, "Baulasten")
    with pytest.raises(IntegrityError, match="collection_once"), county.context():
        Collection.objects.create(member=county.member, name="Baulasten")
    assert (current(), told()) == (NOBODY, NOTHING)
    with county.context():
        assert Collection.objects.count() == 1


def test_rolled_back_on_request(county: factories.House) -> None:
    with county.context():
        Collection.objects.create(member=county.member, name="Verworfen")
        transaction.set_rollback(True)
    assert (current(), told()) == (NOBODY, NOTHING)
    with county.context():
        assert not Collection.objects.exists()


def test_savepoint_inside_keeps_the_context(county: factories.House) -> None:
    factories.make_collection(county, "Baulasten")
    with county.context():
        with pytest.raises(IntegrityError), transaction.atomic():
            Collection.objects.create(member=county.member, name="Baulasten")
        assert told()[0] == str(county.member.id)
        assert Collection.objects.count() == 1


@pytest.fixture
def autocommit(committed: None) -> Iterator[None]:
    """No transaction around, as in the product."""
    assert not connection.in_atomic_block
    return


def test_connection_carries_nothing_over(autocommit: None) -> None:
    county = factories.make_house("99001", "Landkreis Musterland")
    factories.make_collection(county)
    for fails in (False, True):
        try:
            with county.context():
                assert Collection.objects.count() == 1
                if fails:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        assert (current(), told()) == (NOBODY, NOTHING)
        assert Collection.objects.count() == 0


def test_killed_connection_leaves_no_context_behind(autocommit: None) -> None:
    county = factories.make_house("99001", "Landkreis Musterland")
    with pytest.raises(DatabaseError), county.context(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert current() == NOBODY
    connection.close()
    with county.context():
        assert require_member() == county.member.id
