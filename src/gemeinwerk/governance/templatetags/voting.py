"""Badges and words of motions, votes and effects."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gemeinwerk.governance.effects.queries import Standing
from gemeinwerk.governance.effects.wording import over_text as over_words
from gemeinwerk.governance.models import Motion, MotionState, Resolution, Vote
from gemeinwerk.governance.voting.queries import Force, describe_resolution, is_over
from gemeinwerk.ui.templatetags.ui import badge

register = template.Library()

STATES = {
    MotionState.DRAFT: "neutral",
    MotionState.PROPOSED: "info",
    MotionState.VOTING: "warning",
    MotionState.ADOPTED: "success",
    MotionState.FAILED: "danger",
    MotionState.WITHDRAWN: "neutral",
}
EFFECTS = {
    Standing.PROPOSED: ("neutral", _("proposed")),
    Standing.WAITING: ("warning", _("waits")),
    Standing.IN_FORCE: ("success", _("in force")),
    Standing.RESTING: ("warning", _("rests: something is missing again")),
    Standing.DONE: ("success", _("carried out")),
    Standing.OVER: ("neutral", _("over")),
}
FORCES = {
    Force.AHEAD: ("info", _("does not count yet")),
    Force.RUNNING: ("success", _("counts")),
    Force.EXPIRED: ("neutral", _("expired")),
    Force.REPEALED: ("danger", _("repealed")),
}
VOTES = {
    "yes": ("success", pgettext_lazy("vote", "Yes")),
    "no": ("danger", pgettext_lazy("vote", "No")),
    "abstain": ("neutral", pgettext_lazy("vote", "Abstention")),
    "": ("warning", pgettext_lazy("vote", "Objection to the procedure")),
}


@register.inclusion_tag("ui/components/badge.html")
def motion_badge(motion: Motion) -> dict[str, Any]:
    """Where a motion stands; an open vote whose deadline is over is called so."""
    state = MotionState(motion.state)
    if is_over(motion):
        return badge("info", str(_("Deadline over, being counted")))
    return badge(STATES[state], str(state.label))


@register.inclusion_tag("ui/components/badge.html")
def effect_badge(standing: Standing) -> dict[str, Any]:
    """Where an effect stands."""
    kind, label = EFFECTS[standing]
    return badge(kind, str(label))


@register.inclusion_tag("ui/components/badge.html")
def force_badge(resolution: Resolution) -> dict[str, Any]:
    """Whether a resolution counts today."""
    kind, label = FORCES[describe_resolution(resolution)]
    return badge(kind, str(label))


@register.inclusion_tag("ui/components/badge.html")
def vote_badge(vote: Vote | None) -> dict[str, Any]:
    """What a member said."""
    kind, label = VOTES[vote.choice] if vote else ("warning", _("missing"))
    return badge(kind, str(label))


@register.filter
def over_text(reason: str) -> str:
    """Why an effect is over, in words."""
    return over_words(reason)
