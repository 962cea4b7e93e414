"""What a member decides for itself about an effect, and what an offer may say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from tests import factories
from tests.factories import House, Union

from gemeinwerk.archive.models import Collection
from gemeinwerk.governance.effects import actions, kinds, queries
from gemeinwerk.governance.effects.errors import (
    DatesWrong,
    DecisionIncomplete,
    EffectUnknown,
    GranteeNotInAgreement,
    GranteesMissing,
    MayNotCarryPersonal,
    NothingToDecide,
    NotProposedYet,
    OrganMissing,
    PrivacyMissing,
    TargetUnknown,
    TooLate,
)
from gemeinwerk.governance.effects.opening import Offer
from gemeinwerk.governance.effects.queries import Standing
from gemeinwerk.governance.models import Effect, Motion, OwnDecision, Party, Resolution
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.governance.voting.errors import NotADraft
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed, UserError
from gemeinwerk.sharing import queries as grants
from gemeinwerk.sharing.rules import Drawer

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def collection(county: House) -> Collection:
    return factories.make_collection(county)


@pytest.fixture
def motion(union: Union, collection: Collection) -> Motion:
    """Proposed: open the county's collection, with person-related records, to the neighbour."""
    county, neighbour, _third = union.houses
    return factories.offer(union, county, collection, [neighbour], includes_personal=True)


def effect_of(house: House, motion: Motion) -> Effect:
    with house.context("head"):
        return Effect.objects.get(motion=motion)


def decide(house: House, effect: Effect, role: str = "head", **entries: Any) -> OwnDecision:
    about = {
        "consents": True,
        "organ": "Kreistag",
        "decided_on": TODAY,
        "reference": "12/2026",
    } | entries
    with house.context(role):
        return actions.decide_for_own(effect_id=effect.id, actor=house.actor(role), **about)


def vote_all(union: Union, motion: Motion, choice: str = "yes") -> None:
    chair = union.houses[0]
    with chair.context("head"):
        actor = chair.actor("head")
        voting.open_vote(motion_id=motion.id, procedure="meeting", actor=actor)
    for house in union.houses:
        with house.context("head"):
            voting.cast_vote(motion_id=motion.id, choice=choice, actor=house.actor("head"))
    with chair.context("head"):
        voting.close_vote(motion_id=motion.id, actor=chair.actor("head"))


# --- who decides, and when ----------------------------------------------------------------------


def test_who_decides(union: Union, motion: Motion, stranger: House) -> None:
    county, _neighbour, third = union.houses
    effect = effect_of(county, motion)
    for role in ("coordinator", "records_officer", "clerk"):
        with pytest.raises(NotAllowed):
            decide(county, effect, role)
    with pytest.raises(EffectUnknown, match="does not belong to its alliance"):
        decide(stranger, effect)
    with pytest.raises(NothingToDecide, match="does not need a decision of your authority"):
        decide(third, effect)
    assert decide(county, effect).entered_by == "Head 99001 (Landkreis Musterland)"


def test_a_draft_is_not_decided_about(union: Union, collection: Collection) -> None:
    county, neighbour, _third = union.houses
    draft = make_draft(union, county)
    with county.context("head"):
        effect = offer(county, draft, collection, [neighbour], union)
    with pytest.raises(NotProposedYet, match="is a draft that may still change"):
        decide(county, effect)
    with pytest.raises(EffectUnknown):
        decide(neighbour, effect)


def test_what_is_over_is_not_decided_about(union: Union, motion: Motion) -> None:
    county = union.houses[0]
    effect = effect_of(county, motion)
    vote_all(union, motion, "no")
    with pytest.raises(TooLate, match=r"This effect is over \(Not adopted\)"):
        decide(county, effect)


def test_after_a_repeal_it_is_too_late(union: Union, motion: Motion) -> None:
    county = union.houses[0]
    vote_all(union, motion)
    again = make_draft(union, county, "Aufheben")
    with county.context("head"):
        actor, target = county.actor("head"), Resolution.objects.get(motion=motion)
        terms = {"resolution": str(target.id)}
        voting.add_effect(motion_id=again.id, kind="repeal", terms=terms, actor=actor)
        voting.propose_motion(motion_id=again.id, actor=actor)
    vote_all(union, again)
    with pytest.raises(TooLate, match=r"is over \(it never began\)"):
        decide(county, effect_of(county, motion))


def test_an_entry_is_complete(union: Union, motion: Motion) -> None:
    county = union.houses[0]
    effect = effect_of(county, motion)
    for wrong in ({"organ": "  "}, {"decided_on": TODAY + timedelta(days=1)}):
        with pytest.raises(DecisionIncomplete, match="which organ decided and when"):
            decide(county, effect, **wrong)
    with pytest.raises(OrganMissing, match="need a decision of the authority's organ"):
        decide(county, effect, reference=" ")
    with county.context("head"):
        assert not OwnDecision.objects.exists()
        assert not grants.list_given().exists()


def test_a_later_entry_replaces_the_earlier_one(union: Union, motion: Motion) -> None:
    county, neighbour, _third = union.houses
    effect = effect_of(county, motion)
    for consents in (True, True, False):
        decide(county, effect, consents=consents)
    decide(neighbour, effect, consents=False)
    with county.context("head"):
        given = grants.list_given(effect_id=effect.id)
        assert [grant.ended_at is None for grant in given] == [False]
        assert OwnDecision.objects.filter(effect=effect).count() == 2
        texts = [one.text for one in queries.describe(queries.get_effect(effect.id)).missing]
    assert "Landkreis Musterland has decided against it." in texts
    assert "Landkreis Nachbarau has decided against it." in texts
    decide(county, effect)
    with county.context("head"):
        given = grants.list_given(effect_id=effect.id)
        assert [grant.ended_at is None for grant in given] == [True, False]
    with neighbour.context("coordinator"):
        told = journal.list_lines(object_id=str(motion.id))
        assert "own decision of Landkreis Musterland" in told[0].sentence
        assert f"consents: yes – Kreistag, {TODAY:%d.%m.%Y}, 12/2026" in told[0].sentence


def test_an_effect_that_rests_begins_again(union: Union, collection: Collection) -> None:
    county, neighbour, _third = union.houses
    motion = factories.offer(union, county, collection, [neighbour])
    vote_all(union, motion)
    effect = effect_of(county, motion)
    expected = {True: Standing.IN_FORCE, False: Standing.RESTING}
    for consents in (True, False, True):
        decide(county, effect, consents=consents)
        with county.context("head"):
            line = queries.describe(queries.get_effect(effect.id))
        assert line.standing is expected[consents]


# --- what an offer may say ----------------------------------------------------------------------


def make_draft(union: Union, house: House, title: str = "Öffnen") -> Motion:
    with house.context("head"):
        return voting.draft_motion(
            body_id=union.body.id,
            content=voting.MotionText(title=title, text="Wird geöffnet (erfunden)."),
            actor=house.actor("head"),
        )


def offer(
    house: House,
    motion: Motion,
    collection: Collection,
    grantees: list[House],
    union: Union,
    **terms: Any,
) -> Effect:
    """Offer a collection in a draft, in the context that is open."""
    wanted: dict[str, Any] = {
        "drawer": Drawer(collection.name, collection_id=collection.id),
        "grantees": tuple(each.member.id for each in grantees),
        "right": "read",
        "roles": ("clerk",),
        "purpose": "Prüfung (erfunden)",
        "legal_basis": "erfunden",
        "agreement": union.agreement,
        "valid_from": TODAY,
        "valid_to": None,
    }
    return voting.offer_drawer(
        motion_id=motion.id, offer=Offer(**wanted | terms), actor=house.actor("head")
    )


def test_offers_that_are_refused(union: Union, collection: Collection, stranger: House) -> None:
    county, neighbour, third = union.houses
    draft = make_draft(union, county)
    with third.context("head"):
        party = Party.objects.filter(member=third.member)
        party.update(signed_on=None)  # only who has not signed can be taken off
        party.delete()
    personal = {"includes_personal": True}
    cases: list[tuple[type[UserError], str, list[House], dict[str, Any]]] = [
        (GranteesMissing, "Choose at least one authority", [], {}),
        (GranteesMissing, "Choose at least one authority", [county], {}),
        (GranteesMissing, "Choose at least one authority", [stranger], {}),
        (
            GranteeNotInAgreement,
            "Landkreis Drittfeld is no party of “Vereinbarung",
            [neighbour, third],
            {},
        ),
        (DatesWrong, "last day lies before", [neighbour], {"valid_to": date(2020, 1, 1)}),
        (PrivacyMissing, "need a document under the GDPR", [neighbour], personal),
    ]
    with county.context("head"):
        for cause, sentence, grantees, terms in cases:
            with pytest.raises(cause, match=sentence):
                offer(county, draft, collection, grantees, union, **terms)
        union.agreement.form = "intent"
        with pytest.raises(MayNotCarryPersonal, match="moves no task"):
            offer(county, draft, collection, [neighbour], union, **personal)
        assert not Effect.objects.filter(motion=draft).exists()


def test_only_an_own_draft_takes_an_offer(union: Union, collection: Collection) -> None:
    county, neighbour, _third = union.houses
    proposed = factories.offer(union, county, collection, [neighbour])
    with county.context("head"), pytest.raises(NotADraft):
        offer(county, proposed, collection, [neighbour], union)


# --- a target that is gone ----------------------------------------------------------------------


@pytest.fixture
def vanishing() -> Iterator[kinds.Kind]:
    """A kind of effect whose target is gone by the time that somebody looks."""

    def gone(*_about: object) -> Any:
        raise TargetUnknown

    kind = kinds.Kind(
        code="vanishing",
        label="Vanishing",
        explanation="",
        form=None,
        describe=gone,
        more=gone,
        deciders=gone,
    )
    kinds.register(kind)
    yield kind
    kinds._kinds.pop("vanishing")


def test_a_lost_target_keeps_nothing_else_from_happening(
    union: Union, collection: Collection, vanishing: kinds.Kind
) -> None:
    county, neighbour, _third = union.houses
    lost = make_draft(union, county, "Verloren")
    with county.context("head"):
        actor = county.actor("head")
        voting.add_effect(motion_id=lost.id, kind="vanishing", terms={}, actor=actor)
        voting.propose_motion(motion_id=lost.id, actor=actor)
    vote_all(union, lost)
    motion = factories.offer(union, county, collection, [neighbour])
    decide(county, effect_of(county, motion))
    vote_all(union, motion)
    with county.context("head"):
        line = queries.describe(Effect.objects.get(motion=lost))
        assert line.rows == [("What it is about", str(TargetUnknown()))]
        assert (line.standing, [one.code for one in line.missing]) == (Standing.WAITING, ["target"])
        assert queries.describe(Effect.objects.get(motion=motion)).standing is Standing.IN_FORCE
        assert queries.list_to_decide(county.actor("head")) == []


def test_what_cannot_be_carried_out_waits_with_the_reason(
    union: Union, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = union.houses[0]
    is_possible = False

    def carry_out(_effect: Effect, _actor: object) -> None:
        if not is_possible:
            raise TargetUnknown

    kind = kinds.Kind("hindered", "Hindered", "", None, lambda _e: [], carry_out=carry_out)
    monkeypatch.setitem(kinds._kinds, "hindered", kind)
    motion = make_draft(union, county)
    with county.context("head"):
        actor = county.actor("head")
        voting.add_effect(motion_id=motion.id, kind="hindered", terms={}, actor=actor)
        voting.propose_motion(motion_id=motion.id, actor=actor)
    vote_all(union, motion)

    def settle() -> list[str]:
        with county.context("head"):
            actions.settle(alliance_id=union.alliance.id, actor=county.actor("head"))
            line = queries.describe(Effect.objects.get(motion=motion))
            return [line.standing, *(one.text for one in line.missing)]

    assert settle() == [Standing.WAITING, str(TargetUnknown())]
    is_possible = True
    assert settle() == [Standing.IN_FORCE]
