"""The pictures that the browser shows. Child only."""

from __future__ import annotations

import io

from PIL import Image

from gemeinwerk.archive.recognition.rules import (
    PageReading,
    PageView,
    Word,
    scale_words,
)

TYPE = "image/jpeg"
THUMBNAIL_WIDTH = 240
MAX_VIEW_PIXELS = 16_000_000
_QUALITIES = (70, 50, 35)
_BYTES_PER_PIXEL = 400_000 / (1654 * 2339)


def shown(picture: Image.Image, words: tuple[Word, ...]) -> tuple[Image.Image, tuple[Word, ...]]:
    """The picture as the browser gets it (plans are made smaller), with its words."""
    pixels = picture.width * picture.height
    if pixels <= MAX_VIEW_PIXELS:
        return picture, words
    factor = (MAX_VIEW_PIXELS / pixels) ** 0.5
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    smaller = picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    return smaller, scale_words(words, factor)


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
