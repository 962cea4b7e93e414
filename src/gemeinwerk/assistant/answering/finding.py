"""What own and opened bases hold about a question: ranked, judged, and the passages to quote."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from gemeinwerk.archive.search.german import terms, tokens
from gemeinwerk.assistant.answering import queries
from gemeinwerk.assistant.answering.languages import GERMAN
from gemeinwerk.assistant.answering.sections import Part, choose_part
from gemeinwerk.assistant.answering.subject import misses_subject
from gemeinwerk.assistant.models import Base, Passage
from gemeinwerk.assistant.retrieval.questions import Question, read_question
from gemeinwerk.assistant.retrieval.ranking import Hit
from gemeinwerk.assistant.retrieval.refusal import Verdict, judge

JUDGED = 5
FURTHER = 4
MOST_AUTHORITIES = 3
FOREIGN_COSINE = {"use-3": 0.32}
"""By embedder: from this cosine on a question in another language counts as answered, as its words
tell nothing. Of 24 questions in eight languages 20 lay above it, of 15 off-topic ones none.
"""
SURE_COSINE = 0.55
"""From this cosine on a passage may answer a question of whose nouns it has none: a paraphrase.
On advice pages the rule refuses 0.3 % more of the questions that have an answer.
"""
MARGIN = 2.5
"""By so many standard deviations another authority's passage must fit better than the own one to
be the answer. On advice pages of two authorities 2 % of the questions to the own one were lost by
that, and more than half of those found that only the other one answers.
"""
SAME = 2 / 3
"""Share of the words of the shorter title that two articles about the same thing have in common."""

Hits = tuple[tuple[Hit, Passage], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: ``own`` in bases of the asker's authority, ``other`` in opened ones.

    ``chosen`` are the passages to quote, ``further`` other articles that may help.
    """

    own: Verdict
    other: Verdict
    chosen: tuple[Passage, ...]
    further: tuple[Passage, ...]


def look(
    bases: Sequence[Base], question: Question, *, said: str, member_id: int, language: str
) -> Found:
    """Find what answers a question in some bases; those of ``member_id`` are the own ones.

    ``said`` is the question as it was typed, without the one before that it goes on from: it tells
    what is asked now. In the asker's context: what is not there any more is no hit.
    """
    return _Search(question, read_question(said), language).run(
        [base for base in bases if base.member_id == member_id],
        [base for base in bases if base.member_id != member_id],
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """What some bases hold: hits that the asker may read, and whether they answer."""

    verdict: Verdict
    hits: Hits = ()

    @property
    def answers(self) -> Hits:
        """The hits, if they answer."""
        return self.hits if self.verdict is Verdict.ANSWER else ()

    @property
    def best(self) -> Hashable:
        """The article that fits best, None if there is none."""
        return self.hits[0][0].group if self.hits else None


@dataclass(frozen=True, slots=True)
class _Search:
    question: Question
    said: Question
    language: str

    def run(self, mine: Sequence[Base], theirs: Sequence[Base]) -> Found:
        own, other = self._ask(mine), self._ask(theirs)
        if own.answers and other.answers and self._is_far_better(other, own, [*mine, *theirs]):
            own = replace(own, verdict=Verdict.NOT_FOUND)
        chosen = tuple(self._choose(own, other))
        further = tuple(self._further(own.hits + other.hits, chosen))
        return Found(own.verdict, other.verdict, chosen, further)

    def _ask(self, bases: Sequence[Base]) -> _Side:
        ranked = queries.find(bases, self.question)
        there = queries.read_passages(hit.key for hit in ranked)
        hits = tuple((hit, there[hit.key]) for hit in ranked if hit.key in there)
        if self.language != GERMAN:  # its words tell nothing
            hits = tuple(sorted(hits, key=lambda each: -(each[0].dense or 0.0)))
        return _Side(self._judge(hits), hits)

    def _is_far_better(self, other: _Side, own: _Side, bases: Sequence[Base]) -> bool:
        ranked = queries.find(bases, self.question)
        scores = {hit.group: hit.score for hit in reversed(ranked)}
        return scores.get(other.best, 0.0) > scores.get(own.best, 0.0) + MARGIN

    def _judge(self, hits: Hits) -> Verdict:
        """Return the verdict by the first hits, as they are ranked."""
        first = hits[:JUDGED]
        if not first:
            return Verdict.OFF_TOPIC
        if self.language == GERMAN:
            return self._judge_german(first)
        nearest = first[0][0].dense
        enough = FOREIGN_COSINE.get(self.question.embedder)
        is_near = nearest is not None and enough is not None and nearest >= enough
        return Verdict.ANSWER if is_near else Verdict.NOT_FOUND

    def _judge_german(self, first: Hits) -> Verdict:
        texts = {hit.key: _headed(passage) for hit, passage in first}
        verdict = judge(self.question, [hit for hit, _passage in first], texts)
        best, passage = first[0]
        is_sure = best.dense is not None and best.dense >= SURE_COSINE
        if verdict is not Verdict.ANSWER or is_sure:
            return verdict
        said = " ".join([texts[best.key], *passage.article.keywords])
        misses = misses_subject(self.question.text, said)
        return Verdict.NOT_FOUND if misses else Verdict.ANSWER

    def _choose(self, own: _Side, other: _Side) -> Iterator[Passage]:
        """The own best passage, and those of others about the same that say something else.

        Without an own one the best of all, with what further authorities say about the same.
        """
        if not (hits := own.answers or other.answers):
            return
        best = self._best_part(hits[0][1], hits)
        yield best
        seen = {best.member_id}
        for _hit, passage in other.answers:
            if passage.member_id not in seen and _is_same(best, passage):
                seen.add(passage.member_id)
                theirs = self._best_part(passage, other.hits)
                if theirs.text.split() != best.text.split():
                    yield theirs
            if len(seen) == MOST_AUTHORITIES:
                return

    def _best_part(self, passage: Passage, hits: Hits) -> Passage:
        """Return the passage, or another one of its article that is about what is asked."""
        if self.language != GERMAN:
            return passage
        there = {part.id: part for part in queries.read_article(passage.article_id)}
        if len(there) < 2:
            return passage
        scores = {hit.key: hit.score for hit, _passage in hits}
        parts = [Part(k, p.heading, p.text, scores.get(k)) for k, p in there.items()]
        asked = self.said if self.said.lexemes else self.question
        return there[choose_part(asked.text, asked.lexemes, passage.version.title, parts)]

    def _further(self, hits: Hits, chosen: Sequence[Passage]) -> Iterator[Passage]:
        """Other articles that would answer too, one passage of each; without an answer those that
        are at least about it.
        """
        seen = {passage.article_id for passage in chosen}
        too_little = {Verdict.OFF_TOPIC, *([Verdict.NOT_FOUND] if chosen else [])}
        for hit, passage in hits:
            if len(seen) == len(chosen) + FURTHER:
                return
            if passage.article_id in seen or self._judge(((hit, passage),)) in too_little:
                continue
            seen.add(passage.article_id)
            yield passage


def _headed(passage: Passage) -> str:
    return f"{passage.version.title}\n{passage.heading}\n{passage.text}"


def _is_same(best: Passage, other: Passage) -> bool:
    """Whether another authority's passage is of an article about the same thing."""
    mine, theirs = _title_words(best), _title_words(other)
    return len(mine & theirs) >= SAME * max(1, min(len(mine), len(theirs)))


def _title_words(passage: Passage) -> frozenset[str]:
    found = tokens(passage.version.title, 40)
    return frozenset(lexeme for token in found for lexeme in terms(token.word).lexemes[:1])
