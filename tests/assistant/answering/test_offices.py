"""Who knows: offices by article, topic and place."""

from __future__ import annotations

from gemeinwerk.assistant.answering.offices import MOST, Unit, choose
from gemeinwerk.assistant.retrieval.analysis import analyse_question

BUILDING = Unit("bau", "Bauamt", ("Bauen", "Baugenehmigung"), ())
NORTH = Unit("nord", "Steueramt Nord", ("Hundesteuer",), ("Nordheim", "99001002"))
SOUTH = Unit("sued", "Steueramt Süd", ("Hundesteuer",), ("Südheim",))
GENERAL = Unit("alle", "Bürgerbüro", (), ())
UNITS = [GENERAL, BUILDING, NORTH, SOUTH]


def ask(question: str, place: str = "", named: tuple[str, ...] = ()) -> list[str]:
    lexemes = analyse_question(question).lexemes
    return choose(UNITS, lexemes=lexemes, place=place, named=named)


def test_an_office_for_another_place_is_left_out() -> None:
    assert ask("Wo zahle ich Hundesteuer?", "Südheim") == ["sued"]
    assert ask("Wo zahle ich Hundesteuer?", "99001002") == ["nord"]
    assert ask("Wo zahle ich Hundesteuer?", "Anderswo") == ["alle"]


def test_without_a_place_all_that_fit_are_named() -> None:
    assert ask("Wo zahle ich Hundesteuer?") == ["nord", "sued"]


def test_parts_of_compounds_lead_to_an_office() -> None:
    assert ask("Ich möchte ein Gartenhaus bauen") == ["bau"]


def test_what_fits_no_topic_goes_to_the_office_for_everything() -> None:
    assert ask("Wer repariert mein Fahrrad?") == ["alle"]
    assert choose([BUILDING], lexemes={}, place="") == []


def test_the_office_of_a_quoted_article_comes_first() -> None:
    assert ask("Wo zahle ich Hundesteuer?", "Südheim", ("Bauamt",)) == ["bau", "sued"]


def test_there_are_few() -> None:
    many = [Unit(str(n), f"Amt {n}", ("Hundesteuer",), ()) for n in range(9)]
    found = choose(many, lexemes=analyse_question("Hundesteuer").lexemes, place="")
    assert len(found) == MOST
