"""How much of a model's wording stands the check, and how much of what is wrong.

    python -m benchmarks.wording [--data ../shared/data/qa] [--half report] [--show 0]

Sentences of real passages are written down as a model might: as they are, turned round, with other
signs for the same figures, without what stands in brackets. All of that should be kept. Then each
is made wrong in one way: another number, another unit, numbers changed with each other, a denial
put in or taken out, another duty, a "nur", a condition left out, a "Ja", a noun of the next
sentence, or the citation of another passage. None of that may be kept. All cite one passage, and
the check sees its whole text.

Passages are halved by their id: word lists and rules were chosen while looking at the half
``choose``; ``report`` is what docs/benchmarks.md shows. No model is asked. CPU is process time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gemeinwerk.assistant.wording.check import Check, points_back
from gemeinwerk.assistant.wording.contract import Source
from gemeinwerk.assistant.wording.figures import NUMBER_WORDS
from gemeinwerk.assistant.wording.sentences import split

ROOT = Path(__file__).resolve().parents[1]
SETS = ("integreat_de", "kreisrecht_bw", "bundesrecht_auswahl")
PER_PASSAGE = 4
PASSAGES = 400
SEED = 1
NO_NOUNS = {"Sie", "Ihnen", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer", "Dein", "Deine", "Dich"} | {
    *("Deiner", "Deinem", "Deinen", "Dir", "Eure", "Euch", "Euer", "Beide", "Alle", "Viele"),
}

Change = Callable[[str, random.Random], str | None]

_TIED = r"(?:im|in der|in den|in|beim|bei der|bei|am|an der|an|auf der|für die|für den|mit dem|mit)"
_LAST = re.compile(
    r"^(?P<who>(?:Sie|Der|Die|Das|Ein|Eine)(?: [A-ZÄÖÜ]\w+)?) "
    r"(?P<verb>[a-zäöü]+(?:t|en|ann|uss|arf|ind)) "
    rf"(?P<rest>.*?)(?P<tail>{_TIED} (?:\w+ ){{0,2}}[A-ZÄÖÜ]\w+)(?P<end>(?: [a-zäöü]+en)?)\.$"
)
_VERB = re.compile(r"\b(ist|sind|wird|werden|muss|müssen|kann|können|darf|dürfen|gilt|beträgt)\b")
_UNITS = {"Euro": "Cent", "€": "Cent", "Tage": "Wochen", "Wochen": "Tage", "Monate": "Jahre"} | {
    "Jahre": "Monate",
    "Monaten": "Jahren",
    "Jahren": "Monaten",
    "Stunden": "Minuten",
    "Uhr": "Stunden",
    "Prozent": "Euro",
}
_DUTIES = {"muss": "kann", "müssen": "können", "kann": "muss", "können": "müssen"} | {
    "darf": "muss",
    "dürfen": "müssen",
    "soll": "kann",
    "sollen": "können",
}


def _lower(text: str) -> str:
    return text if text.startswith("Sie") else text[0].lower() + text[1:]


def as_it_is(text: str, dice: random.Random) -> str | None:
    """Word for word."""
    return text


def turned_round(text: str, dice: random.Random) -> str | None:
    """The last phrase to the front, and the verb before who acts."""
    match = _LAST.match(text)
    if not match or "," in text:
        return None
    tail = match["tail"][0].upper() + match["tail"][1:]
    rest = match["rest"].strip()
    words = [tail, match["verb"], _lower(match["who"]), rest, match["end"].strip()]
    return " ".join(filter(None, words)) + "."


def other_signs(text: str, dice: random.Random) -> str | None:
    """The same figures in other signs, "sowie" for "und"."""
    changed = text.replace(" Euro", " €").replace(" und ", " sowie ", 1).replace("Abs.", "Absatz")
    for word, value in NUMBER_WORDS.items():
        changed = re.sub(rf"\b{word}\b", str(value), changed)
    return changed if changed != text else None


def without_brackets(text: str, dice: random.Random) -> str | None:
    """Without what stands in brackets, unless that turns the rest."""
    brackets = re.search(r"\s\([^()]*\)", text)
    if not brackets or re.search(r"nicht|kein|nur|außer|ohne|wenn|soweit|sofern|oder", brackets[0]):
        return None
    return text.replace(brackets[0], "", 1)


def another_number(text: str, dice: random.Random) -> str | None:
    """One digit changed."""
    places = [match.start() for match in re.finditer(r"\d", text)]
    if not places:
        return None
    place = dice.choice(places)
    other = dice.choice([digit for digit in "123456789" if digit != text[place]])
    return text[:place] + other + text[place + 1 :]


def another_unit(text: str, dice: random.Random) -> str | None:
    """Cents for euros, weeks for days."""
    return _replaced(text, _UNITS, r"(?<=\d )")


def swapped_numbers(text: str, dice: random.Random) -> str | None:
    """Two numbers in each other's place."""
    found = [m for m in re.finditer(r"\d+(?:[.,]\d+)*", text)]
    if len(found) < 2 or found[0][0] == found[1][0]:
        return None
    one, two = found[:2]
    if re.fullmatch(r"\s*(?:,|und|oder|sowie)\s*", text[one.end() : two.start()]):
        return None  # "Satz 2 und 1" says the same
    return text[: one.start()] + two[0] + text[one.end() : two.start()] + one[0] + text[two.end() :]


def denied(text: str, dice: random.Random) -> str | None:
    """A "nicht" after the verb."""
    match = _VERB.search(text)
    return f"{text[: match.end()]} nicht{text[match.end() :]}" if match else None


def no_longer_denied(text: str, dice: random.Random) -> str | None:
    """Without its "nicht", "ein" for "kein"."""
    if re.search(r"\bnicht\b", text):
        return re.sub(r"\bnicht\s", "", text, count=1)
    return (
        re.sub(r"\b([Kk])ein", lambda m: "Ein" if m[1] == "K" else "ein", text, count=1)
        if (re.search(r"\b[Kk]ein", text))
        else None
    )


def another_duty(text: str, dice: random.Random) -> str | None:
    """Must for may, can for must."""
    return _replaced(text, _DUTIES, r"\b")


def only(text: str, dice: random.Random) -> str | None:
    """A "nur" put in or taken out."""
    if re.search(r"\bnur\s", text):
        return re.sub(r"\bnur\s", "", text, count=1)
    match = _VERB.search(text)
    return f"{text[: match.end()]} nur{text[match.end() :]}" if match else None


def unconditional(text: str, dice: random.Random) -> str | None:
    """Without the clause that says when."""
    changed = re.sub(r", (?:wenn|falls|sofern|soweit|es sei denn)\b[^,.]*(?=[.])", "", text)
    return changed if changed != text else None


def agreed(text: str, dice: random.Random) -> str | None:
    """A "Ja" in front, as to a question with a premise."""
    return "Ja, " + _lower(text)


def _replaced(text: str, words: dict[str, str], before: str) -> str | None:
    pattern = before + "(" + "|".join(map(re.escape, words)) + r")(?!\w)"
    match = re.search(pattern, text)
    return text[: match.start(1)] + words[match[1]] + text[match.end(1) :] if match else None


RIGHT: dict[str, Change] = {
    "as it is": as_it_is,
    "turned round": turned_round,
    "other signs": other_signs,
    "without brackets": without_brackets,
}
WRONG: dict[str, Change] = {
    "another number": another_number,
    "another unit": another_unit,
    "numbers swapped": swapped_numbers,
    "denied": denied,
    "no longer denied": no_longer_denied,
    "another duty": another_duty,
    "“nur” in or out": only,
    "condition left out": unconditional,
    "“Ja,” in front": agreed,
}


@dataclass(frozen=True)
class Passage:
    """One passage of a set with its whole sentences."""

    id: str
    source: Source
    sentences: list[str]
    before: dict[str, str]


@dataclass
class Counts:
    """How many sentences of each kind there were, and how many were kept."""

    all: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    kept: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    seconds: float = 0.0


def load(folder: Path, half: str) -> list[Passage]:
    """The passages of one half, at most ``PASSAGES``, in a mixed order that is always the same."""
    rows = [json.loads(line) for line in (folder / "corpus.jsonl").read_text().splitlines()]
    rows = [row for row in rows if half_of(row["id"]) == half]
    rows.sort(key=lambda row: hashlib.sha256(row["id"].encode()).hexdigest())
    return [_passage(row) for row in rows[:PASSAGES]]


def half_of(passage_id: str) -> str:
    """``choose`` or ``report``, by the id alone."""
    digest = hashlib.sha256(passage_id.encode()).digest()
    return "report" if digest[0] % 2 else "choose"


def _passage(row: dict[str, str]) -> Passage:
    every = split(row["text"])
    sentences = [
        sentence
        for sentence in dict.fromkeys(every)
        if re.match(r"[A-ZÄÖÜ]", sentence)
        and sentence.endswith(".")
        and not re.search(r"[\[\]<>*_]", sentence)
        and 5 <= len(sentence.split()) <= 40
    ]
    source = Source(row["text"], row.get("title", ""), "", row.get("authority", ""))
    before = dict(zip(every[1:], every, strict=False))
    return Passage(row["id"], source, sentences[:PER_PASSAGE], before)


def variants(
    passage: Passage, other: Passage, dice: random.Random
) -> Iterator[tuple[str, str, str, bool]]:
    """Kind, text, the sentence it was made of, and whether it is right."""
    for sentence in passage.sentences:
        for kinds, is_right in ((RIGHT, True), (WRONG, False)):
            for kind, change in kinds.items():
                changed = change(sentence, dice)
                if changed and (changed != sentence or kind == "as it is"):
                    yield kind, changed, sentence, is_right
        if (noun := _noun_swapped(sentence, passage, dice)) is not None:
            yield "noun of another sentence", noun, sentence, False
    for sentence in other.sentences[:2]:
        if sentence not in passage.source.text:
            yield "another passage cited", sentence, sentence, False


def _noun_swapped(sentence: str, passage: Passage, dice: random.Random) -> str | None:
    """A noun in the middle replaced by one that the passage has elsewhere."""
    own = re.findall(r"(?<=[a-zäöü,] )[A-ZÄÖÜ][a-zäöüß]{3,}\b", sentence)
    own = [noun for noun in own if noun not in NO_NOUNS]
    rest = passage.source.text.replace(sentence, " ")
    others = sorted(set(re.findall(r"(?<=[a-zäöü,] )[A-ZÄÖÜ][a-zäöüß]{4,}", rest)) - set(own))
    others = [noun for noun in others if noun[:5] not in sentence and noun not in NO_NOUNS]
    if not own or not others:
        return None
    changed = re.sub(rf"\b{dice.choice(own)}\b", dice.choice(others), sentence, count=1)
    return changed if changed != sentence else None


def measure(passages: list[Passage], show: int) -> Counts:
    """Check every variant of every passage."""
    counts, dice = Counts(), random.Random(SEED)
    for number, passage in enumerate(passages):
        other = passages[(number + 7) % len(passages)]
        for kind, text, original, is_right in variants(passage, other, dice):
            start = time.process_time()
            kept = is_kept(text, original, passage)
            counts.seconds += time.process_time() - start
            counts.all[kind] += 1
            counts.kept[kind] += kept
            if kept is not is_right and show and (kept or counts.all[kind] % 5 == 0):
                print(f"  {'kept' if kept else 'dropped'}: {kind}: {text}\n      of: {original}")
    return counts


def is_kept(text: str, original: str, passage: Passage) -> bool:
    """Whether the check keeps it; "Dies gilt …" is said after the sentence that it points to."""
    check = Check([passage.source])
    if points_back(text) and original in passage.before:
        check.pass_on(f"{passage.before[original].rstrip('.:')} [1].")
    return bool(check.pass_on(f"{text.rstrip('.')} [1]."))


def table(results: dict[str, Counts]) -> str:
    """Rates as a Markdown table, what is right first."""
    lines = [
        "| kept of sentences | " + " | ".join(results) + " |",
        "|---" * (len(results) + 1) + "|",
    ]
    for title, kinds in (
        ("right", list(RIGHT)),
        ("wrong", [*WRONG, "noun of another sentence", "another passage cited"]),
    ):
        lines += [_row(f"{title}: {kind}", [kind], results) for kind in kinds]
        lines.append(_row(f"**{title}, all**", kinds, results))
    per = [c.seconds / max(1, sum(c.all.values())) * 1000 for c in results.values()]
    lines.append("| CPU ms per sentence | " + " | ".join(f"{value:.1f}" for value in per) + " |")
    return "\n".join(lines)


def _row(name: str, kinds: list[str], results: dict[str, Counts]) -> str:
    cells = []
    for counts in results.values():
        total = sum(counts.all[kind] for kind in kinds)
        kept = sum(counts.kept[kind] for kind in kinds)
        cells.append(f"{100 * kept / total:.1f} % of {total}" if total else "–")
    return f"| {name} | " + " | ".join(cells) + " |"


def main() -> None:
    """Measure all sets and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "qa")
    parser.add_argument("--half", choices=("choose", "report"), default="report")
    parser.add_argument("--show", type=int, default=0, help="1: print some of what went wrong")
    chosen = parser.parse_args()
    results = {name: measure(load(chosen.data / name, chosen.half), chosen.show) for name in SETS}
    print(f"\nHalf “{chosen.half}”\n\n{table(results)}")


if __name__ == "__main__":
    main()
