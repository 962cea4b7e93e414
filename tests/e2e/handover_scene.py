"""Questions that were handed over or asked in vain, for the walk through all pages. Invented."""

from __future__ import annotations

from dataclasses import dataclass

from gemeinwerk.assistant.handover import actions
from gemeinwerk.assistant.handover.rules import hash_of
from gemeinwerk.assistant.learning import actions as learning
from gemeinwerk.assistant.learning.measuring.actions import measure
from gemeinwerk.assistant.learning.measuring.rules import Case
from gemeinwerk.assistant.models import Gap, Handover, Measurement
from gemeinwerk.members.context import member_context
from tests.e2e.knowledge_scene import Knowledge
from tests.factories import House


@dataclass(frozen=True)
class Handed:
    """A question that waits, one in the clerk's work, an answered one; a gap and a measurement.

    ``ticket`` and ``inside`` open the answers to a citizen and to a colleague.
    """

    waiting: Handover
    taken: Handover
    answered: Handover
    ticket: str
    inside: str
    gap: Gap
    measurement: Measurement


def build_handed(house: House, knowledge: Knowledge, text: str) -> Handed:
    """Let citizens ask in vain; ``text`` may be hostile."""
    tickets = [_hand_over(knowledge, f"{text} {number}") for number in range(3)]
    with house.context("head"):
        actor = house.actor("head")
        inside = actions.hand_over_inside(actor=actor, question=text, office_name=text)
    with house.context("clerk"):
        waiting, taken, answered = (
            Handover.objects.get(ticket_hash=hash_of(ticket)) for ticket in tickets
        )
        actor = house.actor("clerk")
        taken = actions.take(handover_id=taken.id, actor=actor)
        answered = actions.answer(handover_id=answered.id, text=f"{text}\n\nIhr Amt", actor=actor)
    gap, measurement = _ask_in_vain(house, text), _measure(house, text)
    return Handed(waiting, taken, answered, tickets[2], inside, gap, measurement)


def _hand_over(knowledge: Knowledge, text: str) -> str:
    turns = [{"question": text, "answer": f"Dazu steht nichts da: {text}"}]
    with member_context(door="public"):
        return actions.hand_over(
            desk=knowledge.desk, question=text, transcript=turns, contact=text, consent=True
        )


def _ask_in_vain(house: House, text: str) -> Gap:
    with member_context(door="public"):
        for reason in ("unanswered", "unhelpful"):
            learning.note_question(
                member_id=house.member.id, text=text, reason=reason, channel="public"
            )
    learning.group_questions(member_id=house.member.id)
    with house.context("clerk"):
        return Gap.objects.get()


def _measure(house: House, text: str) -> Measurement:
    for case in (Case(text, (text,)), Case(text)):
        run = measure(member=house.member, name=text[:200], cases=[case], as_citizen=True)
    return run.measurement
