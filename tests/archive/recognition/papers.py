"""Small originals for tests, made on the spot: scans as pictures and PDFs, PDFs with text.

All names and places are invented.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import img2pdf
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw, ImageFont

LINES = (
    "Landkreis Musterland",
    "Baulastenblatt Nummer 17",
    "Die Zufahrt zum Hinterhaus ist",
    "als Feuerwehrzufahrt freizuhalten.",
    "Gemeinde Oberlindach, Flur 4",
)
A4 = (827, 1169)
"""A4 at 100 dpi."""


def sheet(lines: Sequence[str] = LINES, size: tuple[int, int] = A4, ink: int = 0) -> Image.Image:
    """A grey page with one printed line per line."""
    page = Image.new("L", size, 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(max(size[0] // 30, 8))
    for index, line in enumerate(lines):
        draw.text((size[0] // 10, size[1] // 10 * (index + 1)), line, font=font, fill=ink)
    return page


def stamped(page: Image.Image) -> Image.Image:
    """The page in colour, with a red frame like a stamp's."""
    coloured = page.convert("RGB")
    width, height = page.size
    box = (width // 2, height * 3 // 4, width * 9 // 10, height * 9 // 10)
    ImageDraw.Draw(coloured).rectangle(box, outline=(200, 20, 20), width=8)
    return coloured


def encode(page: Image.Image, form: str, **options: object) -> bytes:
    """The picture as bytes of a file format."""
    buffer = io.BytesIO()
    page.save(buffer, form, **options)
    return buffer.getvalue()


def tiff(pages: Sequence[Image.Image], compression: str = "tiff_lzw") -> bytes:
    """A TIFF with several pages."""
    buffer = io.BytesIO()
    pages[0].save(
        buffer, "TIFF", save_all=True, append_images=list(pages[1:]), compression=compression
    )
    return buffer.getvalue()


def scanned_pdf(*pictures: bytes, rotate: int = 0) -> bytes:
    """A PDF whose pages are A4 pictures, shown turned by ``rotate`` degrees clockwise."""
    layout = img2pdf.get_layout_fun((595, 842))
    made = img2pdf.convert(list(pictures), layout_fun=layout, rotation=img2pdf.Rotation.none)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        for page in pdf.pages:
            page.obj["/Rotate"] = rotate
        return saved(pdf)


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    """The open PDF as bytes, the same at each run."""
    buffer = io.BytesIO()
    if "encryption" not in options:
        options["deterministic_id"] = True
    pdf.save(buffer, **options)
    return buffer.getvalue()


def text_pdf(lines: Sequence[str] = LINES, pages: int = 1, rotate: int = 0) -> bytes:
    """A born-digital PDF that names a standard font without embedding it (no PDF/A)."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            add_text_page(pdf, lines, rotate)
        return saved(pdf)


def add_text_page(pdf: pikepdf.Pdf, lines: Sequence[str] = LINES, rotate: int = 0) -> None:
    """Append an A4 page with one line of Helvetica per line."""
    page = pdf.add_blank_page(page_size=(595, 842))
    content = ["BT /F1 14 Tf 72 760 Td"]
    for line in lines:
        coded = line.encode("cp1252").hex()
        content.append(f"<{coded}> Tj 0 -28 Td")
    content.append("ET")
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Helvetica,
        Encoding=Name.WinAnsiEncoding,
    )
    page.obj["/Resources"] = Dictionary(Font=Dictionary(F1=font))
    page.obj["/Contents"] = pdf.make_stream("\n".join(content).encode())
    page.obj["/Rotate"] = rotate


def drawn_pdf(content: bytes, resources: Dictionary | None = None) -> bytes:
    """A PDF of one A4 page with that content stream."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj["/Contents"] = pdf.make_stream(content)
        if resources is not None:
            page.obj["/Resources"] = resources
        return saved(pdf)


def sized_pdf(width: float, height: float) -> bytes:
    """A PDF of one page of that size in points, with a stroke."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(100, 100))
        page.obj["/MediaBox"] = Array([0, 0, width, height])
        page.obj["/Contents"] = pdf.make_stream(b"10 10 m 90 90 l S")
        return saved(pdf)
