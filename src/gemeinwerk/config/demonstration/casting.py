"""Who plays in the demo, on which stage, and how they vote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from demo.people import COUNTY

from gemeinwerk.governance.models import Agreement, Alliance, Body, Motion
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.kernel import clock
from gemeinwerk.members import queries as members
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Member, Person


@dataclass(frozen=True)
class Cast:
    """Who plays: members by key, and the head of each."""

    members: dict[str, Member]
    heads: dict[str, Person]

    @contextmanager
    def head(self, key: str) -> Iterator[Actor]:
        """Act as the head of a member."""
        member, person = self.members[key], self.heads[key]
        with member_context(member.id, person_id=person.id):
            yield members.get_actor(member, person)


@dataclass(frozen=True)
class Stage:
    """What was set up: the alliance, its conference and working group, the agreement in force."""

    alliance: Alliance
    conference: Body
    working_group: Body
    agreement: Agreement


def vote(cast: Cast, motion: Motion, votes: dict[str, str]) -> None:
    """Open a written procedure and cast these votes. The database counts the deadline in real time,
    so it lies two weeks ahead even where the clock is set back.
    """
    with cast.head(COUNTY) as actor, clock.days_ago(0):
        last_day = clock.today() + timedelta(days=14)
        closes_at = datetime.combine(last_day, time(18), tzinfo=clock.BERLIN)
        voting.open_vote(motion_id=motion.id, procedure="written", closes_at=closes_at, actor=actor)
    for key, choice in votes.items():
        with cast.head(key) as actor:
            voting.cast_vote(motion_id=motion.id, choice=choice, actor=actor)
