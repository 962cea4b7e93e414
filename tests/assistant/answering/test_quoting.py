"""Quotes: slices of the text, whole lines and sentences, and the right ones."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemeinwerk.assistant.answering.quoting import choose_quote, list_units
from gemeinwerk.assistant.retrieval.questions import read_question

BODY = """Wer in Musterland bauen will, braucht meist eine Genehmigung.

## Unterlagen

Für den Antrag brauchen Sie:

- einen Lageplan
- eine Baubeschreibung
- Nachweise zur Standsicherheit

## Dauer

Das Bauamt prüft zuerst, ob alle Unterlagen da sind. Danach beteiligt es andere Stellen, so
die untere Naturschutzbehörde. Meist dauert die Prüfung 3 Monate.

## Beratung

Vereinbaren Sie bitte vorher einen Termin.
Sie erreichen uns montags bis freitags.
Im Haus gibt es einen Aufzug.
Parkplätze finden Sie hinter dem Gebäude.
Bringen Sie bitte Ihren Ausweis mit.
Der Kaffee ist an diesem Ort ausgezeichnet.
Wir freuen uns auf Ihren Besuch.

| Leistung | Gebühr |
|---|---|
| Bauvoranfrage | 100 Euro |
| Baugenehmigung | 6 Promille der Baukosten |
"""
WORDS = st.sampled_from(
    [
        "Bauamt",
        "z.",
        "B.",
        "Nr.",
        "5",
        "prüft.",
        "Ja!",
        "- Punkt",
        "| Zelle |",
        "**Dauer**",
        "\n",
        "\n\n",
        "  ",
        "\t",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=600),
    st.lists(WORDS, max_size=120).map(" ".join),
    st.lists(WORDS, max_size=120).map("".join),
)


def quote(question: str, body: str = BODY) -> str:
    chosen = choose_quote(read_question(question), body, 0, len(body))
    return body[chosen.start : chosen.end]


def test_a_text_without_a_letter_has_no_quote() -> None:
    for body in ("", "   \n", "--- | --- \n * "):
        chosen = choose_quote(read_question("Hund"), body, 0, len(body))
        assert chosen.start == chosen.end


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.text(max_size=80), st.integers(0, 60), st.integers(0, 60), st.integers(20, 300))
def test_a_quote_is_a_slice_of_whole_words_within_its_bounds(
    body: str, question: str, left: int, right: int, limit: int
) -> None:
    start, end = min(left, len(body)), max(min(left, len(body)), len(body) - right)
    chosen = choose_quote(read_question(question), body, start, end, limit=limit)
    text = body[chosen.start : chosen.end]
    assert start <= chosen.start <= chosen.end <= end
    assert len(text) <= limit
    assert text == text.strip()
    assert bool(text) == any(sign.isalnum() for sign in body[start:end])
    if text and not any(len(word) > limit for word in body.split()):
        before, after = body[start : chosen.start][-1:], body[chosen.end : end][:1]
        assert not before or before.isspace()
        assert not after or after.isspace()


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_units_stand_in_order_and_leave_out_no_letter(body: str) -> None:
    units = list_units(body, 0, len(body))
    assert all(one[1] <= two[0] for one, two in pairwise(units))
    rest, at = "", 0
    for first, last in units:
        rest, at = rest + body[at:first], last
    assert not any(sign.isalnum() for sign in rest + body[at:])


@pytest.mark.parametrize(
    ("question", "wanted", "unwanted"),
    [
        ("Welche Unterlagen brauche ich für den Antrag?", "- einen Lageplan", "Kaffee"),
        ("Wie lange dauert die Prüfung?", "Meist dauert die Prüfung 3 Monate.", "Kaffee"),
        ("Wo finde ich Parkplätze?", "Parkplätze finden Sie hinter dem Gebäude.", "Lageplan"),
        ("Was kostet eine Bauvoranfrage?", "| Bauvoranfrage | 100 Euro |", "Lageplan"),
    ],
)
def test_the_lines_that_answer_are_quoted(question: str, wanted: str, unwanted: str) -> None:
    assert wanted in quote(question)
    assert unwanted not in quote(question)


def test_a_table_is_quoted_with_its_head() -> None:
    assert quote("Was kostet eine Bauvoranfrage?").endswith("Promille der Baukosten |")
    assert "| Leistung | Gebühr |\n|---|---|" in quote("Was kostet eine Bauvoranfrage?")


def test_abbreviations_and_dates_end_no_sentence() -> None:
    body = (
        "Am 3. Mai ist das Amt zu, z. B. Zimmer 5 lt. Nr. 7 der Ordnung. "
        + "Danach ist es offen. " * 12
    )
    first = list_units(body, 0, len(body))[0]
    assert body[slice(*first)] == "Am 3. Mai ist das Amt zu, z. B. Zimmer 5 lt. Nr. 7 der Ordnung."


def test_a_quote_does_not_end_with_a_heading() -> None:
    body = "Melden Sie den Hund bei der Stadtkasse an.\n\n**Öffnungszeiten**\n\nMontag 8 bis 12 Uhr"
    chosen = choose_quote(read_question("Hund anmelden"), body, 0, 62)
    assert not body[chosen.start : chosen.end].endswith("**")


def test_the_same_question_is_quoted_the_same() -> None:
    assert quote("Wie lange dauert es?") == quote("Wie lange dauert es?")
