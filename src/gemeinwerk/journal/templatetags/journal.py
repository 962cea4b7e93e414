"""Names in the journal."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def without_member(actor: str, member_name: str) -> str:
    """Leave the own authority out behind a name; that of a partner stays and catches the eye."""
    return actor.removesuffix(f" ({member_name})")
