"""The German catalogue: collected from code and templates, checked, compiled. No gettext needed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from gemeinwerk.config.env import ROOT

SOURCES = ROOT / "src" / "gemeinwerk"
CATALOGUE = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"
LITERAL = r"""(?:u?'(?:\\.|[^'\\])*'|u?"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(?:_|n?p?gettext)\(\s*{LITERAL}(?:\s*,\s*{LITERAL})*", re.DOTALL)
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def compile_catalogues() -> None:
    """Write the ``.mo`` file beside the catalogue if the catalogue is newer."""
    target = CATALOGUE.with_suffix(".mo")
    if not CATALOGUE.exists() or _is_fresh(target):
        return
    with io.BytesIO() as compiled:
        write_mo(compiled, read_catalogue())
        target.write_bytes(compiled.getvalue())


def read_catalogue() -> Catalog:
    """Return the German catalogue as it stands in the repository."""
    with CATALOGUE.open("rb") as stream:
        return read_po(stream, locale="de")


def update_catalogue() -> Catalog:
    """Bring the catalogue's list of messages up to date; translations stay."""
    catalogue = read_catalogue() if CATALOGUE.exists() else Catalog(locale="de", domain="django")
    dated = catalogue.creation_date, catalogue.revision_date  # git knows better when what changed
    catalogue.update(collect(), no_fuzzy_matching=True)
    catalogue.creation_date, catalogue.revision_date = dated
    catalogue.obsolete.clear()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as stream:
        write_po(stream, catalogue, width=100, sort_output=True, include_lineno=False)
    return catalogue


def missing_translations() -> list[str]:
    """Return every message of the sources that has no finished German text."""
    known = read_catalogue()
    return [str(m.id) for m in collect() if m.id and not _is_translated(known, m)]


def collect() -> Catalog:
    """Return the messages of all Python files and templates."""
    found = Catalog(domain="django")
    for path in sorted(SOURCES.rglob("*")):
        if path.suffix in (".py", ".html", ".txt", ".svg") and "static" not in path.parts:
            for message, context in _messages(path):
                place = (str(path.relative_to(ROOT)), 1)
                found.add(message, context=context, locations=[place])
    return found


def _messages(path: Path) -> Iterator[tuple[Any, str | None]]:
    """Yield (message or pair of singular and plural, context) of one file."""
    text = path.read_text()
    if path.suffix != ".py":
        calls = CALL.finditer(templatize(text, origin=str(path)))
        text = "\n".join(f"{call[0]})" for call in calls)
    stream = io.BytesIO(text.encode())
    for _line, function, content, _comments in extract_python(stream, KEYWORDS, [], {}):  # type: ignore[arg-type]
        parts: list[Any] = list(content) if isinstance(content, tuple) else [content]
        name = str(function)
        context: Any = parts.pop(0) if "pgettext" in name else None
        if name.startswith("n"):
            yield (parts[0], parts[1]), context
        elif parts[0]:
            yield parts[0], context


def _is_fresh(target: Path) -> bool:
    return target.exists() and target.stat().st_mtime >= CATALOGUE.stat().st_mtime


def _is_translated(known: Catalog, message: Message) -> bool:
    found = known.get(message.id, message.context)
    if found is None or found.fuzzy:
        return False
    texts = found.string if isinstance(found.string, tuple | list) else (found.string,)
    return all(texts)
