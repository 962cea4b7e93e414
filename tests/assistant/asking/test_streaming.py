"""An answer in lines: the quote first, then what stands the check of what a model says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override
from tests.assistant.asking.answers import cite, make_answer
from tests.assistant.asking.test_presentation import AHORNFELD, doors
from tests.assistant.wording.server import ModelServer

from gemeinwerk.assistant.answering.answers import Outcome
from gemeinwerk.assistant.asking import streaming
from gemeinwerk.assistant.asking.presentation import Shown, present
from gemeinwerk.assistant.asking.streaming import AT_ONCE, Wording, stream, wording_of
from gemeinwerk.assistant.wording.contract import Model

pytestmark = pytest.mark.django_db  # the end of a response looks after connections


@pytest.fixture
def shown() -> Shown:
    return present(make_answer(cite()), doors())


def model_of(server: ModelServer, seconds: float = 20.0) -> Model:
    return Model(server.url, "test", timeout_seconds=seconds)


def read(wording: Wording) -> list[dict[str, Any]]:
    with override(None):
        content = b"".join(stream("<p>quote</p>", "sealed", wording)).decode()
    return [json.loads(line) for line in content.splitlines() if line]


def test_without_a_model_the_quote_is_the_answer(shown: Shown) -> None:
    lines = read(wording_of(shown, (), None))
    assert lines == [{"answer": "<p>quote</p>", "conversation": "sealed", "wording": False}]


def test_what_was_not_found_and_what_differs_is_not_worded() -> None:
    model = Model("http://127.0.0.1:1", "test")
    refusal = present(make_answer(further=(cite(),)), doors())
    both = make_answer(cite(), cite(**AHORNFELD), outcome=Outcome.DIFFERENT)
    assert not wording_of(refusal, (), model).is_wanted
    assert not wording_of(present(both, doors()), (), model).is_wanted
    assert wording_of(present(make_answer(cite()), doors()), (), model).is_wanted


def test_a_good_model_words_the_answer_below_the_quote_that_is_there_at_once(shown: Shown) -> None:
    with ModelServer("good") as server:
        first, *said, last = read(wording_of(shown, (), model_of(server)))
    assert first["wording"] is True
    assert first["answer"] == "<p>quote</p>"
    assert len(said) == 2
    assert f'href="#{shown.key}-beleg-1"' in said[0]["said"]
    assert "mindestens 50 Euro" in last["worded"]
    assert f'href="#{shown.key}-beleg-1"' in last["worded"]


@pytest.mark.parametrize("play", ["liar", "injected", "error", "cut", "garbage"])
def test_a_bad_model_leaves_the_quote_alone(shown: Shown, play: str) -> None:
    with ModelServer(play) as server:
        first, *said, last = read(wording_of(shown, (), model_of(server)))
    assert first["answer"] == "<p>quote</p>"
    assert last == {"worded": ""}
    heard = json.dumps(said)
    for lie in ("4711", "Lügenland", "<script", "http"):
        assert lie not in heard


def test_who_stops_listening_frees_the_place(shown: Shown) -> None:
    with ModelServer("slow") as server:
        wording = wording_of(shown, (), model_of(server))
        for _attempt in range(AT_ONCE + 1):
            response = stream("<p>quote</p>", "sealed", wording)
            lines: Iterator[bytes] = iter(response)
            assert json.loads(next(lines))["wording"] is True
            next(lines)
            response.close()
            assert server.left.wait(20)
            server.left.clear()


def test_when_all_places_are_taken_the_quote_comes_alone(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "_places", streaming.BoundedSemaphore(1))
    with ModelServer("slow") as server:
        wording = wording_of(shown, (), model_of(server))
        busy = stream("<p>quote</p>", "sealed", wording)
        next(iter(busy))
        assert read(wording) == [
            {"answer": "<p>quote</p>", "conversation": "sealed", "wording": False}
        ]
        busy.close()
