"""Error sentences are asserted in their English source form."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation

if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
    settings.configure()


@pytest.fixture(autouse=True)
def _source_language() -> Iterator[None]:
    with translation.override(None):
        yield
