"""Where the typefaces are: npm packages that `make setup` installs; none is kept in here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont

NODE_MODULES = Path(__file__).resolve().parent.parent / "node_modules"

COURIER = "@fontsource/courier-prime/files/courier-prime-latin-400-normal.woff"
ELITE = "@fontsource/special-elite/files/special-elite-latin-400-normal.woff"
ANTIQUA = "@fontsource/old-standard-tt/files/old-standard-tt-latin-400-normal.woff"
ANTIQUA_BOLD = "@fontsource/old-standard-tt/files/old-standard-tt-latin-700-normal.woff"
ANTIQUA_ITALIC = "@fontsource/old-standard-tt/files/old-standard-tt-latin-400-italic.woff"
FRAKTUR = "@fontsource/unifrakturmaguntia/files/unifrakturmaguntia-latin-400-normal.woff"
GROTESK = "@kern-ux/native/dist/fonts/noto-sans/NotoSans-Regular.woff"
GROTESK_BOLD = "@kern-ux/native/dist/fonts/noto-sans/NotoSans-Bold.woff"


class FontsMissing(RuntimeError):
    """The typefaces are not installed."""


def font_path(name: str) -> Path:
    """Path of a typeface. Raises FontsMissing if the npm packages are not installed."""
    path = NODE_MODULES / name
    if not path.is_file():
        raise FontsMissing(f"{name} is missing: run `make setup`, it installs the npm packages.")
    return path


@cache
def load_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A typeface at ``size`` pixels per em."""
    return ImageFont.truetype(str(font_path(name)), size)
