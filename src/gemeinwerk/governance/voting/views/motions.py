"""The list of motions and resolutions, and the page of one motion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.effects import queries as effects
from gemeinwerk.governance.effects.queries import Line, Standing
from gemeinwerk.governance.models import Motion, MotionState, OwnDecision, Procedure
from gemeinwerk.governance.permissions import DECIDE, MANAGE, PROPOSE, SEE
from gemeinwerk.governance.voting import listing, next_steps, queries
from gemeinwerk.governance.voting.errors import MotionUnknown
from gemeinwerk.governance.voting.forms import PresenceForm, VoteForm
from gemeinwerk.governance.voting.queries import Count
from gemeinwerk.governance.voting.rules import Outcome, describe, explain
from gemeinwerk.members.access import page
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest

PER_PAGE = 25


@require_safe
@page(SEE)
def list_motions(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """Motions and resolutions of an alliance; what waits for the reader stands first."""
    alliance = governance.get_alliance(alliance_id)
    chosen = listing.get_view(request.GET.get("stand", ""))
    found = listing.list_rows(alliance, request.actor, chosen)
    context = {
        "alliance": alliance,
        "tab": "motions",
        "views": listing.list_views(alliance, request.actor, chosen),
        "view": chosen,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "waiting": listing.list_waiting(alliance, request.actor),
        "may_propose": allows(request.actor, PROPOSE),
    }
    return render(request, "governance/motion_list.html", context)


@require_safe
@page(SEE)
def show_motion(request: MemberRequest, alliance_id: UUID, motion_id: UUID) -> HttpResponse:
    """Everything about a motion, from draft to effect, and what has to happen next."""
    return render_motion(request, get_motion(alliance_id, motion_id))


def get_motion(alliance_id: UUID, motion_id: UUID) -> Motion:
    """Return a motion of this alliance, else MotionUnknown."""
    governance.get_alliance(alliance_id)
    motion = queries.get_motion(motion_id)
    if motion.alliance_id != alliance_id:
        raise MotionUnknown
    return motion


def render_motion(
    request: MemberRequest, motion: Motion, form: VoteForm | None = None
) -> HttpResponse:
    """Render the page of a motion, with a refused vote in ``form``."""
    actor = request.actor
    lines = effects.list_effects(motion)
    count = queries.count_votes(motion) if motion.electorate and motion.opened_at else None
    steps = next_steps.list_steps(motion, actor, lines, count)
    context = {
        "alliance": motion.alliance,
        "tab": "motions",
        "motion": motion,
        "stages": next_steps.list_stages(motion, lines),
        "steps": steps,
        "nothing": "" if steps else next_steps.nothing_to_do(motion, lines),
        "panels": list_panels(lines, actor),
        "resolution": queries.get_resolution_of(motion),
        **_rights(request, motion),
        **_rule(motion, count),
        **(_vote(request, motion, count, form) if count else {}),
    }
    return render(request, "governance/motion_show.html", context)


@dataclass(frozen=True, slots=True)
class Panel:
    """An effect as pages show it; ``decide_url`` is for a head whose authority decides about it."""

    line: Line
    decisions: list[OwnDecision]
    decide_url: str


def list_panels(lines: list[Line], actor: Actor) -> list[Panel]:
    """Return the effects with the own decisions that were entered."""
    return [
        Panel(line, list(effects.list_decisions(line.effect)), _decide_url(line, actor))
        for line in lines
    ]


def _decide_url(line: Line, actor: Actor) -> str:
    effect = line.effect
    is_open = line.standing is not Standing.OVER and effect.motion.state != MotionState.DRAFT
    may = is_open and allows(actor, DECIDE) and actor.member_id in effects.deciders(effect)
    return reverse("voting:decide", kwargs={"effect_id": effect.id}) if may else ""


def _rights(request: MemberRequest, motion: Motion) -> dict[str, Any]:
    """What the reader may do with the motion as it stands."""
    actor = request.actor
    is_author = motion.member_id == actor.member_id and allows(actor, PROPOSE)
    leads = allows(actor, MANAGE) and queries.may_lead(motion, actor)
    before_vote = motion.state in (MotionState.DRAFT, MotionState.PROPOSED)
    return {
        "may_edit": is_author and motion.state == MotionState.DRAFT,
        "may_withdraw": is_author and before_vote,
        "may_open": leads and motion.state == MotionState.PROPOSED,
        "may_settle": leads and motion.state == MotionState.ADOPTED,
        "leads": leads,
    }


def _rule(motion: Motion, count: Count | None) -> dict[str, Any]:
    """The rule in words, and how an earlier vote without a decision came out."""
    rule = queries.get_rule(motion)
    names = count.names if count else {}
    earlier: list[str] = []
    if motion.state == MotionState.PROPOSED and motion.outcome and motion.rule:
        earlier = explain(rule, Outcome.from_json(motion.outcome), names)
    return {"rule": rule, "rule_sentences": describe(rule, names), "earlier": earlier}


def _vote(
    request: MemberRequest, motion: Motion, count: Count, form: VoteForm | None
) -> dict[str, Any]:
    """The votes so far, the result in words, and the form for the reader's vote."""
    is_open = motion.state == MotionState.VOTING
    is_over = queries.is_over(motion)
    mine = next((p for p in count.places if p.member_id == request.actor.member_id), None)
    may_vote = is_open and not is_over and queries.may_vote(motion, request.actor)
    in_meeting = is_open and motion.procedure == Procedure.MEETING
    listed = motion.meeting_id is not None
    return {
        "count": count if motion.state != MotionState.PROPOSED else None,
        "result": explain(count.rule, count.outcome, count.names),
        "voted": len(count.places) - len(count.missing),
        "is_open": is_open,
        "is_over": is_over,
        "mine": mine,
        "vote_form": (form or VoteForm(motion=motion, mine=mine)) if may_vote else None,
        "presence_form": PresenceForm(places=count.places) if in_meeting and listed else None,
        "may_close": is_open and (in_meeting or is_over or not count.missing),
    }
