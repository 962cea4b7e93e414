"""Asking a member's assistant its own questions, with the rights of a citizen or of a clerk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max, Q

from gemeinwerk.assistant.answering.actions import answer_person, answer_visitor
from gemeinwerk.assistant.answering.answers import Answer
from gemeinwerk.assistant.learning import queries
from gemeinwerk.assistant.learning.cleaning import clean
from gemeinwerk.assistant.learning.errors import NothingToAsk
from gemeinwerk.assistant.learning.measuring import rules
from gemeinwerk.assistant.learning.measuring.rules import Case, Change, Result
from gemeinwerk.assistant.models import Article, Base, Desk, Measurement
from gemeinwerk.journal import actions as journal
from gemeinwerk.members import queries as members
from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Member

BATCH = 50
"""Questions that are asked in one transaction."""

MAX_OUTCOMES = 10_000
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """A measurement and what changed since the one before of the same name.

    ``unknown`` are expected articles that are not there, so that no answer could be right.
    """

    measurement: Measurement
    before: Measurement | None
    better: list[Change]
    worse: list[Change]
    unknown: list[str]


@dataclass(frozen=True, slots=True)
class Right:
    """The articles that are right for a case, and whose they are."""

    articles: frozenset[UUID]
    members: frozenset[int]


Ask = Callable[[str], Answer]


def measure(*, member: Member, name: str, cases: Sequence[Case], as_citizen: bool) -> Run:
    """Ask every question as the product would, and keep what came of it.

    Opens contexts of its own, one per BATCH questions. Raises NothingToAsk where citizens have no
    open page to ask at.
    """
    with member_context(member.id):
        rights = {case.key: _right(case) for case in cases}
    results: list[Result] = []
    for start in range(0, len(cases), BATCH):
        with _asking(member, as_citizen=as_citizen) as ask:
            part = cases[start : start + BATCH]
            results += [_result(case, ask(case.question), rights[case.key]) for case in part]
    unknown = [
        " | ".join(case.expected)
        for case in cases
        if not case.is_unanswerable and not rights[case.key].articles
    ]
    return _keep(member, name, results, unknown)


def compare_with(one: Measurement, before: Measurement | None) -> tuple[list[Change], list[Change]]:
    """Return what is better and what worse in a measurement than in the one before it."""
    return rules.compare(before.outcomes, one.outcomes) if before else ([], [])


def _keep(member: Member, name: str, results: Sequence[Result], unknown: list[str]) -> Run:
    with member_context(member.id):
        before = queries.get_measurement_before(name)
        own = Base.objects.filter(member_id=member.id)
        made = Measurement.objects.create(
            member_id=member.id,
            name=name,
            revision=own.aggregate(latest=Max("revision"))["latest"] or 0,
            figures=rules.figures_of(results),
            outcomes={one.case.key: _outcome(one) for one in results[:MAX_OUTCOMES]},
        )
        journal.record("assistant.measured", actor=members.operator(member), obj=made, name=name)
        better, worse = compare_with(made, before)
    return Run(made, before, better, worse, unknown)


def _outcome(one: Result) -> dict[str, Any]:
    """What is kept of a question: cleaned, because a file may be made of real ones."""
    return {
        "question": clean(one.case.question)[:300],
        "rank": one.rank,
        "answered": one.is_answered,
        "unanswerable": one.case.is_unanswerable,
        "merit": round(one.merit, 4),
    }


@contextmanager
def _asking(member: Member, *, as_citizen: bool) -> Iterator[Ask]:
    if not as_citizen:
        with member_context(member.id):
            actor = members.operator(member)
            yield lambda question: answer_person(actor=actor, question=question)
        return
    with member_context(door="public"):
        desk = Desk.objects.filter(member_id=member.id, is_open=True).first()
        if desk is None:
            raise NothingToAsk(member=member.name)
        yield lambda question: answer_visitor(desk=desk, question=question)


def _right(case: Case) -> Right:
    named = Q(pk__in=[])
    for name in case.expected:
        named |= Q(external_id=name) | Q(title__iexact=name)
        named |= Q(versions__is_current=True, versions__source=name)
        named |= Q(id__in=[UUID(text) for text in _ID.findall(name)])
    found = Article.objects.filter(named)
    rows = list(found.values_list("id", "member_id"))
    return Right(frozenset(row[0] for row in rows), frozenset(row[1] for row in rows))


def _result(case: Case, answer: Answer, right: Right) -> Result:
    shown = [*answer.citations, *answer.further] if answer.is_answered else []
    quotes = " ".join(each.quote for each in answer.citations)
    foreign = bool(shown and right.members and shown[0].member_id not in right.members)
    return Result(
        case=case,
        is_answered=answer.is_answered,
        rank=rules.rank_of(right.articles, [each.article_id for each in shown]),
        is_foreign=foreign,
        coverage=rules.coverage_of(case.answer, quotes),
    )
