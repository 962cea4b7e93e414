"""Answering a question, for a citizen at a public page and for a person of a member.

Own articles come first, then those of authorities whose bases are open to the asker. Only what the
database shows the asker now is quoted: a slice of the version as it stands there.
Nothing is stored here: conversations stay with who asks.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gemeinwerk.assistant.answering import pages, queries
from gemeinwerk.assistant.answering.answers import (
    Answer,
    Citation,
    Outcome,
    PageCitation,
)
from gemeinwerk.assistant.answering.desks import Desks
from gemeinwerk.assistant.answering.embedding import configured_embedder
from gemeinwerk.assistant.answering.finding import Found, look
from gemeinwerk.assistant.answering.follow_up import read_with
from gemeinwerk.assistant.answering.languages import language_of
from gemeinwerk.assistant.answering.quoting import choose_quote
from gemeinwerk.assistant.errors import QuestionEmpty, QuestionTooLong
from gemeinwerk.assistant.models import Base, Desk, Passage
from gemeinwerk.assistant.permissions import ASK
from gemeinwerk.assistant.retrieval.errors import EmbedderUnreachable, EmbedderWrong
from gemeinwerk.assistant.retrieval.questions import Question, read_question
from gemeinwerk.assistant.retrieval.refusal import Verdict
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require

LIMIT = 1_000

logger = logging.getLogger(__name__)


def answer_visitor(
    *, desk: Desk, question: str, earlier: Sequence[str] = (), place: str = ""
) -> Answer:
    """Answer at the public page of an authority, at the door ``public``.

    ``earlier`` are the questions asked before, oldest first; ``place`` is where the asker lives.
    Raises QuestionEmpty, QuestionTooLong.
    """
    bases = queries.list_bases_of_desk(desk)
    return _answer(_Asker(desk.member_id, desk.authority, bases, place), question, earlier)


def answer_person(
    *,
    actor: Actor,
    question: str,
    earlier: Sequence[str] = (),
    place: str = "",
    with_archive: bool = False,
) -> Answer:
    """Answer a person of a member from its bases, those opened to it and, if wanted, the archive.

    Raises NotAllowed, QuestionEmpty, QuestionTooLong.
    """
    require(actor, ASK)
    bases = queries.list_bases_of_member(actor.member_id)
    asker = _Asker(actor.member_id, actor.member_name, bases, place)
    answer = _answer(asker, question, earlier)
    if with_archive:
        found = pages.quote_pages(question=answer.read_as or answer.question, actor=actor)
        answer = _with_pages(answer, found)
    return answer


@dataclass(frozen=True, slots=True)
class _Asker:
    member_id: int
    authority: str
    bases: Sequence[Base]
    place: str


def _answer(asker: _Asker, text: str, earlier: Sequence[str]) -> Answer:
    text = _checked(text)
    language = language_of(text)
    read_as = read_with(text, earlier)
    question = queries.understood(asker.bases, _read(read_as or text))
    found = look(asker.bases, question, said=text, member_id=asker.member_id, language=language)
    names = queries.list_authorities(asker.bases)
    desks = Desks(
        asker.member_id, names | {asker.member_id: asker.authority}, asker.place, question
    )
    reached = desks.asked_for(is_answered=bool(found.chosen))
    citations = [_cite(passage, question, asker) for passage in found.chosen]
    further = [_cite(passage, question, asker) for passage in found.further]
    if reached:
        citations, further = [], [*citations, *further]
    return Answer(
        question=text,
        outcome=Outcome.OFFICE if reached else _outcome(citations, found, asker),
        citations=tuple(citations),
        further=tuple(further),
        offices=reached or desks.who_knows(found.chosen),
        language=language,
        read_as=read_as,
        searched=tuple(names.values()) or (asker.authority,),
    )


def _checked(text: str) -> str:
    text = " ".join(text.replace("\x00", " ").split())
    if not any(sign.isalnum() for sign in text):
        raise QuestionEmpty
    if len(text) > LIMIT:
        raise QuestionTooLong(size=len(text), limit=LIMIT)
    return text


def _read(text: str) -> Question:
    """Analyse and embed; where the embedder's service is away, words alone have to do."""
    try:
        return read_question(text, configured_embedder())
    except (EmbedderUnreachable, EmbedderWrong) as error:
        logger.warning("%s", error)
        return read_question(text)


def _outcome(citations: Sequence[Citation], found: Found, asker: _Asker) -> Outcome:
    """Without a base no question can be told to be about something else."""
    if len({citation.member_id for citation in citations}) > 1:
        return Outcome.DIFFERENT
    if citations:
        return Outcome.ANSWERED
    if asker.bases and found.own is found.other is Verdict.OFF_TOPIC:
        return Outcome.OFF_TOPIC
    return Outcome.NOT_FOUND


def _cite(passage: Passage, question: Question, asker: _Asker) -> Citation:
    """Quote the sentences of a passage that fit best: a slice of the released version."""
    text = passage.text
    chosen = choose_quote(question, text, 0, len(text))
    version, base = passage.version, passage.base
    return Citation(
        article_id=passage.article_id,
        version_id=version.id,
        member_id=passage.member_id,
        authority=base.authority,
        base_name=base.name,
        title=version.title,
        heading=passage.heading,
        anchor=passage.anchor,
        quote=text[chosen.start : chosen.end],
        start=passage.start + chosen.start,
        end=passage.start + chosen.end,
        released_on=(version.released_at or clock.now()).astimezone(clock.BERLIN).date(),
        office_name=version.office_name,
        legal_basis=version.legal_basis,
        source=version.source,
        plain=version.plain,
        is_own=passage.member_id == asker.member_id,
    )


def _with_pages(answer: Answer, found: Iterable[PageCitation]) -> Answer:
    quoted = tuple(found)
    if not quoted or answer.citations:
        return replace(answer, pages=quoted)
    return replace(answer, pages=quoted, outcome=Outcome.ANSWERED)
