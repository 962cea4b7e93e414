"""Writes ``docs/operations/schemas/openapi.json`` from the code:
``python -m tests.governance.interface.document_file``.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gemeinwerk.config.settings")
django.setup()

from gemeinwerk.governance.interface.document import make_document  # noqa: E402

FILE = Path(__file__).resolve().parents[3] / "docs" / "operations" / "schemas" / "openapi.json"


def render() -> str:
    """The document as it stands in the docs."""
    return json.dumps(make_document(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(render())
