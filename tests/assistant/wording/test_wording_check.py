"""What a model may make of a quote, and what it may not. The quotes are invented."""

from __future__ import annotations

import pytest

from gemeinwerk.assistant.wording.check import check_text
from gemeinwerk.assistant.wording.contract import Sentence, Source

TEXT = """\
# Gebühren

Der Personalausweis kostet 37 Euro, der Reisepass 70 Euro. Unter 24 Jahren kostet der \
Personalausweis 22,80 Euro. Der vorläufige Ausweis ist gebührenfrei.

# Antrag

Sie müssen den Antrag schriftlich stellen. Er muss nicht persönlich abgegeben werden.
Die Unterlagen dürfen nicht älter als drei Monate sein.
Wenn Sie umziehen, müssen Sie sich innerhalb von zwei Wochen anmelden.
Kinder oder Jugendliche können nur mit einem Elternteil vorsprechen.

Sie benötigen:
- Bauantrag (dreifach)
- Lageplan vom 1. März 2025
- Nachweis der Standsicherheit, wenn das Gebäude höher als 7 Meter ist

Wählen Sie eines der folgenden Papiere:
- Mietvertrag
- Grundbuchauszug

# Kontakt

Der Vermieter muss dem Mieter den Einzug bestätigen. Geben Sie den Antrag im Bürgerbüro ab.
Öffnungszeiten: Mo 8–12 Uhr, Di 14–18 Uhr
Telefon: 0999 1234-56, E-Mail: ausweis@musterland.example
Rechtsgrundlage ist § 5 Abs. 2 der Mustersatzung. Die Auskunft erteilt das Bürgerbüro vor dem Umzug.
"""
SOURCE = Source(TEXT, "Personalausweis und Reisepass", "", "Landkreis Musterland")

SAID = """
Der Personalausweis kostet 37 Euro, der Reisepass 70 Euro.
Der Personalausweis kostet 37 Euro.
Unter 24 Jahren kostet der Personalausweis 22,80 Euro.
Der Personalausweis kostet unter 24 Jahren 22,80 €.
Im Landkreis Musterland kostet der Personalausweis unter 24 Jahren 22,80 Euro.
Der vorläufige Ausweis ist gebührenfrei.
Den Antrag müssen Sie schriftlich stellen.
Der Antrag muss schriftlich gestellt werden.
Die Unterlagen dürfen nicht älter als 3 Monate sein.
Wenn Sie umziehen, müssen Sie sich innerhalb von 2 Wochen anmelden.
Sie müssen sich innerhalb von zwei Wochen anmelden, wenn Sie umziehen.
Sie benötigen den Bauantrag und den Lageplan vom 01.03.2025.
Sie benötigen einen Lageplan vom 1. März 2025.
Den Einzug muss der Vermieter dem Mieter bestätigen.
Der Antrag ist im Bürgerbüro abzugeben.
Im Bürgerbüro geben Sie den Antrag ab.
Montag 8 bis 12 Uhr.
Telefon: 0999 1234-56.
Rechtsgrundlage ist § 5 Absatz 2 der Mustersatzung.
Das Bürgerbüro erteilt die Auskunft vor dem Umzug.
"""
INVENTED = """
Der Personalausweis kostet 38 Euro.
Der Personalausweis kostet 37,50 Euro.
Der Personalausweis kostet 37 Cent.
Der Lageplan vom 1. April 2025.
Sie benötigen einen Lageplan vom 1. März 2026.
Telefon: 0999 1234-57.
E-Mail: pass@musterland.example.
Montag 8 bis 13 Uhr.
Rechtsgrundlage ist § 6 Abs. 2 der Mustersatzung.
Rechtsgrundlage ist § 2 Abs. 5 der Mustersatzung.
Rechtsgrundlage ist § 5 Abs. 2 des Mustergesetzes.
Im Landkreis Beispielland kostet der Personalausweis unter 24 Jahren 22,80 Euro.
Herr Muster erteilt die Auskunft vor dem Umzug.
Der Personalausweis ist kostenlos.
Mehr unter www.musterland.example.
Der Antrag muss bis Freitag schriftlich gestellt werden.
"""
MIXED = """
Der Reisepass kostet 37 Euro.
Der Personalausweis kostet 70 Euro.
Der Personalausweis kostet 70 Euro, der Reisepass 37 Euro.
Der Reisepass kostet unter 24 Jahren 22,80 Euro.
Der vorläufige Ausweis kostet 37 Euro.
Dienstag 8 bis 12 Uhr.
Montag 14–18 Uhr.
Der Mieter muss dem Vermieter den Einzug bestätigen.
Dem Vermieter muss der Mieter den Einzug bestätigen.
Der Bauantrag kostet 37 Euro.
Im Bürgerbüro kostet der Personalausweis 37 Euro.
"""
TURNED = """
Der Antrag muss nicht schriftlich gestellt werden.
Sie müssen den Antrag nicht schriftlich stellen.
Sie können den Antrag schriftlich stellen.
Sie dürfen den Antrag schriftlich stellen.
Sie müssen den Antrag nur schriftlich stellen.
Der Antrag muss persönlich abgegeben werden.
Die Unterlagen dürfen älter als drei Monate sein.
Die Unterlagen müssen nicht älter als drei Monate sein.
Ab 24 Jahren kostet der Personalausweis 22,80 Euro.
Der Personalausweis kostet 22,80 Euro.
Der vorläufige Ausweis ist nicht gebührenfrei.
Der vorläufige Ausweis kostet eine Gebühr.
Der Ausweis ist gebührenfrei.
Sie müssen sich innerhalb von zwei Wochen anmelden.
Wenn Sie sich anmelden, müssen Sie innerhalb von zwei Wochen umziehen.
Wenn Sie umziehen, müssen Sie sich nach zwei Wochen anmelden.
Kinder können nur mit einem Elternteil vorsprechen.
Kinder und Jugendliche können nur mit einem Elternteil vorsprechen.
Kinder oder Jugendliche können ohne Elternteil vorsprechen.
Kinder oder Jugendliche können mit einem Elternteil vorsprechen.
Sie benötigen einen Nachweis der Standsicherheit.
Sie benötigen keinen Bauantrag.
Wählen Sie den Mietvertrag.
Das Bürgerbüro erteilt die Auskunft nach dem Umzug.
Ja, der Personalausweis kostet 37 Euro.
Nein, der Personalausweis kostet 37 Euro.
"""


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _cited(line: str, number: int = 1) -> str:
    return f"{line.rstrip('.')} [{number}]."


@pytest.mark.parametrize("line", _lines(INVENTED) + _lines(MIXED) + _lines(TURNED))
def test_what_no_quote_says_is_dropped(line: str) -> None:
    worded = check_text(_cited(line), [SOURCE])
    assert worded.sentences == ()
    assert worded.dropped == 1


@pytest.mark.parametrize("line", _lines(SAID))
def test_what_a_quote_says_is_kept_as_the_model_words_it(line: str) -> None:
    assert check_text(_cited(line), [SOURCE]).sentences == (Sentence(line, (1,)),)


TRUE = "Der Personalausweis kostet 37 Euro"


@pytest.mark.parametrize(
    "raw",
    [
        f"{TRUE}.",
        f"{TRUE} [2].",
        f"{TRUE} [0].",
        f"{TRUE} [1, 2].",
        f"{TRUE} [1",
        f"{TRUE} [1]",
        f"{TRUE} (1).",
        f"{TRUE} [1] [Link](https://boese.example).",
        f"{TRUE}, siehe https://boese.example [1].",
        f"{TRUE} <b>fest</b> [1].",
        f"<script>alert(1)</script>{TRUE} [1].",
        f"{TRUE}\u202e [1].",
        f"{TRUE}\u200b [1].",
        "Der Personalausweis kostet ³7 Euro [1].",
        "Der Personalausweis kostet ３７ Euro [1].",
        f"Kostet der Personalausweis 37 Euro [1]? {TRUE}?",
        "[1].",
        "",
    ],
)
def test_without_a_right_citation_or_with_markup_nothing_stays(raw: str) -> None:
    assert check_text(raw, [SOURCE]).sentences == ()


def test_bold_signs_and_bullets_go_and_the_sentence_stays() -> None:
    worded = check_text("- **Der Personalausweis** kostet 37 Euro. [1]", [SOURCE])
    assert worded.sentences == (Sentence(f"{TRUE}.", (1,)),)


def test_a_citation_that_does_not_hold_the_sentence_alone_goes() -> None:
    other = Source("Der Hund kostet 90 Euro Steuer.", "Hundesteuer", "", "Landkreis Musterland")
    assert check_text(_cited(TRUE, 2), [SOURCE, other]).sentences == ()
    worded = check_text(f"{TRUE} [1][2].", [SOURCE, other])
    assert worded.sentences == (Sentence(f"{TRUE}.", (1,)),)


def test_what_two_authorities_say_is_not_mixed() -> None:
    here = Source("Die Karte kostet 5 Euro.", "Karte", "", "Landkreis Musterland")
    there = Source("Die Karte kostet 9 Euro.", "Karte", "", "Landkreis Beispielland")
    for wrong in (
        "Im Landkreis Beispielland kostet die Karte 5 Euro [1].",
        "Im Landkreis Beispielland kostet die Karte 5 Euro [1][2].",
        "Im Landkreis Musterland kostet die Karte 9 Euro [2].",
        "Die Karte kostet 5 Euro, im Landkreis Beispielland 9 Euro [1][2].",
    ):
        assert check_text(wrong, [here, there]).sentences == (), wrong
    right = "Im Landkreis Beispielland kostet die Karte 9 Euro [2]."
    assert check_text(right, [here, there]).sentences[0].citations == (2,)


GUEST_CARD = Source(
    "Die Gästekarte kostet 5 Euro. Sie gilt sieben Tage. Er ist freitags da. Das Bad ist zu.",
    "Gästekarte",
    "",
    "Gemeinde Musterbach",
)


def test_what_points_back_needs_the_sentence_before_it() -> None:
    alone = check_text("Er ist freitags da [1].", [GUEST_CARD])
    assert alone.sentences == ()
    after_another = "Die Gästekarte kostet 5 Euro [1]. Er ist freitags da [1]."
    assert len(check_text(after_another, [GUEST_CARD]).sentences) == 1
    dropped_before = "Die Gästekarte gilt sieben Tage, immer [1]. Er ist freitags da [1]."
    assert check_text(dropped_before, [GUEST_CARD]).sentences == ()
    in_order = "Sie gilt sieben Tage [1]. Er ist freitags da [1]."
    assert len(check_text(in_order, [GUEST_CARD]).sentences) == 2


def test_two_sentences_that_follow_each_other_may_be_joined() -> None:
    source = Source("Die Karte kostet 5 Euro. Die Karte gilt sieben Tage. Das Bad kostet 9 Euro.")
    right = "Die Karte kostet 5 Euro und die Karte gilt 7 Tage [1]."
    assert len(check_text(right, [source]).sentences) == 1
    wrong = "Die Karte kostet 5 Euro und das Bad gilt sieben Tage [1]."
    assert check_text(wrong, [source]).sentences == ()


def test_the_heading_names_the_matter_but_gives_no_figure_and_no_second_matter() -> None:
    source = Source("Die Gebühr beträgt 9 Euro.", "Fischereischein 2025", "", "Stadt Musterau")
    assert len(
        check_text("Die Gebühr für den Fischereischein beträgt 9 Euro [1].", [source]).sentences
    )
    for wrong in (
        "Die Gebühr für den Fischereischein 2025 beträgt 9 Euro [1].",
        "Die Gebühr für den Jagdschein beträgt 9 Euro [1].",
        "Die Gebühr für den Fischereischein in der Stadt Neustadt beträgt 9 Euro [1].",
    ):
        assert check_text(wrong, [source]).sentences == (), wrong
    both = Source("Die Gebühr beträgt 9 Euro.", "Personalausweis und Reisepass")
    assert check_text("Die Gebühr für den Reisepass beträgt 9 Euro [1].", [both]).sentences == ()


@pytest.mark.parametrize(
    ("quote", "wrong"),
    [
        ("Bundesamt für Migration und Flüchtlinge (BAMF)", "Das BAMF ist eine Flüchtlinge."),
        ("Ausweis, Foto, Geburtsurkunde", "Der Ausweis ist ein Foto."),
        ("Ausweis, Foto, Geburtsurkunde", "Der Ausweis hat ein Foto."),
        ("Anerkennung und Widerruf sind zu melden.", "Die Anerkennung ist zu widerrufen."),
        ("Die Person muss kommen.", "Sie müssen persönlich kommen."),
        (
            "Ausweise werden verschickt, Reisepässe werden abgeholt.",
            "Reisepässe werden verschickt, Ausweise werden abgeholt.",
        ),
        (
            "Für Müll gelten 60 Liter, für Papier 120 Liter.",
            "Für Müll gelten 120 Liter, für Papier 60 Liter.",
        ),
        (
            "Sie können das Kind oder den Hund anmelden.",
            "Sie können das Kind und den Hund anmelden.",
        ),
        (
            "Die Prüfung (§ 8 der Ordnung) folgt der Wahl (§ 9 der Ordnung).",
            "Die Prüfung (§ 9 der Ordnung) folgt der Wahl (§ 8 der Ordnung).",
        ),
        ("Sie müssen nur einmal kommen.", "Sie müssen kommen."),
        ("Der Hundesteuerbescheid kostet 5 Euro.", "Der Hund kostet 5 Euro."),
        ("Ist der Antrag gestellt?\nDas Amt ist zu.", "Das Amt ist gestellt."),
    ],
)
def test_words_that_merely_stand_together_prove_nothing(quote: str, wrong: str) -> None:
    assert check_text(_cited(wrong), [Source(quote)]).sentences == ()


def test_a_compound_is_said_by_its_last_part_only_where_a_heading_names_it() -> None:
    text = "Sie benötigen einen Mittelschulabschluss."
    said = "Sie benötigen einen Abschluss [1]."
    assert check_text(said, [Source(text, "Ausbildung")]).sentences == ()
    assert len(check_text(said, [Source(text, "Mittelschulabschluss")]).sentences) == 1


def test_what_stands_beyond_the_part_looked_at_supports_nothing() -> None:
    far = Source("Das Amt hat geöffnet. " * 500 + "Die Karte kostet 5 Euro.")
    assert check_text("Die Karte kostet 5 Euro [1].", [far]).sentences == ()
