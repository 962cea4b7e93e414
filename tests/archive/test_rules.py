"""Where the words of a corrected text stand on the page."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest

from gemeinwerk.archive import rules
from gemeinwerk.archive.recognition.rules import Word
from gemeinwerk.archive.rules import place_corrected_words


def words(*texts: str) -> list[Word]:
    return [Word(text, 10 * n, 0, 10 * n + 9, 20, 90.0, 0) for n, text in enumerate(texts)]


def test_same_word_a_thousand_times_is_not_lined_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would take minutes, in the process that serves everybody."""

    def refuse(*_arguments: object, **_named: object) -> SequenceMatcher[str]:
        raise AssertionError("these are too many pairs")

    monkeypatch.setattr(rules, "SequenceMatcher", refuse)
    before = words("Anfang", *["ja"] * 2_000, "Ende")
    placed = place_corrected_words(before, "Anfang nein " + "ja " * 2_000 + "Ende")
    assert [word.text for word in placed] == ["Anfang", "nein", *["ja"] * 2_000, "Ende"]
    assert (placed[0], placed[-1]) == (before[0], before[-1])


def test_kept_words_keep_their_place() -> None:
    before = words("Der", "Zaum", "steht")
    placed = place_corrected_words(before, "Der Zaun steht hier")
    assert [word.text for word in placed] == ["Der", "Zaun", "steht", "hier"]
    assert (placed[0], placed[2]) == (before[0], before[2])
    assert (placed[1].left, placed[1].right) == (before[1].left, before[1].right)
