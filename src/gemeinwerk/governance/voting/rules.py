"""Counting a vote by a rule. Pure, exact, in integers; source: cooperation knowledge §2.

Turning a no, an abstention or a missing vote into a yes never undoes an adoption; a missing vote is
never a yes; the order of ballots plays no part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.voting.ballots import Ballot, Choice, Condition, Line, Outcome
from gemeinwerk.governance.voting.definition import (
    CONCERNED,
    Abstention,
    Base,
    Counted,
    Electorate,
    Rule,
    Status,
    Threshold,
    Tie,
)
from gemeinwerk.governance.voting.explanation import describe, explain
from gemeinwerk.kernel.errors import UserError

__all__ = [
    "Abstention",
    "Ballot",
    "Base",
    "Choice",
    "Condition",
    "Counted",
    "Electorate",
    "Line",
    "Outcome",
    "Rule",
    "Status",
    "Threshold",
    "Tie",
    "decide",
    "describe",
    "explain",
    "may_close_early",
]


class WeightWrong(UserError):
    message = _("A seat has %(weight)s votes. Correct it to a whole number from 0.")


class SplitBlock(UserError):
    message = _(
        "The votes of one authority differ, but by this rule they count only as one block. Let it"
        " vote alike with all its votes."
    )


class ProxyNotAllowed(UserError):
    message = _(
        "By this rule nobody may vote for an absent seat. Withdraw the delegated vote or let the"
        " deputy take part."
    )


class AbsentVoted(UserError):
    message = _(
        "A vote is recorded for somebody who is not in the attendance list. Correct the attendance"
        " or record the vote as delegated."
    )


class NotInWriting(UserError):
    message = _("This rule does not allow a written procedure. Put the motion to a meeting.")


@dataclass(frozen=True, slots=True)
class _Count:
    """A rule with the circumstances under which votes are counted by it."""

    rule: Rule
    written: bool
    second_meeting: bool
    objections: tuple[int, ...]
    concerned: frozenset[int]


def decide(
    rule: Rule,
    ballots: Iterable[Ballot],
    *,
    written: bool,
    objections: Collection[int] = (),
    second_meeting: bool = False,
    closed: bool,
    concerned: Collection[int] = (),
) -> Outcome:
    """Count the ballots of all entitled seats, of those too that have not voted.

    ``objections`` are members that object to the written procedure; any ends it. In a meeting they
    play no part. ``second_meeting``: one with the same agenda whose invitation announced the
    relief. ``concerned``: members that the motion names, where the rule needs their consent.

    Raises WeightWrong, NotInWriting, ProxyNotAllowed, AbsentVoted, SplitBlock.
    """
    seats = [ballot for ballot in ballots if not _is_advisory(ballot)]
    _check(rule, seats, written=written)
    count = _Count(
        rule=rule,
        written=written,
        second_meeting=second_meeting and not written,
        objections=tuple(sorted(set(objections))) if written else (),
        concerned=frozenset(concerned),
    )
    lines = _lines(count, seats)
    adopted = all(line.met for line in lines)
    yes, no, abstain, missing = _sums(rule, seats)
    return Outcome(
        adopted=adopted,
        is_final=closed or bool(count.objections) or _is_settled(count, seats, adopted),
        has_quorum=all(line.met for line in lines if line.code is Condition.QUORUM),
        yes=yes,
        no=no,
        abstain=abstain,
        missing=missing,
        reasons=lines,
        missing_members=_ids(seat for seat in seats if seat.choice is None),
        closed=closed,
        written=written,
    )


def may_close_early(ballots: Iterable[Ballot]) -> bool:
    """Tell whether a written procedure may end before its deadline: every seat has voted.

    That the result is settled is not enough, because each may change its vote until closing.
    """
    return all(ballot.choice is not None for ballot in ballots if not _is_advisory(ballot))


def _is_advisory(ballot: Ballot) -> bool:
    weight = ballot.weight
    if not isinstance(weight, int) or isinstance(weight, bool) or weight < 0:
        raise WeightWrong(weight=weight)
    return weight == 0


def _check(rule: Rule, seats: Sequence[Ballot], *, written: bool) -> None:
    """Raise the UserError that names what these ballots may not be under the rule."""
    if written and not rule.written_procedure:
        raise NotInWriting
    cast = [seat for seat in seats if seat.choice is not None]
    if not rule.proxy_allowed and any(seat.by_proxy for seat in cast):
        raise ProxyNotAllowed
    if not written and not all(seat.present or seat.by_proxy for seat in cast):
        raise AbsentVoted
    if rule.block_vote:
        for member_id, block in _by_member(cast):
            if len({seat.choice for seat in block}) > 1:
                raise SplitBlock(member=member_id)


def _is_settled(count: _Count, seats: Sequence[Ballot], adopted: bool) -> bool:
    """Tell whether no way to cast the missing votes changes the result.

    Every condition is worst, or best, in one of these: all missing ones say yes, no or abstain, or
    stay away. With a block that has voted in part this errs to "not settled".
    """
    ends = ([_cast(seat, choice) for seat in seats] for choice in Choice)
    return all(all(line.met for line in _lines(count, end)) is adopted for end in ends)


def _cast(seat: Ballot, choice: Choice) -> Ballot:
    return replace(seat, choice=choice, present=True) if seat.choice is None else seat


def _lines(count: _Count, seats: Sequence[Ballot]) -> tuple[Line, ...]:
    """Return every condition of the rule with its figures."""
    lines = [
        _objection(count),
        _quorum(count, seats),
        _votes(count, seats),
        _abstentions(count, seats),
        _members(count, seats),
        _consent(count, seats),
    ]
    return tuple(line for line in lines if line is not None)


def _objection(count: _Count) -> Line | None:
    if not count.written:
        return None
    members = list(count.objections)
    return Line(Condition.OBJECTION, not members, 0, len(members), {"members": members})


def _quorum(count: _Count, seats: Sequence[Ballot]) -> Line | None:
    """Compare who takes part with all; a delegated vote does not, its seat is absent."""
    relief = count.rule.second_meeting if count.second_meeting else None
    share = relief or count.rule.quorum
    if share is None:
        return None
    here = [seat for seat in seats if _takes_part(count, seat)]
    given, total = (_size(count.rule.quorum_of, some) for some in (here, seats))
    met = given > 0 and share.is_reached(given, total)
    facts = {"total": total, "counted": count.rule.quorum_of.value, "second": relief is not None}
    return Line(Condition.QUORUM, met, max(1, share.least(total)), given, facts)


def _votes(count: _Count, seats: Sequence[Ballot]) -> Line:
    """Compare yes with the base; no votes never pass."""
    rule = count.rule
    yes = _sums(rule, seats)[0]
    base = _base(count, seats)
    tie = _chair_breaks_tie(rule, seats, yes, base)
    met = yes > 0 and (tie or rule.threshold.is_reached(yes, base))
    facts = {
        "total": base,
        "base": rule.base.value,
        "counted": rule.electorate.value,
        "tie": tie,
    }
    return Line(Condition.VOTES, met, max(1, rule.threshold.least(base)), yes, facts)


def _base(count: _Count, seats: Sequence[Ballot]) -> int:
    """Return of how many votes the share is taken."""
    rule = count.rule
    yes, no, abstain, missing = _sums(rule, seats)
    if rule.base is Base.CAST:
        return yes + no + (abstain if rule.abstention is Abstention.NO else 0)
    whole = yes + no + abstain + missing
    if rule.base is Base.PRESENT:
        whole = sum(weight for weight, unit in _units(rule, seats) if _is_heard(count, unit))
    return whole - (abstain if rule.abstention is Abstention.IGNORED else 0)


def _chair_breaks_tie(rule: Rule, seats: Sequence[Ballot], yes: int, base: int) -> bool:
    chairs = [seat.choice for seat in seats if seat.chair and seat.choice]
    for_it = bool(chairs) and all(choice is Choice.YES for choice in chairs)
    return rule.tie is Tie.CHAIR and 2 * yes == base and for_it


def _abstentions(count: _Count, seats: Sequence[Ballot]) -> Line | None:
    if count.rule.abstention is not Abstention.BLOCKS:
        return None
    abstained = [seat for seat in seats if seat.choice is Choice.ABSTAIN]
    given = sum(seat.weight for seat in abstained)
    facts = {"members": list(_ids(abstained))}
    return Line(Condition.ABSTENTIONS, not given, 0, given, facts)


def _members(count: _Count, seats: Sequence[Ballot]) -> Line | None:
    """Compare members that agree, one each, with all members."""
    share = count.rule.per_member_majority
    if share is None:
        return None
    given, total = len(_agreeing(seats)), len(_ids(seats))
    met = given > 0 and share.is_reached(given, total)
    return Line(Condition.MEMBERS, met, max(1, share.least(total)), given, {"total": total})


def _consent(count: _Count, seats: Sequence[Ballot]) -> Line | None:
    """Ask each whose consent the rule needs; a group that nobody belongs to cannot consent."""
    rule = count.rule
    if not rule.consent_of:
        return None
    groups = {group: _asked(group, count, seats) for group in rule.consent_of}
    asked = frozenset().union(*groups.values())
    open_ones = sorted(asked - _agreeing(seats))
    empty = sorted(str(group) for group, members in groups.items() if not members)
    needed = len(asked) + len(empty)
    facts = {"members": open_ones, "groups": empty}
    given = len(asked) - len(open_ones)
    return Line(Condition.CONSENT, given == needed, needed, given, facts)


def _asked(group: str | int, count: _Count, seats: Sequence[Ballot]) -> frozenset[int]:
    if isinstance(group, int):
        return frozenset({group})
    if group == CONCERNED:
        return count.concerned
    return frozenset(seat.member_id for seat in seats if seat.kind == group)


def _takes_part(count: _Count, seat: Ballot) -> bool:
    """Tell whether a seat is there itself; in writing: whether it has voted itself."""
    here = seat.choice is not None if count.written else seat.present
    return here and not seat.by_proxy


def _is_heard(count: _Count, unit: Sequence[Ballot]) -> bool:
    """Tell whether a unit is present or represented."""
    return any(_takes_part(count, seat) or seat.choice is not None for seat in unit)


def _units(rule: Rule, seats: Sequence[Ballot]) -> list[tuple[int, list[Ballot]]]:
    """Return what is counted with its votes: each seat, or each member with one vote."""
    if rule.electorate is Electorate.MEMBERS:
        return [(1, block) for _member, block in _by_member(seats)]
    return [(seat.weight, [seat]) for seat in seats]


def _sums(rule: Rule, seats: Sequence[Ballot]) -> tuple[int, int, int, int]:
    """Return yes, no, abstentions and missing votes."""
    sums: dict[Choice | None, int] = {}
    for weight, unit in _units(rule, seats):
        sums[_stance(unit)] = sums.get(_stance(unit), 0) + weight
    yes, no, abstain, missing = (sums.get(key, 0) for key in (*Choice, None))
    return yes, no, abstain, missing


def _stance(block: Iterable[Ballot]) -> Choice | None:
    """Return what a member says with the votes that it cast: yes only if none of them differs."""
    said = {seat.choice for seat in block}
    order = (Choice.NO, Choice.ABSTAIN, Choice.YES)
    return next((choice for choice in order if choice in said), None)


def _agreeing(seats: Iterable[Ballot]) -> frozenset[int]:
    return frozenset(member for member, block in _by_member(seats) if _stance(block) is Choice.YES)


def _size(counted: Counted, seats: Sequence[Ballot]) -> int:
    if counted is Counted.VOTES:
        return sum(seat.weight for seat in seats)
    return len(seats) if counted is Counted.SEATS else len(_ids(seats))


def _ids(seats: Iterable[Ballot]) -> tuple[int, ...]:
    return tuple(sorted({seat.member_id for seat in seats}))


def _by_member(seats: Iterable[Ballot]) -> list[tuple[int, list[Ballot]]]:
    """Return the seats of each member."""
    ordered = sorted(seats, key=lambda seat: seat.member_id)
    return [(member, list(block)) for member, block in groupby(ordered, lambda s: s.member_id)]
