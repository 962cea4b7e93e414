"""The worked examples of the rules of voting, and each condition alone. All names are invented."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.governance.voting.voting_cases import CATALOGUE, Case, one

from gemeinwerk.governance.voting.rules import (
    Abstention,
    Ballot,
    Base,
    Choice,
    Condition,
    Counted,
    Line,
    Outcome,
    Rule,
    Threshold,
    Tie,
    decide,
    may_close_early,
)
from gemeinwerk.kernel.errors import UserError

MORE_THAN_HALF = Threshold(1, 2, strict=True)
TWO_THIRDS = Threshold(2, 3)
MAJORITY = Rule(
    key="test",
    version=1,
    name="Mehrheit",
    reference="Probe",
    threshold=MORE_THAN_HALF,
    base=Base.CAST,
    abstention=Abstention.IGNORED,
)


def held(rule: Rule, letters: str, **named: object) -> Outcome:
    """Return the outcome of a closed vote in a meeting, a letter per member."""
    return Case(rule, tuple(one(letters)), **named).decide()  # type: ignore[arg-type]


def written(rule: Rule, letters: str, **named: object) -> Outcome:
    return Case(rule, tuple(one(letters)), written=True, **named).decide()  # type: ignore[arg-type]


def line(outcome: Outcome, code: Condition) -> Line:
    return next(line for line in outcome.reasons if line.code is code)


@pytest.mark.parametrize(
    ("share", "whole", "least"),
    [
        (TWO_THIRDS, 9, 6),
        (TWO_THIRDS, 10, 7),
        (Threshold(4, 5), 9, 8),
        (MORE_THAN_HALF, 8, 5),
        (MORE_THAN_HALF, 9, 5),
        (Threshold(1, 1), 9, 9),
    ],
)
def test_least_number(share: Threshold, whole: int, least: int) -> None:
    assert not share.is_reached(least - 1, whole)
    assert share.is_reached(least, whole)
    assert share.least(whole) == least


def test_base_of_two_thirds() -> None:
    """9 statutory votes, 6 present, 5 yes, 1 no."""
    letters = "yyyyyn___"
    assert not held(CATALOGUE["two_thirds_statutory"], letters).adopted
    assert held(CATALOGUE["two_thirds_cast"], letters).adopted
    votes = line(held(CATALOGUE["two_thirds_statutory"], letters), Condition.VOTES)
    assert (votes.given, votes.needed, votes.facts["total"]) == (5, 6, 9)


def test_abstentions_in_a_majority() -> None:
    """9 present: 3 yes, 2 no, 4 abstain."""
    letters = "yyynnaaaa"
    assert not held(CATALOGUE["absolute_majority_present"], letters).adopted
    assert not held(replace(MAJORITY, abstention=Abstention.NO), letters).adopted
    assert not held(replace(MAJORITY, abstention=Abstention.BLOCKS), letters).adopted
    assert held(CATALOGUE["simple_majority"], letters).adopted


def test_double_majority_needs_both() -> None:
    """A county with 5 votes, 8 municipalities with 1 each."""

    def vote(county: str, others: str) -> Outcome:
        ballots = (*one(county, weight=5), *one(others, first=2))
        return Case(CATALOGUE["double_majority"], ballots).decide()

    enough_votes = vote("y", "yyyynnnn")
    assert not enough_votes.adopted
    assert line(enough_votes, Condition.VOTES).met
    members = line(enough_votes, Condition.MEMBERS)
    assert (members.met, members.given, members.needed) == (False, 5, 6)
    enough_members = vote("n", "yyyyyyyy")
    assert not enough_members.adopted
    assert line(enough_members, Condition.MEMBERS).met
    assert not line(enough_members, Condition.VOTES).met
    assert vote("y", "yyyyynnn").adopted


def test_unanimity_of_all_counts_the_absent() -> None:
    everybody = CATALOGUE["unanimity_all"]
    assert not held(everybody, "yyyyyyyy_").adopted
    assert not written(everybody, "yyyyyyyy_").adopted
    assert not held(everybody, "yyyyyyyya").adopted
    assert held(everybody, "yyyyyyyyy").adopted
    assert written(everybody, "yyyyyyyyy").adopted


def test_unanimity_in_which_abstentions_are_allowed() -> None:
    rule = CATALOGUE["unanimity_all_abstention_allowed"]
    for letters in ("yyyyyyy_a", "yyyyyyyna", "aaaaaaaaa"):
        assert not held(rule, letters).adopted
    assert held(rule, "yyyyyyyya").adopted


def test_unanimity_of_those_present() -> None:
    present = CATALOGUE["unanimity_present"]
    assert not held(present, "yyyyy.___").adopted
    assert not held(present, "yyyy_____").has_quorum
    assert not held(present, "yyyy_____").adopted
    assert held(present, "yyyyy____").adopted


def test_no_votes_never_pass() -> None:
    for letters in ("", "_", "...", "aaa"):
        assert not held(replace(MAJORITY, quorum=None), letters).adopted
    assert held(MAJORITY, "y..").adopted


def test_tie_is_rejected_unless_the_chair_decides() -> None:
    by_chair = replace(MAJORITY, tie=Tie.CHAIR)
    chair, *others = one("yynn")
    ballots = (replace(chair, chair=True), *others)
    assert not Case(MAJORITY, ballots).decide().adopted
    assert not Case(by_chair, tuple(one("yynn"))).decide().adopted
    against = Ballot(4, 1, Choice.NO, present=True, chair=True)
    assert not Case(by_chair, (*one("yyn"), against)).decide().adopted
    outcome = Case(by_chair, ballots).decide()
    assert outcome.adopted
    assert line(outcome, Condition.VOTES).facts["tie"]


def test_second_meeting_decides_whoever_comes() -> None:
    assembly = CATALOGUE["assembly_nw"]
    first = held(assembly, "yyyyyyyy_")
    assert (first.has_quorum, first.adopted) == (False, False)
    quorum = line(first, Condition.QUORUM)
    assert (quorum.given, quorum.needed) == (8, 9)
    assert not held(assembly, "_________", second_meeting=True).has_quorum
    assert held(assembly, "y________", second_meeting=True).adopted
    no_relief = replace(assembly, second_meeting=None)
    assert not held(no_relief, "yyyyyyyy_", second_meeting=True).has_quorum


def test_second_meeting_is_no_relief_in_writing() -> None:
    assembly = CATALOGUE["assembly_nw"]
    assert not written(assembly, "yyyyyyyy_", second_meeting=True).adopted
    assert written(assembly, "yyyyyyyyn", second_meeting=True).adopted


def test_more_than_half_present() -> None:
    committee = CATALOGUE["committee_nw"]
    assert not held(committee, "yyyy____").has_quorum
    assert held(committee, "yyyyy___").has_quorum


@pytest.mark.parametrize(
    ("counted", "is_enough"),
    [(Counted.VOTES, True), (Counted.SEATS, False), (Counted.MEMBERS, False)],
)
def test_quorum_counts_votes_seats_or_members(counted: Counted, is_enough: bool) -> None:
    """A county with 5 votes is there, two others with 1 each are not."""
    rule = replace(MAJORITY, quorum=MORE_THAN_HALF, quorum_of=counted)
    ballots = (*one("y", weight=5), *one("__", first=2))
    assert Case(rule, ballots).decide().has_quorum == is_enough


def test_delegated_vote_makes_no_quorum() -> None:
    rule = replace(MAJORITY, quorum=MORE_THAN_HALF, proxy_allowed=True)
    delegated = Ballot(2, 1, Choice.YES, present=False, by_proxy=True)
    ballots = (*one("y"), delegated, *one("_", first=3))
    assert not Case(rule, ballots).decide().has_quorum
    outcome = Case(rule, (*one("y"), delegated, *one(".", first=3))).decide()
    assert (outcome.has_quorum, outcome.yes) == (True, 2)


def test_objection_ends_a_written_procedure() -> None:
    rule = replace(MAJORITY, written_procedure=True)
    ended = Case(rule, tuple(one("yyy")), written=True, objections=(3, 3)).decide(closed=False)
    assert (ended.adopted, ended.is_final, ended.ended_by_objection) == (False, True, True)
    assert line(ended, Condition.OBJECTION).facts["members"] == [3]
    in_meeting = Case(rule, tuple(one("yyy")), objections=(3,)).decide()
    assert (in_meeting.adopted, in_meeting.ended_by_objection) == (True, False)


def test_written_procedure_ends_early_only_when_all_have_voted() -> None:
    rule = CATALOGUE["two_thirds_statutory"]
    ballots = one("yyyyyyyy_")
    running = Case(rule, tuple(ballots), written=True).decide(closed=False)
    assert (running.adopted, running.is_final) == (True, True)
    assert running.missing_members == (9,)
    assert not may_close_early(ballots)
    assert may_close_early(one("yyyyyyyyn"))
    advice_only = Ballot(10, 0, None, present=False)
    assert may_close_early([*one("yyyyyyyyn"), advice_only])


def test_open_vote_is_final_once_nothing_can_change_it() -> None:
    def is_final(letters: str) -> bool:
        case = Case(CATALOGUE["two_thirds_statutory"], tuple(one(letters)))
        return case.decide(closed=False).is_final

    assert not is_final("yyyyynn__")
    assert is_final("yyyyyynn_")
    assert is_final("nnnny____")


def test_open_vote_is_not_final_while_an_abstention_could_prevent_it() -> None:
    rule = replace(CATALOGUE["two_thirds_statutory"], abstention=Abstention.BLOCKS)
    assert not Case(rule, tuple(one("yyyyyyyy_"))).decide(closed=False).is_final
    assert Case(rule, tuple(one("yyyyyyya_"))).decide(closed=False).is_final


def test_consent_of_kinds_members_and_concerned() -> None:
    rule = replace(MAJORITY, consent_of=("county", 2, "concerned"))
    county = Ballot(1, 1, Choice.YES, present=True, kind="county")

    def vote(first: Ballot, rest: str, concerned: tuple[int, ...]) -> Line:
        case = Case(rule, (first, *one(rest, first=2)), concerned=concerned)
        assert case.decide().adopted == line(case.decide(), Condition.CONSENT).met
        return line(case.decide(), Condition.CONSENT)

    against = vote(replace(county, choice=Choice.NO), "yyy", (3,))
    assert (against.facts["members"], against.given, against.needed) == ([1], 2, 3)
    assert vote(county, ".yy", (3,)).facts["members"] == [2]
    assert vote(county, "yya", (3, 4)).facts["members"] == [4]
    assert vote(county, "yyy", (9,)).facts["members"] == [9]
    assert vote(county, "yyy", ()).facts["groups"] == ["concerned"]
    assert vote(replace(county, kind="company"), "yyy", (3,)).facts["groups"] == ["county"]
    assert vote(county, "yyn", (3,)).met


def test_members_count_once_each() -> None:
    """Two thirds of members: a county with 5 votes counts as much as a municipality."""
    rule = CATALOGUE["two_thirds_members"]
    county = one("y", weight=5)
    outcome = Case(rule, (*county, *one("nn", first=2))).decide()
    assert (outcome.adopted, outcome.yes, outcome.no) == (False, 1, 2)
    assert Case(rule, (*county, *one("yn", first=2))).decide().adopted


def test_member_that_says_both_does_not_agree() -> None:
    rule = replace(CATALOGUE["two_thirds_members"], block_vote=False)
    said_both = (*one("y"), *one("n"), *one("y", first=2))
    assert Case(rule, said_both).decide().yes == 1
    against = Case(rule, (*one("a"), *one("n"), *one("y", first=2))).decide()
    assert (against.yes, against.no, against.abstain) == (1, 1, 0)


@pytest.mark.parametrize(
    ("rule", "ballots", "in_writing", "text"),
    [
        (MAJORITY, one("y"), True, "does not allow a written procedure"),
        (MAJORITY, [*one("y"), *one("n")], False, "count only as one block"),
        (MAJORITY, [Ballot(1, 1, Choice.YES, False, by_proxy=True)], False, "absent seat"),
        (MAJORITY, [Ballot(1, 1, Choice.YES, present=False)], False, "attendance list"),
        (MAJORITY, [Ballot(1, -1, None, present=True)], False, "A seat has -1 votes"),
        (MAJORITY, [Ballot(1, True, None, present=True)], False, "A seat has True votes"),
        (MAJORITY, [Ballot(1, 1.5, None, present=True)], False, "1.5"),  # type: ignore[arg-type]
    ],
)
def test_refused(rule: Rule, ballots: list[Ballot], in_writing: bool, text: str) -> None:
    with pytest.raises(UserError) as refusal:
        decide(rule, ballots, written=in_writing, closed=True)
    assert text in str(refusal.value)


def test_seat_with_advice_only_is_not_counted() -> None:
    advice = Ballot(9, 0, Choice.NO, present=True)
    rule = replace(CATALOGUE["unanimity_all"], per_member_majority=Threshold(1, 1))
    outcome = Case(rule, (*one("yy"), advice)).decide()
    assert (outcome.adopted, outcome.no) == (True, 0)
