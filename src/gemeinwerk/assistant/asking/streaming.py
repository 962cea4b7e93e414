"""An answer in lines of JSON, for a script that shows it as it comes.

``{"answer": html, "conversation": sealed}`` is first and complete: quotes and offices. With a model
follow ``{"said": html}`` for each checked sentence and at the end ``{"worded": html}``, which is
empty if the quotes stand alone. Empty lines keep the connection alive, and tell when it is gone.

All that needs the database is done before the first line: no transaction is held while a model
talks, and no context is needed.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from threading import BoundedSemaphore

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string

from gemeinwerk.assistant.answering.answers import Outcome
from gemeinwerk.assistant.asking.presentation import Quoted, Shown
from gemeinwerk.assistant.wording.contract import Done, Event, Model, Said, Sentence, Source
from gemeinwerk.assistant.wording.wording import word

LINES = "application/x-ndjson"
AT_ONCE = 4
"""Answers that are worded at once in a web process of eight threads; the others are quotes."""

_places = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a language model is to put into words: a question and the quotes that are shown."""

    question: str
    earlier: tuple[str, ...]
    quotes: tuple[Quoted, ...]
    model: Model | None

    @property
    def is_wanted(self) -> bool:
        """Whether there is a model, and something to word."""
        return self.model is not None and bool(self.quotes)

    def events(self) -> Generator[Event, None, None]:
        """Ask the model. Its sentences are numbered as the quotes are."""
        sources = [
            Source(
                text=one.citation.quote,
                title=one.citation.title,
                heading=one.citation.heading,
                authority=one.citation.authority,
            )
            for one in self.quotes
        ]
        yield from word(self.question, self.earlier, sources, self.model)


def wording_of(shown: Shown, earlier: Sequence[str], model: Model | None) -> Wording:
    """Return what is to be worded. Nothing where there is no answer, and nothing where authorities
    differ: their rules must not become one sentence.
    """
    quotes = (*shown.quotes, *shown.further)
    is_plain_answer = shown.answer.outcome is Outcome.ANSWERED and shown.quotes
    return Wording(shown.answer.question, tuple(earlier), quotes if is_plain_answer else (), model)


def wants_lines(request: HttpRequest) -> bool:
    """Tell whether a script asks, which shows the answer as it comes."""
    return request.headers.get("Accept", "").startswith(LINES)


def stream(html: str, conversation: str, wording: Wording) -> StreamingHttpResponse:
    """Send an answer that is rendered already, then what a model makes of its quotes."""
    response = StreamingHttpResponse(_lines(html, conversation, wording), content_type=LINES)
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"  # a proxy would hold the lines back
    return response


def _lines(html: str, conversation: str, wording: Wording) -> Iterator[str]:
    is_worded = wording.is_wanted and _places.acquire(blocking=False)
    try:
        yield _line(answer=html, conversation=conversation, wording=is_worded)
        if is_worded:
            yield from _words(wording)
    finally:
        if is_worded:
            _places.release()


def _words(wording: Wording) -> Iterator[str]:
    with closing(wording.events()) as events:  # who hangs up stops the model
        for event in events:
            if isinstance(event, Said):
                yield _line(said=_render([event.sentence], wording.quotes))
            elif isinstance(event, Done):
                sentences = event.worded.sentences if event.worded else ()
                yield _line(worded=_render(sentences, wording.quotes))
            else:
                yield "\n"


def _render(sentences: Sequence[Sentence], quotes: Sequence[Quoted]) -> str:
    """Render sentences with links to the quotes that hold them; nothing without a sentence."""
    if not sentences:
        return ""
    keys = {one.number: one.key for one in quotes}
    drawn = [
        {"text": one.text, "links": [(n, keys[n]) for n in one.citations]} for one in sentences
    ]
    return render_to_string("asking/_worded.html", {"sentences": drawn})


def _line(**facts: object) -> str:
    return json.dumps(facts, ensure_ascii=False) + "\n"
