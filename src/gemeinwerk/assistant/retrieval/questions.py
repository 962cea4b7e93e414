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


def read_question(text: str, embedder: Embedder | None = None) -> Question:
    """Analyse and embed a question; what goes beyond MAX_CHARACTERS is not read.

    Raises EmbedderUnreachable or EmbedderWrong (``endpoint`` only): ask again without embedder.
    """
    text = text[:MAX_CHARACTERS]
    lexemes = analyse_question(text).lexemes
    if embedder is None or not text.strip():
        return Question(text, lexemes)
    return Question(text, lexemes, embedder.embed_question(text), embedder.name)
