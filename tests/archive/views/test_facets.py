"""Facets stay short: what has the most pages is shown, the rest opens on demand."""

from __future__ import annotations

from gemeinwerk.archive.views.search import SHOWN_LINES, Facet, FacetLine


def line(number: int, *, is_chosen: bool = False) -> FacetLine:
    return FacetLine(str(1950 + number), 100 - number, f"?jahr={1950 + number}", is_chosen)


def test_few_lines_need_no_more() -> None:
    facet = Facet("Jahr", tuple(line(n) for n in range(SHOWN_LINES)))
    assert facet.shown == facet.lines
    assert facet.more == ()


def test_many_lines_are_folded_and_none_is_lost() -> None:
    facet = Facet("Jahr", tuple(line(n) for n in range(30)))
    assert facet.shown == facet.lines[:SHOWN_LINES]
    assert facet.shown + facet.more == facet.lines


def test_chosen_line_is_always_shown() -> None:
    facet = Facet("Jahr", tuple(line(n, is_chosen=n == 20) for n in range(30)))
    assert facet.chosen in facet.shown
    assert set(facet.shown) | set(facet.more) == set(facet.lines)
    assert not set(facet.shown) & set(facet.more)
