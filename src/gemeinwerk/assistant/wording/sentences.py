"""Sentences out of a text that is still growing, and the citations of each."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 600  # signs; nobody reads a longer sentence, and a model that goes on is cut here

LONGEST_WORD = 40
LOOKED_BACK = 200  # signs that are looked at again when more text comes: full stop and citations

_MARK = r"\[[^\[\]\n]{1,30}\]"
_END = re.compile(rf"(?:[.!?…]+[\"“”»)']*)(?P<marks>(?:\s*{_MARK})*)(?=\s+(?P<next>[^\s]))")
_LINE = re.compile(r"\n\s*(?=[^\s\[])")
_LAST_WORD = re.compile(r"(\w+)[.]$")
_NUMBERS = re.compile(r"\[\s*(?:(?:Zitat|Quelle)\s+)?(\d{1,3}(?:\s*(?:,|;|und)\s*\d{1,3})*)\s*\]")
_BULLET = re.compile(r"^\s*(?:[-*•–]\s+|#{1,6}\s+)")
_FORBIDDEN = re.compile(r"[<>`|{}\[\]\\^~_*#]|\]\(|javascript:|data:", re.IGNORECASE)
_SHORT = """abs art az bzw ca co dr evtl ff gem ggf ggfs hr fr inkl insb lit max min mio mrd nr nrn
prof rn s sog std str tel u usw vgl z ziff zzgl gmbh buchst einschl zb dh ua st"""
_ABBREVIATIONS = frozenset(_SHORT.split())


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the model: its words without markup, and the numbers that it cites."""

    text: str
    citations: tuple[int, ...]


class Splitter:
    """Cuts a growing text into sentences; each is given out once it is certainly complete."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, text: str) -> list[str]:
        """Take more text and return the sentences that it completes."""
        start = max(0, len(self._rest) - LOOKED_BACK)
        self._rest += text
        done: list[str] = []
        while (end := _first_end(self._rest, start)) or len(self._rest) > 2 * LONGEST:
            cut = end or len(self._rest)
            done.append(self._rest[:cut].strip())
            self._rest, start = self._rest[cut:].lstrip(), 0
        return [sentence for sentence in done if sentence]

    def finish(self) -> list[str]:
        """Return what is left at the end; whoever judges it sees whether it is a sentence."""
        rest, self._rest = self._rest.strip(), ""
        return [rest] if rest else []


def split(text: str) -> list[str]:
    """The sentences and lines of a whole text, in order."""
    splitter = Splitter()
    return splitter.feed(text) + splitter.finish()


def read_statement(raw: str) -> Statement | None:
    """Take a sentence apart; None if it cites nothing, is none, or carries what pages must not.

    Numbers in square brackets are citations and go; everything else in brackets is refused.
    """
    citations = tuple(
        dict.fromkeys(int(n) for group in _NUMBERS.findall(raw) for n in re.findall(r"\d+", group))
    )
    text = _plain(_NUMBERS.sub(" ", raw))
    if not citations or not text.endswith((".", "!")) or len(text) > LONGEST:
        return None
    return None if _FORBIDDEN.search(text) or _hides_signs(text) else Statement(text, citations)


def _first_end(text: str, start: int) -> int | None:
    """Where the first complete sentence of a text ends, if that is not before ``start``."""
    line = _LINE.search(text, start)
    limit = line.start() if line else len(text)
    for match in _END.finditer(text, start):
        if match.start() >= limit:
            break
        if match["next"] != "[" and _is_end(
            text[: match.start() + 1], match["marks"], match["next"]
        ):
            return match.end()
    return limit if line else None


def _is_end(before: str, marks: str, following: str) -> bool:
    if marks:
        return True
    if following.islower():
        return False
    word = _LAST_WORD.search(before)
    if not word:
        return True
    is_ordinal = word[1].isdecimal() and len(word[1]) <= 2
    return not (is_ordinal or len(word[1]) == 1 or word[1].lower() in _ABBREVIATIONS)


def _plain(text: str) -> str:
    """Without bold signs, bullets and double blanks, in composed letters."""
    text = _BULLET.sub("", text).replace("**", "").replace("__", "")
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return re.sub(r"\s+([.,;!?])", r"\1", text)


def _hides_signs(text: str) -> bool:
    """Whether it holds invisible or directional signs, or digits of other scripts."""
    return any(
        unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs", "Cn", "No", "Nl"}
        or (sign.isdecimal() and not sign.isascii())
        for sign in text
    )
