"""POST /mcp as HTTP: hosts, origins, bodies, methods, counts and workers."""

import asyncio
import json
import subprocess
from itertools import chain
from pathlib import Path

import httpx
import pytest
from mcp import Client
from mcp.types import CallToolResult

from tests.helpers import mcp_service
from tests.helpers.assistant import ERAS, answer, over_http
from tests.helpers.lexicons import write_lexicon
from tests.helpers.logs import capture_logs
from tests.helpers.mcp_service import ARTICLE, HEADERS, KEY, message, post, statuses
from tests.helpers.profile_files import LOADED, write
from tests.helpers.running import SECONDS, running, wait_for

# Fixtures: pytest finds them by these names.
app = mcp_service.app
url = mcp_service.url
open_url = mcp_service.open_url


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:8000"}, 421),
        ({"host": "zanzibar.example"}, 421),
        ({"origin": "https://cms.example"}, 200),
        ({"origin": "https://zanzibar.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_only_known_hosts_and_origins_are_served(
    open_url: str, headers: dict[str, str], status: int
) -> None:
    with capture_logs() as logs:
        answered = post(open_url, message(text="x"), **headers)
    assert answered.status_code == status
    said = {
        200: None,
        403: "the Origin of the request should be one of LEVELHEAD_CORS_ORIGINS",
        421: "the Host of the request should be one of LEVELHEAD_MCP_HOSTS",
    }
    assert answered.json().get("error", {}).get("message") == said[status]
    assert "zanzibar" not in json.dumps(logs)


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"content-encoding": "gzip"}, "compressed bodies are not supported"),
        ({"content-type": "text/plain"}, "the Content-Type should be application/json, in UTF-8;"),
        ({"content-type": "application/json; charset=utf-16"}, "the Content-Type should be "),
    ],
)
def test_a_body_that_is_not_plain_json_is_refused_with_the_reason(
    open_url: str, headers: dict[str, str], reason: str
) -> None:
    refused = post(open_url, message(text="x"), **headers)
    assert refused.status_code == 415
    assert refused.json()["error"]["message"].startswith(reason)


NOT_MESSAGES = {
    "no object": '"zanzibar"',
    "a list of messages": '[{"jsonrpc": "2.0", "id": 1, "method": "zanzibar"}]',
    "params that are a text": '{"jsonrpc": "2.0", "id": 1, "method": "x", "params": "zanzibar"}',
    "no version": '{"id": 1, "method": "zanzibar"}',
    "no method": '{"jsonrpc": "2.0", "id": 1, "zanzibar": 1}',
}


@pytest.mark.parametrize("body", NOT_MESSAGES.values(), ids=NOT_MESSAGES)
def test_json_that_no_message_is_refused_without_repeating_it(open_url: str, body: str) -> None:
    refused = post(open_url, body.encode())
    error = {"code": -32600, "message": "the body is not a message of JSON-RPC 2.0"}
    assert (refused.status_code, refused.json()["error"]) == (400, error)


def test_what_is_not_json_is_refused_with_the_place(open_url: str) -> None:
    refused = post(open_url, b'{"zanzibar')
    error = {
        "code": -32700,
        "message": "Parse error: EOF while parsing a string at line 1 column 10",
    }
    assert (refused.status_code, refused.json()["error"]) == (400, error)


@pytest.mark.parametrize("origin", ["https://any.example", "http://127.0.0.1:9000"])
def test_any_origin_is_served_if_all_pages_may_call_the_service(url: str, origin: str) -> None:
    assert post(url, message(text="x"), origin=origin).status_code == 200


def test_a_page_of_a_listed_origin_may_send_the_headers_of_the_protocol(open_url: str) -> None:
    asked = {
        "origin": "https://cms.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,mcp-method,mcp-name,mcp-protocol-version",
    }
    allowed = httpx.options(open_url, headers=asked)
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "https://cms.example"


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_there_are_no_streams_and_no_sessions(url: str, method: str) -> None:
    refused = httpx.request(method, url, headers={**HEADERS, "x-api-key": KEY}, timeout=SECONDS)
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert refused.json()["error"]["message"] == "method not allowed; use POST"


def test_calls_are_counted_as_other_requests_are(url: str) -> None:
    with capture_logs() as logs:
        post(url, message(text=ARTICLE))
        wait_for(lambda: 200 in statuses(logs))
    (line,) = (each for each in logs if each.get("status") == 200)  # a refusal may be logged late
    counted = ("route", "status", "key", "texts", "chars", "spans")
    assert [line[name] for name in counted] == ["/mcp", 200, "desk", 1, len(ARTICLE), 3]


@pytest.mark.slow
def test_any_worker_answers_any_message(tmp_path: Path) -> None:
    # Little to load: each worker does, and that was most of the time.
    write_lexicon(tmp_path / "lexicons")
    write(tmp_path / "profiles/own", words={LOADED: "[nouns]\njobsworth = 2\ntram = 1\n"})
    variables = {
        "LEVELHEAD_MCP_HOSTS": "127.0.0.1:*",
        "LEVELHEAD_LEXICONS": str(tmp_path / "lexicons"),
        "LEVELHEAD_PROFILES": str(tmp_path / "profiles"),
    }

    async def use(client: Client) -> list[CallToolResult]:
        given = {"text": "Jobsworths on the tram.", "profile": "own"}
        return await asyncio.gather(*(client.call_tool("analyze", given) for _ in range(20)))

    with running(("levelhead", "serve", "--workers", "2"), variables, subprocess.DEVNULL) as url:
        results = [*chain.from_iterable(over_http(f"{url}/mcp", use, era=era) for era in ERAS)]
    assert len(results) == 40
    assert {tuple(span["text"] for span in answer(result)["spans"]) for result in results} == {
        ("Jobsworths", "tram")
    }
