"""What an answer looks like in HTML where several authorities or offices are in it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.template.loader import render_to_string
from lxml import html
from tests.assistant.asking.answers import make_answer

from gemeinwerk.assistant.answering.answers import OfficeCard, Outcome, PageCitation
from gemeinwerk.assistant.asking.presentation import Doors, present


def offices(*cards: OfficeCard) -> html.HtmlElement:
    return html.fromstring(render_to_string("asking/_offices.html", {"offices": cards}))


def headings(part: html.HtmlElement, level: int) -> list[str]:
    return [" ".join(one.text_content().split()) for one in part.xpath(f".//h{level}")]


def test_offices_of_several_authorities_stand_below_the_name_of_each() -> None:
    part = offices(
        OfficeCard("Bauamt", "Landkreis Musterland"),
        OfficeCard("Jugendamt", "Landkreis Musterland"),
        OfficeCard("Bauamt", "Landkreis Nachbarau"),
    )
    assert headings(part, 4) == [
        "Landkreis Musterland",
        "Landkreis Nachbarau",
        "Public service number 115",
    ]
    assert headings(part, 5) == ["Bauamt", "Jugendamt", "Bauamt"]
    first, second = part.xpath(".//div[@data-owner]")
    assert headings(first, 5) == ["Bauamt", "Jugendamt"]
    assert headings(second, 5) == ["Bauamt"]


def test_offices_of_one_authority_need_no_further_heading() -> None:
    part = offices(OfficeCard("Bauamt", "Landkreis Musterland"))
    assert headings(part, 4) == ["Bauamt", "Public service number 115"]
    assert "Landkreis Musterland" in part.text_content()
    assert headings(offices(), 4) == ["Public service number 115"]


def test_pages_of_the_archive_stand_below_an_office_that_was_asked_for() -> None:
    quoted = PageCitation(
        page_id=1,
        document_id=UUID(int=3),
        number=2,
        authority="Landkreis Musterland",
        collection="Bauakten",
        record="Zufahrt",
        document="Blatt.pdf",
        quote="Die Zufahrt ist freizuhalten.",
    )
    answer = make_answer(outcome=Outcome.OFFICE, pages=(quoted,))
    told = {"place": "test", "article": str, "rate": "/rueckmeldung/"}
    shown = present(answer, Doors(**told, page=lambda cited: f"/seite/{cited.page_id}/"))
    context = {"shown": shown, "conversation": "sealed", "searched_archive": True}
    page = render_to_string("asking/_answer.html", context)
    assert page.index("Bauamt") < page.index("Die Zufahrt ist freizuhalten.")
    assert "The archive was searched as well" not in page
    without = present(replace(answer, pages=()), Doors(**told))
    page = render_to_string("asking/_answer.html", context | {"shown": without})
    assert "The archive was searched as well" in page
