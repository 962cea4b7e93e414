"""A goal as a small picture: its readings by day, and the target they are on the way to.

Colours and strokes come from the style sheet; the same numbers stand in the table below.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gemeinwerk.governance.projects.planning.queries import GoalLine
from gemeinwerk.governance.projects.rules import format_number

WIDTH, HEIGHT = 360, 120
LEFT, RIGHT, TOP, BOTTOM = 8, 352, 20, 100


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps days and values to places in the picture."""

    first: date
    last: date
    low: Decimal
    high: Decimal

    def x(self, day: date) -> int:
        """The place of a day, from left to right."""
        days = (self.last - self.first).days or 1
        return LEFT + (RIGHT - LEFT) * (day - self.first).days // days

    def y(self, value: Decimal) -> int:
        """The place of a value; the highest is on top."""
        share = (value - self.low) / (self.high - self.low)
        return BOTTOM - int((BOTTOM - TOP) * share)


def draw_goal(line: GoalLine) -> SafeString:
    """Return start and readings as a line, and the target as a dashed one, as SVG."""
    goal = line.goal
    points = [(goal.start_on, goal.start_value)]
    points += [(reading.read_on, reading.value) for reading in line.readings]
    days = [day for day, _value in points] + ([goal.target_on] if goal.target_on else [])
    values = [value for _day, value in points] + [goal.target]
    scale = Scale(min(days), max(days), min(values), max(values))
    places = [(scale.x(day), scale.y(value)) for day, value in points]
    level = scale.y(goal.target)
    return format_html(
        '<svg class="pj-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<line class="pj-chart__target" x1="{}" y1="{}" x2="{}" y2="{}"></line>'
        '<text class="pj-chart__text" x="{}" y="{}" text-anchor="end">{}</text>'
        '<polyline class="pj-chart__line" points="{}"></polyline>{}</svg>',
        *(WIDTH, HEIGHT, summary(line)),
        *(LEFT, level, RIGHT, level),
        *(RIGHT, _beside(level), _("Target") + " " + _with_unit(goal.target, goal.unit)),
        " ".join(f"{x},{y}" for x, y in places),
        format_html_join(
            "", '<circle class="pj-chart__dot" cx="{}" cy="{}" r="4"></circle>', places
        ),
    )


def summary(line: GoalLine) -> str:
    """Say in a sentence what the picture shows."""
    facts = {
        "measure": line.goal.measure,
        "start": _with_unit(line.goal.start_value, line.goal.unit),
        "latest": _with_unit(line.latest, line.goal.unit),
        "target": _with_unit(line.goal.target, line.goal.unit),
        "percent": line.percent,
    }
    text = _(
        "%(measure)s: from %(start)s at the start to %(latest)s now; target %(target)s, that is"
        " %(percent)d percent of the way."
    )
    return text % facts


def _with_unit(value: Decimal, unit: str) -> str:
    return f"{format_number(value)} {unit}".strip()


def _beside(level: int) -> int:
    """Where the target's name stands: below its line at the top, else above."""
    return level + 14 if level < TOP + 12 else level - 6
