"""What makes a grant valid. Pure; the database repeats what must never be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from gemeinwerk.sharing.errors import EndsInThePast, MissingSource, NotToYourself, WrongDates


class State(StrEnum):
    """Where a grant stands on a day."""

    FUTURE = "future"
    OPEN = "open"
    EXPIRED = "expired"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a head agrees to. Days are German calendar days, both inclusive."""

    right: str
    purpose: str
    basis: str
    valid_from: date
    valid_to: date | None
    includes_personal: bool = False


def check_terms(terms: Terms, *, owner_id: int, grantee_id: int, today: date) -> None:
    """Raise the UserError that names the first thing wrong with a new grant."""
    if grantee_id == owner_id:
        raise NotToYourself
    if not terms.purpose.strip():
        raise MissingSource(missing=_("purpose"))
    if not terms.basis.strip():
        raise MissingSource(missing=_("basis"))
    if terms.valid_to and terms.valid_to < terms.valid_from:
        raise WrongDates(start=_day(terms.valid_from), end=_day(terms.valid_to))
    if terms.valid_to and terms.valid_to < today:
        raise EndsInThePast(end=_day(terms.valid_to))


def is_open(*, valid_from: date, valid_to: date | None, ended: bool, today: date) -> bool:
    """Tell whether a grant opens anything today."""
    state = state_of(valid_from=valid_from, valid_to=valid_to, ended=ended, today=today)
    return state is State.OPEN


def state_of(*, valid_from: date, valid_to: date | None, ended: bool, today: date) -> State:
    """Tell where a grant stands; one that was ended stays so, whatever its dates say."""
    if ended:
        return State.ENDED
    if valid_to is not None and valid_to < today:
        return State.EXPIRED
    return State.OPEN if valid_from <= today else State.FUTURE


def _day(value: date) -> str:
    return value.strftime("%d.%m.%Y")
