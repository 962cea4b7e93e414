"""Personal data is taken out of questions, and what they ask for stays. All people are invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.assistant.learning.cleaning import (
    MARKS,
    MAX_CHARACTERS,
    clean,
    clean_lines,
    has_words,
)

TAKEN_OUT = [
    ("Ich heiße Erwin Beispiel und will bauen.", "Ich heiße [Name] und will bauen."),
    ("ich heiße erwin beispiel und möchte bauen", "ich heiße [Name] und möchte bauen"),
    ("Mein Name ist Dr. Ute von der Aue.", "Mein Name ist [Name]."),
    ("Frau Muster-Beispiel vom Bauamt sagt nein", "Frau [Name] vom Bauamt sagt nein"),
    ("Wo ist Herr Dr. Beispiel?", "Wo ist Herr Dr. [Name]?"),
    ("Familie Beispiel zieht um", "Familie [Name] zieht um"),
    ("Ich bin Erwin Beispiel und brauche Wohngeld", "Ich bin [Name] und brauche Wohngeld"),
    ("Bekommt mein Sohn Leon Kindergeld?", "Bekommt mein Sohn [Name] Kindergeld?"),
    ("Meine Nachbarin Sabine Beispiel lärmt", "Meine Nachbarin [Name] lärmt"),
    ("Wohngeld? Mit freundlichen Grüßen Erwin B.", "Wohngeld? Mit freundlichen Grüßen [Name]"),
    ("Schreiben Sie an erwin.beispiel+neu@example.org bitte", "Schreiben Sie an [E-Mail] bitte"),
    ("erwin (at) example.org", "[E-Mail]"),
    ("Rufen Sie 0151 23456789 an", "Rufen Sie [Telefon] an"),
    ("Rufen Sie +49 (0) 9999 123456-78 an", "Rufen Sie [Telefon] an"),
    ("Tel. 4711-0815", "Tel. [Nummer]"),
    ("Auf DE89 3704 0044 0532 0130 00 bitte", "Auf [Bankverbindung] bitte"),
    ("auf de89370400440532013000 bitte", "auf [Bankverbindung] bitte"),
    ("ＤＥ８９ ３７０４ ００４４ ０５３２ ０１３０ ００", "[Bankverbindung]"),
    ("Meine Steuernummer 12/345/67890", "Meine Steuernummer [Nummer]"),
    ("Steuer-ID 12 345 678 901", "Steuer-ID [Nummer]"),
    ("12 345 678 901", "[Nummer]"),
    ("Versichert als 12 150380 A 123", "Versichert als [Nummer]"),
    ("Ausweis C01X00T47 verloren", "Ausweis [Nummer] verloren"),
    ("Aktenzeichen: 63-BL-1974/0418", "Aktenzeichen: [Nummer]"),
    ("Urteil 12 K 345/20", "Urteil [Nummer]"),
    ("Wie melde ich MUS-T 123 ab?", "Wie melde ich [Kennzeichen] ab?"),
    ("Geboren am 12.03.1980, Rente?", "Geboren am [Datum], Rente?"),
    ("geb. 3. April 1975", "geb. [Datum]"),
    ("geb. 1975-04-03", "geb. [Datum]"),
    ("Gilt das in der Musterstraße 12a?", "Gilt das in der [Anschrift]?"),
    ("Gilt das Lange Gasse 7, 99001 Musterhausen?", "Gilt das [Anschrift], 99001 Musterhausen?"),
    ("Gilt das in der Karl-Muster-Straße 5?", "Gilt das in der [Anschrift]?"),
    ("Ist die Hauptstr.5 ein Denkmal?", "Ist die [Anschrift] ein Denkmal?"),
    ("Am Bach 3 steht ein Baum", "[Anschrift] steht ein Baum"),
    ("Siehe https://example.org/vorgang?id=4711", "Siehe [Internetadresse]"),
    ("er\u200bwin@exam\u00adple.org", "[E-Mail]"),
]
STAYS = [
    "Was kostet ein Reisepass?",
    "Gilt § 34 Abs. 1 BauGB und Art. 6 DSGVO?",
    "Brauche ich Formular 0410 oder Vordruck E-12?",
    "Kann meine Frau Elterngeld beantragen?",
    "Bekommt mein Sohn Kindergeld?",
    "Darf mein Nachbar Bäume fällen?",
    "Herr Landrat, wann kommt der Radweg?",
    "Ich bin Rentner und brauche Wohngeld",
    "Anmeldung in 99001 Musterhausen",
    "Was kostet ein Grundstück mit 10000 m² für 250.000 Euro?",
    "Anmeldung für das Schuljahr 2025/2026",
    "Wie hoch ist der Regelsatz nach SGB II im Jahr 2026?",
    "Rufen Sie 115 an?",
    "Wer räumt die Bundesstraße 12?",
    "Hat das Amt am Montag 12 Uhr offen?",
    "Nachweis nach DIN EN 1090, Plan in DIN A4",
    "Sind auf dem Parkplatz 3 Stunden frei?",
    "Wohnberechtigungsschein für 3 Personen bei 1.250,50 € im Monat",
]


@pytest.mark.parametrize(("text", "expected"), TAKEN_OUT)
def test_what_is_taken_out(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize("text", STAYS)
def test_what_stays(text: str) -> None:
    assert clean(text) == text


@given(st.text(max_size=300))
def test_any_text_is_cleaned_once_and_for_all(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert len(once) <= MAX_CHARACTERS
    assert "\n" not in once
    assert "\0" not in once


QUESTIONS = st.sampled_from([text.rstrip("?") for text in STAYS])
DIGITS = st.integers(min_value=0, max_value=9)


@given(QUESTIONS, st.lists(DIGITS, min_size=7, max_size=14), st.sampled_from(["", " ", "-", "/"]))
def test_long_numbers_go_whatever_stands_around(lead: str, digits: list[int], glue: str) -> None:
    number = glue.join(map(str, digits))
    told = clean(f"{lead}. Nummer {number}, bitte")
    assert number not in told
    assert not re.search(r"\d[\d /-]{11,}\d", told)


NAMES = st.from_regex(r"[A-ZÄÖÜ][a-zäöü]{2,9}", fullmatch=True)
LEADS = st.sampled_from(["Ich heiße", "Mein Name ist", "Hier spricht Frau", "Gruß von Herrn"])


@given(LEADS, NAMES)
def test_names_go_after_what_leads_to_them(lead: str, name: str) -> None:
    told = clean(f"{lead} {name}, was kostet ein Pass?")
    assert not re.search(rf"\b{name}\b", told.removeprefix(lead))
    assert told.endswith(", was kostet ein Pass?")


@given(QUESTIONS, st.from_regex(r"[a-z]{2,9}\.[a-z]{2,9}@[a-z]{2,9}\.(org|de)", fullmatch=True))
def test_mail_addresses_go_anywhere(lead: str, address: str) -> None:
    assert address not in clean(f"{lead} {address}")
    assert address not in clean(f"({address}) {lead}")


def test_long_text_is_cut_between_words() -> None:
    told = clean("Baugenehmigung " * 500)
    assert len(told) <= MAX_CHARACTERS
    assert set(told.split()) == {"Baugenehmigung"}
    assert clean("a" * 5000) == "a" * MAX_CHARACTERS


def test_what_asks_for_nothing() -> None:
    assert not has_words(" ".join(MARKS))
    assert not has_words("?! 12")
    assert has_words("[Name] fragt")


def test_lines_stay_lines() -> None:
    told = clean_lines("Guten Tag Herr Beispiel,\n\n" + "wort " * 1000)
    assert told.startswith("Guten Tag Herr [Name],\n\nwort ")
    assert told.count("wort") == 1000


@pytest.mark.parametrize("piece", ["Aa-", "A-", "a.", "0-", "Aa ", "von der ", "1 ", "é", "DE12 "])
def test_texts_made_to_hold_the_machine_are_cleaned_as_others(piece: str) -> None:
    """Patterns that try every way to divide such a text would not come back."""
    told = clean(piece * 2000)
    assert len(told) <= MAX_CHARACTERS
