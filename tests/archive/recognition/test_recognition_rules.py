from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.archive.recognition.rules import (
    A4_WIDTHS,
    Thresholds,
    Word,
    assemble_text,
    choose_model,
    image_size,
    is_meaningful,
    likeness,
    lines_of,
    mean_confidence,
    mend_fraktur,
    paper_scale,
    paragraph_starts,
    runs_sideways,
    scale_words,
    stated_resolution,
    words_from_json,
    words_to_json,
)

numbers = st.integers(0, 100_000)
words = st.builds(
    Word,
    text=st.text(min_size=1, max_size=20),
    left=numbers,
    top=numbers,
    right=numbers,
    bottom=numbers,
    confidence=st.integers(0, 1000).map(lambda tenths: tenths / 10),
    line=st.integers(0, 500),
)


@given(st.lists(words))
def test_words_survive_json(some: list[Word]) -> None:
    assert words_from_json(words_to_json(some)) == tuple(some)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "7",
        "nonsense",
        '[["a",1,2,3]]',
        "[[1,1,2,3,4,5,6]]",
        '[["a",1,2,3,4,"5",6]]',
        '[["a",true,2,3,4,5,6]]',
        '[["a",null,2,3,4,5,6]]',
    ],
)
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        words_from_json(text)


@given(st.floats(0, 100), st.none() | st.floats(0, 100))
def test_fraktur_wins_only_where_german_is_unsure(deu: float, frk: float | None) -> None:
    chosen = choose_model(deu, frk)
    assert (chosen == "frk") == (frk is not None and deu < 82 and frk >= deu + 6)


def test_thresholds_are_settings() -> None:
    assert choose_model(90, 95) == "deu"
    assert choose_model(90, 95, Thresholds(unsure_below=95, better_by=5)) == "frk"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("i<", "ich"),
        ("I<", "Ich"),
        ("Geſchi<te", "Geſchichte"),
        ("Monatsſc<hrift", "Monatsſchrift"),
        ("<riſtlich", "chriſtlich"),
        ("<", "<"),
        ("5<7", "5<7"),
    ],
)
def test_the_fraktur_ligature_is_mended(read: str, meant: str) -> None:
    assert mend_fraktur(read) == meant


def test_text_keeps_lines_paragraphs_and_hyphens() -> None:
    some = [
        Word("Feuerwehr-", 0, 0, 9, 9, 90, 0),
        Word("zufahrt", 0, 10, 9, 19, 90, 1),
        Word("frei", 10, 10, 19, 19, 90, 1),
        Word("Ende", 0, 50, 9, 59, 90, 2),
    ]
    assert assemble_text(some, [0, 2]) == "Feuerwehr-\nzufahrt frei\n\nEnde"
    assert assemble_text([]) == ""


def test_wide_gaps_start_paragraphs() -> None:
    some = [
        Word("a", 0, 0, 9, 20, 90, 0),
        Word("b", 0, 25, 9, 45, 90, 1),
        Word("c", 0, 80, 9, 100, 90, 2),
        Word("d", 50, 0, 59, 20, 90, 3),
    ]
    assert paragraph_starts(some) == [2, 3]


def test_pages_read_sideways_are_known() -> None:
    tall, wide = Word("Flur", 0, 0, 20, 90, 90, 0), Word("Flur", 0, 0, 90, 20, 90, 0)
    assert runs_sideways([tall, tall, wide])
    assert not runs_sideways([tall, wide, wide])
    assert not runs_sideways([])


@given(st.lists(words))
def test_lines_lose_no_word(some: list[Word]) -> None:
    assert [word for line in lines_of(some) for word in line] == some


@given(st.lists(words), st.floats(0.01, 10))
def test_scaled_words_keep_text_and_order(some: list[Word], factor: float) -> None:
    scaled = scale_words(some, factor)
    assert [word.text for word in scaled] == [word.text for word in some]
    assert all(s.left == round(w.left * factor) for s, w in zip(scaled, some, strict=True))


def test_confidence_of_nothing_is_zero() -> None:
    assert mean_confidence([]) == 0.0


sides = st.integers(1, 70_000)


@given(sides, sides, st.none() | st.floats(100, 1300), st.integers(1_000, 64_000_000))
def test_images_are_never_read_larger_than_allowed(
    width: int, height: int, dots: float | None, allowed: int
) -> None:
    got = image_size(width, height, dots, allowed)
    assert min(got) >= 1
    assert got[0] * got[1] <= allowed * 1.1 + max(got)
    assert got[0] <= width * 3 + 1


@pytest.mark.parametrize(
    ("size", "dots", "short"),
    [
        ((2480, 3508), 300, 1654),
        ((790, 1100), None, 1600),
        ((1620, 2290), None, 1620),
        ((3508, 2480), 300, 1654),
        ((4961, 7016), 300, 3307),
        ((400, 600), None, 1200),
    ],
    ids=["A4 300 dpi", "96 dpi", "fits", "landscape", "A2 300 dpi", "three times at most"],
)
def test_short_side_is_brought_to_the_best_size(
    size: tuple[int, int], dots: float | None, short: int
) -> None:
    assert abs(min(image_size(*size, dots, 64_000_000)) - short) <= 1


def test_resolutions_that_software_invents_are_not_believed() -> None:
    assert [stated_resolution(d) for d in (None, 1, 72, 96, 300, 5000)] == [
        None,
        None,
        None,
        None,
        300,
        None,
    ]


@pytest.mark.parametrize(
    ("size", "scanned", "short"),
    [
        ((595, 842), None, 1653),
        ((595, 842), 2480, 1653),
        ((595, 842), 800, 1653),
        ((2480, 3508), 2480, 2480),
        ((420, 595), 1748, 1600),
        ((842, 1191), None, 2339),
    ],
    ids=["A4", "fine scan", "coarse scan", "pixels as points", "A5 scan", "A3"],
)
def test_pdf_pages_are_rendered_by_paper(
    size: tuple[int, int], scanned: int | None, short: int
) -> None:
    scale = paper_scale(*size, scanned, 64_000_000)
    assert abs(min(size) * scale - short) <= 2


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.none() | sides)
def test_pdf_pages_never_exceed_the_pixels(
    width: float, height: float, scanned: int | None
) -> None:
    scale = paper_scale(width, height, scanned, 1_000_000)
    assert max(width, 0.01) * max(height, 0.01) * scale**2 <= 1_000_001


GERMAN = "Die Zufahrt zum Hinterhaus Nr. 17 a ist als Feuerwehrzufahrt freizuhalten. "


def test_own_text_with_broken_character_map_is_not_trusted() -> None:
    assert not is_meaningful("\ufffd\ufffd\ufffd abc", 0)
    assert not is_meaningful("Xqrtz Fkjhgf Wrtzpm Bcdfgh Kpqrst Lmnprt", 0)
    assert not is_meaningful("", 0)
    assert likeness("") == 0
    assert is_meaningful(GERMAN, 0)


def test_a_stamp_on_a_scan_is_not_the_text_of_the_page() -> None:
    assert not is_meaningful(GERMAN, 0.95)
    assert is_meaningful(GERMAN * 5, 0.95)


def test_widths_are_those_of_a4_at_about_200_dpi() -> None:
    assert A4_WIDTHS == (1600, 1654)
