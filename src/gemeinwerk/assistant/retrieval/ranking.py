"""Which passages fit a question: BM25 over words and cosine over meaning, fused by z-scores.

Both are asked of the passage and of its article as a whole: a section under „Gebühren“ is found
though only the title says „Reisepass“, and of an article that fits, the section that fits best
comes first.

A shelf is the index of one base in memory. What is not allowed takes no part in anything: neither
in the ranking nor in the statistics (how rare a word is, how long passages are, how close meaning
is on average), so nothing of it shows, not even by its weight.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gemeinwerk.assistant.retrieval.analysis import Analysed
from gemeinwerk.assistant.retrieval.embedders import Vectors
from gemeinwerk.assistant.retrieval.questions import Question
from gemeinwerk.assistant.retrieval.spelling import Spellings

K1 = 1.2
B = 0.75

ARTICLE_WORDS = 0.6
PASSAGE_WORDS = 0.2
MEANING: Mapping[str, tuple[float, float]] = {"use-3": (1.0, 0.5), "e5-small-q4": (2.0, 1.0)}
"""By embedder: weight of meaning beside words, and in it that of the mean cosine of an article
beside the best cosine of the passage. Chosen as the other numbers here on the part *choose*.
"""

OTHER_MEANING = (1.5, 0.5)
"""Of an embedder that nobody has measured."""

UNSEEN = 200
"""Passages without a word of the question that are thought beside those that are there, for the
coverage: in a base of three articles no word is rare, and one that is missing is not all.
"""

BLOCK = 1_024
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


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
    """A passage that fits. ``score`` orders; ``bm25`` and ``dense`` (cosine, or None) are raw.

    ``coverage``: which share of the question's words, by their rarity, stands in the passage.
    """

    key: int
    group: Hashable
    score: float
    bm25: float
    dense: float | None
    coverage: float = 0.0


@dataclass(frozen=True, slots=True)
class Dense:
    """Meaning that was compared elsewhere: by key the cosine of the best passages and their value,
    which is the cosine and ``article_share(question)`` times the mean cosine of all stretches of
    the article; mean and standard deviation of the values of all that were visible. Others count
    as the mean.
    """

    cosines: Mapping[int, float]
    values: Mapping[int, float]
    mean: float
    deviation: float


class Shelf:
    """The passages of one base. Made anew when the base changes: 50,000 take about a second."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        held = sorted(entries, key=lambda entry: entry.key)
        self.keys = np.fromiter((entry.key for entry in held), np.int64, len(held))
        self.groups = [entry.group for entry in held]
        self.lengths = np.fromiter((entry.length for entry in held), np.float32, len(held))
        numbers: dict[Hashable, int] = {}
        articles = (numbers.setdefault(group, len(numbers)) for group in self.groups)
        self.articles = np.fromiter(articles, np.int64, len(held))
        self._index_words(held)
        self._stack_vectors(held)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays, without the vocabulary (about 120 per different word)."""
        arrays = (self.keys, self.lengths, self.articles, self._starts, self._rows, self._counts)
        return sum(array.nbytes for array in (*arrays, self._vectors, self._scales, self._firsts))

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
        self._vectors, self._scales = _quantised(stacks)
        self._firsts = np.zeros(len(held) + 1, np.int64)
        np.cumsum(sizes, out=self._firsts[1:])

    def postings(self, lexeme: str) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """Rows that hold a word, ascending, and how often."""
        number = self._vocabulary.get(lexeme)
        if number is None:
            return self._rows[:0], self._counts[:0]
        part = slice(self._starts[number], self._starts[number + 1])
        return self._rows[part], self._counts[part]

    @cached_property
    def spellings(self) -> Spellings:
        """The words by which they look like; made when the first unknown one is asked for."""
        return Spellings(self._vocabulary)

    def allow(self, allowed: Collection[int] | None) -> NDArray[np.bool_]:
        """Which rows may take part."""
        if allowed is None:
            return np.ones(len(self), bool)
        return np.isin(self.keys, np.fromiter(allowed, np.int64, len(allowed)))

    def cosines(self, vector: Vectors) -> tuple[Floats, Floats, Rows]:
        """Of each passage the best cosine of its stretches (NaN for none), their sum, their number.

        Vectors of another dimension, left from another embedder, count as none.
        """
        numbers = np.diff(self._firsts)
        best, total = np.full(len(self), np.nan), np.zeros(len(self))
        if not len(self._vectors) or self._vectors.shape[1] != len(vector):
            return best, total, np.zeros_like(numbers)
        each = self._products(vector)
        held = np.flatnonzero(numbers)
        best[held] = np.maximum.reduceat(each, self._firsts[held])
        total[held] = np.add.reduceat(each, self._firsts[held])
        return best, total, numbers

    def _products(self, vector: Vectors) -> Floats:
        each = np.empty(len(self._vectors), np.float32)
        wide = np.empty((BLOCK, len(vector)), np.float32)
        for start in range(0, len(each), BLOCK):
            block = self._vectors[start : start + BLOCK]
            np.copyto(wide[: len(block)], block)
            np.dot(wide[: len(block)], vector, out=each[start : start + len(block)])
        return (each * self._scales).astype(np.float64)


def _quantised(stacks: Sequence[NDArray[np.float16]]) -> tuple[NDArray[np.int8], Vectors]:
    """Vectors in steps of a 127th of their largest number, and these steps.

    Half the memory of float16 and a tenth of the time: numpy widens int8 at 5 ms for 50,000
    vectors, float16 at 45. A cosine differs by less than 0.002.
    """
    if not stacks:
        return np.zeros((0, 0), np.int8), np.zeros(0, np.float32)
    whole = np.empty((sum(map(len, stacks)), stacks[0].shape[1]), np.int8)
    scales = np.empty(len(whole), np.float32)
    at = 0
    for stack in stacks:
        wide = stack.astype(np.float32)
        steps = np.maximum(np.abs(wide).max(axis=1), 1e-9) / 127
        whole[at : at + len(stack)] = np.rint(wide / steps[:, None])
        scales[at : at + len(stack)] = steps
        at += len(stack)
    return whole, scales


class _Ground:
    """The allowed passages of all shelves, with a place each, and their articles."""

    def __init__(self, shelves: Sequence[Shelf], allowed: Collection[int] | None) -> None:
        self.shelves = shelves
        self.rows = [np.flatnonzero(shelf.allow(allowed)) for shelf in shelves]
        self.firsts = np.cumsum([0, *(len(rows) for rows in self.rows)])
        self.keys = self.join([shelf.keys for shelf in shelves])
        self.lengths = self.join([shelf.lengths for shelf in shelves])
        self.articles = self._number_articles()

    def __len__(self) -> int:
        return int(self.firsts[-1])

    def join(self, columns: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """One array for all places from one per shelf."""
        parts = [column[rows] for column, rows in zip(columns, self.rows, strict=True)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _number_articles(self) -> Rows:
        starts = np.cumsum([0, *(len(shelf) for shelf in self.shelves)])
        columns = [s.articles + start for s, start in zip(self.shelves, starts[:-1], strict=True)]
        return np.unique(self.join(columns), return_inverse=True)[1]

    @cached_property
    def _places(self) -> list[Rows]:
        places = []
        for shelf, rows, first in zip(self.shelves, self.rows, self.firsts[:-1], strict=True):
            of_shelf = np.full(len(shelf), -1, np.int64)
            of_shelf[rows] = first + np.arange(len(rows))
            places.append(of_shelf)
        return places

    def find(self, lexeme: str) -> tuple[Rows, Floats]:
        """Places that hold a word, ascending, and how often."""
        found = [shelf.postings(lexeme) for shelf in self.shelves]
        if not found:
            return np.zeros(0, np.int64), np.zeros(0)
        at = np.concatenate(
            [places[rows] for places, (rows, _counts) in zip(self._places, found, strict=True)]
        )
        counts = np.concatenate([counts for _rows, counts in found]).astype(np.float64)
        return at[at >= 0], counts[at >= 0]

    def knows(self, lexeme: str) -> bool:
        return len(self.find(lexeme)[0]) > 0

    def near(self, lexeme: str) -> list[str]:
        """Words of the allowed passages for which an unknown one may be meant."""
        found = {each for shelf in self.shelves for each in shelf.spellings.near(lexeme)}
        return sorted(each for each in found if self.knows(each))

    def group_of(self, place: int) -> Hashable:
        shelf = int(np.searchsorted(self.firsts, place, side="right")) - 1
        return self.shelves[shelf].groups[self.rows[shelf][place - self.firsts[shelf]]]


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
    of the shelves. Passages that share no word and are not above the average in
    meaning are no hits.
    """
    ground = _Ground(shelves, allowed)
    if not len(ground):
        return []
    question = _respelled(ground, question)
    of_passage, of_article, coverage = _bm25(ground, question.lexemes)
    score = PASSAGE_WORDS * z_scores(of_passage)
    score += ARTICLE_WORDS * z_scores(of_article)[ground.articles]
    score *= _known_share(ground, question.lexemes)
    cosine, meaning = _meaning(ground, question, dense)
    score += _weights(question)[0] * meaning
    return [
        Hit(
            int(ground.keys[place]),
            ground.group_of(place),
            float(score[place]),
            float(of_passage[place]),
            None if np.isnan(cosine[place]) else float(cosine[place]),
            float(coverage[place]),
        )
        for place in _best(score, ground.keys, top)
        if of_passage[place] > 0 or (meaning[place] >= 0 and not np.isnan(cosine[place]))
    ]


def understand(
    shelves: Sequence[Shelf], question: Question, *, allowed: Collection[int] | None = None
) -> Question:
    """The question with words that no passage has replaced by those they may be meant for.

    ``rank`` does so by itself; ask here for quoting. Words of passages that are not allowed are
    never taken.
    """
    return _respelled(_Ground(shelves, allowed), question)


def _respelled(ground: _Ground, question: Question) -> Question:
    lexemes: dict[str, float] = {}
    for lexeme, weight in question.lexemes.items():
        meant = [lexeme] if ground.knows(lexeme) else ground.near(lexeme)
        for each in meant or [lexeme]:
            lexemes[each] = max(lexemes.get(each, 0.0), weight / max(len(meant), 1))
    return question if lexemes == question.lexemes else replace(question, lexemes=lexemes)


def _known_share(ground: _Ground, lexemes: Mapping[str, float]) -> float:
    """Which share of the question's words any passage has: so far words are trusted.

    Of a question in another language a chance word is known, and would decide by its rarity.
    """
    known = sum(weight for lexeme, weight in lexemes.items() if ground.knows(lexeme))
    return known / max(sum(lexemes.values()), 1e-9)


def _bm25(ground: _Ground, lexemes: Mapping[str, float]) -> tuple[Floats, Floats, Floats]:
    """Scores of all passages and of all articles, and the coverage of the passages."""
    number = int(ground.articles.max()) + 1
    passages = _Field(ground.lengths)
    articles = _Field(_sum(ground.lengths, ground.articles, number))
    for lexeme, weight in sorted(lexemes.items()):
        at, counts = ground.find(lexeme)
        passages.add(at, counts, weight)
        of_articles = _sum(counts, ground.articles[at], number)
        held = np.flatnonzero(of_articles)
        articles.add(held, of_articles[held], weight)
    return passages.scores, articles.scores, passages.covered / max(passages.wanted, 1e-9)


def _sum(values: NDArray[Any], by: Rows, number: int) -> Floats:
    return np.bincount(by, values, number).astype(np.float64)


class _Field:
    """Okapi BM25 (Robertson and Zaragoza 2009) of texts with the given lengths."""

    def __init__(self, lengths: NDArray[np.floating]) -> None:
        self.scores: Floats = np.zeros(len(lengths))
        self.covered: Floats = np.zeros(len(lengths))
        self.wanted = 0.0
        self._norms = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0))

    def add(self, at: Rows, counts: Floats, weight: float) -> None:
        """Add a word that stands in the texts ``at`` so many times."""
        total = len(self.scores)
        rarity = weight * float(np.log1p((total - len(at) + 0.5) / (len(at) + 0.5)))
        share = weight * float(np.log1p((UNSEEN + total - len(at) + 0.5) / (len(at) + 0.5)))
        self.wanted += share
        self.covered[at] += share
        self.scores[at] += rarity * counts * (K1 + 1) / (counts + self._norms[at])


def _meaning(ground: _Ground, question: Question, dense: Dense | None) -> tuple[Floats, Floats]:
    """Cosine of each passage (NaN where unknown), and how far above the average it is."""
    if dense is not None:
        keys = ground.keys.tolist()
        cosine = np.array([dense.cosines.get(key, np.nan) for key in keys])
        value = np.array([dense.values.get(key, np.nan) for key in keys])
        return cosine, z_scores(value, dense.mean, dense.deviation)
    if question.vector is None:
        return np.full(len(ground), np.nan), np.zeros(len(ground))
    found = [shelf.cosines(question.vector) for shelf in ground.shelves]
    cosine, total, number = (ground.join(columns) for columns in zip(*found, strict=True))
    sums, numbers = np.bincount(ground.articles, total), np.bincount(ground.articles, number)
    means = (sums / np.maximum(numbers, 1))[ground.articles]
    return cosine, z_scores(cosine + article_share(question) * means)


def article_share(question: Question) -> float:
    """How much the mean cosine of an article counts beside the best cosine of a passage."""
    return _weights(question)[1]


def _weights(question: Question) -> tuple[float, float]:
    return MEANING.get(question.embedder, OTHER_MEANING)


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


def _best(score: Floats, keys: Rows, top: int) -> list[int]:
    """Places of the highest scores; rounded, so that the order of summing decides nothing."""
    value = -np.round(score, 6)
    last = np.partition(value, min(top, len(value)) - 1)[min(top, len(value)) - 1]
    near = np.flatnonzero(value <= last)
    return [int(place) for place in near[np.lexsort((keys[near], value[near]))][:top]]
