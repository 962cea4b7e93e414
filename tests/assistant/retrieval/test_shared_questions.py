"""Floors on the shared question sets: who changes retrieval sees what it does to finding.

A floor lies about three questions below what was measured (docs/benchmarks.md); it does not say
how good retrieval should be.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from benchmarks.assistant_sets import DATA, Asked, Base, list_bases, make_shelf

from gemeinwerk.assistant.answering.quoting import choose_quote
from gemeinwerk.assistant.retrieval.embedders import get_embedder
from gemeinwerk.assistant.retrieval.questions import read_question
from gemeinwerk.assistant.retrieval.ranking import rank
from gemeinwerk.assistant.retrieval.refusal import Verdict, judge

pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="the question sets lie beside the repository and are not here"
)


@pytest.fixture(scope="module")
def bases() -> dict[str, Base]:
    return {base.name: base for base in list_bases()}


def share(base: Base, asked: list[Asked], is_right: Callable[[Asked, list], bool]) -> float:
    shelf = make_shelf(base.passages, None)
    found = [(each, rank([shelf], read_question(each.text), top=30)) for each in asked]
    return sum(is_right(each, hits) for each, hits in found) / len(found)


def is_first(asked: Asked, hits: list) -> bool:
    return bool(hits) and hits[0].group in asked.gold


def is_among_five(asked: Asked, hits: list) -> bool:
    return bool(asked.gold & set(list(dict.fromkeys(hit.group for hit in hits))[:5]))


@pytest.mark.parametrize(
    ("name", "first", "five"),
    [("Augsburg", 0.66, 0.82), ("München", 0.85, 0.96), ("Göppingen", 0.69, 0.90)],
)
def test_words_alone_find_the_article(
    bases: dict[str, Base], name: str, first: float, five: float
) -> None:
    base = bases[name]
    asked = base.ask("choose") + base.ask("report")
    assert share(base, asked, is_first) >= first
    assert share(base, asked, is_among_five) >= five


def test_meaning_makes_it_better_and_refuses_other_topics(bases: dict[str, Base]) -> None:
    """On the smallest base, whose vectors take seconds."""
    base, foreign = bases["Göppingen"], bases["Augsburg"]
    encoder = get_embedder("use")
    assert encoder is not None
    shelf = make_shelf(base.passages, encoder)
    asked = [read_question(each.text, encoder) for each in base.ask("report")]
    firsts = [rank([shelf], each, top=1)[0].group for each in asked]
    right = sum(a in q.gold for a, q in zip(firsts, base.ask("report"), strict=True))
    assert right / len(asked) >= 0.78
    strangers = [read_question(each.text, encoder) for each in foreign.ask("report")[:60]]
    refused = [judge(each, rank([shelf], each), {}) is not Verdict.ANSWER for each in strangers]
    assert sum(refused) / len(refused) >= 0.9
    wrongly = [judge(each, rank([shelf], each), {}) is not Verdict.ANSWER for each in asked]
    assert sum(wrongly) / len(wrongly) <= 0.1


def test_quotes_meet_what_people_marked(bases: dict[str, Base]) -> None:
    """Given the page: the quote touches the marked lines, and leaves much of the rest out."""
    base = bases["Augsburg"]
    met, lengths = 0, []
    marked = [each for each in base.ask("report") if each.lines]
    for asked in marked:
        body = base.texts[min(asked.gold)]
        chosen = choose_quote(read_question(asked.text), body, 0, len(body))
        lengths.append((chosen.end - chosen.start) / len(body))
        at = 0
        spans = []
        for number, line in enumerate(body.split("\n")):
            if number in asked.lines:
                spans.append((at, at + len(line)))
            at += len(line) + 1
        met += any(a < chosen.end and b > chosen.start for a, b in spans)
    assert met / len(marked) >= 0.77
    assert sum(lengths) / len(lengths) <= 0.6
