"""The official client of MCP against the product as it is served."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from tests import factories
from tests.assistant.interface.conftest import Scene, furnish, key_of
from tests.e2e.server import serving

QUESTION = "In welchem Maßstab ist der Lageplan für die Baugenehmigung?"


@pytest.fixture
def served(committed: None, tmp_path: Path) -> Iterator[tuple[str, Scene]]:
    """The web server, and what there is in its database."""
    scene = furnish(factories.make_house())
    with serving(dict(os.environ), tmp_path / "server.log") as address:
        yield address, scene


async def use(url: str, mode: str, key: str = "") -> dict[str, Any]:
    """Connect, list the tools, call each of them."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
        transport = streamable_http_client(url, http_client=http)
        async with Client(transport, mode=mode) as client:
            tools = await client.list_tools()
            found = {tool.name: tool for tool in tools.tools}
            asked = await client.call_tool("ask", {"question": QUESTION})
            hits = await client.call_tool("search_articles", {"query": "Hundesteuer"})
            article_id = hits.structured_content["articles"][0]["article_id"]
            article = await client.call_tool("read_article", {"article_id": article_id})
            offices = await client.call_tool("list_offices", {})
            refused = await client.call_tool("ask", {"question": "?"})
            with pytest.raises(MCPError, match="There is no tool 'drop'"):
                await client.call_tool("drop", {})
            return {
                "tools": found,
                "version": client.protocol_version,
                "server": client.server_info.name if client.server_info else "",
                "quote": asked.structured_content["citations"][0]["quote"],
                "text": article.structured_content["text"],
                "offices": [o["name"] for o in offices.structured_content["offices"]],
                "refused": refused.is_error,
            }


def test_the_official_client_gets_along(served: tuple[str, Scene]) -> None:
    """Both eras of the protocol, as a stranger and with a key; a wrong key gets nothing."""
    address, scene = served
    places = [
        (f"{address}/auskunft/musterland/mcp/", ""),
        (f"{address}/mcp/", key_of(scene.county)),
    ]
    for url, key in places:
        for mode, version in (("auto", "2026-07-28"), ("legacy", "2025-11-25")):
            found = anyio.run(use, url, mode, key)
            assert found["version"] == version
            assert found["server"] == "gemeinwerk"
            assert set(found["tools"]) == {"ask", "search_articles", "read_article", "list_offices"}
            assert all(tool.annotations.read_only_hint for tool in found["tools"].values())
            assert "1:500" in found["quote"]
            assert "Hundesteuer beträgt 60 Euro" in found["text"]
            assert "Bauamt" in found["offices"]
            assert found["refused"] is True
    for key in ("", "gw_falsch"):
        with pytest.RaisesGroup(MCPError, flatten_subgroups=True):
            anyio.run(use, f"{address}/mcp/", "auto", key)
