"""The owner's key: no right without a source, and none but the head gives it."""

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
from gemeinwerk.governance.models import Effect
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.kernel.ids import new_id
from gemeinwerk.sharing import actions, queries
from gemeinwerk.sharing.errors import (
    AlreadyEnded,
    EndsInThePast,
    GrantUnknown,
    MissingSource,
    NotAcquainted,
    NotForYou,
    NotOpenNow,
    NotToYourself,
    WrongDates,
)
from gemeinwerk.sharing.models import Declaration, Grant
from gemeinwerk.sharing.rules import Terms

TODAY = clock.today()
TERMS = Terms(
    right="read",
    purpose="Prüfung von Baulasten",
    basis="Vereinbarung (erfunden)",
    legal_basis="Bauordnung (erfunden)",
    roles=("clerk", "records_officer"),
    valid_from=TODAY,
    valid_to=TODAY + timedelta(30),
)


@pytest.fixture
def collection(county: factories.House) -> Collection:
    return factories.make_collection(county)


@pytest.fixture
def effect(county: factories.House, neighbour: factories.House, collection: Collection) -> Effect:
    """What an alliance of both was asked to open, not adopted yet."""
    union = factories.make_union(county, neighbour)
    motion = factories.offer(union, county, collection, [neighbour])
    with county.context("head"):
        return Effect.objects.get(motion=motion)


def open_it(
    owner: factories.House,
    effect: Effect,
    grantee: factories.House,
    terms: Terms = TERMS,
    role: str = "head",
) -> Grant:
    with owner.context(role):
        return actions.open_grant(
            drawer=effect.drawer,
            grantee=grantee.member,
            terms=terms,
            effect_id=effect.id,
            actor=owner.actor(role),
        )


@pytest.mark.parametrize("role", ["coordinator", "records_officer", "clerk"])
def test_others_than_the_head_open_nothing(
    county: factories.House, neighbour: factories.House, effect: Effect, role: str
) -> None:
    with pytest.raises(NotAllowed):
        open_it(county, effect, neighbour, role=role)
    with county.context("head"):
        assert not Grant.objects.exists()


@pytest.mark.parametrize("role", ["coordinator", "records_officer", "clerk"])
def test_database_refuses_them_too(
    county: factories.House, neighbour: factories.House, effect: Effect, role: str
) -> None:
    refused = pytest.raises(DatabaseError, match="row-level security")
    with county.context(role), refused, transaction.atomic():
        create(county, effect, neighbour)
    with county.context("head"):
        create(county, effect, neighbour)


def test_database_refuses_a_grant_of_a_foreign_collection(
    county: factories.House, neighbour: factories.House, effect: Effect
) -> None:
    """With its own name it does not own the collection; with the owner's it may not write."""
    for owner in (neighbour, county):
        with neighbour.context("head"), pytest.raises(DatabaseError), transaction.atomic():
            create(owner, effect, neighbour if owner is county else county)


def test_database_refuses_a_grant_without_or_with_a_foreign_effect(
    county: factories.House, neighbour: factories.House, effect: Effect
) -> None:
    for wrong in (None, new_id()):
        with county.context("head"), pytest.raises(DatabaseError), transaction.atomic():
            create(county, effect, neighbour, effect_id=wrong)
    other = factories.make_collection(neighbour, "Fremdes")
    union = factories.make_union(neighbour, county)
    theirs = factories.offer(union, neighbour, other, [county])
    with county.context("head"), pytest.raises(DatabaseError), transaction.atomic():
        create(county, effect, neighbour, effect_id=theirs.effects.get().id)


def create(
    owner: factories.House, effect: Effect, grantee: factories.House, **values: object
) -> Grant:
    named = {"effect_id": effect.id, "roles": ["clerk"], **values}
    return Grant.objects.create(
        member=owner.member,
        grantee=grantee.member,
        collection_id=effect.collection_id,
        subject=effect.subject,
        **named,
        right="read",
        purpose="Zweck",
        basis="Grundlage",
        valid_from=TODAY,
        opened_by="Test",
    )


REFUSED = {
    "no purpose": ({"purpose": " "}, MissingSource),
    "no basis": ({"basis": ""}, MissingSource),
    "no legal basis": ({"legal_basis": " "}, MissingSource),
    "no roles": ({"roles": ()}, MissingSource),
    "wrong order": ({"valid_to": TODAY - timedelta(1)}, WrongDates),
    "over already": (
        {"valid_from": TODAY - timedelta(9), "valid_to": TODAY - timedelta(1)},
        EndsInThePast,
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_terms_are_refused_by_name(
    county: factories.House, neighbour: factories.House, effect: Effect, kind: str
) -> None:
    change, cause = REFUSED[kind]
    with pytest.raises(cause):
        open_it(county, effect, neighbour, replace(TERMS, **change))
    assert open_it(county, effect, neighbour).right == "read"


def test_nobody_shares_with_itself(county: factories.House, effect: Effect) -> None:
    with pytest.raises(NotToYourself):
        open_it(county, effect, county)


def test_nobody_shares_with_whom_it_does_not_know(
    county: factories.House, stranger: factories.House, effect: Effect
) -> None:
    with pytest.raises(NotAcquainted):
        open_it(county, effect, stranger)
    with county.context("head"), pytest.raises(DatabaseError), transaction.atomic():
        create(county, effect, stranger)


def test_giving_the_key_twice_gives_one(
    county: factories.House, neighbour: factories.House, effect: Effect
) -> None:
    first = open_it(county, effect, neighbour)
    assert open_it(county, effect, neighbour) == first
    with county.context("head"):
        actions.end_grant(grant_id=first.id, actor=county.actor("head"))
    assert open_it(county, effect, neighbour) != first


def test_a_key_alone_opens_nothing(
    county: factories.House, neighbour: factories.House, effect: Effect
) -> None:
    grant = open_it(county, effect, neighbour)
    with neighbour.context("clerk"):
        actor = neighbour.actor("clerk")
        assert queries.list_to_declare(actor) == []
        assert queries.describe(queries.get_grant(grant.id)).state == "waiting"
        with pytest.raises(NotOpenNow):
            actions.declare_purpose(grant_id=grant.id, actor=actor)
        assert queries.get_open_grant(effect.collection_id) is None


def test_grantee_and_strangers_end_nothing(
    county: factories.House,
    neighbour: factories.House,
    stranger: factories.House,
    collection: Collection,
) -> None:
    grant = factories.share(county, collection, neighbour)
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
    grant = factories.share(county, collection, neighbour)
    with county.context("head"):
        actions.end_grant(grant_id=grant.id, actor=county.actor("head"))
    with county.context("head"), pytest.raises(AlreadyEnded):
        actions.end_grant(grant_id=grant.id, actor=county.actor("head"))
    for house in (county, neighbour):
        with house.context("head"):
            assert queries.get_open_grant(collection.id) is None
            assert queries.get_grant(grant.id).ended_by == f"Head 99001 ({county.member.name})"
            lines = journal.list_lines(event_prefix="sharing.grant.")
            assert [line.event for line in lines] == [
                "sharing.grant.ended",
                "sharing.grant.opened",
            ]
            assert lines[0].facts["basis"] == grant.basis


def test_purpose_is_declared_by_people_with_the_role_once_and_told(
    county: factories.House,
    neighbour: factories.House,
    stranger: factories.House,
    collection: Collection,
) -> None:
    union = factories.make_union(county, neighbour)
    motion = factories.offer(union, county, collection, [neighbour], roles=["clerk"])
    factories.adopt(union, motion)
    with county.context("head"):
        grant = queries.list_given(collection_id=collection.id).get()
    with stranger.context("clerk"), pytest.raises(GrantUnknown):
        actions.declare_purpose(grant_id=grant.id, actor=stranger.actor("clerk"))
    with county.context("clerk"), pytest.raises(NotAllowed):
        actions.declare_purpose(grant_id=grant.id, actor=county.actor("clerk"))
    with neighbour.context("head"), pytest.raises(NotForYou):
        actions.declare_purpose(grant_id=grant.id, actor=neighbour.actor("head"))
    with neighbour.context("clerk"):
        actor = neighbour.actor("clerk")
        assert queries.get_open_grant(collection.id) is None
        assert queries.list_to_declare(actor) == [grant]
        once = actions.declare_purpose(grant_id=grant.id, actor=actor)
        assert actions.declare_purpose(grant_id=grant.id, actor=actor) == once
        assert queries.list_to_declare(actor) == []
        assert queries.get_open_grant(collection.id) == grant
    for house in (county, neighbour):
        with house.context("head"):
            (line,) = journal.list_lines(event_prefix="sharing.purpose.")
            assert line.facts["purpose"] == "Prüfung von Baulasten"


def test_database_takes_no_declaration_for_somebody_else(
    county: factories.House, neighbour: factories.House, collection: Collection
) -> None:
    grant = factories.share(county, collection, neighbour)
    values = {"grant": grant, "person_name": "Jemand", "purpose": "Anderes"}
    for house, person in ((neighbour, new_id()), (county, county.people["clerk"].id)):
        with house.context("clerk"), pytest.raises(DatabaseError), transaction.atomic():
            Declaration.objects.create(member=house.member, person_id=person, **values)


def test_right_to_download_is_not_lent_to_person_related_records(
    county: factories.House, neighbour: factories.House, collection: Collection
) -> None:
    """Two grants at once: what one of them opens to read, the other does not open to take home."""
    closed = factories.make_page(county, collection, "Das Attest", record="A", is_personal=True)
    plain = factories.make_page(county, collection, "Die Zufahrt", record="B")
    factories.share(county, collection, neighbour, right="download")
    factories.share(county, collection, neighbour, includes_personal=True)
    with neighbour.context("clerk"):
        actor = neighbour.actor("clerk")
        document = reading.get_document(closed.document_id)
        with pytest.raises(DownloadNotGranted):
            archive.note_download(document=document, what="original", actor=actor)
        document = reading.get_document(plain.document_id)
        archive.note_download(document=document, what="original", actor=actor)


def test_two_heads_at_once_give_one_key(committed: None) -> None:
    county = factories.make_house("99001", "Landkreis Musterland")
    neighbour = factories.make_house("99002", "Landkreis Nachbarau")
    collection = factories.make_collection(county)
    union = factories.make_union(county, neighbour)
    motion = factories.offer(union, county, collection, [neighbour])
    with county.context("head"):
        effect = Effect.objects.get(motion=motion)
    start = threading.Barrier(2)

    def share() -> None:
        start.wait(30)
        try:
            open_it(county, effect, neighbour)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=share) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with county.context("head"):
        assert Grant.objects.count() == 1
