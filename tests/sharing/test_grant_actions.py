"""Opening and ending grants: no right without a source, and none but the head gives it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections, transaction
from tests import factories

from gemeinwerk.archive import actions as archive
from gemeinwerk.archive import queries as reading
from gemeinwerk.archive.errors import DownloadNotGranted
from gemeinwerk.archive.models import Collection
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.sharing import actions, queries
from gemeinwerk.sharing.errors import (
    AlreadyEnded,
    AlreadyOpen,
    EndsInThePast,
    GrantUnknown,
    MissingSource,
    NotAcquainted,
    NotToYourself,
    WrongDates,
)
from gemeinwerk.sharing.models import Grant
from gemeinwerk.sharing.rules import Terms

TODAY = clock.today()
TERMS = Terms(
    right="read",
    purpose="Prüfung von Baulasten",
    basis="Vereinbarung (erfunden)",
    valid_from=TODAY,
    valid_to=TODAY + timedelta(30),
)


@pytest.fixture
def collection(county: factories.House) -> Collection:
    return factories.make_collection(county)


def open_it(
    owner: factories.House,
    collection: Collection,
    grantee: factories.House,
    terms: Terms = TERMS,
    role: str = "head",
) -> Grant:
    with owner.context(role):
        return actions.open_grant(
            collection_id=collection.id,
            collection_name=collection.name,
            grantee=grantee.member,
            terms=terms,
            actor=owner.actor(role),
        )


@pytest.mark.parametrize("role", ["coordinator", "records_officer", "clerk"])
def test_others_than_the_head_open_nothing(
    county: factories.House, neighbour: factories.House, collection: Collection, role: str
) -> None:
    with pytest.raises(NotAllowed):
        open_it(county, collection, neighbour, role=role)
    with county.context("head"):
        assert not Grant.objects.exists()


@pytest.mark.parametrize("role", ["coordinator", "records_officer", "clerk"])
def test_database_refuses_them_too(
    county: factories.House, neighbour: factories.House, collection: Collection, role: str
) -> None:
    refused = pytest.raises(DatabaseError, match="row-level security")
    with county.context(role), refused, transaction.atomic():
        create(county, collection, neighbour)
    with county.context("head"):
        create(county, collection, neighbour)


def test_database_refuses_a_grant_of_a_foreign_collection(
    county: factories.House, neighbour: factories.House, collection: Collection
) -> None:
    """With its own name it does not own the collection; with the owner's it may not write."""
    for owner in (neighbour, county):
        with neighbour.context("head"), pytest.raises(DatabaseError), transaction.atomic():
            create(owner, collection, neighbour if owner is county else county)


def create(owner: factories.House, collection: Collection, grantee: factories.House) -> Grant:
    return Grant.objects.create(
        member=owner.member,
        grantee=grantee.member,
        collection_id=collection.id,
        collection_name=collection.name,
        right="read",
        purpose="Zweck",
        basis="Grundlage",
        valid_from=TODAY,
        opened_by="Test",
    )


REFUSED = {
    "no purpose": ({"purpose": " "}, MissingSource),
    "no basis": ({"basis": ""}, MissingSource),
    "wrong order": ({"valid_to": TODAY - timedelta(1)}, WrongDates),
    "over already": (
        {"valid_from": TODAY - timedelta(9), "valid_to": TODAY - timedelta(1)},
        EndsInThePast,
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_terms_are_refused_by_name(
    county: factories.House, neighbour: factories.House, collection: Collection, kind: str
) -> None:
    change, cause = REFUSED[kind]
    with pytest.raises(cause):
        open_it(county, collection, neighbour, replace(TERMS, **change))
    assert open_it(county, collection, neighbour).right == "read"


def test_nobody_shares_with_itself(county: factories.House, collection: Collection) -> None:
    with pytest.raises(NotToYourself):
        open_it(county, collection, county)


def test_nobody_shares_with_whom_it_does_not_know(
    county: factories.House, stranger: factories.House, collection: Collection
) -> None:
    with pytest.raises(NotAcquainted):
        open_it(county, collection, stranger)
    with county.context("head"), pytest.raises(DatabaseError), transaction.atomic():
        create(county, collection, stranger)


def test_second_grant_is_refused_until_the_first_ended(
    county: factories.House, neighbour: factories.House, collection: Collection
) -> None:
    first = open_it(county, collection, neighbour)
    later = replace(TERMS, valid_from=TODAY + timedelta(5), valid_to=None)
    with pytest.raises(AlreadyOpen):
        open_it(county, collection, neighbour, later)
    with county.context("head"):
        actions.end_grant(grant_id=first.id, actor=county.actor("head"))
    assert open_it(county, collection, neighbour, later).valid_to is None


def test_grantee_and_strangers_end_nothing(
    county: factories.House,
    neighbour: factories.House,
    stranger: factories.House,
    collection: Collection,
) -> None:
    grant = open_it(county, collection, neighbour)
    with neighbour.context("head"), pytest.raises(NotAllowed):
        actions.end_grant(grant_id=grant.id, actor=neighbour.actor("head"))
    with stranger.context("head"), pytest.raises(GrantUnknown):
        actions.end_grant(grant_id=grant.id, actor=stranger.actor("head"))
    with county.context("clerk"), pytest.raises(NotAllowed):
        actions.end_grant(grant_id=grant.id, actor=county.actor("clerk"))
    with neighbour.context():
        assert queries.get_open_grant(collection.id) == grant


def test_ending_is_told_on_both_sides_and_happens_once(
    county: factories.House, neighbour: factories.House, collection: Collection
) -> None:
    grant = open_it(county, collection, neighbour)
    with county.context("head"):
        actions.end_grant(grant_id=grant.id, actor=county.actor("head"))
    with county.context("head"), pytest.raises(AlreadyEnded):
        actions.end_grant(grant_id=grant.id, actor=county.actor("head"))
    for house in (county, neighbour):
        with house.context("head"):
            assert queries.get_open_grant(collection.id) is None
            assert queries.get_grant(grant.id).ended_by == f"Head 99001 ({county.member.name})"
            lines = journal.list_lines(event_prefix="sharing.")
            assert [line.event for line in lines] == [
                "sharing.grant.ended",
                "sharing.grant.opened",
            ]
            assert lines[0].facts["basis"] == TERMS.basis


def test_right_to_download_is_not_lent_to_person_related_records(
    county: factories.House, neighbour: factories.House, collection: Collection
) -> None:
    """Two grants at once: what one of them opens to read, the other does not open to take home."""
    closed = factories.make_page(county, collection, "Das Attest", record="A", is_personal=True)
    plain = factories.make_page(county, collection, "Die Zufahrt", record="B")
    with county.context("head"):
        downloads = create(county, collection, neighbour)
        Grant.objects.filter(id=downloads.id).update(right="download")
        reads = create(county, collection, neighbour)
        Grant.objects.filter(id=reads.id).update(includes_personal=True)
    with neighbour.context("clerk"):
        actor = neighbour.actor("clerk")
        document = reading.get_document(closed.document_id)
        with pytest.raises(DownloadNotGranted):
            archive.note_download(document=document, what="original", actor=actor)
        document = reading.get_document(plain.document_id)
        archive.note_download(document=document, what="original", actor=actor)


def test_two_heads_at_once_open_one_grant(committed: None) -> None:
    county = factories.make_house("99001", "Landkreis Musterland")
    neighbour = factories.make_house("99002", "Landkreis Nachbarau")
    factories.introduce(county, neighbour)
    collection = factories.make_collection(county)
    start, refused = threading.Barrier(2), []

    def share() -> None:
        start.wait(30)
        try:
            open_it(county, collection, neighbour)
        except AlreadyOpen as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=share) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with county.context("head"):
        assert (Grant.objects.count(), len(refused)) == (1, 1)
