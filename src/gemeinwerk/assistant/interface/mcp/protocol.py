"""What of the Model Context Protocol a stateless server that only offers tools needs. Pure.

https://modelcontextprotocol.io/specification (Streamable HTTP, JSON-RPC 2.0). Two eras: revisions
that begin with ``initialize``, and those from 2026-07-28 on, of which every request says for itself
what it speaks (``_meta`` and headers, which must agree).
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

MODERN = ("2026-07-28",)
HANDSHAKE = ("2025-11-25", "2025-06-18")
UNNAMED = "2025-03-26"
"""What a request speaks that names no revision; of it we serve what later ones have in common."""

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
HEADER_MISMATCH = -32020
UNSUPPORTED_VERSION = -32022

VERSION_KEY = "io.modelcontextprotocol/protocolVersion"
CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities"
SERVER_KEY = "io.modelcontextprotocol/serverInfo"
SERVER = {"name": "gemeinwerk", "title": "Gemeinwerk", "version": "1.0.0"}
_ENCODED = re.compile(r"=\?base64\?(?P<payload>.*)\?=")
_SHOWN = 80

Call = Callable[[str, dict[str, Any]], dict[str, Any]]
"""From name and arguments of a tool to its result; Refused if there is no such tool."""


class Refused(Exception):
    """A request that the protocol does not allow: code and message of JSON-RPC."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        self.code, self.message, self.data = code, message, data
        super().__init__(message)

    @property
    def status(self) -> int:
        """The status of HTTP that goes with it."""
        return 404 if self.code == METHOD_NOT_FOUND else 400


@dataclass(frozen=True, slots=True)
class Message:
    """A request, or a notification, which has no id."""

    method: str
    params: dict[str, Any]
    id: str | int | None
    is_notification: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server says of itself and lists."""

    tools: list[dict[str, Any]]
    instructions: str
    is_public: bool


def read_message(body: bytes) -> Message:
    """Read one message. Raises Refused: no JSON, a batch, an answer, or not JSON-RPC 2.0."""
    try:
        value = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise Refused(PARSE_ERROR, "The body is not JSON in UTF-8.") from None
    if not isinstance(value, dict) or value.get("jsonrpc") != "2.0":
        raise Refused(INVALID_REQUEST, "Send one request object of JSON-RPC 2.0.")
    method, params = value.get("method"), value.get("params", {})
    if not isinstance(method, str) or not isinstance(params, dict):
        raise Refused(INVALID_REQUEST, "A request has a method and, as an object, parameters.")
    number = value.get("id")
    if "id" in value and (isinstance(number, bool) or not isinstance(number, str | int)):
        raise Refused(INVALID_REQUEST, "The id is a text or a whole number.")
    return Message(method, params, number, "id" not in value)


def check_version(message: Message, headers: Mapping[str, str]) -> bool:
    """Tell whether a message is of the modern era. Raises Refused.

    ``headers`` are found by any case. What a modern request says in headers and in its body must
    agree, so that nobody on the way is told something else than we do.
    """
    named = headers.get("MCP-Protocol-Version", UNNAMED)
    if named not in (*MODERN, *HANDSHAKE, UNNAMED):
        data: dict[str, Any] = {"supported": [*MODERN, *HANDSHAKE], "requested": named[:_SHOWN]}
        raise Refused(UNSUPPORTED_VERSION, "Unsupported protocol version", data)
    if named in MODERN and not message.is_notification:
        _check_envelope(message, headers, named)
    return named in MODERN


def answer(message: Message, offer: Offer, call: Call, *, is_modern: bool) -> dict[str, Any]:
    """Return the result of a request. Raises Refused."""
    result = _answer(message, offer, call, is_modern=is_modern)
    if not is_modern:
        return result
    meta: dict[str, Any] = {"_meta": {SERVER_KEY: SERVER}, "resultType": "complete"}
    if message.method in ("tools/list", "server/discover"):
        scope = "public" if offer.is_public else "private"
        meta |= {"ttlMs": 0, "cacheScope": scope}
    return result | meta


def result_of(message: Message, result: dict[str, Any]) -> dict[str, Any]:
    """Return the envelope of a result."""
    return {"jsonrpc": "2.0", "id": message.id, "result": result}


def error_of(message: Message | None, refused: Refused) -> dict[str, Any]:
    """Return the envelope of an error; without a message it is not known whose."""
    error: dict[str, Any] = {"code": refused.code, "message": refused.message}
    if refused.data is not None:
        error["data"] = refused.data
    return {"jsonrpc": "2.0", "id": message.id if message else None, "error": error}


def _answer(message: Message, offer: Offer, call: Call, *, is_modern: bool) -> dict[str, Any]:
    if message.method == "tools/list":
        return {"tools": offer.tools}
    if message.method == "tools/call":
        return _call(message.params, call)
    if message.method == "server/discover" and is_modern:
        return {"supportedVersions": [*MODERN, *HANDSHAKE], **_about(offer)}
    if message.method == "initialize" and not is_modern:
        wanted = message.params.get("protocolVersion")
        version = wanted if wanted in HANDSHAKE else HANDSHAKE[0]
        return {"protocolVersion": version, "serverInfo": SERVER, **_about(offer)}
    if message.method == "ping" and not is_modern:
        return {}
    raise Refused(METHOD_NOT_FOUND, f"There is no method {message.method[:_SHOWN]!r} here.")


def _about(offer: Offer) -> dict[str, Any]:
    return {"capabilities": {"tools": {}}, "instructions": offer.instructions}


def _call(params: dict[str, Any], call: Call) -> dict[str, Any]:
    name, arguments = params.get("name"), params.get("arguments", {})
    if not isinstance(name, str) or not isinstance(arguments, dict):
        raise Refused(INVALID_PARAMS, "A call has the name of a tool and, as an object, arguments.")
    return call(name, arguments)


def _check_envelope(message: Message, headers: Mapping[str, str], named: str) -> None:
    meta = message.params.get("_meta")
    if not isinstance(meta, dict) or not {VERSION_KEY, CAPABILITIES_KEY} <= meta.keys():
        raise Refused(INVALID_PARAMS, f"params._meta needs {VERSION_KEY} and {CAPABILITIES_KEY}.")
    if meta[VERSION_KEY] != named:
        raise Refused(HEADER_MISMATCH, "MCP-Protocol-Version differs from the request's own.")
    if headers.get("Mcp-Method") != message.method:
        raise Refused(HEADER_MISMATCH, "Mcp-Method differs from the request's method.")
    name = message.params.get("name") if message.method == "tools/call" else None
    if name is not None and _decoded(headers.get("Mcp-Name", "")) != name:
        raise Refused(HEADER_MISMATCH, "Mcp-Name differs from the name of the tool.")


def _decoded(value: str) -> str | None:
    """Read a header that may hold more than ASCII (``=?base64?…?=``); None if it is damaged."""
    found = _ENCODED.fullmatch(value)
    if found is None:
        return value
    try:
        return base64.b64decode(found["payload"], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
