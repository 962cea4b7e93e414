"""Where Chromium is. The same places in the same order as ``scripts/chromium``."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    "The browser tests need Chromium. Install it (Debian: apt-get install chromium;"
    " Ubuntu: snap install chromium) or set CHROMIUM=/path/to/chromium, then try again."
)


class ChromiumMissing(RuntimeError):
    """No Chromium anywhere; the text says what to install."""


def find_chromium() -> str:
    """Return the path of a Chromium. Raises ChromiumMissing."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        found = shutil.which(name) if name else None
        if found:
            return found
    found = _playwrights_own()
    if found is None:
        raise ChromiumMissing(ADVICE)
    return found


def launch_arguments() -> list[str]:
    """Return the flags: nothing is fetched from elsewhere, and root may run it."""
    flags = [
        "--headless",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return [*flags, "--no-sandbox"] if os.geteuid() == 0 else flags


def _playwrights_own() -> str | None:
    home = Path.home() / ".cache" / "ms-playwright"
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or home)
    names = ("chrome", "headless_shell")
    found = sorted(str(path) for name in names for path in folder.rglob(name) if path.is_file())
    return found[-1] if found else None
