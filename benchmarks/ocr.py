"""Word recall, lost lines and CPU seconds per page: ours beside bare tesserocr and OCRmyPDF.

    python benchmarks/ocr.py [--scans FOLDER] [--every N] [--script auto|deu|frk] [--demo SEED]

Pages with ground truth are expected in ``../shared/data/scans`` (``<name>.gt.txt`` beside each
picture); they are not part of the repository. With ``--demo`` the single pictures among the
invented paper of that seed are read as well: register sheets and plans are ruled, and there whole
lines get lost. OCRmyPDF is measured if its command or module is found; it is no dependency.

CPU seconds are user and system time of the process and its children, one thread each, models
loaded before; recall counts words of three and more letters. A line of at least four words is
lost if less than 40 % of them were found. A word that stands on the page several times, but was
read less often, counts in part at each place.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import tesserocr
from demo.papers import write_papers
from PIL import Image

from gemeinwerk.archive.recognition.models import Models, find_models
from gemeinwerk.archive.recognition.recogniser import Recogniser
from gemeinwerk.archive.recognition.rules import A4_INCHES, Limits, PdfMetadata

ROOT = Path(__file__).resolve().parents[1]
SCANS = ROOT.parent / "shared" / "data" / "scans"
SUFFIXES = (".jpg", ".png", ".tif")
DEMO_KINDS = {
    "Baulastenblatt": "register",
    "Lageplan": "plan",
    "Grundriss": "plan",
    "Bekanntmachung": "notice",
}
"""Kind of a page by the begin of its file's name; all others are letters."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_TOKEN = re.compile(r"[^\W_]+")
_LINE_WORDS = 4
_LOST_BELOW = 0.4
_TICKS = os.sysconf("SC_CLK_TCK")

Read = Callable[[Path], str]
"""Reads one picture and returns its text."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: words that were found of those on it, lines that were lost, and CPU seconds."""

    kind: str
    found: int
    words: int
    lost: int
    lines: int
    seconds: float


def main() -> int:
    """Measure every way of reading that is available and print a Markdown table."""
    arguments = _arguments()
    if os.environ.get("OMP_THREAD_LIMIT") != "1":
        os.execve(
            sys.executable, [sys.executable, *sys.argv], {**os.environ, "OMP_THREAD_LIMIT": "1"}
        )
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-ocr-")))
        pages = _pages(arguments.scans)
        if arguments.demo is not None:
            pages += _demo_pages(folder / "demo", arguments.demo)
        pages = pages[:: arguments.every]
        if not pages:
            print(f"No pages with ground truth in {arguments.scans}: nothing to measure.")
            return 1
        ways = list(_ways(stack, pages, folder, arguments.script))
        _print_table(pages, ways)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--scans", type=Path, default=SCANS, help="folder with *.gt.txt")
    parser.add_argument("--every", type=int, default=1, help="measure every Nth page only")
    parser.add_argument("--script", choices=["auto", "deu", "frk"], default="auto")
    parser.add_argument("--demo", type=int, metavar="SEED", help="read invented paper as well")
    return parser.parse_args()


def _pages(folder: Path) -> list[Path]:
    truths = sorted(folder.glob("*.gt.txt"))
    stems = [truth.name.removesuffix(".gt.txt") for truth in truths]
    found = [next(_pictures(folder, stem), None) for stem in stems]
    return [picture for picture in found if picture is not None]


def _demo_pages(folder: Path, seed: int) -> list[Path]:
    """Single pictures of the invented paper with their texts, named as the other pages are."""
    pages: list[Path] = []
    for shelf in write_papers(folder / "papers", seed=seed):
        for path, texts in shelf.pages:
            if path.suffix in SUFFIXES and len(texts) == 1:
                name = re.split(r"[^a-zA-Z]", path.stem)[0]
                page = folder / f"{DEMO_KINDS.get(name, 'letter')}_{len(pages):03d}{path.suffix}"
                shutil.copyfile(path, page)
                page.with_name(page.stem + ".gt.txt").write_text(texts[0])
                pages.append(page)
    return pages


def _pictures(folder: Path, stem: str) -> Iterator[Path]:
    return (folder / (stem + s) for s in SUFFIXES if (folder / (stem + s)).is_file())


def _ways(
    stack: ExitStack, pages: Sequence[Path], folder: Path, script: str
) -> Iterator[tuple[str, Read]]:
    models = find_models(node_modules=[ROOT / "node_modules"], cache=folder / "models")
    if models.frk is None:
        print("No Fraktur model is installed: every page is read with the German one.\n")
    recogniser = stack.enter_context(Recogniser(models=models, limits=Limits()))
    yield "ours", lambda path: recogniser.read_page(path, 1, script=script).reading.text
    yield "ours + PDF/A", lambda path: _read_and_make_pdf(recogniser, path, script, folder)
    yield "bare tesserocr", _bare(models)
    command = _ocrmypdf()
    if command is None:
        print("OCRmyPDF is not installed here: its column is missing.\n")
    else:
        opaque = {page: _without_alpha(page, folder) for page in pages}
        yield "OCRmyPDF", lambda path: _read_with_ocrmypdf(command, opaque[path], folder)


def _read_and_make_pdf(recogniser: Recogniser, path: Path, script: str, folder: Path) -> str:
    reading = recogniser.read_page(path, 1, script=script).reading
    result = recogniser.make_pdf(path, {1: reading}, PdfMetadata(), folder / "ours.pdf")
    if not result.valid:
        print(f"{path.name}: no valid PDF/A: {result.messages}")
    return reading.text


def _bare(models: Models) -> Read:
    """German model, picture as it was scanned, nothing else."""
    api = tesserocr.PyTessBaseAPI(
        path=str(models.deu), lang="deu", psm=tesserocr.PSM.AUTO, oem=tesserocr.OEM.LSTM_ONLY
    )

    def read(path: Path) -> str:
        with Image.open(path) as image:
            api.SetImage(image)
        return str(api.GetUTF8Text())

    return read


def _ocrmypdf() -> list[str] | None:
    command = os.environ.get("OCRMYPDF") or shutil.which("ocrmypdf")
    if command:
        return [command]
    return [sys.executable, "-m", "ocrmypdf"] if find_spec("ocrmypdf") else None


def _without_alpha(path: Path, folder: Path) -> Path:
    """OCRmyPDF refuses transparent pictures; it gets them on white, made before the clock runs."""
    with Image.open(path) as image:
        if not image.has_transparency_data:
            return path
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.convert("RGBA").getchannel("A"))
        white.save(folder / path.name, dpi=image.info.get("dpi", (0, 0)))
    return folder / path.name


def _read_with_ocrmypdf(command: Sequence[str], path: Path, folder: Path) -> str:
    with Image.open(path) as image:
        stated = image.info.get("dpi", (0, 0))[0]
        dots = [] if stated >= 100 else ["--image-dpi", str(round(min(image.size) / A4_INCHES))]
    text = folder / "text.txt"
    options = ["-l", "deu", "--jobs", "1", "--quiet", "--sidecar", str(text), *dots]
    done = subprocess.run(
        [*command, *options, str(path), str(folder / "theirs.pdf")],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print(f"{path.name}: OCRmyPDF ended with {done.returncode}: {done.stderr[-200:]}")
        return ""
    return text.read_text()


def _measure(path: Path, read: Read) -> Measured:
    before = _cpu_seconds()
    text = read(path)
    seconds = _cpu_seconds() - before
    truth = path.with_name(path.stem + ".gt.txt").read_text()
    expected, got = _words(truth), _words(text)
    found = sum((expected & got).values())
    lost, lines = count_lost_lines(truth, text)
    return Measured(path.name.split("_")[0], found, expected.total(), lost, lines, seconds)


def _words(text: str) -> Counter[str]:
    """Words of three and more letters."""
    return Counter(_WORD.findall(_alike(text)))


def _alike(text: str) -> str:
    """The text with old spellings of the same letter made equal."""
    text = text.replace("\u0364", "\u0308").replace("ſ", "s").replace("⸗", "-")
    return unicodedata.normalize("NFC", text)


def count_lost_lines(truth: str, text: str) -> tuple[int, int]:
    """How many printed lines of four and more words are missing, and how many there are."""
    expected, got = (Counter(_TOKEN.findall(_alike(side))) for side in (truth, text))
    lines = [
        words
        for line in truth.split("\n")
        if len(words := _TOKEN.findall(_alike(line))) >= _LINE_WORDS
    ]
    shares = [sum(min(1, got[w] / expected[w]) for w in words) / len(words) for words in lines]
    return sum(share < _LOST_BELOW for share in shares), len(lines)


def _cpu_seconds() -> float:
    """User and system time of this process, its ended and its running children."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime + _running_children()


def _running_children() -> float:
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICKS


def _print_table(pages: Sequence[Path], ways: Sequence[tuple[str, Read]]) -> None:
    results = {}
    for name, read in ways:
        read(pages[0])
        results[name] = [_measure(page, read) for page in pages]
    print(f"Recall of words of 3+ letters (%), lost lines of all lines of {_LINE_WORDS}+ words,")
    print(f"CPU seconds per page; {len(pages)} pages.")
    print(f"Tesseract {tesserocr.tesseract_version().split()[1]}, one thread.\n")
    print("| pages | " + " | ".join(results) + " |")
    print("|---|" + "---|" * len(results))
    kinds = dict.fromkeys(page.name.split("_")[0] for page in pages)
    for kind in (*kinds, "all"):
        cells = [_cell(kind, measured) for measured in results.values()]
        print(f"| {kind} | " + " | ".join(cells) + " |")


def _cell(kind: str, measured: Sequence[Measured]) -> str:
    """Recall is the mean over pages, so that long pages do not outweigh short ones."""
    chosen = [m for m in measured if kind in (m.kind, "all")]
    if not chosen:
        return "–"
    recall = 100 * sum(m.found / max(m.words, 1) for m in chosen) / len(chosen)
    seconds = sum(m.seconds for m in chosen) / len(chosen)
    lost, lines = sum(m.lost for m in chosen), sum(m.lines for m in chosen)
    return f"{recall:.1f} · {lost}/{lines} · {seconds:.2f} s"


if __name__ == "__main__":
    sys.exit(main())
