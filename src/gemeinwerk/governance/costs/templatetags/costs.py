"""Amounts and states on pages about money."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.alliances.tabs import Tab
from gemeinwerk.governance.costs import wording
from gemeinwerk.governance.costs.money import write_euros, write_integer, write_percent
from gemeinwerk.governance.costs.queries import State

register = template.Library()
register.filter("euros", write_euros)
register.filter("thousands", write_integer)
register.filter("percent", write_percent)

PARTS: tuple[tuple[str, Any, str], ...] = (
    ("keys", _("Keys and budgets"), "costs:overview"),
    ("accounts", _("Plan and actual"), "costs:accounts"),
    ("savings", _("Savings"), "costs:savings"),
    ("figures", _("Figures"), "costs:figures"),
)


@register.simple_tag
def cost_parts(alliance_id: UUID, current: str) -> list[Tab]:
    """Return the views of an alliance's money for the tag ``tabs``."""
    return [
        Tab(code, label, reverse(view, kwargs={"alliance_id": alliance_id}), code == current)
        for code, label, view in PARTS
    ]


@register.simple_tag
def state_kind(state: State) -> str:
    """Return the kind of badge for a state."""
    return wording.STATES[state][0]


@register.simple_tag
def state_label(state: State) -> Any:
    """Return the words for a state."""
    return wording.STATES[state][1]
