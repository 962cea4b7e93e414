"""The pictures that the browser shows. Child only."""

from __future__ import annotations

import io
import math
from dataclasses import replace

from PIL import Image

from gemeinwerk.archive.recognition.rules import (
    PageReading,
    PageView,
    scale_words,
)

TYPE = "image/jpeg"
THUMBNAIL_WIDTH = 240
MAX_VIEW_PIXELS = 16_000_000
_QUALITIES = (70, 50, 35)
_BYTES_PER_PIXEL = 400_000 / (1654 * 2339)


def shown(reading: PageReading, picture: Image.Image) -> tuple[PageReading, Image.Image]:
    """Reading and picture as the browser gets them: plans are made smaller."""
    smaller = small_enough(picture)
    if smaller is picture:
        return reading, picture
    words = scale_words(reading.words, smaller.width / picture.width)
    resized = replace(reading, words=words, width=smaller.width, height=smaller.height)
    return resized, smaller


def small_enough(picture: Image.Image) -> Image.Image:
    """The picture with at most ``MAX_VIEW_PIXELS``."""
    pixels = picture.width * picture.height
    if pixels <= MAX_VIEW_PIXELS:
        return picture
    factor = math.sqrt(MAX_VIEW_PIXELS / pixels)
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def view_of(picture: Image.Image, reading: PageReading) -> PageView:
    """Encode the view image (about 400 KB for A4 at most) and the thumbnail."""
    height = max(1, round(THUMBNAIL_WIDTH * picture.height / picture.width))
    small = picture.resize(
        (THUMBNAIL_WIDTH, min(height, 4 * THUMBNAIL_WIDTH)),
        Image.Resampling.BICUBIC,
        reducing_gap=2.0,
    )
    return PageView(reading, encoded(picture), TYPE, _jpeg(small, 70), TYPE)


def encoded(picture: Image.Image) -> bytes:
    """JPEG of the first quality that fits the size a page may have."""
    allowed = max(_BYTES_PER_PIXEL * picture.width * picture.height, 100_000)
    for quality in _QUALITIES:
        data = _jpeg(picture, quality)
        if len(data) <= allowed:
            break
    return data


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, optimize=True, progressive=False)
    return buffer.getvalue()
