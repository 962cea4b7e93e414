"""The searchable PDF/A: the same page, its words in their places, nothing that acts."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from pikepdf import pdfa
from PIL import Image
from tests.archive.recognition import papers

from gemeinwerk.archive.recognition.recogniser import Recogniser
from gemeinwerk.archive.recognition.rules import PageReading, PdfMetadata, PdfResult, Word

Write = Callable[[bytes, str], Path]
PAGE = papers.sheet()
JPEG = papers.encode(PAGE, "JPEG")
METADATA = PdfMetadata(title="Akte „Größe“", author="Landkreis Musterland")


def _derive(
    recogniser: Recogniser, path: Path, readings: dict[int, PageReading] | None = None
) -> tuple[PdfResult, Path]:
    """Read all pages unless readings are given, then make the PDF beside the original."""
    before = hashlib.sha256(path.read_bytes()).digest()
    if readings is None:
        pages = recogniser.inspect(path).pages
        readings = {n: recogniser.read_page(path, n).reading for n in range(1, pages + 1)}
    target = path.with_name("derived.pdf")
    result = recogniser.make_pdf(path, readings, METADATA, target)
    assert hashlib.sha256(path.read_bytes()).digest() == before
    if result.valid:
        assert pdfa.validate_written(target, "2b").passed
    return result, target


def _text(path: Path, page: int = 1) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return str(document[page - 1].get_textpage().get_text_bounded()).replace("\r\n", "\n")
    finally:
        document.close()


def _marked(path: Path, word: str) -> tuple[np.ndarray, tuple[int, int, int, int]]:
    """The page as grey values, and where a viewer would mark the word (pixels)."""
    document = pypdfium2.PdfDocument(path)
    try:
        page = document[0]
        bitmap = page.render(scale=2)
        text = page.get_textpage()
        found = text.search(word).get_next()
        assert found is not None
        places = bitmap.get_posconv(page)
        corners = []
        for index in range(found[0], found[0] + found[1]):
            left, bottom, right, top = text.get_charbox(index)
            corners += [places.to_bitmap(left, bottom), places.to_bitmap(right, top)]
        grey = np.asarray(bitmap.to_pil().convert("L"))
    finally:
        document.close()
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    return grey, (min(xs), min(ys), max(xs), max(ys))


def _assert_word_is_marked(path: Path, word: str = "Feuerwehrzufahrt") -> None:
    """All ink of the word and nothing of its neighbours lies in the box."""
    grey, (left, top, right, bottom) = _marked(path, word)
    assert min(right - left, bottom - top) > 8
    ink = grey < 128
    assert ink[top:bottom, left:right].mean() > 0.08
    assert ink[top - 8 : top - 3, left:right].mean() < 0.02
    assert ink[bottom + 3 : bottom + 8, left:right].mean() < 0.02
    assert ink[top:bottom, left - 6 : left - 2].mean() < 0.05


SCANS: dict[str, bytes] = {
    "jpeg": JPEG,
    "colour jpeg": papers.encode(papers.stamped(PAGE), "JPEG"),
    "cmyk jpeg": papers.encode(PAGE.convert("RGB").convert("CMYK"), "JPEG"),
    "fax": papers.tiff([PAGE.convert("1")], "group4"),
    "palette png": papers.encode(PAGE.convert("P"), "PNG"),
    "transparent png": papers.encode(PAGE.convert("LA"), "PNG"),
    "16-bit tiff": papers.tiff([Image.fromarray(np.asarray(PAGE, dtype=np.uint16) * 257)], "raw"),
    "upside down": papers.encode(PAGE.rotate(180), "PNG"),
    "on its side": papers.encode(PAGE.rotate(90, expand=True), "PNG"),
    "pdf": papers.scanned_pdf(JPEG),
    "pdf upside down": papers.scanned_pdf(papers.encode(PAGE.rotate(180), "JPEG")),
    "pdf turned by 90": papers.scanned_pdf(
        papers.encode(PAGE.transpose(Image.Transpose.ROTATE_90), "JPEG"), rotate=90
    ),
    "pdf turned by 180": papers.scanned_pdf(papers.encode(PAGE.rotate(180), "JPEG"), rotate=180),
    "pdf turned by 270": papers.scanned_pdf(
        papers.encode(PAGE.transpose(Image.Transpose.ROTATE_270), "JPEG"), rotate=270
    ),
}


@pytest.mark.parametrize("name", SCANS)
def test_words_lie_over_their_picture(name: str, recogniser: Recogniser, original: Write) -> None:
    result, target = _derive(recogniser, original(SCANS[name], "original"))
    assert (result.valid, result.basis, result.messages) == (True, "original", ())
    assert "Feuerwehrzufahrt freizuhalten" in _text(target)
    _assert_word_is_marked(target)


def test_exif_orientation_is_kept(recogniser: Recogniser, original: Write) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = papers.encode(PAGE.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)
    result, target = _derive(recogniser, original(turned, "original"))
    assert (result.valid, result.basis) == (True, "original")
    _assert_word_is_marked(target)


def test_a_jpeg_goes_in_without_loss(recogniser: Recogniser, original: Write) -> None:
    _, target = _derive(recogniser, original(JPEG, "original"))
    with pikepdf.open(target) as pdf:
        (picture,) = pdf.pages[0].get_images().values()
        assert picture.read_raw_bytes() == JPEG
        assert pdf.docinfo["/Title"] == METADATA.title


def test_a_crop_box_moves_the_words_along(recogniser: Recogniser, original: Write) -> None:
    with pikepdf.open(io.BytesIO(papers.scanned_pdf(JPEG))) as pdf:
        pdf.pages[0].obj["/CropBox"] = pikepdf.Array([20, 300, 560, 830])
        path = original(papers.saved(pdf), "original")
    _, target = _derive(recogniser, path)
    _assert_word_is_marked(target)


def test_content_that_leaves_its_state_behind_cannot_move_the_words(
    recogniser: Recogniser, original: Write
) -> None:
    with pikepdf.open(io.BytesIO(papers.scanned_pdf(JPEG))) as pdf:
        pdf.pages[0].contents_add(b".5 0 0 .5 100 100 cm q q")
        path = original(papers.saved(pdf), "original")
    _, target = _derive(recogniser, path)
    _assert_word_is_marked(target)


CORRECTED = "Größe ſoll „Übergabe“ heißen – 5 € je m² 𝔉"


def test_corrected_text_is_found_and_copied(recogniser: Recogniser, original: Write) -> None:
    words = tuple(
        Word(text, 100 + 120 * n, 500, 200 + 120 * n, 530, 100, 0)
        for n, text in enumerate(CORRECTED.split())
    )
    reading = PageReading(CORRECTED, words, "ocr", "deu", 100, 1654, 2338)
    result, target = _derive(recogniser, original(JPEG, "original"), {1: reading})
    assert result.valid
    assert _text(target).strip() == CORRECTED


def test_pages_without_reading_stay_without_words(recogniser: Recogniser, original: Write) -> None:
    path = original(papers.tiff([PAGE, PAGE], "tiff_lzw"), "original")
    reading = recogniser.read_page(path, 2).reading
    result, target = _derive(recogniser, path, {2: reading})
    assert (result.valid, result.pages) == (True, 2)
    assert _text(target, 1) == ""
    assert "Feuerwehrzufahrt" in _text(target, 2)


def test_a_page_that_cannot_be_read_stays_empty(recogniser: Recogniser, original: Write) -> None:
    whole = papers.tiff([PAGE.convert("1"), PAGE.convert("1")], "group4")
    path = original(whole[: len(whole) * 6 // 10], "original")
    result, _ = _derive(recogniser, path, {1: recogniser.read_page(path, 1).reading})
    assert (result.valid, result.pages) == (True, 2)
    assert result.messages == ("page 2 cannot be read and was left empty",)


def test_fonts_that_are_not_embedded_lead_to_renderings(
    recogniser: Recogniser, original: Write
) -> None:
    result, target = _derive(recogniser, original(papers.text_pdf(), "original"))
    assert (result.valid, result.basis) == (True, "renderings")
    assert "not embedded" in " ".join(result.messages) or result.messages
    assert "Feuerwehrzufahrt freizuhalten" in _text(target)
    _assert_word_is_marked(target)


def test_turned_renderings_keep_their_words(recogniser: Recogniser, original: Write) -> None:
    result, target = _derive(recogniser, original(papers.text_pdf(rotate=90), "original"))
    assert (result.valid, result.basis) == (True, "renderings")
    _assert_word_is_marked(target)


def _acting_pdf() -> bytes:
    """A scan with a script, an attachment, a form, a signature field and a link."""
    with pikepdf.open(io.BytesIO(papers.scanned_pdf(JPEG))) as pdf:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.OpenAction = script
        pdf.attachments["liste.csv"] = b"a;b"
        page = pdf.pages[0]
        signature = pikepdf.Dictionary(
            Type=pikepdf.Name.Sig,
            Filter=pikepdf.Name("/Adobe.PPKLite"),
            ByteRange=[0, 10, 20, 10],
            Contents=b"x",
        )
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Sig,
                T="Unterschrift",
                V=pdf.make_indirect(signature),
                Rect=[0, 0, 0, 0],
                AA=pikepdf.Dictionary(K=script),
            )
        )
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[10, 10, 50, 50],
            A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="virus.exe"),
        )
        page.obj["/Annots"] = pikepdf.Array([field, pdf.make_indirect(link)])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field], SigFlags=3)
        locked = pikepdf.Encryption(owner="owner", user="", R=6)
        return papers.saved(pdf, encryption=locked)


def test_nothing_that_acts_comes_through(recogniser: Recogniser, original: Write) -> None:
    path = original(_acting_pdf(), "original")
    found = recogniser.inspect(path)
    assert (found.forms, found.signatures, found.attachments) == (True, 1, 1)
    result, target = _derive(recogniser, path)
    assert (result.valid, result.basis) == (True, "original")
    with pikepdf.open(target) as pdf:
        assert not pdf.is_encrypted
        assert not {"/AcroForm", "/OpenAction", "/AA"} & set(pdf.Root.keys())
        assert len(pdf.attachments) == 0
        whole = target.read_bytes() + b"".join(
            thing.unparse(resolved=True)
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary)
        )
    assert not [word for word in (b"JavaScript", b"Launch", b"/Sig") if word in whole]
    _assert_word_is_marked(target)
