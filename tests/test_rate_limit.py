"""Rates: which requests count together, what the headers say, and what happens without Redis."""

import asyncio
import json
import logging
import socket
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import ValidationError
from starlette.types import Scope

from levelhead.service.main import build
from levelhead.service.middleware import rate_limit
from levelhead.service.middleware.rate_limit import Counters
from levelhead.service.middleware.request_state import state_of
from levelhead.service.observe import metrics
from levelhead.service.rate import Rate
from levelhead.service.settings import Settings
from tests.helpers.asgi import LEXICON, ask, call
from tests.helpers.lexicons import write_lexicon
from tests.helpers.redis_server import Redis
from tests.helpers.running import SECONDS, environment, running

KEY, OTHER = "lvl_one", "lvl_two"


def app_with(**settings: Any) -> FastAPI:
    """An application with counts of its own, which start at nought."""
    return build(LEXICON, Settings(**settings))


def statuses(app: FastAPI, times: int, **request: Any) -> list[int]:
    return [ask("GET", "/limits", app, **request).status_code for _ in range(times)]


def test_by_default_nobody_is_counted() -> None:
    app = app_with()
    answer = ask("GET", "/limits", app)
    assert "ratelimit" not in answer.headers
    assert app.state.counters is None


def test_the_rate_that_counts_is_among_the_limits() -> None:
    limits = ask("GET", "/limits", app_with(rate="3/hour")).json()
    assert limits["rate"] == {"requests": 3, "seconds": 3600}


def test_the_headers_tell_how_much_is_left() -> None:
    app = app_with(rate="3/hour")
    answers = [ask("GET", "/limits", app).headers for _ in range(3)]
    assert [headers["ratelimit-policy"] for headers in answers] == ['"address";q=3;w=3600'] * 3
    left = [headers["ratelimit"].rpartition(";t=") for headers in answers]
    assert [name for name, _, _ in left] == [f'"address";r={n}' for n in (2, 1, 0)]
    assert all(0 < int(seconds) <= 3600 for _, _, seconds in left)


def test_beyond_the_rate_it_is_429_and_says_how_long_to_wait() -> None:
    app = app_with(rate="2/hour")
    *_, refused = (ask("GET", "/limits", app) for _ in range(3))
    assert refused.status_code == 429
    wait = int(refused.headers["retry-after"])
    assert 0 < wait <= 3600
    assert refused.headers["ratelimit"].startswith('"address";r=0;t=')
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["title"] == "Too Many Requests"
    assert refused.json()["detail"] == f"at most 2 requests in 3600 s; wait {wait} s"


def test_the_reason_is_left_in_the_state() -> None:
    app = app_with(rate="1/hour")
    scopes: list[Scope] = [{"state": {}}, {"state": {}}]
    for scope in scopes:
        call(app, path="/limits", method="GET", query_string=b"", client=("::1", 1), **scope)
    assert [state_of(scope).rejected for scope in scopes] == [None, "rate"]


def test_probes_and_docs_are_not_counted() -> None:
    app = app_with(rate="1/hour")
    for path in ["/livez", "/readyz", "/docs", "/openapi.json"] * 2:
        answer = ask("GET", path, app)
        assert (answer.status_code, "ratelimit" in answer.headers) == (200, False)
    assert statuses(app, 2) == [200, 429]


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "keys.toml"
    path.write_text(
        f'[one]\nsha256 = "{sha256(KEY.encode()).hexdigest()}"\nrate = "3/hour"\n'
        f'[two]\nsha256 = "{sha256(OTHER.encode()).hexdigest()}"\n'
    )
    return path


@pytest.mark.parametrize(
    ("rate", "one", "two"),
    [(None, [200, 200, 200, 429], [200] * 4), ("1/hour", [200, 200, 200, 429], [200, 429])],
)
def test_each_key_is_counted_by_itself_at_its_own_rate(
    rate: str | None, one: list[int], two: list[int], keys: Path
) -> None:
    app = app_with(rate=rate, api_keys_file=keys)
    assert statuses(app, len(one), headers={"x-api-key": KEY}) == one
    assert statuses(app, len(two), headers={"x-api-key": OTHER}) == two
    shown = ask("GET", "/limits", app, headers={"x-api-key": KEY}).headers
    if rate is None:
        assert ask("GET", "/limits", app, headers={"x-api-key": OTHER}).json()["rate"] is None
    assert shown["ratelimit-policy"] == '"key";q=3;w=3600'


def left(answer: httpx.Response) -> str:
    return answer.headers["ratelimit"].split(";")[1]


def batch_of(count: int) -> dict[str, Any]:
    return {"json": {"documents": [{"id": f"{n}", "text": "x"} for n in range(count)]}}


def stream_of(*lines: str) -> dict[str, Any]:
    headers = {"content-type": "application/x-ndjson"}
    return {"content": "\n".join(lines).encode(), "headers": headers}


def test_each_document_of_a_batch_counts_as_a_request() -> None:
    app = app_with(rate="10/hour")
    counted = [ask("POST", "/analyze/batch", app, **batch_of(n)) for n in (4, 0, 1)]
    assert [(answer.status_code, left(answer)) for answer in counted] == [
        (200, "r=6"),
        (200, "r=5"),
        (200, "r=4"),
    ]
    beyond = ask("POST", "/analyze/batch", app, **batch_of(5))
    assert beyond.status_code == 429
    assert int(beyond.headers["retry-after"]) > 0
    assert left(beyond) == "r=3"  # the request itself was counted
    assert ask("POST", "/analyze/batch", app, **batch_of(3)).status_code == 200
    assert statuses(app, 1) == [429]


def test_the_error_of_a_batch_above_every_rate_says_how_many_documents_it_may_have() -> None:
    answer = ask("POST", "/analyze/batch", app_with(rate="10/hour"), **batch_of(11))
    assert answer.status_code == 422
    assert answer.json()["detail"] == "`/documents` should have at most 10 documents"


def test_each_document_of_a_stream_counts_as_a_request() -> None:
    app = app_with(rate="3/hour")
    line = '{"id": "%s", "text": "x"}'
    sent = stream_of(line % "a", "", line % "b", line % "c", line % "d", "{", line % "e")
    answer = ask("POST", "/analyze/batch", app, **sent)
    assert answer.status_code == 200
    items = [json.loads(each) for each in answer.text.splitlines()]
    assert [(item["line"], item.get("id")) for item in items] == [
        *((1, "a"), (3, "b"), (4, "c"), (5, None), (6, None), (7, None))
    ]
    assert ["error" in item for item in items] == [False] * 3 + [True] * 3
    for number in (3, 5):
        error = items[number]["error"]
        assert (error["status"], error["title"]) == (429, "Too Many Requests")
        assert error["detail"].startswith("at most 3 requests in 3600 s; wait ")
    assert statuses(app, 1) == [429]


def test_documents_are_not_counted_without_a_rate() -> None:
    assert ask("POST", "/analyze/batch", app_with(), **batch_of(20)).status_code == 200
    sent = stream_of(*['{"text": "x"}'] * 20)
    answer = ask("POST", "/analyze/batch", app_with(), **sent)
    assert "error" not in answer.text


PROXIES = "10.0.0.0/8, 2001:db8::/32,192.0.2.1"


@pytest.mark.parametrize(
    ("trusted", "caller", "forwarded", "counted"),
    {
        "nobody is trusted by default": ("", "127.0.0.1", ["203.0.113.9"], "127.0.0.1"),
        "a caller that is no proxy": (PROXIES, "203.0.113.1", ["203.0.113.9"], "203.0.113.1"),
        "a proxy": (PROXIES, "10.1.2.3", ["203.0.113.9"], "203.0.113.9"),
        "what a client wrote itself": (
            PROXIES,
            "10.1.2.3",
            ["1.1.1.1, 203.0.113.9"],
            "203.0.113.9",
        ),
        "two proxies": (PROXIES, "192.0.2.1", ["203.0.113.9, 10.9.9.9"], "203.0.113.9"),
        "in two lines": (PROXIES, "192.0.2.1", ["1.1.1.1", "203.0.113.9,10.9.9.9"], "203.0.113.9"),
        "all proxies": (PROXIES, "192.0.2.1", ["10.0.0.2, 10.9.9.9"], "10.0.0.2"),
        "with a port": (PROXIES, "10.1.2.3", ["203.0.113.9:4711"], "203.0.113.9"),
        "IPv6": (PROXIES, "2001:db8::1", ["[2a00:1:2:3:4::5]:4711"], "2a00:1:2:3:4::5"),
        "IPv4 on an IPv6 socket": (PROXIES, "::ffff:10.1.2.3", ["203.0.113.9"], "203.0.113.9"),
        "no address": (PROXIES, "10.1.2.3", ["203.0.113.9, unknown"], "10.1.2.3"),
        "nothing": (PROXIES, "10.1.2.3", [], "10.1.2.3"),
        "a socket's path": (PROXIES, "", ["203.0.113.9"], ""),
    }.values(),
)
def test_the_client_behind_trusted_proxies_is_counted(
    trusted: str, caller: str, forwarded: list[str], counted: str
) -> None:
    app = app_with(rate="1/hour", trusted_proxies=trusted)
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    common: dict[str, Any] = {"method": "GET", "path": "/limits", "query_string": b""}
    ask_first = call(app, **common, headers=headers, client=(caller, 1))
    again = call(app, **common, headers=[], client=(counted, 2) if counted else None)
    assert [ask_first[0]["status"], again[0]["status"]] == [200, 429]


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("2a00:1:2:3::1", "2a00:1:2:3:ffff::9", True),
        ("2a00:1:2:3::1", "2a00:1:2:4::1", False),
        ("203.0.113.1", "203.0.113.2", False),
        ("203.0.113.1", "::ffff:203.0.113.1", True),
    ],
)
def test_addresses_of_one_customer_are_shared_counts(
    first: str, second: str, together: bool
) -> None:
    app = app_with(rate="1/hour")
    common: dict[str, Any] = {"method": "GET", "path": "/limits", "query_string": b""}
    call(app, **common, client=(first, 1))
    answer = call(app, **common, client=(second, 1))
    assert answer[0]["status"] == (429 if together else 200)


@pytest.mark.parametrize(
    "setting",
    [{"rate": "often"}, {"redis_url": "http://x"}, {"trusted_proxies": "10.0.0.0/8,me"}],
)
def test_a_wrong_setting_is_named(setting: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=next(iter(setting))):
        Settings(**setting)


@pytest.mark.alone
def test_a_hit_costs_the_same_however_many_clients_there_are() -> None:
    async def cost(clients: int) -> float:
        local = Counters()
        memory = local._memory
        for n in range(clients):
            memory.storage[f"{n}"] = 1
            memory.expirations[f"{n}"] = time.time() + 1000
        await local.count(Rate(9, 60), "first")
        start = time.perf_counter()
        for n in range(200):
            await local.count(Rate(9, 60), f"client {n}")
            await asyncio.sleep(0)
        return time.perf_counter() - start

    assert asyncio.run(cost(50_000)) < 10 * asyncio.run(cost(1))


def test_counts_that_have_run_out_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "SWEEP_EVERY", 0.0)

    async def held() -> list[str]:
        local = Counters()
        memory = local._memory
        await local.count(Rate(9, 60), "gone")
        for name in memory.expirations:
            memory.expirations[name] = 0
        await asyncio.sleep(0.01)
        await local.count(Rate(9, 60), "here")
        await asyncio.sleep(0.01)
        await local.close()
        return [name for name in memory.storage if "gone" in name]

    assert asyncio.run(held()) == []


@pytest.mark.parametrize("settings", [{}, {"rate": "1/hour"}])
def test_an_end_without_redis_needs_nothing(settings: dict[str, Any]) -> None:
    app = app_with(**settings)

    async def life() -> None:
        async with app.router.lifespan_context(app):
            pass

    asyncio.run(life())


@pytest.mark.needs("redis-server")
def test_at_the_end_redis_is_hung_up_on(redis: Redis) -> None:
    redis.start()
    app = app_with(rate="9/hour", redis_url=redis.url)

    async def life() -> int:
        async with app.router.lifespan_context(app):
            await app.state.counters.count(Rate(9, 60), "key", "a")
        pool = app.state.counters._pool
        return sum(c.is_connected for c in pool._available_connections)

    assert asyncio.run(life()) == 0


@pytest.fixture
def lexicons(tmp_path: Path) -> dict[str, str]:
    """The setting of a lexicon that a service loads in no time."""
    write_lexicon(tmp_path / "lexicons")
    return {"LEVELHEAD_LEXICONS": str(tmp_path / "lexicons")}


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path)
    yield server
    server.stop()


@pytest.mark.needs("redis-server")
def test_redis_counts_for_all_processes_together(redis: Redis) -> None:
    redis.start()

    async def counted() -> list[int]:
        processes = [Counters(redis.url) for _ in range(2)]
        left = [(await each.count(Rate(9, 60), "key", "a")).remaining for each in processes]
        for each in processes:
            await each.close()
        return left

    assert asyncio.run(counted()) == [8, 7]


@pytest.mark.needs("redis-server")
def test_without_redis_each_counts_for_itself_until_it_is_back(
    redis: Redis, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rate_limit, "PAUSE", 0.05)
    redis.start()

    async def counted() -> tuple[int, list[int], int, int]:
        mine = Counters(redis.url)
        before = (await mine.count(Rate(9, 60), "key", "a")).remaining
        redis.stop()
        without = []
        for _ in range(4):
            without.append((await mine.count(Rate(9, 60), "key", "a")).remaining)
            await asyncio.sleep(0.06)
        redis.start()
        end = time.monotonic() + SECONDS
        while "Redis is back" not in caplog.text and time.monotonic() < end:
            await mine.count(Rate(9, 60), "key", "b")
            await asyncio.sleep(0.02)
        # The new server knows of nobody: it is asked, not our own memory.
        after = (await mine.count(Rate(9, 60), "key", "a")).remaining
        redis.stop()
        # The look that finds nobody, and the second of two requests that were on their way.
        await asyncio.gather(*(mine.count(Rate(9, 60), "key", "a") for _ in range(2)))
        await asyncio.sleep(0.06)
        await mine.count(Rate(9, 60), "key", "a")
        await asyncio.sleep(0.06)
        failures = metrics.REDIS_FAILURES._value.get()
        await mine.close()
        return before, without, failures, after

    failed = metrics.REDIS_FAILURES._value.get()
    before, without, failures, after = asyncio.run(counted())
    assert (before, without, after) == (8, [8, 7, 6, 5], 8)
    assert failures >= failed + 4
    lost, back, lost_again = caplog.messages
    assert lost.startswith("Redis does not answer as it should (")
    assert back.startswith("Redis is back: ")
    assert lost_again == lost
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


@pytest.mark.alone
def test_no_request_waits_long_for_a_redis_that_is_silent() -> None:
    """One that takes connections and says nothing: worse than one that is gone."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}"

        async def waits() -> list[float]:
            mine = Counters(url)
            took = []
            for _ in range(20):
                start = time.perf_counter()
                assert (await mine.count(Rate(99, 60), "key", "a")).within
                took.append(time.perf_counter() - start)
            await mine.close()
            return took

        first, *rest = asyncio.run(waits())
    assert first < rate_limit.REDIS_SECONDS + 0.1
    assert max(rest) < 0.05


@pytest.mark.needs("redis-server")
def test_a_service_counts_in_redis_and_answers_without_it(
    redis: Redis, lexicons: dict[str, str]
) -> None:
    redis.start()
    settings = lexicons | {"LEVELHEAD_RATE": "1000/hour", "LEVELHEAD_REDIS_URL": redis.url}
    with running(settings=settings) as url, httpx.Client(base_url=url, timeout=SECONDS) as client:
        first = client.get("/limits")
        redis.stop()
        second = client.get("/limits")
        redis.start()
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            third = client.get("/limits")
            time.sleep(0.2)
            if ";r=999;" in third.headers["ratelimit"]:
                break
    assert [each.status_code for each in (first, second, third)] == [200] * 3
    left = [each.headers["ratelimit"].split(";")[1] for each in (first, second, third)]
    assert left == ["r=999"] * 3


def test_uvicorn_believes_no_local_client(lexicons: dict[str, str]) -> None:
    """Its own default takes X-Forwarded-For from 127.0.0.1: each line would be a new client."""
    with running(settings=lexicons | {"LEVELHEAD_RATE": "1/hour"}) as url:
        answers = [
            httpx.get(
                f"{url}/limits", headers={"x-forwarded-for": f"203.0.113.{n}"}, timeout=SECONDS
            )
            for n in range(2)
        ]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert "FORWARDED_ALLOW_IPS" not in environment()
