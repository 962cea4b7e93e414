"""Parts of compounds, on the installed word list."""

from __future__ import annotations

import pytest

from gemeinwerk.archive.search.compounds import is_word, parts, word_list


@pytest.mark.parametrize("word", ["unterlagen", "xqzvw", "", "a", "baugenehrnigung", "bau"])
def test_takes_nothing_apart_that_is_no_compound(word: str) -> None:
    assert parts(word) == set()


@pytest.mark.parametrize(
    ("compound", "inside"),
    [
        ("feuerwehrzufahrt", {"feuerwehr", "zufahrt", "feuer", "wehr"}),
        ("klaeranlage", {"klaer", "anlage"}),
        ("abwasserbeseitigungssatzung", {"abwasser", "beseitigung", "satzung"}),
        ("gemeinderatssitzung", {"gemeinderat", "rat", "sitzung"}),
        ("schulgebaeude", {"schul", "gebaeude"}),
    ],
)
def test_finds_words_heads_and_tails(compound: str, inside: set[str]) -> None:
    assert inside <= parts(compound)
    assert compound not in parts(compound)


def test_a_word_of_repeated_nouns_ends_in_reasonable_time() -> None:
    assert "bau" in parts("bau" * 20)


def test_word_list_has_nouns_and_plurals_but_no_suffixes() -> None:
    assert {"vollmacht", "vollmachten", "haeuser", "strasse", "amt"} <= word_list()
    assert not {"ung", "heit", "keit", "schaft", "chen", "lein", "ling"} & word_list()


def test_a_word_may_carry_one_ending() -> None:
    assert not is_word("zufahrtx")
    assert is_word("zufahrt")
    assert is_word("zufahrten")
