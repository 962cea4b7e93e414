"""Asking a member's assistant its own questions, with the rights of a citizen or of a clerk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from gemeinwerk.assistant.answering.actions import answer_person, answer_visitor
from gemeinwerk.assistant.answering.answers import Answer
from gemeinwerk.assistant.answering.queries import list_bases_of_desk, list_bases_of_member
from gemeinwerk.assistant.learning import queries
from gemeinwerk.assistant.learning.cleaning import clean
from gemeinwerk.assistant.learning.errors import NothingToAsk
from gemeinwerk.assistant.learning.measuring import rules
from gemeinwerk.assistant.learning.measuring.rules import Case, Change, Result
from gemeinwerk.assistant.models import Article, ArticleState, AskedAs, Base, Desk, Measurement
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

    ``unknown`` are expected articles that whoever asks cannot see, so that no answer can be right.
    """

    measurement: Measurement
    before: Measurement | None
    better: list[Change]
    worse: list[Change]
    unknown: list[str]


@dataclass(frozen=True, slots=True)
class Right:
    """The articles that are right for a case, and whose they are; whether the asker sees one."""

    articles: frozenset[UUID] = frozenset()
    members: frozenset[int] = frozenset()
    is_there: bool = False


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who asks: how a question is answered, and the bases that answer."""

    ask: Callable[[str], Answer]
    bases: frozenset[int]


Named = dict[str, Right]
"""By each name of an expected article."""


def measure(*, member: Member, name: str, cases: Sequence[Case], as_citizen: bool) -> Run:
    """Ask every question as the product would, and keep what came of it.

    Opens contexts of its own, one per BATCH questions. Raises NothingToAsk where citizens have no
    open page to ask at.
    """
    names = frozenset(name for case in cases for name in case.expected)
    own = _list_own(member, names)
    results: list[Result] = []
    unknown: list[str] = []
    for start in range(0, len(cases), BATCH):
        with _asking(member, as_citizen=as_citizen) as asker:
            for case in cases[start : start + BATCH]:
                right = _right(case, own, asker)
                results.append(_result(case, asker.ask(case.question), right))
                if case.expected and not right.is_there:
                    unknown.append(" | ".join(case.expected))
    asked_as = AskedAs.CITIZEN if as_citizen else AskedAs.CLERK
    return _keep(member, name, asked_as, results, unknown)


def compare_with(one: Measurement, before: Measurement | None) -> tuple[list[Change], list[Change]]:
    """Return what is better and what worse in a measurement than in the one before it."""
    return rules.compare(before.outcomes, one.outcomes) if before else ([], [])


def _keep(
    member: Member, name: str, asked_as: AskedAs, results: Sequence[Result], unknown: list[str]
) -> Run:
    with member_context(member.id):
        before = queries.get_measurement_before(name, asked_as)
        own = Base.objects.filter(member_id=member.id)
        made = Measurement.objects.create(
            member_id=member.id,
            name=name,
            asked_as=asked_as,
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
def _asking(member: Member, *, as_citizen: bool) -> Iterator[_Asker]:
    if not as_citizen:
        with member_context(member.id):
            actor, bases = members.operator(member), list_bases_of_member(member.id)
            yield _Asker(lambda text: answer_person(actor=actor, question=text), _ids(bases))
        return
    with member_context(door="public"):
        desk = Desk.objects.filter(member_id=member.id, is_open=True).first()
        if desk is None:
            raise NothingToAsk(member=member.name)
        bases = list_bases_of_desk(desk)
        yield _Asker(lambda text: answer_visitor(desk=desk, question=text), _ids(bases))


def _ids(bases: Sequence[Base]) -> frozenset[int]:
    return frozenset(base.id for base in bases)


def _list_own(member: Member, names: frozenset[str]) -> Named:
    """Return the member's own articles by name, whether or not citizens see them."""
    with member_context(member.id):
        own = Article.objects.filter(member_id=member.id)
        return {name: _find(own, name) for name in names}


def _right(case: Case, own: Named, asker: _Asker) -> Right:
    """The own articles of a name are meant; without one those that others have opened to who asks.

    In the context of who asks.
    """
    seen = Article.objects.filter(base_id__in=asker.bases, state=ArticleState.RELEASED)
    found = [own[name] if own[name].articles else _find(seen, name) for name in case.expected]
    articles = frozenset[UUID]().union(*(each.articles for each in found))
    return Right(
        articles=articles,
        members=frozenset[int]().union(*(each.members for each in found)),
        is_there=seen.filter(id__in=articles).exists(),
    )


def _find(articles: QuerySet[Article], name: str) -> Right:
    named = Q(external_id=name) | Q(title__iexact=name)
    named |= Q(versions__is_current=True, versions__source=name)
    named |= Q(id__in=[UUID(text) for text in _ID.findall(name)])
    rows = list(articles.filter(named).values_list("id", "member_id"))
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
