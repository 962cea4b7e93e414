"""A cost key as data: what it is made of, and its strict form as JSON. Pure.

Sources of the kinds: cooperation knowledge §5 (inhabitants, fixed, equal, usage, base + usage).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.costs.errors import KeyNotUnderstood

Chosen = TypeVar("Chosen", bound=StrEnum)
OPTIONAL = {"minimum", "maximum", "joiner", "leaver", "review", "standings"}


class Measure(StrEnum):
    """What a part of the costs is shared by."""

    INHABITANTS = "inhabitants"
    EQUAL = "equal"
    FIXED = "fixed"
    USAGE = "usage"


class Presence(StrEnum):
    """What a member owes for the year in which it joins or leaves."""

    DAYS = "days"
    FULL_YEAR = "full_year"


@dataclass(frozen=True, slots=True)
class Reference:
    """The day as of which a figure counts: one fixed day, or the same day relative to each year.

    ``years_back`` counts from the year that is accounted for: 30 June, 1 year back, is 30.06.2025
    for 2026.
    """

    day: date | None = None
    month: int = 0
    day_of_month: int = 0
    years_back: int = 0

    def in_year(self, year: int) -> date:
        """Return the day for the accounts of a year."""
        return self.day or date(year - self.years_back, self.month, self.day_of_month)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a key; ``weight`` against the other parts (40 beside 60 is two fifths).

    ``shares`` (measure *fixed*) are whole numbers by member id. ``factors`` multiply the figures
    of a kind of member, 1 where none is given. ``unit`` says what is counted (measure *usage*).
    """

    measure: Measure
    weight: int = 1
    source: str = ""
    reference: Reference | None = None
    unit: str = ""
    shares: Mapping[int, int] = field(default_factory=dict)
    factors: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Key:
    """How costs are shared. ``minimum`` and ``maximum`` are cents per member and full year.

    ``standings`` says which members share (none named: all). ``review`` is what makes the alliance
    look at the key again.
    """

    parts: tuple[Part, ...]
    minimum: int = 0
    maximum: int | None = None
    joiner: Presence = Presence.DAYS
    leaver: Presence = Presence.DAYS
    review: str = ""
    standings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the key as JSON values; ``from_json`` reads them back."""
        return {
            "parts": [_part_to_json(part) for part in self.parts],
            "minimum": self.minimum,
            "maximum": self.maximum,
            "joiner": self.joiner.value,
            "leaver": self.leaver.value,
            "review": self.review,
            "standings": list(self.standings),
        }

    @classmethod
    def from_json(cls, given: Any) -> Key:
        """Return the key that JSON values describe.

        Raises KeyNotUnderstood, which says what to correct, for unknown names, wrong types, and
        values that make no sense.
        """
        _expect_names(given, {"parts"}, OPTIONAL)
        if not isinstance(given["parts"], list) or not given["parts"]:
            _refuse(_("it has no parts."))
        key = cls(
            parts=tuple(map(_part_from_json, given["parts"])),
            minimum=_integer(given.get("minimum", 0), "minimum"),
            maximum=_optional_integer(given.get("maximum"), "maximum"),
            joiner=_choice(Presence, given.get("joiner", "days")),
            leaver=_choice(Presence, given.get("leaver", "days")),
            review=_text(given.get("review", ""), "review"),
            standings=_texts(given.get("standings", []), "standings"),
        )
        check(key)
        return key


def check(key: Key) -> None:
    """Raise KeyNotUnderstood for a key that could never share anything out."""
    if not key.parts:
        _refuse(_("it has no parts."))
    for part in key.parts:
        _check_part(part)
    if key.minimum < 0 or (key.maximum is not None and key.maximum <= 0):
        _refuse(_("minimum and maximum must not be below zero."))
    if key.maximum is not None and key.maximum < key.minimum:
        _refuse(_("the maximum lies below the minimum."))


def _check_part(part: Part) -> None:
    if part.weight < 1:
        _refuse(_("every part needs a weight of at least 1."))
    if part.measure is not Measure.EQUAL and not part.source.strip():
        _refuse(_("every figure needs a source."))
    if part.measure in (Measure.INHABITANTS, Measure.USAGE) and part.reference is None:
        _refuse(_("figures of inhabitants and usage need a reference date."))
    if part.measure is Measure.USAGE and not part.unit.strip():
        _refuse(_("for usage it must be said what is counted."))
    _check_numbers(part)
    if part.reference is not None:
        _check_reference(part.reference)


def _check_numbers(part: Part) -> None:
    if (part.measure is Measure.FIXED) != bool(part.shares):
        _refuse(_("fixed shares, and only these, are given by member."))
    if any(share < 0 for share in part.shares.values()):
        _refuse(_("a fixed share must not be below zero."))
    if part.shares and not any(part.shares.values()):
        _refuse(_("at least one fixed share must be above zero."))
    if any(factor < 1 for factor in part.factors.values()):
        _refuse(_("every factor must be at least 1."))


def _check_reference(reference: Reference) -> None:
    """A day of each year must exist in every year, so 29 February is none."""
    if reference.day is not None:
        return
    try:
        date(2001, reference.month, reference.day_of_month)
    except ValueError:
        _refuse(_("the reference date does not exist in every year."))
    if not 0 <= reference.years_back <= 10:
        _refuse(_("the reference date may lie at most ten years back."))


def _part_to_json(part: Part) -> dict[str, Any]:
    written: dict[str, Any] = {"measure": part.measure.value, "weight": part.weight}
    if part.source:
        written["source"] = part.source
    if part.reference:
        written["reference"] = _reference_to_json(part.reference)
    if part.unit:
        written["unit"] = part.unit
    if part.shares:
        written["shares"] = {str(member): share for member, share in sorted(part.shares.items())}
    if part.factors:
        written["factors"] = dict(sorted(part.factors.items()))
    return written


def _part_from_json(given: Any) -> Part:
    optional = {"weight", "source", "reference", "unit", "shares", "factors"}
    _expect_names(given, {"measure"}, optional)
    shares = _integers(given.get("shares", {}), "shares")
    if not all(member.isascii() and member.isdigit() for member in shares):
        _refuse(_("fixed shares, and only these, are given by member."))
    reference = given.get("reference")
    return Part(
        measure=_choice(Measure, given["measure"]),
        weight=_integer(given.get("weight", 1), "weight"),
        source=_text(given.get("source", ""), "source"),
        reference=None if reference is None else _reference_from_json(reference),
        unit=_text(given.get("unit", ""), "unit"),
        shares={int(member): share for member, share in shares.items()},
        factors=_integers(given.get("factors", {}), "factors"),
    )


def _reference_to_json(reference: Reference) -> dict[str, Any]:
    if reference.day:
        return {"day": reference.day.isoformat()}
    return {
        "month": reference.month,
        "day_of_month": reference.day_of_month,
        "years_back": reference.years_back,
    }


def _reference_from_json(given: Any) -> Reference:
    if isinstance(given, dict) and "day" in given:
        _expect_names(given, {"day"}, set())
        try:
            return Reference(day=date.fromisoformat(_text(given["day"], "day")))
        except ValueError:
            _refuse(_("the reference date is no date."))
    _expect_names(given, {"month", "day_of_month"}, {"years_back"})
    return Reference(
        month=_integer(given["month"], "month"),
        day_of_month=_integer(given["day_of_month"], "day_of_month"),
        years_back=_integer(given.get("years_back", 0), "years_back"),
    )


def _expect_names(given: Any, needed: set[str], optional: set[str]) -> None:
    if not isinstance(given, dict):
        _refuse(_("its description is not a list of named values."))
    for name in sorted(needed - given.keys()):
        _refuse(_("the value “%(name)s” is missing."), name=name)
    for name in sorted(given.keys() - needed - optional):
        _refuse(_("the value “%(name)s” is not known."), name=name)


def _integer(given: Any, name: str) -> int:
    if type(given) is not int:
        _refuse(_("“%(name)s” must be a whole number."), name=name)
    return int(given)


def _optional_integer(given: Any, name: str) -> int | None:
    return None if given is None else _integer(given, name)


def _integers(given: Any, name: str) -> dict[str, int]:
    if not isinstance(given, dict):
        _refuse(_("“%(name)s” must be a whole number."), name=name)
    return {str(each): _integer(value, name) for each, value in given.items()}


def _text(given: Any, name: str) -> str:
    if not isinstance(given, str):
        _refuse(_("“%(name)s” must be text."), name=name)
    return str(given)


def _texts(given: Any, name: str) -> tuple[str, ...]:
    if not isinstance(given, list):
        _refuse(_("“%(name)s” must be a list."), name=name)
    return tuple(_text(each, name) for each in given)


def _choice(kind: type[Chosen], given: Any) -> Chosen:
    if given not in list(kind):
        _refuse(_("the value “%(name)s” is not known."), name=given)
    return kind(given)


def _refuse(what: Any, **facts: object) -> NoReturn:
    raise KeyNotUnderstood(what=str(what) % facts if facts else str(what))
