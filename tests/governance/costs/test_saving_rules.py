"""Extra effort against savings, and the test of 15 %."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.governance.costs import savings
from gemeinwerk.governance.costs.errors import SavingNotUnderstood
from gemeinwerk.governance.costs.savings import Answer, Circumstances, Estimate, Saving


def euros(baseline: int, new_cost: int, one_off: int, years: int = 5) -> Saving:
    return Saving((Estimate(100 * baseline, 100 * new_cost, 100 * one_off),), years)


@pytest.mark.parametrize(
    ("saving", "sentence"),
    [
        (euros(400_000, 320_000, 0, years=0), "the term must be 1 to 50 years"),
        (euros(400_000, 320_000, 0, years=51), "the term must be 1 to 50 years"),
        (euros(400_000, -1, 0), "costs must not be below zero"),
        (euros(0, 0, 0), "the cost before is missing"),
        (Saving((), 5), "the cost before is missing"),
    ],
)
def test_nothing_is_told_about_senseless_entries(saving: Saving, sentence: str) -> None:
    for calculate in (savings.gain_suffices, savings.balance_by_year):
        with pytest.raises(SavingNotUnderstood, match=sentence):
            calculate(saving)


def test_examples_of_the_funding() -> None:
    passes, fails = euros(400_000, 320_000, 100_000), euros(400_000, 320_000, 105_000)
    assert (passes.net, savings.gain_suffices(passes)) == (60_000_00, True)
    assert (fails.net, savings.gain_suffices(fails)) == (59_000_00, False)
    assert 100 * passes.share == 15
    assert 100 * fails.share == 14.75


def test_one_cent_more_of_one_off_cost_fails() -> None:
    just_too_much = Saving((Estimate(400_000_00, 320_000_00, 100_000_01),), 5)
    assert not savings.gain_suffices(just_too_much)


def test_members_are_summed_before_the_test() -> None:
    """One member alone would fail, both together pass."""
    costly, cheap = Estimate(100_000, 110_000, 50_000), Estimate(300_000, 200_000, 0)
    assert not savings.gain_suffices(Saving((costly,), 5))
    assert savings.gain_suffices(Saving((costly, cheap), 5))


def test_every_condition_has_an_answer_of_its_own() -> None:
    stated = Circumstances(first_time=False)
    assert savings.list_answers(euros(400_000, 320_000, 0, years=4), stated) == [
        Answer("gain", True),
        Answer("benefit", None),
        Answer("term", False),
        Answer("first_time", False),
        Answer("resolutions", None),
    ]


def test_extra_effort_comes_first() -> None:
    saving = euros(400_000, 320_000, 100_000)
    years = savings.balance_by_year(saving)
    assert [year.balance // 100 for year in years] == [-20_000, 60_000, 140_000, 220_000, 300_000]
    assert [year.effort // 100 for year in years] == [100_000, 0, 0, 0, 0]
    assert savings.first_year_in_credit(saving) == 2
    assert savings.first_year_in_credit(euros(400_000, 400_000, 1)) is None
    assert savings.first_year_in_credit(euros(400_000, 390_000, 51_000)) is None
    assert savings.first_year_in_credit(euros(400_000, 390_000, 50_000)) == 5


amounts = st.integers(0, 10**12)
estimates = st.lists(st.builds(Estimate, amounts, amounts, amounts), min_size=1, max_size=5)
saving_strategy = st.builds(Saving, estimates.map(tuple), st.integers(1, 50))


@given(saving_strategy.filter(lambda saving: saving.baseline > 0))
def test_test_is_exact_in_whole_numbers(saving: Saving) -> None:
    """The same inequality without any division."""
    gain = saving.years * (saving.baseline - saving.new_cost) - saving.one_off
    assert savings.gain_suffices(saving) == (100 * gain >= 15 * saving.baseline * saving.years)
    balance = savings.balance_by_year(saving)[-1].balance
    assert balance == saving.net * saving.years


@given(saving_strategy.filter(lambda saving: saving.baseline > 0), st.integers(0, 10**9))
def test_more_cost_never_helps(saving: Saving, more: int) -> None:
    first, *others = saving.estimates
    for dearer in (
        Estimate(first.baseline, first.new_cost + more, first.one_off),
        Estimate(first.baseline, first.new_cost, first.one_off + more),
    ):
        worse = Saving((dearer, *others), saving.years)
        assert savings.gain_suffices(worse) <= savings.gain_suffices(saving)
