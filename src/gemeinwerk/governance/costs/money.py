"""Amounts as Germans write them. Stored and computed in cents, never as a floating point number."""

from __future__ import annotations

import re
from fractions import Fraction

from gemeinwerk.governance.costs.errors import AmountNotUnderstood

AMOUNT = re.compile(
    r"(?P<sign>[-−]?)(?P<euros>\d{1,3}(?:\.\d{3})+|\d{1,12})(?:,(?P<cents>\d{1,2}))?", re.ASCII
)
MOST = 10**15
"""Cents beyond which an entry is a slip of the keyboard (and bigint is still far away)."""


def read_amount(text: str) -> int:
    """Return the cents of an amount like ``1.234,56``; AmountNotUnderstood names any other text.

    A point only separates thousands: ``12.50`` is refused rather than guessed.
    """
    found = AMOUNT.fullmatch(text.strip().removesuffix("€").strip())
    if found is None:
        raise AmountNotUnderstood(text=text)
    euros = int(found["euros"].replace(".", ""))
    cents = 100 * euros + int((found["cents"] or "0").ljust(2, "0"))
    if cents > MOST:
        raise AmountNotUnderstood(text=text)
    return -cents if found["sign"] else cents


def write_amount(cents: int) -> str:
    """Return cents as ``1.234,56``."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{write_integer(abs(cents) // 100)},{abs(cents) % 100:02}"


def write_euros(cents: int) -> str:
    """Return cents as ``1.234,56 €``, which does not break between number and sign."""
    return f"{write_amount(cents)}\u00a0€"


def write_integer(number: int) -> str:
    """Return an integer with points between thousands."""
    return f"{number:,}".replace(",", ".")


def write_fraction(number: Fraction, digits: int = 4) -> str:
    """Return an exact number with ``digits`` decimals, cut and not rounded.

    An ellipsis says that more digits follow: ``4.285,7142…``.
    """
    scaled = abs(number) * 10**digits
    whole = scaled.numerator // scaled.denominator
    sign = "-" if number < 0 else ""
    text = f"{sign}{write_integer(whole // 10**digits)},{whole % 10**digits:0{digits}}"
    return text if scaled.denominator == 1 else f"{text}…"


def write_percent(share: Fraction) -> str:
    """Return a share of one as percent with two decimals, cut: ``14,75 %``."""
    return f"{write_fraction(100 * share, 2)}\u00a0%"
