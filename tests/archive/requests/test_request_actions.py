"""A permit opens exactly one record to exactly one person, and closes at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from tests import factories
from tests.archive import asking

from gemeinwerk.archive import actions as archive
from gemeinwerk.archive import queries as archive_queries
from gemeinwerk.archive.errors import DownloadNotGranted, RecordUnknown
from gemeinwerk.archive.models import AccessRequest, Decision, Document, Scope
from gemeinwerk.archive.protection import actions as protection
from gemeinwerk.archive.requests import actions, queries
from gemeinwerk.archive.requests.errors import (
    AlreadyDecided,
    EntryMissing,
    NeedsPerson,
    NeedsTask,
    NotPermitted,
    NotToBeAsked,
    ReasonMissing,
    RequestUnknown,
    RequestWithdrawn,
)
from gemeinwerk.archive.requests.queries import State
from gemeinwerk.archive.search.queries import search
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members import queries as members
from gemeinwerk.members.context import member_context

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
    return factories.make_collection(county, "Bauakten", state="registry")


@pytest.fixture
def page(county, collection):
    return factories.make_page(county, collection, "Die Zufahrt zur Scheune", record="Akte 1")


@pytest.fixture
def other(county, collection):
    return factories.make_page(county, collection, "Die Zufahrt zum Hof", record="Akte 2")


def found(house, role: str = "clerk") -> int:
    with house.context(role):
        return search("Zufahrt").total


def events(house, prefix: str = "archive.") -> list[str]:
    with house.context("head"):
        return [line.event for line in journal.list_lines(event_prefix=prefix)]


def refuse(owner, asked, *, role: str = "records_officer", **facts) -> Decision:
    told = {"grounds": ["effort"], "reasons": "", "remedy": "Klage", "is_confirmed": False}
    with owner.context(role):
        return actions.refuse(request_id=asked.id, **told | facts, actor=owner.actor(role))


def test_permit_opens_one_record_to_one_person_only(county, neighbour, page, other):
    asked = asking.ask(neighbour, county)
    assert found(neighbour) == 0
    asking.permit(county, asked, page)
    assert found(neighbour) == 1
    assert found(neighbour, "records_officer") == 0  # a colleague
    assert found(county) == 2
    with neighbour.context("clerk"):
        assert archive_queries.get_record(factories.record_of(page).id).folder == "Akte 1"
        with pytest.raises(RecordUnknown):
            archive_queries.get_record(factories.record_of(other).id)
        [listed] = archive_queries.list_collections()
        assert (listed.record_total, listed.page_total) == (1, 1)
    with member_context(neighbour.member.id):  # a job, a command: nobody in person
        assert search("Zufahrt").total == 0


def test_third_authority_sees_neither_request_nor_record(county, neighbour, page):
    third = factories.make_house("99003", "Landkreis Dritthausen")
    factories.introduce(county, neighbour, third)
    asked = asking.ask(neighbour, county)
    asking.permit(county, asked, page)
    assert found(third) == 0
    with third.context("head"):
        assert not AccessRequest.objects.exists()
        assert not Decision.objects.exists()
        with pytest.raises(RequestUnknown):
            queries.get_request(asked.id, actor=third.actor("head"))


@pytest.mark.parametrize(("start", "end", "hits"), [(1, 5, 0), (0, 0, 1), (0, 5, 1)])
def test_permit_opens_on_its_days(county, neighbour, page, start, end, hits):
    today = clock.today()
    asked = asking.ask(neighbour, county)
    days = {"valid_from": today + timedelta(start), "valid_to": today + timedelta(end)}
    asking.permit(county, asked, page, **days)
    assert found(neighbour) == hits


def test_permit_that_has_run_out_is_closed_and_tidied_away(county, neighbour, page):
    asked = asking.ask(neighbour, county)
    decision = asking.permit(county, asked, page)
    with county.context():
        past = clock.today() - timedelta(1)
        Decision.objects.filter(id=decision.id).update(valid_from=past, valid_to=past)
        assert Scope.objects.filter(record__isnull=False).exists()
    assert found(neighbour) == 0
    assert protection.protect(member_id=county.member.id) == 1
    with county.context():
        assert Document.objects.get().scope.record_id is None


def test_withdrawn_permit_closes_at_once(county, neighbour, page):
    asked = asking.ask(neighbour, county)
    asking.permit(county, asked, page)
    with county.context("clerk"), pytest.raises(NotAllowed):
        actions.withdraw_permit(request_id=asked.id, reason="x", actor=county.actor("clerk"))
    with county.context():
        with pytest.raises(ReasonMissing, match="Say why"):
            actions.withdraw_permit(request_id=asked.id, reason=" ", actor=county.actor())
        actions.withdraw_permit(request_id=asked.id, reason="Zweck erfüllt", actor=county.actor())
        with pytest.raises(NotPermitted, match="none to withdraw"):
            actions.withdraw_permit(request_id=asked.id, reason="x", actor=county.actor())
    assert found(neighbour) == 0
    assert "archive.permit.withdrawn" in events(neighbour)
    with neighbour.context("clerk"):
        line = queries.get_request(asked.id, actor=neighbour.actor("clerk"))
    assert line.state is State.ENDED


def test_request_taken_back_closes_what_it_opened(county, neighbour, page):
    asked = asking.ask(neighbour, county)
    asking.permit(county, asked, page)
    with neighbour.context("records_officer"), pytest.raises(NotAllowed):
        actions.withdraw_request(request_id=asked.id, actor=neighbour.actor())
    with neighbour.context("clerk"):
        actions.withdraw_request(request_id=asked.id, actor=neighbour.actor("clerk"))
        with pytest.raises(RequestWithdrawn):
            actions.withdraw_request(request_id=asked.id, actor=neighbour.actor("clerk"))
    assert found(neighbour) == 0


def test_read_permit_does_not_download_even_where_a_grant_downloads_the_rest(
    county, neighbour, collection, page
):
    factories.share(county, collection, neighbour, right="download")
    asked = asking.ask(neighbour, county)
    decision = asking.permit(county, asked, page)
    with neighbour.context("clerk"):
        document = archive_queries.get_document(page.document_id)
        facts = {"document": document, "what": "original", "actor": neighbour.actor("clerk")}
        with pytest.raises(DownloadNotGranted):
            archive.note_download(**facts)
    with county.context():
        Decision.objects.filter(id=decision.id).update(right="download")
    with neighbour.context("clerk"):
        archive.note_download(**facts)
    with county.context("head"):
        [line] = journal.list_lines(event_prefix="archive.document.downloaded")
    assert line.facts["purpose"].startswith("Official task: Prüfung")
    assert line.facts["basis"].startswith("Permit of ")


def test_both_journals_tell_of_it(county, neighbour, page):
    asked = asking.ask(neighbour, county)
    asking.permit(county, asked, page)
    told = ["archive.request.permitted", "archive.request.made"]
    assert events(county, "archive.request.") == told
    assert events(neighbour, "archive.request.") == told


def test_legitimate_interest_does_not_open_a_record_in_use(county, neighbour, page):
    asked = asking.ask(neighbour, county, replace(asking.WISH, basis="interest"))
    with pytest.raises(NeedsTask):
        asking.permit(county, asked, page)
    assert found(neighbour) == 0


def test_shortening_names_conditions_and_rule(county, neighbour):
    archival = factories.make_collection(county, "Nachlass", state="archival")
    young = {"protection": "general", "origin": date(clock.today().year - 5, 1, 1)}
    page = factories.make_page(county, archival, "Die Zufahrt", **young)
    asking.confirm(county)
    asked = asking.ask(neighbour, county, replace(asking.WISH, basis="interest"))
    decision = asking.permit(county, asked, page)
    assert decision.is_shortening
    assert decision.rule.startswith("NW 1")
    assert found(neighbour) == 1


def test_what_cannot_be_asked(county, neighbour):
    stranger = factories.make_house("99003", "Landkreis Fremdau")
    with pytest.raises(NotToBeAsked, match="does not know"):
        asking.ask(stranger, county)
    with pytest.raises(NotToBeAsked):
        asking.ask(neighbour, neighbour)
    with pytest.raises(EntryMissing, match="which record"):
        asking.ask(neighbour, county, replace(asking.WISH, description=" "))
    with neighbour.context(), pytest.raises(NeedsPerson):
        actor = members.operator(neighbour.member)
        actions.make_request(owner_id=county.member.id, wish=asking.WISH, actor=actor)


def test_only_those_who_may_decide_do_and_only_once(county, neighbour, page):
    asked = asking.ask(neighbour, county)
    for role in ("clerk", "coordinator"):
        with pytest.raises(NotAllowed):
            refuse(county, asked, role=role)
    with pytest.raises(NotAllowed):
        refuse(neighbour, asked)
    refuse(county, asked, role="head")
    with pytest.raises(AlreadyDecided, match="decided already"):
        asking.permit(county, asked, page)


def test_refusal_is_told_to_both_with_its_grounds(county, neighbour):
    asked = asking.ask(neighbour, county)
    decision = refuse(county, asked, grounds=["secrecy", "third_parties"])
    assert decision.grounds == ["third_parties", "secrecy"]
    with neighbour.context("clerk"):
        line = queries.get_request(asked.id, actor=neighbour.actor("clerk"))
    assert (line.state, line.decision.remedy) == (State.REFUSED, "Klage")
    assert "archive.request.refused" in events(neighbour)


def test_withdrawn_request_is_not_decided(county, neighbour, page):
    asked = asking.ask(neighbour, county)
    with neighbour.context("clerk"):
        actions.withdraw_request(request_id=asked.id, actor=neighbour.actor("clerk"))
    with pytest.raises(RequestWithdrawn):
        asking.permit(county, asked, page)


def test_foreign_record_cannot_be_permitted(county, neighbour, page):
    own = factories.make_collection(neighbour, state="registry")
    foreign = factories.make_page(neighbour, own, "Die Zufahrt dort")
    asked = asking.ask(neighbour, county)
    with pytest.raises(RecordUnknown):
        asking.permit(county, asked, foreign)


def test_colleague_sees_a_request_only_if_he_decides(county, neighbour):
    asked = asking.ask(neighbour, county)
    with neighbour.context("coordinator"), pytest.raises(NotAllowed):
        queries.get_request(asked.id, actor=neighbour.actor("coordinator"))
    with neighbour.context("head"):
        assert len(queries.list_made(actor=neighbour.actor("head"))) == 1
    with neighbour.context("coordinator"):
        assert queries.list_made(actor=neighbour.actor("coordinator")) == []
    with county.context("head"):
        assert (len(queries.list_received()), queries.count_waiting()) == (1, 1)


# --- the database, whatever Python says -----------------------------------------------------------


def forge(owner, asked, page, **changes) -> None:
    facts = {
        "member": owner.member,
        "asker_id": asked.member_id,
        "person_id": asked.person_id,
        "request_id": asked.id,
        "outcome": "permit",
        "collection_id": factories.record_of(page).collection_id,
        "record": factories.record_of(page),
        "right": "read",
        "valid_from": clock.today(),
        "valid_to": clock.today(),
        "decided_by": "Test",
    }
    Decision.objects.create(**facts | changes)


def test_database_refuses_permits_that_do_not_answer_the_request(county, neighbour, page):
    third = factories.make_house("99003", "Landkreis Dritthausen")
    factories.introduce(county, neighbour, third)
    asked = asking.ask(neighbour, county)
    cases = (
        (county, "clerk", {}),
        (neighbour, "head", {}),  # to itself
        (county, "head", {"person_id": neighbour.people["head"].id}),
        (county, "head", {"asker_id": third.member.id}),
        (county, "head", {"request_id": factories.record_of(page).id}),
    )
    for house, role, changes in cases:
        with (
            house.context(role),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            forge(county, asked, page, **changes)
    with county.context("head"):
        forge(county, asked, page)
    assert found(neighbour) == 0  # its rows lie in the common scope still
    protection.place_all(member_id=county.member.id, record_ids=[factories.record_of(page).id])
    assert found(neighbour) == 1


def test_asker_cannot_change_the_answer_nor_another_one_ask_in_its_name(county, neighbour, page):
    asked = asking.ask(neighbour, county)
    asking.permit(county, asked, page)
    with neighbour.context("head"):
        assert Decision.objects.update(right="download") == 0
        assert AccessRequest.objects.update(description="x") == 0
    with county.context("head"):
        assert AccessRequest.objects.update(description="x") == 0
