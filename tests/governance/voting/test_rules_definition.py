"""A rule survives being stored, and nonsense is refused with what to correct."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.governance.voting.voting_cases import CATALOGUE, cases, random_rules

from gemeinwerk.governance.voting import definition
from gemeinwerk.governance.voting.rules import Outcome, Rule, Threshold
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.models import MemberKind

SOUND = CATALOGUE["double_majority"].to_json()
LOOSE = settings(suppress_health_check=list(HealthCheck))


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in SOUND.items() if name != key}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (None, "an object with named entries"),
        ([SOUND], "an object with named entries"),
        ({**SOUND, "quorm": None}, "unknown entries: quorm"),
        (without("abstention"), "lacks these entries: abstention"),
        ({**SOUND, "key": " "}, "no possible value for “key”"),
        ({**SOUND, "reference": ""}, "no possible value for “reference”"),
        ({**SOUND, "version": 0}, "a whole number from 1"),
        ({**SOUND, "version": True}, "a whole number from 1"),
        ({**SOUND, "base": "everyone"}, "Possible: cast, present, statutory"),
        ({**SOUND, "base": None}, "Possible: cast, present, statutory"),
        ({**SOUND, "base": ["cast"]}, "Possible: cast, present, statutory"),
        ({**SOUND, "block_vote": 1}, "Possible: true, false"),
        ({**SOUND, "threshold": 0.66}, "an object with named entries"),
        ({**SOUND, "threshold": None}, "an object with named entries"),
        ({**SOUND, "threshold": {"num": 2}}, "lacks these entries: den"),
        ({**SOUND, "threshold": {"num": 2, "den": 3, "stict": True}}, "entries: stict"),
        ({**SOUND, "threshold": {"num": 2.0, "den": 3}}, "A share of 2.0/3"),
        ({**SOUND, "threshold": {"num": True, "den": 1}}, "A share of True/1"),
        ({**SOUND, "threshold": {"num": "2", "den": 3}}, "A share of 2/3"),
        ({**SOUND, "threshold": {"num": 4, "den": 3}}, "A share of 4/3"),
        ({**SOUND, "threshold": {"num": 1, "den": 0}}, "A share of 1/0"),
        ({**SOUND, "threshold": {"num": -1, "den": -1}}, "A share of -1/-1"),
        ({**SOUND, "threshold": {"num": 3, "den": 3, "strict": True}}, "A share of 3/3"),
        ({**SOUND, "threshold": {"num": 2, "den": 3, "strict": "no"}}, "“threshold.strict”"),
        ({**SOUND, "threshold": {"num": 1, "den": 3}}, "With 1/3 two opposite motions"),
        ({**SOUND, "threshold": {"num": 1, "den": 2}}, "With 1/2 two opposite motions"),
        ({**SOUND, "per_member_majority": {"num": 0, "den": 1}}, "asks nobody"),
        ({**SOUND, "abstention": "ignored"}, "an abstention cannot be left out"),
        ({**SOUND, "tie": "chair"}, "The chair can decide a tie only"),
        ({**SOUND, "consent_of": "county"}, "no possible value for “consent_of”"),
        ({**SOUND, "consent_of": ["king"]}, "“king” is no possible value"),
        ({**SOUND, "consent_of": [True]}, "“True” is no possible value"),
    ],
)
def test_nonsense_is_refused(data: object, text: str) -> None:
    with pytest.raises(UserError) as refusal:
        Rule.from_json(data)
    assert text in str(refusal.value)


def test_refusal_fits_the_sound_one() -> None:
    assert Rule.from_json(SOUND) == CATALOGUE["double_majority"]


def test_what_need_not_be_said_is_the_careful_choice() -> None:
    names = ("key", "version", "name", "reference", "threshold", "base", "abstention")
    rule = Rule.from_json({name: SOUND[name] for name in names})
    assert not rule.written_procedure
    assert not rule.proxy_allowed
    assert rule.block_vote
    assert (rule.tie, rule.status, rule.second_meeting) == ("rejected", "own", None)


@LOOSE
@given(rule=random_rules() | st.sampled_from(list(CATALOGUE.values())))
def test_rule_survives_storage(rule: Rule) -> None:
    stored = json.dumps(rule.to_json())
    assert Rule.from_json(json.loads(stored)) == rule


@LOOSE
@given(case=cases(), closed=st.booleans())
def test_outcome_survives_storage(case: Any, closed: bool) -> None:
    outcome = case.decide(closed=closed)
    assert Outcome.from_json(json.loads(json.dumps(outcome.to_json()))) == outcome


@LOOSE
@given(
    data=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*SOUND, "num", "den", "x"]), inner, max_size=9)
        ),
    )
)
def test_any_json_is_a_rule_or_a_refusal(data: Any) -> None:
    """No entry of a stored or uploaded rule ends in anything but a sentence."""
    mixed = {**SOUND, **data} if isinstance(data, dict) else data
    try:
        rule = Rule.from_json(mixed)
    except UserError as refusal:
        assert str(refusal)
    else:
        assert rule.to_json() == {**rule.to_json(), **mixed}


def test_every_kind_of_member_can_be_asked() -> None:
    assert {kind.value for kind in MemberKind} | {"concerned"} == definition.CONSENT_GROUPS


def test_shares_are_compared_without_rounding() -> None:
    assert not Threshold(2, 3).is_reached(6_666_666_666_666_666_666, 10**19)
    assert Threshold(2, 3).is_reached(6_666_666_666_666_666_667, 10**19)
