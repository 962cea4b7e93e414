"""What offices put on paper by hand: seals, date stamps, signatures, margin notes.

Every function returns a mask; who uses it chooses colour and place. Sizes in mm.
"""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from demo import fonts
from demo.sheet import Mask

_TURN = Image.Resampling.BICUBIC


def round_seal(
    rng: np.random.Generator, dpi: int, above: str, below: str, *, size: float = 34.0
) -> Mask:
    """An official seal: double ring, lettering along it, an invented emblem in the middle."""
    px = round(size * dpi / 25.4)
    image = Image.new("L", (px, px), 0)
    draw = ImageDraw.Draw(image)
    line = max(2, px // 110)
    draw.ellipse((2, 2, px - 3, px - 3), outline=255, width=line * 2)
    draw.ellipse((px * 0.2, px * 0.2, px * 0.8, px * 0.8), outline=255, width=line)
    _letter_arc(image, above, radius=px * 0.405, size=round(px * 0.115), top=True)
    _letter_arc(image, below, radius=px * 0.405, size=round(px * 0.1), top=False)
    _emblem(draw, px, line)
    return worn(rng, image, rng.uniform(-25, 25), wear=0.5)


def _letter_arc(image: Image.Image, text: str, *, radius: float, size: int, top: bool) -> None:
    """Letters around the centre, readable from inside at the top, from outside at the bottom."""
    font = fonts.load_font(fonts.GROTESK_BOLD, size)
    centre = image.width / 2
    widths = [font.getlength(char) * 1.12 for char in text]
    angle = -sum(widths) / 2 / radius
    for char, width in zip(text, widths, strict=True):
        middle = angle + width / 2 / radius
        tile = Image.new("L", (size * 2, size * 2), 0)
        ImageDraw.Draw(tile).text((size, size), char, font=font, fill=255, anchor="mm")
        turn = -middle * 180 / pi if top else middle * 180 / pi
        x = centre + radius * sin(middle)
        y = centre - radius * cos(middle) if top else centre + radius * cos(middle)
        spot = (round(x) - size, round(y) - size)
        image.paste(255, spot, tile.rotate(turn, resample=_TURN))
        angle += width / radius


def _emblem(draw: ImageDraw.ImageDraw, px: int, line: int) -> None:
    """A shield with a wavy bar and three ears of corn; no real coat of arms."""
    left, right, top, tip = px * 0.36, px * 0.64, px * 0.3, px * 0.71
    shield = [(left, top), (right, top), (right, px * 0.54), (px / 2, tip), (left, px * 0.54)]
    draw.line([*shield, shield[0]], fill=255, width=line, joint="curve")
    wave = [
        (left + (right - left) * t / 24, px * 0.5 + px * 0.012 * sin(t * pi / 4)) for t in range(25)
    ]
    draw.line(wave, fill=255, width=line * 2)
    for share in (0.3, 0.5, 0.7):
        x = left + (right - left) * share
        draw.line((x, px * 0.34, x, px * 0.47), fill=255, width=line)
        for step in range(3):
            y = px * (0.35 + 0.03 * step)
            draw.ellipse((x - px * 0.025, y, x + px * 0.025, y + px * 0.022), outline=255)


def received_stamp(rng: np.random.Generator, dpi: int, office: str, day: str) -> Mask:
    """A framed “Eingegangen” stamp with a band date and a line for file marks."""
    width, height = round(58 * dpi / 25.4), round(25 * dpi / 25.4)
    image = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(image)
    line = max(2, dpi // 75)
    draw.rectangle((1, 1, width - 2, height - 2), outline=255, width=line)
    small = fonts.load_font(fonts.GROTESK_BOLD, round(height * 0.15))
    large = fonts.load_font(fonts.GROTESK_BOLD, round(height * 0.25))
    draw.text((width / 2, height * 0.15), office, font=small, fill=255, anchor="mm")
    draw.text((width / 2, height * 0.36), "Eingegangen", font=large, fill=255, anchor="mm")
    draw.text((width / 2, height * 0.63), day, font=large, fill=255, anchor="mm")
    draw.line((1, height * 0.8, width - 2, height * 0.8), fill=255, width=line // 2)
    foot = (width * 0.06, height * 0.895)
    draw.text(foot, "Anl.      Abt.      Nr.", font=small, fill=255, anchor="lm")
    return worn(rng, image, rng.uniform(-7, 7), wear=0.45)


def word_stamp(rng: np.random.Generator, dpi: int, text: str, *, height: float = 9.0) -> Mask:
    """One word in a frame, such as “Abschrift”, “Erledigt” or “Zu den Akten”."""
    px = round(height * dpi / 25.4)
    font = fonts.load_font(fonts.GROTESK_BOLD, round(px * 0.56))
    width = round(font.getlength(text)) + px
    image = Image.new("L", (width, px), 0)
    draw = ImageDraw.Draw(image)
    draw.rectangle((1, 1, width - 2, px - 2), outline=255, width=max(2, px // 14))
    draw.text((width / 2, px / 2), text, font=font, fill=255, anchor="mm")
    return worn(rng, image, rng.uniform(-12, 12), wear=0.55)


def worn(rng: np.random.Generator, image: Image.Image, angle: float, *, wear: float) -> Mask:
    """Turn a stamp and let the ink fail in places; ``wear`` from 0 to 1."""
    turned = image.rotate(angle, resample=_TURN, expand=True)
    turned = turned.filter(ImageFilter.GaussianBlur(max(0.6, image.height / 400)))
    coarse = rng.uniform(1.0 - 1.1 * wear, 1.15, (7, 9)).astype(np.float32)
    fine = rng.uniform(1.0 - 0.9 * wear, 1.1, (turned.height // 3, turned.width // 3))
    pressure = _stretch(coarse, turned.size) * _stretch(fine.astype(np.float32), turned.size)
    return np.clip(np.asarray(turned) * np.clip(pressure, 0.08, 1.0), 0, 255).astype(np.uint8)


def _stretch(field: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    return np.asarray(Image.fromarray(field).resize(size, Image.Resampling.BICUBIC))


def signature(rng: np.random.Generator, dpi: int, *, width: float = 48.0) -> Mask:
    """Pen strokes that look like a name and spell none: a large initial, loops, a flourish."""
    scale = 2
    w, h = round(width * dpi / 25.4) * scale, round(width * 0.42 * dpi / 25.4) * scale
    points = [*_initial(rng, h), *_loops(rng, w, h)]
    curve = _smooth(np.array(points, dtype=np.float64))
    image = Image.new("L", (w, h), 0)
    draw = ImageDraw.Draw(image)
    speed = np.hypot(*np.diff(curve, axis=0).T)
    thick = np.clip(0.055 * dpi - speed * 0.22, 0.016 * dpi, None) * 0.36 * scale
    for (x0, y0), (x1, y1), pen in zip(curve[:-1], curve[1:], thick, strict=True):
        draw.line((x0, y0, x1, y1), fill=255, width=max(2, round(pen)))
    if rng.random() < 0.6:
        y = h * rng.uniform(0.78, 0.9)
        sweep = _smooth(
            np.array([(w * 0.9, h * 0.6), (w * 0.55, y), (w * 0.12, y * 0.98), (w * 0.6, h * 0.93)])
        )
        draw.line([tuple(point) for point in sweep], fill=210, width=max(2, dpi // 90))
    small = image.resize((w // scale, h // scale), Image.Resampling.LANCZOS)
    return np.asarray(small.rotate(rng.uniform(0, 7), resample=_TURN, expand=True))


_INITIALS: tuple[tuple[tuple[float, float], ...], ...] = (
    ((0.1, 0.45), (0.4, 0.06), (0.26, 0.75), (0.1, 0.55), (0.55, 0.4), (0.6, 0.62)),
    ((0.12, 0.1), (0.14, 0.7), (0.13, 0.12), (0.5, 0.1), (0.45, 0.38), (0.18, 0.42), (0.6, 0.64)),
    ((0.1, 0.12), (0.12, 0.68), (0.12, 0.4), (0.42, 0.36), (0.46, 0.08), (0.44, 0.66), (0.6, 0.5)),
    ((0.55, 0.12), (0.25, 0.08), (0.08, 0.4), (0.25, 0.7), (0.52, 0.6), (0.62, 0.5)),
    ((0.05, 0.66), (0.2, 0.1), (0.3, 0.62), (0.42, 0.1), (0.52, 0.66), (0.62, 0.5)),
    ((0.5, 0.08), (0.2, 0.2), (0.4, 0.4), (0.44, 0.64), (0.14, 0.7), (0.1, 0.56), (0.6, 0.6)),
    ((0.08, 0.1), (0.55, 0.08), (0.14, 0.66), (0.3, 0.72), (0.6, 0.58)),
)


def _initial(rng: np.random.Generator, h: int) -> list[tuple[float, float]]:
    """A tall first letter: one of a few shapes, leaning and wobbling."""
    shape = np.array(_INITIALS[int(rng.integers(0, len(_INITIALS)))])
    shape[:, 0] += (0.6 - shape[:, 1]) * rng.uniform(0.0, 0.25)
    shape += rng.normal(0.0, 0.025, shape.shape)
    return [(float(x) * h, float(y) * h) for x, y in shape]


def _loops(rng: np.random.Generator, w: int, h: int) -> list[tuple[float, float]]:
    """Small letters: up and down with one or two long strokes, running out to the right."""
    points: list[tuple[float, float]] = []
    steps = int(rng.integers(6, 14))
    tall = set(rng.integers(1, steps, 2).tolist())
    tail = int(rng.integers(2, steps + 6))
    flat = rng.uniform(0.4, 1.0)
    end = rng.uniform(0.72, 0.95)
    for step in range(steps):
        x = 0.62 * h + (w * end - 0.62 * h) * (step + 0.5 + rng.uniform(-0.25, 0.25)) / steps
        body = 0.6 - rng.uniform(0.1, 0.2) * flat * (1 - 0.4 * step / steps)
        top = rng.uniform(0.08, 0.2) if step in tall else body
        low = rng.uniform(0.8, 0.95) if step == tail else rng.uniform(0.58, 0.66)
        points += [(x, top * h), (x + rng.uniform(-0.08, 0.05) * h, low * h)]
    return [*points, (w * (end + 0.03), rng.uniform(0.4, 0.62) * h)]


def _smooth(points: np.ndarray, steps: int = 14) -> np.ndarray:
    """Catmull-Rom curve through the points, shape (n, 2)."""
    padded = np.vstack([points[0], points, points[-1]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = [
        b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * b - a - 3 * c + d)))
        for a, b, c, d in zip(padded[:-3], padded[1:-2], padded[2:-1], padded[3:], strict=True)
    ]
    return np.vstack([*parts, points[-1:]])


def tick_mark(rng: np.random.Generator, dpi: int) -> Mask:
    """A coloured-pencil hook in the margin, as left by whoever initialled the sheet."""
    size = round(rng.uniform(10, 17) * dpi / 25.4)
    image = Image.new("L", (size, size), 0)
    curve = _smooth(
        np.array(
            [
                (0.1 * size, rng.uniform(0.5, 0.6) * size),
                (0.32 * size, 0.85 * size),
                (rng.uniform(0.8, 0.92) * size, 0.12 * size),
            ]
        )
    )
    ImageDraw.Draw(image).line([tuple(p) for p in curve], fill=190, width=max(2, dpi // 45))
    return worn(rng, image, 0.0, wear=0.7)
