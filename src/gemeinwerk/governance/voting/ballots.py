"""What is counted, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Choice(StrEnum):
    """What a seat said; the values are stored."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Ballot:
    """One entitled seat: ``choice`` None means that it has not voted.

    ``weight`` is its number of votes; a seat with 0 has advice only and is not counted. Several
    ballots of one member are its block. ``by_proxy``: somebody else voted for the absent seat.
    ``kind`` is the kind of member. In a written procedure ``present`` plays no part.
    """

    member_id: int
    weight: int
    choice: Choice | None
    present: bool
    by_proxy: bool = False
    kind: str = ""
    chair: bool = False


class Condition(StrEnum):
    """What must hold for a motion to be adopted; codes of ``Line``."""

    OBJECTION = "objection"
    QUORUM = "quorum"
    VOTES = "votes"
    ABSTENTIONS = "abstentions"
    MEMBERS = "members"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Line:
    """One condition with its figures.

    objection: ``given`` objections, 0 allowed; facts ``members``.
    quorum: seats, votes or members that take part; facts ``total``, ``counted``, ``second``.
    votes: yes among the base; facts ``total`` (size of the base), ``base``, ``counted``, ``tie``
    (the chair's vote decided). abstentions: 0 allowed; facts ``members`` who abstained.
    members: those that agree; facts ``total``. consent: those that agree; facts ``members`` that do
    not yet, ``groups`` that the rule asks and nobody belongs to.
    """

    code: Condition
    met: bool
    needed: int
    given: int
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a count. ``adopted`` is exactly "every line is met", as the votes stand now.

    Only an outcome with ``closed`` may have an effect: until then every vote may be changed.
    ``is_final``: closed, ended by an objection, or no vote that is still missing can change
    ``adopted``. ``yes``, ``no``, ``abstain``, ``missing`` are votes (members, if the rule counts
    members); ``missing_members`` are those of whom at least one seat has not voted.
    """

    adopted: bool
    is_final: bool
    has_quorum: bool
    yes: int
    no: int
    abstain: int
    missing: int
    reasons: tuple[Line, ...]
    missing_members: tuple[int, ...] = ()
    closed: bool = False
    written: bool = False

    @property
    def ended_by_objection(self) -> bool:
        """Tell whether the written procedure ended without a decision."""
        return any(line.code is Condition.OBJECTION and not line.met for line in self.reasons)

    def to_json(self) -> dict[str, Any]:
        """Return plain values to be stored with the motion."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Outcome:
        """Return the outcome that ``to_json`` stored; it is read by nobody else."""
        lines = [Line(**{**line, "code": Condition(line["code"])}) for line in data["reasons"]]
        missing = tuple(data["missing_members"])
        return cls(**{**data, "reasons": tuple(lines), "missing_members": missing})
