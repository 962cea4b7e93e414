"""What parent and child tell each other, as JSON objects."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gemeinwerk.archive.recognition.models import Models
from gemeinwerk.archive.recognition.rules import (
    Limits,
    PageReading,
    Thresholds,
    words_from_json,
    words_to_json,
)


@dataclass(frozen=True, slots=True)
class Setup:
    """What the parent tells a new child once."""

    parent: int
    limits: Limits
    models: Models
    thresholds: Thresholds


def setup_to_json(setup: Setup) -> dict[str, Any]:
    """The first message to a child."""
    found = {"deu": setup.models.deu, "osd": setup.models.osd, "frk": setup.models.frk}
    return {
        "parent": setup.parent,
        "limits": asdict(setup.limits),
        "models": {name: str(path) for name, path in found.items() if path is not None},
        "thresholds": asdict(setup.thresholds),
    }


def setup_from_json(message: dict[str, Any]) -> Setup:
    """Inverse of ``setup_to_json``."""
    folders = {name: Path(path) for name, path in message["models"].items()}
    return Setup(
        parent=message["parent"],
        limits=Limits(**message["limits"]),
        models=Models(folders["deu"], folders.get("osd"), folders.get("frk")),
        thresholds=Thresholds(**message["thresholds"]),
    )


def reading_to_json(reading: PageReading) -> dict[str, Any]:
    """A reading as JSON object; the words as one string, see ``words_to_json``."""
    return {
        "text": reading.text,
        "words": words_to_json(reading.words),
        "source": reading.source,
        "model": reading.model,
        "confidence": reading.confidence,
        "width": reading.width,
        "height": reading.height,
        "blank": reading.blank,
        "rotation": reading.rotation,
    }


def reading_from_json(row: dict[str, Any]) -> PageReading:
    """Inverse of ``reading_to_json``. Raises ValueError, KeyError, TypeError for anything else."""
    return PageReading(**{**row, "words": words_from_json(row["words"])})
