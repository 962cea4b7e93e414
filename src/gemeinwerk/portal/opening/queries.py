"""Where something can be offered: own drafts, and bodies that the acting member may ask."""

from __future__ import annotations

from dataclasses import dataclass

from gemeinwerk.governance import queries as alliances
from gemeinwerk.governance.models import Agreement, Alliance, Body, Motion, MotionState, Party
from gemeinwerk.governance.voting import queries as voting
from gemeinwerk.members.actors import Actor


@dataclass(frozen=True, slots=True)
class Target:
    """A draft to which the offer is added, or the body for which a new motion is begun."""

    code: str
    label: str
    alliance: Alliance
    motion: Motion | None = None
    body: Body | None = None
    proposed_by: Body | None = None


def list_targets(actor: Actor) -> list[Target]:
    """Return where the actor may offer something, drafts first."""
    found: list[Target] = []
    for alliance in alliances.list_alliances():
        found += [*_drafts(alliance, actor), *_bodies(alliance, actor)]
    return sorted(found, key=lambda target: target.motion is None)


def list_partners(alliance: Alliance, actor: Actor) -> list[tuple[int, str]]:
    """Return (member id, name) of the others in the alliance."""
    others = alliances.list_memberships(alliance).exclude(member_id=actor.member_id)
    return list(others.order_by("member_name").values_list("member_id", "member_name"))


def list_agreements(alliance: Alliance, actor: Actor) -> list[Agreement]:
    """Return the agreements to which the acting member is a party, those in force first."""
    mine = Party.objects.filter(member_id=actor.member_id).values("agreement_id")
    found = Agreement.objects.filter(alliance=alliance, id__in=mine)
    return sorted(found, key=lambda one: (one.in_force_from is None, one.title))


def _drafts(alliance: Alliance, actor: Actor) -> list[Target]:
    drafts = voting.list_motions(alliance, actor).filter(
        state=MotionState.DRAFT, member_id=actor.member_id
    )
    return [
        Target(f"m{motion.id}", f"{motion} ({alliance})", alliance, motion=motion)
        for motion in drafts
    ]


def _bodies(alliance: Alliance, actor: Actor) -> list[Target]:
    found = []
    for body in voting.list_deciding_bodies(alliance):
        if voting.has_seat(body, actor) or alliances.is_office(alliance, actor):
            found.append(Target(f"b{body.id}", f"{body} ({alliance})", alliance, body=body))
        found += [
            Target(
                f"b{body.id}.{proposer.id}",
                f"{proposer} → {body} ({alliance})",
                alliance,
                body=body,
                proposed_by=proposer,
            )
            for proposer in voting.list_proposing_bodies(body, actor)
        ]
    return found
