"""The question sets of ``../shared/data/qa`` as bases of authorities, divided into two parts.

Settings are chosen on the part *choose* and reported on *report*. Which part a question belongs to
is decided by a hash of the document that answers it, so no document serves both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gemeinwerk.archive.search.german import tokens
from gemeinwerk.assistant.retrieval.analysis import Analysed, analyse
from gemeinwerk.assistant.retrieval.embedders import Embedder, get_embedder, pieces
from gemeinwerk.assistant.retrieval.ranking import Entry, Shelf
from gemeinwerk.assistant.text.sections import cut

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "qa"
CACHE = ROOT / "build" / "bench" / "assistant"
PARTS = ("choose", "report")


@dataclass(frozen=True)
class Passage:
    """A section of an article. ``start`` is where it begins in the article's text."""

    article: str
    title: str
    heading: str
    text: str
    start: int = 0
    authority: str = ""

    @property
    def whole(self) -> str:
        return f"{self.title}\n{self.heading}\n{self.text}"


@dataclass(frozen=True)
class Asked:
    """A question of a set. ``gold`` are the articles that answer it, ``lines`` of the first one."""

    text: str
    gold: frozenset[str]
    answerable: bool
    lines: frozenset[int] = frozenset()
    authority: str = ""

    @property
    def part(self) -> str:
        document = min(self.gold)
        if document.startswith("xq:"):  # paragraphs of one page of Wikipedia
            document = document.rpartition(":")[0]
        digest = hashlib.sha256(document.encode()).hexdigest()
        return PARTS[int(digest, 16) % 2]


@dataclass(frozen=True)
class Base:
    """Passages of an authority and the questions that are put to it."""

    name: str
    passages: tuple[Passage, ...]
    questions: tuple[Asked, ...]
    texts: dict[str, str]

    def ask(self, part: str, answerable: bool = True) -> list[Asked]:
        return [q for q in self.questions if q.part == part and q.answerable is answerable]


def list_bases(federal: bool = False) -> list[Base]:
    """All bases. ``federal`` adds 2,353 paragraphs of federal law to the statutes of a county."""
    pages, asked = _read("integreat_de"), _read("integreat_de", "questions")
    cities = {"lkaugsburg": "Augsburg", "muenchen": "München"}
    statutes, clerks = _read("kreisrecht_bw"), _read("kreisrecht_bw", "questions")
    county = [row for row in statutes if row["authority"] == "Landkreis Göppingen"]
    county_asked = [row for row in clerks if row["authority"] == "Landkreis Göppingen"]
    bases = [
        *(
            _advice(name, [p for p in pages if p["city"] == city], _of(asked, city))
            for city, name in cities.items()
        ),
        _advice("Augsburg + München", pages, asked),
        _law("Göppingen", county, county_asked),
        _law("Göppingen + Land", statutes, clerks),
        _titles("covid", _read("covid_faq_pairs_de"), _read("covid_faq_pairs_de", "questions")),
        _advice("xquad", _read("xquad_de"), _read("xquad_de", "questions")),
    ]
    if federal:
        laws = [{**row, "doc": row["law"]} for row in _read("bundesrecht_auswahl")]
        bases.append(_law("Göppingen + Bund", [*county, *laws], county_asked))
    return bases


def _read(name: str, kind: str = "corpus") -> list[dict]:
    with (DATA / name / f"{kind}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _of(asked: Sequence[dict], city: str) -> list[dict]:
    return [row for row in asked if row["city"] == city]


def _advice(name: str, pages: Sequence[dict], asked: Sequence[dict]) -> Base:
    """Pages, cut into sections as the product does."""
    split = {row["id"] for row in pages if row.get("line_split")}
    passages = [
        Passage(
            row["id"],
            row["title"],
            " – ".join(section.headings),
            row["text"][section.start : section.end],
            section.start,
            row.get("city", ""),
        )
        for row in pages
        for section in cut(row["text"])
    ]
    questions = [
        Asked(
            row["question"],
            frozenset(row["gold"]),
            row["answerable"],
            frozenset(row.get("answer_lines") or ()) if row["gold"][0] in split else frozenset(),
            row.get("city", ""),
        )
        for row in asked
    ]
    return _base(name, passages, questions, {row["id"]: row["text"] for row in pages})


def _law(name: str, rows: Sequence[dict], asked: Sequence[dict]) -> Base:
    """Statutes whose paragraphs are the passages; a statute counts as the article."""
    passages = []
    for row in rows:
        title, _dash, heading = row["title"].rpartition(" – ")
        if not title:
            title, heading = heading, ""
        authority = row.get("authority", "Bund")
        passages.append(Passage(row["doc"], title, heading, row["text"], 0, authority))
    questions = [
        Asked(row["question"], frozenset(row["gold_docs"]), True, authority=row["authority"])
        for row in asked
    ]
    return _base(name, passages, questions, {})


def _titles(name: str, rows: Sequence[dict], asked: Sequence[dict]) -> Base:
    passages = [Passage(row["id"], row["title"], "", "") for row in rows]
    questions = [Asked(row["question"], frozenset(row["gold"]), True) for row in asked]
    return _base(name, passages, questions, {})


def _base(
    name: str, passages: Sequence[Passage], questions: Sequence[Asked], texts: dict[str, str]
) -> Base:
    return Base(name, tuple(passages), tuple(questions), texts)


# --- vectors and shelves ------------------------------------------------------------------------


class Remembering:
    """An embedder that keeps what it has made in a file below ``build/``."""

    def __init__(self, embedder: Embedder) -> None:
        self.inner = embedder
        self.name, self.dimension = embedder.name, embedder.dimension
        self._file = CACHE / f"{embedder.name}.npz"
        self._known: dict[str, NDArray[np.float16]] = {}
        if self._file.exists():
            with np.load(self._file) as held:
                self._known = dict(zip(held["keys"].tolist(), held["vectors"], strict=True))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._recall("p", texts, self.inner.embed)

    def embed_question(self, text: str) -> NDArray[np.float32]:
        return self._recall("q", [text], lambda t: self.inner.embed_question(t[0])[None])[0]

    def _recall(
        self, kind: str, texts: Sequence[str], make: Callable[[list[str]], NDArray[np.float32]]
    ) -> NDArray[np.float32]:
        keys = [hashlib.sha1(f"{kind}{text}".encode()).hexdigest() for text in texts]
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in self._known}
        if missing:
            for key, vector in zip(missing, make(list(missing.values())), strict=True):
                self._known[key] = vector.astype(np.float16)
        return np.array([self._known[key] for key in keys], np.float32)

    def save(self) -> None:
        CACHE.mkdir(parents=True, exist_ok=True)
        vectors = np.array(list(self._known.values()))
        np.savez(self._file, keys=np.array(list(self._known)), vectors=vectors)


def remembering(name: str) -> Remembering:
    embedder = get_embedder(name)
    assert embedder is not None
    return Remembering(embedder)


def make_shelf(passages: Sequence[Passage], embedder: Embedder | None) -> Shelf:
    """The product's index; the key of a passage is its place."""
    return Shelf(
        Entry.of(
            key, passage.article, analyse(passage.title, passage.heading, passage.text), vectors
        )
        for key, (passage, vectors) in enumerate(_with_vectors(passages, embedder))
    )


def make_plain_shelf(passages: Sequence[Passage]) -> Shelf:
    """What plain BM25 looks up: stems, the title twice, no compound parts, an article as one."""
    return Shelf(
        Entry.of(key, article, _plain(article_passages))
        for key, (article, article_passages) in enumerate(_by_article(passages).items())
    )


def plain_lexemes(text: str) -> dict[str, float]:
    return {token.word.stem: 1.0 for token in tokens(text) if not token.word.is_stop}


def _by_article(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    found: dict[str, list[Passage]] = {}
    for passage in passages:
        found.setdefault(passage.article, []).append(passage)
    return found


def _plain(passages: Sequence[Passage]) -> Analysed:
    counts: dict[str, int] = {}
    texts = [passages[0].title] * 2 + [f"{each.heading}\n{each.text}" for each in passages]
    for text in texts:
        for token in tokens(text):
            if not token.word.is_stop:
                counts[token.word.stem] = counts.get(token.word.stem, 0) + 1
    return Analysed(counts, sum(counts.values()))


def _with_vectors(
    passages: Sequence[Passage], embedder: Embedder | None
) -> Iterator[tuple[Passage, NDArray[np.float32] | None]]:
    if embedder is None:
        yield from ((passage, None) for passage in passages)
        return
    cut_up = [pieces(each.title, each.heading, each.text) for each in passages]
    vectors = embedder.embed([piece for some in cut_up for piece in some])
    first = 0
    for passage, some in zip(passages, cut_up, strict=True):
        yield passage, vectors[first : first + len(some)]
        first += len(some)
