"""Short ways to propose and vote as somebody, for the tests of votes. All names are invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.factories import House, Union

from gemeinwerk.governance.models import Motion
from gemeinwerk.governance.voting import actions, queries
from gemeinwerk.kernel import clock

TEXT = actions.MotionText(title="Gemeinsame Zulassung", text="Alle helfen einander (erfunden).")


def do(house: House, action: Callable[..., Any], role: str = "head", **about: Any) -> Any:
    """Call an action as a person of a house, in a transaction of its own."""
    with house.context(role):
        return action(actor=house.actor(role), **about)


def draft(house: House, union: Union, title: str = TEXT.title, **more: Any) -> Motion:
    content = actions.MotionText(title=title, text=TEXT.text, **more)
    return do(house, actions.draft_motion, body_id=union.body.id, content=content)


def propose(house: House, union: Union, title: str = TEXT.title, **more: Any) -> Motion:
    motion = draft(house, union, title, **more)
    return do(house, actions.propose_motion, motion_id=motion.id)


def open_vote(union: Union, motion: Motion, procedure: str = "written", days: int = 7) -> Motion:
    """Let the chair open the vote."""
    closes_at = clock.now() + timedelta(days=days) if procedure == "written" else None
    about = {"procedure": procedure, "closes_at": closes_at}
    return do(union.houses[0], actions.open_vote, motion_id=motion.id, **about)


def vote(house: House, motion: Motion, choice: str = "yes", role: str = "head", **more: Any) -> Any:
    return do(house, actions.cast_vote, role, motion_id=motion.id, choice=choice, **more)


def end_deadline(house: House, motion: Motion) -> None:
    """Let the deadline of an open vote be over since a minute."""
    with house.context("head"):
        past = clock.now() - timedelta(minutes=1)
        assert Motion.objects.filter(id=motion.id, state="voting").update(closes_at=past) == 1


def state(house: House, motion: Motion) -> str:
    with house.context("head"):
        return str(queries.get_motion(motion.id).state)
