"""What people are told who ask in another language: in German, and in theirs where it is known."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language_info

GERMAN = "de"


@dataclass(frozen=True, slots=True)
class Foreign:
    """The language of a question that was not German: its German name, and a sentence in it.

    ``sentence`` is empty where nobody has written one.
    """

    code: str
    name: str
    sentence: str
    direction: str


def foreign(language: str) -> Foreign | None:
    """Return what to say about the language of a question; None for German and unknown ones."""
    if language == GERMAN:
        return None
    try:
        facts = get_language_info(language)
    except KeyError:
        return None
    direction = "rtl" if facts["bidi"] else "ltr"
    return Foreign(language, facts["name_translated"], _sentences().get(language, ""), direction)


@cache
def _sentences() -> dict[str, str]:
    return tomllib.loads(files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8"))
