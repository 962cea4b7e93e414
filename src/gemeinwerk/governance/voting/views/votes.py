"""Putting a motion to the vote, voting, and closing the vote."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gemeinwerk.governance.models import Motion, MotionState
from gemeinwerk.governance.permissions import MANAGE, VOTE
from gemeinwerk.governance.voting import actions, queries
from gemeinwerk.governance.voting.forms import OpenForm, PresenceForm, VoteForm
from gemeinwerk.governance.voting.rules import describe
from gemeinwerk.governance.voting.views.motions import get_motion, render_motion
from gemeinwerk.kernel.errors import NotAllowed, UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def open_vote(request: MemberRequest, alliance_id: UUID, motion_id: UUID) -> HttpResponse:
    """Choose meeting or written procedure, and open the vote."""
    motion = get_motion(alliance_id, motion_id)
    if not queries.may_lead(motion, request.actor):
        raise NotAllowed
    if motion.state != MotionState.PROPOSED:
        messages.warning(request, _("This motion cannot be put to the vote now."))
        return _to(motion)
    rule = queries.get_rule(motion)
    form = OpenForm(request.POST or None, written=rule.written_procedure)
    if request.method == "POST" and form.is_valid() and _open(request, motion, form):
        return _to(motion, "#abstimmung")
    context = {
        "alliance": motion.alliance,
        "tab": "motions",
        "motion": motion,
        "form": form,
        "rule": rule,
        "rule_sentences": describe(rule),
        "electorate": queries.make_electorate(motion.body),
    }
    return render(request, "governance/vote_open.html", context)


@require_POST
@page(VOTE)
def vote(request: MemberRequest, alliance_id: UUID, motion_id: UUID) -> HttpResponse:
    """Vote for the acting member, or object to the written procedure."""
    motion = get_motion(alliance_id, motion_id)
    form = VoteForm(request.POST, motion=motion, mine=None)
    if not form.is_valid():
        return render_motion(request, motion, form)
    try:
        voted = actions.cast_vote(motion_id=motion.id, **form.cleaned_data, actor=request.actor)
    except UserError as refusal:
        if refusal.code != "ChoiceUnknown":
            messages.warning(request, str(refusal))
            return _to(motion)
        form.refuse(refusal)
        return render_motion(request, motion, form)
    messages.success(request, _thanks(voted))
    return _to(motion, "#abstimmung")


@require_POST
@page(MANAGE)
def close_vote(request: MemberRequest, alliance_id: UUID, motion_id: UUID) -> HttpResponse:
    """Close a vote and count it."""
    motion = get_motion(alliance_id, motion_id)
    try:
        actions.close_vote(motion_id=motion.id, actor=request.actor)
    except UserError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The vote is closed and counted."))
    return _to(motion, "#abstimmung")


@require_POST
@page(MANAGE)
def note_presence(request: MemberRequest, alliance_id: UUID, motion_id: UUID) -> HttpResponse:
    """Note who is present at the meeting that votes."""
    motion = get_motion(alliance_id, motion_id)
    form = PresenceForm(request.POST, places=queries.count_votes(motion).places)
    try:
        here = form.cleaned_data["present"] if form.is_valid() else []
        actions.set_presence(motion_id=motion.id, member_ids=here, actor=request.actor)
    except UserError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The attendance was noted."))
    return _to(motion, "#abstimmung")


def _open(request: MemberRequest, motion: Motion, form: OpenForm) -> bool:
    """Open the vote as entered; tell whether that was possible."""
    try:
        actions.open_vote(
            motion_id=motion.id,
            procedure=form.cleaned_data["procedure"],
            closes_at=form.closes_at,
            actor=request.actor,
        )
    except UserError as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("The vote is open. Everybody entitled can vote now."))
    return True


def _thanks(motion: Motion) -> str:
    if motion.state == MotionState.VOTING:
        return _("Your vote is counted. You can change it until the vote is closed.")
    if motion.state == MotionState.PROPOSED:
        return _("Your objection ended the written procedure. The motion goes to a meeting.")
    return _("Your vote was the last one. The vote is closed and counted.")


def _to(motion: Motion, place: str = "") -> HttpResponse:
    response = redirect("voting:motion", alliance_id=motion.alliance_id, motion_id=motion.id)
    response["Location"] += place
    return response
