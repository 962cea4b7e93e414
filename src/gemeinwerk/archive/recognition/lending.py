"""Recognisers, lent to one job at a time: each owns a child process with its models loaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from queue import Empty, SimpleQueue

from django.conf import settings

from gemeinwerk.archive.recognition.models import Models, find_models
from gemeinwerk.archive.recognition.recogniser import Recogniser
from gemeinwerk.archive.recognition.rules import Limits

_idle: SimpleQueue[Recogniser] = SimpleQueue()


def limits() -> Limits:
    """Return what one file may cost, as the settings say."""
    return Limits(
        max_bytes=settings.INTAKE_MAX_FILE_MB * 1_000_000,
        max_pages=settings.INTAKE_MAX_PAGES,
        max_pixels=settings.INTAKE_MAX_MEGAPIXELS * 1_000_000,
        seconds_per_page=settings.READING_SECONDS,
        memory_mb=settings.READING_MEMORY_MB,
    )


@cache
def models() -> Models:
    """Return the recognition models of this machine; without Fraktur ``frk`` is None."""
    return find_models(node_modules=[settings.NODE_MODULES], cache=Path(settings.DATA) / "models")


@contextmanager
def recogniser() -> Iterator[Recogniser]:
    """Lend an idle recogniser or a new one; as many exist as jobs ran at once."""
    try:
        lent = _idle.get_nowait()
    except Empty:
        lent = Recogniser(models=models(), limits=limits())
    try:
        yield lent
    finally:
        _idle.put(lent)
