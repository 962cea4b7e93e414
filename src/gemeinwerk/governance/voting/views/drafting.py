"""Writing a motion: text, effects, handing it to the body, taking it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.effects.errors import EffectUnknown
from gemeinwerk.governance.effects.kinds import Kind, TermsForm, get_kind, list_kinds
from gemeinwerk.governance.models import Alliance, Motion
from gemeinwerk.governance.permissions import PROPOSE
from gemeinwerk.governance.voting import actions, queries
from gemeinwerk.governance.voting.actions import MotionText
from gemeinwerk.governance.voting.forms import DraftForm, MotionForm
from gemeinwerk.governance.voting.views.motions import get_motion
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@page(PROPOSE)
def draft_motion(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """Begin a motion; ``gremium`` names a body, ``aufheben`` a resolution that it shall repeal."""
    alliance = governance.get_alliance(alliance_id)
    ways = queries.list_ways(alliance, request.actor)
    repealed = _repealed(alliance, request.GET.get("aufheben", ""))
    initial = _initial(request, ways, repealed)
    form = DraftForm(request.POST or None, ways=ways, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            motion = _begin(request, form, repealed)
        except UserError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The draft is kept. Nobody else sees it yet."))
            return _to(motion)
    context = {"alliance": alliance, "tab": "motions", "form": form, "repealed": repealed}
    return render(request, "governance/motion_draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(PROPOSE)
def edit_motion(request: MemberRequest, alliance_id: UUID, motion_id: UUID) -> HttpResponse:
    """Change the text of an own draft."""
    motion = _get_own_draft(request, alliance_id, motion_id)
    initial = {name: getattr(motion, name) for name in MotionText.__dataclass_fields__}
    form = MotionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_motion(motion_id=motion.id, content=form.content, actor=request.actor)
        except UserError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The draft was changed."))
            return _to(motion)
    context = {"alliance": motion.alliance, "tab": "motions", "motion": motion, "form": form}
    return render(request, "governance/motion_draft.html", context)


@require_safe
@page(PROPOSE)
def choose_effect(request: MemberRequest, alliance_id: UUID, motion_id: UUID) -> HttpResponse:
    """The kinds of effect, each with what it does."""
    motion = _get_own_draft(request, alliance_id, motion_id)
    kinds = [(kind, kind.form is not None) for kind in list_kinds()]
    context = {"alliance": motion.alliance, "tab": "motions", "motion": motion, "kinds": kinds}
    return render(request, "governance/effect_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(PROPOSE)
def add_effect(
    request: MemberRequest, alliance_id: UUID, motion_id: UUID, kind: str
) -> HttpResponse:
    """Add an effect of one kind to an own draft, by the form of that kind."""
    motion = _get_own_draft(request, alliance_id, motion_id)
    chosen = _known_kind(kind)
    if chosen.form is None:
        return redirect("voting:choose_effect", alliance_id=alliance_id, motion_id=motion_id)
    form = _terms_form(request, motion, chosen.form)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_effect(
                motion_id=motion.id, kind=kind, terms=form.terms(), actor=request.actor
            )
        except UserError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(effect)s” was added.") % {"effect": chosen.label})
            return _to(motion)
    context = {"alliance": motion.alliance, "tab": "motions", "motion": motion, "kind": chosen}
    return render(request, "governance/effect_add.html", {**context, "form": form})


@require_POST
@page(PROPOSE)
def remove_effect(
    request: MemberRequest, alliance_id: UUID, motion_id: UUID, effect_id: UUID
) -> HttpResponse:
    """Take an effect out of an own draft."""
    motion = get_motion(alliance_id, motion_id)
    if not motion.effects.filter(id=effect_id).exists():
        raise EffectUnknown
    return _try(
        request,
        motion,
        lambda: actions.remove_effect(effect_id=effect_id, actor=request.actor),
        _("The effect was taken out of the draft."),
    )


@require_POST
@page(PROPOSE)
def propose_motion(request: MemberRequest, alliance_id: UUID, motion_id: UUID) -> HttpResponse:
    """Hand an own draft to the body."""
    motion = get_motion(alliance_id, motion_id)
    return _try(
        request,
        motion,
        lambda: actions.propose_motion(motion_id=motion.id, actor=request.actor),
        _("The motion is proposed. All members of the alliance see it now."),
    )


@require_POST
@page(PROPOSE)
def withdraw_motion(request: MemberRequest, alliance_id: UUID, motion_id: UUID) -> HttpResponse:
    """Take an own motion back before the vote."""
    motion = get_motion(alliance_id, motion_id)
    return _try(
        request,
        motion,
        lambda: actions.withdraw_motion(motion_id=motion.id, actor=request.actor),
        _("The motion was withdrawn."),
    )


def _get_own_draft(request: MemberRequest, alliance_id: UUID, motion_id: UUID) -> Motion:
    """Return a motion that may still be changed, and by the reader's authority."""
    motion = get_motion(alliance_id, motion_id)
    queries.check_own_draft(motion, request.actor)
    return motion


def _begin(request: MemberRequest, form: DraftForm, repealed: Any) -> Motion:
    """Begin the draft; one that repeals a resolution gets that effect at once."""
    motion = actions.draft_motion(
        body_id=form.body_id,
        proposed_by_id=form.proposed_by_id,
        content=form.content,
        actor=request.actor,
    )
    if repealed:
        terms = {"resolution": str(repealed.id)}
        actions.add_effect(motion_id=motion.id, kind="repeal", terms=terms, actor=request.actor)
    return motion


def _repealed(alliance: Alliance, key: str) -> Any:
    """Return the resolution that the new motion shall repeal, None without one."""
    if not key:
        return None
    return queries.find_running(alliance, key)


def _initial(request: MemberRequest, ways: list[queries.Way], repealed: Any) -> dict[str, Any]:
    """What a new draft begins with."""
    wanted = request.GET.get("gremium", "")
    if not repealed:
        fitting = [w.key for w in ways if wanted in (str(w.body.id), str(_id(w.proposer)))]
        return {"way": fitting[0]} if fitting else {}
    body = repealed.motion.body_id
    facts = {"resolution": str(repealed)}
    text = MotionText(
        title=_("Repeal of %(number)s") % {"number": repealed.number},
        text=_("Resolution %(resolution)s is repealed.") % facts,
    )
    fitting = [way.key for way in ways if way.body.id == body]
    return {**asdict(text), "way": fitting[0] if fitting else ""}


def _id(body: Any) -> Any:
    return body.id if body else None


def _known_kind(code: str) -> Kind:
    if code not in {kind.code for kind in list_kinds()}:
        raise EffectUnknown
    return get_kind(code)


def _terms_form(request: MemberRequest, motion: Motion, form: type[TermsForm]) -> TermsForm:
    return form(request.POST or None, alliance=motion.alliance, actor=request.actor)


def _try(
    request: MemberRequest, motion: Motion, act: Callable[[], object], told: str
) -> HttpResponse:
    """Do it and say so; a refusal is shown on the page of the motion."""
    try:
        act()
    except UserError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, told)
    return _to(motion)


def _to(motion: Motion) -> HttpResponse:
    return redirect("voting:motion", alliance_id=motion.alliance_id, motion_id=motion.id)
