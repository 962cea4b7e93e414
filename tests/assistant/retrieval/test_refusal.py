"""Refusing: what lies far below what answered questions have is not answered."""

from __future__ import annotations

import numpy as np
import pytest

from gemeinwerk.assistant.retrieval.analysis import analyse
from gemeinwerk.assistant.retrieval.embedders import get_embedder, pieces
from gemeinwerk.assistant.retrieval.questions import Question, read_question
from gemeinwerk.assistant.retrieval.ranking import Entry, Hit, Shelf, rank
from gemeinwerk.assistant.retrieval.refusal import USUAL, Verdict, judge

SENTENCE = "Wie kann ich einen Hund anmelden?"
ARTICLES = [
    ("Baugenehmigung", "Antrag", "Die Baugenehmigung beantragen Sie beim Bauamt."),
    ("Personalausweis", "", "Den Personalausweis beantragen Sie im Bürgeramt. Er kostet 37 Euro."),
    ("Hundesteuer", "", "Hunde melden Sie bei der Stadtkasse an. Die Steuer beträgt 90 Euro."),
]


def hit(dense: float | None, coverage: float) -> Hit:
    return Hit(1, "a", 1.0, 5.0, dense, coverage)


def asked(text: str, embedder: str = "use-3") -> Question:
    return Question(text, {}, np.ones(2, np.float32), embedder)


def test_nothing_found_is_off_topic() -> None:
    assert judge(asked(SENTENCE), [], {}) is Verdict.OFF_TOPIC


def test_far_and_foreign_is_off_topic_between_is_not_found_near_is_an_answer() -> None:
    assert judge(asked(SENTENCE), [hit(0.1, 0.1)], {}) is Verdict.OFF_TOPIC
    assert judge(asked(SENTENCE), [hit(0.4, 0.3)], {}) is Verdict.NOT_FOUND
    assert judge(asked(SENTENCE), [hit(0.5, 0.7)], {}) is Verdict.ANSWER


def test_nearness_makes_up_for_other_words_and_the_other_way_round() -> None:
    assert judge(asked(SENTENCE), [hit(0.75, 0.1)], {}) is Verdict.ANSWER
    assert judge(asked(SENTENCE), [hit(0.3, 1.0)], {}) is Verdict.ANSWER


def test_few_words_are_measured_by_their_own_measure() -> None:
    assert judge(asked("Hund anmelden"), [hit(0.35, 0.3)], {}) is Verdict.ANSWER
    assert judge(asked(SENTENCE), [hit(0.35, 0.3)], {}) is not Verdict.ANSWER


@pytest.mark.parametrize("embedder", ["", "endpoint:some-model"])
def test_without_a_measured_embedder_words_decide(embedder: str) -> None:
    assert judge(asked(SENTENCE, embedder), [hit(0.9, 0.1)], {}) is Verdict.OFF_TOPIC
    assert judge(asked(SENTENCE, embedder), [hit(0.0, 0.6)], {}) is Verdict.ANSWER


def test_a_best_passage_without_cosine_is_judged_by_the_nearest_known() -> None:
    hits = [hit(None, 0.7), hit(0.5, 0.2)]
    assert judge(asked(SENTENCE), hits, {}) is Verdict.ANSWER
    assert judge(asked(SENTENCE), [hit(None, 0.7)], {}) is Verdict.ANSWER


@pytest.mark.parametrize("known", USUAL)
def test_the_topic_lies_below_the_answer(known: tuple[str, bool]) -> None:
    assert USUAL[known].topic < USUAL[known].answer < 0


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Wie wird das Wetter morgen?", Verdict.OFF_TOPIC),
        ("Wann ist das Hallenbad am Sonntag geöffnet?", Verdict.OFF_TOPIC),
        ("Wie beantrage ich eine Baugenehmigung in Musterland?", Verdict.ANSWER),
        ("Baugenehmigung", Verdict.ANSWER),
    ],
)
def test_bases_of_one_and_of_three_articles(number: int, text: str, verdict: Verdict) -> None:
    encoder = get_embedder("use")
    assert encoder is not None
    shelf = Shelf(
        Entry.of(
            key, title, analyse(title, heading, body), encoder.embed(pieces(title, heading, body))
        )
        for key, (title, heading, body) in enumerate(ARTICLES[:number])
    )
    for read in (read_question(text, encoder), read_question(text)):
        assert judge(read, rank([shelf], read), {}) is verdict
