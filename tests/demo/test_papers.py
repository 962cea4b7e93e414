"""The invented archive: is it there, is it whole, can it be read, is it the same every time."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import tesserocr
from demo.papers import CSV_HEADER, Shelf, main, write_papers
from demo.people import COUNTY, NEIGHBOUR, TOWN, VILLAGE
from PIL import Image

from demo import fonts

FRAKTUR_MODEL = (
    fonts.NODE_MODULES / "@tesseract.js-data" / "frk" / "4.0.0_best_int" / "frk.traineddata.gz"
)
GERMAN_MODEL = Path(tesserocr.__file__).parents[4] / "share" / "tessdata"


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> list[Shelf]:
    if not fonts.NODE_MODULES.is_dir():
        pytest.skip("npm packages are not installed: run make setup")
    return write_papers(tmp_path_factory.mktemp("papers"), seed=1)


def _files(shelves: list[Shelf]) -> dict[str, tuple[Path, list[str]]]:
    return {
        f"{path.parent.name}/{path.name}": (path, texts)
        for shelf in shelves
        for path, texts in shelf.pages
    }


def test_without_fonts_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fonts, "NODE_MODULES", tmp_path / "nowhere")
    fonts.load_font.cache_clear()
    assert main([str(tmp_path / "out")]) == 1
    assert "make setup" in capsys.readouterr().err


def test_all_collections_with_at_least_64_pages_in_40_megabytes(shelves: list[Shelf]) -> None:
    assert {(shelf.ags, shelf.collection) for shelf in shelves} == {
        (COUNTY, "Baulasten"),
        (COUNTY, "Bauakten"),
        (COUNTY, "Kreistag"),
        (NEIGHBOUR, "Bauakten"),
        (TOWN, "Ratsprotokolle"),
        (TOWN, "Bekanntmachungen"),
        (VILLAGE, "Gemeindearchiv"),
    }
    assert sum(shelf.page_count for shelf in shelves) >= 64
    assert sum(path.stat().st_size for path, _ in _files(shelves).values()) < 40_000_000


def test_folders_hold_only_the_files_that_were_reported(shelves: list[Shelf]) -> None:
    for shelf in shelves:
        on_disk = {path for path in shelf.path.rglob("*") if path.is_file()}
        assert on_disk == {path for path, _ in shelf.pages} | {shelf.path / "akten.csv"}


def test_the_csv_describes_every_folder(shelves: list[Shelf]) -> None:
    for shelf in shelves:
        with (shelf.path / "akten.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file, delimiter=";")
        assert tuple(header) == CSV_HEADER
        assert {row[0] for row in rows} == {p.name for p in shelf.path.iterdir() if p.is_dir()}
        assert all(row[3] <= row[4] and row[5] in ("ja", "nein") for row in rows)


def test_every_file_has_the_pages_that_were_reported(shelves: list[Shelf]) -> None:
    for path, texts in _files(shelves).values():
        if "unlesbar" in path.name:
            continue
        if path.suffix == ".pdf":
            found = len(pypdfium2.PdfDocument(path))
        else:
            with Image.open(path) as image:
                found = getattr(image, "n_frames", 1)
        assert found == len(texts), path


def test_tiffs_are_group_4_or_jpeg_and_some_have_many_pages(shelves: list[Shelf]) -> None:
    compressions, pages = set(), set()
    for path, _ in _files(shelves).values():
        if path.suffix == ".tif":
            with Image.open(path) as image:
                compressions.add(image.info["compression"])
                pages.add(image.n_frames)
    assert compressions == {"group4", "jpeg"}
    assert max(pages) >= 3


def test_the_broken_file_cannot_be_opened(shelves: list[Shelf]) -> None:
    path, texts = _files(shelves)["1974-0332/Bauakte_1974_unlesbar.pdf"]
    assert texts == []
    assert path.read_bytes().startswith(b"%PDF")
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(path)
    with pytest.raises(pikepdf.PdfError):
        pikepdf.open(path)


def test_the_duplicate_has_the_same_bytes(shelves: list[Shelf]) -> None:
    files = _files(shelves)
    original, _ = files["1966-0208/Lageplan.jpg"]
    copy, _ = files["1989-0451/Lageplan (Kopie).jpg"]
    assert sha256(original.read_bytes()).digest() == sha256(copy.read_bytes()).digest()


def test_the_digital_decision_gives_its_text(shelves: list[Shelf]) -> None:
    path, texts = _files(shelves)["2014-0086/Bescheid_2014.pdf"]
    for page, text in zip(pypdfium2.PdfDocument(path), texts, strict=True):
        assert page.get_textpage().get_text_bounded().split() == text.split()


def test_the_mixed_file_has_text_on_its_first_page_only(shelves: list[Shelf]) -> None:
    path, texts = _files(shelves)["N-1996-219/Vorgang_1996.pdf"]
    found = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(path)]
    assert found[0].split() == texts[0].split()
    assert not any(text.strip() for text in found[1:])


def test_words_that_people_will_search_for_are_there(shelves: list[Shelf]) -> None:
    text = " ".join(text for _, texts in _files(shelves).values() for text in texts)
    joined = text.replace("-\n", "")
    for word in ("Feuerwehrzufahrt", "Straße", "Baugenehmigung", "Abstandsfläche"):
        assert joined.count(word) >= 3, word
    assert re.search(r"[a-zäöü]{3}-\n[a-zäöü]{3}", text), "no word is broken across lines"


def test_no_slot_is_left_open(shelves: list[Shelf]) -> None:
    for path, texts in _files(shelves).values():
        assert not any(mark in text for text in texts for mark in "{}|ſ"), path


def test_pages_do_not_repeat_each_other(shelves: list[Shelf]) -> None:
    openings = Counter(
        text[-400:]
        for path, texts in _files(shelves).values()
        for text in texts
        if "Kopie" not in path.name and len(text) > 500
    )
    assert openings.most_common(1)[0][1] == 1


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(
    shelves: list[Shelf], tmp_path: Path
) -> None:
    first = {key: path.read_bytes() for key, (path, _) in _files(shelves).items()}
    again = _files(write_papers(tmp_path / "again", seed=1, pages=1))
    other = _files(write_papers(tmp_path / "other", seed=2, pages=1))
    assert len(again) == 3
    assert all(path.read_bytes() == first[key] for key, (path, _) in again.items())
    assert all(path.read_bytes() != first[key] for key, (path, _) in other.items())


def test_progress_counts_files(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    written = write_papers(tmp_path, pages=4, report=lambda done, all_: steps.append((done, all_)))
    assert steps[-1][0] == sum(len(shelf.pages) for shelf in written)
    assert all(done <= planned for done, planned in steps)


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("BL-0001/Baulastenblatt.jpg", "deu"),
        ("1958-0117/Bauschein.tif", "deu"),
        ("Bek-1892/Bekanntmachung_1892.jpg", "frk"),
    ],
)
def test_nine_of_ten_words_can_be_recognised(
    shelves: list[Shelf], tmp_path: Path, name: str, language: str
) -> None:
    models = GERMAN_MODEL
    if language == "frk":
        models = tmp_path
        (models / "frk.traineddata").write_bytes(gzip.decompress(FRAKTUR_MODEL.read_bytes()))
    if not (models / f"{language}.traineddata").is_file():
        pytest.skip(f"the Tesseract model {language} is not installed")
    path, texts = _files(shelves)[name]
    engine = tesserocr.OEM.LSTM_ONLY
    with (
        Image.open(path) as image,
        tesserocr.PyTessBaseAPI(path=str(models), lang=language, oem=engine) as reader,
    ):
        reader.SetImage(image.convert("L"))
        found = _words(reader.GetUTF8Text())
    printed = _words(texts[0])
    assert (found & printed).total() >= 0.9 * printed.total()


def _words(text: str) -> Counter[str]:
    """Words of three and more letters, with those broken across lines put together."""
    whole = text.replace("-\n", "").replace("ſ", "s").lower()
    return Counter(re.findall(r"\w{3,}", whole))
