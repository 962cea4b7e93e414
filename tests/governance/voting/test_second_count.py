"""The database counts votes itself: as ``voting.rules`` does, for every rule and any ballots."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.governance.voting.voting_cases import CATALOGUE, Case, cases

from gemeinwerk.governance.voting.rules import Rule

pytestmark = pytest.mark.django_db


def counted(case: Case) -> bool:
    """Ask the database; an objection is asked for elsewhere."""
    electorate = [
        {
            "member_id": one.member_id,
            "weight": one.weight,
            "kind": one.kind,
            "chair": one.chair,
            "present": one.present,
        }
        for one in case.ballots
    ]
    said = {str(one.member_id): one.choice for one in case.ballots if one.choice}
    values: list[Any] = [case.rule.to_json(), electorate, said]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT governance_carries(%s::jsonb, %s::jsonb, %s::jsonb, %s, %s, %s::int[])",
            [*map(json.dumps, values), case.written, case.second_meeting, list(case.concerned)],
        )
        return bool(cursor.fetchone()[0])


def is_one_seat_each(case: Case) -> bool:
    """As the product makes electorates: one seat for each member, nobody by proxy."""
    members = [one.member_id for one in case.ballots]
    is_single = len(set(members)) == len(members) and not case.objections
    return is_single and not any(one.by_proxy for one in case.ballots)


def check(data: st.DataObject, rule: Rule | None) -> None:
    case = data.draw(cases(rule).filter(is_one_seat_each))
    assert counted(case) == case.decide().adopted


CONTEXT = [HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow]


@pytest.mark.parametrize("rule", CATALOGUE.values(), ids=CATALOGUE.keys())
@settings(max_examples=60, suppress_health_check=CONTEXT)
@given(data=st.data())
def test_every_rule_of_the_catalogue(rule: Rule, data: st.DataObject) -> None:
    check(data, rule)


@settings(max_examples=400, suppress_health_check=CONTEXT)
@given(data=st.data())
def test_random_rules(data: st.DataObject) -> None:
    check(data, None)
