"""Whether a quote says what a model's sentence says. Pure, and strict: in doubt, no.

A sentence stands if *one* sentence, line or list of *one* quote that it cites

* holds every figure, name and content word of it (the matter may come from the heading),
* and the sentence leaves out nothing of the parts that it takes from there, except whole parts
  between commas, "und" and the like,
* and turning words (nicht, nur, muss, wenn, oder …) are the same, and turn the same words.

So a model may choose, shorten, turn round and join; it cannot add, mix or deny. What is left open:
what a sentence two lines further on takes back, and irony. The quote stands beside the answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from gemeinwerk.archive.search.folding import fold_letters
from gemeinwerk.assistant.wording import vocabulary as words
from gemeinwerk.assistant.wording.contract import Sentence, Source, Worded
from gemeinwerk.assistant.wording.figures import bare_numbers, said_numbers
from gemeinwerk.assistant.wording.reading import Item, Kind, Reading, named, read
from gemeinwerk.assistant.wording.sentences import Statement, read_statement, split

LOOKED_AT = 8_000  # signs of a quote; what stands beyond supports nothing
LONGEST_LIST = 15  # items
LONGEST_UNIT = 1_500  # signs
NEAR = 2  # content words on each side of a turning word
MOST_PLACES = 6  # at which a sentence is tried as two

_ENUMERATOR = re.compile(
    r"^\s*(?:[-*•–+]|\(?\d{1,2}[.)]|[a-z]\))\s+(?!(?:Jan|Feb|Mär|Apr|Mai|Ju|Aug|Sep|Okt|Nov|Dez))"
)
_HEADING = re.compile(r"^\s*#{1,6}\s+(.+)$|^\s*\*\*([^*]+)\*\*:?\s*$")
_ALTERNATIVES = re.compile(r"\b(?:oder|entweder|wahlweise|eine[rsnm]?\s+der)\b", re.IGNORECASE)
_MARKUP = re.compile(r"[*_`#|>]+")
_JOINT = re.compile(r",\s|\s(?=und\s|sowie\s)")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, line or list of a quote, the headings above it, and which sentences it holds."""

    reading: Reading
    headings: tuple[str, ...]
    first: int
    last: int
    opens: bool
    is_item: bool = False
    gap_before: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence found its support: the number of the source, and its sentences there."""

    source: int
    first: int
    last: int


class Check:
    """Checks the sentences of one answer, in order."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = tuple(sources)
        self._before: Place | None = None
        self.dropped = 0

    def pass_on(self, raw: str) -> Sentence | None:
        """Return the sentence if it stands, with those of its citations that hold it alone."""
        statement = read_statement(raw)
        places = self._places(statement) if statement else []
        self._before = places[0] if places else None
        if not statement or not places:
            self.dropped += 1
            return None
        return Sentence(statement.text, tuple(place.source for place in places))

    def _places(self, statement: Statement) -> list[Place]:
        if not all(1 <= number <= len(self._sources) for number in statement.citations):
            return []
        found = (self._place(statement.text, number) for number in statement.citations)
        return [place for place in found if place]

    def _place(self, text: str, number: int) -> Place | None:
        source = self._sources[number - 1]
        for first, last in find_support(text, source):
            if not points_back(text) or self._follows(number, first):
                return Place(number, first, last)
        return None

    def _follows(self, number: int, first: int) -> bool:
        """Whether the sentence before stands right before it in the same quote, too."""
        before = self._before
        return bool(before and before.source == number and 0 <= first - before.last <= 1)


def check_text(text: str, sources: Sequence[Source]) -> Worded:
    """Check a whole text of a model; what does not stand is counted and left out."""
    check = Check(sources)
    kept = [check.pass_on(raw) for raw in split(text)]
    return Worded(tuple(sentence for sentence in kept if sentence), check.dropped)


def find_support(text: str, source: Source) -> Iterator[tuple[int, int]]:
    """Where in a source a sentence stands: numbers of the first and last sentence there."""
    if bare_numbers(text) <= said_numbers(source.text[:LOOKED_AT]):
        statement, units = read(text), units_of(source)
        for unit in (*units, *_lists(statement, units)):
            if _holds(statement, unit, source):
                yield unit.first, unit.last
        yield from _in_two(text, units, source)


def points_back(text: str) -> bool:
    """Whether a sentence begins with a word that takes up the one before: Er, Dies, Dort."""
    first, second = (*re.findall(r"\w+", text[:80]), "", "")[:2]
    word = fold_letters(first)
    if word == "es":
        return fold_letters(second) not in words.IMPERSONAL
    is_verb = second.islower() and (
        second.endswith("t") or fold_letters(second) in words.IMPERSONAL
    )
    return word in words.POINTING or (word in {"das", "die", "der"} and is_verb)


def _in_two(text: str, units: tuple[Unit, ...], source: Source) -> Iterator[tuple[int, int]]:
    """A sentence that joins two sentences of the quote that follow each other."""
    for joint in list(_JOINT.finditer(text))[:MOST_PLACES]:
        left, right = read(text[: joint.start()]), read(text[joint.end() :])
        for one, two in pairwise(units):
            together = one.headings == two.headings and not two.gap_before
            if together and _holds(left, one, source) and _holds(right, two, source):
                yield one.first, two.last


@lru_cache(maxsize=256)
def units_of(source: Source) -> tuple[Unit, ...]:
    """The sentences and lines of a quote in order."""
    units: list[Unit] = []
    headings: tuple[str, ...] = (source.title, source.heading)
    opens, gap = True, False
    for line in _lines(source.text[:LOOKED_AT]):
        heading = _HEADING.match(line)
        if heading:
            headings, opens = (source.title, heading[1] or heading[2]), True
        for sentence in split(line):
            text = _ENUMERATOR.sub("", sentence)[:LONGEST_UNIT]
            is_item = bool(_ENUMERATOR.match(line))
            units.append(
                Unit(
                    named(read(text), headings),
                    headings,
                    len(units),
                    len(units),
                    opens,
                    is_item,
                    gap,
                )
            )
            opens = bool(heading)
        gap = not line
    return tuple(units)


def _lines(text: str) -> list[str]:
    """Lines; one that goes on in the next is joined with it."""
    lines: list[str] = []
    for line in text.splitlines():
        goes_on = lines and lines[-1] and (line[:1].islower() or lines[-1].endswith((",", "-")))
        if goes_on and not _ENUMERATOR.match(line):
            lines[-1] = f"{lines[-1]} {line.strip()}"
        else:
            lines.append(line.strip())
    return lines


def _lists(statement: Reading, units: tuple[Unit, ...]) -> Iterator[Unit]:
    """Each list with its introduction and those of its items that the sentence may name.

    Of a list whose items are alternatives nothing may be chosen.
    """
    for number, opening in enumerate(units):
        if opening.reading.text.rstrip(" *").endswith(":"):
            items = _items(units[number + 1 : number + 1 + LONGEST_LIST])
            if not _ALTERNATIVES.search(" ".join(u.reading.text for u in (opening, *items))):
                items = [item for item in items if _is_named_in(item, statement)]
            if items:
                text = " \n".join(unit.reading.text for unit in (opening, *items))
                last = items[-1].last
                reading = named(read(text[:LONGEST_UNIT]), opening.headings)
                yield Unit(reading, opening.headings, number, last, opening.opens)


def _items(following: tuple[Unit, ...]) -> list[Unit]:
    """The items right below an introduction: with bullets, or lines up to a full stop or gap."""
    items: list[Unit] = []
    for unit in following:
        if items and (unit.is_item != items[0].is_item or (unit.gap_before and not unit.is_item)):
            break
        if not unit.is_item and unit.reading.text.endswith((".", "?", ":")):
            break
        items.append(unit)
    return items


def _is_named_in(item: Unit, statement: Reading) -> bool:
    nouns = item.reading.of(Kind.NOUN, Kind.FIGURE) or item.reading.content
    return bool(_told(statement.content, nouns))


def _holds(statement: Reading, unit: Unit, source: Source) -> bool:
    """Whether one unit says what the sentence says."""
    if _bare(statement.text) == _bare(unit.reading.text):
        return True
    said, there = statement.content, unit.reading.content
    foreign = [item for item in said if not _is_supported(item, there)]
    if any(item.kind is not Kind.NOUN for item in foreign):
        return False
    parts = _parts_taken(statement, unit.reading)
    return (
        bool(parts)
        and (not foreign or _is_matter(foreign, statement, unit, source))
        and {item for item in there if item.part in parts} <= _told(said, there)
        and _uses_each_once(said, there)
        and _links_alike(statement, unit.reading)
        and all(_shares_verb(item, there, parts) for item in statement.of(Kind.WORD))
        and _turns_alike(statement, unit.reading, parts)
        and _keeps_company(said, there)
        and _keeps_cases(statement, unit.reading)
    )


def _bare(text: str) -> str:
    return " ".join(_MARKUP.sub(" ", text).split()).strip(" .!:;,").casefold()


def _matches(said: Item, there: Item) -> bool:
    """Whether the quote's word or figure supports that of the sentence.

    Stems throw ``persönlich`` and ``Person`` together; such adjectives match their like alone.
    """
    if Kind.FIGURE in (said.kind, there.kind):
        return said.kind is there.kind and said.key == there.key
    if said.kind is not there.kind and (said.is_derived or there.is_derived):
        return False
    return bool(said.own & there.forms)


def _is_supported(said: Item, there: Sequence[Item]) -> bool:
    """Whether a word or figure stands there, a compound also as its two halves."""
    if any(_matches(said, item) for item in there):
        return True
    return bool(said.pieces) and any(
        said.pieces <= frozenset[str]().union(*(item.own for item in there if item.part == part))
        for part in {item.part for item in there}
    )


def _told(said: Sequence[Item], there: Sequence[Item]) -> set[Item]:
    """The words of the quote that the sentence says: as such, or as the halves of a compound."""
    told: set[Item] = set()
    for item in said:
        found = {other for other in there if _matches(item, other)}
        told |= found or {other for other in there if item.pieces & other.own}
    return told


def _uses_each_once(said: Sequence[Item], there: Sequence[Item]) -> bool:
    """Whether no word of the quote alone supports two of the sentence: "Antrag", "Beweisantrag"."""
    used: set[Item] = set()
    for item in said:
        found = [other for other in there if _matches(item, other)]
        if len(found) == 1 and found[0] in used:
            return False
        used |= set(found) if len(found) == 1 else set()
    return True


def _shares_verb(said: Item, there: Sequence[Item], parts: set[int]) -> bool:
    """Whether a word from elsewhere in the sentence is a verb there, too, and no noun."""
    found = [item for item in there if _matches(said, item)]
    return not found or any(item.part in parts or item.kind is Kind.WORD for item in found)


def _links_alike(statement: Reading, there: Reading) -> bool:
    """Whether nothing but "ist" or "hat" joins two nouns that the quote only lists."""
    if statement.of(Kind.WORD, Kind.FIGURE):
        return True
    links = {words.LINKING.get(item.raw) for item in statement.of(Kind.EMPTY)} - {None}
    return links <= {words.LINKING.get(item.raw) for item in there.of(Kind.EMPTY)}


def _parts_taken(statement: Reading, there: Reading) -> set[int]:
    """The parts of the unit from which the sentence takes its nouns and figures."""
    anchors = statement.of(Kind.NOUN, Kind.FIGURE) or statement.of(Kind.WORD)
    choices = [
        {item.part for item in there.content if _matches(anchor, item) or anchor.pieces & item.own}
        for anchor in anchors
    ]
    taken: set[int] = set()
    for choice in sorted(filter(None, choices), key=len):
        if not choice & taken:
            taken.add(min(choice))
    return taken


def _is_matter(foreign: list[Item], statement: Reading, unit: Unit, source: Source) -> bool:
    """Whether words that the unit lacks name only what the headings or the authority name.

    They must be tied on (für, bei, in …), or stand for a pronoun right below the heading. Of a
    heading with several matters all must be named.
    """
    names = [read(text) for text in (*unit.headings, source.authority) if text]
    first = unit.reading.items[0] if unit.reading.items else None
    is_pronoun = unit.opens and first and first.raw in {"er", "es", "dies", "diese", "dieser"}
    return all(
        bool(is_pronoun or set(item.before) & words.TIES or _belongs(item, statement, foreign))
        and any(_is_named(item, name, statement) for name in names)
        for item in foreign
    )


def _belongs(item: Item, statement: Reading, foreign: list[Item]) -> bool:
    """Whether it is the rest of a name whose beginning is tied on: im Landkreis Musterland."""
    items = statement.items
    before = items[items.index(item) - 1] if items.index(item) else None
    return before in foreign and bool(set(before.before) & words.TIES) if before else False


def _is_named(item: Item, name: Reading, statement: Reading) -> bool:
    if not _is_supported(item, name.content):
        return False
    is_single = len({part.part for part in name.content}) == 1
    is_place = name.text.startswith(("Landkreis", "Stadt", "Gemeinde", "Kreis", "Markt"))
    return (is_single and not is_place) or set(name.content) == _told(
        statement.content, name.content
    )


def _turns_alike(statement: Reading, there: Reading, parts: set[int]) -> bool:
    """Whether nothing is denied, demanded or allowed that was not, or under other conditions."""
    said, given = _tally(statement.of(Kind.TURN)), _tally(there.of(Kind.TURN))
    missing = {key for key, _ in given - said}
    taken = {item.key[0] for item in there.of(Kind.TURN) if item.part in parts}
    if said - given or not missing <= words.MAY_BE_LEFT_OUT or missing & taken:
        return False
    several = len({item.key for item in there.of(Kind.TURN)}) > 1
    return all(_turns_the_same(turn, statement, there, several) for turn in statement.of(Kind.TURN))


def _tally(turns: tuple[Item, ...]) -> set[tuple[str, int]]:
    """Which turning words there are; those that one says once for two are not counted."""
    counts = Counter(item.key[0] for item in turns)
    return {(key, 1 if key in words.SAID_ONCE else count) for key, count in counts.items()}


def _turns_the_same(turn: Item, statement: Reading, there: Reading, several: bool) -> bool:
    """Whether the word that it turns is turned there, too."""
    after = [item for item in statement.content if item.place > turn.place]
    turned = after[0] if after else (statement.content or (None,))[-1]
    if turned is None:
        return False
    alike = [item for item in there.of(Kind.TURN) if item.key == turn.key]
    return any(_is_supported(turned, _around(item, there, several)) for item in alike)


def _around(turn: Item, there: Reading, several: bool) -> list[Item]:
    """The content words that a turning word can turn."""
    before = [item for item in there.content if item.place < turn.place]
    after = [item for item in there.content if item.place > turn.place]
    if turn.key[0] in ("no", "only", "without", "either"):
        return before[-NEAR:] + after[:NEAR]
    return [item for item in before + after if not several or item.part == turn.part]


def _keeps_company(said: tuple[Item, ...], there: tuple[Item, ...]) -> bool:
    """Whether nothing changed places with its like: the price of one pass with that of another."""
    return not any(
        one.part == two.part
        and one.kind is not two.kind
        and _are_parted(one, two, said, there)
        and _are_parted(two, one, said, there)
        for one, two in combinations(said, 2)
    )


def _are_parted(one: Item, two: Item, said: tuple[Item, ...], there: tuple[Item, ...]) -> bool:
    """Whether ``one`` stands there only without ``two``, beside another of its kind."""
    places = {item.part for item in there if _matches(one, item)}
    if not places or places & {item.part for item in there if _matches(two, item)}:
        return False
    like = [item for item in there if item.kind is two.kind and item.part in places]
    company = [item for item in said if item.part == one.part]
    return not set(like) <= _told(company, like)


def _keeps_cases(statement: Reading, there: Reading) -> bool:
    """Whether who does what to whom is the same: prepositions, articles, order."""
    pairs = [
        (said, match)
        for said in statement.of(Kind.NOUN)
        if (match := _closest(said, [n for n in there.of(Kind.NOUN) if _matches(said, n)]))
    ]
    return all(said.led_by == item.led_by for said, item in pairs) and not any(
        _are_swapped(one, two) for one, two in combinations(pairs + _figures(statement, there), 2)
    )


def _closest(said: Item, matches: list[Item]) -> Item | None:
    """Of several places of a noun the one that is led by the same words."""
    ranks = sorted(
        matches,
        key=lambda item: (
            item.led_by != said.led_by,
            not item.own & said.own,
            item.before != said.before,
            abs(item.place - said.place),
        ),
    )
    return ranks[0] if ranks else None


def _figures(statement: Reading, there: Reading) -> list[tuple[Item, Item]]:
    """Figures that stand once in either."""
    said, given = statement.of(Kind.FIGURE), there.of(Kind.FIGURE)
    once = {
        key for key, count in Counter(item.key for item in (*said, *given)).items() if count == 2
    }
    pairs = {item.key: item for item in given}
    return [(item, pairs[item.key]) for item in said if item.key in once and item.key in pairs]


def _are_swapped(one: tuple[Item, Item], two: tuple[Item, Item]) -> bool:
    """Whether two figures changed their order, or two nouns of one part their roles."""
    (a, at), (b, bt) = one, two
    is_turned_round = (a.place < b.place) != (at.place < bt.place)
    if a.kind is b.kind is Kind.FIGURE:
        return is_turned_round
    if at.part != bt.part or at.place == bt.place or a.kind is not b.kind:
        return False
    if a.article != b.article and (a.article, b.article) == (bt.article, at.article):
        return True
    keeps = (a.before[-1:], b.before[-1:]) == (at.before[-1:], bt.before[-1:])
    return is_turned_round and not (keeps and bool(a.before or b.before))
