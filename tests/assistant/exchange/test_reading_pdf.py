"""PDF files: lines become paragraphs, headings and items; the file is opened in a child only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.archive.recognition import papers

from gemeinwerk.archive.recognition.models import find_models
from gemeinwerk.archive.recognition.recogniser import Recogniser
from gemeinwerk.archive.recognition.rules import Limits
from gemeinwerk.assistant.exchange import errors, limits
from gemeinwerk.assistant.exchange.drafts import PdfLine, PdfPage
from gemeinwerk.assistant.exchange.formats import read
from gemeinwerk.assistant.exchange.pdf_child import pdf_reader
from gemeinwerk.assistant.exchange.pdf_text import read_pdf_pages

NODE_MODULES = Path(__file__).resolve().parents[3] / "node_modules"
STATUTE = (
    PdfLine("Satzung über Feuerwehrzufahrten", 20, True),
    PdfLine("§ 1 Geltung", 10, True),
    PdfLine("Diese Satzung gilt für alle Zu-", 10, True),
    PdfLine("fahrten im Kreis. Sie gilt für Haus-", 10),
    PdfLine("und Hoftore.", 10),
    PdfLine("Ein neuer Absatz.", 10, True),
    PdfLine("• Breite: drei Meter und", 10),
    PdfLine("fünfzig", 10),
    PdfLine("• Höhe: vier Meter", 10),
)


@pytest.fixture(scope="module")
def recogniser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recogniser]:
    models = find_models(node_modules=[NODE_MODULES], cache=tmp_path_factory.mktemp("models"))
    with Recogniser(models=models, limits=Limits(memory_mb=700)) as ready:
        yield ready


def _page(*texts: str) -> PdfPage:
    return PdfPage(tuple(PdfLine(text, 10, begins_paragraph=True) for text in texts))


def _body(*pages: PdfPage) -> str:
    return read_pdf_pages("satzung.pdf", pages).articles[0].body


def test_without_a_confined_reader_no_pdf_is_opened() -> None:
    with pytest.raises(errors.PdfNotRead) as refused:
        read("satzung.pdf", papers.text_pdf())
    assert str(refused.value) == (
        "“satzung.pdf” is a PDF; PDF files cannot be read here. Save it as DOCX or HTML."
    )


def test_pages_without_any_text_are_refused() -> None:
    with pytest.raises(errors.NothingToRead) as refused:
        read_pdf_pages("scan.pdf", [PdfPage(()), PdfPage(())])
    assert "digitise it in the archive first" in str(refused.value)


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(errors.TooManyParts):
        read_pdf_pages("dick.pdf", [PdfPage(())] * (limits.MAX_PAGES + 1))


def test_lines_become_headings_paragraphs_and_items() -> None:
    article = read_pdf_pages("satzung.pdf", [PdfPage(STATUTE)]).articles[0]
    assert article.title == "Satzung über Feuerwehrzufahrten"
    assert article.body == (
        "## § 1 Geltung\n\n"
        "Diese Satzung gilt für alle Zufahrten im Kreis. Sie gilt für Haus- und Hoftore.\n\n"
        "Ein neuer Absatz.\n\n"
        "- Breite: drei Meter und fünfzig\n\n- Höhe: vier Meter"
    )


def test_what_stands_on_top_and_bottom_of_most_pages_is_left_out() -> None:
    pages = [_page("Amtsblatt", f"Text {word}.", f"Seite {n}") for n, word in enumerate("abcd", 1)]
    assert _body(*pages) == "Text a.\n\nText b.\n\nText c.\n\nText d."


def test_pages_without_text_are_named() -> None:
    reading = read_pdf_pages("satzung.pdf", [_page("Text."), PdfPage(()), PdfPage(())])
    assert [str(remark) for remark in reading.remarks] == [
        "“satzung.pdf”: pages without text (2, 3) were left out. They are probably scans; digitise "
        "the file in the archive if they matter."
    ]


def test_signs_on_a_page_do_not_become_markup() -> None:
    assert _body(_page("# kein Titel.", "*a* [x](y).")) == "\\# kein Titel.\n\n\\*a\\* \\[x](y)."


def test_a_pdf_is_read_in_the_child_of_the_archive(recogniser: Recogniser) -> None:
    reading = read("satzung.pdf", papers.text_pdf(), read_pdf=pdf_reader(recogniser))
    words = " ".join([reading.articles[0].title, *reading.articles[0].body.split()])
    for line in papers.LINES:
        assert line.split()[0] in words


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnichts", papers.text_pdf()[:200]])
def test_a_damaged_pdf_is_refused_by_name(recogniser: Recogniser, data: bytes) -> None:
    with pytest.raises(errors.FileDamaged) as refused:
        read("kaputt.pdf", data, read_pdf=pdf_reader(recogniser))
    assert "“kaputt.pdf” is damaged or no real PDF file" in str(refused.value)


def test_a_pdf_with_too_many_pages_is_refused_before_one_is_read(
    recogniser: Recogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_arguments: object, **_more: object) -> Sequence[PdfPage]:
        raise AssertionError("a page was read")

    monkeypatch.setattr(recogniser, "read_page", never)
    data = papers.text_pdf(pages=limits.MAX_PAGES + 1)
    with pytest.raises(errors.TooManyParts):
        read("dick.pdf", data, read_pdf=pdf_reader(recogniser))
