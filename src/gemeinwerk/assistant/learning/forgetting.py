"""What is deleted by the calendar, and what happens to new questions by the clock."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Left

from gemeinwerk.assistant.learning import queries
from gemeinwerk.assistant.learning.actions import GAP_DAYS, NO_TITLE, TITLE
from gemeinwerk.assistant.models import Gap, GapState, Handover, HandoverState, Question
from gemeinwerk.jobs import actions as jobs
from gemeinwerk.journal import actions as journal
from gemeinwerk.kernel import clock
from gemeinwerk.members import queries as members
from gemeinwerk.members.context import member_context, require_member
from gemeinwerk.members.models import Member


class Forgotten(NamedTuple):
    """How many rows were deleted."""

    handovers: int
    questions: int
    gaps: int


def forget(*, member_id: int) -> Forgotten:
    """Delete a member's conversations, questions and unused gaps of which the time is over.

    For a job: may be repeated. The journal tells how many, never what.
    """
    with member_context(member_id), transaction.atomic():
        gone = Forgotten(_forget_handovers(), _forget_questions(), _forget_gaps())
        _forget_titles()
        if any(gone):
            actor = members.operator(members.get_member(member_id))
            journal.record("assistant.forgotten", actor=actor, **gone._asdict())
    return gone


def _forget_handovers() -> int:
    return _delete(_list_old_handovers())


def _list_old_handovers() -> QuerySet[Handover]:
    """What was answered or closed long ago; what waits is kept, however long."""
    over = Handover.objects.filter(state__in=(HandoverState.ANSWERED, HandoverState.CLOSED))
    return over.filter(member_id=require_member(), keep_until__lt=clock.today())


def _forget_questions() -> int:
    return _delete(
        Question.objects.filter(member_id=require_member(), keep_until__lt=clock.today())
    )


def _forget_gaps() -> int:
    """Gaps that an article closed stay: they show what it is there for."""
    asked = Question.objects.filter(gap=OuterRef("pk"))
    old = Gap.objects.filter(
        ~Exists(asked),
        member_id=require_member(),
        last_on__lt=clock.today() - timedelta(days=GAP_DAYS),
    )
    return _delete(old.exclude(state=GapState.CLOSED))


def _forget_titles() -> None:
    """Name a closed gap by its article once the question is gone that was its example."""
    for gap in _list_titled_by_gone().select_related("article"):
        gap.title = gap.article.title if gap.article else NO_TITLE
        gap.save(update_fields=["title"])


def _list_titled_by_gone() -> QuerySet[Gap]:
    asked = Question.objects.annotate(start=Left("text", TITLE))
    example = asked.filter(gap=OuterRef("pk"), start=OuterRef("title"))
    closed = Gap.objects.filter(~Exists(example), member_id=require_member(), state=GapState.CLOSED)
    titled = closed.exclude(article__isnull=False, title=F("article__title"))
    return titled.exclude(article__isnull=True, title=NO_TITLE)


def _delete(rows) -> int:  # type: ignore[no-untyped-def]
    total, _by_model = rows.delete()
    return int(total)


def queue_forgetting() -> None:
    """Queue ``assistant.forget`` for each member that keeps something of which the time is over."""
    for member in _list_members():
        with member_context(member.id):
            if _has_old():
                jobs.defer_once("assistant.forget", lock=f"assistant.forget.{member.id}")


def queue_grouping() -> None:
    """Queue ``assistant.group_questions`` for each member with questions in no gap."""
    for member in _list_members():
        with member_context(member.id):
            if queries.list_ungrouped().exists():
                lock = f"assistant.group_questions.{member.id}"
                jobs.defer_once("assistant.group_questions", lock=lock)


def _has_old() -> bool:
    over = {"member_id": require_member(), "keep_until__lt": clock.today()}
    old_gaps = Gap.objects.filter(
        member_id=require_member(), last_on__lt=clock.today() - timedelta(days=GAP_DAYS)
    )
    return (
        _list_old_handovers().exists()
        or Question.objects.filter(**over).exists()
        or old_gaps.exclude(state=GapState.CLOSED).exists()
        or _list_titled_by_gone().exists()
    )


def _list_members() -> list[Member]:
    with member_context(door="operator"):
        return list(members.list_members())
