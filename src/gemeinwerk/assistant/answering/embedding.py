"""The embedder that this installation is set to, and whether the database compares meanings."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from gemeinwerk.assistant.retrieval.embedders import Embedder, get_embedder


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


@cache
def _embedder(name: str, url: str, key: str, model: str) -> Embedder | None:
    return get_embedder(name, url=url, key=key, model=model)
