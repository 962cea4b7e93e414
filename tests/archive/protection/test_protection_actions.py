"""What records are kept for decides what a grant opens; the database asks again at each query."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from tests import factories
from tests.archive import asking

from gemeinwerk.archive import actions, queries
from gemeinwerk.archive.models import Collection, ConfirmedPeriod, Record, Scope
from gemeinwerk.archive.protection import actions as protection
from gemeinwerk.archive.protection.errors import (
    AlreadyConfirmed,
    DatesInDisorder,
    LifetimeUnlikely,
    NoPeriodKnown,
    NotReadYet,
    PeriodUnknown,
)
from gemeinwerk.archive.protection.wording import explain
from gemeinwerk.archive.search.queries import search
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members.context import member_context

pytestmark = pytest.mark.django_db

LONG_AGO = {"state": "archival", "protection": "general", "origin": date(1950, 12, 31)}


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


def found(house, query: str = "Zufahrt") -> int:
    with house.context("clerk"):
        return search(query).total


def reach(house, page):
    with house.context():
        return explain(queries.get_record(factories.record_of(page).id))


def keep(house, page, *, role: str = "records_officer", **facts):
    told = {
        "state": "",
        "protection": "",
        "origin": None,
        "processed": None,
        "birth_year": None,
        "death_year": None,
        "lifetime_unknown": False,
    }
    with house.context(role):
        protection.keep_record(
            record=factories.record_of(page), **told | facts, actor=house.actor(role)
        )


# --- state -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "hits"), [("", 0), ("registry", 0), ("archival", 0), ("register", 1)]
)
def test_grant_opens_by_the_state_of_the_collection(county, neighbour, state, hits):
    collection = factories.make_collection(county, "Bauakten", state=state)
    page = factories.make_page(county, collection, "Die Zufahrt")
    factories.share(county, collection, neighbour)
    assert found(neighbour) == hits
    assert found(county) == 1
    assert reach(county, page).is_open == bool(hits)


@pytest.mark.parametrize(("state", "hits"), [("registry", 0), ("archival", 0), ("register", 1)])
def test_state_of_the_record_comes_before_that_of_its_collection(county, neighbour, state, hits):
    collection = factories.make_collection(county, state="" if hits else "register")
    factories.make_page(county, collection, "Die Zufahrt", state=state)
    factories.share(county, collection, neighbour)
    assert found(neighbour) == hits


def test_only_the_records_officer_says_so_and_it_is_in_the_journal(county, collection, neighbour):
    page = factories.make_page(county, collection, "Die Zufahrt")
    factories.share(county, collection, neighbour)
    for role in ("head", "coordinator", "clerk"):
        with pytest.raises(NotAllowed, match="right to do this"):
            keep(county, page, state="registry", role=role)
    assert found(neighbour) == 1
    keep(county, page, state="registry")
    assert found(neighbour) == 0
    with county.context("head"):
        [line] = journal.list_lines(event_prefix="archive.record.kept")
    told = (line.facts["state"], line.facts["before"])
    assert told == ("Records in use", "Register, kept for inspection")
    keep(county, page)
    assert found(neighbour) == 1


def test_collection_that_changes_is_closed_until_its_records_are_rearranged(
    county, collection, neighbour
):
    factories.make_page(county, collection, "Die Zufahrt", record="A")
    factories.make_page(county, collection, "Die Zufahrt im Hof", record="B", state="register")
    factories.share(county, collection, neighbour)
    assert found(neighbour) == 2
    with county.context():
        protection.set_collection_state(
            collection=collection, state="registry", actor=county.actor()
        )
    assert (found(neighbour), found(county)) == (0, 2)
    protection.rearrange(member_id=county.member.id, collection_id=collection.id)
    assert found(neighbour) == 1  # B says itself what it is kept for
    with county.context():
        protection.set_collection_state(
            collection=collection, state="register", actor=county.actor()
        )
    assert found(neighbour) == 0
    protection.rearrange(member_id=county.member.id, collection_id=collection.id)
    assert found(neighbour) == 2


def test_collection_that_changed_again_meanwhile_stays_closed(
    county, collection, neighbour, monkeypatch
):
    factories.make_page(county, collection, "Die Zufahrt")
    factories.share(county, collection, neighbour)

    def change_again(**_arguments) -> int:
        with county.context():
            fresh = Collection.objects.get(id=collection.id)
            protection.set_collection_state(collection=fresh, state="", actor=county.actor())
            protection.set_collection_state(
                collection=fresh, state="register", actor=county.actor()
            )
        return 0

    with county.context():
        protection.set_collection_state(
            collection=collection, state="registry", actor=county.actor()
        )
    monkeypatch.setattr(protection, "place_all", change_again)
    protection.rearrange(member_id=county.member.id, collection_id=collection.id)
    with county.context():
        assert set(Scope.objects.values_list("is_held", flat=True)) == {True}
    monkeypatch.undo()
    protection.rearrange(member_id=county.member.id, collection_id=collection.id)
    assert found(neighbour) == 1


def test_coordinator_renames_but_does_not_change_the_state(county, collection):
    with county.context("coordinator"):
        facts = {"description": "", "script": "auto", "actor": county.actor("coordinator")}
        actions.change_collection(collection=collection, name="Neu", state="register", **facts)
        with pytest.raises(NotAllowed):
            actions.change_collection(collection=collection, name="Neu", state="registry", **facts)


def test_foreign_record_is_not_kept(county, collection, neighbour):
    page = factories.make_page(county, collection, "Die Zufahrt")
    factories.share(county, collection, neighbour)
    with pytest.raises(Record.DoesNotExist):
        keep(neighbour, page, state="registry")


# --- protective periods --------------------------------------------------------------------------


def test_archival_record_opens_only_with_a_confirmed_row(county, collection, neighbour):
    page = factories.make_page(county, collection, "Die Zufahrt", **LONG_AGO)
    factories.share(county, collection, neighbour)
    assert found(neighbour) == 0
    assert "no confirmed protective periods" in reach(county, page).lines[0]
    period = asking.confirm(county)
    assert found(neighbour) == 1
    assert reach(county, page).is_open
    with neighbour.context("clerk"):
        access = queries.get_record_access(queries.get_record(factories.record_of(page).id))
        assert (
            access.rule
            == period.rule
            == "NW 1 (ArchivG NRW, § 7, für Gemeinden und Gemeindeverbände § 10)"
        )
    asking.withdraw(county)
    assert found(neighbour) == 0


def test_another_row_opens_only_what_is_over_under_it(county, collection, neighbour):
    """The scope names its row: a stricter one, confirmed later, is not taken for the old one."""
    factories.make_page(
        county, collection, "Die Zufahrt", **LONG_AGO | {"origin": date(1990, 1, 1)}
    )
    factories.share(county, collection, neighbour)
    asking.confirm(county)
    assert found(neighbour) == 1
    asking.withdraw(county)
    with county.context():
        old = ConfirmedPeriod.objects.get()
        ConfirmedPeriod.objects.create(
            member=county.member,
            land="NW",
            edition=2,
            terms=old.terms | {"general": 90},
            valid_from=clock.today(),
            confirmed_by="Test",
        )
    assert found(neighbour) == 0
    protection.protect(member_id=county.member.id)
    assert found(neighbour) == 0


@pytest.mark.parametrize(("start", "end", "hits"), [(1, None, 0), (-5, 0, 1), (0, 3, 1)])
def test_row_opens_on_its_days_only(county, collection, neighbour, start, end, hits):
    today = clock.today()
    factories.make_page(county, collection, "Die Zufahrt", **LONG_AGO)
    factories.share(county, collection, neighbour)
    asking.confirm(
        county,
        valid_from=today + timedelta(start),
        valid_to=None if end is None else today + timedelta(end),
    )
    assert found(neighbour) == hits


def test_row_that_has_run_out_opens_nothing_and_makes_room(county, collection, neighbour):
    factories.make_page(county, collection, "Die Zufahrt", **LONG_AGO)
    factories.share(county, collection, neighbour)
    period = asking.confirm(county)
    with county.context():
        past = clock.today() - timedelta(1)
        ConfirmedPeriod.objects.filter(id=period.id).update(valid_from=past, valid_to=past)
    assert found(neighbour) == 0
    asking.confirm(county)
    assert found(neighbour) == 1


@pytest.mark.parametrize(("day", "hits"), [(date(2026, 5, 3), 0), (date(2026, 5, 4), 1)])
def test_period_ends_with_its_last_day(county, collection, neighbour, monkeypatch, day, hits):
    factories.share(county, collection, neighbour)
    asking.confirm(county, valid_from=date(2020, 1, 1))
    monkeypatch.setattr(clock, "today", lambda: day)
    facts = LONG_AGO | {"origin": date(1996, 5, 3)}
    page = factories.make_page(county, collection, "Die Zufahrt", **facts)
    told = reach(county, page).heading
    monkeypatch.undo()
    assert found(neighbour) == hits
    assert told == ("Open with a grant" if hits else "Closed: protective period until 03.05.2026")


def test_nightly_run_opens_what_the_calendar_opened(county, collection, neighbour, monkeypatch):
    asking.confirm(county)
    factories.share(county, collection, neighbour)
    monkeypatch.setattr(clock, "today", lambda: date(1975, 1, 1))
    page = factories.make_page(county, collection, "Die Zufahrt", **LONG_AGO)
    monkeypatch.undo()
    assert found(neighbour) == 0
    assert "tonight" in reach(county, page).heading
    assert protection.protect(member_id=county.member.id) == 1
    assert protection.protect(member_id=county.member.id) == 0
    assert found(neighbour) == 1


def test_person_related_archival_record_needs_both(county, collection, neighbour):
    facts = LONG_AGO | {"is_personal": True, "death_year": 1960}
    factories.make_page(county, collection, "Die Zufahrt", **facts)
    asking.confirm(county)
    factories.share(county, collection, neighbour)
    assert found(neighbour) == 0
    third = factories.make_house("99003", "Landkreis Dritthausen")
    factories.introduce(county, third)
    factories.share(county, collection, third, includes_personal=True)
    assert found(third) == 1


def test_confirmation_is_refused_for_what_is_wrong(county):
    with county.context("head"), pytest.raises(NotAllowed):
        protection.confirm_period(
            was_read=True, valid_from=clock.today(), valid_to=None, actor=county.actor("head")
        )
    with county.context():
        facts = {"valid_from": clock.today(), "valid_to": None, "actor": county.actor()}
        with pytest.raises(NotReadYet, match="Confirm that you have read"):
            protection.confirm_period(was_read=False, **facts)
        past = {"valid_to": clock.today() - timedelta(1)}
        with pytest.raises(DatesInDisorder, match="Check the dates"):
            protection.confirm_period(was_read=True, **facts | past)
        with pytest.raises(PeriodUnknown, match="none to withdraw"):
            protection.withdraw_period(actor=county.actor())
        protection.confirm_period(was_read=True, **facts)
        with pytest.raises(AlreadyConfirmed, match="NW 1"):
            protection.confirm_period(was_read=True, **facts)


def test_land_without_a_row_cannot_confirm(county):
    with member_context(door="operator"):
        type(county.member).objects.filter(id=county.member.id).update(land="HE")
    with county.context(), pytest.raises(NoPeriodKnown, match="Land HE"):
        protection.confirm_period(
            was_read=True, valid_from=clock.today(), valid_to=None, actor=county.actor()
        )


@pytest.mark.parametrize("role", ["head", "coordinator", "clerk"])
def test_database_lets_only_the_records_officer_confirm(county, role):
    with (
        county.context(role),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        ConfirmedPeriod.objects.create(
            member=county.member, land="NW", edition=1, terms={}, valid_from=clock.today()
        )


def test_strangers_do_not_see_what_was_confirmed(county, neighbour):
    asking.confirm(county)
    stranger = factories.make_house("99003", "Landkreis Fremdau")
    with stranger.context():
        assert not ConfirmedPeriod.objects.exists()
    with neighbour.context():
        assert ConfirmedPeriod.objects.exists()


def test_unlikely_dates_are_refused(county, collection):
    page = factories.make_page(county, collection, "Die Zufahrt")
    with pytest.raises(LifetimeUnlikely, match="Born 1990, died 1980"):
        keep(county, page, birth_year=1990, death_year=1980)
    with pytest.raises(DatesInDisorder):
        keep(county, page, origin=date(clock.today().year + 1, 1, 1))


# --- by a table -----------------------------------------------------------------------------------


def test_table_only_closes_a_record_that_is_here_already(county, collection, neighbour):
    factories.make_page(county, collection, "Die Zufahrt", record="A")
    factories.share(county, collection, neighbour)
    factories.make_page(county, collection, "Der Zaun", record="A", state="archival")
    assert found(neighbour) == 1
    factories.make_page(county, collection, "Die Garage", record="A", state="registry")
    assert found(neighbour) == 0
    factories.make_page(county, collection, "Der Teich", record="A", state="register")
    assert found(neighbour) == 0
