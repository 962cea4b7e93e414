"""Words of a base that a word nobody knows may have been meant for: Personalauswies, Hundestuer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

SHORTEST = 5
LONG = 9
MOST = 3
"""Words that are as near as each other all count."""

_SHARED = 0.25
"""Of the trigrams of both (Dice). Spares the counting of slips for most words; two letters swapped
near the beginning of a short word leave a third.
"""


class Spellings:
    """A vocabulary by its trigrams. Looking up takes a fraction of a millisecond."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = [word for word in words if len(word) >= SHORTEST and word.isalpha()]
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self._words):
            for gram in _trigrams(word):
                places[gram].append(place)
        self._places = {gram: np.array(at, np.int32) for gram, at in places.items()}
        sizes = (len(_trigrams(word)) for word in self._words)
        self._sizes = np.fromiter(sizes, np.int32, len(self._words))

    def near(self, word: str) -> list[str]:
        """Words that one slip makes of ``word``, two in a long one; those with the fewest slips.

        The first letter has to be right, as people rarely miss it. Empty for short words.
        """
        if len(word) < SHORTEST or not word.isalpha():
            return []
        slips = 2 if len(word) >= LONG else 1
        found = [(_distance(word, each, slips), each) for each in self._candidates(word)]
        fewest = min((number for number, _each in found), default=slips + 1)
        if fewest > slips:
            return []
        return sorted(each for number, each in found if number == fewest)[:MOST]

    def _candidates(self, word: str) -> list[str]:
        grams = _trigrams(word)
        held = [self._places[gram] for gram in grams if gram in self._places]
        if not held:
            return []
        shared: NDArray[np.int64] = np.bincount(np.concatenate(held), minlength=len(self._words))
        alike = 2 * shared >= _SHARED * (len(grams) + self._sizes)
        words = (self._words[place] for place in np.flatnonzero(alike))
        return [each for each in words if each[0] == word[0]]


def _trigrams(word: str) -> set[str]:
    padded = f" {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _distance(one: str, other: str, most: int) -> int:
    """Letters left out, added, exchanged or swapped (optimal string alignment); ``most`` + 1 if
    more than ``most``.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [at]
        for place, wanted in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != wanted))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == wanted:
                cost = min(cost, older[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
