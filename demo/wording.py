"""Hands out the invented texts, each once before any comes again."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

_TEXTS = Path(__file__).resolve().parent / "texts"


@cache
def load_texts(name: str) -> dict[str, Any]:
    """The texts of one file, e.g. ``bauakten``; keys as in the TOML file."""
    return tomllib.loads((_TEXTS / f"{name}.toml").read_text(encoding="utf-8"))


def find_text(name: str, table: str, key: str, value: str | int) -> dict[str, Any]:
    """The entry of a table whose ``key`` has this value. Raises StopIteration if there is none."""
    return next(entry for entry in load_texts(name)[table] if entry[key] == value)


def paragraphs(text: str) -> list[str]:
    """Split a body at its empty lines."""
    return [" ".join(part.split()) for part in text.strip().split("\n\n")]


@dataclass
class Deck:
    """Shuffled piles of texts; a pile is shuffled again when it is used up."""

    rng: np.random.Generator
    _piles: dict[str, list[Any]] = field(default_factory=dict)

    def draw(self, name: str, table: str) -> Any:
        """The next text of a table."""
        pile = self._piles.setdefault(f"{name}.{table}", [])
        if not pile:
            entries = load_texts(name)[table]
            pile.extend(entries[index] for index in self.rng.permutation(len(entries)))
        return pile.pop()

    def draw_some(self, name: str, table: str, count: int) -> list[Any]:
        """The next ``count`` texts of a table."""
        return [self.draw(name, table) for _ in range(count)]
