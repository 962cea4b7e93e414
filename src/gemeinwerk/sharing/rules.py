"""What makes a grant valid. Pure; the database repeats what must never be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from gemeinwerk.sharing.errors import EndsInThePast, MissingSource, NotToYourself, WrongDates


class State(StrEnum):
    """Where a grant stands on a day."""

    WAITING = "waiting"
    FUTURE = "future"
    OPEN = "open"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Drawer:
    """What is opened: a collection of the archive or a knowledge base, one of the two."""

    name: str
    collection_id: int | None = None
    base_id: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a head agrees to. Days are German calendar days, both inclusive.

    ``basis`` names the resolution in words, ``legal_basis`` the law that allows to pass it on,
    ``roles`` who may use it at the grantee.
    """

    right: str
    purpose: str
    basis: str
    legal_basis: str
    roles: tuple[str, ...]
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
    if not terms.legal_basis.strip():
        raise MissingSource(missing=_("legal basis"))
    if not terms.roles:
        raise MissingSource(missing=_("role that may use it"))
    if terms.valid_to and terms.valid_to < terms.valid_from:
        raise WrongDates(start=_day(terms.valid_from), end=_day(terms.valid_to))
    if terms.valid_to and terms.valid_to < today:
        raise EndsInThePast(end=_day(terms.valid_to))


def state_of(
    *, valid_from: date, valid_to: date | None, ended: bool, source: str, today: date
) -> State:
    """Tell where a grant stands; one that was ended stays so, whatever its dates say.

    ``source`` is where its resolution stands: ``waiting``, ``in_force`` or ``lapsed``.
    """
    if ended:
        return State.ENDED
    if valid_to is not None and valid_to < today:
        return State.EXPIRED
    if source == "lapsed":
        return State.LAPSED
    if valid_from > today:
        return State.FUTURE
    return State.OPEN if source == "in_force" else State.WAITING


def _day(value: date) -> str:
    return value.strftime("%d.%m.%Y")
