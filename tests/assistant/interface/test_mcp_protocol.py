"""The protocol's rules, without a server: what is refused, and with which code."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.assistant.interface.mcp import protocol
from gemeinwerk.assistant.interface.mcp.protocol import Message, Offer, Refused

OFFER = Offer(tools=[{"name": "ask"}], instructions="Zitiere.", is_public=True)
ENVELOPE = {"_meta": {protocol.VERSION_KEY: "2026-07-28", protocol.CAPABILITIES_KEY: {}}}
MODERN = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "ask"}


def refused(code: int) -> Any:
    return pytest.raises(Refused, check=lambda error: error.code == code)


def call(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return {"content": [], "structuredContent": {name: arguments}}


def modern(**params: Any) -> Message:
    return Message("tools/call", {"name": "ask", **ENVELOPE, **params}, 1, False)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", protocol.PARSE_ERROR),
        (b"\xff", protocol.PARSE_ERROR),
        (b"[" * 100_000, protocol.PARSE_ERROR),
        (b"1" * 5000, protocol.PARSE_ERROR),
        (b"[]", protocol.INVALID_REQUEST),
        (b'[{"jsonrpc": "2.0", "id": 1, "method": "ping"}]', protocol.INVALID_REQUEST),
        (b'{"id": 1, "method": "ping"}', protocol.INVALID_REQUEST),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "ping"}', protocol.INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": 1, "result": {}}', protocol.INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": null, "method": "ping"}', protocol.INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": true, "method": "ping"}', protocol.INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": 1.5, "method": "ping"}', protocol.INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": {}, "method": "ping"}', protocol.INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": 1, "method": 7}', protocol.INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}', protocol.INVALID_REQUEST),
    ],
)
def test_what_is_no_request(body: bytes, code: int) -> None:
    with refused(code):
        protocol.read_message(body)


def test_requests_and_notifications() -> None:
    found = protocol.read_message(b'{"jsonrpc": "2.0", "id": "a", "method": "ping"}')
    assert found == Message("ping", {}, "a", False)
    assert protocol.read_message(b'{"jsonrpc": "2.0", "method": "x"}').is_notification


@given(st.binary(max_size=200))
def test_no_bytes_break_it(body: bytes) -> None:
    try:
        protocol.read_message(body)
    except Refused as error:
        assert error.code in (protocol.PARSE_ERROR, protocol.INVALID_REQUEST)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON, JSON, JSON, st.sampled_from(["tools/call", "tools/list", "initialize", "ping", "x"]))
def test_no_json_breaks_it(number: Any, params: Any, meta: Any, method: str) -> None:
    params = {**params, "_meta": meta} if isinstance(params, dict) else params
    body = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
    headers = {**MODERN, "Mcp-Method": method}
    for named in (headers, {}):
        try:
            message = protocol.read_message(json.dumps(body).encode())
            is_modern = protocol.check_version(message, named)
            found = protocol.answer(message, OFFER, call, is_modern=is_modern)
        except Refused as error:
            assert error.status in (400, 404)
        else:
            assert protocol.result_of(message, found)["id"] == number


def test_an_unknown_revision_is_told_which_are_known() -> None:
    with refused(protocol.UNSUPPORTED_VERSION) as error:
        protocol.check_version(modern(), {"MCP-Protocol-Version": "2099-01-01"})
    assert error.value.data["supported"] == ["2026-07-28", "2025-11-25", "2025-06-18"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"Mcp-Method": "tools/list"}, protocol.HEADER_MISMATCH),
        ({"Mcp-Name": "other"}, protocol.HEADER_MISMATCH),
        ({"Mcp-Name": "=?base64?###?="}, protocol.HEADER_MISMATCH),
    ],
)
def test_headers_and_body_must_agree(changed: dict[str, str], code: int) -> None:
    with refused(code):
        protocol.check_version(modern(), MODERN | changed)
    assert protocol.check_version(modern(), MODERN)
    assert protocol.check_version(modern(), MODERN | {"Mcp-Name": "=?base64?YXNr?="})


def test_a_modern_request_needs_its_envelope() -> None:
    other = {"_meta": {protocol.VERSION_KEY: "2025-11-25", protocol.CAPABILITIES_KEY: {}}}
    for meta, code in (
        ({"_meta": {}}, protocol.INVALID_PARAMS),
        ({"_meta": None}, protocol.INVALID_PARAMS),
        (other, protocol.HEADER_MISMATCH),
    ):
        with refused(code):
            protocol.check_version(modern(**meta), MODERN)


def test_each_era_has_its_own_beginning() -> None:
    begin = Message("initialize", {"protocolVersion": "2025-06-18"}, 1, False)
    assert protocol.answer(begin, OFFER, call, is_modern=False)["protocolVersion"] == "2025-06-18"
    begin = Message("initialize", {"protocolVersion": "1999-01-01"}, 1, False)
    assert protocol.answer(begin, OFFER, call, is_modern=False)["protocolVersion"] == "2025-11-25"
    with refused(protocol.METHOD_NOT_FOUND):
        protocol.answer(begin, OFFER, call, is_modern=True)
    discover = Message("server/discover", ENVELOPE, 1, False)
    found = protocol.answer(discover, OFFER, call, is_modern=True)
    assert found["supportedVersions"][0] == "2026-07-28"
    assert (found["resultType"], found["cacheScope"]) == ("complete", "public")
    with refused(protocol.METHOD_NOT_FOUND):
        protocol.answer(discover, OFFER, call, is_modern=False)


@pytest.mark.parametrize("params", [{}, {"name": 1}, {"name": "ask", "arguments": []}])
def test_a_call_has_name_and_arguments(params: dict[str, Any]) -> None:
    with refused(protocol.INVALID_PARAMS):
        protocol.answer(Message("tools/call", params, 1, False), OFFER, call, is_modern=False)
