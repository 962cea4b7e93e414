"""Asks a language model over the OpenAI-compatible interface. What fails is an outcome, no error.

A thread of its own reads, so that the end of the time and the end of interest hold in every phase,
also while a name is looked up or a server sends a sign a second.
"""

from __future__ import annotations

import json
import queue
import socket
import ssl
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, Protocol

import httpx

from gemeinwerk.assistant.wording.contract import (
    MAX_SECONDS,
    Model,
    Reason,
    Waiting,
    is_address_allowed,
)
from gemeinwerk.assistant.wording.prompt import Message

MAX_BYTES = 1_000_000  # of an answer with its wrapping
MAX_TEXT = 8_000  # signs of its text
TICK_SECONDS = 1.0

_END = object()


class Failed(Exception):
    """Nothing usable came; ``reason`` says why. Carries neither text nor address nor key."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.value)


class _Stream(Protocol):
    def get_extra_info(self, info: str) -> Any: ...


def complete(
    messages: list[Message], model: Model, *, streamed: bool = True
) -> Generator[str | Waiting, None, None]:
    """Yield the model's text piece by piece, and ``Waiting`` each second without any.

    Raises Failed. Closing the iterator closes the connection at once.
    """
    if not is_address_allowed(model.url):
        raise Failed(Reason.REFUSED)
    call = _Call(messages, model, streamed)
    try:
        yield from call.pieces()
    finally:
        call.stop()


class _Call:
    """One request: a thread that reads, a queue, and a socket that can be shut from here."""

    def __init__(self, messages: list[Message], model: Model, streamed: bool) -> None:
        self._model = model
        self._seconds = min(max(model.timeout_seconds, 0.1), MAX_SECONDS)
        self._deadline = time.monotonic() + self._seconds
        self._pieces: queue.Queue[Any] = queue.Queue()
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._stream: _Stream | None = None
        self._body = _body(messages, model, streamed)
        threading.Thread(target=self._run, name="language-model", daemon=True).start()

    def pieces(self) -> Iterator[str | Waiting]:
        """What the thread has read, until its end or that of the time."""
        while (left := self._deadline - time.monotonic()) > 0:
            try:
                piece = self._pieces.get(timeout=min(left, TICK_SECONDS))
            except queue.Empty:
                yield Waiting()
                continue
            if piece is _END:
                return
            if isinstance(piece, Reason):
                raise Failed(piece)
            yield piece
        raise Failed(Reason.TOO_SLOW)

    def stop(self) -> None:
        """Shut the connection; the thread then ends by itself."""
        self._stopped.set()
        with self._lock:
            _shut(self._stream)

    def _run(self) -> None:
        try:
            self._read()
            self._pieces.put(_END)
        except Failed as error:
            self._pieces.put(error.reason)
        except httpx.TimeoutException:
            self._pieces.put(Reason.TOO_SLOW)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError):
            self._pieces.put(Reason.UNREACHABLE)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            self._pieces.put(Reason.UNREADABLE)

    def _read(self) -> None:
        timeout = httpx.Timeout(self._seconds, connect=self._model.connect_seconds)
        with (
            httpx.Client(
                timeout=timeout,
                verify=_certificates(),
                trust_env=False,
                follow_redirects=False,
            ) as client,
            client.stream(
                "POST",
                self._model.url.rstrip("/") + "/chat/completions",
                content=self._body,
                headers=_headers(self._model),
                extensions={"trace": self._trace},
            ) as response,
        ):
            _check(response)
            is_stream = "event-stream" in response.headers.get("content-type", "")
            read = _read_stream if is_stream else _read_whole
            for piece in read(_limited(response.iter_raw())):
                if self._stopped.is_set():
                    return
                self._pieces.put(piece)

    def _trace(self, name: str, info: dict[str, Any]) -> None:
        """Keep hold of the connection from its first moment."""
        if name in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            with self._lock:
                self._stream = info["return_value"]
                if self._stopped.is_set():
                    _shut(self._stream)


def _shut(stream: _Stream | None) -> None:
    connection = stream.get_extra_info("socket") if stream else None
    if isinstance(connection, socket.socket):
        with suppress(OSError):
            socket.socket.shutdown(connection, socket.SHUT_RDWR)


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """The machine's own list of authorities, so that an administration's CA counts."""
    return ssl.create_default_context()


def _body(messages: list[Message], model: Model, streamed: bool) -> bytes:
    wanted = {
        "model": model.name,
        "messages": messages,
        "temperature": 0,
        "max_tokens": model.max_tokens,
        "stream": streamed,
    }
    return json.dumps(wanted, ensure_ascii=False).encode("utf-8", "replace")


def _headers(model: Model) -> dict[str, str]:
    headers = {
        "Content-Type": "application/json",
        "Accept": "text/event-stream, application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "gemeinwerk",
    }
    return headers | ({"Authorization": f"Bearer {model.key}"} if model.key else {})


def _check(response: httpx.Response) -> None:
    if response.status_code != httpx.codes.OK:
        raise Failed(Reason.REFUSED)
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Failed(Reason.UNREADABLE)


def _limited(chunks: Iterator[bytes]) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > MAX_BYTES:
            raise Failed(Reason.TOO_LONG)
        yield chunk


def _read_whole(chunks: Iterator[bytes]) -> Iterator[str]:
    """The text of an answer that comes in one piece."""
    choice = json.loads(b"".join(chunks))["choices"][0]
    yield _text(choice["message"].get("content"), 0)
    _check_finish(choice.get("finish_reason"))


def _read_stream(chunks: Iterator[bytes]) -> Iterator[str]:
    """The text of server-sent events; an end without a word of it is a broken answer."""
    length, finish = 0, None
    for data in _events(chunks):
        if data == "[DONE]":
            finish = finish or "stop"
            break
        choices = json.loads(data)["choices"]
        if not choices:
            continue
        if piece := _text((choices[0].get("delta") or {}).get("content"), length):
            length += len(piece)
            yield piece
        finish = choices[0].get("finish_reason") or finish
    _check_finish(finish)


def _text(content: object, length: int) -> str:
    text = "" if content is None else content
    if not isinstance(text, str):
        raise Failed(Reason.UNREADABLE)
    if length + len(text) > MAX_TEXT:
        raise Failed(Reason.TOO_LONG)
    return text


def _check_finish(finish: object) -> None:
    """``length``: the model was cut short; its whole sentences count all the same."""
    if finish not in ("stop", "length"):
        raise Failed(Reason.BROKEN_OFF)


def _events(chunks: Iterator[bytes]) -> Iterator[str]:
    """The data of each server-sent event; fields of several lines are joined."""
    data: list[str] = []
    for line in _lines(chunks):
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line and data:
            yield "\n".join(data)
            data = []
    if data:
        yield "\n".join(data)


def _lines(chunks: Iterator[bytes]) -> Iterator[str]:
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.rstrip(b"\r").decode()
    if rest:
        yield rest.rstrip(b"\r").decode()
