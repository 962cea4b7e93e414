"""Figures that mean the same have the same key; any other difference makes another one."""

from __future__ import annotations

import pytest

from gemeinwerk.assistant.wording.figures import find_figures, said_numbers


def _keys(text: str) -> list[tuple[str, str, str]]:
    return [figure.key for figure in find_figures(text)[0]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("am 1. März 2025", "am 01.03.2025"),
        ("1.000 Euro", "1000,00 €"),
        ("drei Monate", "3 Monate"),
        ("3 Monaten", "3 Monate"),
        ("8.30 Uhr", "8:30 Uhr"),
        ("8 bis 12 Uhr", "8–12 Uhr"),
        ("8 - 12 Uhr", "8:00 bis 12:00 Uhr"),
        ("5 %", "5 Prozent"),
        ("§ 5 Absatz 2", "§5 Abs. 2"),
        ("bis zu 50 Euro", "bis 50 €"),
        ("Tel. 0999 12 34", "Tel. 0999/1234"),
        ("https://www.musterland.example/", "musterland.example"),
    ],
)
def test_the_same_in_other_signs(one: str, other: str) -> None:
    assert _keys(one) == _keys(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ab 5 Euro", "5 Euro"),
        ("ab 5 Euro", "bis 5 Euro"),
        ("5 Euro", "5 Cent"),
        ("5 %", "5 Euro"),
        ("3 Monate", "3 Jahre"),
        ("1.000 Euro", "1,000 Euro"),
        ("1,5 Meter", "15 Meter"),
        ("§ 5 Abs. 2", "§ 2 Abs. 5"),
        ("01.03.2025", "03.01.2025"),
        ("8 Uhr", "20 Uhr"),
        ("0999 1234", "0999 1235"),
        ("a@musterland.example", "b@musterland.example"),
        ("Klasse B1", "Klasse C1"),
        ("vor 3 Tagen", "nach 3 Tagen"),
        ("-5 Grad", "5 Grad"),
        ("nicht 5 Tage", "5 Tage"),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert _keys(one) != _keys(other)


def test_every_digit_belongs_to_a_figure() -> None:
    text = "Az. 12-3/4.5: 1.2.3, 4x5 m² B12c 0,5l 1/2 [7] 1.000.000 00:00:00 +49 (0)999 1"
    figures, rest = find_figures(text)
    assert not any(sign.isdecimal() for sign in rest)
    assert len(rest) == len(text)
    assert [figure.start for figure in figures] == sorted(figure.start for figure in figures)


def test_numbers_that_are_spelled_out_count_as_said() -> None:
    assert said_numbers("Am 01. März, drei Tage, 10 Euro") == {"1", "3", "10"}
