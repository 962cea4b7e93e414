"""One Recogniser for all tests that do not break it; error sentences in their English source."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from gemeinwerk.archive.recognition.models import Models, find_models
from gemeinwerk.archive.recognition.recogniser import Recogniser
from gemeinwerk.archive.recognition.rules import Limits

if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
    settings.configure()

SMALL = Limits(
    max_bytes=50_000_000,
    max_pages=300,
    max_pixels=50_000_000,
    seconds_per_page=60,
    memory_mb=700,
)
NODE_MODULES = Path(__file__).resolve().parents[3] / "node_modules"


@pytest.fixture(autouse=True)
def _source_language() -> Iterator[None]:
    with translation.override(None, deactivate=True):
        yield


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    return find_models(node_modules=[NODE_MODULES], cache=tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def recogniser(models: Models) -> Iterator[Recogniser]:
    with Recogniser(models=models, limits=SMALL) as ready:
        yield ready


@pytest.fixture
def original(tmp_path: Path) -> Callable[[bytes, str], Path]:
    """Writes bytes to a file of that name."""

    def write(data: bytes, name: str = "original") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write
