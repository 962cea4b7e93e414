"""The stretch of an article that an answer quoted, marked in the article as it holds now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString

from gemeinwerk.assistant.models import Version
from gemeinwerk.assistant.text.rendering import render, render_fragment, render_quote

TOP_LEVEL = 2
UNIT = 10_000
KEPT = 16
"""Texts that a process keeps as HTML: a released one never changes. About 16 MB at worst."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """An article as HTML. ``is_changed``: it was quoted from an earlier version, nothing is marked.

    ``plain`` is the editor's own text in plain language, or empty.
    """

    html: SafeString
    plain: SafeString
    is_changed: bool


def names_stretch(query: Mapping[str, str]) -> bool:
    """Tell whether an address asks for a mark, which takes far more work than an article."""
    return "von" in query and "bis" in query


def work_of(version: Version) -> int:
    """Return the work of marking a stretch of a version, in units of UNIT characters."""
    return 1 + len(version.body) // UNIT


def read_stretch(query: Mapping[str, str], version: Version) -> Stretch:
    """Return a version with the stretch marked that an address names (``von``, ``bis``,
    ``fassung``); what makes no sense marks nothing.
    """
    named = query.get("fassung", "")
    is_changed = bool(named) and named != str(version.id)
    start, end = _offset(query.get("von", "")), _offset(query.get("bis", ""))
    plain = _plain(version.plain)
    if is_changed or start is None or end is None or not start < end <= len(version.body):
        return Stretch(_whole(version.body), plain, is_changed)
    return Stretch(_marked(version.body, start, end), plain, False)


@lru_cache(maxsize=KEPT)
def _whole(body: str) -> SafeString:
    return render(body, top_level=TOP_LEVEL)


@lru_cache(maxsize=KEPT)
def _plain(text: str) -> SafeString:
    return render_fragment(text)


@lru_cache(maxsize=KEPT)
def _marked(body: str, start: int, end: int) -> SafeString:
    return render_quote(body, start, end, top_level=TOP_LEVEL)


def _offset(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
