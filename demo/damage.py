"""Paper, time and the scanner: turns the ink of a sheet into the picture a scanner gives.

Everything is vectorised; the noise fields are made once per ``Cellar`` and reused at random
offsets, so a page costs a fraction of a second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from demo.sheet import BLACK, Colour, Mask, Sheet

Field = NDArray[np.float32]
_TILE = 768


@dataclass(frozen=True)
class Look:
    """How a sheet has aged and how it was scanned.

    ``mode`` is colour, grey or bitonal; ``skew`` in degrees; the others are strengths from 0 to
    about 1. ``folds`` are shares of the height (positive) or width (negative) of the sheet.
    """

    mode: str = "colour"
    paper: Colour = (240, 232, 214)
    ink: Colour = BLACK
    strength: float = 0.92
    fading: float = 0.25
    skew: float = 0.0
    light: float = 0.2
    clouds: float = 0.3
    grain: float = 0.3
    blur: float = 0.5
    through: float = 0.0
    specks: int = 40
    folds: tuple[float, ...] = ()
    holes: bool = True
    stains: int = 0
    bed: Colour = (226, 226, 224)
    threshold: float = 0.62


class Cellar:
    """Noise fields and the random source that all pages of one run draw from."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        fibre = _normalised(_blurred(_white(rng), 2.2))
        patches = _normalised(_blurred(_white(rng), 14.0))
        self.grain = _white(rng)
        self.mottle: Field = (0.012 * (fibre + patches)).astype(np.float32)
        self.ribbon: Field = (0.16 * patches + 0.22 * np.abs(fibre)).astype(np.float32)

    def scan(self, sheet: Sheet, look: Look, *, back: Sheet | None = None) -> Image.Image:
        """The picture of a sheet; ``back`` is what is printed on its other side.

        Returns an image of mode RGB, L or 1. Width and height are those of the sheet.
        """
        tone = self._paper_tone(sheet.ink.shape, look)
        if back is not None and look.through:
            tone *= 1.0 - look.through * _seen_through(back, sheet.ink.shape)
        cover = self._ink_cover(sheet.ink, look)
        image = _composed(tone, cover, look)
        for impression in sheet.impressions:
            _impress(image, impression.mask, impression.colour, impression.x, impression.y)
        picture = Image.fromarray(image)
        if look.holes:
            self._punch(picture, sheet, look)
        return self._finish(self._dust(picture, look), look)

    def _tiled(self, field: Field, shape: tuple[int, ...]) -> Field:
        """A noise field of the given shape, starting at a random place of its tile."""
        down, right = self.rng.integers(0, _TILE, 2)
        height, width = shape
        moved = np.roll(field, (int(down), int(right)), (0, 1))
        return np.tile(moved, (-(-height // _TILE), -(-width // _TILE)))[:height, :width]

    def _paper_tone(self, shape: tuple[int, ...], look: Look) -> Field:
        """Reflectance of the blank sheet, about 0.6 to 1."""
        height, width = shape
        clouds = self.rng.normal(0, 1, (6, 5)).astype(np.float32)
        top, bottom, left, right = (float(value) for value in self.rng.uniform(-1, 1, 4))
        corner = np.linspace(top, bottom, 6, dtype=np.float32)[:, None]
        side = np.linspace(left, right, 5, dtype=np.float32)[None, :]
        small = 1.0 - 0.035 * look.clouds * clouds - 0.11 * look.light * (corner + side + 1.0)
        tone = np.asarray(
            Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)
        ).copy()
        tone += look.clouds * self._tiled(self.mottle, shape)
        self._age_edges(tone, look)
        for share in look.folds:
            self._fold(tone, share)
        for _ in range(look.stains):
            self._stain(tone)
        return tone

    def _age_edges(self, tone: Field, look: Look) -> None:
        """Browning from the edges inwards."""
        for axis, length in enumerate(tone.shape):
            position = np.arange(length, dtype=np.float32)
            near = np.minimum(position, length - position) / length
            shade = 1.0 - 0.10 * look.clouds * np.exp(-near / 0.035)
            tone *= shade[:, None] if axis == 0 else shade[None, :]

    def _fold(self, tone: Field, share: float) -> None:
        """A crease: a bright ridge beside a dark one, broken here and there."""
        lines = tone if share > 0 else tone.T
        middle = round(abs(share) * lines.shape[0])
        reach = max(4, lines.shape[0] // 400)
        offset = np.arange(-3 * reach, 3 * reach, dtype=np.float32)
        profile = -0.13 * np.exp(-((offset / reach) ** 2) * 2) + 0.05 * np.exp(
            -(((offset - reach) / reach) ** 2)
        )
        along = np.linspace(0, lines.shape[1], 9)
        wobble = np.interp(np.arange(lines.shape[1]), along, self.rng.uniform(0.4, 1.1, 9))
        wobble = wobble.astype(np.float32)
        part = lines[middle - 3 * reach : middle + 3 * reach]
        part += profile[: part.shape[0], None] * wobble[None, :]

    def _stain(self, tone: Field) -> None:
        """A dried spot of water: a faint disc with a darker rim."""
        height, width = tone.shape
        radius = int(self.rng.uniform(0.05, 0.14) * width)
        y, x = int(self.rng.uniform(0, height)), int(self.rng.uniform(0, width))
        rows = np.arange(max(0, y - radius * 2), min(height, y + radius * 2), dtype=np.float32)
        columns = np.arange(max(0, x - radius * 2), min(width, x + radius * 2), dtype=np.float32)
        dy, dx = (rows[:, None] - y) / radius, (columns[None, :] - x) / radius
        bend = 1.0 + 0.12 * np.sin(3 * np.arctan2(dy, dx) + self.rng.uniform(0, 6))
        distance = np.hypot(dy, dx * self.rng.uniform(0.8, 1.2)) / bend
        rim = np.exp(-(((distance - 1.0) / 0.035) ** 2))
        spot = 0.05 * (distance < 1.0) + 0.09 * rim
        tone[int(rows[0]) : int(rows[-1]) + 1, int(columns[0]) : int(columns[-1]) + 1] *= 1.0 - spot

    def _ink_cover(self, ink: Mask, look: Look) -> Field:
        """How much of the paper the ink hides, 0 to 1, uneven as ribbon and paper are."""
        cover = ink.astype(np.float32) * (look.strength / 255.0)
        if look.fading:
            uneven = 1.0 - look.fading * self._tiled(self.ribbon, ink.shape)
            cover *= np.clip(uneven, 0.35, 1.05)
        return np.clip(cover, 0.0, 1.0)

    def _punch(self, picture: Image.Image, sheet: Sheet, look: Look) -> None:
        """Two file holes, 80 mm apart, 12 mm from the left edge (DIN 5005-like)."""
        draw = ImageDraw.Draw(picture)
        centre = sheet.height_mm / 2 + self.rng.uniform(-3, 3)
        across = 12.0 + self.rng.uniform(-1.5, 2.5)
        for offset in (-40.0, 40.0):
            x, y, radius = sheet.px(across), sheet.px(centre + offset), sheet.px(2.9)
            box = (x - radius, y - radius, x + radius, y + radius)
            red, green, blue = (round(value * 0.62) for value in look.bed)
            draw.ellipse(box, fill=_for_mode(picture, (red, green, blue)))
            inner = (box[0] + radius // 5, box[1] + radius // 5, box[2], box[3])
            draw.ellipse(inner, fill=_for_mode(picture, look.bed))

    def _dust(self, picture: Image.Image, look: Look) -> Image.Image:
        """Specks and a few hairs."""
        draw = ImageDraw.Draw(picture)
        width, height = picture.size
        spots = self.rng.uniform(0, 1, (look.specks, 4))
        for x, y, size, dark in spots:
            radius = 0.4 + 1.7 * size**4
            value = round(60 + 110 * dark)
            box = (x * width, y * height, x * width + radius * 1.4, y * height + radius)
            draw.ellipse(box, fill=_for_mode(picture, (value, value, value)))
        return picture

    def _finish(self, picture: Image.Image, look: Look) -> Image.Image:
        """Skewed on the bed, softened by the lens, grained by the sensor."""
        turned = picture.rotate(
            look.skew,
            resample=Image.Resampling.BILINEAR,
            fillcolor=_for_mode(picture, look.bed),
            translate=tuple(self.rng.integers(-6, 7, 2).tolist()),
        )
        if look.blur:
            turned = turned.filter(ImageFilter.BoxBlur(look.blur))
        if look.mode == "bitonal":
            return self._bitonal(turned, look)
        if not look.grain:
            return turned
        noise = np.rint(self._tiled(self.grain, (turned.height, turned.width)) * (6.0 * look.grain))
        pixels = np.asarray(turned, dtype=np.int16)
        noise16 = noise.astype(np.int16)
        pixels = pixels + (noise16 if pixels.ndim == 2 else noise16[:, :, None])
        return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))

    def _bitonal(self, picture: Image.Image, look: Look) -> Image.Image:
        """Black and white as a fast office scanner makes it; noise frays the edges."""
        noise = self._tiled(self.grain, (picture.height, picture.width)) * (14.0 * look.grain)
        pixels = np.asarray(picture, dtype=np.float32) + noise
        return Image.fromarray(pixels > 255.0 * look.threshold)


def _composed(tone: Field, cover: Field, look: Look) -> NDArray[np.uint8]:
    """Paper under ink as pixels, shape (h, w) for grey and bitonal, (h, w, 3) for colour."""
    if look.mode != "colour":
        paper, ink = _grey(look.paper), _grey(look.ink)
        return np.clip(tone * (paper - (paper - ink) * cover), 0, 255).astype(np.uint8)
    pixels = np.empty((*tone.shape, 3), dtype=np.uint8)
    for channel in range(3):
        paper, ink = float(look.paper[channel]), float(look.ink[channel])
        # Old paper darkens towards yellow: blue falls faster than red.
        shade = tone if channel == 0 else tone ** (1.0 + 0.28 * channel)
        pixels[..., channel] = np.clip(shade * (paper - (paper - ink) * cover), 0, 255)
    return pixels


def _impress(image: NDArray[np.uint8], mask: Mask, colour: Colour, x: int, y: int) -> None:
    """Multiply coloured ink into the picture; what lies outside is cut off."""
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + mask.shape[1], image.shape[1]), min(y + mask.shape[0], image.shape[0])
    if left >= right or top >= bottom:
        return
    cover = mask[top - y : bottom - y, left - x : right - x].astype(np.float32) / 255 * 0.85
    part = image[top:bottom, left:right]
    if image.ndim == 2:
        part[:] = part * (1.0 - cover * (1.0 - _grey(colour) / 255))
        return
    for channel in range(3):
        part[..., channel] = part[..., channel] * (1.0 - cover * (1.0 - colour[channel] / 255))


def _seen_through(back: Sheet, shape: tuple[int, ...]) -> Field:
    """The other side's ink, mirrored and soft, shape as given."""
    mirrored = Image.fromarray(back.ink[:, ::-1])
    if mirrored.size != (shape[1], shape[0]):
        mirrored = mirrored.resize((shape[1], shape[0]))
    soft = mirrored.filter(ImageFilter.BoxBlur(max(1.0, back.dpi / 110)))
    return np.asarray(soft, dtype=np.float32) / 255.0


def _white(rng: np.random.Generator) -> Field:
    return rng.normal(0, 1, (_TILE, _TILE)).astype(np.float32)


def _blurred(field: Field, radius: float) -> Field:
    """Gaussian blur that wraps around, so that tiles meet without a seam."""
    frequency = np.fft.fftfreq(_TILE)
    gauss = np.exp(-2 * (np.pi * radius) ** 2 * frequency**2)
    spectrum = np.fft.fft2(field) * gauss[:, None] * gauss[None, :]
    return np.fft.ifft2(spectrum).real.astype(np.float32)


def _normalised(field: Field) -> Field:
    return ((field - field.mean()) / field.std()).astype(np.float32)


def _grey(colour: Colour) -> float:
    red, green, blue = colour
    return 0.3 * red + 0.59 * green + 0.11 * blue


def _for_mode(picture: Image.Image, colour: Colour) -> int | Colour:
    """A colour as the image mode wants it."""
    return colour if picture.mode == "RGB" else round(_grey(colour))
