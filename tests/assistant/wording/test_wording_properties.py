"""Whatever a model sends back: what reaches the page is in the quotes."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from gemeinwerk.assistant.wording.check import check_text
from gemeinwerk.assistant.wording.contract import Source
from gemeinwerk.assistant.wording.figures import MONTHS, NUMBER_WORDS

QUOTES = (
    Source("Der Ausweis kostet 37 Euro. Er gilt 10 Jahre. Termin: Mo 8–12 Uhr.", "Ausweis"),
    Source("Der Pass kostet 70 Euro.\nSie müssen nicht bis 1. März warten.", "Pass"),
    Source("Nur wenn drei Zeugen da sind, darf die Trauung um 11.30 Uhr beginnen.", "Trauung"),
)
WORDS = re.findall(r"[\w–.]+|\S", " ".join(quote.text for quote in QUOTES))
FOREIGN = [
    "nicht",
    "kein",
    "38",
    "700",
    "1.",
    "kostenlos",
    "[1]",
    "[2].",
    "[3]. ",
    "[4].",
    "<b>",
    "Ja,",
]
salads = st.lists(st.sampled_from(WORDS + FOREIGN), max_size=30).map(" ".join)
sentences = st.sampled_from([s for q in QUOTES for s in re.split(r"(?<=[.])\s", q.text)])


def _edit(parts: tuple[str, int, str]) -> str:
    """The sentence with a foreign word put into it."""
    words = parts[0].rstrip(".").split()
    return " ".join([*words[: parts[1]], parts[2], *words[parts[1] :]])


edited = st.tuples(sentences, st.integers(0, 12), st.sampled_from(FOREIGN + WORDS)).map(_edit)
answers = st.lists(
    st.tuples(st.one_of(edited, sentences, salads, st.text(max_size=60)), st.integers(0, 5)),
    max_size=5,
).map(lambda parts: " ".join(f"{text.rstrip('.')} [{number}]." for text, number in parts))


def _numbers(text: str) -> set[int]:
    return {int(run) for run in re.findall(r"\d+", text)}


def _spelled(text: str) -> set[int]:
    """Numbers that a quote writes as words; read here apart from the check."""
    low = text.lower()
    return {value for word, value in NUMBER_WORDS.items() if word in low} | {
        number for number, month in enumerate(MONTHS, 1) if month in low
    }


@settings(max_examples=600)
@given(answers)
def test_kept_sentences_have_only_numbers_and_words_of_each_quote_they_cite(text: str) -> None:
    worded = check_text(text, QUOTES)
    for sentence in worded.sentences:
        assert sentence.citations
        assert not re.search(r"[<>\[\]{}`|]", sentence.text)
        for number in sentence.citations:
            quote = QUOTES[number - 1]
            assert _numbers(sentence.text) <= _numbers(quote.text) | _spelled(quote.text)


@settings(max_examples=400)
@given(answers)
def test_nothing_is_denied_or_granted_that_the_quote_does_not(text: str) -> None:
    for sentence in check_text(text, QUOTES).sentences:
        quotes = " ".join(QUOTES[number - 1].text for number in sentence.citations).lower()
        for word in ("nicht", "kein", "nur", "darf", "ja,", "kostenlos"):
            assert word not in sentence.text.lower() or word in quotes


@settings(max_examples=300)
@given(st.text(max_size=400))
def test_any_text_at_all_is_judged_without_an_error(text: str) -> None:
    worded = check_text(text, QUOTES)
    assert len(worded.sentences) + worded.dropped <= len(text) + 1


@settings(max_examples=200)
@given(st.text(max_size=300), st.text(max_size=80))
def test_any_quote_at_all_is_read_without_an_error(quote: str, said: str) -> None:
    for sentence in check_text(f"{said} [1].", [Source(quote)]).sentences:
        assert _numbers(sentence.text) <= _numbers(quote) | _spelled(quote)
