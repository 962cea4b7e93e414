"""Reads of motions, votes and resolutions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from gemeinwerk.governance import queries as alliances
from gemeinwerk.governance.effects import queries as effects
from gemeinwerk.governance.models import (
    VOTING_STANDINGS,
    Alliance,
    Body,
    Motion,
    MotionState,
    Procedure,
    Resolution,
    Seat,
    Vote,
)
from gemeinwerk.governance.voting.errors import (
    BodyUnknown,
    MotionUnknown,
    NotADraft,
    NotYourMotion,
    ResolutionUnknown,
)
from gemeinwerk.governance.voting.rules import Ballot, Choice, Outcome, Rule, decide
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import require_member
from gemeinwerk.members.models import Member, RoleKind

DECIDED = (MotionState.ADOPTED, MotionState.FAILED)


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the list of votes: a member, its weight, and what it said (None: nothing yet)."""

    member_id: int
    name: str
    weight: int
    is_present: bool
    vote: Vote | None

    @property
    def is_awaited(self) -> bool:
        """Tell whether its vote counts and is missing."""
        return self.vote is None and self.weight > 0


@dataclass(frozen=True, slots=True)
class Count:
    """A vote as it stands, or as it was closed, with the rule under which it was opened."""

    rule: Rule
    outcome: Outcome
    places: list[Place]
    names: dict[int, str]

    @property
    def missing(self) -> list[str]:
        """Names of those that have not voted."""
        return [place.name for place in self.places if place.is_awaited]


def get_motion(motion_id: UUID) -> Motion:
    """Return a motion of the acting member's alliances, else MotionUnknown.

    A draft is seen by the member that writes it only.
    """
    found = Motion.objects.select_related("alliance", "body", "proposed_by", "rule")
    motion = found.filter(id=motion_id).first()
    if motion is None or not effects.is_shown(motion):
        raise MotionUnknown
    return motion


def list_motions(alliance: Alliance, actor: Actor) -> QuerySet[Motion]:
    """Return the alliance's motions, newest first; what was never proposed only to its author."""
    found = Motion.objects.filter(alliance=alliance).select_related("body")
    hidden = Q(proposed_at=None) & ~Q(member_id=actor.member_id)
    return found.exclude(hidden).order_by("-created_at")


def list_resolutions(alliance: Alliance) -> QuerySet[Resolution]:
    """Return the alliance's resolutions, newest first."""
    found = Resolution.objects.filter(alliance=alliance).select_related("motion", "motion__body")
    return found.order_by("-adopted_at")


def get_body(body_id: UUID) -> Body:
    """Return a body of the acting member's alliances, else BodyUnknown."""
    body = Body.objects.select_related("alliance", "rule").filter(id=body_id).first()
    if body is None:
        raise BodyUnknown
    return body


def list_deciding_bodies(alliance: Alliance) -> list[Body]:
    """Return the bodies that decide, that is, have a voting rule."""
    found = Body.objects.filter(alliance=alliance, closed_on=None).exclude(rule=None)
    return list(found.select_related("rule").order_by("name"))


def list_proposing_bodies(body: Body, actor: Actor) -> list[Body]:
    """Return the bodies with right of proposal to ``body`` in which the actor's member sits."""
    seated = Seat.objects.filter(member_id=actor.member_id).values("body_id")
    found = Body.objects.filter(proposes_to=body, closed_on=None, id__in=seated)
    return list(found.order_by("name"))


def check_own(motion: Motion, actor: Actor) -> None:
    """Raise NotYourMotion, naming its author, unless the actor's authority wrote the motion."""
    if motion.member_id != actor.member_id:
        raise NotYourMotion(member=motion.author)


def check_own_draft(motion: Motion, actor: Actor) -> None:
    """Raise NotYourMotion or NotADraft unless the actor's authority may still change it."""
    check_own(motion, actor)
    if motion.state != MotionState.DRAFT:
        raise NotADraft


@dataclass(frozen=True, slots=True)
class Way:
    """A body that decides, and the one in whose name a motion goes to it (None: in its own)."""

    body: Body
    proposer: Body | None

    @property
    def key(self) -> str:
        """Value of the choice in a form."""
        return f"{self.body.id}:{self.proposer.id}" if self.proposer else str(self.body.id)


def list_ways(alliance: Alliance, actor: Actor) -> list[Way]:
    """Return how the actor's member may bring a motion before which body."""
    is_office = alliances.is_office(alliance, actor)
    ways = []
    for body in list_deciding_bodies(alliance):
        if is_office or has_seat(body, actor):
            ways.append(Way(body, None))
        ways += [Way(body, proposer) for proposer in list_proposing_bodies(body, actor)]
    return ways


def has_seat(body: Body, actor: Actor) -> bool:
    """Tell whether the actor's member has a seat in the body."""
    return Seat.objects.filter(body=body, member_id=actor.member_id).exists()


def get_rule(motion: Motion) -> Rule:
    """Return the rule under which the vote was opened, else that of the body."""
    row = motion.rule or motion.body.rule
    if row is None:
        raise BodyUnknown
    return Rule.from_json(row.definition)


def make_electorate(body: Body) -> list[dict[str, object]]:
    """Return who may vote as of now: one entry per seat with votes of a current voting member."""
    current = {
        m.member_id: m
        for m in alliances.list_memberships(body.alliance)
        if m.standing in VOTING_STANDINGS
    }
    seats = Seat.objects.filter(body=body, votes__gt=0, member_id__in=current)
    seats = seats.order_by("member_name")
    kinds = dict(Member.objects.filter(id__in=current).values_list("id", "kind"))
    return [
        {
            "member_id": seat.member_id,
            "name": seat.member_name,
            "weight": seat.votes,
            "kind": kinds.get(seat.member_id, ""),
            "chair": seat.chairs,
            "present": False,
        }
        for seat in seats
    ]


def count_votes(motion: Motion, *, closed: bool = False) -> Count:
    """Count the votes of the current round by the rule under which they are cast."""
    rule = get_rule(motion)
    votes = {vote.member_id: vote for vote in list_votes(motion)}
    places = [_place(entry, votes.get(entry["member_id"])) for entry in motion.electorate]
    written = motion.procedure == Procedure.WRITTEN
    outcome = decide(
        rule,
        list_ballots(motion, votes.values()),
        written=written,
        objections=[v.member_id for v in votes.values() if v.objects_to_procedure],
        second_meeting=motion.is_second_meeting,
        closed=closed,
        concerned=list_concerned(motion),
    )
    if not closed and motion.outcome and motion.state in DECIDED:
        outcome = Outcome.from_json(motion.outcome)
    return Count(rule, outcome, places, {place.member_id: place.name for place in places})


def list_votes(motion: Motion) -> QuerySet[Vote]:
    """Return the votes of the current round."""
    return Vote.objects.filter(motion=motion, round=motion.round).order_by("member_name")


def list_ballots(motion: Motion, votes: Iterable[Vote]) -> list[Ballot]:
    """Return a ballot for each seat of the electorate; who has voted is present."""
    said = {vote.member_id: vote for vote in votes}
    return [_ballot(entry, said.get(entry["member_id"])) for entry in motion.electorate]


def list_concerned(motion: Motion) -> list[int]:
    """Return the members that the motion's effects name, whose consent some rules need."""
    found: set[int] = set()
    for effect in motion.effects.all():
        found |= {one for one in (effect.owner_id, effect.terms.get("member")) if one}
        found |= set(effect.grantees)
    return sorted(int(one) for one in found)


def may_vote(motion: Motion, actor: Actor) -> bool:
    """Tell whether the actor votes for its member: as head, or holding its seat in the body."""
    if actor.person_id is None or not any(
        entry["member_id"] == actor.member_id for entry in motion.electorate
    ):
        return False
    seats = Seat.objects.filter(body_id=motion.body_id, member_id=actor.member_id, votes__gt=0)
    seat = seats.first()
    if seat is None:
        return False
    return RoleKind.HEAD in actor.roles or actor.person_id in (seat.holder_id, seat.deputy_id)


def may_lead(motion: Motion, actor: Actor) -> bool:
    """Tell whether the actor's member chairs the body or runs the alliance's office."""
    chairs = Seat.objects.filter(body_id=motion.body_id, chairs=True)
    return chairs.filter(member_id=actor.member_id).exists() or alliances.is_office(
        motion.alliance, actor
    )


def list_leaders(motion: Motion) -> list[str]:
    """Return the names of the members that may put the motion to the vote: chairs, then office."""
    chairs = Seat.objects.filter(body_id=motion.body_id, chairs=True).order_by("member_name")
    names = list(chairs.values_list("member_name", flat=True))
    office = alliances.get_office(motion.alliance)
    return [*names, *([office.member_name] if office and office.member_name not in names else [])]


def is_over(motion: Motion) -> bool:
    """Tell whether the deadline of an open vote has passed, counted yet or not."""
    is_open = motion.state == MotionState.VOTING
    return is_open and motion.closes_at is not None and clock.now() >= motion.closes_at


def get_resolution(resolution_id: UUID) -> Resolution:
    """Return a resolution of the acting member's alliances, else ResolutionUnknown."""
    found = Resolution.objects.select_related("alliance", "motion", "motion__body", "repealed_by")
    resolution = found.filter(id=resolution_id).first()
    if resolution is None:
        raise ResolutionUnknown
    return resolution


def find_running(alliance: Alliance, key: str) -> Resolution:
    """Return a resolution of the alliance that was not repealed, by the text of its id.

    Raises ResolutionUnknown.
    """
    try:
        resolution = get_resolution(UUID(key))
    except ValueError:
        raise ResolutionUnknown from None
    if resolution.alliance_id != alliance.id or resolution.repealed_at:
        raise ResolutionUnknown
    return resolution


class Force(StrEnum):
    """Whether a resolution counts today."""

    AHEAD = "ahead"
    RUNNING = "running"
    EXPIRED = "expired"
    REPEALED = "repealed"


def describe_resolution(resolution: Resolution) -> Force:
    """Return whether a resolution counts today."""
    today = clock.today()
    if resolution.repealed_at:
        return Force.REPEALED
    if resolution.valid_to and resolution.valid_to < today:
        return Force.EXPIRED
    return Force.AHEAD if resolution.valid_from > today else Force.RUNNING


def get_resolution_of(motion: Motion) -> Resolution | None:
    """Return what the motion became, None unless it was adopted."""
    found = Resolution.objects.select_related("repealed_by", "repealed_by__motion")
    return found.filter(motion=motion).first()


def list_to_vote(actor: Actor) -> list[Motion]:
    """Return the motions whose open vote waits for the actor, soonest deadline first."""
    cast = Vote.objects.filter(member_id=actor.member_id).values("motion_id", "round")
    said = {(row["motion_id"], row["round"]) for row in cast}
    found = Motion.objects.filter(state=MotionState.VOTING).select_related("alliance", "body")
    found = found.filter(Q(closes_at=None) | Q(closes_at__gt=clock.now()))
    return [
        motion
        for motion in found.order_by("closes_at")
        if (motion.id, motion.round) not in said and may_vote(motion, actor)
    ]


def list_to_open(actor: Actor) -> list[Motion]:
    """Return the proposed motions that the actor's member may put to the vote."""
    found = Motion.objects.filter(state=MotionState.PROPOSED).select_related("alliance", "body")
    return [motion for motion in found.order_by("proposed_at") if may_lead(motion, actor)]


def list_led() -> list[Alliance]:
    """Return the alliances whose office the acting member runs today."""
    found = alliances.list_alliances()
    return [each for each in found if _leads(each)]


def _leads(alliance: Alliance) -> bool:
    office = alliances.get_office(alliance)
    return office is not None and office.member_id == require_member()


def list_due(alliance_id: UUID) -> QuerySet[Motion]:
    """Return the written procedures of an alliance whose deadline is over."""
    open_ones = Motion.objects.filter(alliance_id=alliance_id, state=MotionState.VOTING)
    return open_ones.filter(procedure=Procedure.WRITTEN, closes_at__lte=clock.now())


def _place(entry: dict[str, object], vote: Vote | None) -> Place:
    said = vote if vote and vote.choice else None
    return Place(
        member_id=int(str(entry["member_id"])),
        name=str(entry["name"]),
        weight=int(str(entry["weight"])),
        is_present=bool(entry["present"]) or said is not None,
        vote=vote if vote and (vote.choice or vote.objects_to_procedure) else None,
    )


def _ballot(entry: dict[str, object], vote: Vote | None) -> Ballot:
    choice = Choice(vote.choice) if vote and vote.choice else None
    return Ballot(
        member_id=int(str(entry["member_id"])),
        weight=int(str(entry["weight"])),
        choice=choice,
        present=bool(entry["present"]) or choice is not None,
        kind=str(entry["kind"]),
        chair=bool(entry["chair"]),
    )
