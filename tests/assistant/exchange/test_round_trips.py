"""What is written comes back: exactly from Markdown and CSV, word for word from XML and HTML."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assistant.exchange.drafting import ARTICLES, OFFICE, OFFICES, PERMIT, QUESTION, each_once

from gemeinwerk.assistant.exchange.csv_table import read_csv, write_articles_csv, write_offices_csv
from gemeinwerk.assistant.exchange.drafts import ArticleDraft, OfficeDraft
from gemeinwerk.assistant.exchange.errors import OneArticleOnly
from gemeinwerk.assistant.exchange.formats import EXPORTS, Format, detect, read, write
from gemeinwerk.assistant.exchange.markdown_files import read_markdown, write_markdown
from gemeinwerk.assistant.exchange.xzufi import read_xzufi
from gemeinwerk.assistant.exchange.xzufi_writing import write_xzufi
from gemeinwerk.assistant.text.rendering import plain_text


@given(ARTICLES)
def test_markdown_comes_back_exactly(article: ArticleDraft) -> None:
    assert read_markdown("a.md", write_markdown(article)).articles == (article,)


@given(st.lists(ARTICLES, min_size=1, max_size=4).map(each_once))
def test_a_table_of_articles_comes_back_exactly(articles: list[ArticleDraft]) -> None:
    reading = read_csv("a.csv", write_articles_csv(articles))
    assert reading.remarks == ()
    assert list(reading.articles) == articles


@given(st.lists(OFFICES, min_size=1, max_size=4))
def test_a_table_of_offices_comes_back_exactly(offices: list[OfficeDraft]) -> None:
    unique = {office.external_id or at: office for at, office in enumerate(offices)}
    kept = list(unique.values())
    assert list(read_csv("a.csv", write_offices_csv(kept)).offices) == kept


@given(st.lists(ARTICLES, min_size=1, max_size=3).map(each_once))
def test_xml_brings_back_every_field_and_word(articles: list[ArticleDraft]) -> None:
    spoken = [article for article in articles if plain_text(article.body)]
    if not spoken:
        return
    found = read_xzufi("a.xml", write_xzufi(spoken, [])).articles
    assert len(found) == len(spoken)
    for before, after in zip(spoken, found, strict=True):
        for field in ("title", "kind", "keywords", "office_name", "legal_basis", "source"):
            assert getattr(after, field) == getattr(before, field), field
        for field in ("external_id", "review_on", "language"):
            assert getattr(after, field) == getattr(before, field), field
        for field in ("body", "plain"):
            words = plain_text(getattr(before, field)).split()
            assert plain_text(getattr(after, field)).split() == words


@given(st.lists(ARTICLES, min_size=1, max_size=2).map(each_once))
def test_xml_that_was_read_once_comes_back_exactly(articles: list[ArticleDraft]) -> None:
    spoken = [article for article in articles if plain_text(article.body)]
    if spoken:
        once = read_xzufi("a.xml", write_xzufi(spoken, [])).articles
        assert read_xzufi("a.xml", write_xzufi(once, [])).articles == once


@given(st.lists(OFFICES, min_size=1, max_size=3))
def test_offices_come_back_from_xml(offices: list[OfficeDraft]) -> None:
    found = read_xzufi("a.xml", write_xzufi([], offices)).offices
    assert [office.name for office in found] == [office.name for office in offices]
    for before, after in zip(offices, found, strict=True):
        for field in ("external_id", "phone", "email", "website", "topics", "places"):
            assert getattr(after, field) == getattr(before, field), field
        for field in ("opening_hours", "accessibility", "address"):
            assert getattr(after, field).split() == getattr(before, field).split(), field


@pytest.mark.parametrize("format", [Format.MARKDOWN, Format.HTML, Format.XML, Format.CSV])
def test_each_export_is_read_again(format: Format) -> None:
    data = write(format, [PERMIT, QUESTION], [OFFICE])
    reading = read(f"export.{EXPORTS[format].suffix}", data)
    assert reading.remarks == ()
    assert [article.title for article in reading.articles] == ["Baugenehmigung", "Wann ist offen?"]
    assert plain_text(reading.articles[0].body) == plain_text(PERMIT.body)
    assert [office.name for office in reading.offices] == (
        [] if format is Format.CSV else ["Bauamt"]
    )


def test_xml_keeps_the_order_of_sections_and_all_of_an_office() -> None:
    reading = read("export.xml", write(Format.XML, [PERMIT], [OFFICE]))
    assert reading.articles[0] == PERMIT_FROM_XML
    assert reading.offices == (OFFICE,)


PERMIT_FROM_XML = ArticleDraft(
    **{
        field: getattr(PERMIT, field)
        for field in PERMIT.__dataclass_fields__
        if field not in {"body"}
    },
    body=PERMIT.body.replace("\n# ", "\n## "),
)


def test_a_word_file_holds_one_article() -> None:
    with pytest.raises(OneArticleOnly) as refused:
        write(Format.DOCX, [PERMIT, QUESTION])
    assert "holds one article" in str(refused.value)


def test_a_word_file_comes_back_with_headings_lists_and_tables() -> None:
    reading = read("export.docx", write(Format.DOCX, [PERMIT]))
    article = reading.articles[0]
    assert article.title == "Baugenehmigung"
    assert article.body == PERMIT.body
    assert article.keywords == ("Bauen", "Bauantrag")


@given(ARTICLES)
def test_whatever_an_article_holds_a_word_file_can_be_made_of_it(article: ArticleDraft) -> None:
    assert detect("a.docx", write(Format.DOCX, [article])) is Format.DOCX


def test_no_cell_is_a_formula() -> None:
    hostile = ArticleDraft(title="=cmd|' /C calc'!A0", body="+1", keywords=("@x",), source="-2")
    text = write_articles_csv([hostile]).decode("utf-8-sig")
    assert "'=cmd|' /C calc'!A0" in text and "'+1" in text and "'@x" in text and "'-2" in text


def test_names_in_an_archive_lead_nowhere() -> None:
    hostile = ArticleDraft(title="../../etc/passwd", body="x")
    with zipfile.ZipFile(io.BytesIO(write(Format.MARKDOWN, [hostile]))) as archive:
        assert archive.namelist() == ["0001-etc-passwd.md"]
