"""What somebody tries who knows the code: ordinary pages used for what they were not made for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests import factories
from tests.factories import House, Union

from gemeinwerk.governance.alliances import queries as alliances
from gemeinwerk.governance.costs import actions as costs
from gemeinwerk.governance.costs import queries as accounts
from gemeinwerk.governance.effects import queries as effects
from gemeinwerk.governance.effects.errors import NotForThisMember
from gemeinwerk.governance.effects.kinds import get_kind
from gemeinwerk.governance.models import Effect, Membership, Motion
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.governance.voting.errors import TooManyEffects
from gemeinwerk.governance.voting.forms import MotionForm
from gemeinwerk.kernel import clock
from gemeinwerk.members import actions as members
from gemeinwerk.members.context import member_context

pytestmark = pytest.mark.django_db
TEXT = voting.MotionText(title="Anschlag", text="Etwas geschieht (erfunden).")
Wish = tuple[str, dict[str, Any]]


def draft(union: Union, house: House, *wishes: Wish) -> Motion:
    """Begin a motion with effects as the pages enter them."""
    with house.context("head"):
        actor = house.actor("head")
        motion = voting.draft_motion(body_id=union.body.id, content=TEXT, actor=actor)
        for kind, entries in wishes:
            form_of = get_kind(kind).form
            assert form_of is not None
            form = form_of(entries, alliance=union.alliance, actor=actor)
            assert form.is_valid(), form.errors
            about: dict[str, Any] = {"motion_id": motion.id, "kind": kind, "actor": actor}
            voting.add_effect(terms=form.terms(), **about)
        return motion


def adopt(union: Union, house: House, *wishes: Wish) -> Motion:
    motion = draft(union, house, *wishes)
    with house.context("head"):
        voting.propose_motion(motion_id=motion.id, actor=house.actor("head"))
    return factories.adopt(union, motion)


def test_a_name_with_two_spaces_does_not_keep_a_vote_from_closing(union: Union) -> None:
    with member_context(door="operator"):
        facts = members.MemberFacts("association", "Zweckverband IT Nordau", "NW")
        members.admit_member(facts=facts)
    _county, neighbour, third = union.houses
    wish = {"key": "Zweckverband  IT\tNordau", "standing": "ordinary"}
    adopt(union, neighbour, ("admit_member", wish))
    with third.context("head"):
        assert Membership.objects.filter(member_name="Zweckverband IT Nordau").exists()


def test_what_the_database_refuses_waits_and_the_vote_counts(union: Union) -> None:
    """A hole in a form: the terms name another key than the database is asked for."""
    _county, neighbour, third = union.houses
    motion = draft(union, neighbour)
    with neighbour.context("head"):
        actor = neighbour.actor("head")
        wish = {"key": "99004 ", "standing": "ordinary"}
        voting.add_effect(motion_id=motion.id, kind="admit_member", terms=wish, actor=actor)
        voting.propose_motion(motion_id=motion.id, actor=actor)
    assert factories.adopt(union, motion)
    with third.context("head"):
        effect = Effect.objects.get(motion=motion)
        assert Motion.objects.get(id=motion.id).state == "adopted"
        assert effect.carried_out_at is None
        assert [one.text for one in effects.describe(effect).missing] == [str(NotForThisMember())]


def test_nobody_is_released_in_retrospect(union: Union) -> None:
    """Else the last voter loses sight of the alliance while its own vote is counted."""
    county, _neighbour, third = union.houses
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    release = {"member": third.member.id, "day": yesterday, "reason": "Grund"}
    service = {"name": "Zulassung", "offices": "alle"}
    motion = adopt(union, county, ("release_member", release), ("adopt_service", service))
    with county.context("head"):
        done = Effect.objects.filter(motion=motion).values_list("carried_out_at", flat=True)
        assert None not in done
        assert Membership.objects.get(member=third.member).left_on == clock.today()


def test_what_was_never_proposed_is_its_authors(union: Union) -> None:
    _county, neighbour, third = union.houses
    motion = draft(union, neighbour)
    with neighbour.context("head"):
        voting.withdraw_motion(motion_id=motion.id, actor=neighbour.actor("head"))
    with third.context("head"):
        assert not alliances.list_motions(union.body)


def test_others_do_not_learn_from_a_budget_that_a_draft_names_it(union: Union) -> None:
    county, neighbour, third = union.houses
    with county.context("head"):
        budget = costs.draft_budget(
            alliance_id=union.alliance.id,
            title="Archiv",
            project="Archiv",
            year=clock.today().year,
            cents=100,
            cost_key_id=None,
            actor=county.actor("head"),
        )
    motion = draft(union, neighbour, ("release_budget", {"budget": str(budget.id)}))
    with neighbour.context("head"):
        assert accounts.list_naming_motions(budget) == [motion]
    with third.context("head"):
        assert accounts.list_naming_motions(budget) == []


def test_a_motion_does_not_grow_without_end(union: Union) -> None:
    county = union.houses[0]
    motion = draft(union, county)
    wish = {"name": "Zulassung", "offices": "alle"}
    about: dict[str, Any] = {"motion_id": motion.id, "kind": "adopt_service", "terms": wish}
    with county.context("head"):
        actor = county.actor("head")
        for _number in range(voting.MOST_EFFECTS):
            voting.add_effect(**about, actor=actor)
        with pytest.raises(TooManyEffects, match="at most 50 effects"):
            voting.add_effect(**about, actor=actor)


def test_texts_have_an_end() -> None:
    """Else one page of a motion could be made so long that nobody can open the list any more."""
    for name in ("text", "reasons", "costs"):
        form = MotionForm({"title": "x", "text": "x", name: "x" * 20_001})
        assert "at most 20000 characters" in form.errors[name][0]
