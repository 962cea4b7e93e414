"""From one page of an original to an upright picture for reading and looking at. Child only."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image

from gemeinwerk.archive.recognition import originals
from gemeinwerk.archive.recognition.rules import (
    Kind,
    Limits,
    image_size,
    paper_scale,
    stated_resolution,
)

MAX_READ_PIXELS = 64_000_000
"""An A0 plan at 200 dpi; no page is read with more."""
_MAX_OBJECTS = 20_000
_CHROMA = 14
_COLOURED_SHARE = 0.002
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page as a picture (mode L or RGB), and for a PDF the open page behind it."""

    picture: Image.Image
    pdf_page: pypdfium2.PdfPage | None = None
    picture_share: float = 1.0


@contextmanager
def rendered(path: Path, kind: Kind, number: int, limits: Limits) -> Iterator[RenderedPage]:
    """Render page ``number`` (from 1). The PDF page is open until the block ends.

    Raises PageDamaged, TooManyPixels, Encrypted, Damaged.
    """
    pixels = min(limits.max_pixels, MAX_READ_PIXELS)
    if kind == "pdf":
        with originals.open_pdf_page(path, number) as page:
            share, short_side = largest_picture(page)
            yield RenderedPage(_render(page, share, short_side, pixels), page, share)
    else:
        with originals.open_image(path, kind) as image:
            originals.seek_frame(image, number)
            originals.check_pixels(image, limits)
            yield RenderedPage(_normalised(image, pixels))


def _render(
    page: pypdfium2.PdfPage, share: float, short_side: int | None, max_pixels: int
) -> Image.Image:
    scanned = short_side if share >= 0.5 else None
    width, height = page.get_size()
    scale = paper_scale(width, height, scanned, max_pixels)
    bitmap = page.render(scale=scale)
    try:
        picture = bitmap.to_pil()
    finally:
        bitmap.close()
    if picture.mode != "RGB":
        picture = picture.convert("RGB")
    return picture if is_coloured(picture) else picture.convert("L")


def largest_picture(page: pypdfium2.PdfPage) -> tuple[float, int | None]:
    """Share of the page (0-1) that its largest picture covers, and its short side in pixels."""
    if pdfium_c.FPDFPage_CountObjects(page) > _MAX_OBJECTS:
        return 0.0, None
    left, bottom, right, top = page.get_bbox()
    area = max((right - left) * (top - bottom), 1.0)
    best, short_side = 0.0, None
    for picture in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        x0, y0, x1, y1 = picture.get_bounds()
        width = min(x1, right) - max(x0, left)
        height = min(y1, top) - max(y0, bottom)
        share = max(width, 0) * max(height, 0) / area
        if share > best:
            best, short_side = share, min(picture.get_px_size())
    return min(best, 1.0), short_side


def _normalised(image: Image.Image, max_pixels: int) -> Image.Image:
    """Decode, put upright (EXIF), flatten on white, bring to reading size."""
    size = image_size(image.width, image.height, resolution(image), max_pixels)
    if image.format == "JPEG" and image.mode in ("L", "RGB"):
        image.draft(image.mode, size)
    picture = plain(image)
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    turn = _TURNS.get(orientation(image))
    if turn is not None:
        picture = picture.transpose(turn)
    if picture.mode == "RGB" and not is_coloured(picture):
        picture = picture.convert("L")
    return picture


def orientation(image: Image.Image) -> int:
    """EXIF orientation 1-8; always 1 for TIFF, which Pillow turns itself."""
    if image.format == "TIFF":
        return 1
    try:
        found = image.getexif().get(0x0112)
    except (SyntaxError, ValueError, struct.error, KeyError, TypeError):
        return 1
    return found if isinstance(found, int) else 1


def resolution(image: Image.Image) -> float | None:
    """Dots per inch that the file states, if they are believable."""
    stated = image.info.get("dpi")
    try:
        return stated_resolution(float(min(stated))) if stated else None
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None


def plain(image: Image.Image) -> Image.Image:
    """The decoded picture as grey (L) or RGB on white: alpha, palette, CMYK, 16 bit, 1 bit."""
    image.load()
    if image.mode in ("L", "RGB"):
        if "transparency" not in image.info:
            return image
        return _on_white(image.convert("RGBA"))
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _eight_bit(image)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return _on_white(image.convert("RGBA"))
    return image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _eight_bit(image: Image.Image) -> Image.Image:
    """Grey values of 16 or 32 bits brought to 8 by their range."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32))
    top = float(values.max(initial=0))
    full = next((limit for limit in (1.0, 255.0, 65_535.0) if top <= limit), top)
    grey: Image.Image = Image.fromarray((np.clip(values / full, 0, 1) * 255).astype(np.uint8))
    return grey


def is_coloured(picture: Image.Image) -> bool:
    """Whether an RGB picture shows more than grey: stamps, seals, coloured paper."""
    small = picture.reduce(max(1, min(picture.size) // 400))
    values = np.asarray(small, dtype=np.int16)
    chroma = values.max(axis=2) - values.min(axis=2)
    return float((chroma > _CHROMA).mean()) > _COLOURED_SHARE
