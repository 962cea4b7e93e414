"""German spelling for typesetters: where a word may break, and where Fraktur wants a long s."""

from __future__ import annotations

import re

_VOWELS = "aeiouyäöüAEIOUYÄÖÜ"
_ONSETS = re.findall(
    r"\w+",
    "schl schm schn schr schw sch chr pfl pfr str spr ch ck ph pf st sp th qu "
    "bl br dr fl fr gl gr kl kr kn pl pr tr zw",
)
_SYLLABLE = re.compile(f"[{_VOWELS}]+([^{_VOWELS}]+)(?=[{_VOWELS}])")
_ROUND_S = re.compile(r"s(?=[A-Za-zäöüß])")


def break_points(word: str) -> list[int]:
    """Positions where a word may be broken, at least three letters from either end.

    A rule of thumb (the last consonant group that can open a syllable moves to the next line),
    not a dictionary: clerks did not have one either.
    """
    core = word.rstrip(".,;:!?)“")
    points = []
    for match in _SYLLABLE.finditer(core):
        cluster = match.group(1)
        if not cluster.isalpha():
            continue
        opening = next((o for o in _ONSETS if cluster.lower().endswith(o)), cluster[-1])
        position = match.end(1) - len(opening)
        if 3 <= position <= len(core) - 3:
            points.append(position)
    return points


def break_word(word: str, room: int) -> tuple[str, str] | None:
    """Split a word so that the first part and its hyphen have at most ``room`` letters."""
    fitting = [p for p in break_points(word) if p + 1 <= room]
    if not fitting or not word[: fitting[-1]].isalpha():
        return None
    return word[: fitting[-1]] + "-", word[fitting[-1] :]


def with_long_s(text: str) -> str:
    """Set ſ inside a syllable. ``|`` marks the end of a syllable whose s stays round.

    >>> with_long_s("Amts|gericht, das Haus, fließen, Kasse")
    'Amtsgericht, das Haus, fließen, Kaſſe'
    """
    return _ROUND_S.sub("ſ", text).replace("|", "")


def plain(text: str) -> str:
    """The same text for a reader of today: round s, no marks."""
    return text.replace("|", "").replace("ſ", "s")
