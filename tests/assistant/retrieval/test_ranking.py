"""Ranking: what is not allowed takes no part, and the order of things decides nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemeinwerk.assistant.retrieval.analysis import analyse
from gemeinwerk.assistant.retrieval.questions import Question, read_question
from gemeinwerk.assistant.retrieval.ranking import Dense, Entry, Shelf, rank, understand

WORDS = [
    "Hund",
    "Steuer",
    "Hundesteuer",
    "Reisepass",
    "Gebühr",
    "Antrag",
    "Bauamt",
    "Müll",
    "Straße",
]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
PASSAGES = st.lists(st.tuples(TEXTS, TEXTS, st.integers(0, 3)), min_size=1, max_size=8)

ARTICLES = [
    ("Hundesteuer", "Höhe", "Die Steuer beträgt 90 Euro im Jahr."),
    ("Hundesteuer", "Anmeldung", "Melden Sie Ihren Hund bei der Stadtkasse an."),
    ("Reisepass", "Gebühr", "Ein Reisepass kostet 70 Euro."),
    ("Baugenehmigung", "Unterlagen", "Sie brauchen einen Lageplan und eine Baubeschreibung."),
]


def shelf_of(articles: list[tuple[str, str, str]], first: int = 1) -> Shelf:
    return Shelf(
        Entry.of(key, title, analyse(title, heading, text))
        for key, (title, heading, text) in enumerate(articles, first)
    )


def keys(hits: list) -> list[int]:
    return [hit.key for hit in hits]


def made(passages: list[tuple[str, str, int]]) -> list[Entry]:
    """Entries with small vectors that depend on the words."""
    entries = []
    for key, (title, text, article) in enumerate(passages):
        seed = np.random.default_rng(sum(map(ord, text)))
        vectors = seed.normal(size=(1 + len(text) % 3, 8)).astype(np.float16)
        entries.append(Entry.of(key, article, analyse(title, "", text), vectors))
    return entries


def question(text: str) -> Question:
    vector = np.random.default_rng(len(text)).normal(size=8).astype(np.float32)
    return Question(text, read_question(text).lexemes, vector / np.linalg.norm(vector), "test")


def test_best_passage_of_the_best_article_comes_first() -> None:
    hits = rank([shelf_of(ARTICLES)], read_question("Wo muss ich meinen Hund anmelden?"))
    assert hits[0].key == 2
    assert hits[0].group == "Hundesteuer"
    assert hits[0].dense is None
    assert hits[0].coverage > 0.5


def test_compound_is_found_by_its_part_and_part_by_the_compound() -> None:
    shelf = shelf_of([("Hund", "", "Leinenpflicht im Park."), ("Pass", "", "Ein Ausweis.")])
    assert keys(rank([shelf], read_question("Hundesteuer"))) == [1]
    assert keys(rank([shelf_of(ARTICLES)], read_question("Steuer")))[0] == 1


def test_words_that_only_ask_do_not_decide() -> None:
    shelf = shelf_of([("Wo finde ich was", "", "Hier finden Sie vieles."), ("Müll", "", "Abfuhr.")])
    assert keys(rank([shelf], read_question("Wo finde ich etwas über den Müll?")))[0] == 2


@pytest.mark.parametrize("text", ["", "   ", "?!…", "und oder aber", "ཀ་ཁ 你好 🙂", "\x00"])
def test_questions_without_words_find_nothing(text: str) -> None:
    assert rank([shelf_of(ARTICLES)], read_question(text)) == []


@pytest.mark.parametrize("text", ["Hund " * 2_500, "a" * 10_000, "§" * 10_000, "ä-" * 5_000])
def test_ten_thousand_characters_are_read_in_part(text: str) -> None:
    read = read_question(text)
    assert len(read.text) == 2_000
    assert all(hit.key in {1, 2} for hit in rank([shelf_of(ARTICLES)], read))


def test_no_shelf_and_an_empty_shelf_have_no_hits() -> None:
    assert rank([], read_question("Hund")) == []
    assert rank([Shelf()], question("Hund")) == []
    assert keys(rank([Shelf(), shelf_of(ARTICLES)], read_question("Reisepass")))[0] == 3


def test_allowed_nothing_means_nothing() -> None:
    assert rank([shelf_of(ARTICLES)], read_question("Hund"), allowed=[]) == []


@settings(max_examples=60, deadline=None)
@given(PASSAGES, TEXTS, st.sets(st.integers(0, 7)), st.booleans())
def test_what_is_not_allowed_changes_nothing(
    passages: list[tuple[str, str, int]], text: str, allowed: set[int], with_meaning: bool
) -> None:
    """The same hits with the same figures as if the others did not exist."""
    asked = question(text) if with_meaning else read_question(text)
    entries = made(passages)
    filtered = rank([Shelf(entries)], asked, allowed=allowed)
    alone = rank([Shelf(entry for entry in entries if entry.key in allowed)], asked)
    assert keys(filtered) == keys(alone)
    assert set(keys(filtered)) <= allowed
    for one, other in zip(filtered, alone, strict=True):
        assert one.score == pytest.approx(other.score, abs=1e-5)
        assert one.bm25 == pytest.approx(other.bm25, abs=1e-6)
        assert one.coverage == pytest.approx(other.coverage, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(PASSAGES, TEXTS, st.randoms(use_true_random=False))
def test_order_of_entries_shelves_and_words_decides_nothing(
    passages: list[tuple[str, str, int]], text: str, chance: object
) -> None:
    entries = made(passages)
    shuffled = list(entries)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    words = text.split()
    asked = question(text)
    backwards = Question(text, dict(reversed(asked.lexemes.items())), asked.vector, "test")
    assert sorted(words) == sorted(reversed(words))
    first = rank([Shelf(entries)], asked)
    again = rank([Shelf(shuffled)], backwards)
    assert keys(first) == keys(again)
    assert first == rank([Shelf(entries)], asked)


@settings(max_examples=30, deadline=None)
@given(PASSAGES, TEXTS)
def test_two_shelves_rank_as_one(passages: list[tuple[str, str, int]], text: str) -> None:
    """As long as no article lies on both."""
    entries = made(passages)
    parts = [[e for e in entries if int(str(e.group)) % 2 == odd] for odd in (0, 1)]
    whole = rank([Shelf(entries)], question(text))
    assert keys(rank([Shelf(part) for part in parts], question(text))) == keys(whole)


@settings(max_examples=30, deadline=None)
@given(PASSAGES, TEXTS, st.integers(0, 7))
def test_a_removed_passage_is_not_returned(
    passages: list[tuple[str, str, int]], text: str, gone: int
) -> None:
    left = Shelf(entry for entry in made(passages) if entry.key != gone)
    assert gone not in keys(rank([left], question(text)))


def test_equal_passages_come_in_the_order_of_their_keys() -> None:
    same = [("Müll", "", "Die Abfuhr kommt montags.")] * 4
    assert keys(rank([shelf_of([*same, ("Hund", "", "Leine")])], read_question("Müll"))) == [
        1,
        2,
        3,
        4,
    ]


def test_meaning_finds_what_shares_no_word() -> None:
    near, far = np.eye(2, dtype=np.float16)
    entries = [
        Entry.of(1, 1, analyse("Feiertage", "", "Neujahr"), near[None]),
        Entry.of(2, 2, analyse("Müll", "", "Abfuhr"), far[None]),
    ]
    asked = Question("An welchen Tagen habe ich frei?", {"frei": 1.0}, near.astype(np.float32), "x")
    hits = rank([Shelf(entries)], asked)
    assert keys(hits) == [1]
    assert hits[0].dense == pytest.approx(1.0)


def test_the_best_stretch_of_a_passage_counts() -> None:
    near, far = np.eye(2, dtype=np.float16)
    entries = [
        Entry.of(1, 1, analyse("a", "", ""), np.stack([far, far, near])),
        Entry.of(2, 2, analyse("b", "", ""), np.stack([far])),
        Entry.of(3, 3, analyse("c", "", ""), None),
    ]
    hits = rank([Shelf(entries)], Question("?", {}, near.astype(np.float32), "x"))
    assert [(hit.key, hit.dense) for hit in hits] == [(1, pytest.approx(1.0))]


def test_vectors_of_another_dimension_take_no_part() -> None:
    entries = [Entry.of(1, 1, analyse("Hund", "", ""), np.ones((1, 4), np.float16))]
    asked = Question("Hund", {"hund": 1.0}, np.ones(8, np.float32) / 8**0.5, "x")
    assert rank([Shelf(entries)], asked)[0].dense is None


def test_cosines_from_elsewhere_take_the_place_of_vectors() -> None:
    shelf = shelf_of(ARTICLES)
    asked = read_question("Ausweis für Reisen")
    cosines = {3: 0.8, 4: 0.2, 99: 0.9}
    dense = Dense(cosines, cosines, mean=0.1, deviation=0.2)
    hits = rank([shelf], asked, dense=dense)
    assert keys(hits)[0] == 3
    assert hits[0].dense == pytest.approx(0.8)
    assert 99 not in keys(hits)
    assert keys(rank([shelf], asked, dense=dense, allowed=[4])) == [4]


def test_only_so_many_are_returned() -> None:
    many = [("Müll", "", f"Abfuhr {number}") for number in range(50)]
    assert len(rank([shelf_of(many)], read_question("Müll"), top=7)) == 7


def test_the_name_of_the_authority_goes_without_saying() -> None:
    asked = read_question("Hundesteuer im Landkreis Musterland", known="Landkreis Musterland")
    assert "musterland" not in asked.lexemes
    assert "hundesteu" in asked.lexemes
    only = read_question("Landkreis Musterland", known="Landkreis Musterland")
    assert "musterland" in only.lexemes


@pytest.mark.parametrize("text", ["Hundestuer", "Hundesteueer", "Hunndesteuer", "hundesteur"])
def test_a_slip_of_the_pen_is_forgiven(text: str) -> None:
    hits = rank([shelf_of(ARTICLES)], read_question(f"Wie hoch ist die {text}?"))
    assert hits[0].group == "Hundesteuer"
    assert hits[0].coverage > 0.4


def test_a_word_that_is_known_is_not_respelled() -> None:
    shelf = shelf_of([("Maut", "", "Straßen"), ("Haupt", "", "Köpfe"), ("Haut", "", "Arzt")])
    assert keys(rank([shelf], read_question("Haupt"))) == [2]


def test_words_of_passages_that_are_not_allowed_are_never_taken() -> None:
    asked = read_question("Hundestuer")
    shelf = shelf_of(ARTICLES)
    assert understand([shelf], asked).lexemes != asked.lexemes
    assert understand([shelf], asked, allowed=[3, 4]).lexemes == asked.lexemes
    assert rank([shelf], asked, allowed=[3, 4]) == []
    assert understand([], asked) is asked


def test_a_chance_word_of_another_language_does_not_decide() -> None:
    """Meaning does, as far as the words of the question are unknown here."""
    near, far = np.eye(2, dtype=np.float16)
    articles = [
        ("Anmeldung in der Schule", "Ihr Kind melden Sie im Sekretariat an.", near),
        ("Girls Day for all", "Ein Tag in einem Betrieb.", far),
        ("Schulpflicht", "Sie gilt ab sechs Jahren.", near),
        *((f"Amt {number}", "Sprechstunde nach Vereinbarung", far) for number in range(6)),
    ]
    entries = [
        Entry.of(key, key, analyse(title, "", text), vector[None])
        for key, (title, text, vector) in enumerate(articles, 1)
    ]
    text = "How do I register my child for school?"
    asked = Question(text, read_question(text).lexemes, near.astype(np.float32), "use-3")
    assert "for" in asked.lexemes
    assert keys(rank([Shelf(entries)], asked))[0] == 1
