"""A drawer has two keys: the resolution of the alliance and the own decision of the owner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import factories
from tests.factories import House, Union

from gemeinwerk.archive.models import Collection
from gemeinwerk.archive.search.queries import search
from gemeinwerk.governance.effects import queries
from gemeinwerk.governance.effects.queries import Standing
from gemeinwerk.governance.models import Agreement, Effect, Filing, Membership, Motion, Resolution
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.kernel import clock
from gemeinwerk.sharing import actions as sharing
from gemeinwerk.sharing import queries as grants


@pytest.fixture
def collection(county: House) -> Collection:
    collection = factories.make_collection(county, "Baulasten")
    factories.make_page(county, collection, "Die Zufahrt am Mühlweg")
    return collection


def finds(house: House, role: str = "clerk") -> int:
    with house.context(role):
        return Collection.objects.exclude(member=house.member).count()


def declare_all(house: House) -> None:
    for role in house.people:
        with house.context(role):
            actor = house.actor(role)
            for grant in grants.list_to_declare(actor):
                sharing.declare_purpose(grant_id=grant.id, actor=actor)


def open_vote(union: Union, motion: Motion) -> None:
    chair = union.houses[0]
    with chair.context("head"):
        voting.open_vote(
            motion_id=motion.id,
            procedure="written",
            closes_at=clock.now() + timedelta(days=7),
            actor=chair.actor("head"),
        )


def vote(house: House, motion: Motion, choice: str = "yes") -> Motion:
    with house.context("head"):
        return voting.cast_vote(motion_id=motion.id, choice=choice, actor=house.actor("head"))


def missing(house: House, motion: Motion) -> list[str]:
    with house.context("head"):
        effect = queries.get_effect(Effect.objects.get(motion=motion).id)
        return [one.code for one in queries.describe(effect).missing]


def test_the_whole_way(union: Union, collection: Collection) -> None:
    county, neighbour, third = union.houses
    motion = factories.offer(union, county, collection, [neighbour], includes_personal=True)
    for house in (county, neighbour):
        factories.consent(house, motion)
    open_vote(union, motion)
    vote(county, motion)
    assert vote(neighbour, motion).state == "voting"
    assert missing(neighbour, motion) == ["vote", "privacy"]
    declare_all(neighbour)
    assert finds(neighbour) == 0
    assert vote(third, motion).state == "adopted"
    assert missing(third, motion) == ["privacy"]
    declare_all(neighbour)
    assert finds(neighbour) == 0
    factories.file_document(union, house=third)
    assert missing(neighbour, motion) == []
    assert finds(neighbour) == 0
    declare_all(neighbour)
    assert finds(neighbour) == 1
    with neighbour.context("clerk"):
        assert search("Zufahrt").total == 1
    assert finds(third) == 0
    repeal(union, motion)
    assert finds(neighbour) == 0


def repeal(union: Union, motion: Motion) -> None:
    county = union.houses[0]
    with county.context("head"):
        target = Resolution.objects.get(motion=motion)
        again = voting.draft_motion(
            body_id=union.body.id,
            content=voting.MotionText(title="Aufheben", text="Der Beschluss wird aufgehoben."),
            actor=county.actor("head"),
        )
        voting.add_effect(
            motion_id=again.id,
            kind="repeal",
            terms={"resolution": str(target.id)},
            actor=county.actor("head"),
        )
        voting.propose_motion(motion_id=again.id, actor=county.actor("head"))
    open_vote(union, again)
    for house in union.houses:
        vote(house, again)


def opened(union: Union, collection: Collection) -> Motion:
    county, neighbour, _third = union.houses
    motion = factories.offer(union, county, collection, [neighbour], includes_personal=True)
    factories.file_document(union)
    factories.adopt(union, motion)
    declare_all(neighbour)
    assert finds(neighbour) == 1
    return motion


def test_without_the_owners_decision_nothing_opens(union: Union, collection: Collection) -> None:
    county, neighbour, third = union.houses
    motion = factories.offer(union, county, collection, [neighbour])
    open_vote(union, motion)
    for house in union.houses:
        vote(house, motion)
    declare_all(neighbour)
    assert missing(county, motion) == ["own_decision"]
    assert finds(neighbour) == 0
    factories.consent(county, motion)
    declare_all(neighbour)
    assert finds(neighbour) == 1
    assert finds(third) == 0


def test_the_owner_may_take_its_key_back_at_any_time(union: Union, collection: Collection) -> None:
    motion = opened(union, collection)
    county, neighbour, _third = union.houses
    with county.context("head"):
        grant = grants.list_given(effect_id=Effect.objects.get(motion=motion).id).get()
        sharing.end_grant(grant_id=grant.id, actor=county.actor("head"))
    assert finds(neighbour) == 0


def test_every_condition_that_lapses_closes_with_the_next_query(
    union: Union, collection: Collection
) -> None:
    opened(union, collection)
    county, neighbour, _third = union.houses
    yesterday = clock.today() - timedelta(days=1)

    def closes(model: type, house: House, where: dict, **values: object) -> None:
        with house.context("head"):
            rows = model.objects.filter(**where)
            before = rows.values(*values).get()
            assert rows.update(**values) == 1
        assert finds(neighbour) == 0, (model, values)
        with house.context("head"):
            model.objects.filter(**where).update(**before)
        assert finds(neighbour) == 1

    base = {"id": union.agreement.id}
    closes(Agreement, county, base, ends_on=yesterday)
    closes(Agreement, county, base, in_force_from=clock.today() + timedelta(days=1))
    closes(Agreement, county, base, in_force_from=None)
    closes(Agreement, county, base, form="intent")
    closes(Agreement, county, base, transfer="")
    closes(Filing, county, {"agreement": union.agreement}, valid_to=yesterday)
    closes(Filing, county, {"agreement": union.agreement}, withdrawn_at=clock.now())
    closes(Filing, county, {"agreement": union.agreement}, kind="art28")
    closes(Filing, county, {"agreement": union.agreement}, covers=[county.member.id])
    mine = {"alliance": union.alliance, "member": neighbour.member}
    closes(Membership, neighbour, mine, left_on=yesterday)


def test_only_a_declared_purpose_and_a_right_role_open(
    union: Union, collection: Collection
) -> None:
    county, neighbour, _third = union.houses
    motion = factories.offer(union, county, collection, [neighbour], roles=["clerk"])
    factories.adopt(union, motion)
    assert [finds(neighbour, role) for role in neighbour.people] == [0, 0, 0, 0]
    declare_all(neighbour)
    assert [finds(neighbour, role) for role in neighbour.people] == [0, 0, 0, 1]


def test_a_repealed_effect_is_over(union: Union, collection: Collection) -> None:
    motion = opened(union, collection)
    repeal(union, motion)
    with union.houses[1].context("head"):
        line = queries.describe(queries.get_effect(Effect.objects.get(motion=motion).id))
        assert line.standing is Standing.OVER
        assert line.effect.undone_reason == "repealed"
