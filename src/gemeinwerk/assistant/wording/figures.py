"""Everything in a text that must be right to the digit: amounts, dates, times, numbers, places.

Each figure has a key; two that mean the same have the same key (``1. März 2025``, ``01.03.2025``).
What stands right before a number and turns it (``ab``, ``bis``, ``höchstens``) is part of its key.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

_MONTHS = "januar februar märz april mai juni juli august september oktober november dezember"
MONTHS = tuple(_MONTHS.split())
_NUMBER_WORDS = "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf"
NUMBER_WORDS = {word: value for value, word in enumerate(_NUMBER_WORDS.split(), start=2)} | {
    "zwanzig": 20,
    "dreißig": 30,
    "fünfzig": 50,
    "hundert": 100,
    "tausend": 1000,
}

_NUMBER = (
    r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?|\b(?i:" + "|".join(NUMBER_WORDS) + r")\b)"
)
_TURN = re.compile(
    r"(?:\b(ab|bis|unter|über|mindestens|höchstens|maximal|max\.|minimal|vor|nach|seit|spätestens|"
    r"frühestens|innerhalb|binnen|rund|etwa|circa|ca\.|mehr als|weniger als|gegen|"
    r"zuzüglich|zzgl\.|nicht|kein|keine)\s+(?:zu\s+|zum\s+|den\s+|dem\s+|der\s+|am\s+|etwa\s+|von\s+)?"
    r"|([\d.](?:\s*Uhr)?\s*[-–]\s*)|(?:^|\s)([-−+]))$",
    re.IGNORECASE,
)


class Figure(NamedTuple):
    """What it is, its value, what turns it, and where it stands in the text."""

    kind: str
    value: str
    turn: str
    start: int
    end: int

    @property
    def key(self) -> tuple[str, str, str]:
        """What must be equal."""
        return self.kind, self.value, self.turn


def _date(match: re.Match[str]) -> str:
    day, month, year = match["d"], match["m"], match["y"]
    number = MONTHS.index(month.lower()) + 1 if month.isalpha() else int(month)
    full = "" if not year else str(int(year) + (2000 if len(year) == 2 else 0))
    return f"{int(day)}.{number}.{full}"


def number_value(text: str) -> str:
    """A German number as a plain decimal: ``1.000,50`` is 1000.5, ``drei`` is 3."""
    word = NUMBER_WORDS.get(text.lower())
    if word is not None:
        return str(word)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "")
    return str(Decimal(text.replace(",", ".")).normalize() + 0)


def _amount(match: re.Match[str]) -> str:
    unit = (match["u"] or match["u2"]).lower().replace(" ", "")
    unit = {"€": "euro", "eur": "euro", "%": "prozent", "v.h.": "prozent", "ct": "cent"}.get(
        unit, unit
    )
    return f"{number_value(match['v'] or match['v2'])} {unit}"


def _number(match: re.Match[str]) -> str:
    return f"{number_value(match['v'])} {(match['u'] or '').lower()[:4]}".strip()


def _literal(match: re.Match[str]) -> str:
    return re.sub(r"^https?://(?:www\.)?|^www\.", "", match[0].lower()).rstrip("/.")


def _digits(match: re.Match[str]) -> str:
    return re.sub(r"\D", "", match[0])


def _section(match: re.Match[str]) -> str:
    sign = match["s"].lower().rstrip(".")
    short = {"§§": "§", "artikel": "art", "absatz": "abs", "nummer": "nr", "ziffer": "ziff"}
    return f"{short.get(sign, sign)} {match['v'].lower()}"


_URL = r"(?:https?://|www\.)[^\s<>()\[\]\"“”]+[^\s<>()\[\]\"“”.,;:!?]"
_DOMAIN = r"\b\w[\w-]+(?:\.[\w-]{2,})*\.[A-Za-z]{2,}\b(?:/[^\s<>()\[\]]*[\w/])?"
_MONTH = "|".join(MONTHS)
# In this order: what an earlier one took is hidden from those that follow.
_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    ("mail", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), _literal),
    ("url", re.compile(_URL), _literal),
    ("url", re.compile(_DOMAIN), _literal),
    (
        "date",
        re.compile(r"(?<!\d)(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?:\s?(?P<y>\d{4}|\d{2}))?(?!\d)"),
        _date,
    ),
    (
        "date",
        re.compile(rf"(?P<d>\d{{1,2}})\.\s*(?P<m>(?i:{_MONTH}))\b(?:\s+(?P<y>\d{{4}}))?"),
        _date,
    ),
    (
        "time",
        re.compile(
            r"(?<![\d.:])(?:(?P<h>\d{1,2}):(?P<n>\d{2})(?!\d)(?:\s*Uhr\b)?"
            r"|(?P<h2>\d{1,2})(?:\.(?P<n2>\d{2}))?(?=\s*(?:-|–|bis)\s*\d{1,2}(?:[:.]\d{2})?\s*Uhr\b)"
            r"|(?P<h3>\d{1,2})(?:\.(?P<n3>\d{2}))?\s*Uhr\b)"
        ),
        lambda match: (
            f"{int(match['h'] or match['h2'] or match['h3'])}:"
            f"{int(match['n'] or match['n2'] or match['n3'] or 0):02}"
        ),
    ),
    (
        "phone",
        re.compile(r"(?<![\w.,])(?:(?:\+\d{1,3}|0\d{1,5})(?:[ /.\-–()]{1,3}\d{1,8})+|0\d{5,})"),
        _digits,
    ),
    (
        "section",
        re.compile(
            r"(?P<s>§§?|\b(?:Artikel|Art\.|Absatz|Abs\.|Nummer|Nr\.|Satz|Ziffer|Ziff\.))\s*"
            r"(?P<v>\d+[a-z]?\b)"
        ),
        _section,
    ),
    (
        "amount",
        re.compile(
            rf"(?P<v>{_NUMBER})(?:,[-–]+)?\s*(?P<u>€|Euro\b|EUR\b|Cent\b|ct\b|%|Prozent\b|v\.\s?H\.)"
            rf"|(?P<u2>€|EUR)\s*(?P<v2>{_NUMBER})"
        ),
        _amount,
    ),
    (
        "code",
        re.compile(r"\b(?:[^\W\d_]{1,4}\d+[^\W\d_]?|\d+[^\W\d_]{1,3})\b"),
        lambda match: match[0].lower(),
    ),
    ("number", re.compile(rf"(?P<v>{_NUMBER})(?=(?:\.?\s+(?P<u>[A-ZÄÖÜ][a-zäöüß]+))?)"), _number),
    ("digits", re.compile(r"\d+"), lambda match: match[0]),
)


def find_figures(text: str) -> tuple[list[Figure], str]:
    """The figures of a text, and the text with blanks in their place (same length)."""
    found: list[Figure] = []
    rest = text
    for kind, pattern, value in _KINDS:
        for match in pattern.finditer(rest):
            turn = _TURN.search(text[: match.start()])
            found.append(Figure(kind, value(match), _turn(turn), *match.span()))
        rest = pattern.sub(lambda match: " " * len(match[0]), rest)
    return sorted(found, key=lambda figure: figure.start), rest


def _turn(match: re.Match[str] | None) -> str:
    if not match:
        return ""
    if not match[1]:
        return "bis" if match[2] else match[3].replace("−", "-")
    word = match[1].lower()
    short = {
        "max.": "maximal",
        "ca.": "circa",
        "zzgl.": "zuzüglich",
        "kein": "nicht",
        "keine": "nicht",
    }
    return short.get(word, word)


def bare_numbers(text: str) -> set[str]:
    """Every run of digits without leading zeros: the last look, blind to what figures mean."""
    return {run.lstrip("0") or "0" for run in re.findall(r"\d+", text)}


def said_numbers(text: str) -> set[str]:
    """The runs of digits that a source holds, also those that it spells out (März, drei)."""
    words = set(re.findall(r"[a-zäöüß]+", text.lower()))
    months = {str(number) for number, month in enumerate(MONTHS, start=1) if month in words}
    return bare_numbers(text) | months | {str(NUMBER_WORDS[w]) for w in words & set(NUMBER_WORDS)}
