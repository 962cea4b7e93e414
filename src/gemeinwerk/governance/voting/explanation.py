"""What a rule asks and how a vote came out, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping

from gemeinwerk.governance.voting.ballots import Outcome
from gemeinwerk.governance.voting.definition import Rule


def describe(rule: Rule) -> list[str]:
    """Return in sentences what a rule asks, for whoever chooses it or votes by it."""
    raise NotImplementedError


def explain(rule: Rule, outcome: Outcome, names: Mapping[int, str] | None = None) -> list[str]:
    """Return in sentences how an outcome came about: result, rule, count, what was missing.

    ``names`` gives the names of members by their id.
    """
    raise NotImplementedError
