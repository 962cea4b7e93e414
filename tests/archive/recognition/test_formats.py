"""Every format that arrives is read, upright and with the right colours."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image
from tests.archive.recognition import papers

from gemeinwerk.archive.recognition.models import Models
from gemeinwerk.archive.recognition.recogniser import Recogniser
from gemeinwerk.archive.recognition.rules import PageView

Write = Callable[[bytes, str], Path]
PAGE = papers.sheet()


def _sixteen_bit() -> Image.Image:
    return Image.fromarray(np.asarray(PAGE, dtype=np.uint16) * 257)


def _with_alpha() -> Image.Image:
    """Black print on nothing: black on black unless it is put on white."""
    image = Image.new("RGBA", PAGE.size, (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), mask=PAGE.point(lambda v: 255 - v))
    return image


def _turned(orientation: int, turn: Image.Transpose) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return papers.encode(PAGE.transpose(turn), "JPEG", exif=exif)


FORMATS: dict[str, bytes] = {
    "grey jpeg": papers.encode(PAGE, "JPEG"),
    "progressive jpeg": papers.encode(PAGE, "JPEG", progressive=True),
    "colour jpeg": papers.encode(papers.stamped(PAGE), "JPEG"),
    "cmyk jpeg": papers.encode(PAGE.convert("RGB").convert("CMYK"), "JPEG"),
    "jpeg on its side by exif": _turned(6, Image.Transpose.ROTATE_90),
    "jpeg on its head by exif": _turned(3, Image.Transpose.ROTATE_180),
    "mirrored jpeg by exif": _turned(2, Image.Transpose.FLIP_LEFT_RIGHT),
    "grey png": papers.encode(PAGE, "PNG"),
    "palette png": papers.encode(PAGE.convert("P"), "PNG"),
    "two-colour png": papers.encode(PAGE.convert("1"), "PNG"),
    "16-bit png": papers.encode(_sixteen_bit(), "PNG"),
    "transparent png": papers.encode(_with_alpha(), "PNG"),
    "transparent palette png": papers.encode(_with_alpha().quantize(8), "PNG"),
    "grey and alpha png": papers.encode(_with_alpha().convert("LA"), "PNG"),
    "g4 fax tiff": papers.tiff([PAGE.convert("1")], "group4"),
    "lzw tiff": papers.tiff([PAGE], "tiff_lzw"),
    "jpeg tiff": papers.tiff([PAGE.convert("RGB")], "jpeg"),
    "cmyk tiff": papers.tiff([PAGE.convert("RGB").convert("CMYK")], "tiff_lzw"),
    "16-bit tiff": papers.tiff([_sixteen_bit()], "raw"),
    "float tiff": papers.tiff([PAGE.convert("F")], "raw"),
    "transparent tiff": papers.tiff([_with_alpha()], "tiff_lzw"),
    "scanned pdf": papers.scanned_pdf(papers.encode(PAGE, "JPEG")),
    "turned pdf": papers.scanned_pdf(
        papers.encode(PAGE.transpose(Image.Transpose.ROTATE_90), "JPEG"), rotate=90
    ),
    "born-digital pdf": papers.text_pdf(),
    "turned born-digital pdf": papers.text_pdf(rotate=90),
}


@pytest.mark.parametrize("name", FORMATS)
def test_the_page_is_read(name: str, recogniser: Recogniser, original: Write) -> None:
    path = original(FORMATS[name], "wrong.suffix")
    assert recogniser.inspect(path).pages == 1
    view = recogniser.read_page(path, 1)
    assert "Feuerwehrzufahrt freizuhalten" in view.reading.text
    assert view.reading.confidence > 75
    assert not view.reading.blank
    _assert_words_stand_on_ink(view)


def _assert_words_stand_on_ink(view: PageView) -> None:
    """The pictures open, and the box of the long word is darker than its surroundings."""
    image = Image.open(io.BytesIO(view.image))
    assert image.size == (view.reading.width, view.reading.height)
    assert Image.open(io.BytesIO(view.thumbnail)).width == 240
    word = next(w for w in view.reading.words if w.text == "Feuerwehrzufahrt")
    assert 0 <= word.left < word.right <= image.width
    assert 0 <= word.top < word.bottom <= image.height
    grey = np.asarray(image.convert("L"))
    assert (grey[word.top : word.bottom, word.left : word.right] < 128).mean() > 0.1
    outside = grey[word.bottom + 2 : word.bottom + 10, word.left : word.right]
    assert (outside < 128).mean() < 0.1


def test_pictures_keep_colour_only_where_there_is_some(
    recogniser: Recogniser, original: Write
) -> None:
    grey = recogniser.read_page(original(FORMATS["cmyk tiff"], "grey"), 1)
    red = recogniser.read_page(original(FORMATS["colour jpeg"], "red"), 1)
    assert Image.open(io.BytesIO(grey.image)).mode == "L"
    assert Image.open(io.BytesIO(red.image)).mode == "RGB"


def test_each_frame_of_a_tiff_is_a_page(recogniser: Recogniser, original: Write) -> None:
    pages = [papers.sheet([f"Blatt mit der Nummer {n}"]).convert("1") for n in (11, 22, 33)]
    path = original(papers.tiff(pages, "group4"), "stack.tif")
    assert recogniser.inspect(path).pages == 3
    read = [recogniser.read_page(path, n).reading.text for n in (1, 2, 3)]
    assert [text.split()[-1] for text in read] == ["11", "22", "33"]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_on_its_side_or_head_is_turned(
    rotation: int, recogniser: Recogniser, original: Write
) -> None:
    lines = [*papers.LINES, "Die Behörde bestätigt", *papers.LINES[1:4]]
    turned = papers.sheet(lines).rotate(rotation, expand=True)
    reading = recogniser.read_page(original(papers.encode(turned, "PNG")), 1).reading
    assert "Feuerwehrzufahrt" in reading.text
    assert reading.rotation == rotation
    assert reading.width < reading.height


def _blank_pages() -> dict[str, bytes]:
    white = Image.new("L", papers.A4, 255)
    dusty = np.full((1169, 827), 235, dtype=np.uint8)
    dusty[200:203, 300:303] = 60
    dusty[900:902, 500:503] = 90
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        empty = papers.saved(pdf)
    return {
        "white": papers.encode(white, "PNG"),
        "dusty": papers.encode(Image.fromarray(dusty), "PNG"),
        "fax": papers.tiff([white.convert("1")], "group4"),
        "pdf": empty,
        "black": papers.encode(Image.new("L", papers.A4, 0), "PNG"),
    }


@pytest.mark.parametrize("name", _blank_pages())
def test_blank_pages_are_known_as_blank(name: str, recogniser: Recogniser, original: Write) -> None:
    reading = recogniser.read_page(original(_blank_pages()[name]), 1).reading
    assert reading.blank
    assert reading.text == ""
    assert reading.words == ()


def test_own_text_is_used_with_its_places(recogniser: Recogniser, original: Write) -> None:
    reading = recogniser.read_page(original(papers.text_pdf(["Größe „Öl“ 5 €"])), 1).reading
    assert (reading.source, reading.model, reading.text) == (
        "born_digital",
        "",
        "Größe „Öl“ 5 €",
    )
    assert reading.confidence == 100


def test_a_scan_with_a_stamped_number_is_recognised(
    recogniser: Recogniser, original: Write
) -> None:
    path = original(_scan_with_own_text("BR 44 Eingang"))
    reading = recogniser.read_page(path, 1).reading
    assert reading.source == "ocr"
    assert "Feuerwehrzufahrt" in reading.text


def test_a_scan_with_a_full_text_layer_keeps_it(recogniser: Recogniser, original: Write) -> None:
    path = original(_scan_with_own_text("Worte der alten Texterkennung " * 12))
    reading = recogniser.read_page(path, 1).reading
    assert reading.source == "born_digital"
    assert reading.text.startswith("Worte der alten Texterkennung")


def _scan_with_own_text(text: str) -> bytes:
    scan = papers.scanned_pdf(papers.encode(PAGE, "JPEG"))
    with pikepdf.open(io.BytesIO(scan)) as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
        )
        page = pdf.pages[0]
        page.obj.Resources["/Font"] = pikepdf.Dictionary(F1=font)
        shown = f"BT 3 Tr /F1 2 Tf 40 800 Td ({text}) Tj ET".encode()
        page.contents_add(shown)
        return papers.saved(pdf)


def test_a_fixed_script_is_obeyed(models: Models, recogniser: Recogniser, original: Write) -> None:
    scan = original(FORMATS["grey jpeg"], "scan")
    assert recogniser.read_page(scan, 1, script="deu").reading.model == "deu"
    if models.frk is None:
        pytest.skip("no Fraktur model: neither Debian's nor the npm package is installed")
    assert recogniser.read_page(scan, 1, script="frk").reading.model == "frk"


def test_own_text_goes_before_a_fixed_script(recogniser: Recogniser, original: Write) -> None:
    reading = recogniser.read_page(original(papers.text_pdf(), "own"), 1, script="deu").reading
    assert (reading.source, reading.model) == ("born_digital", "")


def test_view_images_stay_small(recogniser: Recogniser, original: Write) -> None:
    noise = np.random.default_rng(7).integers(150, 255, (2339, 1654), dtype=np.uint8)
    page = Image.fromarray(np.minimum(noise, np.asarray(PAGE.resize((1654, 2339)))))
    view = recogniser.read_page(original(papers.encode(page, "JPEG", quality=95)), 1)
    assert len(view.image) < 800_000


def test_plans_are_shown_smaller_than_read(recogniser: Recogniser, original: Write) -> None:
    plan = papers.sheet(size=(4961, 7016))
    path = original(papers.encode(plan, "PNG", dpi=(150, 150)))
    view = recogniser.read_page(path, 1)
    assert view.reading.width * view.reading.height <= 16_100_000
    _assert_words_stand_on_ink(view)
