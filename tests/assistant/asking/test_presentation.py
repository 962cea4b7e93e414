"""How an answer is shown: quotes, whose they are, what is not said."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from tests.assistant.asking.answers import ARTICLE, QUOTE, VERSION, cite, make_answer

from gemeinwerk.assistant.answering.answers import Answer, OfficeCard, Outcome
from gemeinwerk.assistant.answering.languages import LANGUAGES
from gemeinwerk.assistant.asking.phrases import foreign
from gemeinwerk.assistant.asking.presentation import Doors, present

AHORNFELD = {"authority": "Landkreis Ahornfeld", "member_id": 2, "is_own": False}


def doors(**facts: Any) -> Doors:
    told: dict[str, Any] = {
        "place": "test",
        "article": lambda article_id: f"/artikel/{article_id}/",
        "rate": "/rueckmeldung/",
    }
    return Doors(**(told | facts))


def show(answer: Answer, *, is_plain_first: bool = False, **facts: Any) -> str:
    shown = present(answer, doors(**facts), is_plain_first=is_plain_first)
    with override(None):
        return render_to_string("asking/_answer.html", {"shown": shown, "conversation": "sealed"})


def test_a_refusal_quotes_nothing_and_names_who_helps() -> None:
    page = show(make_answer(further=(cite(title="Abbruch"),)))
    assert "I do not know: no text here answers this" in page
    assert "Landkreis Musterland" in page
    assert QUOTE not in page
    assert "Perhaps related" in page
    assert "Bauamt" in page
    assert 'href="tel:099991000"' in page
    assert "Did this help?" not in page


def test_a_question_about_something_else_is_refused_in_other_words() -> None:
    assert "nothing about this is written here" in show(make_answer(outcome=Outcome.OFF_TOPIC))


def test_a_quote_names_authority_title_office_day_law_and_place() -> None:
    page = show(make_answer(cite(legal_basis="§ 1 (erfunden)")))
    for word in (QUOTE, "Applies to <strong>Landkreis Musterland</strong>", "09.03.2026", "Bauamt"):
        assert word in page
    assert "Baugenehmigung: Gebühren" in page
    assert "§ 1 (erfunden)" in page
    link = f"/artikel/{ARTICLE}/?von=10&amp;bis={10 + len(QUOTE)}&amp;fassung={VERSION}#beleg"
    assert f'href="{link}"' in page


def test_what_another_authority_says_is_marked_as_such() -> None:
    assert "which is another authority" in show(make_answer(cite(**AHORNFELD)))
    assert "which is another authority" not in show(make_answer(cite()))


def test_differing_authorities_stand_side_by_side() -> None:
    answer = make_answer(cite(), cite(**AHORNFELD), outcome=Outcome.DIFFERENT)
    page = show(answer)
    assert "Several authorities have texts of their own about this." in page
    assert "as-quotes--beside" in page
    assert page.count("<figure") == 2


def test_numbers_go_on_through_the_further_passages() -> None:
    shown = present(make_answer(cite(), further=(cite(title="A"), cite(title="B"))), doors())
    assert [one.number for one in (*shown.quotes, *shown.further)] == [1, 2, 3]
    assert len({one.key for one in (*shown.quotes, *shown.further)}) == 3


def test_plain_language_is_said_to_be_missing_only_to_who_wants_it() -> None:
    missing = "has written no text in plain language"
    assert missing not in show(make_answer(cite()))
    assert missing in show(make_answer(cite()), is_plain_first=True)
    page = show(make_answer(cite(plain="Das kostet **Geld**.")), is_plain_first=True)
    assert missing not in page
    assert page.index("Das kostet <strong>Geld</strong>.") < page.index("<blockquote")


def test_what_is_copied_carries_its_source() -> None:
    with override(None):
        [quote] = present(make_answer(cite()), doors()).quotes
        copied = quote.copied
    assert copied == (
        f"„{QUOTE}“ (Landkreis Musterland: Baugenehmigung: Gebühren, as of 09.03.2026)"
    )


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><b id="intruder">x</b>'],
)
def test_hostile_text_stays_text_wherever_it_stands(hostile: str) -> None:
    evil = cite(
        title=hostile,
        heading=hostile,
        quote=hostile,
        authority=hostile,
        office_name=hostile,
        legal_basis=hostile,
        source=hostile,
        plain=hostile,
    )
    office = OfficeCard(hostile, hostile, hostile, hostile, hostile, hostile, hostile, hostile)
    answer = make_answer(
        evil, question=hostile, further=(evil,), offices=(office,), read_as=f"{hostile} {hostile}"
    )
    for is_plain_first in (True, False):
        page = show(answer, is_plain_first=is_plain_first, hand_over="/anliegen/")
        assert hostile not in page
        assert "<script" not in page
        assert "<img" not in page
        assert 'id="intruder"' not in page


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//x.example", ""])
def test_a_website_that_is_none_is_no_link(address: str) -> None:
    office = OfficeCard("Bauamt", "Landkreis Musterland", website=address)
    assert "Website" not in show(make_answer(offices=(office,)))
    good = OfficeCard("Bauamt", "Landkreis Musterland", website="https://bauamt.example/")
    assert 'href="https://bauamt.example/"' in show(make_answer(offices=(good,)))


def test_the_form_to_a_person_carries_the_conversation_and_is_there_only_if_wanted() -> None:
    assert "Ask a person" not in show(make_answer())
    page = show(make_answer(), hand_over="/anliegen/")
    assert "Ask a person" in page
    assert 'action="/anliegen/"' in page
    assert 'name="conversation" value="sealed"' in page


def test_german_needs_no_remark_about_languages() -> None:
    assert foreign("de") is None
    assert foreign("xx") is None
    assert "only German texts" not in show(make_answer(cite()))


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "de"])
def test_every_language_that_is_recognised_is_named(language: str) -> None:
    told = foreign(language)
    assert told is not None
    assert told.name
    assert told.direction == ("rtl" if language in ("ar", "fa") else "ltr")


@pytest.mark.parametrize("language", ["en", "tr", "ru", "uk", "ar", "fa", "pl", "ro"])
def test_the_usual_languages_have_a_sentence_of_their_own(language: str) -> None:
    told = foreign(language)
    assert told is not None
    assert len(told.sentence) > 20
    page = show(make_answer(language=language))
    assert f'<p lang="{language}" dir="{told.direction}">{told.sentence}</p>' in page
