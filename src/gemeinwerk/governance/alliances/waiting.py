"""What waits in alliances for a member, and who there does it: for the overview and start page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.agreements import queries as agreements
from gemeinwerk.governance.alliances import queries
from gemeinwerk.governance.effects import queries as effects
from gemeinwerk.governance.models import Alliance, Body, Seat
from gemeinwerk.governance.permissions import DECIDE, MANAGE
from gemeinwerk.governance.voting import queries as voting
from gemeinwerk.kernel import clock
from gemeinwerk.members import queries as members
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import Permission, allows

BY_HEAD = frozenset({"decision", "signature", "join_decision", "join_signature"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that waits for the acting member. ``is_mine``: the actor may do it, else ``who``."""

    alliance: Alliance
    text: str
    url: str
    who: str
    is_mine: bool


def list_waiting(actor: Actor) -> list[Waiting]:
    """Return everything in all alliances that waits for the actor's member, own steps first."""
    found = [
        *_invitations(actor),
        *_votes(actor),
        *_own_decisions(actor),
        *_agreements(actor),
        *_empty_seats(actor),
        *_motions(actor),
        *_first_steps(actor),
    ]
    return sorted(found, key=lambda step: not step.is_mine)


def list_waiting_in(alliance: Alliance, actor: Actor) -> list[Waiting]:
    """Return what waits in one alliance for the actor's member, own steps first."""
    return [step for step in list_waiting(actor) if step.alliance == alliance]


def _invitations(actor: Actor) -> Iterator[Waiting]:
    for invitation in queries.list_invitations():
        text = _("Your authority is invited: join the alliance or decline.")
        yield _step(invitation.alliance, text, "alliances:invitation", DECIDE, actor)


def _votes(actor: Actor) -> Iterator[Waiting]:
    for motion in voting.list_to_vote(actor):
        text = _("Vote on “%(motion)s”.") % {"motion": motion.title}
        if motion.closes_at:
            until = motion.closes_at.astimezone(clock.BERLIN)
            text += " " + _("The vote is open until %(moment)s.") % {
                "moment": f"{until:%d.%m.%Y %H:%M}"
            }
        url = _address("voting:motion", motion.alliance, motion_id=motion.id)
        yield Waiting(motion.alliance, text, url, "", True)


def _own_decisions(actor: Actor) -> Iterator[Waiting]:
    for effect in effects.list_to_decide(actor):
        text = _("Enter your authority's own decision on “%(motion)s”.")
        told = text % {"motion": effect.motion.title}
        motion = {"motion_id": effect.motion_id}
        yield _step(effect.alliance, told, "voting:motion", DECIDE, actor, **motion)


def _agreements(actor: Actor) -> Iterator[Waiting]:
    for line, missing in agreements.list_waiting(actor.member_id):
        text = f"{line.agreement.title}: {missing.sentence}"
        agreement = {"agreement_id": line.agreement.id}
        alliance = line.agreement.alliance
        by = DECIDE if missing.code in BY_HEAD else MANAGE
        yield _step(alliance, text, "agreements:agreement", by, actor, **agreement)


def _empty_seats(actor: Actor) -> Iterator[Waiting]:
    """Seats of the own member that nobody takes, or somebody who does not work here any more."""
    here = {person.id for person in members.list_people()}
    for alliance in governance.list_alliances():
        for seat in queries.list_own_seats(alliance):
            if seat.holder_id not in here:
                text = _say_empty(seat, seat.body)
                body = {"body_id": seat.body_id}
                yield _step(alliance, text, "alliances:people", MANAGE, actor, **body)


def _say_empty(seat: Seat, body: Body) -> str:
    facts = {"body": body.name, "person": seat.holder_name}
    if seat.holder_id:
        text = _("%(person)s does not work here any more. Name who takes the seat in “%(body)s”.")
        return text % facts
    return _("Name who takes your seat in “%(body)s”.") % facts


def _motions(actor: Actor) -> Iterator[Waiting]:
    for motion in voting.list_to_open(actor):
        text = _("“%(motion)s” waits in “%(body)s”: open the vote or put it on an agenda.")
        told = text % {"motion": motion.title, "body": motion.body.name}
        motion_id = {"motion_id": motion.id}
        yield _step(motion.alliance, told, "voting:motion", MANAGE, actor, **motion_id)


def _first_steps(actor: Actor) -> Iterator[Waiting]:
    """What the office does after founding: members, a body, its seats."""
    for alliance in governance.list_alliances():
        if not governance.is_office(alliance, actor):
            continue
        if not _has_company(alliance):
            yield _step(alliance, _("Invite the other members."), "alliances:invite", MANAGE, actor)
        bodies = list(queries.list_bodies(alliance))
        if not bodies:
            text = _("Set up the first body, for example a conference of chief officials.")
            yield _step(alliance, text, "alliances:create_body", MANAGE, actor)
        for body in bodies:
            if not queries.list_seats(body).exists():
                text = _("Give the members seats in “%(body)s”.") % {"body": body.name}
                seat = {"body_id": body.id}
                yield _step(alliance, text, "alliances:give_seat", MANAGE, actor, **seat)


def _has_company(alliance: Alliance) -> bool:
    others = governance.list_memberships(alliance).count() > 1
    return others or queries.list_invited(alliance).exists()


def _step(
    alliance: Alliance, text: str, view: str, permission: Permission, actor: Actor, **ids: Any
) -> Waiting:
    who = _("the head of your authority") if permission is DECIDE else _("head or coordination")
    return Waiting(
        alliance=alliance,
        text=text,
        url=_address(view, alliance, **ids),
        who=str(who),
        is_mine=allows(actor, permission),
    )


def _address(view: str, alliance: Alliance, **ids: Any) -> str:
    """Return where a step is done; the overview as long as that part has no pages."""
    try:
        return reverse(view, kwargs={"alliance_id": alliance.id, **ids})
    except NoReverseMatch:
        return reverse("alliances:overview", kwargs={"alliance_id": alliance.id})
