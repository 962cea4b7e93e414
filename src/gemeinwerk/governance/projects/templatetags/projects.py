"""How stages, numbers and motions are written on the pages of projects."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from gemeinwerk.governance.models import Motion, Resolution
from gemeinwerk.governance.projects import wording
from gemeinwerk.governance.projects.chart import draw_goal
from gemeinwerk.governance.projects.planning.queries import GoalLine
from gemeinwerk.governance.projects.rules import format_number

register = template.Library()


@register.filter
def number(value: Decimal) -> str:
    """A number as Germans write it."""
    return format_number(value)


@register.filter
def stage_label(stage: str) -> str:
    """The name of a stage."""
    return wording.stage_label(stage)


@register.filter
def stage_badge(stage: str) -> str:
    """The kind of badge that shows a stage."""
    return wording.STAGE_BADGES[stage]


@register.simple_tag
def motion_url(motion: Motion) -> str:
    """The address of a motion's page."""
    where = {"alliance_id": motion.alliance_id, "motion_id": motion.id}
    return reverse("voting:motion", kwargs=where)


@register.simple_tag
def resolution_url(resolution: Resolution) -> str:
    """The address of a resolution's page."""
    where = {"alliance_id": resolution.alliance_id, "resolution_id": resolution.id}
    return reverse("voting:resolution", kwargs=where)


@register.simple_tag
def goal_chart(line: GoalLine) -> SafeString:
    """The readings of a goal on their way to the target."""
    return draw_goal(line)
