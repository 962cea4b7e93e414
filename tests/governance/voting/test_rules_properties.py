"""What holds for every voting rule, those of the catalogue and random ones.

A deeper run: ``HYPOTHESIS_PROFILE=deep pytest tests/governance/voting``.
"""

from __future__ import annotations

import os
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.governance.voting.voting_cases import (
    CATALOGUE,
    Case,
    cases,
    completions,
    is_adopted,
    shares,
    turned_to_yes,
)

from gemeinwerk.governance.voting.rules import (
    Ballot,
    Base,
    Choice,
    Condition,
    Electorate,
    Rule,
    SplitBlock,
    Threshold,
    may_close_early,
)

# 60 of each for each rule of the catalogue, and of the random rules ten times as many
SCALE = 20 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 1
FEW = settings(max_examples=60 * SCALE, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=600 * SCALE, suppress_health_check=list(HealthCheck))

every_rule = pytest.mark.parametrize("rule", CATALOGUE.values(), ids=CATALOGUE.keys())


def check_everything(case: Case, data: st.DataObject) -> None:
    """Hold one case against the naive count and against what must hold for every rule."""
    outcome = case.decide()
    assert outcome.adopted == is_adopted(case)
    assert outcome.adopted == all(line.met for line in outcome.reasons)
    check_sums(case)
    check_silence(case)
    check_order(case, data)
    check_scale(case, data)
    if case.ballots:
        check_monotone(case, data)
        check_proxy(case, data)


def check_sums(case: Case) -> None:
    outcome = case.decide()
    if case.rule.electorate is Electorate.SEATS:
        sums = {
            choice: sum(ballot.weight for ballot in case.ballots if ballot.choice is choice)
            for choice in (*Choice, None)
        }
        given = (outcome.yes, outcome.no, outcome.abstain, outcome.missing)
        assert given == tuple(sums.values())
    entitled = [ballot for ballot in case.ballots if ballot.weight]
    silent = {ballot.member_id for ballot in entitled if ballot.choice is None}
    assert set(outcome.missing_members) == silent
    assert may_close_early(case.ballots) == (not silent)


def check_silence(case: Case) -> None:
    """Without a yes nothing passes; taking votes back never helps."""
    no_yes = [replace(b, choice=None if b.choice == "yes" else b.choice) for b in case.ballots]
    nobody = [replace(b, choice=None) for b in case.ballots]
    for ballots in (no_yes, nobody, []):
        assert not replace(case, ballots=tuple(ballots)).decide().adopted


def check_order(case: Case, data: st.DataObject) -> None:
    shuffled = tuple(data.draw(st.permutations(case.ballots)))
    assert replace(case, ballots=shuffled).decide() == case.decide()


def check_scale(case: Case, data: st.DataObject) -> None:
    factor = data.draw(st.sampled_from([2, 3, 7, 10**20 + 39]))
    larger = tuple(replace(ballot, weight=ballot.weight * factor) for ballot in case.ballots)
    for closed in (True, False):
        before = case.decide(closed=closed)
        after = replace(case, ballots=larger).decide(closed=closed)
        assert (after.adopted, after.is_final, after.has_quorum) == (
            before.adopted,
            before.is_final,
            before.has_quorum,
        )


def check_monotone(case: Case, data: st.DataObject) -> None:
    """One more yes, from a no, an abstention or a missing vote, never undoes an adoption."""
    place = data.draw(st.integers(0, len(case.ballots) - 1))
    better = turned_to_yes(case, place)
    for line, improved in zip(case.decide().reasons, better.decide().reasons, strict=True):
        assert improved.met or not line.met, line.code


def check_proxy(case: Case, data: st.DataObject) -> None:
    """What is voted for an absent seat changes nothing in who takes part."""
    place = data.draw(st.integers(0, len(case.ballots) - 1))
    seat = case.ballots[place]
    if not case.rule.proxy_allowed or seat.choice is not None:
        return
    absent = replace(seat, present=False)
    voted = replace(seat, present=False, by_proxy=True, choice=Choice.YES)
    block = [b.choice for b in case.ballots if b.member_id == seat.member_id and b.choice]
    if case.rule.block_vote and block:
        voted = replace(voted, choice=block[0])
    before, after = (
        replace(case, ballots=(*case.ballots[:place], ballot, *case.ballots[place + 1 :]))
        for ballot in (absent, voted)
    )
    quorum = [
        [line for line in case.decide().reasons if line.code is Condition.QUORUM]
        for case in (before, after)
    ]
    assert quorum[0] == quorum[1]


@every_rule
@FEW
@given(data=st.data())
def test_every_rule_of_the_catalogue(rule: Rule, data: st.DataObject) -> None:
    check_everything(data.draw(cases(rule)), data)


@MANY
@given(data=st.data())
def test_random_rules(data: st.DataObject) -> None:
    check_everything(data.draw(cases()), data)


def check_final(case: Case) -> None:
    """Final means: no way to complete the votes ends otherwise; and it is said as soon as so."""
    now = case.decide(closed=False)
    ends = [replace(end, rule=one_by_one(case.rule)).decide().adopted for end in completions(case)]
    assert now.is_final == (set(ends) == {now.adopted})
    assert case.decide(closed=True).is_final
    assert case.decide(closed=True).adopted == now.adopted


def one_by_one(rule: Rule) -> Rule:
    """Return the rule without blocks, of which completions know nothing."""
    return replace(rule, block_vote=False)


@every_rule
@settings(FEW, max_examples=25 * SCALE)
@given(data=st.data())
def test_every_rule_knows_when_it_is_settled(rule: Rule, data: st.DataObject) -> None:
    case = data.draw(cases(rule, most_seats=5))
    assume(sum(ballot.choice is None for ballot in case.ballots) < 4)
    check_final(case)


@settings(MANY, max_examples=400 * SCALE)
@given(data=st.data())
def test_random_rules_know_when_they_are_settled(data: st.DataObject) -> None:
    case = data.draw(cases(most_seats=5))
    assume(sum(ballot.choice is None for ballot in case.ballots) < 4)
    check_final(case)


@every_rule
def test_exact_at_the_boundary(rule: Rule) -> None:
    """Up to 45 seats of one vote each: all are there, ``yes`` of them agree, the others do not."""
    for seats in range(1, 46):
        for yes in range(seats + 1):
            share = Fraction(yes, seats)
            expected = yes > 0 and reaches(rule.threshold, share)
            if rule.per_member_majority:
                expected = expected and reaches(rule.per_member_majority, share)
            ballots = tuple(
                Ballot(number, 1, Choice.YES if number <= yes else Choice.NO, present=True)
                for number in range(1, seats + 1)
            )
            outcome = Case(rule, ballots, concerned=(1,)).decide()
            assert outcome.adopted == expected, f"{yes} of {seats}"


def reaches(share: Threshold, given_part: Fraction) -> bool:
    wanted = Fraction(share.num, share.den)
    return given_part > wanted or (given_part == wanted and not share.strict)


@given(share=shares(), whole=st.integers(0, 10**24), step=st.integers(-2, 2))
def test_least_is_the_smallest_that_reaches(share: Threshold, whole: int, step: int) -> None:
    part = share.least(whole) + step
    exact = Fraction(share.num, share.den) * whole
    assert share.is_reached(part, whole) == (part > exact if share.strict else part >= exact)
    if whole:
        assert share.is_reached(part, whole) == (step >= 0)


@pytest.mark.parametrize("one_less", [0, 1])
def test_no_float_is_near(one_less: int) -> None:
    """2/3 of 3·10^20: as floats both counts would be the same."""
    third = 10**20
    ballots = (
        Ballot(1, 2 * third - one_less, Choice.YES, present=True),
        Ballot(2, third + one_less, Choice.NO, present=True),
    )
    assert Case(CATALOGUE["two_thirds_statutory"], ballots).decide().adopted is not bool(one_less)


@MANY
@given(data=st.data())
def test_silence_in_writing_counts_like_no_where_all_votes_are_the_base(
    data: st.DataObject,
) -> None:
    rule = CATALOGUE[data.draw(st.sampled_from(STATUTORY_IN_WRITING))]
    case = data.draw(cases(rule).filter(lambda case: case.written))
    seats = tuple(replace(ballot, member_id=n) for n, ballot in enumerate(case.ballots))
    said_no = tuple(replace(seat, choice=seat.choice or Choice.NO) for seat in seats)
    before, after = (replace(case, ballots=ballots).decide() for ballots in (seats, said_no))
    assert before.adopted == after.adopted


STATUTORY_IN_WRITING = [
    key
    for key, rule in CATALOGUE.items()
    if rule.base is Base.STATUTORY and rule.written_procedure and rule.quorum is None
]


@every_rule
@FEW
@given(data=st.data())
def test_a_block_is_never_split(rule: Rule, data: st.DataObject) -> None:
    case = data.draw(cases(replace(rule, block_vote=True)))
    voted = [b for b in case.ballots if b.choice is not None and b.weight]
    assume(voted)
    other = data.draw(st.sampled_from([c for c in Choice if c is not voted[0].choice]))
    rebel = replace(voted[0], choice=other, by_proxy=False, present=True)
    ballots = tuple(data.draw(st.permutations([*case.ballots, rebel])))
    with pytest.raises(SplitBlock, match="count only as one block"):
        replace(case, ballots=ballots).decide()
    free = replace(case, ballots=ballots, rule=replace(rule, block_vote=False))
    assert free.decide().adopted == is_adopted(free)
