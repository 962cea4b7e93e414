"""A question as retrieval sees it: its words and, with an embedder, its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gemeinwerk.assistant.retrieval.analysis import analyse_question
from gemeinwerk.assistant.retrieval.embedders import Embedder, Vectors

MAX_CHARACTERS = 2_000


@dataclass(frozen=True, eq=False, slots=True)
class Question:
    """``lexemes`` with weights, ``vector`` of length 1 or None, ``embedder`` that made it or ""."""

    text: str
    lexemes: Mapping[str, float]
    vector: Vectors | None = None
    embedder: str = ""


def read_question(text: str, embedder: Embedder | None = None, *, known: str = "") -> Question:
    """Analyse and embed a question; what goes beyond MAX_CHARACTERS is not read.

    ``known`` goes without saying where it is asked, such as the name of the authority: „im
    Landkreis Musterland“ tells no passage of Landkreis Musterland from another.

    Raises EmbedderUnreachable or EmbedderWrong (``endpoint`` only): ask again without embedder.
    """
    text = text[:MAX_CHARACTERS]
    lexemes = _without(analyse_question(text).lexemes, analyse_question(known).lexemes)
    if embedder is None or not text.strip():
        return Question(text, lexemes)
    return Question(text, lexemes, embedder.embed_question(text), embedder.name)


def _without(lexemes: Mapping[str, float], known: Mapping[str, float]) -> Mapping[str, float]:
    """What is left without the known words; all of it if nothing would be."""
    return {each: lexemes[each] for each in lexemes if each not in known} or lexemes
