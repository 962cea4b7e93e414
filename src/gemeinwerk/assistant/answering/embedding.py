"""The embedder that this installation is set to, and whether the database compares meanings."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from gemeinwerk.assistant.retrieval.embedders import Embedder, Endpoint, get_embedder


def configured_embedder() -> Embedder | None:
    """Return the embedder of the settings, loaded once per process; None if meaning is left out.

    Raises EmbedderUnknown, EmbedderMissing.
    """
    return _embedder(
        settings.ASSISTANT_EMBEDDER,
        settings.ASSISTANT_EMBEDDER_URL,
        settings.ASSISTANT_EMBEDDER_KEY,
        settings.ASSISTANT_EMBEDDER_MODEL,
    )


def warm_up() -> None:
    """Load the weights of a local embedder, so that the first question does not wait for them.

    Raises EmbedderUnknown, EmbedderMissing: better now than at each question.
    """
    embedder = configured_embedder()
    if embedder is not None and not isinstance(embedder, Endpoint):
        embedder.embed_question("Rathaus")


@cache
def _embedder(name: str, url: str, key: str, model: str) -> Embedder | None:
    return get_embedder(name, url=url, key=key, model=model)
