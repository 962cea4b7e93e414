"""Stages, goals, tiers and addresses, without a database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.governance.projects import rules
from gemeinwerk.governance.projects.errors import (
    AddressNotHttps,
    GoalWithoutWay,
    OpensTooEarly,
    StageNotReached,
)
from gemeinwerk.governance.projects.rules import Mover, Stage, StepFacts, Tier

WAY = ["need", "idea", "approved", "pilot", "live"]
DECIDED = ["approved", "pilot", "live", "stopped"]


def test_only_its_mover_brings_a_project_to_a_stage() -> None:
    for stage in Stage:
        origins, by = rules.MOVES[stage]
        for now in Stage:
            for mover in Mover:
                allowed = now in origins and mover is by
                assert rules.may_move(now, stage, mover) is allowed


@pytest.mark.parametrize("stage", DECIDED)
def test_no_member_alone_decides(stage: str) -> None:
    for now in Stage:
        with pytest.raises(StageNotReached, match="says what comes next and who does it"):
            rules.check_move(now, stage, Mover.MEMBER)


def test_a_project_goes_its_way_step_by_step() -> None:
    for end in range(1, len(WAY) + 1):
        steps = [StepFacts(stage) for stage in WAY[:end]]
        assert rules.stage_of(steps) == WAY[end - 1]
    assert rules.stage_of([StepFacts(stage) for stage in WAY], has_solution=True) == "reusable"


def test_an_idea_on_a_motion_is_proposed_and_nothing_else_is() -> None:
    for end in range(1, len(WAY) + 1):
        steps = [StepFacts(stage) for stage in WAY[:end]]
        shown = rules.stage_of(steps, is_on_motion=True)
        assert (shown == "proposed") is (WAY[end - 1] == "idea")


def test_a_solution_alone_makes_nothing_reusable() -> None:
    for stage in ("need", "idea", "approved", "pilot"):
        steps = [StepFacts(each) for each in WAY[: WAY.index(stage) + 1]]
        assert rules.stage_of(steps, has_solution=True) == stage


@given(st.lists(st.sampled_from(DECIDED), max_size=6), st.data())
def test_undoing_is_as_if_it_had_never_been(decided: list[str], data: st.DataObject) -> None:
    stands = [data.draw(st.booleans()) for _ in decided]
    base = [StepFacts("need"), StepFacts("idea")]
    marked = [StepFacts(*pair) for pair in zip(decided, stands, strict=True)]
    without = [step for step in marked if step.stands]
    assert rules.stage_of(base + marked) == rules.stage_of(base + without)


@given(st.lists(st.sampled_from(DECIDED), max_size=6))
def test_with_everything_undone_it_is_the_idea_again(decided: list[str]) -> None:
    steps = [StepFacts("idea"), *(StepFacts(each, stands=False) for each in decided)]
    assert rules.stage_of(steps) == "idea"


def test_a_repealed_stop_lets_the_project_go_on() -> None:
    steps = [StepFacts("idea"), StepFacts("approved"), StepFacts("pilot")]
    assert rules.stage_of([*steps, StepFacts("stopped")]) == "stopped"
    assert rules.stage_of([*steps, StepFacts("stopped", stands=False)]) == "pilot"


def test_a_motion_foresees_only_what_may_follow() -> None:
    rules.check_foreseen("idea", "pilot_project")
    with pytest.raises(StageNotReached):
        rules.check_foreseen("need", "start_project")
    for kind in rules.BY_EFFECT:
        with pytest.raises(StageNotReached):
            rules.check_foreseen("stopped", kind)


def test_next_stage_ends_at_reusable() -> None:
    assert rules.next_stage("need") == "idea"
    assert rules.next_stage("live") == "reusable"
    assert rules.next_stage("reusable") is None
    assert rules.next_stage("stopped") is None


@pytest.mark.parametrize(
    ("start", "target", "value", "percent"),
    [
        ("10", "20", "10", 0),
        ("10", "20", "15", 50),
        ("10", "20", "20", 100),
        ("10", "20", "25", 150),
        ("10", "20", "9", -10),
        ("20", "10", "15", 50),  # less is better
        ("20", "10", "22", -20),
        ("0", "3", "1", 33),
        ("0", "3", "2.999", 99),  # not reached is never shown as reached
        ("-5", "5", "0", 50),
    ],
)
def test_share_of_the_way(start: str, target: str, value: str, percent: int) -> None:
    assert rules.share_reached(Decimal(start), Decimal(target), Decimal(value)) == percent


NUMBERS = st.decimals(-1_000_000, 1_000_000, places=3, allow_nan=False)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_share_is_full_exactly_from_the_target_on(
    start: Decimal, target: Decimal, value: Decimal
) -> None:
    if start == target:
        with pytest.raises(GoalWithoutWay, match="are the same"):
            rules.check_goal(start, target)
        return
    reached = value >= target if target > start else value <= target
    assert (rules.share_reached(start, target, value) >= 100) is reached


DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("alliance", "everyone", "tier"),
    [
        (None, None, Tier.PARTNERS),
        (DAY + timedelta(days=1), None, Tier.PARTNERS),
        (DAY, None, Tier.ALLIANCE),
        (DAY, DAY + timedelta(days=1), Tier.ALLIANCE),
        (DAY, DAY, Tier.EVERYONE),
    ],
)
def test_tiers_open_on_their_day(alliance: date | None, everyone: date | None, tier: Tier) -> None:
    assert rules.tier_on(DAY, alliance, everyone) is tier


def test_nobody_outside_sees_a_solution_before_the_alliance() -> None:
    rules.check_tiers(DAY, DAY)
    rules.check_tiers(None, None)
    for alliance in (None, DAY + timedelta(days=1)):
        with pytest.raises(OpensTooEarly, match=r"from 01\.03\.2026"):
            rules.check_tiers(alliance, DAY)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://code.example/gruppe/projekt",
        "https://code.example:8443/?q=1#readme",
        "https://bücher.example/",
    ],
)
def test_https_addresses_are_taken(address: str) -> None:
    assert rules.check_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "http://code.example/",
        "HTTPS:code.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "//code.example/",
        "https://",
        "https://localhost/",
        "https://user:pass@code.example/",
        "https://code.example@evil.example/",
        "https://code.example/ <script>",
        "https://code.example/\n",
        "https://code.example:99999/",
        "https://[::1/",
        "https://code.example/\u202e",
        "ftp://code.example/",
        "code.example",
    ],
)
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(AddressNotHttps, match="begins with https://"):
        rules.check_address(address)
