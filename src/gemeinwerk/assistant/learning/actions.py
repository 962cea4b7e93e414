"""Keeping questions without a good answer, grouping them, and closing the gaps they show."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction

from gemeinwerk.assistant.answering.embedding import configured_embedder
from gemeinwerk.assistant.errors import ArticleUnknown, DeskUnknown
from gemeinwerk.assistant.knowledge import actions as knowledge
from gemeinwerk.assistant.knowledge.rules import ArticleText
from gemeinwerk.assistant.learning import queries
from gemeinwerk.assistant.learning.cleaning import clean, has_words
from gemeinwerk.assistant.learning.errors import AlreadyDecided, ArticleNotReleased, NotDecided
from gemeinwerk.assistant.learning.grouping import group
from gemeinwerk.assistant.models import (
    Article,
    ArticleState,
    Desk,
    Gap,
    GapState,
    Question,
    QuestionReason,
    Version,
)
from gemeinwerk.assistant.permissions import WRITE
from gemeinwerk.journal import actions as journal
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import current, member_context
from gemeinwerk.members.permissions import require

KEEP_DAYS = 30
"""How long a question is kept at a member that has no public page with a time of its own."""

GAP_DAYS = 180
"""After so many days in which nobody asked, a gap that no article closed is forgotten too."""

AGAIN_MINUTES = 10
"""The same words at the same place within so many minutes are a click that was repeated."""

SLOTS = 5_000
"""Questions of strangers that a member keeps in a day at most, so that nobody fills it up."""

TITLE = 500
"""Characters of the question that leads a gap."""

NO_TITLE = "–"

CHANNELS = ("public", "widget", "clerk", "api")
BATCH = 1000


@transaction.atomic
def note_question(
    *,
    member_id: int,
    text: str,
    reason: str,
    channel: str,
    language: str = "de",
    version_id: UUID | None = None,
) -> bool:
    """Keep a question that had no good answer, cleaned, for a short time; tell whether it was kept.

    In the member's context or at the door ``public`` of a member with an open page (DeskUnknown
    otherwise). ``version_id`` is what was quoted to a question that was rated. Nothing is kept of
    a question in which nothing but personal data stands. A repeated click counts once.
    """
    text, reason = clean(text), QuestionReason(reason).value
    if not has_words(text):
        return False
    channel = channel if channel in CHANNELS else "public"
    made = Question(
        id=_id_of(member_id, text, reason, channel, version_id),
        member_id=member_id,
        text=text,
        reason=reason,
        channel=channel,
        language=language[:10] or "de",
        asked_on=clock.today(),
        keep_until=clock.today() + timedelta(days=_days(member_id)),
        version_id=version_id,
    )
    Question.objects.bulk_create([made], ignore_conflicts=True)
    return True


def group_questions(*, member_id: int) -> int:
    """Put the new questions of a member into gaps; return how many were grouped.

    For a job, which may be killed or run twice: nothing is open while meanings are computed, and
    only questions that are in no gap yet are counted.
    """
    with member_context(member_id):
        new = list(queries.list_ungrouped()[:BATCH])
        leaders = queries.list_leaders()
    if not new:
        return 0
    embedder = configured_embedder()
    embed = embedder.embed_question if embedder else None
    numbers = group([one.text for one in new], [gap.title for gap in leaders], embed)
    groups: dict[int, list[UUID]] = defaultdict(list)
    for question, number in zip(new, numbers, strict=True):
        groups[number].append(question.id)
    with member_context(member_id):
        return sum(
            _join(leaders[number].id if number < len(leaders) else None, ids)
            for number, ids in groups.items()
        )


@transaction.atomic
def write_article(*, gap_id: UUID, base_id: int, title: str, body: str, actor: Actor) -> Version:
    """Begin an article for a gap: a draft that the gap points to. Closing comes after release.

    Raises GapUnknown, NotAllowed, AlreadyDecided, and as ``knowledge.actions.save_draft``.
    """
    gap = _lock_open(gap_id, actor)
    content = ArticleText(title=title, body=body, kind="faq")
    version = knowledge.save_draft(base_id=base_id, content=content, actor=actor)
    gap.article_id = version.article_id
    gap.save(update_fields=["article"])
    journal.record(
        "assistant.gap.written_up", actor=actor, obj=gap, article=str(version.article_id)
    )
    return version


@transaction.atomic
def close_gap(*, gap_id: UUID, article_id: UUID, actor: Actor) -> Gap:
    """Close a gap with an own released article; from now on is counted who asks all the same.

    Raises GapUnknown, NotAllowed, AlreadyDecided, ArticleUnknown, ArticleNotReleased.
    """
    gap = _lock_open(gap_id, actor)
    article = Article.objects.filter(id=article_id, member_id=actor.member_id).first()
    if article is None:
        raise ArticleUnknown
    if article.state != ArticleState.RELEASED:
        raise ArticleNotReleased
    gap.article = article
    _decide(gap, GapState.CLOSED, actor)
    journal.record("assistant.gap.closed", actor=actor, obj=gap, article=article.title)
    return gap


@transaction.atomic
def dismiss_gap(*, gap_id: UUID, actor: Actor) -> Gap:
    """Set a gap aside: it is not for this authority.

    Raises GapUnknown, NotAllowed, AlreadyDecided.
    """
    gap = _lock_open(gap_id, actor)
    _decide(gap, GapState.DISMISSED, actor)
    journal.record("assistant.gap.dismissed", actor=actor, obj=gap)
    return gap


@transaction.atomic
def reopen_gap(*, gap_id: UUID, actor: Actor) -> Gap:
    """Open a gap again. Raises GapUnknown, NotAllowed, NotDecided."""
    gap = _lock(gap_id, actor)
    if gap.state == GapState.OPEN:
        raise NotDecided
    _decide(gap, GapState.OPEN, actor)
    journal.record("assistant.gap.reopened", actor=actor, obj=gap)
    return gap


@transaction.atomic
def forget_question(*, gap_id: UUID, question_id: UUID, actor: Actor) -> bool:
    """Delete a question at once, for instance because a name is left in it; the count stays.

    Where it led the gap, another one does, or a title that says nothing. Tell whether it was there.
    Raises GapUnknown, NotAllowed.
    """
    gap = _lock(gap_id, actor)
    question = Question.objects.filter(id=question_id, gap=gap).first()
    if question is None:
        return False
    Question.objects.filter(gap=gap, text=question.text).delete()
    if gap.title == question.text[:TITLE]:
        other = queries.list_questions(gap)
        gap.title = other[0].text[:TITLE] if other else NO_TITLE
        gap.save(update_fields=["title"])
    journal.record("assistant.question.forgotten", actor=actor, obj=gap)
    return True


def _id_of(member_id: int, *facts: object) -> UUID:
    """The same for the same question within some minutes, so that PostgreSQL keeps one of them.

    Strangers have SLOTS ids a day, from which the question picks one: of two in one slot the first
    is kept. So their number is bounded without counting what strangers may not see; of a hundred
    questions a day one or none is lost.
    """
    window = int(clock.now().timestamp()) // (AGAIN_MINUTES * 60)
    made = uuid5(NAMESPACE_OID, "\n".join(map(str, (member_id, window, *facts))))
    if current().door != "public":
        return made
    return uuid5(NAMESPACE_OID, f"{member_id}\n{clock.today()}\n{made.int % SLOTS}")


def _days(member_id: int) -> int:
    desk = Desk.objects.filter(member_id=member_id).first()
    if desk is None and current().member_id != member_id:
        raise DeskUnknown
    return desk.keep_days if desk else KEEP_DAYS


def _join(gap_id: UUID | None, ids: list[UUID]) -> int:
    """Put questions into a gap, or into a new one that the first of them leads."""
    free = queries.list_ungrouped().select_for_update().filter(id__in=ids)
    questions = list(free)
    if not questions:
        return 0
    known = Gap.objects.select_for_update().filter(id=gap_id).first() if gap_id else None
    gap = known or _new_gap(questions[0])
    is_foreign = all(one.reason == QuestionReason.OFF_TOPIC for one in questions)
    gap.is_off_topic = is_foreign and (gap.is_off_topic or known is None)
    gap.times += len(questions)
    if gap.state != GapState.OPEN:
        gap.times_since += len(questions)
    gap.first_on = min(gap.first_on, questions[0].asked_on)
    gap.last_on = max(gap.last_on, questions[-1].asked_on)
    gap.save()
    Question.objects.filter(id__in=[one.id for one in questions]).update(gap=gap)
    return len(questions)


def _new_gap(first: Question) -> Gap:
    return Gap(
        member_id=first.member_id,
        title=first.text[:TITLE],
        first_on=first.asked_on,
        last_on=first.asked_on,
    )


def _lock(gap_id: UUID, actor: Actor) -> Gap:
    queries.get_gap(gap_id)
    require(actor, WRITE)
    return Gap.objects.select_for_update().get(id=gap_id)


def _lock_open(gap_id: UUID, actor: Actor) -> Gap:
    gap = _lock(gap_id, actor)
    if gap.state != GapState.OPEN:
        raise AlreadyDecided
    return gap


def _decide(gap: Gap, state: str, actor: Actor) -> None:
    gap.state, gap.times_since = state, 0
    gap.decided_at = clock.now() if state != GapState.OPEN else None
    gap.decided_by = actor.label if state != GapState.OPEN else ""
    gap.save(update_fields=["state", "times_since", "decided_at", "decided_by", "article"])
