"""Random rules and ballots, and a second way to count them that shares nothing with the product."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from gemeinwerk.governance.voting import catalogue
from gemeinwerk.governance.voting.rules import (
    Abstention,
    Ballot,
    Base,
    Choice,
    Counted,
    Electorate,
    Outcome,
    Rule,
    Threshold,
    Tie,
    decide,
)
from gemeinwerk.kernel.errors import UserError

KINDS = ("county", "municipality", "association", "company")
CATALOGUE = {entry.rule.key: entry.rule for entry in catalogue.list_entries()}


@dataclass(frozen=True)
class Case:
    """Everything that ``decide`` is told, except whether voting is closed."""

    rule: Rule
    ballots: tuple[Ballot, ...]
    written: bool = False
    objections: tuple[int, ...] = ()
    second_meeting: bool = False
    concerned: tuple[int, ...] = ()

    def decide(self, *, closed: bool = True) -> Outcome:
        return decide(
            self.rule,
            self.ballots,
            written=self.written,
            objections=self.objections,
            second_meeting=self.second_meeting,
            closed=closed,
            concerned=self.concerned,
        )


def one(text: str, *, weight: int = 1, first: int = 1) -> list[Ballot]:
    """Return a ballot per letter, one member each: y, n, a; . is present and silent, _ absent."""
    said = {"y": Choice.YES, "n": Choice.NO, "a": Choice.ABSTAIN}
    return [
        Ballot(first + place, weight, said.get(letter), present=letter != "_")
        for place, letter in enumerate(text)
    ]


@st.composite
def shares(draw: st.DrawFn, least: int = 0) -> Threshold:
    den = draw(st.integers(1, 7))
    num = draw(st.integers(min(least, den), den))
    return Threshold(num, den, strict=num < den and draw(st.booleans()))


@st.composite
def random_rules(draw: st.DrawFn) -> Rule:
    half_or_more = shares(least=1).filter(
        lambda s: 2 * s.num > s.den or (2 * s.num == s.den and s.strict)
    )
    try:
        return Rule(
            key="random",
            version=draw(st.integers(1, 9)),
            name="Zufall",
            reference="keine",
            threshold=draw(half_or_more),
            base=draw(st.sampled_from(Base)),
            abstention=draw(st.sampled_from(Abstention)),
            electorate=draw(st.sampled_from(Electorate)),
            quorum=draw(st.none() | shares()),
            quorum_of=draw(st.sampled_from(Counted)),
            tie=draw(st.sampled_from(Tie)),
            per_member_majority=draw(st.none() | shares(least=1)),
            consent_of=draw(consents()),
            written_procedure=draw(st.booleans()),
            second_meeting=draw(st.none() | shares()),
            block_vote=draw(st.booleans()),
            proxy_allowed=draw(st.booleans()),
        )
    except UserError:
        assume(False)
        raise


def consents() -> st.SearchStrategy[tuple[str | int, ...]]:
    groups = st.sampled_from([*KINDS, "concerned"]) | st.integers(1, 4)
    return st.just(()) | st.lists(groups, max_size=2, unique=True).map(tuple)


@st.composite
def cases(draw: st.DrawFn, rule: Rule | None = None, most_seats: int = 7) -> Case:
    """Return a vote that the rule admits. ``rule`` None: a random one."""
    rule = rule or draw(random_rules())
    written = rule.written_procedure and draw(st.booleans())
    seats = draw(st.lists(st.integers(1, 5), max_size=most_seats))
    members = sorted(set(seats))
    kinds = {member: draw(st.sampled_from(KINDS)) for member in members}
    choices = st.sampled_from([Choice.YES, *Choice, None])
    blocks = {member: draw(choices) for member in members}
    chair = draw(st.integers(0, 6))
    ballots = []
    for place, member in enumerate(seats):
        block = blocks[member] if rule.block_vote else draw(choices)
        choice = block if draw(st.integers(0, 3)) else None
        by_proxy = rule.proxy_allowed and draw(st.booleans())
        present = draw(st.booleans()) or not (written or by_proxy or choice is None)
        weight = draw(st.integers(0, 4))
        ballots.append(
            Ballot(member, weight, choice, present, by_proxy, kinds[member], place == chair)
        )
    some_members = st.lists(st.integers(1, 5), max_size=2).map(tuple)
    objections = draw(st.just(()) | some_members)
    concerned = draw(some_members) if "concerned" in rule.consent_of else ()
    return Case(rule, tuple(ballots), written, objections, draw(st.booleans()), concerned)


def turned_to_yes(case: Case, place: int) -> Case:
    """Return the case with one vote turned into a yes, and with it its member's whole block."""
    turned = case.ballots[place]
    block_of = turned.member_id if case.rule.block_vote else None

    def turn(here: int, ballot: Ballot) -> Ballot:
        if here == place or (ballot.member_id == block_of and ballot.choice is not None):
            absent = not (ballot.present or ballot.by_proxy)
            return replace(ballot, choice=Choice.YES, present=ballot.present or absent)
        return ballot

    return replace(case, ballots=tuple(turn(*pair) for pair in enumerate(case.ballots)))


def completions(case: Case) -> Iterator[Case]:
    """Yield every way in which the missing votes may still come in, or not."""

    def ways(ballot: Ballot) -> list[Ballot]:
        if ballot.choice is not None or not ballot.weight:
            return [ballot]
        come = replace(ballot, present=True)
        return [ballot, come, *(replace(come, choice=choice) for choice in Choice)]

    for ballots in product(*(ways(ballot) for ballot in case.ballots)):
        yield replace(case, ballots=ballots)


# --- The other way to count: single voices in lists, shares as Fraction -----------------------


def is_adopted(case: Case) -> bool:
    """Count naively, voice by voice."""
    rule = case.rule
    if case.written and case.objections:
        return False
    entitled = [ballot for ballot in case.ballots if ballot.weight > 0]
    members = {ballot.member_id for ballot in entitled}
    willing = {m for m in members if cast_by(m, entitled) == {Choice.YES}}
    if not has_quorum(case, entitled) or not all_consent(case, entitled, willing):
        return False
    if rule.abstention is Abstention.BLOCKS and any(b.choice == "abstain" for b in entitled):
        return False
    if (share := rule.per_member_majority) and not enough(share, len(willing), len(members)):
        return False
    return majority(case, voices_of(case, entitled), entitled)


def enough(share: Threshold, part: int, whole: int) -> bool:
    if part == 0:
        return False
    given, needed = Fraction(part, whole), Fraction(share.num, share.den)
    return given > needed or (given == needed and not share.strict)


def cast_by(member: int, entitled: Sequence[Ballot]) -> set[Choice]:
    return {b.choice for b in entitled if b.member_id == member and b.choice is not None}


def came(case: Case, ballot: Ballot) -> bool:
    if ballot.by_proxy:
        return False
    return ballot.choice is not None if case.written else ballot.present


def has_quorum(case: Case, entitled: Sequence[Ballot]) -> bool:
    rule, share = case.rule, case.rule.quorum
    if case.second_meeting and not case.written and rule.second_meeting is not None:
        share = rule.second_meeting
    if share is None:
        return True
    things: dict[Counted, Any] = {
        Counted.VOTES: lambda seats: [1 for seat in seats for _vote in range(seat.weight)],
        Counted.SEATS: list,
        Counted.MEMBERS: lambda seats: {seat.member_id for seat in seats},
    }
    list_things = things[rule.quorum_of]
    there = list_things([ballot for ballot in entitled if came(case, ballot)])
    return enough(share, len(there), len(list_things(entitled)) or 1)


def all_consent(case: Case, entitled: Sequence[Ballot], willing: set[int]) -> bool:
    for group in case.rule.consent_of:
        asked = {ballot.member_id for ballot in entitled if ballot.kind == group}
        if isinstance(group, int):
            asked = {group}
        elif group == "concerned":
            asked = set(case.concerned)
        if not asked or asked - willing:
            return False
    return True


def voices_of(case: Case, entitled: Sequence[Ballot]) -> list[tuple[Choice | None, bool]]:
    """Return what each single vote says, and whether it is present or represented."""
    if case.rule.electorate is Electorate.SEATS:
        heard = [(b.choice, came(case, b) or b.choice is not None, b.weight) for b in entitled]
        return [(choice, is_heard) for choice, is_heard, weight in heard for _vote in range(weight)]
    voices = []
    for member in {ballot.member_id for ballot in entitled}:
        own = [ballot for ballot in entitled if ballot.member_id == member]
        said = cast_by(member, entitled)
        voice = min(said, key=["no", "abstain", "yes"].index) if said else None
        voices.append((voice, bool(said) or any(came(case, ballot) for ballot in own)))
    return voices


def majority(
    case: Case, voices: list[tuple[Choice | None, bool]], entitled: Sequence[Ballot]
) -> bool:
    rule = case.rule
    counted = {
        Base.CAST: [voice for voice in voices if voice[0] is not None],
        Base.PRESENT: [voice for voice in voices if voice[1]],
        Base.STATUTORY: voices,
    }[rule.base]
    leaves_out = rule.abstention is Abstention.IGNORED or rule.base is Base.CAST
    if leaves_out and rule.abstention is not Abstention.NO:
        counted = [voice for voice in counted if voice[0] is not Choice.ABSTAIN]
    yes = [voice for voice in counted if voice[0] is Choice.YES]
    if enough(rule.threshold, len(yes), len(counted) or 1):
        return True
    chair = [ballot.choice for ballot in entitled if ballot.chair]
    is_tie = len(yes) > 0 and Fraction(len(yes), len(counted)) == Fraction(1, 2)
    return rule.tie is Tie.CHAIR and is_tie and chair == [Choice.YES]
