"""Shelves hold what the database held at a revision, take in what is new, and stay small."""

from __future__ import annotations

import pytest
from tests.assistant.factories import make_article, make_base
from tests.factories import House, make_house

from gemeinwerk.assistant.answering import indexing
from gemeinwerk.assistant.answering.embedding import configured_embedder
from gemeinwerk.assistant.answering.shelves import MOST_LAYERS, Shelves
from gemeinwerk.assistant.knowledge import actions
from gemeinwerk.assistant.models import Base, Meaning, Passage
from gemeinwerk.assistant.retrieval.questions import read_question
from gemeinwerk.assistant.retrieval.ranking import rank

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return make_house()


def held(shelves: Shelves, house: House, base: Base, embedder: str = "") -> set[int]:
    with house.context():
        layers = shelves.list_layers([Base.objects.get(id=base.id)], embedder)
        there = set(Passage.objects.filter(base=base).values_list("id", flat=True))
    found = [int(key) for layer in layers for key in layer.keys[layer.allow(None)]]
    assert len(found) == len(set(found)), "a passage counts twice"
    assert set(found) == there
    return there


def test_what_is_released_withdrawn_or_replaced_is_seen_at_the_next_question(house: House) -> None:
    shelves, base = Shelves(limit=10**9), make_base(house)
    assert held(shelves, house, base) == set()
    first = make_article(base, "Eins", "Erster Text")
    second = make_article(base, "Zwei", "Zweiter Text")
    assert len(held(shelves, house, base)) == 2
    with house.context("coordinator"):
        actions.withdraw(article_id=first.id, reason="x", actor=house.actor("coordinator"))
    assert len(held(shelves, house, base)) == 1
    with house.context("coordinator"):
        Passage.objects.filter(article=second).update(length=7)
    assert len(held(shelves, house, base)) == 1


def test_many_changes_do_not_make_many_layers(house: House) -> None:
    shelves, base = Shelves(limit=10**9), make_base(house)
    for number in range(2 * MOST_LAYERS):
        make_article(base, f"Artikel {number}", "Ein Text")
        held(shelves, house, base)
        with house.context():
            layers = shelves.list_layers([Base.objects.get(id=base.id)], "")
        assert len(layers) <= MOST_LAYERS


def test_meanings_come_later_and_are_taken_in(house: House) -> None:
    shelves, base = Shelves(limit=10**9), make_base(house)
    make_article(base)
    embedder = configured_embedder()
    assert embedder is not None
    with house.context():
        Meaning.objects.all().delete()  # as if many had been released at once
    held(shelves, house, base, embedder.name)
    assert indexing.embed_base(member_id=house.member.id, base_id=base.id) == 3
    assert indexing.embed_base(member_id=house.member.id, base_id=base.id) == 0
    held(shelves, house, base, embedder.name)
    with house.context():
        assert Meaning.objects.filter(base=base).count() == 3
        layers = shelves.list_layers([Base.objects.get(id=base.id)], embedder.name)
    hits = rank(layers, read_question("Lageplan", embedder))
    assert hits and all(hit.dense is not None for hit in hits)


def test_a_base_that_nobody_asks_is_given_up_beyond_the_limit(house: House) -> None:
    shelves = Shelves(limit=1)
    bases = [make_base(house, name) for name in ("Eins", "Zwei")]
    for base in bases:
        make_article(base)
        held(shelves, house, base)
    assert len(shelves._held) == 1


def test_a_database_restored_from_a_backup_is_loaded_anew(house: House) -> None:
    shelves, base = Shelves(limit=10**9), make_base(house)
    make_article(base)
    held(shelves, house, base)
    with house.context():
        Passage.objects.filter(base=base).delete()
        Base.objects.filter(id=base.id).update(revision=0)
    assert held(shelves, house, base) == set()
