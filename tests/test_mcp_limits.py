"""POST /mcp: keys, rates, limits, deadlines, and clients that leave."""

import asyncio
import json
import socket
import threading
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp.types import CallToolResult

from levelhead.engine.analyzer import analyze
from levelhead.service import engine as engine_module
from tests.helpers import mcp_service
from tests.helpers.assistant import ERAS, answer, calling, over_http, refusal
from tests.helpers.logs import capture_logs
from tests.helpers.mcp_service import (
    ARTICLE,
    HEADERS,
    KEY,
    MOST,
    OLD,
    RARE,
    app_with,
    call,
    message,
    post,
    statuses,
)
from tests.helpers.running import wait_for
from tests.helpers.serving_thread import connect, port_of, serving

# Fixtures: pytest finds them by these names.
app = mcp_service.app
url = mcp_service.url
open_url = mcp_service.open_url


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("", "missing API key: send it in X-API-Key, in Authorization or, to /v2/check, as apiKey"),
        ("lvl_wrong", "wrong API key: this service has no such key"),
        (OLD, "this API key has expired"),
    ],
)
def test_a_client_without_a_valid_key_is_refused_with_the_reason(
    url: str, key: str, reason: str, era: str
) -> None:
    with pytest.raises(MCPError) as error:
        call(url, "analyze", key, era, text=ARTICLE)
    assert error.value.message == reason


def test_requests_beyond_the_rate_are_refused(url: str) -> None:
    assert [post(url, message(text="x"), RARE).status_code for _ in range(2)] == [200, 200]
    refused = post(url, message(text="x"), RARE)
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/json"
    assert int(refused.headers["retry-after"]) > 0
    error = refused.json()
    assert error["error"].pop("message").startswith("at most 2 requests in 86400 s; wait ")
    assert error == {"jsonrpc": "2.0", "id": None, "error": {"code": -32600}}


@pytest.mark.parametrize("era", ERAS)
def test_a_text_at_the_limit_is_read_and_a_longer_one_is_refused(url: str, era: str) -> None:
    assert answer(call(url, "analyze", era=era, text="a " * (MOST // 2 - 300)))["words"] == 49_700
    with pytest.raises(MCPError) as error:
        call(url, "analyze", era=era, text="x" * MOST)
    assert error.value.message == f"the body is longer than {MOST} bytes"


def test_a_message_of_too_many_values_is_not_decoded(open_url: str) -> None:
    refused = post(open_url, message(text="x", allow=[0] * 100_000))
    assert refused.status_code == 422
    assert refused.json()["error"]["message"] == "the JSON holds more than 100,000 values"


def test_a_message_that_finds_no_memory_is_refused() -> None:
    app = app_with()
    app.state.engine.held.most = 500_000
    with serving(app) as server:
        url = f"http://127.0.0.1:{port_of(server)}/mcp"
        assert post(url, message(text="x" * 60_000)).status_code == 200
        refused = post(url, message(text="x" * 90_000))
    assert (refused.status_code, app.state.engine.held.bytes) == (503, 0)
    assert refused.json()["error"] == {"code": -32603, "message": "the server is at capacity"}


@pytest.mark.parametrize("era", ERAS)
def test_twenty_calls_at_once_are_all_answered(url: str, era: str) -> None:
    async def use(client: Client) -> list[CallToolResult]:
        calls = (client.call_tool("analyze", {"text": "A bonkers plan. " * n}) for n in range(20))
        return await asyncio.gather(*calls)

    results = over_http(url, use, {"X-API-Key": KEY}, era)
    assert [len(answer(result)["spans"]) for result in results] == [*range(20)]


@pytest.mark.parametrize("era", ERAS)
def test_an_analysis_that_takes_too_long_is_ended(era: str) -> None:
    with capture_logs() as logs, serving(app_with(deadline_seconds=1e-9)) as server:
        url = f"http://127.0.0.1:{port_of(server)}/mcp"
        assert refusal(call(url, "analyze", era=era, text=ARTICLE)) == "timed out during analysis"
    assert [line["rejected"] for line in logs if "rejected" in line] == ["deadline"]


@pytest.mark.parametrize("era", ERAS)
def test_a_bug_is_logged_and_shown_without_the_text(
    open_url: str, era: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("zanzibar")

    monkeypatch.setattr(engine_module, "analyze", fail)
    with capture_logs() as logs:
        with pytest.raises(MCPError) as error:
            call(open_url, "analyze", era=era, text="zanzibar")
        wait_for(lambda: 500 in statuses(logs))
    assert error.value.message == "internal error; please report it"
    (bug,) = (line for line in logs if line["event"] == "bug")
    assert (bug["route"], bug["error"]["type"]) == ("tool analyze", "RuntimeError")
    assert "zanzibar" not in json.dumps(logs)


def test_a_client_that_leaves_while_it_waits_is_not_worked_for(
    open_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[int] = []
    go_on = threading.Event()

    def held_up(blocks: Any, *others: Any) -> Any:
        worked.append(len(blocks[0].text))
        assert go_on.wait(60)
        return analyze(blocks, *others)

    monkeypatch.setattr(engine_module, "analyze", held_up)
    port = int(open_url.rpartition(":")[2].partition("/")[0])
    with capture_logs() as logs:
        with connect(port) as first:
            send(first, message(text="x" * 20_000))
            wait_for(lambda: worked == [20_000])
            for _ in range(3):
                with connect(port) as hasty:
                    send(hasty, message(text="y" * 30_000))
            wait_for(lambda: statuses(logs).count(499) == 3)
            go_on.set()
            assert first.recv(65_536).startswith(b"HTTP/1.1 200")
        assert worked == [20_000]
        assert answer(over_http(open_url, calling("analyze", text="z" * 10_000)))["words"] == 1


def send(client: socket.socket, body: bytes) -> None:
    """A whole request."""
    fields = {**HEADERS, "host": "127.0.0.1:1", "content-length": f"{len(body)}"}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    client.sendall(f"POST /mcp HTTP/1.1\r\n{head}\r\n".encode() + body)
