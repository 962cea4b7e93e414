"""A voting rule as data: what is counted, of what, and what else must hold. Integers only.

Source: cooperation knowledge §2. A rule that means nothing, or not what it says, cannot be made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import UserError

CONCERNED = "concerned"
CONSENT_GROUPS = frozenset({CONCERNED, "county", "municipality", "association", "company"})
MAX_NUMBER = 1_000_000


class RuleUnreadable(UserError):
    message = _("A voting rule is an object with named entries. Take one from the catalogue.")


class RuleEntriesUnknown(UserError):
    message = _("The voting rule has unknown entries: %(keys)s. Remove them or correct the name.")


class RuleEntriesMissing(UserError):
    message = _("The voting rule lacks these entries: %(keys)s. Add them.")


class RuleValueWrong(UserError):
    message = _(
        "“%(value)s” is no possible value for “%(key)s” in a voting rule. Possible: %(allowed)s."
    )


class ShareSenseless(UserError):
    message = _(
        "A share of %(num)s/%(den)s cannot be reached or means nothing. Choose whole numbers from 0"
        " up to the denominator; “more than” needs a share below the whole."
    )


class LessThanHalf(UserError):
    message = _(
        "With %(num)s/%(den)s two opposite motions could both be adopted. Choose “more than” 1/2 or"
        " a larger share."
    )


class NobodyNeeded(UserError):
    message = _("A majority of members of 0 asks nobody. Choose a larger share or leave it out.")


class AbstentionsNotIgnorable(UserError):
    message = _(
        "Counted by all votes, or by the votes present, an abstention cannot be left out, unless"
        " the rule is unanimity. Choose that it counts as no or that it prevents the decision."
    )


class ChairNotDecisive(UserError):
    message = _(
        "The chair can decide a tie only where more than half of the votes cast is needed. Choose"
        " that a tie is rejected."
    )


class Status(StrEnum):
    """How well the source of a rule is known."""

    READ = "read"
    UNVERIFIED = "unverified"
    OWN = "own"


class Electorate(StrEnum):
    """Whose votes are counted: those of the seats by weight, or one for each member."""

    SEATS = "seats"
    MEMBERS = "members"


class Counted(StrEnum):
    """What a quorum counts."""

    VOTES = "votes"
    SEATS = "seats"
    MEMBERS = "members"


class Base(StrEnum):
    """Of what a share is taken: votes cast, votes present or represented, all votes there are."""

    CAST = "cast"
    PRESENT = "present"
    STATUTORY = "statutory"


class Abstention(StrEnum):
    """What an abstention does: it is left out, it counts as no, or it prevents the decision."""

    IGNORED = "ignored"
    NO = "no"
    BLOCKS = "blocks"


class Tie(StrEnum):
    """What happens if exactly half of the votes cast are yes."""

    REJECTED = "rejected"
    CHAIR = "chair"


@dataclass(frozen=True, slots=True)
class Threshold:
    """At least, if ``strict`` more than, ``num``/``den`` of a whole. Exact, in integers."""

    num: int
    den: int
    strict: bool = False

    def __post_init__(self) -> None:
        whole = _is_whole(self.num) and _is_whole(self.den) and self.den > 0
        if not whole or self.num > self.den or (self.strict and self.num == self.den):
            raise ShareSenseless(num=self.num, den=self.den)

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing less than everything is enough."""
        return self.num == self.den

    @property
    def is_more_than_half(self) -> bool:
        """Tell whether this is exactly "more than 1/2"."""
        return self.strict and 2 * self.num == self.den

    def is_reached(self, part: int, whole: int) -> bool:
        """Compare by cross-multiplication: ``part*den >= num*whole``, strict ``>``."""
        given, needed = part * self.den, self.num * whole
        return given > needed if self.strict else given >= needed

    def least(self, whole: int) -> int:
        """Return the smallest whole number that reaches the share of ``whole``: 2/3 of 9 is 6."""
        product = self.num * whole
        return product // self.den + 1 if self.strict else -(-product // self.den)


@dataclass(frozen=True, slots=True)
class Rule:
    """By what a body decides.

    ``threshold`` of ``base`` must say yes. ``per_member_majority``: so must this share of all
    members, one each. ``consent_of``: kinds of member, ids of members, or ``concerned`` (named by
    the motion), each of whom must agree. ``quorum`` of ``quorum_of`` must take part; at a second
    meeting that was announced so, ``second_meeting`` of them (0: whoever comes; None: no relief).
    ``written_procedure``: allowed as long as nobody objects to it. ``block_vote``: votes of one
    member must not differ. Abstentions cannot be ``ignored`` by a fixed base, except in unanimity,
    where it means that they do not break it.
    """

    key: str
    version: int
    name: str
    reference: str
    threshold: Threshold
    base: Base
    abstention: Abstention
    status: Status = Status.OWN
    electorate: Electorate = Electorate.SEATS
    quorum: Threshold | None = None
    quorum_of: Counted = Counted.SEATS
    tie: Tie = Tie.REJECTED
    per_member_majority: Threshold | None = None
    consent_of: tuple[str | int, ...] = ()
    written_procedure: bool = False
    second_meeting: Threshold | None = None
    block_vote: bool = True
    proxy_allowed: bool = False

    def __post_init__(self) -> None:
        share = self.threshold
        if 2 * share.num < share.den or (2 * share.num == share.den and not share.strict):
            raise LessThanHalf(num=share.num, den=share.den)
        if self.per_member_majority and not self.per_member_majority.num:
            raise NobodyNeeded
        ignored = self.abstention is Abstention.IGNORED
        if ignored and self.base is not Base.CAST and not share.is_whole:
            raise AbstentionsNotIgnorable
        halves = share.is_more_than_half and self.base is Base.CAST
        if self.tie is Tie.CHAIR and not halves:
            raise ChairNotDecisive

    def to_json(self) -> dict[str, Any]:
        """Return the rule as it is stored: plain values, every entry named."""
        return {**asdict(self), "consent_of": list(self.consent_of)}

    @classmethod
    def from_json(cls, data: object) -> Rule:
        """Return the rule that ``to_json`` stored.

        Raises RuleUnreadable, RuleEntriesUnknown, RuleEntriesMissing, RuleValueWrong, and what
        making a Rule or Threshold raises; each says what to correct.
        """
        entries = _check_names(data, set(_READERS), _REQUIRED)
        return cls(**{key: _READERS[key](key, value) for key, value in entries.items()})


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_NUMBER


def _check_names(data: object, known: set[str], required: set[str]) -> Mapping[str, Any]:
    """Return an object whose entries are all known and none of the required is missing."""
    if not isinstance(data, Mapping):
        raise RuleUnreadable
    if unknown := sorted(str(key) for key in data if key not in known):
        raise RuleEntriesUnknown(keys=", ".join(unknown))
    if missing := sorted(required - set(data)):
        raise RuleEntriesMissing(keys=", ".join(missing))
    return data


def _read_text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise RuleValueWrong(key=key, value=value, allowed=_("a text that is not empty"))
    return value


def _read_number(key: str, value: object) -> int:
    if not isinstance(value, int) or not _is_whole(value) or value == 0:
        raise RuleValueWrong(key=key, value=value, allowed=_("a whole number from 1"))
    return value


def _read_flag(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise RuleValueWrong(key=key, value=value, allowed="true, false")
    return value


def _read_share(key: str, value: object) -> Threshold:
    entries = _check_names(value, {"num", "den", "strict"}, {"num", "den"})
    strict = _read_flag(f"{key}.strict", entries.get("strict", False))
    return Threshold(entries["num"], entries["den"], strict)


def _read_share_or_none(key: str, value: object) -> Threshold | None:
    return None if value is None else _read_share(key, value)


def _read_consents(key: str, value: object) -> tuple[str | int, ...]:
    """Return whose consent is needed: ids of members, kinds of member, ``concerned``."""
    if not isinstance(value, list | tuple):
        raise RuleValueWrong(key=key, value=value, allowed="[]")
    for item in value:
        is_group = isinstance(item, str) and item in CONSENT_GROUPS
        if not is_group and not (isinstance(item, int) and not isinstance(item, bool)):
            raise RuleValueWrong(key=key, value=item, allowed=", ".join(sorted(CONSENT_GROUPS)))
    return tuple(value)


def _choose(kind: type[StrEnum]) -> Callable[[str, object], StrEnum]:
    """Return a reader of one of the values of an enumeration."""

    def read(key: str, value: object) -> StrEnum:
        values = [item.value for item in kind]
        if value not in values:
            raise RuleValueWrong(key=key, value=value, allowed=", ".join(values))
        return kind(value)

    return read


_READERS: dict[str, Callable[[str, object], Any]] = {
    "key": _read_text,
    "version": _read_number,
    "name": _read_text,
    "reference": _read_text,
    "threshold": _read_share,
    "base": _choose(Base),
    "abstention": _choose(Abstention),
    "status": _choose(Status),
    "electorate": _choose(Electorate),
    "quorum": _read_share_or_none,
    "quorum_of": _choose(Counted),
    "tie": _choose(Tie),
    "per_member_majority": _read_share_or_none,
    "consent_of": _read_consents,
    "written_procedure": _read_flag,
    "second_meeting": _read_share_or_none,
    "block_vote": _read_flag,
    "proxy_allowed": _read_flag,
}
_REQUIRED = {field.name for field in fields(Rule)[:7]}
