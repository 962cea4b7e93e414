"""Whether the questions of a gap are answered now."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from gemeinwerk.assistant.answering.actions import answer_person
from gemeinwerk.assistant.answering.answers import Answer
from gemeinwerk.assistant.knowledge.queries import find_own_article
from gemeinwerk.assistant.learning import queries
from gemeinwerk.assistant.models import Article, Gap, Question, QuestionReason
from gemeinwerk.members.actors import Actor


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """A question of a gap and what comes of it now; ``title`` is the article quoted first,
    ``own`` are the articles of the acting member that are quoted.

    ``was_answered``: there was an answer then too, which was rated as not helpful.
    """

    question: Question
    is_answered: bool
    is_by_article: bool
    title: str
    own: tuple[UUID, ...] = ()

    @property
    def was_answered(self) -> bool:
        return self.question.reason == QuestionReason.UNHELPFUL


@dataclass(frozen=True, slots=True)
class Effect:
    """How many of the kept questions had an answer before, have one now, and have the article's."""

    asked: tuple[AskedAgain, ...]

    @property
    def before(self) -> int:
        return sum(one.was_answered for one in self.asked)

    @property
    def now(self) -> int:
        return sum(one.is_answered for one in self.asked)

    @property
    def by_article(self) -> int:
        return sum(one.is_by_article for one in self.asked)

    @property
    def closing_id(self) -> UUID | None:
        """The own article that answers all of the questions, if there is one."""
        first = self.asked[0].own if self.asked else ()
        return next((each for each in first if all(each in one.own for one in self.asked)), None)


def ask_again(gap: Gap, *, actor: Actor) -> Effect:
    """Ask the latest questions of a gap again, with the rights of the actor, at most EXAMPLES."""
    return Effect(tuple(_ask(gap, one, actor) for one in queries.list_questions(gap)))


def find_closing_article(effect: Effect) -> Article | None:
    """Return the own article that answers all questions of a gap now, None without one."""
    return find_own_article(effect.closing_id)


def _ask(gap: Gap, question: Question, actor: Actor) -> AskedAgain:
    answer: Answer = answer_person(actor=actor, question=question.text)
    first = answer.citations[0] if answer.citations else None
    is_by_article = any(each.article_id == gap.article_id for each in answer.citations)
    own = [each.article_id for each in answer.citations if each.member_id == actor.member_id]
    title = first.title if first else ""
    return AskedAgain(question, answer.is_answered, is_by_article, title, tuple(own))
