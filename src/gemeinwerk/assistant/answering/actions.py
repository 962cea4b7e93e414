"""Answering a question, for a citizen at a public page and for a person of a member.

Own articles come first, then those of authorities whose bases are open to the asker. Only what the
database shows the asker now is quoted: a slice of the version as it stands there.
Nothing is stored here: conversations stay with who asks.
"""

from __future__ import annotations

import logging
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gemeinwerk.archive.search.german import terms, tokens
from gemeinwerk.assistant.answering import offices, pages, queries
from gemeinwerk.assistant.answering.answers import (
    Answer,
    Citation,
    OfficeCard,
    Outcome,
    PageCitation,
)
from gemeinwerk.assistant.answering.embedding import configured_embedder
from gemeinwerk.assistant.answering.follow_up import read_with
from gemeinwerk.assistant.answering.languages import GERMAN, language_of
from gemeinwerk.assistant.answering.quoting import choose_quote
from gemeinwerk.assistant.answering.sections import Part, choose_part
from gemeinwerk.assistant.errors import QuestionEmpty, QuestionTooLong
from gemeinwerk.assistant.models import Base, Desk, Office, Passage
from gemeinwerk.assistant.permissions import ASK
from gemeinwerk.assistant.retrieval.errors import EmbedderUnreachable, EmbedderWrong
from gemeinwerk.assistant.retrieval.questions import Question, read_question
from gemeinwerk.assistant.retrieval.ranking import Hit
from gemeinwerk.assistant.retrieval.refusal import Verdict, judge
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require

LIMIT = 1_000
JUDGED = 5
FURTHER = 4
MOST_AUTHORITIES = 3
FOREIGN_COSINE = {"use-3": 0.32}
"""By embedder: from this cosine on a question in another language counts as answered, as its words
tell nothing. Of 24 questions in eight languages 20 lay above it, of 15 off-topic ones none.
"""
MARGIN = 2.5
"""By so many standard deviations another authority's passage must fit better than the own one to
be the answer. On advice pages of two authorities 2 % of the questions to the own one were lost by
that, and more than half of those found that only the other one answers.
"""
SAME = 2 / 3
"""Share of the words of the shorter title that two articles about the same thing have in common."""

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


@dataclass(frozen=True, slots=True)
class _Found:
    """What some bases hold: hits that the asker may read, and whether they answer."""

    verdict: Verdict
    hits: tuple[tuple[Hit, Passage], ...] = ()

    @property
    def best(self) -> Hashable:
        """The article that fits best, None if there is none."""
        return self.hits[0][0].group if self.hits else None


def _answer(asker: _Asker, text: str, earlier: Sequence[str]) -> Answer:
    text = _checked(text)
    language = language_of(text)
    read_as = read_with(text, earlier)
    question = _read(read_as or text)
    own, other = _ask_both(asker, question, language)
    chosen = list(_choose(own, other, _Parts(question, language)))
    further = list(_further(own, other, chosen))
    citations = tuple(_cite(passage, question, asker) for passage in chosen)
    return Answer(
        question=text,
        outcome=_outcome(citations, own, other),
        citations=citations,
        further=tuple(_cite(passage, question, asker) for passage in further),
        offices=_offices(asker, question, chosen),
        language=language,
        read_as=read_as,
        searched=tuple(queries.list_authorities(asker.bases).values()) or (asker.authority,),
    )


def _ask_both(asker: _Asker, question: Question, language: str) -> tuple[_Found, _Found]:
    """Ask the own bases and those of others; the own ones give way only to what fits far better."""
    mine = [base for base in asker.bases if base.member_id == asker.member_id]
    theirs = [base for base in asker.bases if base.member_id != asker.member_id]
    own, other = _look(mine, question, language), _look(theirs, question, language)
    if own.verdict is other.verdict is Verdict.ANSWER:
        ranked = queries.find(asker.bases, question)
        scores = {hit.group: hit.score for hit in reversed(ranked)}
        if scores.get(other.best, 0.0) > scores.get(own.best, 0.0) + MARGIN:
            own = replace(own, verdict=Verdict.NOT_FOUND)
    return own, other


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


def _look(bases: Sequence[Base], question: Question, language: str) -> _Found:
    """Rank, read what is still there, and judge it."""
    ranked = queries.find(bases, question)
    there = queries.read_passages(hit.key for hit in ranked)
    hits = tuple((hit, there[hit.key]) for hit in ranked if hit.key in there)
    if not hits:
        return _Found(Verdict.OFF_TOPIC)
    return _Found(_judge(hits, question, language), hits)


def _judge(hits: Sequence[tuple[Hit, Passage]], question: Question, language: str) -> Verdict:
    first = hits[:JUDGED]
    if language == GERMAN:
        texts = {hit.key: _headed(passage) for hit, passage in first}
        return judge(question, [hit for hit, _passage in first], texts)
    nearest = first[0][0].dense
    enough = FOREIGN_COSINE.get(question.embedder)
    is_near = nearest is not None and enough is not None and nearest >= enough
    return Verdict.ANSWER if is_near else Verdict.NOT_FOUND


def _headed(passage: Passage) -> str:
    return f"{passage.version.title}\n{passage.heading}\n{passage.text}"


def _choose(own: _Found, other: _Found, parts: _Parts) -> Iterator[Passage]:
    """The own best passage, and those of others that are about the same and say something else.

    Without an own one the best of all, with what further authorities say about the same.
    """
    answering = [found for found in (own, other) if found.verdict is Verdict.ANSWER]
    if not answering:
        return
    best = parts.choose(answering[0], answering[0].hits[0][1])
    yield best
    seen = {best.member_id}
    for _hit, passage in other.hits if other.verdict is Verdict.ANSWER else ():
        if passage.member_id not in seen and _is_same(best, passage):
            seen.add(passage.member_id)
            theirs = parts.choose(other, passage)
            if theirs.text.split() != best.text.split():
                yield theirs
        if len(seen) == MOST_AUTHORITIES:
            return


def _is_same(best: Passage, other: Passage) -> bool:
    """Whether another authority's passage is of an article about the same thing."""
    mine, theirs = _title_words(best), _title_words(other)
    return len(mine & theirs) >= SAME * max(1, min(len(mine), len(theirs)))


@dataclass(frozen=True, slots=True)
class _Parts:
    """Chooses the section of an article that is about what is asked of its subject."""

    question: Question
    language: str

    def choose(self, found: _Found, passage: Passage) -> Passage:
        """Return the passage, or another one of its article that answers better."""
        if self.language != GERMAN:
            return passage
        there = {part.id: part for part in queries.read_article(passage.article_id)}
        if len(there) < 2:
            return passage
        scores = {hit.key: hit.score for hit, _passage in found.hits}
        parts = [Part(k, p.heading, p.text, scores.get(k)) for k, p in there.items()]
        question = self.question
        return there[choose_part(question.text, question.lexemes, passage.version.title, parts)]


def _title_words(passage: Passage) -> frozenset[str]:
    found = tokens(passage.version.title, 40)
    return frozenset(lexeme for token in found for lexeme in terms(token.word).lexemes[:1])


def _further(own: _Found, other: _Found, chosen: Sequence[Passage]) -> Iterator[Passage]:
    """Other articles that may help, own ones first, one passage of each."""
    seen = {passage.article_id for passage in chosen}
    count = 0
    for found in (own, other):
        if found.verdict is Verdict.OFF_TOPIC:
            continue
        for _hit, passage in found.hits:
            if passage.article_id not in seen and count < FURTHER:
                seen.add(passage.article_id)
                count += 1
                yield passage


def _outcome(citations: Sequence[Citation], own: _Found, other: _Found) -> Outcome:
    if len({citation.member_id for citation in citations}) > 1:
        return Outcome.DIFFERENT
    if citations:
        return Outcome.ANSWERED
    if own.verdict is other.verdict is Verdict.OFF_TOPIC:
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


def _offices(
    asker: _Asker, question: Question, chosen: Sequence[Passage]
) -> tuple[OfficeCard, ...]:
    """Who knows: of the quoted authorities the offices of the articles, else the asker's own."""
    owners = dict.fromkeys([*(p.member_id for p in chosen), asker.member_id])
    names = queries.list_authorities(asker.bases) | {asker.member_id: asker.authority}
    named = [p.article.office.name for p in chosen if p.article.office is not None]
    found = {str(office.id): office for office in queries.list_offices(owners)}
    cards: list[OfficeCard] = []
    for owner in owners:
        units = [_unit(key, o) for key, o in found.items() if o.member_id == owner]
        keys = offices.choose(units, lexemes=question.lexemes, place=asker.place, named=named)
        cards += [_card(found[key], names.get(owner, "")) for key in keys]
        if cards:
            break
    return tuple(cards)


def _unit(key: str, office: Office) -> offices.Unit:
    return offices.Unit(key, office.name, tuple(office.topics), tuple(office.places))


def _card(office: Office, authority: str) -> OfficeCard:
    return OfficeCard(
        name=office.name,
        authority=authority,
        address=office.address,
        phone=office.phone,
        email=office.email,
        website=office.website,
        opening_hours=office.opening_hours,
        accessibility=office.accessibility,
    )


def _with_pages(answer: Answer, found: Iterable[PageCitation]) -> Answer:
    quoted = tuple(found)
    if not quoted or answer.citations:
        return replace(answer, pages=quoted)
    return replace(answer, pages=quoted, outcome=Outcome.ANSWERED)
