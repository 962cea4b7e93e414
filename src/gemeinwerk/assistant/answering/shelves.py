"""The bases that questions are compared with, kept in the memory of this process.

What lies here decides nothing about who sees what: a question asks the shelves of the bases that
the database shows it now, and reads every passage once more from the database before it is quoted.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Sequence
from threading import Lock
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from gemeinwerk.assistant.models import Base, Meaning, Passage
from gemeinwerk.assistant.retrieval.ranking import Entry, Shelf

MOST_LAYERS = 8
CHUNK = 2_000
BYTES_OF_MEANING = 600
"""Of a vector of 512 numbers, rounded to a byte each, with what belongs to it."""


class Layer(Shelf):
    """Passages that were loaded together; those that have gone since take no part."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__(entries)
        self.alive = np.ones(len(self), bool)

    def keep(self, keys: NDArray[np.int64]) -> None:
        """Leave out what is not among ``keys``."""
        self.alive &= np.isin(self.keys, keys)

    def drop(self, keys: NDArray[np.int64]) -> None:
        """Leave out ``keys``: a later layer holds them anew."""
        self.alive &= ~np.isin(self.keys, keys)

    def allow(self, allowed: Collection[int] | None) -> NDArray[np.bool_]:
        """Which rows may take part."""
        return super().allow(allowed) & self.alive


class Shelves:
    """Loaded bases, the least recently asked ones given up beyond ``limit`` bytes.

    A change of a base loads only what is new, as a further layer; after MOST_LAYERS, or when a
    quarter has gone, the base is loaded anew. One thread at a time loads.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._held: OrderedDict[tuple[int, str], _Held] = OrderedDict()
        self._meanings: dict[tuple[int, str], tuple[int, int]] = {}  # revision, number
        self._lock = Lock()

    def list_layers(self, bases: Sequence[Base], embedder: str) -> list[Layer]:
        """Return the layers of bases, as fresh as the rows given; in the context of who asks.

        ``embedder`` names whose vectors are wanted, empty for none.
        """
        with self._lock:
            found = [self._get(base, embedder) for base in bases]
            self._give_up()
        return [layer for held in found for layer in held]

    def hold_meanings_of(self, bases: Sequence[Base], embedder: str) -> bool:
        """Tell whether the vectors of these bases fit into the limit, by how many there are."""
        with self._lock:
            for base in bases:
                if self._meanings.get((base.id, embedder), (-1, 0))[0] != base.revision:
                    found = Meaning.objects.filter(base_id=base.id, embedder=embedder).count()
                    self._meanings[base.id, embedder] = base.revision, found
            number = sum(self._meanings[base.id, embedder][1] for base in bases)
        return number * BYTES_OF_MEANING <= self.limit

    def forget(self) -> None:
        """Load everything anew at the next question."""
        with self._lock:
            self._held.clear()
            self._meanings.clear()

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(held.nbytes for held in self._held.values())

    def _get(self, base: Base, embedder: str) -> list[Layer]:
        held = self._held.setdefault((base.id, embedder), _Held())
        self._held.move_to_end((base.id, embedder))
        if held.revision > base.revision:  # the database was restored from a backup
            held = self._held[base.id, embedder] = _Held()
        if held.revision < base.revision:
            held.refresh(base, embedder)
        return held.layers

    def _give_up(self) -> None:
        while len(self._held) > 1 and self.nbytes > self.limit:
            self._held.popitem(last=False)


class _Held:
    """One base as it was at a revision. ``layers`` is replaced, never changed: others may read."""

    def __init__(self) -> None:
        self.revision = -1
        self.layers: list[Layer] = []

    @property
    def nbytes(self) -> int:
        return sum(layer.nbytes for layer in self.layers)

    def refresh(self, base: Base, embedder: str) -> None:
        there = Passage.objects.filter(base_id=base.id)
        keys = np.fromiter(there.values_list("id", flat=True).iterator(CHUNK), np.int64)
        new = Layer(_load(base.id, self.revision, embedder))
        if not Base.objects.filter(id=base.id).exists():
            return  # closed to this asker meanwhile, whose empty hands must not be everybody's
        layers = [_without(layer, keys, new.keys) for layer in self.layers]
        alive = sum(int(layer.alive.sum()) for layer in layers)
        held = sum(len(layer) for layer in layers)
        if self.layers and (len(layers) >= MOST_LAYERS or alive < 0.75 * held):
            new, layers = Layer(_load(base.id, -1, embedder)), []
        self.layers = [*layers, new]
        self.revision = base.revision


def _without(layer: Layer, keys: NDArray[np.int64], renewed: NDArray[np.int64]) -> Layer:
    copy = Layer.__new__(Layer)
    copy.__dict__ |= layer.__dict__
    copy.alive = layer.alive.copy()
    copy.keep(keys)
    copy.drop(renewed)
    return copy


def _load(base_id: int, since: int, embedder: str) -> list[Entry]:
    """Passages of a base made after a revision, with their vectors."""
    wanted = Passage.objects.filter(base_id=base_id, revision__gt=since)
    vectors = _load_vectors(base_id, since, embedder) if embedder else {}
    rows = wanted.values_list("id", "article_id", "lexemes", "counts", "length")
    return [
        Entry(key, group, lexemes, counts, length, vectors.get(key))
        for key, group, lexemes, counts, length in rows.iterator(CHUNK)
    ]


def _load_vectors(base_id: int, since: int, embedder: str) -> dict[int, NDArray[Any]]:
    found: defaultdict[int, list[bytes]] = defaultdict(list)
    rows = Meaning.objects.filter(
        base_id=base_id, embedder=embedder, passage__revision__gt=since
    ).order_by("id")
    for passage_id, vector in rows.values_list("passage_id", "vector").iterator(CHUNK):
        found[passage_id].append(bytes(vector))
    return {
        key: np.stack([np.frombuffer(each, "<f2") for each in stack])
        for key, stack in found.items()
    }


shelves = Shelves(limit=settings.ASSISTANT_MEMORY_MB * 1_000_000)
"""Those of this process."""
