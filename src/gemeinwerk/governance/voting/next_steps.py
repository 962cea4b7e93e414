"""Where a motion stands, what has to happen next, and who does it. Everybody gets the same answer;
what the reader can do is marked and comes first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gemeinwerk.governance import queries as alliances
from gemeinwerk.governance.effects import queries as effects
from gemeinwerk.governance.effects.conditions import Missing
from gemeinwerk.governance.effects.queries import Line, Standing
from gemeinwerk.governance.models import Motion, MotionState, Party, Procedure
from gemeinwerk.governance.permissions import DECIDE, MANAGE, PROPOSE
from gemeinwerk.governance.voting import queries
from gemeinwerk.governance.voting.queries import Count
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import allows
from gemeinwerk.sharing import queries as sharing
from gemeinwerk.sharing.models import Grant

AT_THE_AGREEMENT = frozenset({"agreement", "signature", "left", "agreement_ended", "privacy"})
RUNNING = (MotionState.PROPOSED, MotionState.VOTING, MotionState.ADOPTED)


@dataclass(frozen=True, slots=True)
class Step:
    """Who does what next; ``url`` is where, ``is_you`` that the reader can do it."""

    who: str
    what: str
    url: str = ""
    label: str = ""
    is_you: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the way from draft to effect: done, current, ahead or failed."""

    label: Any
    state: str
    word: Any


WORDS = {
    "done": gettext_lazy("done"),
    "current": gettext_lazy("now"),
    "ahead": gettext_lazy("to come"),
    "failed": gettext_lazy("ended here"),
}
WAY = (
    pgettext_lazy("stage", "Draft"),
    pgettext_lazy("stage", "Proposed"),
    pgettext_lazy("stage", "Vote"),
    pgettext_lazy("stage", "Resolution"),
    pgettext_lazy("stage", "Effect"),
)
REACHED = {
    MotionState.DRAFT: (0, "current"),
    MotionState.PROPOSED: (1, "current"),
    MotionState.WITHDRAWN: (1, "failed"),
    MotionState.VOTING: (2, "current"),
    MotionState.FAILED: (3, "failed"),
    MotionState.ADOPTED: (4, "current"),
}


def list_stages(motion: Motion, lines: Iterable[Line]) -> list[Stage]:
    """Return the way of a motion from draft to effect, each part with where it stands."""
    place, state = REACHED[MotionState(motion.state)]
    if motion.state == MotionState.ADOPTED:
        state = _stage_of_effects([line.standing for line in lines])
    states = ["done"] * place + [state] + ["ahead"] * (len(WAY) - place - 1)
    return [Stage(label, one, WORDS[one]) for label, one in zip(WAY, states, strict=True)]


def _stage_of_effects(standings: list[Standing]) -> str:
    if any(one in (Standing.WAITING, Standing.RESTING) for one in standings):
        return "current"
    is_over = bool(standings) and all(one is Standing.OVER for one in standings)
    return "failed" if is_over else "done"


def list_steps(motion: Motion, actor: Actor, lines: list[Line], count: Count | None) -> list[Step]:
    """Return what has to happen next, what the actor can do first; empty if nothing has to."""
    steps: list[Step] = []
    if motion.state == MotionState.DRAFT:
        steps = _finish_draft(motion, actor)
    elif motion.state == MotionState.PROPOSED:
        steps = _open_vote(motion, actor)
    elif motion.state == MotionState.VOTING and count:
        steps = _vote(motion, actor, count)
    if motion.state in RUNNING:
        for line in lines:
            steps += _decide(line, actor)
    if motion.state == MotionState.ADOPTED:
        for line in lines:
            steps += _settle(line, actor)
        steps += _declare(lines, actor)
    return sorted(steps, key=lambda step: not step.is_you)


def nothing_to_do(motion: Motion, lines: list[Line]) -> str:
    """Return why nothing has to be done any more."""
    if motion.state == MotionState.FAILED:
        return _("Nothing: the motion was not adopted. A new motion may be written.")
    if motion.state == MotionState.WITHDRAWN:
        return _("Nothing: the motion was withdrawn before the vote.")
    if not lines:
        return _("Nothing: the resolution counts by itself, it has no effect to be carried out.")
    if all(line.standing is Standing.OVER for line in lines):
        return _("Nothing: what this resolution did is over.")
    return _("Nothing: what was decided is in force.")


def _finish_draft(motion: Motion, actor: Actor) -> list[Step]:
    what = _("finish the draft, add what it shall do, and hand it to “%(body)s”")
    facts = {"body": motion.body.name}
    return [Step(actor.member_name, what % facts, is_you=allows(actor, PROPOSE))]


def _open_vote(motion: Motion, actor: Actor) -> list[Step]:
    is_you = _leads(motion, actor)
    url = _link("voting:open", alliance_id=motion.alliance_id, motion_id=motion.id)
    what = _("put the motion to the vote, in a meeting or in writing")
    label = _("Open the vote")
    return [Step(_leaders(motion), what, url if is_you else "", label, is_you)]


def _vote(motion: Motion, actor: Actor, count: Count) -> list[Step]:
    """Return whose votes are missing; with the deadline over, that they are counted by itself."""
    if queries.is_over(motion):
        what = _("The deadline is over. The votes are counted within a few minutes.")
        return [Step(_("nobody: it happens by itself"), what)]
    what = _("vote")
    if motion.closes_at:
        until = motion.closes_at.astimezone(clock.BERLIN).strftime("%d.%m.%Y, %H:%M")
        what = _("vote until %(moment)s") % {"moment": until}
    missing = {place.member_id: place.name for place in count.places if place.is_awaited}
    steps = []
    if actor.member_id in missing and queries.may_vote(motion, actor):
        own = _seat(missing.pop(actor.member_id))
        steps.append(Step(own, what, "#abstimmen", _("Vote"), True))
    if others := missing.values():
        steps.append(Step(_seat(", ".join(others)), what))
    if motion.procedure == Procedure.MEETING:
        close = _("close the vote once all have voted")
        steps.append(Step(_leaders(motion), close, "#abstimmung", "", _leads(motion, actor)))
    return steps


def _decide(line: Line, actor: Actor) -> list[Step]:
    """Return whose own decision about an effect is missing."""
    if line.effect.undone_at or line.effect.carried_out_at:
        return []
    awaited = effects.list_awaited(line.effect)
    what = _("decide about “%(effect)s” and enter the decision") % {"effect": line.kind.label}
    steps = []
    if actor.member_id in awaited and allows(actor, DECIDE):
        url = _link("voting:decide", effect_id=line.effect.id)
        steps.append(Step(_head(awaited.pop(actor.member_id)), what, url, _("Decide"), True))
    if awaited:
        steps.append(Step(_head(", ".join(awaited.values())), what))
    return steps


def _settle(line: Line, actor: Actor) -> list[Step]:
    """Return what an adopted effect waits for besides own decisions."""
    waiting = [one for one in line.missing if one.code != "own_decision"]
    return [_settle_one(line, one, actor) for one in waiting]


def _settle_one(line: Line, missing: Missing, actor: Actor) -> Step:
    effect = line.effect
    url = label = ""
    if missing.code in AT_THE_AGREEMENT and effect.agreement_id:
        label = _("To the agreement")
        url = _link(
            "agreements:agreement",
            alliance_id=effect.alliance_id,
            agreement_id=effect.agreement_id,
        )
    if missing.code == "own_refusal":
        url = _link("voting:decide", effect_id=effect.id) if allows(actor, DECIDE) else ""
        label = _("Decide anew")
    return Step(missing.who, missing.text, url, label, _concerns(line, missing, actor))


def _concerns(line: Line, missing: Missing, actor: Actor) -> bool:
    """Tell whether the actor can do what is missing."""
    effect = line.effect
    if missing.code in ("agreement", effects.HINDRANCE):
        return allows(actor, MANAGE) and alliances.is_office(effect.alliance, actor)
    if missing.code == "privacy":
        involved = actor.member_id in (effect.owner_id, *effect.grantees)
        return involved and allows(actor, MANAGE)
    if missing.code == "signature":
        mine = Party.objects.filter(agreement=effect.agreement_id, member_id=actor.member_id)
        return allows(actor, DECIDE) and mine.filter(signed_on=None).exists()
    return False


def _declare(lines: list[Line], actor: Actor) -> list[Step]:
    """Return the grants for which the actor still has to declare the purpose."""
    wanted = {line.effect.id for line in lines}
    return [
        Step(
            actor.person_name,
            _declaring(grant),
            _link("sharing:grant", grant_id=grant.id),
            _("To the grant"),
            True,
        )
        for grant in sharing.list_to_declare(actor)
        if grant.effect_id in wanted
    ]


def _declaring(grant: Grant) -> str:
    if grant.is_base:
        what = _("declare once what “%(base)s” is used for; then it answers too")
        return what % {"base": grant.subject}
    what = _("declare once what “%(collection)s” is used for; then its pages are found")
    return what % {"collection": grant.subject}


def _leads(motion: Motion, actor: Actor) -> bool:
    return allows(actor, MANAGE) and queries.may_lead(motion, actor)


def _leaders(motion: Motion) -> str:
    names = _(" or ").join(queries.list_leaders(motion)) or "–"
    return _("chair or office: %(names)s") % {"names": names}


def _seat(names: str) -> str:
    return _("head or seat holder of %(names)s") % {"names": names}


def _head(names: str) -> str:
    return _("head of %(names)s") % {"names": names}


def _link(view: str, **about: Any) -> str:
    """Return an address, empty while the part that has it is not there."""
    try:
        return reverse(view, kwargs=about)
    except NoReverseMatch:
        return ""
