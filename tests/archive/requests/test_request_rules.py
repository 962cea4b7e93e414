"""When a single record may be permitted: without database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gemeinwerk.archive.requests.errors import (
    ConditionsMissing,
    GroundMissing,
    NeedsTask,
    PermitDatesWrong,
    RemedyMissing,
)
from gemeinwerk.archive.requests.rules import Standing, Terms, check_permit, check_refusal

TODAY = date(2026, 11, 22)
TERMS = Terms("read", TODAY, TODAY + timedelta(30))
IN_USE = Standing("Akte 1", "registry", False)


@pytest.mark.parametrize("state", ["registry", ""])
def test_record_in_use_takes_a_task(state: str) -> None:
    standing = Standing("Akte 1", state, False)
    with pytest.raises(NeedsTask, match="“Akte 1” is in use"):
        check_permit(TERMS, standing, basis="interest", today=TODAY)
    check_permit(TERMS, standing, basis="task", today=TODAY)
    check_permit(TERMS, standing, basis="assistance", today=TODAY)


def test_register_is_shown_for_legitimate_interest() -> None:
    check_permit(TERMS, Standing("Blatt 1", "register", False), basis="interest", today=TODAY)


def test_running_period_is_shortened_under_conditions_only() -> None:
    protected = Standing("Akte 1", "archival", False)
    with pytest.raises(ConditionsMissing, match="is not over"):
        check_permit(TERMS, protected, basis="task", today=TODAY)
    told = Terms("read", TODAY, TODAY, "ohne Namen")
    check_permit(told, protected, basis="interest", today=TODAY)
    check_permit(TERMS, Standing("Akte 1", "archival", True), basis="interest", today=TODAY)


@pytest.mark.parametrize(("first", "last"), [(1, 0), (-5, -1)])
def test_dates_in_order_and_not_past(first: int, last: int) -> None:
    terms = Terms("read", TODAY + timedelta(first), TODAY + timedelta(last))
    with pytest.raises(PermitDatesWrong, match="from today on"):
        check_permit(terms, IN_USE, basis="task", today=TODAY)


def test_refusal_names_a_ground_and_the_remedy() -> None:
    told = {"placeholder": "Platzhalter hier", "is_confirmed": False}
    with pytest.raises(GroundMissing, match="at least one ground"):
        check_refusal(grounds=[], remedy="Klage", **told)
    for remedy in ("", "  ", "Platzhalter\n hier"):
        with pytest.raises(RemedyMissing, match="still the placeholder"):
            check_refusal(grounds=["effort"], remedy=remedy, **told)
    check_refusal(grounds=["effort"], remedy="Klage", **told)
    check_refusal(grounds=["effort"], remedy="", **told | {"is_confirmed": True})
