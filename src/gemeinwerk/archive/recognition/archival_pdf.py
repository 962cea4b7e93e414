"""The derived PDF/A-2b: page content kept, words underneath, validated. Child only."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import img2pdf
import pikepdf
from pikepdf import pdfa, sanitize
from PIL import Image

from gemeinwerk.archive.recognition import originals, pictures
from gemeinwerk.archive.recognition.errors import PageDamaged, TooManyPixels
from gemeinwerk.archive.recognition.glyphless import GlyphlessFont
from gemeinwerk.archive.recognition.rendering import orientation, plain, rendered, resolution
from gemeinwerk.archive.recognition.rules import (
    A4_INCHES,
    Kind,
    Limits,
    PageReading,
    PdfMetadata,
    PdfResult,
)
from gemeinwerk.archive.recognition.textlayer import add_text_layer

FLAVOUR = "2b"
_MAX_MESSAGES = 20
_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_EMPTY_PAGE = (595, 842)
_ROTATE = {1: 0, 3: 180, 6: 90, 8: 270}
_SANITIZER = (
    sanitize.Sanitizer()
    .remove_javascript()
    .remove_external_access()
    .remove_multimedia()
    .remove_attachments()
    .remove_thumbnails()
    .remove_private_app_data()
)
_BEYOND_PDFA = ("/AcroForm", "/AA", "/OpenAction", "/OCProperties", "/Perms", "/Collection")

_CONVERSION_FAILED = (
    pikepdf.PdfError,
    ValueError,
    RuntimeError,
    TypeError,
    KeyError,
    AttributeError,
)
"""What qpdf and pikepdf raise at structures that make no sense."""


def make_pdf(
    original: Path,
    readings: Mapping[int, PageReading],
    metadata: PdfMetadata,
    target: Path,
    limits: Limits,
) -> PdfResult:
    """Write the searchable PDF/A-2b of an original to ``target``.

    ``readings`` by page number; pages without one get no words, pages with their own text no
    second layer. If the original cannot become PDF/A, its pages are put in as pictures.
    """
    inspection = originals.inspect(original, limits)
    job = _Job(original, inspection.kind, inspection.pages, readings, limits)
    messages: list[str] = []
    try:
        with job.original_content() as pdf:
            report = _save(pdf, metadata, target)
        if report.passed:
            return PdfResult(True, "original", job.pages, tuple(job.messages))
        messages = _told(report)
    except _CONVERSION_FAILED as error:
        messages.append(f"{type(error).__name__}: {error}"[:300])
    job.messages.clear()
    with job.renderings() as pdf:
        report = _save(pdf, metadata, target, keep_invalid=True)
    messages += job.messages + _told(report)
    return PdfResult(report.passed, "renderings", job.pages, tuple(messages[:_MAX_MESSAGES]))


def _told(report: pdfa.Report) -> list[str]:
    return [str(finding)[:300] for finding in report.findings[:_MAX_MESSAGES]]


def _save(
    pdf: pikepdf.Pdf, metadata: PdfMetadata, target: Path, *, keep_invalid: bool = False
) -> pdfa.Report:
    _describe(pdf, metadata)
    try:
        return pdfa.save(pdf, target, FLAVOUR, deterministic_id=True)
    except pdfa.PdfaError as error:
        if keep_invalid:
            pdf.save(target, **error.report.save_kwargs)
        return error.report


def _describe(pdf: pikepdf.Pdf, metadata: PdfMetadata) -> None:
    pdf.Root.Lang = pikepdf.String(metadata.language)
    info = pdf.docinfo
    stated = {
        "/Title": metadata.title,
        "/Author": metadata.author,
        "/Subject": metadata.subject,
    }
    if any(stated.values()) and "/Metadata" in pdf.Root:
        del pdf.Root["/Metadata"]
    for key, value in stated.items():
        if value:
            info[key] = pikepdf.String(value)
    info["/Creator"] = pikepdf.String("Gemeinwerk")


@dataclass(slots=True)
class _Job:
    """One original on its way to PDF/A."""

    original: Path
    kind: Kind
    pages: int
    readings: Mapping[int, PageReading]
    limits: Limits
    messages: list[str] = field(default_factory=list)

    @contextmanager
    def original_content(self) -> Iterator[pikepdf.Pdf]:
        """The PDF itself without what PDF/A forbids, or the scans as they are in a PDF."""
        if self.kind == "pdf":
            with originals.open_pikepdf(self.original) as pdf:
                _without_actions(pdf)
                self._add_layers(pdf, skip_born_digital=True)
                yield pdf
        else:
            with pikepdf.new() as pdf:
                with originals.open_image(self.original, self.kind) as image:
                    self._append_pages(pdf, lambda number: _scan(self.original, image, number))
                self._add_layers(pdf, skip_born_digital=False)
                yield pdf

    @contextmanager
    def renderings(self) -> Iterator[pikepdf.Pdf]:
        """A PDF of pictures of the pages."""
        with pikepdf.new() as pdf:
            self._append_pages(pdf, self._rendering)
            self._add_layers(pdf, skip_born_digital=False)
            yield pdf

    def _rendering(self, number: int) -> bytes:
        with rendered(self.original, self.kind, number, self.limits) as page:
            picture = pictures.small_enough(page.picture)
            paper = page.pdf_page.get_size() if page.pdf_page else _a4_wide(picture)
        return _as_pdf(pictures.encoded(picture), paper, 0)

    def _append_pages(self, pdf: pikepdf.Pdf, make: Callable[[int], bytes]) -> None:
        """Append each page; one that could not be read before may stay empty."""
        for number in range(1, self.pages + 1):
            try:
                single = make(number)
            except (PageDamaged, TooManyPixels, OSError, ValueError, SyntaxError):
                if number in self.readings:
                    raise
                self.messages.append(f"page {number} cannot be read and was left empty")
                pdf.add_blank_page(page_size=_EMPTY_PAGE)
                continue
            with pikepdf.open(io.BytesIO(single)) as source:
                pdf.pages.extend(source.pages)

    def _add_layers(self, pdf: pikepdf.Pdf, *, skip_born_digital: bool) -> None:
        font = GlyphlessFont(pdf)
        for number, page in enumerate(pdf.pages, start=1):
            reading = self.readings.get(number)
            if reading is None or (skip_born_digital and reading.source == "born_digital"):
                continue
            add_text_layer(page, reading, font)
        font.finish()


def _without_actions(pdf: pikepdf.Pdf) -> None:
    """Draw forms and notes into the pages; drop scripts, attachments, signatures, layers."""
    if "/AcroForm" in pdf.Root:
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("all")
    _SANITIZER.apply(pdf)
    for key in _BEYOND_PDFA:
        if key in pdf.Root:
            del pdf.Root[key]
    for page in pdf.pages:
        if "/AA" in page.obj:
            del page.obj["/AA"]
        _keep_only_links(page)


def _keep_only_links(page: pikepdf.Page) -> None:
    """Drop what is left of the annotations: nothing to see that is not in the page by now."""
    found = page.obj.get("/Annots")
    if found is None:
        return
    links = [
        annotation
        for annotation in (found if isinstance(found, pikepdf.Array) else ())
        if isinstance(annotation, pikepdf.Dictionary)
        and annotation.get("/Subtype") == pikepdf.Name.Link
    ]
    page.obj["/Annots"] = pikepdf.Array(links)


def _scan(original: Path, image: Image.Image, number: int) -> bytes:
    """A frame of a scan as a PDF of one page, without loss."""
    originals.seek_frame(image, number)
    turned = _ROTATE.get(orientation(image))
    data = _bytes_of(original, image) if _fits_as_it_is(image, turned) else _lossless(image)
    return _as_pdf(data, _paper(image), turned or 0)


def _bytes_of(original: Path, image: Image.Image) -> bytes:
    """The file as it is; a PNG without what stands behind its last chunk."""
    data = original.read_bytes()
    if image.format != "PNG":
        return data
    at = len(_PNG_MAGIC)
    while data[at + 4 : at + 8] != b"IEND":
        if at >= len(data):
            raise ValueError("PNG without end")
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    return data[: at + 12]


def _fits_as_it_is(image: Image.Image, turned: int | None) -> bool:
    if "transparency" in image.info or turned is None:
        return False
    if image.format == "JPEG":
        return image.mode in ("L", "RGB")
    return image.format == "PNG" and image.mode in ("1", "L", "RGB", "P")


def _lossless(image: Image.Image) -> bytes:
    """The frame as G4 fax where it has two colours, else as PNG."""
    buffer = io.BytesIO()
    if image.mode == "1":
        image.load()
        bare = Image.frombytes("1", image.size, image.tobytes())
        bare.save(buffer, "TIFF", compression="group4")
    else:
        picture = plain(image)
        bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
        bare.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def _paper(image: Image.Image) -> tuple[float, float]:
    """Size of the page in points: as stated, else as wide as A4."""
    dots = resolution(image)
    if dots is None:
        return _a4_wide(image)
    return image.width * 72 / dots, image.height * 72 / dots


def _a4_wide(image: Image.Image) -> tuple[float, float]:
    points = A4_INCHES * 72 / min(image.size)
    return image.width * points, image.height * points


def _as_pdf(data: bytes, paper: tuple[float, float], turned: int) -> bytes:
    layout = img2pdf.get_layout_fun((max(paper[0], 3.0), max(paper[1], 3.0)))
    page = img2pdf.convert(
        data, layout_fun=layout, rotation=img2pdf.Rotation.none, first_frame_only=True
    )
    if not turned:
        return bytes(page)
    with pikepdf.open(io.BytesIO(page)) as pdf:
        pdf.pages[0].obj["/Rotate"] = turned
        buffer = io.BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()
