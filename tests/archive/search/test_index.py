"""What a page's tsvector holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.archive.search.evaluator import read_tsvector
from tests.archive.search.strategies import page_texts

from gemeinwerk.archive.search.index import (
    MAX_BYTES,
    MAX_TOKENS,
    impact_tier,
    page_lexemes,
)


def test_stop_words_count_as_places_and_are_not_stored() -> None:
    page = read_tsvector(page_lexemes("Amt für Bau", 7).tsvector)
    assert page == {"amt": {1}, "bau": {3}, "c:7": set()}


def test_parts_stand_where_the_compound_stands() -> None:
    page = read_tsvector(page_lexemes("Die Feuerwehrzufahrt", 7).tsvector)
    assert page["feuerwehrzufahrt"] == page["zufahrt"] == page["feuerwehr"] == {2}


def test_unknown_long_words_carry_an_ocr_key_without_position() -> None:
    page = read_tsvector(page_lexemes("Baugenehrnigung", 7).tsvector)
    assert page["k:bangenebm"] == set()
    assert not any(
        lexeme.startswith("k:")
        for lexeme in read_tsvector(page_lexemes("Baugenehmigung", 7).tsvector)
    )


@pytest.mark.parametrize(
    ("tokens", "least"), [(230, (2, 3, 4)), (115, (2, 2, 3)), (460, (4, 5, 7))]
)
def test_tiers_begin_where_bm25_says(tokens: int, least: tuple[int, int, int]) -> None:
    assert impact_tier(1, tokens) == 0
    for tier, occurrences in enumerate(least, start=1):
        assert impact_tier(occurrences, tokens) >= tier
        assert occurrences == 2 or impact_tier(occurrences - 1, tokens) < tier


def test_tiers_are_lexemes() -> None:
    page = read_tsvector(page_lexemes("Garage " * 4 + "und " * 226, 7).tsvector)
    assert {"garag~1", "garag~2", "garag~3"} <= set(page)
    assert page["garag~3"] == set()
    once = read_tsvector(page_lexemes("Garage " + "und " * 229, 7).tsvector)
    assert "garag~1" not in once


def test_a_hyphenated_word_counts_once_for_the_tiers() -> None:
    page = read_tsvector(page_lexemes("Bau-Genehmigung " + "und " * 228, 7).tsvector)
    assert page["baugenehm"] == {1, 2}
    assert "baugenehm~1" not in page


@pytest.mark.parametrize("text", ["", " \n", "\x00", "😀"])
def test_a_blank_page_carries_its_collection_only(text: str) -> None:
    lexemes = page_lexemes(text, 12)
    assert (lexemes.tsvector, lexemes.tokens, lexemes.is_complete) == ("'c:12'", 0, True)


def test_a_long_page_is_cut_at_the_limit() -> None:
    lexemes = page_lexemes("Haus " * (MAX_TOKENS + 1), 7)
    assert (lexemes.tokens, lexemes.is_complete) == (MAX_TOKENS, False)
    assert page_lexemes("Haus " * MAX_TOKENS, 7).is_complete


def test_a_page_of_long_words_still_fits_into_a_tsvector() -> None:
    cyrillic = str.maketrans("0123456789", "абвгдежзик")
    text = " ".join(f"{number}".translate(cyrillic) * 12 for number in range(10_000, 19_000))
    lexemes = page_lexemes(text, 7)
    assert len(lexemes.tsvector.encode()) <= MAX_BYTES
    assert not lexemes.is_complete


@pytest.mark.parametrize(
    "text", ["12.03.1974", "12. 3. 1974", "12. März 1974", "12 Mrz. 1974", "1974-03-12", "12.3.74"]
)
def test_dates_carry_the_day(text: str) -> None:
    assert "d:1974-03-12" in read_tsvector(page_lexemes(text, 7).tsvector)


@pytest.mark.parametrize("text", ["32.03.1974", "12.13.1974", "0.0.1974", "12.3", "12-03-1974"])
def test_other_numbers_are_no_days(text: str) -> None:
    assert "d:" not in page_lexemes(text, 7).tsvector


@given(page_texts)
def test_every_text_gives_a_well_formed_tsvector(text: str) -> None:
    lexemes = page_lexemes(text, 7)
    page = read_tsvector(lexemes.tsvector)
    assert page["c:7"] == set()
    assert "\x00" not in lexemes.tsvector
    assert all(0 < place <= max(lexemes.tokens, 1) for places in page.values() for place in places)
    assert page_lexemes(text, 7) == lexemes
