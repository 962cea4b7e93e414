"""Words an answer from quotes with a language model, sentence by checked sentence."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing

from gemeinwerk.assistant.wording.check import Check
from gemeinwerk.assistant.wording.client import Failed, complete
from gemeinwerk.assistant.wording.contract import (
    Done,
    Event,
    Model,
    Reason,
    Said,
    Sentence,
    Source,
    Waiting,
    Worded,
)
from gemeinwerk.assistant.wording.prompt import MAX_SOURCES, write_messages
from gemeinwerk.assistant.wording.sentences import Splitter

MAX_SENTENCES = 6
NO_ANSWER = "KEINE ANTWORT"

log = logging.getLogger(__name__)


def word(
    question: str,
    earlier: Sequence[str],
    sources: Sequence[Source],
    model: Model | None,
    *,
    streamed: bool = True,
) -> Generator[Event, None, None]:
    """Yield each sentence once it is complete and checked, then ``Done``; never raises for a model.

    ``earlier`` are questions only. Of more than ``MAX_SOURCES`` quotes the first count. Without
    ``Done.worded`` the quotes stand, and what was said before is to be taken back. Closing the
    iterator stops the model. Holds no database; keep no transaction open around it.
    """
    sources = tuple(sources)[:MAX_SOURCES]
    if model is None or not sources:
        yield Done(reason=Reason.OFF)
        return
    try:
        done = yield from _sentences(question, earlier, sources, model, streamed)
    except Failed as error:
        log.warning("The language model gave no answer: %s", error.reason.value)
        done = Done(reason=error.reason)
    yield done


def word_at_once(
    question: str, earlier: Sequence[str], sources: Sequence[Source], model: Model | None
) -> Done:
    """The same for pages that do not stream: waits for the end."""
    events = word(question, earlier, sources, model, streamed=False)
    return next(event for event in events if isinstance(event, Done))


def _sentences(
    question: str, earlier: Sequence[str], sources: tuple[Source, ...], model: Model, streamed: bool
) -> Generator[Event, None, Done]:
    """What stands the check, as it comes; then the end."""
    check, kept = Check(sources), list[Sentence]()
    pieces = complete(write_messages(question, earlier, sources), model, streamed=streamed)
    with closing(pieces), closing(_cut(pieces)) as parts:
        for raw in parts:
            if isinstance(raw, Waiting):
                yield raw
            elif raw.strip(" .!") == NO_ANSWER:
                return Done(reason=Reason.SAID_NOTHING)
            elif (sentence := check.pass_on(raw)) and sentence not in kept:
                kept.append(sentence)
                yield Said(sentence)
            if len(kept) == MAX_SENTENCES:
                break
    return _judged(Worded(tuple(kept), check.dropped))


def _cut(pieces: Iterator[str | Waiting]) -> Generator[str | Waiting, None, None]:
    """Whole sentences from pieces of text; the unfinished last one too, for the check to refuse."""
    splitter = Splitter()
    for piece in pieces:
        if isinstance(piece, Waiting):
            yield piece
        else:
            yield from splitter.feed(piece)
    yield from splitter.finish()


def _judged(worded: Worded) -> Done:
    """An answer counts if at least half of its sentences stand: else too much of it is missing."""
    if not worded.sentences and not worded.dropped:
        return Done(reason=Reason.SAID_NOTHING)
    if not worded.sentences or worded.dropped > len(worded.sentences):
        return Done(reason=Reason.UNSUPPORTED)
    return Done(worded)
