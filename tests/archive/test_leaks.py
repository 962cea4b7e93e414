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
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.archive import asking

from gemeinwerk.archive import actions, queries
from gemeinwerk.archive.errors import DownloadNotGranted
from gemeinwerk.archive.models import (
    AccessRequest,
    Collection,
    ConfirmedPeriod,
    Decision,
    Page,
    Record,
    Scope,
)
from gemeinwerk.archive.protection import actions as protection
from gemeinwerk.archive.search import actions as index
from gemeinwerk.archive.search import shell
from gemeinwerk.archive.search.german import ocr_key, stem_of
from gemeinwerk.archive.search.queries import FEW_HITS, SIMILARITY, Filters, search
from gemeinwerk.files.models import Blob
from gemeinwerk.governance.models import (
    Agreement,
    Effect,
    Filing,
    Membership,
    Party,
    Resolution,
)
from gemeinwerk.jobs import queries as jobs
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotFound
from gemeinwerk.sharing.models import Declaration, Grant

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
TODAY = clock.today()
LAST_OVER = date(TODAY.year - 30, TODAY.month, min(TODAY.day, 28)) + timedelta(
    TODAY.day - min(TODAY.day, 28) - 1
)


# --- the world as a plain model ---------------------------------------------------------------


@dataclass(frozen=True)
class PageModel:
    words: tuple[str, ...]


@dataclass(frozen=True)
class RecordModel:
    """``origin`` is counted in days from the last day whose general period is over today;
    ``death`` in years before this one.
    """

    is_personal: bool
    year: int | None
    pages: tuple[PageModel, ...]
    state: str = ""
    origin: int | None = None
    death: int | None = None
    number: int = 0

    @property
    def closed_on(self) -> date | None:
        return None if self.origin is None else LAST_OVER + timedelta(self.origin)

    @property
    def is_period_over(self) -> bool:
        """NW: 30 years after the record was closed, and of a person ten years after the death."""
        if self.closed_on is None:
            return False
        closed = (self.closed_on.year + 30, self.closed_on.month, self.closed_on.day)
        is_over = closed < (TODAY.year, TODAY.month, TODAY.day)
        return is_over and (not self.is_personal or (self.death is not None and self.death > 10))


@dataclass(frozen=True)
class CollectionModel:
    owner: int
    records: tuple[RecordModel, ...]
    state: str = "register"


@dataclass(frozen=True)
class PermitModel:
    """A permit of one record for the clerk of ``asker``."""

    collection: int
    record: int
    asker: int
    right: str
    starts_in: int
    lasts: int
    end: str

    @property
    def is_open(self) -> bool:
        return not self.end and self.starts_in <= 0 <= self.starts_in + self.lasts


@dataclass(frozen=True)
class GrantModel:
    collection: int
    grantee: int
    right: str
    includes_personal: bool
    starts_in: int
    lasts: int | None
    is_ended: bool
    is_declared: bool = True
    role: str = "clerk"

    @property
    def is_open(self) -> bool:
        """The owner's key, for a clerk who has declared the purpose."""
        ends_in = None if self.lasts is None else self.starts_in + self.lasts
        is_running = self.starts_in <= 0 and (ends_in is None or ends_in >= 0)
        return not self.is_ended and is_running and self.is_declared and self.role == "clerk"


@dataclass(frozen=True)
class EffectModel:
    """What a resolution allows for one collection: the alliance's key. ``left_out`` is none of its
    grantees; ``ends_in`` are days from today.
    """

    right: str = "download"
    includes_personal: bool = True
    left_out: int | None = None
    is_repealed: bool = False
    ends_in: int | None = None

    def allows(self, grant: GrantModel) -> bool:
        is_running = not self.is_repealed and (self.ends_in is None or self.ends_in >= 0)
        is_wide = self.right == "download" or grant.right == "read"
        is_wide = is_wide and (self.includes_personal or not grant.includes_personal)
        return is_running and is_wide and grant.grantee != self.left_out


@dataclass(frozen=True)
class PactModel:
    """What became of agreement, document and parties since: codes of ``_lapse``; houses that left
    the alliance, took their signature back, or are not covered by the document.
    """

    agreement: str = ""
    document: str = ""
    left: frozenset[int] = frozenset()
    unsigned: frozenset[int] = frozenset()
    uncovered: int | None = None

    def carries(self, effect: EffectModel, owner: int, grantee: int) -> bool:
        pair = {owner, grantee}
        holds = self.agreement not in ("ended", "coming") and not pair & (self.left | self.unsigned)
        if not effect.includes_personal:
            return holds
        return holds and not self.agreement and not self.document and self.uncovered not in pair


@dataclass(frozen=True)
class World:
    collections: tuple[CollectionModel, ...]
    grants: tuple[GrantModel, ...]
    periods: tuple[str, ...] = ("",) * HOUSES
    permits: tuple[PermitModel, ...] = ()
    effects: tuple[EffectModel, ...] = (EffectModel(),) * len(MARKERS)
    pact: PactModel = PactModel()

    def sees_collection(self, member: int, collection: int) -> bool:
        owns = self.collections[collection].owner == member
        permits = [each for each in self._permits(member) if each.collection == collection]
        return owns or bool(permits) or any(self._open(member, collection))

    def sees(self, member: int, collection: int, record: RecordModel) -> bool:
        return bool(self._rights(member, collection, record))

    def may_download(self, member: int, collection: int, record: RecordModel) -> bool:
        return "download" in self._rights(member, collection, record)

    def _rights(self, member: int, collection: int, record: RecordModel) -> set[str]:
        if self.collections[collection].owner == member:
            return {"read", "download"}
        rights = {
            permit.right
            for permit in self._permits(member)
            if (permit.collection, permit.record) == (collection, record.number)
        }
        if self._is_reached(collection, record):
            rights |= {
                grant.right
                for grant in self._open(member, collection)
                if grant.includes_personal or not record.is_personal
            }
        return rights

    def _is_reached(self, collection: int, record: RecordModel) -> bool:
        """Whether any grant can open the record: by its state, and by its protective period."""
        owner = self.collections[collection].owner
        state = record.state or self.collections[collection].state
        is_over = self.periods[owner] == "confirmed" and record.is_period_over
        return state == "register" or (state == "archival" and is_over)

    def _permits(self, member: int) -> list[PermitModel]:
        return [each for each in self.permits if each.asker == member and each.is_open]

    def _open(self, member: int, collection: int) -> list[GrantModel]:
        """Grants for which both keys are there."""
        effect, owner = self.effects[collection], self.collections[collection].owner
        return [
            grant
            for grant in self.grants
            if (grant.collection, grant.grantee) == (collection, member)
            and grant.is_open
            and effect.allows(grant)
            and self.pact.carries(effect, owner, member)
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
    record = st.builds(
        RecordModel,
        st.booleans(),
        st.sampled_from(YEARS),
        pages,
        st.sampled_from(("", "", "", "register", "registry", "archival")),
        st.sampled_from((None, -4_000, 0, 0, 1)),
        st.sampled_from((None, 5, 10, 11, 40)),
    )
    records = draw(st.lists(record, min_size=1, max_size=2))
    numbered = tuple(replace(each, number=n) for n, each in enumerate(records))
    state = draw(st.sampled_from(("register", "register", "archival", "archival", "registry", "")))
    return CollectionModel(draw(st.integers(0, HOUSES - 1)), numbered, state)


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
        st.sampled_from((False, False, False, True)),
        st.sampled_from((True, True, True, False)),
        st.sampled_from(("clerk", "clerk", "clerk", "head")),
    ).filter(lambda grant: made[grant.collection].owner != grant.grantee)
    periods = st.tuples(*[st.sampled_from(PERIODS)] * HOUSES)
    permits = draw(st.lists(_permits(made), max_size=3, unique_by=lambda each: each.asker))
    grants = tuple(draw(st.lists(grant, min_size=1, max_size=5)))
    resolved = tuple(draw(effects) for _collection in made)
    return World(made, grants, draw(periods), tuple(permits), resolved, draw(pacts))


few = st.frozensets(st.integers(0, HOUSES - 1), max_size=1)
effects = st.builds(
    EffectModel,
    st.sampled_from(("download", "download", "read")),
    st.sampled_from((True, True, False)),
    st.one_of(st.none(), st.none(), st.integers(0, HOUSES - 1)),
    st.sampled_from((False, False, False, False, True)),
    st.sampled_from((None, None, None, 0, -1)),
)
pacts = st.one_of(
    st.just(PactModel()),
    st.builds(
        PactModel,
        st.sampled_from(("", "", "", "ended", "coming", "intent", "moves_nothing")),
        st.sampled_from(("", "", "", "expired", "coming", "withdrawn", "other")),
        st.one_of(st.just(frozenset[int]()), few),
        st.one_of(st.just(frozenset[int]()), few),
        st.one_of(st.none(), st.none(), st.integers(0, HOUSES - 1)),
    ),
)


PERIODS = ("confirmed", "confirmed", "", "withdrawn", "expired", "coming")


@st.composite
def _permits(draw: st.DrawFn, made: tuple[CollectionModel, ...]) -> PermitModel:
    number = draw(st.integers(0, len(made) - 1))
    return PermitModel(
        number,
        draw(st.integers(0, len(made[number].records) - 1)),
        draw(st.integers(0, HOUSES - 1).filter(lambda asker: asker != made[number].owner)),
        draw(st.sampled_from(("read", "download"))),
        draw(st.sampled_from((-10, -1, 0, 0, 0, 1))),
        draw(st.sampled_from((0, 1, 10, 30))),
        draw(st.sampled_from(("", "", "", "withdrawn", "taken_back"))),
    )


# --- the same world in the database ------------------------------------------------------------


@dataclass
class Built:
    houses: Houses
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


class Houses(list[factories.House]):
    """Members that know each other and have an agreement that may carry everything."""

    union: factories.Union


@pytest.fixture
def houses() -> Houses:
    made = Houses(
        factories.make_house(f"9900{n}", f"Landkreis Nummer {n}") for n in range(1, HOUSES + 1)
    )
    factories.introduce(*made)
    with clock.days_ago(90):
        made.union = factories.make_union(*made)
    factories.file_document(made.union)
    return made


@contextmanager
def in_database(houses: Houses, world: World) -> Any:
    """The world in the database; everything is rolled back afterwards."""
    with transaction.atomic():
        built = Built(houses, world)
        for house, period in zip(houses, world.periods, strict=True):
            _confirm(house, period)
        for number, model in enumerate(world.collections):
            _build_collection(built, number, model)
        effects = {grant.collection: None for grant in world.grants}
        for number in effects:
            effects[number] = _build_effect(built, number)
        for grant in world.grants:
            _build_grant(built, grant, effects[grant.collection])
        for permit in world.permits:
            _build_permit(built, permit)
        for house, period in zip(houses, world.periods, strict=True):
            _end_confirmation(house, period)
        _lapse(houses, world.pact)
        built.recount()
        yield built
        transaction.set_rollback(True)


def _build_collection(built: Built, number: int, model: CollectionModel) -> None:
    house = built.houses[model.owner]
    collection = factories.make_collection(house, f"Bestand {number}", state=model.state)
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
                state=record.state,
                protection="general",
                origin=record.closed_on,
                death_year=None if record.death is None else TODAY.year - record.death,
            )
            image = sha256(f"image {made.id}".encode()).hexdigest()
            with house.context():
                Page.objects.filter(id=made.id).update(image_sha256=image)
            made.image_sha256 = image
            built.pages[number, r, p] = made
            built.records[number, r] = made.document.record


def _confirm(house: factories.House, period: str) -> None:
    if period:
        asking.confirm(house, valid_from=TODAY + timedelta(period == "coming"))


def _end_confirmation(house: factories.House, period: str) -> None:
    """What was in force while records were made no longer is; nothing is rearranged."""
    past = TODAY - timedelta(1)
    with house.context():
        if period == "withdrawn":
            protection.withdraw_period(actor=house.actor())
        elif period == "expired":
            ConfirmedPeriod.objects.filter(member=house.member).update(
                valid_from=past, valid_to=past
            )


def _build_permit(built: Built, permit: PermitModel) -> None:
    """Past and ended ones too, which the action would refuse to make today."""
    owner = built.houses[built.world.collections[permit.collection].owner]
    asker = built.houses[permit.asker]
    asked = asking.ask(asker, owner)
    page = built.pages[permit.collection, permit.record, 0]
    decision = asking.permit(owner, asked, page, right=permit.right)
    start = TODAY + timedelta(permit.starts_in)
    with owner.context():
        Decision.objects.filter(id=decision.id).update(
            valid_from=start,
            valid_to=start + timedelta(permit.lasts),
            withdrawn_at=clock.now() if permit.end == "withdrawn" else None,
        )
    if permit.end == "taken_back":
        with asker.context("clerk"):
            AccessRequest.objects.filter(id=asked.id).update(withdrawn_at=clock.now())


def _build_effect(built: Built, number: int) -> Effect:
    """A resolution on the collection; the grants that it brought along are ended."""
    model = built.world.effects[number]
    owner = built.houses[built.world.collections[number].owner]
    union, collection = built.houses.union, built.collections[number]
    out = None if model.left_out is None else built.houses[model.left_out]
    motion = factories.offer(
        union,
        owner,
        collection,
        [house for house in built.houses if house is not owner and house is not out],
        right=model.right,
        includes_personal=model.includes_personal,
        valid_from=TODAY - timedelta(60),
        valid_to=None if model.ends_in is None else TODAY + timedelta(model.ends_in),
    )
    if model.ends_in is not None and model.ends_in < 0:
        with clock.days_ago(30):
            factories.adopt(union, motion)
    else:
        factories.adopt(union, motion)
    with owner.context("head"):
        Grant.objects.filter(collection_id=collection.id).update(ended_at=clock.now())
        if model.is_repealed:
            Resolution.objects.filter(motion=motion).update(repealed_at=clock.now())
        return Effect.objects.get(motion=motion)


def _lapse(houses: Houses, pact: PactModel) -> None:
    """What was in force while effects were carried out no longer is; nothing else is done."""
    past, future = TODAY - timedelta(1), TODAY + timedelta(1)
    agreements = {
        "ended": {"ends_on": past},
        "coming": {"in_force_from": future},
        "intent": {"form": "intent"},
        "moves_nothing": {"transfer": ""},
    }
    documents = {
        "expired": {"valid_from": past, "valid_to": past},
        "coming": {"valid_from": future},
        "withdrawn": {"withdrawn_at": clock.now()},
        "other": {"kind": "art28"},
    }
    first, base = houses[0], houses.union.agreement
    with first.context("head"):
        if pact.agreement:
            Agreement.objects.filter(id=base.id).update(**agreements[pact.agreement])
        filed = Filing.objects.filter(agreement=base)
        if pact.document:
            filed.update(**documents[pact.document])
        if pact.uncovered is not None:
            out = houses[pact.uncovered].member.id
            filed.update(covers=[each.member.id for each in houses if each.member.id != out])
    for number in pact.unsigned:
        with houses[number].context("head"):
            mine = Party.objects.filter(agreement=base, member=houses[number].member)
            assert mine.update(signed_on=None) == 1
    for number in pact.left:
        with houses[number].context("head"):
            mine = Membership.objects.filter(member=houses[number].member)
            assert mine.update(left_on=past) == 1


def _build_grant(built: Built, grant: GrantModel, effect: Effect) -> None:
    """Past ones too, which the action would refuse to open today."""
    collection = built.collections[grant.collection]
    owner = built.houses[built.world.collections[grant.collection].owner]
    grantee = built.houses[grant.grantee]
    start = clock.today() + timedelta(grant.starts_in)
    with owner.context("head"):
        made = Grant.objects.create(
            member=owner.member,
            grantee=grantee.member,
            collection_id=collection.id,
            subject=collection.name,
            effect_id=effect.id,
            roles=[grant.role],
            right=grant.right,
            includes_personal=grant.includes_personal,
            purpose="Prüfung von Baulasten",
            basis="Vereinbarung (erfunden)",
            valid_from=start,
            valid_to=None if grant.lasts is None else start + timedelta(grant.lasts),
            opened_by="Test",
            ended_at=clock.now() if grant.is_ended else None,
        )
    if not grant.is_declared:
        return
    with grantee.context("clerk"):
        Declaration.objects.create(
            member=grantee.member,
            grant=made,
            person_id=grantee.people["clerk"].id,
            person_name="Test",
            purpose=made.purpose,
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
    own = [each for each in found if built.world.collections[each[0]].owner == member]
    answer = shell.find(asked.text, ags=house.member.ags)
    assert answer["total"] == len(own)  # nobody in person: nothing of others
    shown = {(hit["document_id"], hit["page"]) for hit in answer["hits"]}
    assert shown == {(str(page.document_id), page.number) for *_, page in own}
    with house.context("coordinator"):  # who has declared and asked nothing
        assert search(asked.text).total == len(own)


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
def test_everything_equals_the_model(houses: Houses, world: World, questions: list[Asked]) -> None:
    with in_database(houses, world) as built:
        for member in range(HOUSES):
            check_reading(built, member)
            for question in questions:
                check_search(built, member, question)
            check_filters(built, member, questions[0])


@settings(PROFILE, max_examples=PROFILE.max_examples // 2)
@given(world=worlds(), question=asked, data=st.data())
def test_record_that_changes_its_scope_moves_at_once(
    houses: Houses, world: World, question: Asked, data: st.DataObject
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


@pytest.mark.parametrize("period", sorted(set(PERIODS)))
def test_every_state_and_age_at_once(houses: Houses, period: str) -> None:
    """What random worlds hit too seldom: all kinds of records, wide grants, each kind of row."""
    pages = (PageModel(("Brunnen", "Quorxelim")),)
    kinds = [(state, origin) for state in ("", "register", "registry") for origin in (None, -4_000)]
    kinds += [("archival", origin) for origin in (None, -4_000, 0, 1)]
    records = tuple(
        RecordModel(is_personal, 1911, pages, state, origin, 40 if is_personal else None, number)
        for number, ((state, origin), is_personal) in enumerate(
            (kind, is_personal) for kind in kinds for is_personal in (False, True)
        )
    )
    grants = (
        GrantModel(0, 1, "read", False, -1, None, False),
        GrantModel(0, 2, "download", True, 0, 0, False),
    )
    permits = (PermitModel(0, 4, 3, "read", 0, 0, ""), PermitModel(0, 5, 1, "download", 0, 1, ""))
    world = World(
        (CollectionModel(0, records, ""),), grants, (period, *PERIODS[: HOUSES - 1]), permits
    )
    with in_database(houses, world) as built:
        for member in range(HOUSES):
            check_reading(built, member)
            check_search(built, member, word("Brunnen"))


def test_moving_a_record_queues_both_recounts(houses: Houses) -> None:
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
