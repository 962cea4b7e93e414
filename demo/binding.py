"""Writes pictures of pages as the files an office has: TIFF, PDF, JPEG, PNG."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import img2pdf
import pikepdf
from PIL import Image


def write_jpeg(path: Path, picture: Image.Image, dpi: int, quality: int = 58) -> None:
    """One page as JPEG."""
    picture.save(path, "JPEG", quality=quality, dpi=(dpi, dpi))


def write_png(path: Path, picture: Image.Image, dpi: int, shades: int = 16) -> None:
    """One page as PNG with few grey shades, as an office scanner's preset gives."""
    small = picture if picture.mode == "1" else picture.convert("L").quantize(shades)
    small.save(path, "PNG", dpi=(dpi, dpi), optimize=False)


def write_tiff(path: Path, pictures: Sequence[Image.Image], dpi: int) -> None:
    """A multi-page TIFF: Group 4 fax for black and white, JPEG inside for grey and colour."""
    first, *rest = pictures
    compression = "group4" if first.mode == "1" else "jpeg"
    options = {} if first.mode == "1" else {"quality": 55}
    first.save(
        path,
        "TIFF",
        save_all=True,
        append_images=rest,
        compression=compression,
        dpi=(dpi, dpi),
        **options,
    )


def scanned_pdf(pictures: Sequence[Image.Image], dpi: int, quality: int = 55) -> bytes:
    """A PDF whose pages are pictures; black and white is kept as Group 4."""
    layout = img2pdf.get_fixed_dpi_layout_fun((dpi, dpi))
    images = [_encoded(picture, dpi, quality) for picture in pictures]
    # The engine that writes through pikepdf gives every file a random identifier.
    engine = img2pdf.Engine.internal
    return img2pdf.convert(images, layout_fun=layout, nodate=True, engine=engine)


def cut_off(data: bytes, share: float = 0.35) -> bytes:
    """The beginning of a PDF, as a copy that stopped half way leaves it.

    The objects are packed into streams at the end first: what remains cannot be repaired.
    """
    buffer = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        packed = pikepdf.ObjectStreamMode.generate
        pdf.save(buffer, object_stream_mode=packed, deterministic_id=True)
    return buffer.getvalue()[: int(buffer.tell() * share)]


def _encoded(picture: Image.Image, dpi: int, quality: int) -> bytes:
    buffer = BytesIO()
    if picture.mode == "1":
        picture.save(buffer, "TIFF", compression="group4", dpi=(dpi, dpi))
    else:
        picture.save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi))
    return buffer.getvalue()
