"""What the frame of an alliance's pages shows."""

from __future__ import annotations

from django import template

from gemeinwerk.governance.alliances.tabs import Tab, list_tabs
from gemeinwerk.governance.models import Alliance

register = template.Library()


@register.simple_tag
def alliance_tabs(alliance: Alliance, current: str) -> list[Tab]:
    """Return the views of an alliance as links for the tag ``tabs``."""
    return list_tabs(alliance.id, current)
