"""Handing a conversation over, answering it, and making an article of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction

from gemeinwerk.assistant.handover import queries
from gemeinwerk.assistant.handover.errors import (
    AlreadyAnswered,
    AlreadyArticle,
    AlreadyHandedOver,
    AnswerMissing,
    ConsentMissing,
    HandoverUnknown,
    NotAnswered,
    NotInWork,
    NotTaken,
    QuestionMissing,
    ReasonMissing,
    TakenByOther,
    TextTooLong,
    TooManyWaiting,
)
from gemeinwerk.assistant.handover.rules import (
    MAX_ANSWER,
    MAX_CONTACT,
    MAX_OPEN,
    MAX_QUESTION,
    Turn,
    hash_of,
    is_ticket,
    keep_until,
    new_ticket,
    read_transcript,
    tidy,
    tidy_line,
    to_json,
)
from gemeinwerk.assistant.knowledge import actions as knowledge
from gemeinwerk.assistant.knowledge.rules import ArticleText
from gemeinwerk.assistant.models import (
    NAME,
    Desk,
    Handover,
    HandoverState,
    Version,
)
from gemeinwerk.assistant.permissions import ANSWER, ASK, RELEASE, WRITE
from gemeinwerk.jobs import actions as jobs
from gemeinwerk.journal import actions as journal
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import require_member
from gemeinwerk.members.permissions import allows, require

KEEP_DAYS = 30
"""How long a conversation is kept at a member that has no public page with a time of its own."""


@transaction.atomic
def hand_over(
    *,
    desk: Desk,
    question: str,
    transcript: Sequence[Any] = (),
    contact: str = "",
    consent: bool,
    office_name: str = "",
    ticket: str = "",
) -> str:
    """Store a stranger's question and conversation for the clerks of a desk (door ``public``).

    Return the ticket with which the stranger reads the answer; only its hash is stored. ``ticket``
    is one of ``rules.new_ticket`` that the form was given, so that sending it twice stores it once.
    Raises NotTaken, ConsentMissing, QuestionMissing, TextTooLong, TooManyWaiting,
    AlreadyHandedOver.
    """
    if not desk.takes_handovers:
        raise NotTaken(authority=desk.authority)
    if not consent:
        raise ConsentMissing
    made = _read(question, transcript, contact, office_name)
    if queries.count_at_desk(desk.member_id) >= MAX_OPEN:
        raise TooManyWaiting
    return _store(made, ticket, member_id=desk.member_id, days=desk.keep_days)


@transaction.atomic
def hand_over_inside(
    *,
    actor: Actor,
    question: str,
    transcript: Sequence[Any] = (),
    contact: str = "",
    office_name: str = "",
    ticket: str = "",
) -> str:
    """Pass a colleague's question on to the own editors; return the ticket for its answer.

    Raises NotAllowed, QuestionMissing, TextTooLong, AlreadyHandedOver.
    """
    require(actor, ASK)
    made = _read(question, transcript, contact or actor.person_name, office_name)
    ticket = _store(made, ticket, member_id=actor.member_id, days=_days())
    journal.record("assistant.handover.made", actor=actor, obj=made)
    return ticket


def take_back(*, ticket: str) -> bool:
    """Delete a conversation for who holds its ticket (door ``public``); tell whether it was there.

    Not journaled: it is the stranger's own, and nothing of it is to stay.
    """
    if not is_ticket(ticket):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT assistant_take_back(%s)", [hash_of(ticket)])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def take(*, handover_id: UUID, actor: Actor) -> Handover:
    """Take a conversation into work, so that no colleague answers it as well.

    Raises HandoverUnknown, NotAllowed, AlreadyAnswered, TakenByOther.
    """
    found = queries.get_handover(handover_id)
    require(actor, ANSWER)
    found = _lock(found)
    _check_free(found, actor)
    if found.state == HandoverState.OPEN:
        _take(found, actor)
        journal.record("assistant.handover.taken", actor=actor, obj=found)
    return found


@transaction.atomic
def put_back(*, handover_id: UUID, actor: Actor) -> Handover:
    """Put a conversation back; who releases articles may do so for a colleague who is away.

    Raises HandoverUnknown, NotAllowed, AlreadyAnswered, NotInWork, TakenByOther.
    """
    found = queries.get_handover(handover_id)
    require(actor, ANSWER)
    found = _lock(found)
    if not allows(actor, RELEASE):
        _check_free(found, actor)
    if found.state in queries.OVER:
        raise AlreadyAnswered
    if found.state != HandoverState.TAKEN:
        raise NotInWork
    found.state, found.taken_by_id, found.taken_by = HandoverState.OPEN, None, ""
    found.save(update_fields=["state", "taken_by_id", "taken_by"])
    journal.record("assistant.handover.put_back", actor=actor, obj=found)
    return found


@transaction.atomic
def answer(*, handover_id: UUID, text: str, actor: Actor) -> Handover:
    """Answer a conversation; it goes by mail if an address was left, and by ticket in any case.

    Raises HandoverUnknown, NotAllowed, AlreadyAnswered, TakenByOther, AnswerMissing, TextTooLong.
    """
    found = queries.get_handover(handover_id)
    require(actor, ANSWER)
    text = _checked(text, MAX_ANSWER)
    if not text:
        raise AnswerMissing
    found = _finish(found, HandoverState.ANSWERED, text, actor)
    journal.record("assistant.handover.answered", actor=actor, obj=found)
    if is_address(found.contact):
        jobs.defer("assistant.send_answer", handover_id=str(found.id))
    return found


@transaction.atomic
def close(*, handover_id: UUID, reason: str, actor: Actor) -> Handover:
    """Close a conversation without an answer; who asked reads the reason.

    Raises HandoverUnknown, NotAllowed, AlreadyAnswered, TakenByOther, ReasonMissing, TextTooLong.
    """
    found = queries.get_handover(handover_id)
    require(actor, ANSWER)
    reason = _checked(reason, MAX_ANSWER)
    if not reason:
        raise ReasonMissing
    found = _finish(found, HandoverState.CLOSED, reason, actor)
    journal.record("assistant.handover.closed", actor=actor, obj=found)
    if is_address(found.contact):
        jobs.defer("assistant.send_answer", handover_id=str(found.id))
    return found


@transaction.atomic
def make_article(
    *, handover_id: UUID, base_id: int, title: str, body: str, actor: Actor
) -> Version:
    """Make the draft of an article of an answer; the conversation keeps a link to it.

    Raises HandoverUnknown, NotAllowed, NotAnswered, AlreadyArticle, and as
    ``knowledge.actions.save_draft``.
    """
    found = queries.get_handover(handover_id)
    require(actor, WRITE)
    require(actor, ANSWER)
    found = _lock(found)
    if found.state != HandoverState.ANSWERED:
        raise NotAnswered
    if found.article_id:
        raise AlreadyArticle
    content = ArticleText(title=title, body=body, kind="faq")
    version = knowledge.save_draft(base_id=base_id, content=content, actor=actor)
    found.article_id = version.article_id
    found.save(update_fields=["article"])
    journal.record(
        "assistant.handover.written_up", actor=actor, obj=found, article=str(version.article_id)
    )
    return version


def is_address(contact: str) -> bool:
    """Tell whether a contact is an e-mail address to which an answer can be sent."""
    try:
        validate_email(contact)
    except ValidationError:
        return False
    return True


def _read(question: str, transcript: Sequence[Any], contact: str, office_name: str) -> Handover:
    question = _checked(question, MAX_QUESTION)
    if not question:
        raise QuestionMissing
    contact = tidy_line(contact)
    if len(contact) > MAX_CONTACT:
        raise TextTooLong(size=len(contact), limit=MAX_CONTACT)
    turns: list[Turn] = read_transcript(transcript)
    return Handover(
        question=question,
        transcript=to_json(turns),
        contact=contact,
        office_name=tidy_line(office_name)[:NAME],
    )


def _checked(text: str, limit: int) -> str:
    text = tidy(text)
    if len(text) > limit:
        raise TextTooLong(size=len(text), limit=limit)
    return text


def _store(made: Handover, ticket: str, *, member_id: int, days: int) -> str:
    ticket = ticket if is_ticket(ticket) else new_ticket()
    made.member_id, made.ticket_hash = member_id, hash_of(ticket)
    made.consented_at = clock.now()
    made.keep_until = keep_until(clock.today(), days)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:  # the form was sent twice
        raise AlreadyHandedOver from error
    return ticket


def _days() -> int:
    desk = Desk.objects.filter(member_id=require_member()).first()
    return desk.keep_days if desk else KEEP_DAYS


def _lock(found: Handover) -> Handover:
    locked = Handover.objects.select_for_update().filter(id=found.id).first()
    if locked is None:  # taken back at this moment
        raise HandoverUnknown
    return locked


def _check_free(found: Handover, actor: Actor) -> None:
    if found.state in queries.OVER:
        raise AlreadyAnswered
    if found.state == HandoverState.TAKEN and found.taken_by_id != actor.person_id:
        raise TakenByOther(person=found.taken_by)


def _take(found: Handover, actor: Actor) -> None:
    found.state = HandoverState.TAKEN
    found.taken_by_id, found.taken_by = actor.person_id, actor.person_name
    found.save(update_fields=["state", "taken_by_id", "taken_by"])


def _finish(found: Handover, state: str, text: str, actor: Actor) -> Handover:
    """Write the last word; from now on runs the time to keep it, in which it can be read."""
    found = _lock(found)
    _check_free(found, actor)
    found.state, found.answer = state, text
    found.answered_at, found.answered_by = clock.now(), actor.label
    found.keep_until = max(found.keep_until, keep_until(clock.today(), _days()))
    found.save(update_fields=["state", "answer", "answered_at", "answered_by", "keep_until"])
    return found
