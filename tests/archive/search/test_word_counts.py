"""Words of person-related pages are not known where others look for suggestions."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections
from tests import factories

from gemeinwerk.archive import actions
from gemeinwerk.archive.models import Page, Scope, WordCount
from gemeinwerk.archive.search import actions as search


def close(house: factories.House, page: Page) -> None:
    """Mark the record of a page as person-related."""
    with house.context():
        actions.change_record(
            record=factories.record_of(page),
            file_number="",
            title="Akte 1",
            date_from=None,
            date_to=None,
            is_personal=True,
            actor=house.actor(),
        )


def open_scope(house: factories.House) -> Scope:
    with house.context():
        return Scope.objects.get(is_personal=False)


def words_of(house: factories.House, scope: Scope) -> set[str]:
    with house.context():
        return set(WordCount.objects.filter(scope=scope).values_list("lexeme", flat=True))


@pytest.mark.django_db
def test_words_of_an_earlier_text_leave_with_the_last_page() -> None:
    house = factories.make_house()
    page = factories.make_page(house, factories.make_collection(house), "Quorxelim und Garten")
    scope = open_scope(house)
    search.recount(member_id=house.member.id, scope_id=scope.id)
    with house.context():
        actions.correct_page(page=page, text="Garten", based_on=1, actor=house.actor())
    close(house, page)
    assert "gart" not in words_of(house, scope)
    search.recount(member_id=house.member.id, scope_id=scope.id)
    assert words_of(house, scope) == set()


def test_count_that_runs_meanwhile_leaves_no_word_behind(committed: None) -> None:
    house = factories.make_house()
    page = factories.make_page(house, factories.make_collection(house), "Quorxelim und Garten")
    scope = open_scope(house)
    counted = threading.Event()

    def count() -> None:
        with house.context():
            Scope.objects.select_for_update().get(id=scope.id)
            WordCount.objects.create(
                member=house.member,
                scope=scope,
                lexeme="quorxelim",
                pages=1,
                pages1=0,
                pages2=0,
                pages3=0,
            )
            counted.set()
            wait_for_a_blocked_statement()
        connections.close_all()

    counting = threading.Thread(target=count)
    counting.start()
    assert counted.wait(30)
    close(house, page)
    counting.join(30)
    assert words_of(house, scope) == set()


def wait_for_a_blocked_statement() -> None:
    """Return once somebody waits for a lock of ours."""
    with connection.cursor() as cursor:
        for _ in range(300):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.05)")
    pytest.fail("nobody waits: the other thread overtook this one")
