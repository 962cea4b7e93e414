"""Sections: where they are cut, that nothing is lost, and that every anchor is one of its own."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.assistant.text.dialect import MAX_BODY, ArticleTooLong
from gemeinwerk.assistant.text.sections import (
    MAX_SECTION,
    MIN_SECTION,
    cut,
    list_headings,
    slug,
)

PERMIT = """Wer bauen will, braucht meist eine Genehmigung.

# Voraussetzungen

Das Grundstück ist erschlossen.

## Unterlagen

- Lageplan
- Bauzeichnung

# Gebühr

30 Euro
"""

_LINES = st.sampled_from(
    [
        "",
        "# Größe",
        "## Größe",
        "### ",
        "Gebühr\n------",
        "- Punkt",
        "  - tiefer",
        "1. Erstens",
        "> Zitat",
        "> # darin",
        "|a|b|\n|-|-|\n|1|2|",
        "    Code",
        "```",
        "[a]: https://example.org",
        "Ein Satz. " * 30,
        "wort " * 400,
        "x" * 2_000,
        "\t",
    ]
)
_BODIES = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(_LINES, st.text(max_size=20)), max_size=25).map("\n".join),
    st.lists(_LINES, max_size=25).map("\r\n".join),
)


def _texts(body: str) -> list[tuple[tuple[str, ...], str]]:
    return [(section.headings, body[section.start : section.end]) for section in cut(body)]


def test_a_text_without_anything_has_no_sections() -> None:
    assert cut("") == []
    assert cut(" \n\t\n") == []
    assert cut("# Nur eine Überschrift") == []
    assert cut("---\n\n- \n\n***") == []


def test_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(ArticleTooLong) as refused:
        cut("x" * (MAX_BODY + 1))
    assert str(refused.value) == (
        "The text has 200001 characters; an article holds up to 200000. Divide it into several "
        "articles."
    )


def test_each_heading_begins_a_section_and_leads_to_it() -> None:
    assert _texts(PERMIT) == [
        ((), "Wer bauen will, braucht meist eine Genehmigung."),
        (("Voraussetzungen",), "Das Grundstück ist erschlossen."),
        (("Voraussetzungen", "Unterlagen"), "- Lageplan\n- Bauzeichnung"),
        (("Gebühr",), "30 Euro"),
    ]


def test_anchors_are_in_german_letters_and_numbered_where_they_clash() -> None:
    body = "# Größe & Maße\n\na\n\n# Größe & Maße\n\nb\n\n# ???\n\nc\n\n# Anfang\n\nd"
    assert [section.anchor for section in cut(body)] == [
        "abschnitt-groesse-masse",
        "abschnitt-groesse-masse-2",
        "abschnitt",
        "abschnitt-anfang-2",
    ]


def test_a_slug_keeps_letters_of_other_languages_and_stays_short() -> None:
    assert slug("Çeşme café") == "abschnitt-cesme-cafe"
    assert slug("Дом") == "abschnitt-дом"
    assert len(slug("sehr lang " * 40)) <= 70


def test_a_heading_in_a_quotation_or_list_divides_nothing() -> None:
    body = "> # Zitat\n> Text\n\n- # Punkt\n  Text"
    assert list_headings(body) == []
    assert len(cut(body)) == 1


def test_a_long_section_is_cut_between_paragraphs_and_list_items() -> None:
    paragraphs = [f"Absatz {n} " + "sagt etwas. " * 50 for n in range(6)]
    items = [f"- Punkt {n} " + "und mehr " * 40 for n in range(12)]
    body = "# Lang\n\n" + "\n\n".join(paragraphs) + "\n\n" + "\n".join(items)
    sections = cut(body)
    assert len(sections) > 3
    assert [section.anchor for section in sections[:3]] == [
        "abschnitt-lang",
        "abschnitt-lang--2",
        "abschnitt-lang--3",
    ]
    for section in sections:
        text = body[section.start : section.end]
        assert re.match(r"Absatz \d|- Punkt \d", text)
        assert len(text) <= MAX_SECTION


def test_a_long_paragraph_is_cut_after_sentences() -> None:
    body = "Dies ist ein Satz mit Inhalt. " * 200
    for section in cut(body):
        text = body[section.start : section.end]
        assert text.startswith("Dies") and text.endswith("Inhalt.")
        assert MIN_SECTION <= len(text) <= MAX_SECTION


def test_a_table_is_cut_between_rows() -> None:
    rows = [f"| Gegenstand {n} " + "x" * 60 + f" | {n} Euro |" for n in range(60)]
    body = "| Was | Gebühr |\n|---|---|\n" + "\n".join(rows)
    sections = cut(body)
    assert len(sections) > 2
    assert all(body[section.start : section.end].endswith("|") for section in sections)


def test_a_tiny_rest_joins_the_part_before_it() -> None:
    body = "# Lang\n\n" + "Satz. " * 249 + "\n\nEnde."
    assert len(cut(body)) == 1


@given(_BODIES)
def test_sections_lie_in_order_and_leave_out_only_headings(body: str) -> None:
    sections = cut(body)
    rest, at = "", 0
    for section in sections:
        assert at <= section.start < section.end <= len(body)
        rest += body[at : section.start]
        at = section.end
    rest += body[at:]
    headings = "".join(body[heading.start : heading.end] for heading in list_headings(body))
    assert list(filter(str.isalnum, rest)) == list(filter(str.isalnum, headings))


@given(_BODIES)
def test_sections_are_trimmed_short_and_have_anchors_of_their_own(body: str) -> None:
    sections = cut(body)
    anchors = [section.anchor for section in sections]
    assert len(set(anchors)) == len(anchors)
    for section in sections:
        text = body[section.start : section.end]
        assert text == text.strip()
        assert len(text) <= MAX_SECTION + 2 * MIN_SECTION
        assert not re.search(r"\s", section.anchor)


@given(_BODIES, st.text(alphabet="ab \n", max_size=50))
def test_what_is_written_below_does_not_change_anchors_above(body: str, more: str) -> None:
    before = [heading.anchor for heading in list_headings(body)]
    longer = body + "\n\n---\n\n# Danach\n\n" + more
    after = [heading.anchor for heading in list_headings(longer)]
    assert after[: len(before) - 1] == before[:-1]
