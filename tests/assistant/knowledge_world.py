"""Members with knowledge bases as a plain model, the same in the database, and what may happen.

For tests of who is answered from what. All of it is invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from tests import factories
from tests.assistant.factories import make_article, make_base
from tests.factories import House

from gemeinwerk.assistant.answering import indexing
from gemeinwerk.assistant.knowledge import actions as knowledge
from gemeinwerk.assistant.knowledge import queries as articles
from gemeinwerk.assistant.models import Article, Base, Desk
from gemeinwerk.governance.models import Agreement, Effect, Membership, Party, Resolution
from gemeinwerk.kernel import clock
from gemeinwerk.sharing.models import PUBLIC, Declaration, Grant

HOUSES = 3
# Words that stand in one version of one article and nowhere else; no compound, no common stem.
MARKERS = (
    *("Quorxelim", "Plumbrato", "Brakundel", "Tschimora", "Wexanupi", "Drofjalku"),
    *("Zumbeltro", "Knaffirax", "Pilsomegu", "Hurvatzo", "Jantrufil", "Oxmadrebi"),
)
TODAY = clock.today()
DAY = timedelta(days=1)


# --- the world as a plain model -----------------------------------------------------------------

CURRENT = {"draft": None, "released": 0, "changed": 1, "redrafted": 0, "withdrawn": None}


@dataclass(frozen=True)
class ArticleModel:
    """``markers``: the word of its first version, and that of its second, if there is one."""

    state: str
    markers: tuple[str, str]

    @property
    def answers(self) -> set[str]:
        """The words of the version that is answered from."""
        number = CURRENT[self.state]
        return set() if number is None else {self.markers[number]}

    @property
    def written(self) -> set[str]:
        """The words of all its versions."""
        return set(self.markers[: 2 if self.state in ("changed", "redrafted") else 1])


@dataclass(frozen=True)
class BaseModel:
    owner: int
    is_public: bool
    articles: tuple[ArticleModel, ...]

    @property
    def answers(self) -> set[str]:
        return {marker for article in self.articles for marker in article.answers}


@dataclass(frozen=True)
class GrantModel:
    base: int
    grantee: int
    roles: tuple[str, ...] = ("clerk",)
    starts_in: int = 0
    lasts: int | None = None
    is_ended: bool = False
    is_declared: bool = True

    @property
    def is_running(self) -> bool:
        ends_in = None if self.lasts is None else self.starts_in + self.lasts
        is_there = self.starts_in <= 0 and (ends_in is None or ends_in >= 0)
        return is_there and not self.is_ended


@dataclass(frozen=True)
class EffectModel:
    """What a resolution allows for one base; ``left_out`` is none of its grantees."""

    roles: tuple[str, ...] = ("head", "clerk", PUBLIC)
    left_out: int | None = None
    is_repealed: bool = False
    ends_in: int | None = None

    def allows(self, grant: GrantModel) -> bool:
        is_running = not self.is_repealed and (self.ends_in is None or self.ends_in >= 0)
        is_wide = set(grant.roles) <= set(self.roles) and grant.grantee != self.left_out
        return is_running and is_wide


@dataclass(frozen=True)
class PactModel:
    """What became of the agreement since: ended, coming; who left, or took its signature back."""

    agreement: str = ""
    left: frozenset[int] = frozenset()
    unsigned: frozenset[int] = frozenset()

    def carries(self, owner: int, grantee: int) -> bool:
        return not self.agreement and not {owner, grantee} & (self.left | self.unsigned)


@dataclass(frozen=True)
class World:
    bases: tuple[BaseModel, ...]
    grants: tuple[GrantModel, ...] = ()
    effects: tuple[EffectModel, ...] = (EffectModel(),) * 3
    pact: PactModel = PactModel()

    def bases_of_clerk(self, member: int) -> set[int]:
        """The bases that answer the clerk of a member."""
        opened = {
            grant.base
            for grant in self._open(member)
            if "clerk" in grant.roles and grant.is_declared
        }
        return {n for n, base in enumerate(self.bases) if base.owner == member} | opened

    def bases_of_citizens(self, place: int) -> set[int]:
        """The bases from which the public page of a member answers."""
        opened = {grant.base for grant in self._open(place) if PUBLIC in grant.roles}
        own = {n for n, base in enumerate(self.bases) if base.owner == place}
        return {n for n in own | opened if self.bases[n].is_public}

    def words(self, bases: set[int]) -> set[str]:
        return {marker for n in bases for marker in self.bases[n].answers}

    def _open(self, member: int) -> list[GrantModel]:
        return [
            grant
            for grant in self.grants
            if grant.grantee == member
            and grant.is_running
            and self.effects[grant.base].allows(grant)
            and self.pact.carries(self.bases[grant.base].owner, member)
        ]


# --- random worlds ------------------------------------------------------------------------------


@st.composite
def worlds(draw: st.DrawFn) -> World:
    words = iter(MARKERS)
    bases = []
    for _number in range(draw(st.integers(2, 3))):
        states = draw(st.lists(st.sampled_from(sorted(CURRENT)), min_size=1, max_size=2))
        texts = tuple(ArticleModel(state, (next(words), next(words))) for state in states)
        is_public = draw(st.sampled_from((True, True, False)))
        bases.append(BaseModel(draw(st.integers(0, HOUSES - 1)), is_public, texts))
    grant = st.builds(
        GrantModel,
        st.integers(0, len(bases) - 1),
        st.integers(0, HOUSES - 1),
        st.sampled_from((("clerk",), ("clerk", PUBLIC), ("clerk", PUBLIC), (PUBLIC,), ("head",))),
        st.sampled_from((-10, -1, 0, 0, 0, 1)),
        st.sampled_from((None, None, 0, 1, 10, 60)),
        st.sampled_from((False, False, False, True)),
        st.sampled_from((True, True, True, False)),
    ).filter(lambda grant: bases[grant.base].owner != grant.grantee)
    grants = tuple(draw(st.lists(grant, min_size=1, max_size=4)))
    resolved = tuple(draw(effects) for _base in bases)
    return World(tuple(bases), grants, resolved, draw(pacts))


few = st.frozensets(st.integers(0, HOUSES - 1), max_size=1)
nobody = st.just(frozenset[int]())
effects = st.builds(
    EffectModel,
    st.sampled_from((("head", "clerk", PUBLIC),) * 3 + (("head", "clerk"), (PUBLIC,))),
    st.one_of(st.none(), st.none(), st.integers(0, HOUSES - 1)),
    st.sampled_from((False, False, False, False, True)),
    st.sampled_from((None, None, None, 0, -1)),
)
pacts = st.one_of(
    st.just(PactModel()),
    st.builds(
        PactModel,
        st.sampled_from(("", "", "", "ended", "coming")),
        st.one_of(nobody, few),
        st.one_of(nobody, few),
    ),
)
ENDS = ("withdraw", "release", "internal", "end", "repeal", "expire", "leave", "unsign", "draft")
events = st.lists(
    st.tuples(st.sampled_from(ENDS), st.integers(0, 2)), min_size=2, max_size=4, unique=True
)


# --- the same world in the database -------------------------------------------------------------


class Houses(list[House]):
    """Members of one alliance with an agreement in force, and their public pages."""

    union: factories.Union
    desks: list[Desk]


def make_houses() -> Houses:
    """Three members that know each other, with an agreement that may carry everything."""
    made = Houses(
        factories.make_house(f"9900{n}", f"Landkreis Nummer {n}") for n in range(1, HOUSES + 1)
    )
    factories.introduce(*made)
    with clock.days_ago(90):
        made.union = factories.make_union(*made)
    made.desks = [_open_desk(house) for house in made]
    return made


def _open_desk(house: House) -> Desk:
    about = {"slug": f"kreis-{house.member.ags}", "authority": house.member.name}
    with house.context("head"):
        return Desk.objects.create(member=house.member, is_open=True, **about)


@dataclass
class Built:
    houses: Houses
    world: World
    bases: list[Base] = field(default_factory=list)
    articles: dict[tuple[int, int], Article] = field(default_factory=dict)
    resolutions: dict[int, Effect] = field(default_factory=dict)

    def owner(self, base: int) -> House:
        return self.houses[self.world.bases[base].owner]

    def embed(self) -> None:
        """What the job does after a release."""
        for number, base in enumerate(self.bases):
            indexing.embed_base(member_id=self.owner(number).member.id, base_id=base.id)


@contextmanager
def in_database(houses: Houses, world: World) -> Iterator[Built]:
    """The world in the database; everything is rolled back afterwards."""
    with transaction.atomic():
        built = Built(houses, world)
        for number, base in enumerate(world.bases):
            built.bases.append(make_base(built.owner(number), f"Basis {number}", base.is_public))
            for at, article in enumerate(base.articles):
                built.articles[number, at] = _build_article(built, number, article)
        for grant in world.grants:
            if grant.base not in built.resolutions:
                built.resolutions[grant.base] = _build_effect(built, grant.base)
            _build_grant(built, grant)
        _lapse(houses, world.pact)
        built.embed()
        yield built
        transaction.set_rollback(True)


def text_with(marker: str) -> dict[str, str]:
    """An article of two passages that both hold a word."""
    body = (
        f"Ein Antrag auf {marker} ist im Rathaus möglich.\n\n"
        f"## Gebühr\n\nDie Gebühr für {marker} beträgt zehn Euro (erfunden)."
    )
    return {"title": f"Antrag auf {marker}", "body": body, "plain": f"{marker} kostet 10 Euro."}


def _build_article(built: Built, number: int, model: ArticleModel) -> Article:
    first, second = model.markers
    house, base = built.owner(number), built.bases[number]
    made = make_article(base, **text_with(first), released=model.state != "draft")
    if model.state in ("changed", "redrafted"):
        _rewrite(house, made, second, release=model.state == "changed")
    if model.state == "withdrawn":
        with house.context():
            knowledge.withdraw(article_id=made.id, reason="Alt.", actor=house.actor())
    return made


def _rewrite(house: House, article: Article, marker: str, *, release: bool) -> None:
    with house.context():
        newest = articles.get_newest(article)
        assert newest is not None
        content = replace(articles.content_of(newest, article), **text_with(marker))
        draft = knowledge.save_draft(article_id=article.id, content=content, actor=house.actor())
        if release:
            knowledge.release(version_id=draft.id, actor=house.actor())


def _build_effect(built: Built, number: int) -> Effect:
    """A resolution on the base; the grants that it brought along are ended."""
    model, owner, base = built.world.effects[number], built.owner(number), built.bases[number]
    out = None if model.left_out is None else built.houses[model.left_out]
    grantees = [house for house in built.houses if house is not owner and house is not out]
    end = None if model.ends_in is None else TODAY + model.ends_in * DAY
    first = TODAY - 60 * DAY
    about: dict[str, Any] = {"valid_from": first, "valid_to": end, "roles": model.roles}
    motion = factories.offer(built.houses.union, owner, base, grantees, **about)
    if end is not None and end < TODAY:
        with clock.days_ago(30):
            factories.adopt(built.houses.union, motion)
    else:
        factories.adopt(built.houses.union, motion)
    with owner.context("head"):
        Grant.objects.filter(base_id=base.id).update(ended_at=clock.now())
        if model.is_repealed:
            Resolution.objects.filter(motion=motion).update(repealed_at=clock.now())
        return Effect.objects.get(motion=motion)


def _build_grant(built: Built, grant: GrantModel) -> None:
    """Past ones too, which the action would refuse to open today."""
    owner, grantee = built.owner(grant.base), built.houses[grant.grantee]
    start = TODAY + grant.starts_in * DAY
    with owner.context("head"):
        made = Grant.objects.create(
            member=owner.member,
            grantee=grantee.member,
            base_id=built.bases[grant.base].id,
            subject=built.bases[grant.base].name,
            effect_id=built.resolutions[grant.base].id,
            roles=list(grant.roles),
            right="read",
            purpose="Auskunft an Nachbarn",
            basis="Vereinbarung (erfunden)",
            valid_from=start,
            valid_to=None if grant.lasts is None else start + grant.lasts * DAY,
            opened_by="Test",
            ended_at=clock.now() if grant.is_ended else None,
        )
    if grant.is_declared:
        with grantee.context("clerk"):
            Declaration.objects.create(
                member=grantee.member,
                grant=made,
                person_id=grantee.people["clerk"].id,
                person_name="Test",
                purpose=made.purpose,
            )


def _lapse(houses: Houses, pact: PactModel) -> None:
    """What was in force while effects were carried out no longer is; nothing else is done."""
    agreements = {"ended": {"ends_on": TODAY - DAY}, "coming": {"in_force_from": TODAY + DAY}}
    about = houses.union.agreement
    if pact.agreement:
        with houses[0].context("head"):
            Agreement.objects.filter(id=about.id).update(**agreements[pact.agreement])
    for number in pact.unsigned:
        with houses[number].context("head"):
            mine = Party.objects.filter(agreement=about, member=houses[number].member)
            assert mine.update(signed_on=None) == 1
    for number in pact.left:
        with houses[number].context("head"):
            mine = Membership.objects.filter(member=houses[number].member)
            assert mine.update(left_on=TODAY - DAY) == 1


def words_in(texts: Any) -> set[str]:
    joined = " ".join(texts)
    return {marker for marker in MARKERS if marker in joined}


# --- what may happen ----------------------------------------------------------------------------


def everything_open() -> World:
    """Each house has a public base, open to the people and citizens of both others."""
    words = iter(MARKERS)
    bases = tuple(
        BaseModel(owner, True, (ArticleModel("released", (next(words), next(words))),))
        for owner in range(HOUSES)
    )
    grants = tuple(
        GrantModel(base, grantee, ("clerk", PUBLIC), -1)
        for base in range(HOUSES)
        for grantee in range(HOUSES)
        if base != grantee
    )
    return World(bases, grants)


def happen(built: Built, event: str, number: int) -> None:
    """Let one thing end or change, in the database and in the model."""
    world, owner, base = built.world, built.owner(number), built.bases[number]
    article, model = built.articles[number, 0], world.bases[number].articles[0]
    if event == "withdraw" and model.answers:
        with owner.context():
            knowledge.withdraw(article_id=article.id, reason="Alt.", actor=owner.actor())
        _set_article(built, number, "withdrawn")
    elif event == "release" and model.state == "released":
        _rewrite(owner, article, model.markers[1], release=True)
        _set_article(built, number, "changed")
        built.embed()
    elif event == "draft" and model.state == "released":
        _rewrite(owner, article, model.markers[1], release=False)
        _set_article(built, number, "redrafted")
    elif event == "internal":
        with owner.context("head"):
            knowledge.change_base(
                base_id=base.id,
                name=base.name,
                description="",
                is_public=False,
                actor=owner.actor("head"),
            )
        _set_base(built, number, replace(world.bases[number], is_public=False))
    else:
        _end(built, event, number)


def _end(built: Built, event: str, number: int) -> None:
    world, owner, base = built.world, built.owner(number), built.bases[number]
    rows = Grant.objects.filter(base_id=base.id, ended_at=None)
    mine = [grant for grant in world.grants if grant.base == number]
    if event == "end":
        with owner.context("head"):
            rows.update(ended_at=clock.now())
        ended = tuple(replace(grant, is_ended=True) for grant in mine)
        built.world = replace(world, grants=_others(world, number) + ended)
    elif event == "expire":
        with owner.context("head"):
            rows.update(valid_to=TODAY - DAY)
        over = tuple(replace(grant, lasts=0) for grant in mine)
        built.world = replace(world, grants=_others(world, number) + over)
    elif event == "repeal":
        with owner.context("head"):
            motion = built.resolutions[number].motion_id
            Resolution.objects.filter(motion=motion).update(repealed_at=clock.now())
        repealed = list(world.effects)
        repealed[number] = replace(repealed[number], is_repealed=True)
        built.world = replace(world, effects=tuple(repealed))
    elif event in ("leave", "unsign"):
        name = "left" if event == "leave" else "unsigned"
        gone = PactModel(**{name: frozenset({number})})
        _lapse(built.houses, gone)
        pact = replace(world.pact, **{name: getattr(world.pact, name) | {number}})
        built.world = replace(world, pact=pact)


def _others(world: World, number: int) -> tuple[GrantModel, ...]:
    return tuple(grant for grant in world.grants if grant.base != number)


def _set_article(built: Built, number: int, state: str) -> None:
    base = built.world.bases[number]
    changed = replace(base.articles[0], state=state)
    _set_base(built, number, replace(base, articles=(changed,)))


def _set_base(built: Built, number: int, base: BaseModel) -> None:
    bases = list(built.world.bases)
    bases[number] = base
    built.world = replace(built.world, bases=tuple(bases))
