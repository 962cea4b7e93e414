"""Marking hits in a text, whatever stands in it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from gemeinwerk.archive.marking import mark_text, plan_marks

MUCH_TOO_LONG = 20  # seconds; what is right takes a hundredth


@contextmanager
def ended_by_alarm() -> Iterator[None]:
    """End a test that would go on for minutes."""

    def fail(_number: int, _frame: object) -> None:
        pytest.fail("it goes on for minutes")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(MUCH_TOO_LONG)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(
    "text",
    ["Haus" + "." * 150_000 + "Haus", "Haus-\n" * 60_000, "." * 199_996 + "Haus"],
    ids=["a run of dots inside of a word", "nothing but broken words", "a run of dots before it"],
)
def test_page_made_to_keep_us_busy_is_marked_at_once(text: str) -> None:
    with ended_by_alarm():
        marked = mark_text(plan_marks("Haus"), text)
    assert "".join(piece for piece, _is_hit in marked) == text
    assert any(is_hit for _piece, is_hit in marked)


@pytest.mark.parametrize(
    ("piece", "parts"),
    [
        ("Haus", [("Haus", True)]),
        ("(Haus),", [("(", False), ("Haus", True), ("),", False)]),
        ("„Haus", [("„", False), ("Haus", True)]),
        ("Haus-Meister.", [("Haus-Meister", True), (".", False)]),
    ],
)
def test_signs_around_a_word_are_no_hit(piece: str, parts: list[tuple[str, bool]]) -> None:
    assert mark_text(plan_marks("Haus"), piece) == parts
