"""What a page says about a rule and a vote. All names are invented."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from tests.governance.voting.voting_cases import CATALOGUE, Case, cases, one

from gemeinwerk.governance.voting.rules import (
    Abstention,
    Ballot,
    Base,
    Choice,
    Rule,
    Threshold,
    Tie,
    describe,
    explain,
)

NAMES = {1: "Kreis Auental", 2: "Gemeinde Birkenried", 3: "Stadt Cronfeld", 4: "Markt Dornau"}


def told(case: Case, *, closed: bool = True) -> list[str]:
    return explain(case.rule, case.decide(closed=closed), NAMES)


def test_one_vote_is_missing_in_writing() -> None:
    case = Case(CATALOGUE["unanimity_all"], tuple(one("yyy_")), written=True)
    assert told(case, closed=False) == [
        "The vote is open. As the votes stand, the motion would not be adopted.",
        "Rule: Einstimmigkeit aller Stimmberechtigten (Geschäftsordnung des Gremiums).",
        "Yes: 3, no: 0, abstentions: 0, not voted: 1.",
        "Yes: 3 of all 4 votes; at least 4 are needed.",
        "Missing for adoption: 1.",
        "These votes are still missing: Markt Dornau.",
    ]
    assert told(case)[0] == "The motion is not adopted."
    assert told(case)[-1] == "Not voted: Markt Dornau. A missing vote is never consent."


def test_adopted_without_a_flaw() -> None:
    assert told(Case(CATALOGUE["simple_majority"], tuple(one("yyn_")))) == [
        "The motion is adopted.",
        "Rule: Einfache Mehrheit der abgegebenen Stimmen (Geschäftsordnung des Gremiums).",
        "Yes: 2, no: 1, abstentions: 0, not voted: 1.",
        "Taking part: 3 of 4 seats; at least 3 are needed. The body can decide.",
        "Yes: 2 of 3 votes cast; at least 2 are needed.",
        "Not voted: Markt Dornau. A missing vote is never consent.",
    ]


@pytest.mark.parametrize(
    ("letters", "sentence"),
    [
        ("nn__", "The motion is not adopted; missing votes cannot change that."),
        ("yyy_", "As the votes stand, the motion is adopted; missing votes cannot change that."),
        ("yyn_", "The vote is open. As the votes stand, the motion would not be adopted."),
    ],
)
def test_open_vote(letters: str, sentence: str) -> None:
    case = Case(CATALOGUE["two_thirds_statutory"], tuple(one(letters)))
    assert told(case, closed=False)[0] == sentence


def test_open_vote_that_would_be_adopted() -> None:
    case = Case(CATALOGUE["simple_majority"], tuple(one("yy._")))
    sentence = "The vote is open. As the votes stand, the motion would be adopted."
    assert told(case, closed=False)[0] == sentence


@pytest.mark.parametrize(
    ("case", "sentences"),
    [
        (
            Case(CATALOGUE["assembly_nw"], tuple(one("yy__"))),
            [
                "Taking part: 2 of 4 seats; at least 4 are needed. The body cannot decide."
                " Missing: 2."
            ],
        ),
        (
            Case(CATALOGUE["assembly_nw"], tuple(one("yy__")), second_meeting=True),
            [
                "Taking part: 2 of 4 seats; at least 1 are needed. The relief for a second meeting"
                " applies. The body can decide."
            ],
        ),
        (
            Case(CATALOGUE["unanimity_all"], tuple(one("yya."))),
            [
                "By this rule an abstention prevents the decision. Abstained: Stadt Cronfeld.",
                "Not voted: Markt Dornau. A missing vote is never consent.",
            ],
        ),
        (
            Case(CATALOGUE["unanimity_all"], tuple(one("yy..")), written=True, objections=(3,)),
            [
                "The written procedure ended without a decision.",
                "These object to the written procedure: Stadt Cronfeld. Put the motion on the"
                " agenda of a meeting.",
            ],
        ),
        (
            Case(CATALOGUE["double_majority"], (*one("y", weight=9), *one("nnn", first=2))),
            [
                "Yes: 9 of all 12 votes; at least 8 are needed.",
                "Members that agree: 1 of 4; at least 3 are needed.",
                "Missing for adoption: 2.",
            ],
        ),
        (
            Case(CATALOGUE["new_task_th"], tuple(one("yyyn")), concerned=(3, 4)),
            ["These must agree in any case and have not: Markt Dornau."],
        ),
        (
            Case(CATALOGUE["new_task_th"], tuple(one("yyyy"))),
            [
                "The rule asks for the consent of: the members that the motion concerns. Nobody of"
                " them is named here. Complete the motion or the seats of the body."
            ],
        ),
        (
            Case(CATALOGUE["new_task_th"], tuple(one("yyyy")), concerned=(1,)),
            ["All those who must agree in any case have agreed."],
        ),
        (
            Case(CATALOGUE["two_thirds_members"], tuple(one("yyyn", weight=3))),
            ["Yes: 3 of all 4 members; at least 3 are needed."],
        ),
        (
            Case(
                CATALOGUE["simple_majority_chair"],
                (*one("nn"), Ballot(3, 2, Choice.YES, present=True, chair=True)),
            ),
            ["The motion is adopted.", "The votes are equal; the chair's yes decides."],
        ),
    ],
)
def test_each_condition_is_told(case: Case, sentences: list[str]) -> None:
    everything = told(case)
    assert [sentence for sentence in sentences if sentence not in everything] == []


def test_member_without_a_name_is_told_by_number() -> None:
    case = Case(CATALOGUE["unanimity_all"], tuple(one("yyy_", first=5)))
    assert "Not voted: member no. 8. A missing vote is never consent." in told(case)


@settings(suppress_health_check=list(HealthCheck))
@given(case=cases())
def test_every_outcome_can_be_told(case: Case) -> None:
    """Nothing is left unfilled, and whoever says no says why."""
    for closed in (True, False):
        sentences = told(case, closed=closed)
        assert not [sentence for sentence in sentences if "%(" in sentence or not sentence]
        if not case.decide(closed=closed).adopted:
            assert any(reason in " ".join(sentences) for reason in WHY)


WHY = (
    "Missing for adoption",
    "cannot decide",
    "prevents the decision",
    "have not:",
    "Nobody of them is named",
    "object to the written procedure",
)


def test_rule_of_an_assembly_is_described() -> None:
    assert describe(CATALOGUE["assembly_nw"]) == [
        "Adopted with more than 1/2 of the votes cast.",
        "Abstentions are left out of the count.",
        "If exactly half of the votes are yes, the motion is rejected.",
        "The body can decide only if all seats take part.",
        "A second meeting with the same agenda can decide whoever comes, if the invitation said"
        " so.",
        "A written procedure is possible as long as no member objects to it. Who does not answer"
        " has not agreed.",
        "The votes of a member count only if they are all alike.",
    ]


def test_rule_with_everything_is_described() -> None:
    rule = Rule(
        key="all",
        version=1,
        name="Alles",
        reference="Probe",
        threshold=Threshold(1, 2, strict=True),
        base=Base.CAST,
        abstention=Abstention.BLOCKS,
        tie=Tie.CHAIR,
        quorum=Threshold(3, 4),
        second_meeting=Threshold(1, 2),
        per_member_majority=Threshold(2, 3),
        consent_of=("county", 2),
        block_vote=False,
        proxy_allowed=True,
    )
    assert describe(rule, NAMES)[1:] == [
        "An abstention prevents the decision.",
        "If exactly half of the votes are yes, the chair's vote decides.",
        "Besides, at least 2/3 of all members must agree, one vote each.",
        "These must agree in any case: every county, Gemeinde Birkenried.",
        "The body can decide if at least 3/4 of all seats take part.",
        "At a second meeting with the same agenda at least 1/2 of all seats are enough, if the"
        " invitation said so.",
        "There is no written procedure.",
        "An absent seat may delegate its vote; it does not count as taking part then.",
    ]
    all_members = replace(rule, per_member_majority=Threshold(1, 1))
    assert "Besides, every single member must agree." in describe(all_members)
    unanimous = replace(CATALOGUE["unanimity_present"], quorum=None)
    assert describe(unanimous)[0] == "Adopted if all votes present are yes."
