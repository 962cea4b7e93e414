"""The German word list, and the parts of a compound (``Feuerwehrzufahrt``: ``Zufahrt``).

The list is the declared dependency ``german-nouns`` (from Wiktionary, CC BY-SA 4.0). It is read
from the installed package once per process; nothing derived from it is stored or shipped.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from gemeinwerk.archive.search.folding import fold_letters

SHORTEST_NOUN = 4
SHORTEST_PART = 3
PLURAL_COLUMNS = slice(16, 25)
# Suffixes that the list also knows as nouns, and a playing card that is a prefix everywhere else.
NOT_PARTS = frozenset(["ung", "heit", "keit", "schaft", "chen", "lein", "ling", "unter"])
LINKS_BY_LETTER = {"s": ("", "s"), "n": ("", "n"), "e": ("", "e", "es", "en", "er")}
ENDINGS_BY_LETTER = {"n": ("n", "en"), "s": ("s", "es", "ns"), "e": ("e",), "r": ("er",)}

# Short nouns, and stems of verbs and adjectives, which a list of nouns does not offer as heads of
# compounds: Klär-anlage, Wohn-gebiet, Neu-bau. Heads such as ab, an, vor, unter are left out:
# they would find Lage in Unterlagen.
_SHORT_NOUNS = """
amt aue bad bau bus ehe erb erd gas hof kfz lkw not oel ort pkw rad rat see tag tal tod tor
uhr weg zug
"""
SHORT_NOUNS = frozenset(_SHORT_NOUNS.split())
_HEADS = """
abstell alt betreu bohr brenn einfried fahr frei geh gesamt grenz gross haupt heiz hoch
kirch klaer klein kur lehr leit lern loesch meld melde mess miet misch neben neu nutz ober
park pflanz pruef raeum rechn reit rueck sammel schlaf schreib schul schwimm sonder sperr
spiel stell streu tank tief trink turn wart wasch wohn zeichn zulass
"""
HEADS = frozenset(_HEADS.split())


@lru_cache(maxsize=1)
def word_list() -> frozenset[str]:
    """About 160,000 folded words that can stand in a compound."""
    return frozenset(_nouns()) | SHORT_NOUNS | HEADS


def _nouns() -> Iterator[str]:
    """Folded lemmas and plurals of 4 letters or more, without affixes and abbreviations."""
    source = files("german_nouns").joinpath("nouns.csv")
    with source.open("r", encoding="utf-8") as lines:
        rows = csv.reader(lines)
        next(rows)
        for row in rows:
            if "Affix" in row[1] or "Abkürzung" in row[1]:
                continue
            for noun in {row[0], *row[PLURAL_COLUMNS]}:
                if len(noun) >= SHORTEST_NOUN - 1 and noun.isalpha():
                    word = fold_letters(noun)
                    if len(word) >= SHORTEST_NOUN and word not in NOT_PARTS:
                        yield word


def is_word(word: str) -> bool:
    """Whether a folded word is in the list, as it is or with one inflexional ending."""
    known = word_list()
    if word in known:
        return True
    for ending in ENDINGS_BY_LETTER.get(word[-1:], ()):
        if word.endswith(ending) and word[: -len(ending)] in known:
            return True
    return False


def parts(word: str) -> set[str]:
    """Words, heads and tails inside a folded compound; empty if it cannot be taken apart.

    ``steps[i]`` lists for each place from which the rest can be read as words: where the word
    that begins there ends, and where the next one begins after a linking sound.
    """
    steps = _steps(word)
    found: set[str] = set()
    todo, seen = [0], {0}
    while todo:
        start = todo.pop()
        for end, following in steps[start]:
            found |= {word[:end], word[start:end], word[following:]}
            if following < len(word) and following not in seen:
                seen.add(following)
                todo.append(following)
    return found - {word, ""}


def _steps(word: str) -> list[list[tuple[int, int]]]:
    known, length = word_list(), len(word)
    steps: list[list[tuple[int, int]]] = [[] for _ in range(length + 1)]
    ends: list[tuple[int, list[int]]] = []  # where a word can end, and where the next then begins
    for start in range(length - SHORTEST_PART, -1, -1):
        end = start + SHORTEST_PART
        followings = [place for place in _after_links(word, end) if steps[place]]
        if followings:
            ends.append((end, followings))
        for end, followings in ends:
            if word[start:end] in known:
                steps[start] += [(end, following) for following in followings]
        if is_word(word[start:]):
            steps[start].append((length, length))
    return steps


def _after_links(word: str, end: int) -> Iterator[int]:
    """Places after no linking sound, or after one that stands at ``end``."""
    for link in LINKS_BY_LETTER.get(word[end : end + 1], ("",)):
        if word.startswith(link, end):
            yield end + len(link)
