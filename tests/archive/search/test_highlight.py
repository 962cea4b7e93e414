"""Hits on the page and in the passage below a hit."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.archive.search import pairs
from tests.archive.search.evaluator import page_matches
from tests.archive.search.strategies import page_texts, query_texts

from gemeinwerk.archive.search.german import tokens
from gemeinwerk.archive.search.highlight import matches, snippet
from gemeinwerk.archive.search.index import page_lexemes
from gemeinwerk.archive.search.query import Plan, parse, plan
from gemeinwerk.kernel.errors import UserError


def planned(text: str) -> Plan:
    return plan(parse(text), {}, [7])


def marked(query: str, text: str) -> list[str]:
    words = text.split()
    hits = matches(planned(query), words)
    return [word for word, is_hit in zip(words, hits, strict=True) if is_hit]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Lage", "Die Unterlagen zur Akte"),
        ('"Amt Bau"', "Amt für Bau"),
        ('"Flurstück 117/2"', "Flurstück 117/3 und 117/2"),
        ("Haus -Garage", "die Garage"),
        ("12.03.1974", "am 12. April 1974"),
    ],
)
def test_marks_nothing_without_a_hit(query: str, text: str) -> None:
    assert marked(query, text) == []


@pytest.mark.parametrize(
    ("query", "text", "hits"),
    [
        ("Zufahrt", "Die Feuerwehrzufahrt, nicht", ["Feuerwehrzufahrt,"]),
        ("Baugenehmigung", "Die Baugeneh- migung gilt", ["Baugeneh-", "migung"]),
        ("Baugenehmigung", "Die Baugenehrnigung gilt", ["Baugenehrnigung"]),
        ("Genehmi*", "Eine Genehmigung gilt", ["Genehmigung"]),
        ('"Amt für Bau"', "Bau, Amt für Bau", ["Amt", "Bau"]),
        ('"Flurstück 117/2"', "117/2, Flst. 117/2 Flur", ["Flst.", "117/2"]),
        ("12.03.1974", "am 12. März 1974, 12", ["12.", "März", "1974,"]),
        ("Haus -Garage", "Haus und Hof", ["Haus"]),
        ("Baulast", "Die B a u l a s t .", list("Baulast")),
        ("Bau", "(Bau-Amt) Bau.", ["(Bau-Amt)", "Bau."]),
    ],
)
def test_marks_the_words_that_are_hit(query: str, text: str, hits: list[str]) -> None:
    assert marked(query, text) == hits


def test_odd_words_keep_their_places() -> None:
    words = ["", "Haus", " ", "-", "", "zwei Häuser hier", "\x00", "Haus-", "", "Hof"]
    hits = matches(planned("Haus"), words)
    assert [number for number, is_hit in enumerate(hits) if is_hit] == [1, 5, 7]
    assert matches(planned("Haus"), []) == []


@pytest.mark.parametrize(("query", "text"), pairs.MUST_MATCH + pairs.HELD_OUT_MATCH)
def test_what_is_found_is_marked(query: str, text: str) -> None:
    if (query, text) not in pairs.KNOWN_MISSES:
        assert marked(query, text)
        assert any(is_hit for _piece, is_hit in snippet(text, planned(query)))


def shown(pieces: list[tuple[str, bool]]) -> str:
    return "".join(f"[{piece}]" if is_hit else piece for piece, is_hit in pieces)


def test_a_snippet_without_hit_is_the_beginning() -> None:
    assert shown(snippet("Der Hof.\n\nAm Weg.", planned("Haus"))) == "Der Hof. Am Weg."
    assert snippet("", planned("Haus")) == []
    assert snippet(" … ", planned("Haus")) == []


def test_a_snippet_shows_the_passage_with_most_words() -> None:
    text = "Haus. " + "Am Weg. " * 60 + "Das Haus mit Gar-\nage, Flur 003/2. " + "Am Weg. " * 60
    pieces = snippet(text, planned('Haus Garage "Flur 3"'), length=80)
    assert "das [Haus] mit [Garage], [Flur 003]/2." in shown(pieces).replace("Das", "das")
    assert pieces[0][0].startswith("… ")
    assert pieces[-1][0].endswith(" …")


def test_a_snippet_of_one_endless_word_is_cut() -> None:
    pieces = snippet("Haus" * 1_000, planned("Hof"), length=80)
    assert 0 < len(shown(pieces)) <= 80


@given(page_texts, query_texts, st.integers(min_value=5, max_value=300))
def test_no_input_crashes_and_snippets_keep_their_length(
    text: str, typed: str, length: int
) -> None:
    try:
        found = planned(typed)
    except UserError:
        return
    words = text.split(" ")
    assert len(matches(found, words)) == len(words)
    pieces = snippet(text, found, length)
    assert sum(len(piece) for piece, _is_hit in pieces) <= length
    assert all(piece for piece, _is_hit in pieces)


@given(page_texts)
def test_every_word_of_a_text_is_marked(text: str) -> None:
    found = [token for token in tokens(text) if not token.word.is_stop]
    assume(found)
    for token in found[:5]:
        if any(part.word.is_stop for part in tokens(token.raw)):
            continue
        words = [each.raw.rstrip("\u00ad") for each in found]
        hits = matches(planned(token.raw), words)
        assert hits[found.index(token)]


@given(page_texts, query_texts)
def test_marks_if_and_only_if_a_wanted_clause_is_found(text: str, typed: str) -> None:
    try:
        query = parse(typed)
    except UserError:
        return
    tsvector = page_lexemes(text, 7).tsvector
    for clause in query.wanted:
        alone = plan(type(query)((clause,)), {}, [7])
        is_marked = any(is_hit for _piece, is_hit in snippet(text, alone, length=100_000))
        assert is_marked == page_matches(tsvector, alone.tsquery)
