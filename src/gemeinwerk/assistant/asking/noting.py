"""What is told to the editors of a member: questions without an answer, and poor ones."""

from __future__ import annotations

from gemeinwerk.assistant.answering.answers import Answer, Outcome
from gemeinwerk.assistant.asking.conversation import Rated
from gemeinwerk.assistant.learning.actions import note_question
from gemeinwerk.assistant.models import QuestionReason


def note_refusal(answer: Answer, *, member_id: int, channel: str) -> None:
    """Keep a question for the editors to which nothing was found, personal data removed."""
    if not answer.is_answered:
        note_question(
            member_id=member_id,
            text=answer.question,
            reason=_reason(answer),
            channel=channel,
            language=answer.language,
        )


def _reason(answer: Answer) -> QuestionReason:
    is_foreign = answer.outcome is Outcome.OFF_TOPIC
    return QuestionReason.OFF_TOPIC if is_foreign else QuestionReason.UNANSWERED


def note_rating(rated: Rated, *, helped: bool, member_id: int, channel: str) -> None:
    """Keep a question whose answer did not help; of one that did nothing is kept."""
    if not helped:
        note_question(
            member_id=member_id,
            text=rated.question,
            reason=QuestionReason.UNHELPFUL,
            channel=channel,
            language=rated.language,
            version_id=rated.version_id,
        )
