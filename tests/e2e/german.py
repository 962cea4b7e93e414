"""What the pages say: the German text of a source string, as the catalogue has it.

Tests name texts by their source string, so that a better German word breaks no test.
"""

from __future__ import annotations

import re
from functools import lru_cache

from babel.messages.catalog import Catalog

from gemeinwerk.config.translations import read_catalogue


def say(message: str, *, context: str | None = None, **facts: object) -> str:
    """Return the German text, or the source string as the product itself would."""
    found = _catalogue().get(message, context)
    text = found.string if found and isinstance(found.string, str) and found.string else message
    return text % facts if facts else text


def pattern(message: str) -> re.Pattern[str]:
    """Return a pattern for the German text with anything in place of its facts."""
    parts = re.split(r"%\(\w+\)[sd]", say(message))
    return re.compile(".*".join(re.escape(part) for part in parts), re.DOTALL)


@lru_cache(maxsize=1)
def _catalogue() -> Catalog:
    return read_catalogue()
