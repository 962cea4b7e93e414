"""Lists in pages; every link keeps the filters (OParl 1.1, "Objektlisten und Paginierung")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet

from gemeinwerk.governance.oparl import queries
from gemeinwerk.governance.oparl.errors import FilterWrong, NumberWrong, PageUnknown
from gemeinwerk.governance.oparl.models import Publication
from gemeinwerk.governance.oparl.queries import Filters
from gemeinwerk.governance.oparl.rendering import Addresses, Json, render

LIMIT = 100
LAST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client asked of a list."""

    filters: Filters
    page: int = 1
    limit: int = LIMIT
    omit: bool = False

    def link(self, address: str, page: int) -> str:
        """Return the canonical address of a page: parameters in one order, none that says nothing.

        Moments keep the time zone in which they were given.
        """
        query = {name: each.isoformat() for name, each in self.filters.given().items()}
        query |= {"limit": str(self.limit)} if self.limit != LIMIT else {}
        query |= {"omit_internal": "true"} if self.omit else {}
        query |= {"page": str(page)} if page > 1 else {}
        return f"{address}?{urlencode(query)}" if query else address


def read_wish(query: Mapping[str, str]) -> Wish:
    """Return the wish that stands in a query string. Raises FilterWrong, NumberWrong.

    A larger ``limit`` than ours counts as ours; other parameters are not ours to judge.
    """
    moments = {name: _moment(query, name) for name in Filters.__dataclass_fields__}
    return Wish(
        Filters(**moments),
        page=_number(query, "page", 1, LAST_PAGE),
        limit=min(_number(query, "limit", LIMIT, LAST_PAGE), LIMIT),
        omit=query.get("omit_internal") == "true",
    )


def render_list(
    found: QuerySet[Publication] | list[Publication], wish: Wish, address: str, at: Addresses
) -> Json:
    """Return one page of a list. Raises PageUnknown."""
    try:
        page = Paginator(found, wish.limit).page(wish.page)
    except EmptyPage:
        raise PageUnknown(page=wish.page) from None
    shown = list(page.object_list)
    parts = {} if wish.omit else queries.list_parts(shown)
    return {
        "data": [render(each, at, parts, omit=wish.omit) for each in shown],
        "pagination": _count(page),
        "links": _links(page, wish, address),
    }


def _count(page: Page[Any]) -> Json:
    return {
        "totalElements": page.paginator.count,
        "elementsPerPage": page.paginator.per_page,
        "currentPage": page.number,
        "totalPages": page.paginator.num_pages,
    }


def _links(page: Page[Any], wish: Wish, address: str) -> Json:
    numbers = {
        "first": 1,
        "prev": page.number - 1 if page.has_previous() else None,
        "self": page.number,
        "next": page.number + 1 if page.has_next() else None,
        "last": page.paginator.num_pages,
    }
    return {name: wish.link(address, number) for name, number in numbers.items() if number}


def _moment(query: Mapping[str, str], name: str) -> datetime | None:
    text = query.get(name)
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise FilterWrong(name=name) from None
    if found.tzinfo is None or found.year in (MINYEAR, MAXYEAR):  # nothing to reckon with
        raise FilterWrong(name=name)
    return found


def _number(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 0 < int(text) <= most):
        raise NumberWrong(name=name, least=1, most=most)
    return int(text)
