"""What German words in a text are searched by: tokens, stems, compound parts, OCR keys.

Text and query go through the same steps: join words broken at a line end, fold, stem with
Snowball. Compound parts are added on the text's side only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import snowballstemmer

from gemeinwerk.archive.search.compounds import is_word, parts
from gemeinwerk.archive.search.folding import INVISIBLE, fold_letters

MAX_WORD_LETTERS = 60
MIN_KEY_LETTERS = 7  # of the word
MIN_KEY_LENGTH = 4  # of the key, without endings
CACHED_WORDS = 32_768

Span = tuple[int, int]

# Written short and in full, both occur in files and in what people type.
ABBREVIATIONS = {
    "abs": "absatz",
    "az": "aktenzeichen",
    "bgm": "buergermeister",
    "bplan": "bebauungsplan",
    "flst": "flurstueck",
    "flstck": "flurstueck",
    "flstk": "flurstueck",
    "fnp": "flaechennutzungsplan",
    "gmkg": "gemarkung",
    "lkr": "landkreis",
    "lra": "landratsamt",
    "nr": "nummer",
    "tel": "telefon",
    "ziff": "ziffer",
}

_STOP_WORDS = """
aber alle allem allen aller alles als also am an andere anderem anderen anderer anderes auch
auf aus bei beim bin bis bist bzw da dabei dadurch dafuer dagegen daher damit danach dann
daran darauf daraus darf darin darueber das dass dasselbe dazu dein deine dem demselben den
denen denn denselben der deren derer derselbe derselben des desselben dessen dich die dies
diese dieselbe dieselben diesem diesen dieser dieses dir doch dort du durch ein eine einem
einen einer eines einige einigen einiger einiges er es etwa etwas euch euer eure fuer gegen
gewesen hab habe haben hat hatte hatten hier hierzu hin hinter ich ihm ihn ihnen ihr ihre
ihrem ihren ihrer ihres im in indem ins ist jede jedem jeden jeder jedes jedoch jene jenem
jenen jener jenes jetzt kann kein keine keinem keinen keiner keines koennen koennte mein
meine meinem meinen meiner mich mir mit muss nach nicht nichts noch nun nur ob oder ohne
sehr sei sein seine seinem seinen seiner seines seit selbst sich sie sind so solche solchem
solchen solcher solches soll sollen sollte sondern sonst sowie ueber um und uns unser unsere
unserem unseren unserer unter viel vom von vor war waere was weil welche welchem welchen
welcher welches wenn werde werden wer wie wieder wird wo wurde wurden zu zum zur zwar
zwischen
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

_ATOM = re.compile(rf"\w[\w\u0300-\u036f{INVISIBLE}]*")
HYPHENS = "-=⸗¬‐‑–—"  # Tesseract often reads the Fraktur hyphen as =
_LINE_END = re.compile(rf"[{HYPHENS}]?[ \t]*(?:\r\n?|[\n\x0b\x0c\x85\u2028\u2029])\s*")
_ALNUM = re.compile(r"[^\W_]+")
_NUMBER_AND_LETTERS = re.compile(
    r"(\d+)([^\W\d_]{1,3})|([^\W\d_]{1,4})(\d+)([^\W\d_]?)"  # 12a, 100m, DN150, B1a
)
# After a hyphen at a line end these begin a new word: Ab-\nund Zufahrt.
AFTER_ELISION = frozenset(
    ["und", "oder", "bzw", "beziehungsweise", "sowie", "bis", "als", "noch", "resp", "u", "o"]
)

_KEY_PAIRS = (
    *(("rn", "m"), ("ii", "n"), ("vv", "w"), ("cl", "d"), ("th", "t")),
    *(("0", "o"), ("1", "l"), ("5", "s"), ("8", "b")),
)
_KEY_LETTERS = str.maketrans("cijtrfhuvoq", "ellllsbnnag")
_UMLAUT = re.compile(r"ae|oe|(?<![aeiouyq])ue")
_KEY_ENDING = re.compile(r"(?:lg)?(?:ng)?(?:en)?$")
_DOUBLE = re.compile(r"(.)\1+")


class Word(NamedTuple):
    """One word in its searchable form. ``ocr_key`` is set for words of 7 letters or more."""

    folded: str
    stem: str
    ocr_key: str | None
    is_stop: bool


class Terms(NamedTuple):
    """What a word of a text is found by. ``ocr_key`` only if the dictionary does not know it."""

    lexemes: tuple[str, ...]
    ocr_key: str | None


class Token(NamedTuple):
    """A word of a text: where it stands (two spans if broken over a line) and what precedes it."""

    raw: str
    spans: tuple[Span, ...]
    joint: str
    word: Word


def tokens(text: str, limit: int | None = None) -> list[Token]:
    """The words of a text in order, at most ``limit``; the place in the list is the position."""
    return list(islice(_tokens(text), limit))


def _tokens(text: str) -> Iterator[Token]:
    for raw, spans, joint in _atoms(text.replace("_", " ")):
        for number, word in enumerate(words(raw)):
            yield Token(raw, spans, "" if number else joint, word)


def _atoms(text: str) -> Iterator[tuple[str, tuple[Span, ...], str]]:
    """Runs of letters and digits: as written, their spans, and the text between them."""
    raw, joint, end = "", "", 0
    spans: tuple[Span, ...] = ()
    for match in _ATOM.finditer(text):
        gap = text[end : match.start()]
        if raw and gap != " " and _goes_on(raw, gap, match[0]):
            raw, spans = raw + match[0], (*spans, match.span())
        else:
            if raw:
                yield raw, spans, joint
            raw, spans, joint = match[0], (match.span(),), gap
        end = match.end()
    if raw:
        yield raw, spans, joint


def _goes_on(before: str, gap: str, after: str) -> bool:
    """Whether a word was broken at a line end: Geneh-|migung, GENEH-|MIGUNG, not Ab-|und."""
    if not gap or not (gap[0] in HYPHENS or before[-1] == "\u00ad"):
        return False
    if len(before) > MAX_WORD_LETTERS:  # a page of broken lines would be one word, and take minutes
        return False
    if not _LINE_END.fullmatch(gap) or not before.rstrip(INVISIBLE)[-1:].isalpha():
        return False
    if after[0].islower():
        return fold_letters(after) not in AFTER_ELISION
    if not after[0].isalpha() or min(len(before), len(after)) < 2:
        return False
    return before.isupper() and after.isupper()


@lru_cache(maxsize=CACHED_WORDS)
def words(raw: str) -> tuple[Word, ...]:
    """The words of one run of letters and digits: mostly one, ``12a`` has two."""
    return tuple(_word(piece) for piece in pieces(raw))


def pieces(raw: str) -> list[str]:
    """The folded words of one run as they are written, Hauptstr for example."""
    return [
        piece
        for folded in _ALNUM.findall(fold_letters(raw))
        for piece in _split_number(folded[:MAX_WORD_LETTERS])
    ]


def _split_number(folded: str) -> list[str]:
    match = _NUMBER_AND_LETTERS.fullmatch(folded)
    return [piece for piece in match.groups() if piece] if match else [folded]


def _word(folded: str) -> Word:
    if folded.isdecimal():
        number = folded.lstrip("0") or "0"  # Flur 003 is Flur 3
        return Word(number, number, None, False)
    folded = _in_full(folded)
    stem = stem_of(folded)
    key = ocr_key(stem) if _can_be_misread(folded) else None
    return Word(folded, stem, key, folded in STOP_WORDS)


@lru_cache(maxsize=CACHED_WORDS)
def stem_of(folded: str) -> str:
    """Snowball stem. It writes ä for ae itself, and leaves ue in Feuer, Bauer and Quelle.

    Where PyStemmer is installed, snowballstemmer hands its stemmer out: the same, 45 times as
    fast. A stemmer keeps state, so each call has its own: threads may meet here.
    """
    return str(snowballstemmer.stemmer("german").stemWord(folded))


def _in_full(folded: str) -> str:
    """Hauptstr. is Hauptstraße, Flst. is Flurstück."""
    if folded.endswith("str"):
        return folded + "asse"
    return ABBREVIATIONS.get(folded, folded)


def _can_be_misread(folded: str) -> bool:
    """Long words, and not those that are numbers for the most part."""
    digits = sum(sign.isdecimal() for sign in folded)
    return len(folded) >= MIN_KEY_LETTERS and 3 * digits <= len(folded)


def ocr_key(stem: str) -> str:
    """The same key for stems that recognition takes for each other: Genehrnig, Genehmig.

    What is left of ig, ung and en goes too: misread as lg, nng and cn the stemmer misses them.
    """
    for seen, meant in _KEY_PAIRS:
        stem = stem.replace(seen, meant)
    key = _DOUBLE.sub(r"\1", stem.translate(_KEY_LETTERS))
    return key[:MIN_KEY_LENGTH] + _KEY_ENDING.sub("", key[MIN_KEY_LENGTH:])


@lru_cache(maxsize=CACHED_WORDS)
def terms(word: Word) -> Terms:
    """Stem, stems of the compound parts, and the OCR key of a word that nobody knows."""
    if word.is_stop:
        return Terms((), None)
    if word.folded.isdecimal():
        return Terms((word.stem,), None)
    compound = parts(word.folded)
    known = bool(compound) or is_word(word.folded)
    stems = {stem_of(part) for part in compound} - {word.stem}
    return Terms((word.stem, *sorted(stems)), None if known else word.ocr_key)


def spelled_as_in_stems(folded: str) -> str:
    """A beginning of a word as stems spell it: Gebäud is gebaud, Feue stays feue."""
    return _UMLAUT.sub(lambda match: match[0][0], folded)
