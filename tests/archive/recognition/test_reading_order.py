"""Lines of a column are read from top to bottom; a good order is left alone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.archive.recognition.reading_order import (
    NEW_LINE,
    in_reading_order,
    joined,
    paragraphs,
    reordered,
)
from gemeinwerk.archive.recognition.rules import Word


def line(left: int, right: int, top: int, count: int = 6, slant: float = 0.0) -> list[Word]:
    """A line of words 25 pixels high, falling by ``slant`` pixels per pixel."""
    step = (right - left) // count
    edges = [left + step * n for n in range(count)]
    return [
        Word(
            f"w{x}", x, round(top + slant * x), x + step - 10, round(top + slant * x) + 25, 90.0, 0
        )
        for x in edges
    ]


LEFT = [line(200, 700, top) for top in range(300, 700, 45)]
RIGHT = [line(800, 1300, top) for top in range(300, 700, 45)]


def test_two_columns_stay_as_they_are() -> None:
    lines = [line(200, 1300, 200), *LEFT, *RIGHT, line(200, 1300, 800)]
    assert in_reading_order(lines) == list(range(len(lines)))


def test_a_column_of_numbers_stays_as_it_is() -> None:
    numbers = [line(100, 160, top, count=1) for top in range(480, 700, 45)]
    lines = [*numbers, line(100, 1300, 300), *[line(200, 1300, top) for top in range(480, 700, 45)]]
    assert in_reading_order(lines) == list(range(len(lines)))


def test_a_slanted_page_stays_as_it_is() -> None:
    """Its lines fall by more than their distance."""
    lines = [line(200, 1500, top, count=12, slant=0.05) for top in range(300, 700, 45)]
    lines.append(line(200, 450, 705, count=2, slant=0.05))
    assert in_reading_order(lines) == list(range(len(lines)))


def test_lines_put_at_the_end_come_back_into_their_column() -> None:
    torn = [*LEFT[1::2], *RIGHT, *LEFT[::2]]
    order = in_reading_order(torn)
    assert [torn[n] for n in order] == [*LEFT, *RIGHT]


def test_a_new_line_comes_behind_the_one_above_it() -> None:
    lines = [*LEFT[:3], *LEFT[4:], *RIGHT, LEFT[3]]
    order = in_reading_order(lines, known=len(lines) - 1)
    assert [lines[n] for n in order] == [*LEFT, *RIGHT]


def test_a_new_line_above_all_comes_first() -> None:
    lines = [*LEFT, *RIGHT, line(200, 700, 200)]
    assert in_reading_order(lines, known=len(lines) - 1)[0] == len(lines) - 1


def test_reordered_lines_are_numbered_anew() -> None:
    words = reordered([LEFT[0], LEFT[1]], [1, 0])
    assert [word.line for word in words] == [0] * 6 + [1] * 6
    assert [word.top for word in words] == [LEFT[1][0].top] * 6 + [LEFT[0][0].top] * 6


places = st.tuples(st.integers(0, 1500), st.integers(40, 1000), st.integers(0, 2200))


@given(st.lists(places, max_size=25), st.integers(0, 25))
def test_every_line_is_read_once(some: list[tuple[int, int, int]], known: int) -> None:
    lines = [line(left, left + width, top, count=3) for left, width, top in some]
    order = in_reading_order(lines, known=min(known, len(lines)))
    assert sorted(order) == list(range(len(lines)))


def test_a_new_piece_goes_into_its_row() -> None:
    whole = line(200, 1300, 300, count=8)
    below = line(200, 1300, 345, count=8)
    old, new = joined([whole[2:5], below], [whole[:2], whole[5:]])
    assert old == [whole, below]
    assert new == []


def test_another_column_and_another_row_stay_apart() -> None:
    right, under = line(800, 1300, 300), line(200, 700, 345)
    old, new = joined([LEFT[0]], [right, under])
    assert old == [LEFT[0]]
    assert new == [under, right]


def numbered(lines: list[list[Word]]) -> list[list[Word]]:
    return [[replace(word, line=n) for word in words] for n, words in enumerate(lines)]


def test_paragraphs_of_the_first_reading_stay() -> None:
    """Although there is no white space between them."""
    lines = numbered(LEFT)
    lines.append([replace(word, line=NEW_LINE) for word in line(200, 700, 703)])
    assert paragraphs(lines, range(len(lines)), {3, 6}) == [3, 6]


def test_lines_that_came_together_are_a_paragraph_by_white_space() -> None:
    lines = numbered([*LEFT[1::2], *LEFT[::2]])
    order = in_reading_order(lines)
    assert paragraphs(lines, order, range(len(lines))) == []
    apart = [*lines, [replace(word, line=NEW_LINE) for word in line(200, 700, 800)]]
    assert paragraphs(apart, [*order, len(lines)], range(len(lines))) == [len(lines)]
