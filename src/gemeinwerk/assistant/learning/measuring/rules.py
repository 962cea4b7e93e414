"""The file of questions, and the figures of a run. Pure.

Columns of the CSV, in German or English and any order (JSONL: the same as keys)::

    question;expected;answer
    Was kostet ein Reisepass?;Reisepass;Die Gebühr beträgt 37,50 Euro (erfunden).
    Wann kommt der Zirkus?;unanswerable;

``expected`` is the title, external id or address of the right article, several of them divided by
``|``; ``unanswerable`` (nicht beantwortbar): the right answer is that nothing is known.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from gemeinwerk.assistant.learning.errors import (
    NoQuestions,
    QuestionsUnreadable,
    QuestionsWrong,
)

MAX_CASES = 10_000
MAX_QUESTION = 1000
MAX_FIELD = 100_000
SEPARATORS = ";,\t"
UNANSWERABLE = frozenset({"unanswerable", "nicht beantwortbar", "unbeantwortbar"})
DEPTH = 5
NAMES = {
    "question": "question",
    "frage": "question",
    "expected": "expected",
    "erwartet": "expected",
    "artikel": "expected",
    "article": "expected",
    "answer": "answer",
    "antwort": "answer",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what is expected: articles by any of their names, or a refusal."""

    question: str
    expected: tuple[str, ...] = ()
    answer: str = ""

    @property
    def is_unanswerable(self) -> bool:
        return not self.expected

    @property
    def key(self) -> str:
        """The same for the same question and expectation, in every file."""
        facts = "\n".join((" ".join(self.question.lower().split()), *sorted(self.expected)))
        return sha256(facts.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a case. ``rank`` of the first right article, from 1; None if it was not shown.

    ``coverage``: share of the words of the expected answer that the quotes hold; None without one.
    ``is_foreign``: the first quote was another authority's than that of the right article.
    """

    case: Case
    is_answered: bool
    rank: int | None = None
    is_foreign: bool = False
    coverage: float | None = None

    @property
    def merit(self) -> float:
        """From 0 to 1: 1/rank, or whether the unanswerable was refused."""
        if self.case.is_unanswerable:
            return 0.0 if self.is_answered else 1.0
        return 1 / self.rank if self.rank and self.is_answered else 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """A question that is answered better or worse than before, by its merit."""

    question: str
    before: float
    now: float


def read_cases(text: str) -> list[Case]:
    """Read a file of questions. Raises QuestionsUnreadable, QuestionsWrong, NoQuestions."""
    text = text.lstrip("\ufeff").strip()
    rows = _read_jsonl(text) if text.startswith("{") else _read_csv(text)
    cases = [_case(number, row) for number, row in rows]
    if not cases:
        raise NoQuestions
    if len(cases) > MAX_CASES:
        raise QuestionsUnreadable(reason=f"> {MAX_CASES}")
    return list({case.key: case for case in cases}.values())


def words_of(text: str) -> set[str]:
    """Return the words of a text as they are compared with those of an answer."""
    return set(re.findall(r"\w+", text.lower()))


def coverage_of(answer: str, quotes: str) -> float | None:
    """Return which share of the answer's words the quotes hold; None if there is no answer."""
    wanted = words_of(answer)
    return len(wanted & words_of(quotes)) / len(wanted) if wanted else None


def rank_of(right: Collection[object], shown: Sequence[object]) -> int | None:
    """Return the place of the first right article among those shown, each counted once."""
    order = list(dict.fromkeys(shown))
    return next((place for place, each in enumerate(order, 1) if each in right), None)


def figures_of(results: Sequence[Result]) -> dict[str, Any]:
    """Return shares (0 to 1, None where nothing is to be divided) and counts of a run.

    ``r_at_1``, ``r_at_5``, ``mrr``, ``answered``, ``false_refusals`` and ``wrong_authority`` are of
    the answerable questions, ``refused`` of the others.
    """
    asked = [one for one in results if not one.case.is_unanswerable]
    others = [one for one in results if one.case.is_unanswerable]
    covered = [one.coverage for one in asked if one.coverage is not None]
    return {
        "questions": len(results),
        "answerable": len(asked),
        "unanswerable": len(others),
        "r_at_1": _share([one.rank == 1 for one in asked]),
        "r_at_5": _share([one.rank is not None and one.rank <= DEPTH for one in asked]),
        "mrr": _mean([1 / one.rank if one.rank else 0.0 for one in asked]),
        "answered": _share([one.is_answered for one in asked]),
        "false_refusals": _share([not one.is_answered for one in asked]),
        "wrong_authority": _share([one.is_foreign for one in asked]),
        "answer_coverage": _mean(covered),
        "refused": _share([not one.is_answered for one in others]),
    }


def compare(
    before: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]
) -> tuple[list[Change], list[Change]]:
    """Return what became better and what worse, among the questions of both runs, most first."""
    changes = [
        Change(one["question"], before[key]["merit"], one["merit"])
        for key, one in now.items()
        if key in before and before[key]["merit"] != one["merit"]
    ]
    changes.sort(key=lambda change: (-abs(change.now - change.before), change.question))
    better = [change for change in changes if change.now > change.before]
    return better, [change for change in changes if change.now < change.before]


def _share(values: Sequence[bool]) -> float | None:
    return _mean([float(value) for value in values])


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def _read_jsonl(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise QuestionsWrong(line=number, reason="JSON") from error
        if not isinstance(row, dict):
            raise QuestionsWrong(line=number, reason="JSON")
        yield number, {_name(key): _text(value) for key, value in row.items()}


def _read_csv(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    names = {name: _name(name) for name in reader.fieldnames or ()}
    if "question" not in names.values():
        raise QuestionsUnreadable(reason=first[:80])
    try:
        for row in reader:
            yield reader.line_num, {names[k]: _text(v) for k, v in row.items() if k in names}
    except csv.Error as error:
        raise QuestionsWrong(line=reader.line_num + 1, reason="CSV") from error


def _name(title: str) -> str:
    title = str(title).strip().lower()
    return NAMES.get(title, title)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "|".join(map(str, value))
    return "" if value is None else str(value)[:MAX_FIELD]


def _case(number: int, row: Mapping[str, str]) -> Case:
    question = " ".join(row.get("question", "").replace("\0", "").split())
    if not question:
        raise QuestionsWrong(line=number, reason="question: –")
    if len(question) > MAX_QUESTION:
        raise QuestionsWrong(line=number, reason=f"question: {len(question)} > {MAX_QUESTION}")
    named = row.get("expected", "").replace("\0", "").split("|")
    expected = tuple(part.strip() for part in named if part.strip())
    if not expected:
        raise QuestionsWrong(line=number, reason="expected: –")
    if any(part.lower() in UNANSWERABLE for part in expected):
        expected = ()
    return Case(question, expected, row.get("answer", "").strip())
