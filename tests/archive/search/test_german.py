"""Tokens, stems and OCR keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.archive.search.strategies import page_texts

from gemeinwerk.archive.search.german import MAX_WORD_LETTERS, terms, tokens, words


def stems(text: str) -> list[str]:
    return [token.word.stem for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ab-\nund Zufahrt", 3),
        ("Bau- und Straßenamt", 3),
        ("Müller-\nBerg", 2),
        ("Geneh- migung", 2),
        ("1974-\nmigung", 2),
        ("Ende.\nmigung", 2),
    ],
)
def test_leaves_apart_what_was_not_broken(text: str, count: int) -> None:
    assert len(tokens(text)) == count


@pytest.mark.parametrize(
    "text",
    [
        "Genehmigung",
        "Geneh-\nmigung",
        "Geneh-\r\nmigung",
        "Geneh- \n  migung",
        "Geneh⸗\nmigung",
        "Geneh=\nmigung",
        "Geneh¬\nmigung",
        "Geneh\u00ad\nmigung",
        "Geneh\u00admi\u200bgung",
        "GENEH-\nMIGUNG",
        "Ge-\nneh-\nmigung",
        "Genehmigun\x00gen",
    ],
)
def test_joins_a_broken_word(text: str) -> None:
    assert stems(text) == ["genehm"]


def test_a_broken_word_has_a_span_for_each_half() -> None:
    text = "Die Geneh-\nmigung."
    spans = tokens(text)[1].spans
    assert [text[start:end] for start, end in spans] == ["Geneh", "migung"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("Straße", "Strasse"),
        ("Häuser", "Haeuser"),
        ("Häuser", "Haus"),
        ("Ha\u0308user", "Häuser"),
        ("Ha\u0364uſer", "Häuser"),
        ("Grundſtück", "Grundstück"),
        ("ﬁnden", "finden"),
        ("René", "Rene"),
        ("Hauptstr", "Hauptstraße"),
        ("Flst", "Flurstück"),
        ("Nr", "Nummer"),
        ("003", "3"),
        ("000", "0"),
    ],
)
def test_spellings_of_one_word_have_one_stem(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12a", ["12", "a"]),
        ("DN150", ["dn", "150"]),
        ("63-BA-1974/12", ["63", "ba", "1974", "12"]),
        ("m²", ["m", "2"]),
        ("½", ["1", "2"]),
        ("a_b", ["a", "b"]),
        ("😀 § –", []),
    ],
)
def test_numbers_and_signs(text: str, found: list[str]) -> None:
    assert stems(text) == found


@pytest.mark.parametrize("number", ["1974", "10589512", "00117", "12345678901234567890"])
def test_numbers_have_no_ocr_key(number: str) -> None:
    (word,) = words(number)
    assert word.ocr_key is None
    assert terms(word).ocr_key is None


@pytest.mark.parametrize("misread", ["Baugenehrnigung", "Baugenchmigung", "Baugenehmlgung"])
def test_misread_words_share_the_ocr_key_of_the_right_one(misread: str) -> None:
    (right,), (wrong,) = words("Baugenehmigung"), words(misread)
    assert right.stem != wrong.stem
    assert terms(wrong).ocr_key == right.ocr_key


def test_known_words_offer_no_ocr_key() -> None:
    (word,) = words("Baugenehmigung")
    assert terms(word).ocr_key is None


def test_stop_words_offer_nothing() -> None:
    assert terms(words("der")[0]) == ((), None)


@given(page_texts)
def test_tokens_stand_where_they_say(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert 0 < len(token.word.folded) <= MAX_WORD_LETTERS + len("asse")
        assert token.spans[0][0] >= last or token.joint == ""
        last = token.spans[0][0]
        assert token.raw == "".join(text[start:end] for start, end in token.spans)


@given(page_texts)
def test_limit_cuts(text: str) -> None:
    assert tokens(text, 3) == tokens(text)[:3]
