"""Resolutions, their effects, and each member's own decision about them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.effects import actions as effect_actions
from gemeinwerk.governance.effects import queries as effects
from gemeinwerk.governance.effects.errors import NothingToDecide
from gemeinwerk.governance.models import Effect
from gemeinwerk.governance.permissions import DECIDE, MANAGE, PROPOSE, SEE
from gemeinwerk.governance.voting import queries
from gemeinwerk.governance.voting.errors import ResolutionUnknown
from gemeinwerk.governance.voting.forms import DecisionForm
from gemeinwerk.governance.voting.rules import describe, explain
from gemeinwerk.governance.voting.views.motions import get_motion, list_panels
from gemeinwerk.kernel.errors import NotAllowed, UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest


@require_safe
@page(SEE)
def show_resolution(request: MemberRequest, alliance_id: UUID, resolution_id: UUID) -> HttpResponse:
    """A resolution as it is kept and printed: text, vote, what it did, and whether it counts."""
    alliance = governance.get_alliance(alliance_id)
    resolution = queries.get_resolution(resolution_id)
    if resolution.alliance_id != alliance_id:
        raise ResolutionUnknown
    motion = queries.get_motion(resolution.motion_id)
    count = queries.count_votes(motion)
    context = {
        "alliance": alliance,
        "tab": "motions",
        "resolution": resolution,
        "motion": motion,
        "resolution_key": str(resolution.id),
        "panels": list_panels(effects.list_effects(motion), request.actor),
        "count": count,
        "result": explain(count.rule, count.outcome, count.names),
        "rule_sentences": describe(count.rule, count.names),
        "may_repeal": allows(request.actor, PROPOSE) and resolution.repealed_at is None,
    }
    return render(request, "governance/resolution_show.html", context)


@require_safe
@page(SEE)
def show_effect(request: MemberRequest, effect_id: UUID) -> HttpResponse:
    """Lead to the place of an effect on the page of its motion."""
    effect = effects.get_effect(effect_id)
    response = redirect("voting:motion", alliance_id=effect.alliance_id, motion_id=effect.motion_id)
    response["Location"] += f"#wirkung-{effect.position}"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@page(DECIDE)
def decide(request: MemberRequest, effect_id: UUID) -> HttpResponse:
    """Enter what the own authority decided about an effect."""
    effect = effects.get_effect(effect_id)
    if request.actor.member_id not in effects.deciders(effect):
        raise NothingToDecide
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _enter(request, effect, form):
        return redirect("voting:effect", effect_id=effect.id)
    context = {
        "alliance": effect.alliance,
        "tab": "motions",
        "motion": effect.motion,
        "line": effects.describe(effect),
        "decisions": list(effects.list_decisions(effect)),
        "is_owner": effect.owner_id == request.actor.member_id,
        "form": form,
    }
    return render(request, "governance/decision_enter.html", context)


@require_POST
@page(MANAGE)
def settle(request: MemberRequest, alliance_id: UUID, motion_id: UUID) -> HttpResponse:
    """Try again at once what is waiting; it happens by itself too, a little later."""
    motion = get_motion(alliance_id, motion_id)
    if not queries.may_lead(motion, request.actor):
        raise NotAllowed
    changed = effect_actions.settle(alliance_id=alliance_id, actor=request.actor)
    if any(effect.motion_id == motion.id for effect in changed):
        messages.success(request, _("It was carried out."))
    else:
        messages.info(request, _("Something is still missing; look at the effects below."))
    return redirect("voting:motion", alliance_id=alliance_id, motion_id=motion_id)


def _enter(request: MemberRequest, effect: Effect, form: DecisionForm) -> bool:
    """Enter the decision; tell whether that was possible."""
    try:
        effect_actions.decide_for_own(effect_id=effect.id, **form.cleaned_data, actor=request.actor)
    except UserError as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("The decision of your authority is entered."))
    return True
