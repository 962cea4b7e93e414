"""Words from elsewhere as Markdown that says the same words: nothing of them becomes markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gemeinwerk.assistant.text.dialect import is_safe_link

_PUNCTUATION = r"!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~"
_INLINE = re.compile(
    rf"\\(?=[{_PUNCTUATION}]|$)|`|(?<!\s)\*|\*(?!\s)|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z][^\s<>]*[:@])"
    r"|&(?=#?\w{1,40};)|\["
)
_UNSAFE = re.compile(r"[<>\\]")
_MAKES_LINKS = re.compile(r"\](?:[(\[:]|\s*$)")
_BEGINNING = re.compile(
    r"(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)|(?P<sign>#{1,6}(?=\s|$)|[-+](?=\s|$)|>|~{3,}|[=-]+\s*$|\|)"
    r"|(?P<rule>[-_*](?:\s*[-_*]){2,}\s*$)"
)


def escape(text: str) -> str:
    """Return a text of one paragraph with its white space as single spaces and line ends kept."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(escape_line(line) for line in lines if line)


def escape_line(line: str) -> str:
    """Return a line whose signs are read as signs, wherever in a paragraph it stands."""
    return escape_beginning(escape_inline(line))


def escape_inline(text: str) -> str:
    """Return a text in which no sign begins emphasis, code, a link, an entity or an address."""
    makes_links = _MAKES_LINKS.search(text) is not None
    return _INLINE.sub(lambda match: _escaped(match[0], makes_links), text)


def _escaped(sign: str, makes_links: bool) -> str:
    return sign if sign == "[" and not makes_links else f"\\{sign}"


def escape_beginning(line: str) -> str:
    """Return a line that begins no heading, list, quotation, table or rule."""
    found = _BEGINNING.match(line)
    if not found:
        return line
    if found["number"]:
        return f"{found['number']}\\{line[found.start('dot') :]}"
    return f"\\{line}"


def link(words: str, address: str) -> str:
    """Return a link, or only its words (already escaped) where the address may not be shown."""
    target = "".join(address.split())
    if not words or not is_safe_link(target) or target.startswith("#"):
        return words
    shown = _UNSAFE.sub(_percent, target)
    return f"[{words}](<{shown}>)" if re.search(r"[()]", shown) else f"[{words}]({shown})"


def _percent(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a table; the first row names the columns. Cells are escaped inline text."""
    width = max(len(row) for row in rows)
    lines = [[_cell(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    lines.insert(1, ["---"] * width)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
