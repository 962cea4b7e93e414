"""One spelling for letters that are written in several ways: ä = ae, ß = ss, ſ = s, É = e."""

from __future__ import annotations

import unicodedata

# Invisible inside a word: soft hyphen, zero-width signs, byte order mark, NUL.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\x00"
COMBINING_E = "\u0364"  # Fraktur: a with a small e above

_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ſ": "s", "ꝛ": "r", COMBINING_E: "e"}
    | dict.fromkeys(INVISIBLE, "")
)


def fold_letters(word: str) -> str:
    """Lower case with the umlauts written out and every other accent removed.

    The result can hold signs that are no letters (½ becomes 1⁄2): the caller splits there.
    """
    folded = word.lower()
    if folded.isascii():
        return folded.replace("\x00", "")
    folded = unicodedata.normalize("NFC", folded).translate(_LETTERS)
    return folded if folded.isascii() else _without_accents(folded)


def _without_accents(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).lower()
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", kept.translate(_LETTERS))
