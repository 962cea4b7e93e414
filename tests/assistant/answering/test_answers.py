"""From a released article to a quote, with the rights of who asks."""

from __future__ import annotations

from typing import Any

import pytest
from tests.assistant.factories import make_article, make_base
from tests.factories import House, make_house

from gemeinwerk.assistant.answering import actions, indexing, queries
from gemeinwerk.assistant.answering.answers import Outcome
from gemeinwerk.assistant.answering.embedding import configured_embedder
from gemeinwerk.assistant.answering.shelves import shelves
from gemeinwerk.assistant.errors import QuestionEmpty, QuestionTooLong
from gemeinwerk.assistant.models import Article, Base, Desk, Meaning, Office, Version
from gemeinwerk.assistant.retrieval.questions import read_question
from gemeinwerk.kernel import clock
from gemeinwerk.members.context import member_context

pytestmark = pytest.mark.django_db

PERMIT = """Sie wollen bauen, umbauen oder abreißen?

## Voraussetzungen
Das Grundstück muss erschlossen sein. Eine Zufahrt zur öffentlichen Straße ist nötig.

## Unterlagen
Für den Bauantrag brauchen Sie:

- einen Lageplan
- die Bauzeichnungen in dreifacher Ausfertigung
- eine Baubeschreibung

## Gebühren
Die Gebühr richtet sich nach den Rohbaukosten; sie beträgt mindestens 50 Euro.
"""
DOG = """Wer einen Hund hält, muss ihn binnen 14 Tagen anmelden.

## Kosten
Die Hundesteuer beträgt 60 Euro im Jahr für den ersten Hund.
"""


@pytest.fixture
def county() -> House:
    return make_house()


def add_article(house: House, base: Base, title: str, body: str) -> Version:
    with house.context():
        article = Article.objects.create(
            member=house.member, base=base, kind="service", title=title, state="released"
        )
        version = Version.objects.create(
            member=house.member,
            base=base,
            article=article,
            number=1,
            title=title,
            body=body,
            written_by="Test",
            released_at=clock.now(),
            released_by="Test",
            is_current=True,
        )
        indexing.raise_revision(base.id)
        indexing.index_version(version)
    return version


def add_base(house: House, *, is_public: bool = True) -> Base:
    with house.context():
        base = Base.objects.create(
            member=house.member, authority=house.member.name, name="Leistungen", is_public=is_public
        )
    add_article(house, base, "Baugenehmigung beantragen", PERMIT)
    add_article(house, base, "Hund anmelden", DOG)
    indexing.embed_base(member_id=house.member.id, base_id=base.id)
    return base


def open_desk(house: House) -> Desk:
    with house.context():
        return Desk.objects.create(
            member=house.member, slug=house.member.ags, authority=house.member.name, is_open=True
        )


def test_a_clerk_gets_the_words_of_the_article(county: House) -> None:
    add_base(county)
    with county.context("clerk"):
        answer = actions.answer_person(
            actor=county.actor("clerk"), question="Welche Unterlagen brauche ich für den Bauantrag?"
        )
        assert answer.outcome is Outcome.ANSWERED
        first = answer.citations[0]
        assert "Lageplan" in first.quote and first.heading == "Unterlagen"
        body = Version.objects.get(id=first.version_id).body
        assert body[first.start : first.end] == first.quote
        assert first.authority == county.member.name and first.is_own


def test_a_citizen_gets_it_too_and_only_from_what_is_public(county: House) -> None:
    base = add_base(county, is_public=False)
    desk = open_desk(county)
    with member_context(door="public"):
        answer = actions.answer_visitor(desk=desk, question="Was kostet die Hundesteuer?")
        assert answer.citations == () and answer.outcome is Outcome.NOT_FOUND
    with county.context():
        Base.objects.filter(id=base.id).update(is_public=True)
    with member_context(door="public"):
        answer = actions.answer_visitor(desk=desk, question="Was kostet die Hundesteuer?")
        assert "60 Euro" in answer.citations[0].quote


def test_what_is_withdrawn_is_gone_from_the_next_answer(county: House) -> None:
    add_base(county)
    with county.context("clerk"):
        question = "Was kostet die Hundesteuer im Jahr?"
        ask = {"actor": county.actor("clerk"), "question": question}
        assert actions.answer_person(**ask).citations[0].title == "Hund anmelden"
        Article.objects.filter(title="Hund anmelden").update(state="withdrawn")
        answer = actions.answer_person(**ask)
        titles = {each.title for each in (*answer.citations, *answer.further)}
        assert "Hund anmelden" not in titles


def test_who_knows_is_named(county: House) -> None:
    add_base(county)
    with county.context("clerk"):
        for name, topics, places in (
            ("Bauamt", ["Bauen", "Baugenehmigung"], []),
            ("Steueramt Nord", ["Hundesteuer"], ["Nordheim"]),
            ("Steueramt Süd", ["Hundesteuer"], ["Südheim"]),
            ("Bürgerbüro", [], []),
        ):
            Office.objects.create(member=county.member, name=name, topics=topics, places=places)
        ask = {"actor": county.actor("clerk"), "place": "Südheim"}
        tax = actions.answer_person(question="Wo zahle ich die Hundesteuer?", **ask)
        assert [card.name for card in tax.offices] == ["Steueramt Süd"]
        other = actions.answer_person(question="Wer repariert mein Fahrrad?", **ask)
        assert [card.name for card in other.offices] == ["Bürgerbüro"]


def test_questions_that_are_none(county: House) -> None:
    with county.context("clerk"):
        with pytest.raises(QuestionEmpty, match="Please write a question"):
            actions.answer_person(actor=county.actor("clerk"), question=" ?! ")
        with pytest.raises(QuestionTooLong, match="1201 characters"):
            actions.answer_person(actor=county.actor("clerk"), question="Frage " * 200 + "?")


def test_how_to_reach_an_office_is_answered_by_the_office(county: House) -> None:
    add_base(county)
    with county.context("clerk"):
        for name, topics in (("Bauamt", ["Bauen"]), ("Steueramt", ["Hundesteuer"])):
            Office.objects.create(member=county.member, name=name, topics=topics)
        ask = {"actor": county.actor("clerk")}
        by_name = actions.answer_person(question="Wie lange ist das Bauamt geöffnet?", **ask)
        assert by_name.outcome is Outcome.OFFICE and by_name.is_answered
        assert [card.name for card in by_name.offices] == ["Bauamt"]
        assert by_name.citations == ()
        fee = actions.answer_person(question="Was kostet die Hundesteuer?", **ask)
        assert fee.outcome is Outcome.ANSWERED


def test_a_question_in_another_language_finds_the_german_text(county: House) -> None:
    add_base(county)
    with county.context("clerk"):
        ask = {"actor": county.actor("clerk")}
        answer = actions.answer_person(question="How do I register my dog with the city?", **ask)
        assert (answer.language, answer.citations[0].title) == ("en", "Hund anmelden")
        other = actions.answer_person(question="Who won the football world cup?", **ask)
        assert other.language == "en" and other.citations == ()


def test_the_database_and_the_process_compare_alike(county: House, settings: Any) -> None:
    add_base(county)
    found = {}
    for vectors in ("pgvector", "exact"):
        settings.ASSISTANT_VECTORS = vectors
        shelves.forget()
        with county.context("clerk"):
            asked = read_question("Was kostet die Hundesteuer im Jahr?", configured_embedder())
            hits = queries.find(list(Base.objects.all()), asked)
        found[vectors] = {hit.key: hit for hit in hits}
    assert list(found["pgvector"]) == list(found["exact"])
    for key, hit in found["pgvector"].items():
        assert hit.score == pytest.approx(found["exact"][key].score, abs=0.05)
        assert hit.dense == pytest.approx(found["exact"][key].dense, abs=0.01)


def test_what_was_released_a_moment_ago_has_its_meaning(county: House) -> None:
    base = make_base(county)
    article = make_article(base, "Hund anmelden", DOG)
    with county.context():
        assert Meaning.objects.filter(passage__article=article).count() == 2


def test_vectors_beyond_the_memory_are_compared_in_the_database(
    county: House, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not indexing.has_pgvector():
        pytest.skip("this server has no pgvector: there is nothing else to compare with")
    base = add_base(county)
    asked: list[bool] = []
    near = queries._near
    monkeypatch.setattr(queries, "_near", lambda *each: asked.append(True) or near(*each))
    with county.context("clerk"):
        question = read_question("Hundesteuer", configured_embedder())
        bases = [Base.objects.get(id=base.id)]
        in_process = queries.find(bases, question)
        assert asked == []
        monkeypatch.setattr(shelves, "limit", 1)
        assert [hit.key for hit in queries.find(bases, question)] == [h.key for h in in_process]
        assert asked == [True]
