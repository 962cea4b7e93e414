"""Nobody learns of what is not open: everything a member can ask equals a plain model in Python.

Random members' collections, records, pages and grants; random members ask. A deeper run:
``HYPOTHESIS_PROFILE=deep pytest tests/archive/test_leaks.py``. All names are invented.
"""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests import factories

from gemeinwerk.archive import actions, queries
from gemeinwerk.archive.errors import DownloadNotGranted
from gemeinwerk.archive.models import Collection, Page, Record, Scope
from gemeinwerk.archive.search import actions as index
from gemeinwerk.archive.search import shell
from gemeinwerk.archive.search.german import ocr_key, stem_of
from gemeinwerk.archive.search.queries import FEW_HITS, SIMILARITY, Filters, search
from gemeinwerk.files.models import Blob
from gemeinwerk.jobs import queries as jobs
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotFound
from gemeinwerk.sharing.models import Grant

pytestmark = pytest.mark.django_db

ALWAYS = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}
QUICK = (Phase.explicit, Phase.generate)  # to shrink a failure takes minutes: see the deep run
settings.register_profile("leaks", max_examples=20, phases=QUICK, **ALWAYS)
settings.register_profile("leaks-deep", max_examples=1_000, **(ALWAYS | {"derandomize": False}))
IS_DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
PROFILE = settings.get_profile("leaks-deep" if IS_DEEP else "leaks")

# Word → lexeme, from the analyser's tests; no compounds, none is the beginning of another.
VOCABULARY = {
    "Brunnen": "brunn",
    "Garten": "gart",
    "Garage": "garag",
    "Mauer": "mau",
    "Zaun": "zaun",
    "Teich": "teich",
}
# One per collection: a word that stands nowhere else, and how somebody misspells it.
MARKERS = {
    "Quorxelim": "quorxelim",
    "Plumbrato": "plumbrato",
    "Brakundel": "brakundel",
    "Tschimora": "tschimora",
}
MISSPELT = {
    "Quorxelim": "Quoxelim",
    "Plumbrato": "Plumbraxo",
    "Brakundel": "Braxundel",
    "Tschimora": "Tschimoxa",
}
LEXEMES = VOCABULARY | MARKERS
YEARS = (1911, 1974, None)
HOUSES = 4


# --- the world as a plain model ---------------------------------------------------------------


@dataclass(frozen=True)
class PageModel:
    words: tuple[str, ...]


@dataclass(frozen=True)
class RecordModel:
    is_personal: bool
    year: int | None
    pages: tuple[PageModel, ...]


@dataclass(frozen=True)
class CollectionModel:
    owner: int
    records: tuple[RecordModel, ...]


@dataclass(frozen=True)
class GrantModel:
    collection: int
    grantee: int
    right: str
    includes_personal: bool
    starts_in: int
    lasts: int | None
    is_ended: bool

    @property
    def is_open(self) -> bool:
        ends_in = None if self.lasts is None else self.starts_in + self.lasts
        return not self.is_ended and self.starts_in <= 0 and (ends_in is None or ends_in >= 0)


@dataclass(frozen=True)
class World:
    collections: tuple[CollectionModel, ...]
    grants: tuple[GrantModel, ...]

    def sees_collection(self, member: int, collection: int) -> bool:
        owns = self.collections[collection].owner == member
        return owns or any(self._open(member, collection))

    def sees(self, member: int, collection: int, record: RecordModel) -> bool:
        if self.collections[collection].owner == member:
            return True
        grants = self._open(member, collection)
        return any(grant.includes_personal or not record.is_personal for grant in grants)

    def may_download(self, member: int, collection: int, record: RecordModel) -> bool:
        if self.collections[collection].owner == member:
            return True
        return any(
            grant.right == "download" and (grant.includes_personal or not record.is_personal)
            for grant in self._open(member, collection)
        )

    def _open(self, member: int, collection: int) -> list[GrantModel]:
        return [
            grant
            for grant in self.grants
            if (grant.collection, grant.grantee) == (collection, member) and grant.is_open
        ]


@dataclass(frozen=True)
class Asked:
    """A query as typed, whether a page matches, and the lexeme of its first word."""

    text: str
    matches: Callable[[tuple[str, ...]], bool] = field(compare=False)
    lexeme: str | None = None


def word(text: str) -> Asked:
    return Asked(text, lambda words: text in words, LEXEMES[text])


def both(pair: tuple[str, str]) -> Asked:
    one, two = pair
    return Asked(f"{one} {two}", lambda words: one in words and two in words, LEXEMES[one])


def phrase(pair: tuple[str, str]) -> Asked:
    text = " ".join(pair)
    return Asked(f'"{text}"', lambda words: text in " ".join(words))


def beginning(text: str) -> Asked:
    return Asked(f"{text[:3]}*", lambda words: any(each.startswith(text[:3]) for each in words))


def without(pair: tuple[str, str]) -> Asked:
    one, two = pair
    return Asked(f"{one} -{two}", lambda words: one in words and two not in words, LEXEMES[one])


def misspelt(text: str) -> Asked:
    typed = MISSPELT[text]
    return Asked(typed, lambda words: False, typed.lower())


# --- random worlds ------------------------------------------------------------------------------

vocabulary = st.sampled_from(list(VOCABULARY))
markers = st.sampled_from(list(MARKERS))
anything = st.sampled_from(list(LEXEMES))
pairs = st.tuples(anything, anything).filter(lambda pair: pair[0] != pair[1])
asked = st.one_of(
    anything.map(word),
    markers.map(word),
    markers.map(misspelt),
    pairs.map(both),
    pairs.map(phrase),
    anything.map(beginning),
    pairs.map(without),
)


@st.composite
def collections(draw: st.DrawFn, number: int) -> CollectionModel:
    marker = list(MARKERS)[number]
    words = st.lists(st.one_of(vocabulary, st.just(marker)), min_size=1, max_size=5).map(tuple)
    pages = st.lists(words.map(PageModel), min_size=1, max_size=2).map(tuple)
    record = st.builds(RecordModel, st.booleans(), st.sampled_from(YEARS), pages)
    records = st.lists(record, min_size=1, max_size=2).map(tuple)
    return CollectionModel(draw(st.integers(0, HOUSES - 1)), draw(records))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    count = draw(st.integers(2, len(MARKERS)))
    made = tuple(draw(collections(number)) for number in range(count))
    grant = st.builds(
        GrantModel,
        st.integers(0, count - 1),
        st.integers(0, HOUSES - 1),
        st.sampled_from(("read", "download")),
        st.booleans(),
        st.sampled_from((-40, -1, 0, 0, -10, 1)),
        st.sampled_from((None, 0, 1, 10, 60)),
        st.sampled_from((False, False, True)),
    ).filter(lambda grant: made[grant.collection].owner != grant.grantee)
    return World(made, tuple(draw(st.lists(grant, min_size=1, max_size=5))))


# --- the same world in the database ------------------------------------------------------------


@dataclass
class Built:
    houses: list[factories.House]
    world: World
    collections: list[Collection] = field(default_factory=list)
    records: dict[tuple[int, int], Record] = field(default_factory=dict)
    pages: dict[tuple[int, int, int], Page] = field(default_factory=dict)

    def all_pages(self) -> list[tuple[int, RecordModel, PageModel, Page]]:
        return [
            (at[0], self.record_model(*at[:2]), self.record_model(*at[:2]).pages[at[2]], page)
            for at, page in self.pages.items()
        ]

    def record_model(self, collection: int, record: int) -> RecordModel:
        return self.world.collections[collection].records[record]

    def visible(self, member: int) -> list[tuple[int, RecordModel, PageModel, Page]]:
        return [each for each in self.all_pages() if self.world.sees(member, each[0], each[1])]

    def recount(self) -> None:
        """What the jobs do after reading."""
        for collection in self.collections:
            member_id = collection.member_id
            with self.houses[self._house(member_id)].context():
                scopes = list(Scope.objects.filter(collection=collection))
            for scope in scopes:
                index.recount(member_id=member_id, scope_id=scope.id)

    def _house(self, member_id: int) -> int:
        return [house.member.id for house in self.houses].index(member_id)


@pytest.fixture
def houses() -> list[factories.House]:
    made = [factories.make_house(f"9900{n}", f"Landkreis Nummer {n}") for n in range(1, HOUSES + 1)]
    factories.introduce(*made)
    return made


@contextmanager
def in_database(houses: list[factories.House], world: World) -> Any:
    """The world in the database; everything is rolled back afterwards."""
    with transaction.atomic():
        built = Built(houses, world)
        for number, model in enumerate(world.collections):
            _build_collection(built, number, model)
        for grant in world.grants:
            _build_grant(built, grant)
        built.recount()
        yield built
        transaction.set_rollback(True)


def _build_collection(built: Built, number: int, model: CollectionModel) -> None:
    house = built.houses[model.owner]
    collection = factories.make_collection(house, f"Bestand {number}")
    built.collections.append(collection)
    for r, record in enumerate(model.records):
        for p, page in enumerate(record.pages):
            made = factories.make_page(
                house,
                collection,
                " ".join(page.words) + p * " ",  # the same words are another file
                record=f"Akte {r}",
                year=record.year,
                is_personal=record.is_personal,
            )
            image = sha256(f"image {made.id}".encode()).hexdigest()
            with house.context():
                Page.objects.filter(id=made.id).update(image_sha256=image)
            made.image_sha256 = image
            built.pages[number, r, p] = made
            built.records[number, r] = made.document.record


def _build_grant(built: Built, grant: GrantModel) -> None:
    """Past ones too, which the action would refuse to open today."""
    collection = built.collections[grant.collection]
    owner = built.houses[built.world.collections[grant.collection].owner]
    start = clock.today() + timedelta(grant.starts_in)
    with owner.context("head"):
        Grant.objects.create(
            member=owner.member,
            grantee=built.houses[grant.grantee].member,
            collection_id=collection.id,
            collection_name=collection.name,
            right=grant.right,
            includes_personal=grant.includes_personal,
            purpose="Prüfung von Baulasten",
            basis="Vereinbarung (erfunden)",
            valid_from=start,
            valid_to=None if grant.lasts is None else start + timedelta(grant.lasts),
            opened_by="Test",
            ended_at=clock.now() if grant.is_ended else None,
        )


# --- what must be equal --------------------------------------------------------------------------


def check_search(built: Built, member: int, asked: Asked) -> None:
    house = built.houses[member]
    found = [each for each in built.visible(member) if asked.matches(each[2].words)]
    with house.context("clerk"):
        results = search(asked.text)
    assert (results.total, results.is_more) == (len(found), False)
    assert {hit.page.id for hit in results.hits} == {page.id for *_, page in found}
    assert all("".join(text for text, _hit in hit.passage).split() for hit in results.hits)
    collections = Counter(built.collections[number].key for number, *_ in found)
    members = Counter(built.collections[number].member_id for number, *_ in found)
    years = Counter(record.year for _n, record, *_ in found if record.year)
    assert {choice.value: choice.pages for choice in results.collections} == collections
    assert {choice.value: choice.pages for choice in results.members} == members
    assert {choice.value: choice.pages for choice in results.years} == years
    assert list(results.suggestions) == suggestions(built, member, asked, len(found))
    answer = shell.find(asked.text, ags=house.member.ags)
    assert (answer["total"], answer["suggestions"]) == (len(found), list(results.suggestions))
    shown = {(hit["document_id"], hit["page"]) for hit in answer["hits"]}
    assert shown == {(str(page.document_id), page.number) for *_, page in found}


def check_filters(built: Built, member: int, asked: Asked) -> None:
    """Narrowing to something closed finds nothing there, as to something that does not exist."""
    for number, collection in enumerate(built.collections):
        for year in (None, 1974):
            with built.houses[member].context("clerk"):
                found = search(asked.text, filters=Filters(collection=collection.key, year=year))
            expected = {
                page.id
                for n, record, text, page in built.visible(member)
                if n == number and asked.matches(text.words) and year in (None, record.year)
            }
            assert found.total == len(expected)
            assert {hit.page.id for hit in found.hits} == expected


def suggestions(built: Built, member: int, asked: Asked, total: int) -> list[str]:
    """Words on visible pages that resemble an unknown one: pg_trgm's likeness, times ln(pages)."""
    pages = Counter(
        LEXEMES[each] for _n, _r, text, _p in built.visible(member) for each in set(text.words)
    )
    unknown = [lexeme for lexeme in _asked_lexemes(asked) if lexeme not in pages]
    if total >= FEW_HITS or not unknown:
        return []
    likeness = {lexeme: similarity(lexeme, unknown[0]) for lexeme in pages}
    worth = {
        lexeme: likeness[lexeme] * math.log(pages[lexeme] + 1)
        for lexeme in pages
        if likeness[lexeme] >= SIMILARITY
    }
    printed = {lexeme: text for text, lexeme in LEXEMES.items()}
    best = sorted(worth, key=lambda lexeme: (-worth[lexeme], lexeme))[:5]
    return [printed[lexeme] for lexeme in best]


def _asked_lexemes(asked: Asked) -> list[str]:
    """Lexemes of the wanted single words, in order."""
    if asked.lexeme is None:
        return []
    others = [each for each in asked.text.split()[1:] if not each.startswith("-")]
    return [asked.lexeme, *(LEXEMES[each] for each in others)]


def similarity(one: str, two: str) -> float:
    first, second = trigrams(one), trigrams(two)
    return len(first & second) / len(first | second)


def trigrams(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def check_reading(built: Built, member: int) -> None:
    house, world = built.houses[member], built.world
    with house.context("clerk"):
        actor = house.actor("clerk")
        listed = {each.key: each for each in queries.list_collections()}
        for number, collection in enumerate(built.collections):
            is_open = world.sees_collection(member, number)
            assert (collection.key in listed) == is_open
            assert answers(lambda key=collection.key: queries.get_collection(key)) == is_open
            if is_open:
                _check_collection(built, member, number, listed[collection.key])
        for number, record, _text, page in built.all_pages():
            is_open = world.sees(member, number, record)
            document_id = page.document_id
            assert answers(lambda at=document_id: queries.get_document(at)) == is_open
            assert answers(lambda at=document_id: queries.get_page(at, 1)) == is_open
            assert not answers(lambda at=document_id: queries.get_page(at, 2))
            images = Page.objects.filter(image_sha256=page.image_sha256)
            assert images.exists() == is_open
            owns = world.collections[number].owner == member
            original = Blob.objects.filter(sha256=page.document.sha256)
            assert original.exists() == owns
            if is_open:
                document = queries.get_document(document_id)
                assert queries.get_reading(page).text.split() == list(_text.words)
                may = world.may_download(member, number, record)
                assert downloads(document, actor) == may
        for (number, r), record in built.records.items():
            is_open = world.sees(member, number, built.record_model(number, r))
            assert answers(lambda at=record.id: queries.get_record(at)) == is_open


def _check_collection(built: Built, member: int, number: int, listed: Collection) -> None:
    seen = [each for each in built.visible(member) if each[0] == number]
    records = {
        record.id
        for (n, r), record in built.records.items()
        if n == number and built.world.sees(member, n, built.record_model(n, r))
    }
    assert (listed.record_total, listed.page_total) == (len(records), len(seen))
    assert {record.id for record in queries.list_records(listed)} == records
    content = queries.count_content(listed)
    assert (content.records, content.pages) == (len(records), len(seen))


def answers(ask: Callable[[], Any]) -> bool:
    try:
        ask()
    except NotFound:
        return False
    return True


def downloads(document: Any, actor: Any) -> bool:
    try:
        actions.note_download(document=document, what="original", actor=actor)
    except DownloadNotGranted:
        return False
    return True


# --- the tests -----------------------------------------------------------------------------------


@settings(PROFILE)
@given(world=worlds(), questions=st.lists(asked, min_size=2, max_size=4, unique_by=str))
def test_everything_equals_the_model(
    houses: list[factories.House], world: World, questions: list[Asked]
) -> None:
    with in_database(houses, world) as built:
        for member in range(HOUSES):
            check_reading(built, member)
            for question in questions:
                check_search(built, member, question)
            check_filters(built, member, questions[0])


@settings(PROFILE, max_examples=PROFILE.max_examples // 2)
@given(world=worlds(), question=asked, data=st.data())
def test_record_that_changes_its_scope_moves_at_once(
    houses: list[factories.House], world: World, question: Asked, data: st.DataObject
) -> None:
    with in_database(houses, world) as built:
        number, r = data.draw(st.sampled_from(sorted(built.records)))
        _turn(built, number, r)
        for member in range(HOUSES):
            check_reading(built, member)
            _check_suggestions_while_counts_lag(built, member, question)
        built.recount()
        for member in range(HOUSES):
            check_search(built, member, question)


def _turn(built: Built, number: int, r: int) -> None:
    """Make an open record person-related, or open a person-related one."""
    collection, record = built.world.collections[number], built.record_model(number, r)
    house = built.houses[collection.owner]
    turned = replace(record, is_personal=not record.is_personal)
    with house.context():
        actions.change_record(
            record=built.records[number, r],
            file_number="",
            title=f"Akte {r}",
            date_from=built.records[number, r].date_from,
            date_to=built.records[number, r].date_to,
            is_personal=turned.is_personal,
            actor=house.actor(),
        )
    records = tuple(turned if at == r else each for at, each in enumerate(collection.records))
    changed = list(built.world.collections)
    changed[number] = replace(collection, records=records)
    built.world = replace(built.world, collections=tuple(changed))


def _check_suggestions_while_counts_lag(built: Built, member: int, asked: Asked) -> None:
    words = {each for *_, text, _page in built.visible(member) for each in text.words}
    with built.houses[member].context("clerk"):
        results = search(asked.text)
    found = [each for each in built.visible(member) if asked.matches(each[2].words)]
    assert results.total == len(found)
    assert {hit.page.id for hit in results.hits} == {page.id for *_, page in found}
    assert set(results.suggestions) <= words


def test_moving_a_record_queues_both_recounts(houses: list[factories.House]) -> None:
    model = RecordModel(False, 1911, (PageModel(("Brunnen", "Zaun")),))
    world = World((CollectionModel(0, (model,)),), ())
    with in_database(houses, world) as built:
        before = jobs.count_jobs()["todo"]
        _turn(built, 0, 0)
        assert jobs.count_jobs()["todo"] == before + 2


def test_markers_are_told_apart() -> None:
    """The model is right only if no misspelt marker is found by the OCR key, and each resembles."""
    for marker, typed in MISSPELT.items():
        assert similarity(marker.lower(), typed.lower()) >= SIMILARITY
        assert ocr_key(stem_of(typed.lower())) not in {ocr_key(each) for each in MARKERS.values()}
        assert not any(similarity(each, typed.lower()) >= SIMILARITY for each in VOCABULARY)
