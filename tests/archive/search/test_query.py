"""What people type becomes a tsquery that finds what they mean."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override
from hypothesis import assume, given
from tests.archive.search import pairs
from tests.archive.search.evaluator import page_matches
from tests.archive.search.strategies import page_texts, query_texts

from gemeinwerk.archive.search.german import tokens
from gemeinwerk.archive.search.index import page_lexemes
from gemeinwerk.archive.search.query import (
    MAX_CHARACTERS,
    MAX_CLAUSES,
    EmptyQuery,
    Frequency,
    Kind,
    OnlyExclusions,
    OnlyStopWords,
    Plan,
    PrefixTooShort,
    parse,
    plan,
)
from gemeinwerk.kernel.errors import UserError


def planned(text: str) -> Plan:
    return plan(parse(text), {}, [7])


def finds(query: str, text: str) -> bool:
    return page_matches(page_lexemes(text, 7).tsvector, planned(query).tsquery)


@pytest.mark.parametrize(
    ("text", "refusal", "says"),
    [
        ("", EmptyQuery, "enter at least one word"),
        (' \x00 \' & | ! 😀 "" * - ', EmptyQuery, "enter at least one word"),
        ("der und die", OnlyStopWords, "add a word that says more"),
        ('"in der" -und', OnlyStopWords, "add a word that says more"),
        ("-Garage", OnlyExclusions, "at least one word without it"),
        ('-"Amt für Bau" -Gar* der', OnlyExclusions, "at least one word without it"),
        ("Bau ab*", PrefixTooShort, "“ab*” would match too many words"),
        ("an*", PrefixTooShort, "three letters before the asterisk"),
        ("Bau -ab*", PrefixTooShort, "three letters before the asterisk"),
    ],
)
def test_refuses_with_a_sentence_that_helps(text: str, refusal: type[UserError], says: str) -> None:
    with pytest.raises(refusal) as error:
        parse(text)
    with override("en"):
        assert says in str(error.value)


@pytest.mark.parametrize(("query", "text"), pairs.MUST_NOT_MATCH)
def test_does_not_find_what_is_not_meant(query: str, text: str) -> None:
    assert not finds(query, text)


@pytest.mark.parametrize(("query", "text"), pairs.MUST_MATCH)
def test_finds_what_is_meant(query: str, text: str) -> None:
    assert finds(query, text)


def test_held_out_pairs_fail_only_where_we_say_so() -> None:
    assert [pair for pair in pairs.HELD_OUT_NO_MATCH if finds(*pair)] == []
    misses = [pair for pair in pairs.HELD_OUT_MATCH if not finds(*pair)]
    assert misses == pairs.KNOWN_MISSES


@pytest.mark.parametrize(
    ("typed", "tsquery"),
    [
        ("Zufahrten", "(('zufahrt' | 'k:znsabl'))"),
        ("Haus", "('haus')"),
        ("Haus Bau", "('haus') & ('bau')"),
        ('"Amt für Bau"', "('c:7') & (('amt' <2> 'bau'))"),
        ('"der Bau"', "('bau')"),
        ("Abwass*", "(('abwass':* | 'abwass'))"),
        ("Genehmigun*", "(('genehmigun':* | 'genehm' | 'genehmigun'))"),
        ("Gebäu*", "(('gebau':* | 'gebau'))"),
        ("Haus -Garage", "('haus') & !('garag')"),
        ("-Garagen* Haus", "!(('garagen':* | 'garag')) & ('haus')"),
        ('Haus -"Amt für Bau"', "('c:7') & ('haus') & !(('amt' <2> 'bau'))"),
        ("117/2", "('c:7') & (('117' <1> '2'))"),
        ("c:8 | !k:abc", "('c:7') & (('c' <1> '8')) & (('k' <1> 'abc'))"),
    ],
)
def test_writes_the_tsquery(typed: str, tsquery: str) -> None:
    assert planned(typed).exact == tsquery


@pytest.mark.parametrize(
    "typed", ['"Amt für Bau"', "„Amt für Bau“", "»Amt für Bau«", "«Amt für Bau»", "“Amt für Bau”"]
)
def test_quotation_marks_of_all_kinds(typed: str) -> None:
    assert [clause.kind for clause in parse(typed).clauses] == [Kind.PHRASE]
    assert not finds(typed, "Bau und Amt")
    assert finds(typed, "das Amt für Bau")


@pytest.mark.parametrize("typed", ['Amt "Bau', 'Amt" Bau', '"Amt Bau', "Amt Bau„"])
def test_a_mark_without_a_partner_is_dropped(typed: str) -> None:
    assert planned(typed).exact == "('amt') & ('bau')"


def test_a_dropped_mark_makes_no_exclusion() -> None:
    assert finds('Hof-"-Haus', "Hof Haus")


def test_phrase_words_and_exclusions_together() -> None:
    typed = '"Amt für Bau" Zufahrt -Garage -"Flur 3"'
    assert not finds(typed, "Amt für Bau: Zufahrt, Garage")
    assert not finds(typed, "Amt für Bau: Zufahrt, Flur 3")
    assert not finds(typed, "Amt Bau: Zufahrt")
    assert finds(typed, "Amt für Bau: Zufahrt, Flur 4")


def test_an_exclusion_does_not_trust_ocr_keys() -> None:
    assert finds("Haus -Baugenehmigung", "Haus Baugenehrnigung")


def test_long_input_is_shortened_and_says_so() -> None:
    query = parse("Haus " * 2_000)
    assert query.is_shortened
    assert len(query.clauses) == 1
    assert parse("x" * 10_000).is_shortened
    assert not parse("H" * MAX_CHARACTERS).is_shortened


def test_too_many_words_are_ignored_by_name() -> None:
    query = parse(" ".join(f"wort{number}" for number in range(MAX_CLAUSES + 1)))
    assert query.ignored == (f"wort{MAX_CLAUSES}",)
    assert len(query.clauses) == MAX_CLAUSES


def test_stop_words_are_ignored_by_name() -> None:
    assert parse("die Zufahrt").ignored == ("die",)


@pytest.mark.parametrize(
    ("frequency", "tier"),
    [
        (Frequency(1_000, 500, 400, 300), None),
        (Frequency(5_000, 59, 59, 59), None),
        (Frequency(5_000, 60, 59, 59), 1),
        (Frequency(5_000, 900, 60, 10), 2),
        (Frequency(5_000, 900, 100, 60), 3),
    ],
)
def test_a_frequent_word_is_narrowed_to_a_tier(frequency: Frequency, tier: int | None) -> None:
    query = parse("Haus")
    found = plan(query, {"haus": frequency}, [7])
    assert query.single_lexeme == "haus"
    assert found.tier == tier
    assert found.tsquery == (f"'haus~{tier}'" if tier else "('haus')")
    assert (found.exact, found.rank) == ("('haus')", "('haus')")


def test_the_next_tier_holds_more_pages() -> None:
    frequencies = {"haus": Frequency(5_000, 900, 300, 60)}
    tiers = [plan(parse("Haus"), frequencies, [7], highest).tier for highest in (3, 2, 1, 0)]
    assert tiers == [3, 2, 1, None]


@pytest.mark.parametrize("typed", ["Haus Bau", '"Haus Bau"', "Haus -Bau", "Haus*", "12.3.1974"])
def test_only_a_single_word_is_narrowed(typed: str) -> None:
    query = parse(typed)
    assert query.single_lexeme is None
    frequent = dict.fromkeys(["haus", "bau"], Frequency(9_000, 900, 900, 900))
    assert plan(query, frequent, [7]).tier is None


def test_phrases_name_the_collections() -> None:
    query = parse('"Haus Bau"')
    assert plan(query, {}, [7, 8]).exact.startswith("('c:7' | 'c:8') & ")
    assert "c:" not in plan(query, {}, []).exact
    assert "c:" not in plan(query, {}, range(10_000)).exact
    assert "c:" not in plan(parse("Haus Bau"), {}, [7]).exact


@given(query_texts, page_texts)
def test_no_input_crashes_or_breaks_the_tsquery(typed: str, text: str) -> None:
    try:
        found = planned(typed)
    except UserError:
        return
    tsvector = page_lexemes(text, 7).tsvector
    page_matches(tsvector, found.tsquery)
    page_matches(tsvector, found.rank)
    assert "\x00" not in found.exact
    outside = re.sub(r"'(?:[^'\\]|''|\\\\)*'", "", found.exact)
    assert re.fullmatch(r"(?:[\s()&|!]|:\*|<\d+>)*", outside)


@given(page_texts)
def test_every_word_of_a_text_finds_its_page(text: str) -> None:
    searched = [token for token in tokens(text) if not token.word.is_stop]
    assume(searched)
    tsvector = page_lexemes(text, 7).tsvector
    for token in searched:
        if not any(part.word.is_stop for part in tokens(token.raw)):
            assert page_matches(tsvector, planned(token.raw).tsquery), token


@given(page_texts)
def test_every_word_between_blanks_finds_its_page(text: str) -> None:
    tsvector = page_lexemes(text, 7).tsvector
    for line in text.splitlines():
        for word in line.split():
            if word[-1] in "-=⸗¬‐‑–—\u00ad*" or word[0] in "-–−" or not word.isprintable():
                continue
            try:
                found = planned(word)
            except UserError:
                continue
            assert page_matches(tsvector, found.tsquery) or _is_broken(text, word), word


def _is_broken(text: str, word: str) -> bool:
    """Whether a word may be the second half of one that began on the line before."""
    return re.search(rf"[-=⸗¬‐‑–—\u00ad]\s*\n\s*{re.escape(word)}", text) is not None


@pytest.mark.parametrize("word", ["Genehmigung", "Gebäude", "Satzungen", "Friedhöfe", "Feuerwehr"])
def test_every_beginning_of_a_word_finds_it(word: str) -> None:
    for length in range(3, len(word) + 1):
        assert finds(f"{word[:length]}*", f"Die {word}."), word[:length]
