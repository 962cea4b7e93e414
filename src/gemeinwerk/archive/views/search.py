"""Searching: the whole state of a search is its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gemeinwerk.archive import actions, queries
from gemeinwerk.archive.forms import SearchForm
from gemeinwerk.archive.permissions import READ
from gemeinwerk.archive.search import queries as search
from gemeinwerk.archive.search.query import Query
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members import queries as members
from gemeinwerk.members.access import page
from gemeinwerk.members.requests import MemberRequest

SHOWN_LINES = 8


@dataclass(frozen=True, slots=True)
class FacetLine:
    """A line of a facet; its address narrows the search to it, or no longer if it is chosen."""

    label: str
    pages: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A heading and its lines."""

    title: str
    lines: tuple[FacetLine, ...]

    @property
    def chosen(self) -> FacetLine | None:
        """The line that the search is narrowed to."""
        return next((line for line in self.lines if line.is_chosen), None)

    @property
    def shown(self) -> tuple[FacetLine, ...]:
        """The lines with the most pages, and the chosen one."""
        first = self.lines[:SHOWN_LINES]
        chosen = self.chosen
        return first if chosen is None or chosen in first else (*first, chosen)

    @property
    def more(self) -> tuple[FacetLine, ...]:
        """The other lines, which open on demand."""
        return tuple(line for line in self.lines if line not in self.shown)

    @property
    def is_needed(self) -> bool:
        """Whether it narrows anything, or has."""
        return len(self.lines) > 1 or self.chosen is not None


@page(READ)
@require_safe
def search_pages(request: MemberRequest) -> HttpResponse:
    """Find pages by words, narrowed by collection, member and year."""
    form = SearchForm(request.GET)
    results = _run(form, request) if form.data.get("q", "").strip() else None
    context: dict[str, Any] = {"form": form, "results": results, "q": form.data.get("q", "")}
    if results:
        context |= {
            "facets": [each for each in _facets(results, request.GET) if each.is_needed],
            "chips": _chips(form.cleaned_data, request.GET),
            "numbers": _numbers(results),
            "suggestions": _suggestions(results, form.cleaned_data["q"]),
        }
    else:
        context["collections"] = queries.list_collections()[:8]
    response = render(request, "archive/search.html", context)
    if results:  # last: the owners' journals are locked until the end of the request
        actions.note_search(results=results, asked=request.GET.urlencode(), actor=request.actor)
    return response


def _run(form: SearchForm, request: MemberRequest) -> search.Results | None:
    """Search, or leave the error at the field."""
    form.is_valid()
    wanted = form.cleaned_data
    if "q" not in wanted:
        return None
    filters = search.Filters(wanted.get("bestand"), wanted.get("behoerde"), wanted.get("jahr"))
    try:
        return search.search(wanted["q"], filters=filters, number=_number(request))
    except UserError as error:
        form.add_error("q", str(error))
        return None


def _number(request: MemberRequest) -> int:
    asked = request.GET.get("seite", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _numbers(results: search.Results) -> Page:
    """The pages of hits that can be turned to, as the pagination wants them."""
    hits = range(min(results.total, search.CANDIDATES))
    return Paginator(hits, search.PAGE_SIZE).get_page(results.number)


def _facets(results: search.Results, query: QueryDict) -> list[Facet]:
    return [
        Facet(_("Collection"), _lines("bestand", results.collections, query)),
        Facet(_("Authority"), _lines("behoerde", results.members, query)),
        Facet(_("Year"), _lines("jahr", results.years, query)),
    ]


def _lines(name: str, choices: Sequence[search.Choice], query: QueryDict) -> tuple[FacetLine, ...]:
    lines = []
    for choice in choices:
        other = query.copy()
        other.pop("seite", None)
        other.pop(name, None)
        if not choice.is_chosen:
            other[name] = str(choice.value)
        url = f"?{other.urlencode()}"
        lines.append(FacetLine(choice.label, choice.pages, url, choice.is_chosen))
    return tuple(lines)


def _chips(wanted: dict[str, Any], query: QueryDict) -> list[tuple[str, str, str]]:
    """Return title, label and address without it, for all that narrows the search."""
    named = {"bestand": _("Collection"), "behoerde": _("Authority"), "jahr": _("Year")}
    chips = []
    for name, title in named.items():
        if wanted.get(name):
            other = query.copy()
            other.pop(name)
            other.pop("seite", None)
            chips.append((title, _label(name, wanted[name]), f"?{other.urlencode()}"))
    return chips


def _label(name: str, value: Any) -> str:
    try:
        if name == "bestand":
            return queries.get_collection(value).name
        return members.get_member(value).name if name == "behoerde" else str(value)
    except UserError:
        return _("not open to you")


def _suggestions(results: search.Results, typed: str) -> list[tuple[str, str]]:
    """Return each suggested word with the search that has it in place of what it resembles."""
    return [(word, _with_word(typed, results.query, word)) for word in results.suggestions]


def _with_word(typed: str, query: Query, word: str) -> str:
    def likeness(text: str) -> float:
        return SequenceMatcher(None, text.casefold(), word.casefold()).ratio()

    nearest = max((clause.text for clause in query.wanted), key=likeness)
    return typed.replace(nearest, word, 1) if nearest in typed else word
