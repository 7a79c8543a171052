"""POST /mcp over HTTP: tools, keys, rates, limits and clients that leave, with the SDK's client."""

import asyncio
import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from mcp import Client, MCPError
from mcp.types import CallToolResult

from levelhead.cli.main import main
from levelhead.engine.analyzer import analyze
from levelhead.service import settings
from levelhead.service.main import build
from levelhead.service.mcp.answers import MAX_CHARS, MAX_ITEMS
from levelhead.service.routes import engine as engine_module
from levelhead.service.settings import Settings, SettingsError, settings_of_service
from tests.helpers.assistant import ERAS, answer, calling, over_http, over_stdio, refusal, text
from tests.helpers.lexicons import LEXICON
from tests.helpers.logs import capture_logs
from tests.helpers.markdown import fences
from tests.helpers.running import ROOT, environment, running, wait_for
from tests.helpers.serving_thread import connect, port_of, serving

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
    return httpx.post(url, content=content, headers={**HEADERS, "x-api-key": key, **headers})


def statuses(logs: Sequence[Mapping[str, Any]]) -> list[int]:
    """Those of the requests, each of which is logged once its answer is sent."""
    return [line["status"] for line in logs if line["event"] == "request"]


async def tools_of(client: Client) -> dict[str, Any]:
    return {tool.name: tool for tool in (await client.list_tools()).tools}


@pytest.mark.parametrize("era", ERAS)
def test_the_tools_say_what_they_take(url: str, era: str) -> None:
    tools = over_http(url, tools_of, {"X-API-Key": KEY}, era)
    arguments = {name: [*tool.input_schema["properties"]] for name, tool in tools.items()}
    options = ["format", "dimensions", "categories", "min_score", "quotes", "allow", "offset_unit"]
    assert arguments == {
        "analyze": ["text", *options, "profile", "desk"],
        "compare": ["before", "after", *options, "profile", "desk"],
        "explain_rule": ["rule"],
    }
    required = {name: tool.input_schema["required"] for name, tool in tools.items()}
    assert required == {
        "analyze": ["text"],
        "compare": ["before", "after"],
        "explain_rule": ["rule"],
    }
    for tool in tools.values():
        assert all(a["description"] for a in tool.input_schema["properties"].values())
        assert "null" not in json.dumps(tool.input_schema)
        assert tool.annotations.read_only_hint
    profile = tools["analyze"].input_schema["properties"]["profile"]
    assert profile["enum"] == ["gazette", "magazine", "northern"]


def test_without_profiles_no_argument_is_about_them(open_url: str) -> None:
    tools = over_http(open_url, tools_of)
    assert {"profile", "desk"}.isdisjoint(tools["analyze"].input_schema["properties"])


@pytest.mark.parametrize("era", ERAS)
def test_a_text_is_analysed_as_over_the_api(url: str, era: str) -> None:
    found = answer(call(url, "analyze", era=era, text=ARTICLE))
    own = httpx.post(
        url.replace("/mcp", "/analyze"), json={"text": ARTICLE}, headers={"x-api-key": KEY}
    ).json()
    kept = ["start", "end", "text", "dimension", "category", "score", "rule", "voice"]
    kept += ["message", "suggestions"]
    assert found == {
        "scores": {
            dimension: {"score": score["score"], "band": score["band"]}
            for dimension, score in own["scores"].items()
        },
        "words": 7,
        "spans": [{name: span[name] for name in kept} for span in own["spans"]],
        "headline_flags": [
            {name: flag[name] for name in ("start", "end", "text", "kind", "message")}
            for flag in own["headline"]["flags"]
        ],
        "offset_unit": "codepoint",
    }
    assert [span["text"] for span in found["spans"]] == ["slams", "bonkers", "may"]


def test_an_assistant_that_reads_only_text_reads_the_same(url: str) -> None:
    result = call(url, "analyze", text=ARTICLE)
    assert json.loads(text(result)) == answer(result)


def test_the_flags_of_a_headline_are_shown(url: str) -> None:
    body = "The council said on Monday that the tram may have killed two geese by the old bridge."
    found = answer(call(url, "analyze", text=f"Tram killed two geese by old bridge\n\n{body}"))
    assert [flag["kind"] for flag in found["headline_flags"]] == ["unhedged"]


@pytest.mark.parametrize(
    ("arguments", "marked"),
    [
        ({"dimensions": ["hedging"]}, ["may"]),
        ({"categories": ["loaded"]}, ["bonkers"]),
        ({"min_score": 0.9}, ["bonkers", "may"]),
        ({"allow": ["slam"]}, ["bonkers", "may"]),
        ({"text": "<h1>Bon<b>kers</b> plan</h1>", "format": "html"}, ["Bon<b>kers"]),
        ({"text": "He said: “It is bonkers.”", "quotes": "ignore"}, []),
        ({"profile": "northern"}, ["slams", "may"]),
        ({"desk": None, "profile": None, "categories": None}, ["slams", "bonkers", "may"]),
    ],
)
def test_options_are_those_of_the_api(
    url: str, arguments: dict[str, Any], marked: list[str]
) -> None:
    found = answer(call(url, "analyze", **{"text": ARTICLE, **arguments}))
    assert [span["text"] for span in found["spans"]] == marked


def test_offsets_are_in_the_unit_that_is_asked_for(url: str) -> None:
    found = answer(call(url, "analyze", text="🚋 bonkers", offset_unit="utf16"))
    assert [(s["start"], s["end"]) for s in found["spans"]] == [(3, 10)]
    assert found["offset_unit"] == "utf16"


@pytest.mark.parametrize("era", ERAS)
def test_two_versions_are_compared(url: str, era: str) -> None:
    before = "Police said the driver may have been drunk."
    after = "The driver was drunk."
    assert answer(call(url, "compare", era=era, before=before, after=after)) == {
        "offset_unit": "codepoint",
        "difference": {"sensational": 0.0, "hedging": -0.593},
        "before": {
            "sensational": {"score": 0.0, "band": "low"},
            "hedging": {"score": 0.593, "band": "high"},
        },
        "after": {
            "sensational": {"score": 0.0, "band": "low"},
            "hedging": {"score": 0.0, "band": "low"},
        },
        "changes": [
            {
                "kind": "source_dropped",
                "effect": "stronger",
                "message": "The source was dropped: “Police said”.",
                "before": {"start": 0, "end": 11, "text": "Police said"},
                "after": None,
            },
            {
                "kind": "hedge_dropped",
                "effect": "stronger",
                "message": "“may” was dropped, which leaves less doubt.",
                "before": {"start": 23, "end": 26, "text": "may"},
                "after": None,
            },
        ],
    }


@pytest.mark.parametrize("rule", ["bonkers", "northern:nimby"])
def test_a_rule_is_explained_as_by_the_api(url: str, rule: str) -> None:
    own = httpx.get(url.replace("/mcp", f"/rules/{rule}"), headers={"x-api-key": KEY})
    assert answer(call(url, "explain_rule", rule=rule)) == own.json()


@pytest.mark.parametrize("era", ERAS)
def test_a_wrong_argument_is_named(url: str, era: str) -> None:
    table: list[tuple[str, dict[str, Any], str]] = [
        ("analyze", {}, "text: is required"),
        ("analyze", {"text": None}, "text: is required"),
        ("analyze", {"text": 7}, "text: should be a string"),
        ("analyze", {"text": "x", "blocks": []}, "blocks: is not an argument of this tool"),
        ("analyze", {"text": "x", "y" * 99: 1}, f"{'y' * 64}: is not an argument of this tool"),
        (
            "analyze",
            {"text": "x", "min_score": 2, "dimensions": ["heat"]},
            "dimensions.0: should be 'hedging' or 'sensational'\n"
            "min_score: should be less than or equal to 1",
        ),
        ("analyze", {"text": "x", "profile": "none"}, "profile: names no profile of this service"),
        ("compare", {"before": "x"}, "after: is required"),
        ("compare", {"before": 7, "after": "x"}, "before: should be a string"),
        ("explain_rule", {"rule": 7}, "rule: should be a string"),
        ("explain_rule", {"rule": "x"}, "rule: names no rule; take it from the `rule` of a span"),
    ]

    async def use(client: Client) -> list[str]:
        return [refusal(await client.call_tool(tool, given)) for tool, given, _ in table]

    said = over_http(url, use, {"X-API-Key": KEY}, era)
    assert said == [reason for *_, reason in table]


def test_half_a_character_is_refused_in_both_protocols(open_url: str) -> None:
    old = post(open_url, message(text="\ud800"))
    assert (old.status_code, old.json()["error"]["code"]) == (400, -32700)  # no JSON to the SDK
    whole = json.loads(message(text="\ud800"))
    meta = {"protocolVersion": "2026-07-28", "clientCapabilities": {}}
    whole["params"]["_meta"] = {f"io.modelcontextprotocol/{name}": meta[name] for name in meta}
    headers = {"mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call"}
    new = post(open_url, json.dumps(whole).encode(), **headers, **{"mcp-name": "analyze"})
    assert new.json()["result"]["content"][0]["text"] == "text: contains an unpaired surrogate"


@pytest.mark.parametrize("era", ERAS)
def test_an_unknown_tool_is_refused_with_the_names_of_the_tools(url: str, era: str) -> None:
    with pytest.raises(MCPError, match="unknown tool; there are analyze, compare, explain_rule"):
        call(url, "delete", era=era)


def test_the_highest_scores_are_kept_and_the_rest_is_named(url: str) -> None:
    weak, strong = "It could fail. " * 10, "It is bonkers. " * MAX_ITEMS
    found = answer(call(url, "analyze", text=f"{weak}{strong}"))
    assert {span["text"] for span in found["spans"]} == {"bonkers"}
    starts = [span["start"] for span in found["spans"]]
    assert starts == sorted(starts)
    assert len(starts) == MAX_ITEMS
    assert found["left_out"] == (
        "10 spans with the lowest scores; ask for one dimension or category, or for a part of the "
        "text"
    )


def test_the_first_changes_are_kept_and_the_rest_is_named(url: str) -> None:
    plain = "".join(f"Street {n} will be closed on 4 May. " for n in range(MAX_ITEMS + 5))
    found = answer(call(url, "compare", before=plain, after=plain.replace("closed", "shambolic")))
    assert len(found["changes"]) == MAX_ITEMS
    assert found["left_out"].startswith("5 changes at the end; ")


def test_very_long_words_are_cut_off(url: str) -> None:
    (span,) = answer(call(url, "analyze", text=f"It is{' ' * 1000}believed to be."))["spans"]
    assert span["text"] == f"It is{' ' * (MAX_CHARS - 5)}…"
    assert (span["start"], span["end"]) == (0, 5 + 1000 + len("believed"))


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
            wait_for(lambda: statuses(logs) == [499] * 3)
            go_on.set()
            assert first.recv(65_536).startswith(b"HTTP/1.1 200")
        assert worked == [20_000]
        assert answer(over_http(open_url, calling("analyze", text="z" * 10_000)))["words"] == 1


def send(client: socket.socket, body: bytes) -> None:
    """A whole request."""
    fields = {**HEADERS, "host": "127.0.0.1:1", "content-length": f"{len(body)}"}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    client.sendall(f"POST /mcp HTTP/1.1\r\n{head}\r\n".encode() + body)


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
    refused = httpx.request(method, url, headers={**HEADERS, "x-api-key": KEY})
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert refused.json()["error"]["message"] == "method not allowed; use POST"


def test_calls_are_counted_as_other_requests_are(url: str) -> None:
    with capture_logs() as logs:
        post(url, message(text=ARTICLE))
        wait_for(lambda: statuses(logs) == [200])
    (line,) = logs
    counted = ("route", "status", "key", "texts", "chars", "spans")
    assert [line[name] for name in counted] == ["/mcp", 200, "desk", 1, len(ARTICLE), 3]


def test_the_profile_of_a_key_holds_for_calls_that_name_none(url: str) -> None:
    words = "Jobsworths and yokels slam the bonkers plan, “utterly daft”, a man said."
    marked = {}
    for key, named in ((KEY, {}), (LOCAL, {}), (LOCAL, {"profile": "magazine"})):
        found = answer(call(url, "analyze", key, text=words, **named))
        spans = [span["text"] for span in found["spans"]]
        marked[key, *named.values()] = (found.get("profile"), spans)
    assert marked == {
        (KEY,): (None, ["Jobsworths", "yokels", "slam", "bonkers", "utterly", "daft"]),
        (LOCAL,): ("gazette", ["Jobsworths", "yokels", "slam"]),
        (LOCAL, "magazine"): ("magazine", ["Jobsworths", "yokels", "slam", "bonkers"]),
    }


def test_each_word_of_a_profile_is_found_and_explained(url: str) -> None:
    """An assistant that goes through the house style of docs/profiles, rule by rule."""
    profile = httpx.get(url.replace("/mcp", "/profiles/northern"), headers={"x-api-key": KEY})
    rules = [rule["id"] for rule in profile.json()["rules"] if rule["dimension"] != "context"]

    async def use(client: Client) -> list[str]:
        missed = []
        for rule in rules:
            explained = answer(await client.call_tool("explain_rule", {"rule": rule}))
            assert explained["message"]
            sentence, *_ = explained.get("hits") or [f"A <{explained['forms'][0]}> here."]
            given = {"text": sentence.replace("<", "").replace(">", ""), "profile": "northern"}
            found = answer(await client.call_tool("analyze", given))
            if rule not in [span["rule"] for span in found["spans"]]:
                missed.append(rule)
        return missed

    assert len(rules) == 63
    assert over_http(url, use, {"X-API-Key": KEY}) == []


def test_a_rewrite_is_compared_in_the_style_of_a_profile(url: str) -> None:
    sides = {
        "before": "The council spoke.",
        "after": "The jobsworths and the bonkers council spoke.",
    }
    found = answer(call(url, "compare", profile="northern", **sides))
    assert found["profile"] == "northern"
    assert [change["after"]["text"] for change in found["changes"]] == ["jobsworths"]


@pytest.mark.slow
def test_any_worker_answers_any_message() -> None:
    variables = {
        "LEVELHEAD_MCP_HOSTS": "127.0.0.1:*",
        "LEVELHEAD_PROFILES": str(ROOT / "docs/profiles"),
        "LEVELHEAD_DEADLINE_SECONDS": "60",
    }

    async def use(client: Client) -> list[CallToolResult]:
        text = "Jobsworths and fury at the bonkers plan, sources close to the council say."
        given = {"text": text, "profile": "northern"}
        return await asyncio.gather(*(client.call_tool("analyze", given) for _ in range(20)))

    with running(("levelhead", "serve", "--workers", "2"), variables, subprocess.DEVNULL) as url:
        results = [*chain.from_iterable(over_http(f"{url}/mcp", use, era=era) for era in ERAS)]
    assert len(results) == 40
    assert {tuple(span["text"] for span in answer(result)["spans"]) for result in results} == {
        ("Jobsworths", "fury", "sources close to the council")
    }


CONFIGURATIONS = {
    f.where: json.loads(f.body) for f in fences("docs/mcp.md") if f.language == "json"
}


@pytest.mark.parametrize("where", CONFIGURATIONS)
def test_a_configuration_of_the_docs_works(where: str, url: str) -> None:
    configuration = CONFIGURATIONS[where]
    servers = configuration.get("mcpServers") or configuration["servers"]
    server = servers["levelhead"]
    if "command" in server:
        folder = {name: str(ROOT / "docs/profiles") for name in server.get("env", {})}
        tools = over_stdio(tools_of, *server["args"], command=server["command"], env=folder)
    else:
        assert server["url"] == "https://levelhead.example/mcp"
        keys = {name: re.sub(r"^\$\{\S+\}$", KEY, v) for name, v in server["headers"].items()}
        tools = over_http(url, tools_of, keys)
    assert [*tools] == ["analyze", "compare", "explain_rule"]


def test_it_is_switched_off_by_default_and_nothing_of_it_imported() -> None:
    program = (
        "import sys; from levelhead.service.main import create_app; app = create_app(); "
        "assert '/mcp' not in [getattr(r, 'path', '') for r in app.routes]; "
        "assert not [m for m in sys.modules if m.partition('.')[0] in ('mcp', 'mcp_types')]"
    )
    run = subprocess.run([sys.executable, "-c", program], env=environment(), capture_output=True)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("host", ["*", "https://levelhead.example", "a.example/mcp", "a.*"])
def test_a_host_that_cannot_be_meant_is_refused(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEVELHEAD_MCP_HOSTS", host)
    with pytest.raises(SettingsError, match=r"^LEVELHEAD_MCP_HOSTS: "):
        settings_of_service()


def test_without_the_extra_a_service_that_should_have_it_does_not_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEVELHEAD_MCP_HOSTS", "localhost:*")
    monkeypatch.setattr(settings, "find_spec", lambda _: None)
    assert main(["serve", "--workers", "2"]) == 2
    said = "LEVELHEAD_MCP_HOSTS: needs levelhead[mcp], which is not installed\n"
    assert capsys.readouterr().err == said
