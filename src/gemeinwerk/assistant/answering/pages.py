"""Pages of the archive that a clerk may read, quoted like articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gemeinwerk.archive import actions as archive
from gemeinwerk.archive.permissions import READ
from gemeinwerk.archive.search import queries as search
from gemeinwerk.archive.search.german import tokens
from gemeinwerk.assistant.answering.answers import PageCitation
from gemeinwerk.assistant.answering.quoting import choose_quote
from gemeinwerk.assistant.retrieval.questions import Question, read_question
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import allows

MOST = 3
TRIES = 4
QUOTE = 500


def quote_pages(*, question: str, actor: Actor) -> list[PageCitation]:
    """Return quotes from the pages that hold most words of a question, at most MOST.

    Their owners' journals tell of it, as of a search. Nothing for who may not read the archive.
    """
    if not allows(actor, READ):
        return []
    for words in _fewer_and_fewer(question):
        asked = " ".join(words)
        results = search.search(asked)
        if results.hits:
            archive.note_search(results=results, asked=f"q={asked}", actor=actor)
            return _quote(question, results.hits[:MOST])
    return []


def _fewer_and_fewer(question: str) -> Iterator[Sequence[str]]:
    """All content words, then without the shortest, and so on: long German words say most."""
    raw = dict.fromkeys(t.raw for t in tokens(question, 40) if not t.word.is_stop)
    words = sorted(raw, key=len, reverse=True)
    for count in range(len(words), max(0, len(words) - TRIES), -1):
        yield words[:count]


def _quote(question: str, hits: Sequence[search.Hit]) -> list[PageCitation]:
    asked = read_question(question)
    texts = search.read_texts([hit.page.id for hit in hits])
    readable = [(hit, texts.get(hit.page.id, "")) for hit in hits]
    return [_cite(hit, text, asked) for hit, text in readable if text.strip()]


def _cite(hit: search.Hit, text: str, asked: Question) -> PageCitation:
    document = hit.page.document
    chosen = choose_quote(asked, text, 0, len(text), limit=QUOTE)
    return PageCitation(
        page_id=hit.page.id,
        document_id=document.id,
        number=hit.page.number,
        authority=document.collection.member.name,
        collection=document.collection.name,
        record=str(document.record),
        document=document.name,
        quote=text[chosen.start : chosen.end],
    )
