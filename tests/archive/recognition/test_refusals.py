"""What cannot be digitised is refused with a sentence, and the next file is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from tests.archive.recognition import damage, papers
from tests.archive.recognition.conftest import SMALL

from gemeinwerk.archive.recognition.errors import (
    Damaged,
    Empty,
    Encrypted,
    ModelMissing,
    OutOfMemory,
    PageDamaged,
    Refusal,
    TookTooLong,
    TooLarge,
    TooManyPages,
    TooManyPixels,
    Unsupported,
)
from gemeinwerk.archive.recognition.models import Models
from gemeinwerk.archive.recognition.recogniser import Recogniser
from gemeinwerk.archive.recognition.rules import Limits

Write = Callable[[bytes, str], Path]


def _locked() -> bytes:
    with pikepdf.new() as pdf:
        papers.add_text_page(pdf)
        return papers.saved(pdf, encryption=pikepdf.Encryption(owner="a", user="b", R=6))


@pytest.fixture(scope="module")
def strict(models: Models) -> Iterator[Recogniser]:
    """Allows 100 kB, 3 pages, 2 megapixels, 5 seconds."""
    limits = Limits(
        max_bytes=100_000,
        max_pages=3,
        max_pixels=2_000_000,
        seconds_per_page=5,
        memory_mb=SMALL.memory_mb,
    )
    with Recogniser(models=models, limits=limits) as ready:
        yield ready


@pytest.mark.parametrize(
    ("data", "refusal", "sentence"),
    [
        (b"", Empty, "The file is empty. Please copy or scan it again."),
        (b"PK\x03\x04 word", Unsupported, "neither PDF nor TIFF, JPEG or PNG"),
        (_locked(), Encrypted, "protected by a password"),
        (papers.text_pdf()[:200], Damaged, "damaged or incomplete"),
        (b"%PDF-1.4" + bytes(100_000), TooLarge, "has 1 MB; 0 MB are allowed"),
        (papers.text_pdf(pages=4), TooManyPages, "has 4 pages; 3 are allowed. Please split it."),
        (papers.tiff([Image.new("1", (9, 9))] * 5), TooManyPages, "has 4 pages"),
        (papers.encode(Image.new("1", (2000, 1001)), "PNG"), TooManyPixels, "3 megapixels; 2 are"),
    ],
    ids=["empty", "other", "locked", "cut", "large", "pages", "frames", "pixels"],
)
def test_refused_before_reading(
    data: bytes, refusal: type[Refusal], sentence: str, strict: Recogniser, original: Write
) -> None:
    with pytest.raises(refusal) as caught:
        strict.inspect(original(data))
    assert sentence in str(caught.value)
    assert strict.inspect(original(papers.text_pdf(pages=3))).pages == 3


def test_a_bomb_is_refused_before_it_is_decoded(strict: Recogniser, original: Write) -> None:
    bombs = {f.name: f.data for f in damage.damaged_files() if f.name.startswith("bomb-size")}
    for data in bombs.values():
        with pytest.raises(TooManyPixels):
            strict.read_page(original(data), 1)
    assert len(bombs) == 3


def test_a_missing_page_is_named(recogniser: Recogniser, original: Write) -> None:
    for data in (papers.text_pdf(), papers.tiff([papers.sheet()])):
        with pytest.raises(PageDamaged) as caught:
            recogniser.read_page(original(data), 2)
        assert "Page 2 is damaged or missing" in str(caught.value)


def test_a_cut_scan_is_not_taken_for_a_blank_page(recogniser: Recogniser, original: Write) -> None:
    whole = papers.scanned_pdf(papers.encode(papers.sheet(), "JPEG"))
    path = original(whole[: len(whole) // 2])
    assert recogniser.inspect(path).repaired
    with pytest.raises(PageDamaged):
        recogniser.read_page(path, 1)
    assert not recogniser.inspect(original(whole)).repaired


def test_pages_before_the_cut_of_a_tiff_are_read(recogniser: Recogniser, original: Write) -> None:
    pages = [papers.sheet().convert("1"), papers.sheet().convert("1")]
    whole = papers.tiff(pages, "group4")
    path = original(whole[: len(whole) * 6 // 10])
    assert recogniser.inspect(path).pages == 2
    assert "Feuerwehrzufahrt" in recogniser.read_page(path, 1).reading.text
    with pytest.raises((PageDamaged, Damaged)):
        recogniser.read_page(path, 2)


def test_an_endless_page_is_stopped(strict: Recogniser, original: Write, models: Models) -> None:
    endless = original(damage.endless_pdf())
    limits = replace(SMALL, seconds_per_page=1)
    with Recogniser(models=models, limits=limits) as hasty:
        with pytest.raises(TookTooLong) as caught:
            hasty.read_page(endless, 1)
        assert "stopped after 1 seconds" in str(caught.value)
        assert hasty.inspect(original(papers.text_pdf())).pages == 1


def test_memory_is_limited(models: Models, original: Write) -> None:
    large = original(papers.encode(Image.new("RGB", (9_000, 9_000)), "PNG"))
    limits = replace(SMALL, max_pixels=100_000_000, memory_mb=350)
    with Recogniser(models=models, limits=limits) as small:
        with pytest.raises(OutOfMemory) as caught:
            small.read_page(large, 1)
        assert "more than the allowed 350 MB" in str(caught.value)
        assert small.inspect(original(papers.text_pdf())).pages == 1


def test_a_fixed_model_must_be_installed(models: Models, original: Write) -> None:
    path = original(papers.encode(papers.sheet(), "PNG"))
    with Recogniser(models=replace(models, frk=None), limits=SMALL) as ready:
        with pytest.raises(ModelMissing) as caught:
            ready.read_page(path, 1, script="frk")
        assert "“frk” for text recognition is not installed" in str(caught.value)
        assert ready.read_page(path, 1).reading.model == "deu"


def test_a_file_that_is_gone_is_an_error_of_the_caller(
    recogniser: Recogniser, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError):
        recogniser.inspect(tmp_path / "gone.pdf")


def test_what_a_pdf_brings_along_is_told(recogniser: Recogniser, original: Write) -> None:
    with pikepdf.new() as pdf:
        papers.add_text_page(pdf)
        pdf.docinfo["/Title"] = "  Satzung\nder Gemeinde "
        pdf.attachments["rechnung.xml"] = b"<a/>"
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.OpenAction = script
        locked = pikepdf.Encryption(owner="owner", user="", R=6)
        path = original(papers.saved(pdf, encryption=locked))
    found = recogniser.inspect(path)
    assert (found.kind, found.mime, found.pages) == ("pdf", "application/pdf", 1)
    assert found.title == "Satzung der Gemeinde"
    assert (found.encrypted, found.scripts, found.attachments) == (True, True, 1)
    assert (found.forms, found.signatures, found.repaired) == (False, 0, False)
