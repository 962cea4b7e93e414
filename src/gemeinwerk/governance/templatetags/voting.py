"""Badges and words of motions, votes and effects."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

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
    Standing.PROPOSED: ("neutral", gettext_lazy("proposed")),
    Standing.WAITING: ("warning", gettext_lazy("waits")),
    Standing.IN_FORCE: ("success", gettext_lazy("in force")),
    Standing.RESTING: ("warning", gettext_lazy("rests: something is missing again")),
    Standing.DONE: ("success", gettext_lazy("carried out")),
    Standing.OVER: ("neutral", gettext_lazy("over")),
}
FORCES = {
    Force.AHEAD: ("info", gettext_lazy("does not count yet")),
    Force.RUNNING: ("success", gettext_lazy("counts")),
    Force.EXPIRED: ("neutral", gettext_lazy("expired")),
    Force.REPEALED: ("danger", gettext_lazy("repealed")),
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
        return badge("info", _("Deadline over, being counted"))
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
    kind, label = VOTES[vote.choice] if vote else ("warning", pgettext_lazy("vote", "missing"))
    return badge(kind, str(label))


@register.filter
def motion_rows(motion: Motion) -> list[tuple[str, str]]:
    """Grade, reach, costs and days of a motion, for a list of facts."""
    first = _("from the day of the resolution")
    if motion.valid_from:
        first = _("from %(day)s") % {"day": motion.valid_from.strftime("%d.%m.%Y")}
    last = _("until it is repealed")
    if motion.valid_to:
        text = _("until %(day)s; then all that it did ends by itself")
        last = text % {"day": motion.valid_to.strftime("%d.%m.%Y")}
    published = _("Motion and result may be published") if motion.is_public else _("not public")
    return [
        (_("Grade"), motion.grade),
        (_("Reach"), motion.reach),
        (_("Costs"), motion.costs or _("not stated")),
        (_("Validity"), f"{first} {last}"),
        (_("Publishing"), published),
    ]


@register.filter
def over_text(reason: str) -> str:
    """Why an effect is over, in words."""
    return over_words(reason)
