"""Ink without words is found as strips; rules, spots and show-through are not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from gemeinwerk.archive.recognition.overlooked import (
    erase_rules,
    find_strips,
    label,
    rules_in,
    take_in,
)
from gemeinwerk.archive.recognition.rules import Word

SIZE = (1654, 2339)
TEXTS = (
    "Der jeweilige Eigentümer des Flurstücks",
    "duldet, daß die im Lageplan grün angelegte",
    "Fläche als Feuerwehrzufahrt benutzt wird.",
)
FONT = ImageFont.load_default(30)


def page(texts: Sequence[str] = TEXTS, ink: int = 30) -> tuple[Image.Image, list[Word]]:
    """A page of single lines, and one word per line that covers it."""
    picture = Image.new("L", SIZE, 230)
    draw = ImageDraw.Draw(picture)
    words = []
    for line, text in enumerate(texts):
        place = (300, 600 + 60 * line)
        draw.text(place, text, font=FONT, fill=ink)
        left, top, right, bottom = (round(n) for n in draw.textbbox(place, text, font=FONT))
        words.append(Word(text, left, top, right, bottom, 95.0, line))
    return picture, words


def slanted(picture: Image.Image, *ends: tuple[int, int, int, int]) -> Image.Image:
    """The page with rules three pixels wide from end to end."""
    draw = ImageDraw.Draw(picture)
    for end in ends:
        draw.line(end, fill=40, width=3)
    return picture


TABLE = (
    (290, 500, 300, 1500),
    (960, 500, 975, 1500),
    (280, 580, 1400, 565),
    (280, 1400, 1400, 1385),
)


def test_nothing_is_found_where_words_lie() -> None:
    picture, words = page()
    assert find_strips(slanted(picture, *TABLE), words) == []


@pytest.mark.parametrize("size", [(1, 1), (7, 300), (300, 7), (40, 40)])
def test_nothing_is_found_on_a_snippet(size: tuple[int, int]) -> None:
    assert find_strips(Image.new("L", size, 200), []) == []


def test_rules_holes_and_pictures_are_no_lines() -> None:
    picture = slanted(Image.new("L", SIZE, 230), *TABLE)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((80, 800, 120, 840), fill=40)
    draw.rectangle((600, 800, 900, 1100), fill=60)
    draw.rectangle((0, 2300, 1654, 2339), fill=10)
    assert find_strips(picture, []) == []


def test_noise_is_no_line() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (2339, 1654), dtype=np.uint8)
    assert find_strips(Image.fromarray(noise), []) == []


def test_what_shows_through_is_no_line() -> None:
    picture, words = page()
    draw = ImageDraw.Draw(picture)
    draw.text((300, 1200), "nehcsirbegnE med fua", font=FONT, fill=170)
    assert find_strips(picture, words) == []


@pytest.mark.parametrize("left_out", [0, 1, 2])
def test_a_line_without_words_is_found(left_out: int) -> None:
    picture, words = page()
    missing = words.pop(left_out)
    (strip,) = find_strips(slanted(picture, *TABLE), words)
    left, top, right, bottom = strip.box
    assert left <= missing.left < missing.right <= right
    assert top <= missing.top < missing.bottom <= bottom
    assert bottom - top < 2.5 * (missing.bottom - missing.top)
    assert strip.picture.size == (right - left, bottom - top)


def test_a_line_that_touches_a_rule_is_found_without_it() -> None:
    picture, words = page()
    missing = words.pop(1)
    edge = missing.right
    ruled = slanted(picture, (edge, 500, edge, 1500))
    (strip,) = find_strips(ruled, words)
    columns = np.asarray(strip.picture)[:4]
    assert strip.box[2] >= missing.right - 4
    assert columns.min() > 150


def test_a_line_of_which_a_word_was_read_is_found() -> None:
    picture, words = page()
    words[1] = Word("duldet,", words[1].left, words[1].top, 400, words[1].bottom, 95.0, 1)
    assert len(find_strips(picture, words)) == 1


def test_slanted_rules_are_told_from_letters() -> None:
    picture, _ = page()
    letters = np.asarray(picture) < 130
    assert rules_in(letters) == []
    ruled = np.asarray(slanted(picture, *TABLE)) < 130
    assert len(rules_in(ruled)) == 2
    assert len(rules_in(ruled.T)) == 2


def test_without_rules_the_letters_stay() -> None:
    picture, _ = page(["Am Anger 6"])
    letters = np.asarray(picture) < 130
    ruled = np.asarray(slanted(picture, (280, 500, 280, 1500), (280, 700, 1400, 690))) < 130
    erased = ruled.copy()
    erase_rules(erased)
    assert np.array_equal(erased & letters, letters)
    assert np.count_nonzero(erased & ~letters) < 0.05 * np.count_nonzero(ruled & ~letters)


def test_labels_join_what_touches() -> None:
    mask = np.array([[1, 0, 1, 0, 0], [1, 0, 1, 0, 1], [1, 1, 1, 0, 1]], dtype=np.bool_)
    labels, blobs = label(mask)
    assert len(blobs) == 2
    assert labels[0, 0] == labels[0, 2] != labels[1, 4]
    assert {(b.left, b.top, b.right, b.bottom) for b in blobs} == {(0, 0, 3, 3), (4, 1, 5, 3)}


def test_fewer_letters_do_not_replace_more() -> None:
    _, words = page()
    box = (words[1].left, words[1].top, words[1].right, words[1].bottom)
    worse = [Word("duldet", *box, 99.0, 0)]
    assert take_in(words, [(box, worse)]) == ([[w] for w in words], [])


def test_more_letters_replace_fewer() -> None:
    _, words = page()
    box = (words[1].left, words[1].top, words[1].right, words[1].bottom)
    part = Word("ldet", *box, 40.0, 1)
    better = [Word(words[1].text, *box, 95.0, 0)]
    kept, added = take_in([words[0], part, words[2]], [(box, better)])
    assert (kept, added) == ([[words[0]], [words[2]]], [better])
