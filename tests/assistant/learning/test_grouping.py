"""Which questions count as the same, with and without meaning."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assistant.learning.asked_alike import CHOOSE, REPORT, pairs

from gemeinwerk.assistant.learning.grouping import common_words, group, nearness, sense_of
from gemeinwerk.assistant.retrieval.embedders import Vectors, get_embedder

DOGS = ["Wie hoch ist die Hundesteuer?", "Was kostet ein Hund an Steuern?", "Hundesteuer Kosten"]
CARPORTS = [
    "Brauche ich für ein Carport eine Baugenehmigung?",
    "Kann ich mein Carport ohne Genehmigung bauen?",
]
APART = [
    "Was kostet ein Personalausweis?",
    "Wann hat das Bürgerbüro offen?",
    "Wann hat die Zulassungsstelle offen?",
    "Wo bekomme ich einen Angelschein?",
]


@pytest.fixture(scope="module")
def embed() -> Callable[[str], Vectors]:
    embedder = get_embedder("use")
    assert embedder is not None
    return embedder.embed_question


def test_the_same_in_other_words(embed: Callable[[str], Vectors]) -> None:
    found = group([*DOGS, *CARPORTS, *APART], [], embed)
    assert found == [0, 0, 0, 1, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("kinds", "embedder", "least"), [(CHOOSE, "use", 20), (REPORT, "use", 14), (REPORT, "", 12)]
)
def test_what_is_asked_alike_comes_together_and_nothing_else(
    kinds: list[list[str]], embedder: str, least: int
) -> None:
    """Of 20 and 16 pairs; REPORT took no part in choosing."""
    chosen = get_embedder(embedder) if embedder else None
    embed = chosen.embed_question if chosen else None
    senses = {text: sense_of(text, embed) for texts in kinds for text in texts}
    near = {(a, b) for a, b, _same in pairs(kinds) if nearness(senses[a], senses[b]) >= 1}
    same = {(a, b) for a, b, is_same in pairs(kinds) if is_same}
    assert near <= same
    assert len(near) >= least


@pytest.mark.parametrize(
    "kind",
    [
        (
            "Wie melde ich eine Drohne an?",
            "Drohne anmelden, wo geht das?",
            "Muss ich meine Drohne beim Landkreis anmelden?",
        ),
        (
            "Gibt es einen Zuschuss für Lastenfahrräder?",
            "Bekomme ich Geld vom Landkreis für ein Lastenfahrrad?",
        ),
    ],
)
def test_the_same_with_other_frames_and_numbers(
    kind: tuple[str, ...], embed: Callable[[str], Vectors]
) -> None:
    assert set(group(kind, [], embed)) == {0}
    assert set(group(kind, [], None)) == {0}


def test_a_question_of_nothing_but_frame_is_the_same_as_itself() -> None:
    assert group(["Was kostet das?", "Was kostet das?", "Wann ist geöffnet?"], [], None) == [
        0,
        0,
        1,
    ]


def test_without_an_embedder_words_decide() -> None:
    found = group([DOGS[0], DOGS[2], *CARPORTS, *APART], [], None)
    assert found[0] == found[1]
    assert len(set(found[4:])) == len(APART)


def test_what_led_before_leads_on(embed: Callable[[str], Vectors]) -> None:
    assert group([*CARPORTS, "Kitaplatz"], ["Hundesteuer", CARPORTS[0]], embed) == [1, 1, 2]
    assert group([], DOGS, embed) == []


@given(st.lists(st.text(max_size=40), max_size=8))
def test_any_texts_are_grouped_the_same_way_again(texts: list[str]) -> None:
    found = group(texts, [], None)
    assert found == group(texts, [], None)
    assert list(dict.fromkeys(found)) == list(range(len(set(found))))


@given(st.text(max_size=60), st.text(max_size=60))
def test_nearness_has_no_direction(one: str, other: str) -> None:
    a, b = sense_of(one, None), sense_of(other, None)
    assert nearness(a, b) == pytest.approx(nearness(b, a))
    assert 0 <= common_words(a, b) <= 1 + 1e-9


def test_meaning_alone_is_not_enough_for_a_common_frame() -> None:
    same = np.array([0.8, 0.6], np.float32)
    lead = sense_of("Was kostet ein Reisepass?", lambda _text: np.array([1, 0], np.float32))
    assert nearness(lead, sense_of("Was kostet ein Kitaplatz?", lambda _text: same)) < 1 + 0.2
    assert nearness(lead, sense_of("Was ist ein Zirkus?", lambda _text: same)) < 1
