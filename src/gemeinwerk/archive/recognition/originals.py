"""Opening an untrusted original and finding out what it is. Runs in the child only."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image

from gemeinwerk.archive.recognition.errors import (
    Damaged,
    Empty,
    Encrypted,
    PageDamaged,
    TooLarge,
    TooManyPages,
    TooManyPixels,
    Unsupported,
)
from gemeinwerk.archive.recognition.rules import Inspection, Kind, Limits

MIME: dict[Kind, str] = {
    "pdf": "application/pdf",
    "tiff": "image/tiff",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
PIL_FORMAT: dict[Kind, str] = {"tiff": "TIFF", "jpeg": "JPEG", "png": "PNG"}
_SNIFFED = 1024
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
)
BROKEN_FRAME = (OSError, ValueError, SyntaxError, KeyError, TypeError, struct.error)
"""What Pillow raises at a TIFF directory that makes no sense."""

# Sizes are checked here before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
warnings.simplefilter("ignore")


def sniff(path: Path, limits: Limits) -> Kind:
    """Tell the kind by content, never by name. Raises Empty, TooLarge, Unsupported."""
    size = path.stat().st_size
    if size == 0:
        raise Empty
    if size > limits.max_bytes:
        raise TooLarge(megabytes=-(-size // 1_000_000), limit=limits.max_bytes // 1_000_000)
    with path.open("rb") as original:
        start = original.read(_SNIFFED)
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            return kind
    if b"%PDF-" in start:
        return "pdf"
    raise Unsupported


def inspect(path: Path, limits: Limits) -> Inspection:
    """Say what the original is. Raises a Refusal if it cannot be digitised at all."""
    kind = sniff(path, limits)
    if kind == "pdf":
        found = _inspect_pdf(path)
    else:
        with open_image(path, kind) as image:
            found = Inspection(kind, MIME[kind], _frames(image, limits.max_pages))
            check_pixels(image, limits)
    if found.pages == 0:
        raise Empty
    if found.pages > limits.max_pages:
        raise TooManyPages(pages=found.pages, limit=limits.max_pages)
    return found


def _inspect_pdf(path: Path) -> Inspection:
    with open_pikepdf(path) as pdf:
        pages = len(pdf.pages)
        root = pdf.Root
        form = root.get("/AcroForm")
        fields = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
        found = Inspection(
            kind="pdf",
            mime=MIME["pdf"],
            pages=pages,
            title=_title(pdf),
            encrypted=pdf.is_encrypted,
            signatures=_signatures(pdf),
            forms=isinstance(fields, pikepdf.Array) and len(fields) > 0,
            scripts=_has_scripts(root),
            attachments=_attachments(pdf),
            repaired=bool(pdf.get_warnings()),
        )
    if pages:
        open_pdfium(path).close()
    return found


def _title(pdf: pikepdf.Pdf) -> str:
    info = pdf.trailer.get("/Info")
    title = info.get("/Title") if isinstance(info, pikepdf.Dictionary) else None
    if not isinstance(title, pikepdf.String):
        return ""
    return " ".join(str(title).replace("\x00", " ").split())[:500]


def _signatures(pdf: pikepdf.Pdf) -> int:
    return sum(
        1
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Dictionary)
        and thing.get("/Type") == pikepdf.Name.Sig
        and "/ByteRange" in thing
    )


def _has_scripts(root: pikepdf.Object) -> bool:
    names = root.get("/Names")
    action = root.get("/OpenAction")
    return (isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names) or (
        isinstance(action, pikepdf.Dictionary) and action.get("/S") == pikepdf.Name.JavaScript
    )


def _attachments(pdf: pikepdf.Pdf) -> int:
    try:
        return len(pdf.attachments)
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        return 0


@contextmanager
def open_pikepdf(path: Path) -> Iterator[pikepdf.Pdf]:
    """Open for structure. Raises Encrypted, Damaged."""
    try:
        pdf = pikepdf.open(path)
    except pikepdf.PasswordError as error:
        raise Encrypted from error
    with pdf:
        yield pdf


def open_pdfium(path: Path) -> pypdfium2.PdfDocument:
    """Open for rendering, with form fields drawn; repaired by qpdf if PDFium cannot read it.

    Raises Encrypted, Damaged.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise Encrypted from error
        document = _repaired(path)
    if document.get_formtype() != pdfium_c.FORMTYPE_NONE:
        document.init_forms()
    return document


def _repaired(path: Path) -> pypdfium2.PdfDocument:
    """A copy in memory that qpdf wrote anew from what it could read."""
    copy = io.BytesIO()
    with open_pikepdf(path) as pdf:
        if len(pdf.pages) == 0:
            raise Empty
        pdf.save(copy)
    copy.seek(0)
    try:
        return pypdfium2.PdfDocument(copy, autoclose=True)
    except pypdfium2.PdfiumError as error:
        raise Damaged from error


def is_damaged(path: Path) -> bool:
    """Whether qpdf had to guess when it read the structure of a PDF."""
    with open_pikepdf(path) as pdf:
        len(pdf.pages)
        return bool(pdf.get_warnings())


@contextmanager
def open_pdf_page(path: Path, number: int) -> Iterator[pypdfium2.PdfPage]:
    """Page ``number`` (from 1) of a PDF. Raises PageDamaged."""
    document = open_pdfium(path)
    try:
        page = _load_page(document, number)
        if page is None:
            document.close()
            document = _repaired(path)
            page = _load_page(document, number)
        if page is None:
            raise PageDamaged(page=number)
        yield page
    finally:
        document.close()


def _load_page(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage | None:
    if number > len(document):
        return None
    try:
        return document[number - 1]
    except pypdfium2.PdfiumError:
        return None


@contextmanager
def open_image(path: Path, kind: Kind) -> Iterator[Image.Image]:
    """Open an image by its content; nothing is decoded yet. Raises Damaged."""
    try:
        image = Image.open(path, formats=[PIL_FORMAT[kind]])
    except OSError as error:
        raise Damaged from error
    with image:
        yield image


def seek_frame(image: Image.Image, number: int) -> None:
    """Go to frame ``number`` (from 1) of a TIFF. Raises PageDamaged."""
    if number == 1:
        return
    try:
        image.seek(number - 1)
    except (EOFError, *BROKEN_FRAME) as error:
        raise PageDamaged(page=number) from error


def _frames(image: Image.Image, max_pages: int) -> int:
    """Number of frames; counting stops just above the limit. A PNG or JPEG is one page.

    A frame that cannot be found ends the count and is counted, so that it is refused by name.
    """
    if image.format != "TIFF":
        return 1
    count = 1
    while count <= max_pages:
        try:
            image.seek(count)
        except EOFError:
            break
        except BROKEN_FRAME:
            count += 1
            break
        count += 1
    image.seek(0)
    return count


def check_pixels(image: Image.Image, limits: Limits) -> None:
    """Refuse a picture that is too large, before it is decoded. Raises TooManyPixels."""
    pixels = image.width * image.height
    if pixels > limits.max_pixels:
        raise TooManyPixels(
            megapixels=-(-pixels // 1_000_000), limit=max(1, limits.max_pixels // 1_000_000)
        )
    if pixels == 0:
        raise Damaged
