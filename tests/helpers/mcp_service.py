"""Services with /mcp, in a thread and on a port, and calls of their tools."""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from mcp import Client
from mcp.types import CallToolResult

from levelhead.service.main import build
from levelhead.service.settings import Settings
from tests.helpers.assistant import calling, over_http
from tests.helpers.lexicons import LEXICON
from tests.helpers.running import ROOT, SECONDS
from tests.helpers.serving_thread import port_of, serving

KEY, LOCAL, OLD, RARE = "lvl_desk", "lvl_local", "lvl_old", "lvl_rare"
KEYS = f"""
desk = {{ sha256 = "{sha256(KEY.encode()).hexdigest()}" }}
local = {{ sha256 = "{sha256(LOCAL.encode()).hexdigest()}", profile = "gazette" }}
old = {{ sha256 = "{sha256(OLD.encode()).hexdigest()}", expires = 2026-01-01T00:00:00Z }}
rare = {{ sha256 = "{sha256(RARE.encode()).hexdigest()}", rate = "2/day" }}
"""
MOST = 100_000
HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
ARTICLE = "Mayor slams bonkers plan\n\nIt may fail."


def app_with(**more: Any) -> FastAPI:
    own = {"mcp_hosts": ("127.0.0.1:*",), "deadline_seconds": 60, **more}
    return build(LEXICON, Settings(**own))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    keys = tmp_path_factory.mktemp("keys") / "keys.toml"
    keys.write_text(KEYS)
    return app_with(
        api_keys_file=keys, profiles=ROOT / "docs/profiles", max_body_bytes=MOST, cors_origins=["*"]
    )


@pytest.fixture(scope="module")
def url(app: FastAPI) -> Iterator[str]:
    with serving(app) as server:
        yield f"http://127.0.0.1:{port_of(server)}/mcp"


@pytest.fixture(scope="module")
def open_url() -> Iterator[str]:
    """A service without keys and profiles."""
    with serving(app_with(cors_origins=["https://cms.example"])) as server:
        yield f"http://127.0.0.1:{port_of(server)}/mcp"


def call(
    url: str, tool: str, key: str = KEY, era: str = "auto", **arguments: Any
) -> CallToolResult:
    return over_http(url, calling(tool, **arguments), {"X-API-Key": key}, era)


def message(tool: str = "analyze", **arguments: Any) -> bytes:
    """A call of the old protocol, which needs nothing before it."""
    params = {"name": tool, "arguments": arguments}
    whole = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    return json.dumps(whole).encode()


def post(url: str, content: bytes, key: str = KEY, **headers: str) -> httpx.Response:
    return httpx.post(
        url, content=content, headers={**HEADERS, "x-api-key": key, **headers}, timeout=SECONDS
    )


def statuses(logs: Sequence[Mapping[str, Any]]) -> list[int]:
    """Those of the requests, each of which is logged once its answer is sent."""
    return [line["status"] for line in logs if line["event"] == "request"]


async def tools_of(client: Client) -> dict[str, Any]:
    return {tool.name: tool for tool in (await client.list_tools()).tools}
