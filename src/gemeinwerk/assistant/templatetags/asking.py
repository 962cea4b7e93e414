"""What the templates of answers need: ``{% load asking %}``."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def telephone(number: str) -> str:
    """Return the address that dials a number, as RFC 3966 writes it: ``0991 1234-0`` (invented)."""
    dialled = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    return f"tel:{dialled}"


@register.filter
def is_web(address: str) -> bool:
    """Whether an address may become a link; an imported one might be a script."""
    return address.startswith(("https://", "http://"))
