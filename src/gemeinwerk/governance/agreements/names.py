"""Names under which documents are downloaded."""

from __future__ import annotations

import re

LENGTH = 120
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+')


def download_name(title: str) -> str:
    """Return a file name for a PDF that every file system takes, at most 124 characters."""
    name = " ".join(_UNFIT.sub("-", title).split()).strip(". -")
    return (name[:LENGTH].rstrip(". -") or "Dokument") + ".pdf"
