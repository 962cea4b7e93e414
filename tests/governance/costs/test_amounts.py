"""Amounts as Germans write them: what could be read in two ways is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.governance.costs import money
from gemeinwerk.governance.costs.errors import AmountNotUnderstood


@pytest.mark.parametrize(
    "text",
    ["", "12.50", "1,234.56", "1.23,4", "12,345", "zwölf", "1e5", "--1", "1 000", "٣", "9" * 13],
)
def test_other_texts_are_refused_by_name(text: str) -> None:
    with pytest.raises(AmountNotUnderstood) as refusal:
        money.read_amount(text)
    assert f"“{text}” is not an amount" in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("0", 0),
        ("12", 1200),
        ("12,5", 1250),
        ("1.234,56", 123456),
        ("1234,56", 123456),
        (" 10.000,00 € ", 1000000),
        ("-0,01", -1),
        ("−3,20", -320),
        ("1.234,56\u00a0€", 123456),
    ],
)
def test_amounts_are_read(text: str, cents: int) -> None:
    assert money.read_amount(text) == cents


@given(st.integers(-money.MOST, money.MOST))
def test_what_is_written_is_read_back(cents: int) -> None:
    assert money.read_amount(money.write_amount(cents)) == cents
    assert money.read_amount(money.write_euros(cents)) == cents


def test_exact_numbers_are_cut_and_say_so() -> None:
    assert money.write_fraction(Fraction(3_000_000, 7)) == "428.571,4285…"
    assert money.write_fraction(Fraction(5, 2)) == "2,5000"
    assert money.write_fraction(Fraction(-1, 3), 2) == "-0,33…"
    assert money.write_percent(Fraction(59, 400)) == "14,75\u00a0%"
    assert money.write_integer(1234567) == "1.234.567"
