"""Which passages fit a question: BM25 over words and cosine over meaning, fused by z-scores.

A shelf is the index of one base in memory. What is not allowed takes no part in anything: neither
in the ranking nor in the statistics (how rare a word is, how long passages are, how close meaning
is on average), so nothing of it shows, not even by its weight.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from gemeinwerk.assistant.retrieval.analysis import Analysed
from gemeinwerk.assistant.retrieval.questions import Question

K1 = 1.2
B = 0.75
DENSE_WEIGHT = 1.0

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """A passage for a shelf. ``group`` is its article; ``vectors`` has one row per stretch.

    ``lexemes`` and ``counts`` belong together, as they are stored.
    """

    key: int
    group: Hashable
    lexemes: Sequence[str]
    counts: Sequence[int]
    length: int
    vectors: NDArray[np.floating] | None = None

    @classmethod
    def of(
        cls,
        key: int,
        group: Hashable,
        analysed: Analysed,
        vectors: NDArray[np.floating] | None = None,
    ) -> Entry:
        lexemes = analysed.lexemes
        return cls(key, group, [*lexemes], [*lexemes.values()], analysed.length, vectors)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that fits. ``score`` orders; ``bm25`` and ``dense`` (cosine, or None) are raw."""

    key: int
    group: Hashable
    score: float
    bm25: float
    dense: float | None


@dataclass(frozen=True, slots=True)
class Dense:
    """Cosines that were computed elsewhere: those of the best passages by key, and mean and
    standard deviation over all that were visible. The others count as the mean.
    """

    scores: Mapping[int, float]
    mean: float
    deviation: float


class Shelf:
    """The passages of one base. Made anew when the base changes: 50,000 take about a second."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        held = sorted(entries, key=lambda entry: entry.key)
        self.keys = np.fromiter((entry.key for entry in held), np.int64, len(held))
        self.groups = [entry.group for entry in held]
        self.lengths = np.fromiter((entry.length for entry in held), np.float32, len(held))
        self._index_words(held)
        self._stack_vectors(held)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays, without the vocabulary (about 120 per different word)."""
        arrays = (self.keys, self.lengths, self._starts, self._rows, self._counts)
        return sum(array.nbytes for array in (*arrays, self._vectors, self._firsts))

    def _index_words(self, held: Sequence[Entry]) -> None:
        vocabulary: defaultdict[str, int] = defaultdict()
        vocabulary.default_factory = vocabulary.__len__
        sizes = np.fromiter((len(entry.lexemes) for entry in held), np.int64, len(held))
        total = int(sizes.sum())
        words = chain.from_iterable(entry.lexemes for entry in held)
        numbers = np.fromiter(map(vocabulary.__getitem__, words), np.int32, total)
        counts = chain.from_iterable(entry.counts for entry in held)
        order = np.argsort(numbers, kind="stable")
        rows = np.repeat(np.arange(len(held), dtype=np.int32), sizes)
        self._vocabulary = dict(vocabulary)
        self._rows = rows[order]
        self._counts = np.fromiter(counts, np.uint16, total)[order]
        self._starts = np.zeros(len(vocabulary) + 1, np.int64)
        np.cumsum(np.bincount(numbers, minlength=len(vocabulary)), out=self._starts[1:])

    def _stack_vectors(self, held: Sequence[Entry]) -> None:
        stacks = [
            np.asarray(entry.vectors, np.float16)
            for entry in held
            if entry.vectors is not None and len(entry.vectors)
        ]
        sizes = [0 if entry.vectors is None else len(entry.vectors) for entry in held]
        self._vectors = np.concatenate(stacks) if stacks else np.zeros((0, 0), np.float16)
        self._firsts = np.zeros(len(held) + 1, np.int64)
        np.cumsum(sizes, out=self._firsts[1:])

    def postings(self, lexeme: str) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """Rows that hold a word, ascending, and how often."""
        number = self._vocabulary.get(lexeme)
        if number is None:
            return self._rows[:0], self._counts[:0]
        part = slice(self._starts[number], self._starts[number + 1])
        return self._rows[part], self._counts[part]

    def allow(self, allowed: Collection[int] | None) -> NDArray[np.bool_]:
        """Which rows may take part."""
        if allowed is None:
            return np.ones(len(self), bool)
        return np.isin(self.keys, np.fromiter(allowed, np.int64, len(allowed)))

    def cosines(self, vector: Floats) -> Floats:
        """Cosine of the best stretch of each passage; NaN for those without vectors."""
        found = np.full(len(self), np.nan, np.float32)
        if self._vectors.shape[1] != len(vector) or not len(self._vectors):
            return found
        each = np.empty(len(self._vectors), np.float32)
        for start in range(0, len(each), BLOCK):
            block = self._vectors[start : start + BLOCK]
            each[start : start + BLOCK] = block.astype(np.float32) @ vector
        held = np.flatnonzero(np.diff(self._firsts))
        found[held] = np.maximum.reduceat(each, self._firsts[held])
        return found


BLOCK = 4_096


def rank(
    shelves: Sequence[Shelf],
    question: Question,
    *,
    allowed: Collection[int] | None = None,
    dense: Dense | None = None,
    top: int = 20,
) -> list[Hit]:
    """The best passages of the shelves, best first; equal ones in the order of their keys.

    ``allowed`` are the keys that the asker may read, None for all. ``dense`` replaces the vectors
    of the shelves. Passages that share no word and no meaning above the average are no hits.
    """
    masks = [shelf.allow(allowed) for shelf in shelves]
    keys = np.concatenate([s.keys[m] for s, m in zip(shelves, masks, strict=True)] or [_NO_KEYS])
    if not len(keys):
        return []
    groups = [
        s.groups[row] for s, m in zip(shelves, masks, strict=True) for row in np.flatnonzero(m)
    ]
    bm25 = _bm25(shelves, masks, question.lexemes)
    cosine = _cosine(shelves, masks, keys, question, dense)
    score = z_scores(bm25)
    if cosine is not None:
        mean, deviation = (dense.mean, dense.deviation) if dense else (None, None)
        score = score + DENSE_WEIGHT * z_scores(cosine, mean, deviation)
    best = _best(score, keys, top)
    return [
        Hit(
            int(keys[row]),
            groups[row],
            float(score[row]),
            float(bm25[row]),
            None if cosine is None or np.isnan(cosine[row]) else float(cosine[row]),
        )
        for row in best
        if bm25[row] > 0 or (cosine is not None and score[row] > 0)
    ]


_NO_KEYS = np.zeros(0, np.int64)


def _bm25(
    shelves: Sequence[Shelf], masks: Sequence[NDArray[np.bool_]], lexemes: Mapping[str, float]
) -> Floats:
    """Okapi BM25 (Robertson and Zaragoza 2009) over the allowed passages of all shelves."""
    lengths = np.concatenate([s.lengths[m] for s, m in zip(shelves, masks, strict=True)])
    places = []
    taken = 0
    for mask in masks:
        places.append(np.cumsum(mask) - 1 + taken)
        taken += int(mask.sum())
    norms = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0))
    scores = np.zeros(taken, np.float32)
    for lexeme, weight in lexemes.items():
        found = [s.postings(lexeme) for s in shelves]
        kept = [m[rows] for m, (rows, _counts) in zip(masks, found, strict=True)]
        at = np.concatenate([p[r[k]] for p, (r, _c), k in zip(places, found, kept, strict=True)])
        if len(at):
            counts = np.concatenate([c[k] for (_r, c), k in zip(found, kept, strict=True)]).astype(
                np.float32
            )
            idf = np.log1p((taken - len(at) + 0.5) / (len(at) + 0.5))
            scores[at] += weight * idf * counts * (K1 + 1) / (counts + norms[at])
    return scores


def _cosine(
    shelves: Sequence[Shelf],
    masks: Sequence[NDArray[np.bool_]],
    keys: NDArray[np.int64],
    question: Question,
    dense: Dense | None,
) -> Floats | None:
    if dense is not None:
        return np.array([dense.scores.get(int(key), np.nan) for key in keys], np.float32)
    if question.vector is None:
        return None
    vector = question.vector
    found = [s.cosines(vector)[m] for s, m in zip(shelves, masks, strict=True)]
    return np.concatenate(found)


def z_scores(values: Floats, mean: float | None = None, deviation: float | None = None) -> Floats:
    """How many standard deviations above the mean; 0 where a value is missing or all are equal."""
    known = values[~np.isnan(values)]
    if not len(known):
        return np.zeros_like(values)
    mean = float(known.mean()) if mean is None else mean
    deviation = float(known.std()) if deviation is None else deviation
    if deviation < 1e-9:
        return np.zeros_like(values)
    return np.nan_to_num((values - mean) / deviation)


def _best(score: Floats, keys: NDArray[np.int64], top: int) -> NDArray[np.int64]:
    """Rows of the highest scores; rounded, so that the order of summing decides nothing."""
    rounded = np.round(score.astype(np.float64), 4)
    return np.lexsort((keys, -rounded))[:top]
