"""The stretch of an article that an answer quoted, marked in the article as it holds now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from gemeinwerk.assistant.models import Version
from gemeinwerk.assistant.text.rendering import render, render_fragment, render_quote

TOP_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """An article as HTML. ``is_changed``: it was quoted from an earlier version, nothing is marked.

    ``plain`` is the editor's own text in plain language, or empty.
    """

    html: SafeString
    plain: SafeString
    is_changed: bool


def read_stretch(query: Mapping[str, str], version: Version) -> Stretch:
    """Return a version with the stretch marked that an address names (``von``, ``bis``,
    ``fassung``); what makes no sense marks nothing.
    """
    named = query.get("fassung", "")
    is_changed = bool(named) and named != str(version.id)
    start, end = _offset(query.get("von", "")), _offset(query.get("bis", ""))
    plain = render_fragment(version.plain)
    if is_changed or start is None or end is None or not start < end <= len(version.body):
        return Stretch(render(version.body, top_level=TOP_LEVEL), plain, is_changed)
    return Stretch(render_quote(version.body, start, end, top_level=TOP_LEVEL), plain, False)


def _offset(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
