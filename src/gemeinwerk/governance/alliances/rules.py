"""What holds in an alliance whatever the database says. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gemeinwerk.governance.agreements.deadlines import add_months, end_of_contract_year, german
from gemeinwerk.governance.alliances.errors import (
    LeavesTooEarly,
    NameMissing,
    NoNoticeAgreed,
    ProposesInCircle,
    SameTwice,
    TooManyVotes,
)

MAX_VOTES = 1_000
VOTING = frozenset({"founding", "ordinary"})
LAENDER = {
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "BE": "Berlin",
    "BB": "Brandenburg",
    "HB": "Bremen",
    "HH": "Hamburg",
    "HE": "Hessen",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "SH": "Schleswig-Holstein",
    "TH": "Thüringen",
}


@dataclass(frozen=True, slots=True)
class NoticeTerms:
    """How the founding agreement lets its members go; ``months`` None: it says nothing."""

    title: str
    term: str
    months: int | None
    in_force_from: date
    agreed_end: date | None = None


def clean_name(text: str) -> str:
    """Return a name as it is shown: one line, no control or invisible direction signs.

    Raises NameMissing if nothing that can be read is left.
    """
    seen = (sign for sign in text if unicodedata.category(sign) != "Cf")
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in seen).split())
    if not any(sign.isalnum() for sign in name):
        raise NameMissing
    return name


def earliest_leave(today: date, terms: NoticeTerms | None) -> date:
    """Return the earliest last day of a member that gives notice today.

    Months end on the same day of the month (§ 188 (2), (3) BGB, status: unverified); a yearly term
    ends with a contract year. Without a founding agreement, or where it names no notice, today.
    Raises NoNoticeAgreed for a fixed term.
    """
    if terms is None:
        return today
    if terms.term == "fixed":
        raise NoNoticeAgreed(title=terms.title, end=_german(terms.agreed_end))
    end = max(add_months(today, terms.months or 0), terms.in_force_from)
    return end_of_contract_year(terms.in_force_from, end) if terms.term == "yearly" else end


def check_leave(day: date, today: date, terms: NoticeTerms | None) -> None:
    """Raise LeavesTooEarly, naming the day, unless the notice is kept; NoNoticeAgreed."""
    earliest = earliest_leave(today, terms)
    if day < earliest:
        raise LeavesTooEarly(day=german(earliest))


def check_votes(votes: int) -> None:
    """Raise TooManyVotes unless a seat may have this number of votes."""
    if not 0 <= votes <= MAX_VOTES:
        raise TooManyVotes(limit=MAX_VOTES)


def check_proposals(
    body_id: UUID, name: str, target: UUID | None, goes_to: Mapping[UUID, UUID | None]
) -> None:
    """Raise ProposesInCircle if a body's motions would come back to it.

    ``goes_to`` maps each body of the alliance to the one that it proposes to.
    """
    seen: set[UUID] = set()
    step = target
    while step is not None and step not in seen:
        if step == body_id:
            raise ProposesInCircle(body=name)
        seen.add(step)
        step = goes_to.get(step)


def check_people(holder_id: UUID | None, deputy_id: UUID | None) -> None:
    """Raise SameTwice if the deputy of a seat is its holder."""
    if holder_id is not None and holder_id == deputy_id:
        raise SameTwice


def _german(day: date | None) -> str:
    return german(day) if day else "–"
