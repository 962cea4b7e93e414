"""How paper of a certain age looks once it is on a scanner: choices, not pixels."""

from __future__ import annotations

import numpy as np

from demo.damage import Look
from demo.sheet import Colour

_WHITE: tuple[Colour, ...] = ((243, 242, 238), (240, 238, 232), (246, 244, 240))
_CREAM: tuple[Colour, ...] = ((238, 230, 210), (232, 222, 196), (242, 236, 220), (229, 219, 192))
_COPIES: tuple[Colour, ...] = ((240, 224, 168), (240, 210, 202), (212, 226, 234), (222, 234, 210))
_BROWN: tuple[Colour, ...] = ((226, 206, 166), (218, 196, 154), (230, 214, 180))
_CARBON: Colour = (58, 54, 92)


def choose_look(rng: np.random.Generator, year: int, mode: str) -> Look:
    """A look for paper of that year; ``mode`` is colour, grey or bitonal."""
    age = float(np.clip((2010 - year) / 110, 0.0, 1.0))
    copy = 1945 < year < 1982 and mode == "colour" and rng.random() < 0.28
    return Look(
        mode=mode,
        paper=_paper(rng, year, copy=copy),
        ink=_CARBON if copy else (36, 34, 36),
        strength=float(rng.uniform(0.8, 0.9) if copy else rng.uniform(0.88, 0.98)),
        fading=float(rng.uniform(0.25, 0.6) if year < 1986 else 0.08),
        skew=float(np.clip(rng.normal(0.0, 0.6), -1.5, 1.5)),
        light=float(rng.uniform(0.1, 0.35 + 0.4 * age)),
        clouds=float(rng.uniform(0.15, 0.4) + 0.7 * age**2),
        grain=float(rng.uniform(0.1, 0.35)),
        blur=float(rng.uniform(0.3, 0.65)) + (0.15 if copy else 0.0),
        through=float(rng.choice([0.0, rng.uniform(0.05, 0.16)])) if mode != "bitonal" else 0.04,
        specks=int(rng.integers(5, 25) + 90 * age * rng.random()),
        folds=_folds(rng, year),
        holes=bool(year > 1925 and rng.random() < 0.85),
        stains=int(rng.random() < 0.1 + 0.35 * age),
        bed=((228, 228, 226), (246, 246, 246), (58, 56, 58))[int(rng.choice(3, p=[0.5, 0.3, 0.2]))],
        threshold=float(rng.uniform(0.56, 0.64)),
    )


def _paper(rng: np.random.Generator, year: int, *, copy: bool) -> Colour:
    if copy:
        pile = _COPIES
    elif year < 1930:
        pile = _BROWN
    else:
        pile = _CREAM if year < 1978 else _WHITE
    return pile[int(rng.integers(0, len(pile)))]


def _folds(rng: np.random.Generator, year: int) -> tuple[float, ...]:
    """None, once across, twice as for an envelope, or in four."""
    if year > 1990:
        return ()
    patterns: tuple[tuple[float, ...], ...] = ((), (0.5,), (0.34, 0.67), (0.5, -0.5))
    return patterns[int(rng.choice(4, p=[0.45, 0.2, 0.25, 0.1]))]
