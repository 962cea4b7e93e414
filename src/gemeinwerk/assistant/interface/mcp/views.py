"""The address of MCP: one POST, one answer."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from gemeinwerk.assistant.interface import telling
from gemeinwerk.assistant.interface.doors import check_origin, people_by_key, strangers
from gemeinwerk.assistant.interface.mcp import protocol, tools
from gemeinwerk.assistant.models import Desk
from gemeinwerk.members.requests import MemberRequest


@people_by_key
def serve_people(request: MemberRequest) -> HttpResponseBase:
    """For the person of an access key, what that person may read."""
    at = telling.inside(request.actor, request.build_absolute_uri)
    return _serve(request, tools.Reader(at, actor=request.actor), tools.FOR_PEOPLE)


@strangers
def serve_strangers(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """For everybody, what the public page of an authority answers from."""
    check_origin(request, tuple(desk.origins))
    at = telling.at_desk(desk, request.build_absolute_uri)
    return _serve(request, tools.Reader(at, desk=desk), tools.FOR_STRANGERS)


def _serve(request: HttpRequest, reader: tools.Reader, offered: list[tools.Tool]) -> HttpResponse:
    message = None
    try:
        message = protocol.read_message(request.body)
        is_modern = protocol.check_version(message, request.headers)
        if message.is_notification:
            return HttpResponse(status=202)
        offer = protocol.Offer(
            [tool.describe() for tool in offered], tools.INSTRUCTIONS, reader.desk is not None
        )
        call = partial(tools.call, offered, reader)
        result = protocol.answer(message, offer, call, is_modern=is_modern)
    except protocol.Refused as refused:
        status = 200 if message and not _is_modern(request) else refused.status
        return _send(protocol.error_of(message, refused), status)
    return _send(protocol.result_of(message, result), 200)


def _is_modern(request: HttpRequest) -> bool:
    named = request.headers.get("MCP-Protocol-Version", protocol.UNNAMED)
    return named not in (*protocol.HANDSHAKE, protocol.UNNAMED)


def _send(content: dict[str, Any], status: int) -> HttpResponse:
    text = json.dumps(content)  # ASCII: an id may hold half of a character
    response = HttpResponse(text, content_type="application/json", status=status)
    response["Cache-Control"] = "private, no-store"
    return response
