"""Nobody is answered from what is not open: all that a person or citizen can ask equals a model.

Random members' bases, articles and grants, asked by random members' people and by citizens; then
things end, one after the other, while the shelves of the process are warm or even stand still. All
is invented. Deeper: ``HYPOTHESIS_PROFILE=deep pytest tests/assistant/test_answer_leaks.py``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as product
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.assistant.knowledge_world import (
    MARKERS,
    Built,
    Houses,
    World,
    events,
    everything_open,
    happen,
    in_database,
    make_houses,
    words_in,
    worlds,
)

from gemeinwerk.assistant.answering import actions, indexing
from gemeinwerk.assistant.answering import queries as reading
from gemeinwerk.assistant.answering.answers import Answer
from gemeinwerk.assistant.answering.embedding import configured_embedder
from gemeinwerk.assistant.answering.shelves import Layer, Shelves
from gemeinwerk.assistant.knowledge import queries as articles
from gemeinwerk.assistant.models import Article, Base, Desk, Meaning, Passage, Version
from gemeinwerk.assistant.public import queries as public
from gemeinwerk.assistant.retrieval.questions import read_question
from gemeinwerk.kernel.errors import NotFound
from gemeinwerk.members.context import member_context

pytestmark = pytest.mark.django_db

ALWAYS = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}
QUICK = (Phase.explicit, Phase.generate)  # to shrink a failure takes minutes: see the deep run
settings.register_profile("answers", max_examples=6, phases=QUICK, **ALWAYS)
settings.register_profile("answers-deep", max_examples=500, **(ALWAYS | {"derandomize": False}))
IS_DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
PROFILE = settings.get_profile("answers-deep" if IS_DEEP else "answers")

WAYS = ("words", "exact", "pgvector")


@pytest.fixture
def houses() -> Houses:
    return make_houses()


# --- ways to look for it ------------------------------------------------------------------------


@contextmanager
def looking(way: str, monkeypatch: Any, shelves: Shelves | None = None) -> Iterator[None]:
    """With words alone, with vectors compared in this process, or in the database."""
    embedder = "none" if way == "words" else "use"
    vectors = "exact" if way == "exact" else "pgvector"
    with override_settings(ASSISTANT_EMBEDDER=embedder, ASSISTANT_VECTORS=vectors):
        if shelves is not None:
            monkeypatch.setattr(reading, "shelves", shelves)
        yield
        monkeypatch.undo()


def skip_without_pgvector(way: str) -> None:
    if way == "pgvector" and not indexing.has_pgvector():
        pytest.skip("this PostgreSQL has no pgvector")


class Frozen(Shelves):
    """A process that does not learn of any change: what it has once loaded stays as it was."""

    def _get(self, base: Base, embedder: str) -> list[Layer]:
        held = self._held.get((base.id, embedder))
        return held.layers if held is not None else super()._get(base, embedder)


# --- what must be equal -------------------------------------------------------------------------


def told(answer: Answer) -> set[str]:
    """The words of all texts that an answer holds anywhere but in the question itself."""
    text = repr(replace(answer, question="", read_as=""))
    return {marker for marker in MARKERS if marker in text}


def check_answers(built: Built, markers: list[str]) -> None:
    """Each clerk and the citizens of each page ask for each word, wherever it stands."""
    for member, house in enumerate(built.houses):
        open_words = built.world.words(built.world.bases_of_clerk(member))
        with house.context("clerk"):
            bases = reading.list_bases_of_member(house.member.id)
            assert ids(built, bases) == built.world.bases_of_clerk(member)
            for marker in markers:
                answer = actions.answer_person(
                    actor=house.actor("clerk"), question=question_about(marker)
                )
                assert told(answer) <= open_words
                _check_found(built, bases, marker, open_words)
                check_quotes(answer)
        with house.context("coordinator"):  # who has no role of any grant
            answer = actions.answer_person(
                actor=house.actor("coordinator"), question=question_about(markers[0])
            )
            assert told(answer) <= own_words(built, member)
    for place, desk in enumerate(built.houses.desks):
        open_words = built.world.words(built.world.bases_of_citizens(place))
        with member_context(door="public"):
            bases = reading.list_bases_of_desk(desk)
            assert ids(built, bases) == built.world.bases_of_citizens(place)
            for marker in markers:
                answer = actions.answer_visitor(desk=desk, question=question_about(marker))
                assert told(answer) <= open_words
                _check_found(built, bases, marker, open_words)
                check_quotes(answer)


def question_about(marker: str) -> str:
    return f"Wie hoch ist die Gebühr für {marker}?"


def own_words(built: Built, member: int) -> set[str]:
    own = {n for n, base in enumerate(built.world.bases) if base.owner == member}
    return built.world.words(own)


def ids(built: Built, bases: list[Base]) -> set[int]:
    numbers = {base.id: number for number, base in enumerate(built.bases)}
    return {numbers[base.id] for base in bases}


def _check_found(built: Built, bases: list[Base], marker: str, open_words: set[str]) -> None:
    """What is ranked and still there has the word if it is open, and never one that is not."""
    hits = reading.find(bases, read_question(question_about(marker), configured_embedder()))
    there = reading.read_passages(hit.key for hit in hits)
    texts = " ".join(f"{each.text} {each.version.title}" for each in there.values())
    seen = {each for each in MARKERS if each in texts}
    assert seen <= open_words
    assert (marker in seen) == (marker in open_words)


def check_quotes(answer: Answer) -> None:
    """Each quote stands word for word in a version that the asker may read now."""
    for citation in (*answer.citations, *answer.further):
        version = reading.get_version(citation.version_id)
        assert version is not None
        assert version.body[citation.start : citation.end] == citation.quote


def check_reading(built: Built) -> None:
    """Rows, article pages and versions, for each clerk and for citizens."""
    for member, house in enumerate(built.houses):
        opened = built.world.bases_of_clerk(member)
        with house.context("clerk"):
            _check_rows(built, opened, owner=member)
            for (number, at), article in built.articles.items():
                model = built.world.bases[number].articles[at]
                is_own = built.world.bases[number].owner == member
                is_open = is_own or (number in opened and bool(model.answers))
                assert answers(lambda one=article.id: articles.get_article(one)) == is_open
                if is_open and not is_own:
                    shown = set(articles.list_versions(article).values_list("title", flat=True)) | {
                        articles.get_article(article.id).title
                    }
                    assert words_in(shown) == model.answers
    for place, desk in enumerate(built.houses.desks):
        opened = built.world.bases_of_citizens(place)
        with member_context(door="public"):
            everyones = {n for n, base in enumerate(built.world.bases) if base.is_public}
            _check_rows(built, everyones)
            for (number, at), article in built.articles.items():
                model = built.world.bases[number].articles[at]
                is_open = number in opened and bool(model.answers)
                ask = _released(desk, article.id)
                assert answers(ask) == is_open
                if is_open:
                    assert words_in({ask().body, ask().plain, ask().title}) == model.answers


def _released(desk: Desk, article_id: UUID) -> Callable[[], Version]:
    return lambda: public.get_released(desk, article_id)


def _check_rows(built: Built, opened: set[int], *, owner: int | None = None) -> None:
    """Every row of the open context, with no condition at all."""
    own = {n for n, base in enumerate(built.world.bases) if base.owner == owner}
    answered = built.world.words(opened)
    written = {word for n in own for one in built.world.bases[n].articles for word in one.written}
    assert words_in(Version.objects.values_list("body", flat=True)) == answered | written
    assert words_in(Version.objects.values_list("plain", flat=True)) == answered | written
    first = {one.markers[0] for n in own for one in built.world.bases[n].articles}
    assert answered <= words_in(Article.objects.values_list("title", flat=True)) <= answered | first
    passages = Passage.objects.all()
    assert {built_of(built, each.base_id) for each in passages} <= opened
    lexemes = {lexeme for each in passages for lexeme in each.lexemes}
    assert {marker for marker in MARKERS if marker.lower() in lexemes} == answered
    assert set(Meaning.objects.values_list("passage_id", flat=True)) == {one.id for one in passages}


def built_of(built: Built, base_id: int) -> int:
    return [base.id for base in built.bases].index(base_id)


def answers(ask: Callable[[], Any]) -> bool:
    try:
        ask()
    except NotFound:
        return False
    return True


# --- the tests ----------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
@settings(PROFILE)
@given(world=worlds(), data=st.data())
def test_everything_equals_the_model(
    houses: Houses, monkeypatch: pytest.MonkeyPatch, way: str, world: World, data: st.DataObject
) -> None:
    skip_without_pgvector(way)
    markers = data.draw(st.lists(st.sampled_from(MARKERS[:6]), min_size=2, max_size=3, unique=True))
    with in_database(houses, world) as built, looking(way, monkeypatch):
        check_reading(built)
        check_answers(built, markers)


@pytest.mark.parametrize("way", WAYS)
@settings(PROFILE, max_examples=max(PROFILE.max_examples // 2, 3))
@given(events=events)
def test_what_ends_is_gone_from_the_next_answer(
    houses: Houses, monkeypatch: pytest.MonkeyPatch, way: str, events: list[tuple[str, int]]
) -> None:
    """In this process, whose shelves are warm; and in one that has not learnt of anything."""
    skip_without_pgvector(way)
    with in_database(houses, everything_open()) as built:
        shelves = (Shelves(limit=10**9), Frozen(limit=10**9))
        for each in shelves:
            with looking(way, monkeypatch, each):
                check_answers(built, list(MARKERS[:3]))
        for event, number in events:
            happen(built, event, number % len(built.bases))
            check_reading(built)
            for each in shelves:
                with looking(way, monkeypatch, each):
                    _check_after(built, is_frozen=isinstance(each, Frozen))


def _check_after(built: Built, *, is_frozen: bool) -> None:
    if not is_frozen:
        return check_answers(built, list(MARKERS[:6]))
    for member, house in enumerate(built.houses):
        open_words = built.world.words(built.world.bases_of_clerk(member))
        citizens = built.world.words(built.world.bases_of_citizens(member))
        for marker in MARKERS[:6]:
            with house.context("clerk"):
                actor = house.actor("clerk")
                answer = actions.answer_person(actor=actor, question=question_about(marker))
                assert told(answer) <= open_words
                check_quotes(answer)
            with member_context(door="public"):
                desk = built.houses.desks[member]
                answer = actions.answer_visitor(desk=desk, question=question_about(marker))
                assert told(answer) <= citizens
                check_quotes(answer)
    return None


def test_a_frozen_process_would_still_rank_what_is_gone(
    houses: Houses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the test above would say nothing about the second look at the database."""
    frozen = Frozen(limit=10**9)
    with in_database(houses, everything_open()) as built, looking("words", monkeypatch, frozen):
        clerk = built.houses[1]
        with clerk.context("clerk"):
            bases = reading.list_bases_of_member(clerk.member.id)
            question = read_question(question_about(MARKERS[0]))
            before = [hit.key for hit in reading.find(bases, question)]
        happen(built, "withdraw", 0)
        with clerk.context("clerk"):
            bases = reading.list_bases_of_member(clerk.member.id)
            hits = reading.find(bases, question)
            assert [hit.key for hit in hits] == before
            gone = hits[0].key
            assert gone not in reading.read_passages(hit.key for hit in hits)


def test_an_article_that_was_withdrawn_shows_others_not_even_its_old_versions(
    houses: Houses,
) -> None:
    with in_database(houses, everything_open()) as built:
        happen(built, "release", 0)
        happen(built, "withdraw", 0)
        with built.houses[1].context("clerk"):
            assert not Version.objects.filter(article=built.articles[0, 0]).exists()
        with built.houses[0].context("clerk"):
            assert Version.objects.filter(article=built.articles[0, 0]).count() == 2


def test_the_words_are_told_apart() -> None:
    """The model is right only if each marker is one lexeme, the same as it is written."""
    for marker in MARKERS:
        lexemes = read_question(question_about(marker)).lexemes
        others = set(MARKERS) - {marker}
        assert marker.lower() in lexemes
        assert not {other.lower() for other in others} & set(lexemes)


def test_vectors_are_there_by_default() -> None:
    assert product.ASSISTANT_EMBEDDER == "use"
    assert configured_embedder() is not None
