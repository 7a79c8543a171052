"""Too much at once, too slow, too late: each is refused in time, and says why."""

import asyncio
import json
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive, Scope, Send

from levelhead.service.engine import Engine, gone
from levelhead.service.main import build
from levelhead.service.middleware.body_limit import BodyLimit, Held
from levelhead.service.middleware.request_state import state_of
from levelhead.service.settings import Settings
from tests.helpers.asgi import LEXICON, ask, call
from tests.helpers.lexicons import write_lexicon
from tests.helpers.running import ROOT, SECONDS, running

TEXT = "The bonkers plan may fail, experts reckon, and the mayor slams it. "


def app_with(**settings: Any) -> FastAPI:
    return build(LEXICON, Settings(**settings))


def at_once(app: FastAPI, times: int, **request: Any) -> list[httpx.Response]:
    """The answers to requests that arrive in the same moment."""

    async def all_of_them() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await asyncio.gather(*(client.request(**request) for _ in range(times)))

    return asyncio.run(all_of_them())


ANALYZE: dict[str, Any] = {"method": "POST", "url": "/analyze", "json": {"text": TEXT}}


def test_who_finds_the_queue_full_is_refused_at_once() -> None:
    answers = at_once(app_with(max_waiting=2), 6, **ANALYZE)
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [503] * 3
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["detail"] == "the server is at capacity"


def test_large_texts_have_a_queue_of_their_own() -> None:
    app = app_with(offload_bytes=10, max_waiting=0, max_waiting_large=1)
    answers = at_once(app, 4, **ANALYZE)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 503, 503]


@pytest.mark.parametrize("size", [10, 11, 80])
def test_a_small_or_medium_text_does_not_wait_for_a_large_one(size: int) -> None:
    engine: Engine = app_with(offload_bytes=10).state.engine
    begun, answered = threading.Event(), threading.Event()

    def long(_: object) -> bool:
        begun.set()
        return answered.wait(SECONDS)

    async def go() -> bool:
        large = asyncio.create_task(engine.run(long, 81, engine.deadline()))
        while not begun.is_set():
            await asyncio.sleep(0.01)
        await engine.run(lambda _: answered.set(), size, engine.deadline())
        return await large

    assert asyncio.run(go())


def test_by_default_a_hundred_at_once_are_answered() -> None:
    assert {answer.status_code for answer in at_once(app_with(), 100, **ANALYZE)} == {200}


def test_a_request_without_a_body_waits_for_its_turn_as_others_do() -> None:
    address = "/v2/check?language=en-GB&text=The+bonkers+plan."
    answers = at_once(app_with(), 5, method="GET", url=address)
    assert [len(answer.json()["matches"]) for answer in answers] == [1] * 5


def test_only_the_end_of_a_connection_means_that_who_waits_has_gone() -> None:
    async def receive() -> Message:
        return messages.pop(0)

    messages: list[Message] = [{"type": "http.request"}, {"type": "http.disconnect"}]
    asyncio.run(gone(Request({"type": "http"}, receive)))
    assert messages == []


@pytest.mark.parametrize("size", [1, 100_000])
def test_nothing_is_done_for_a_client_that_has_just_gone(size: int) -> None:
    engine: Engine = app_with().state.engine
    hasty = Request({"type": "http"})
    state_of(hasty.scope).gone = True

    async def go() -> None:
        with pytest.raises(ClientDisconnect):
            await engine.run(never, size, engine.deadline(), client=hasty)
        assert await engine.run(lambda _: "next", size, engine.deadline()) == "next"

    asyncio.run(go())


def never(_: object) -> None:
    raise AssertionError("worked for nobody")


BATCH = {"documents": [{"id": f"{n}", "text": TEXT} for n in range(3)]}


def test_a_batch_is_refused_whole_or_not_at_all() -> None:
    answers = at_once(app_with(max_waiting=1), 5, method="POST", url="/analyze/batch", json=BATCH)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 503, 503, 503]
    for answer in answers:
        if answer.status_code == 200:
            assert all("scores" in item for item in answer.json()["answers"])


def test_what_a_batch_has_no_time_for_has_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    work = Engine.analyze

    def slowly(self: Engine, *args: Any) -> object:
        answer: object = work(self, *args)
        time.sleep(1.1)
        return answer

    monkeypatch.setattr(Engine, "analyze", slowly)
    answer = ask("POST", "/analyze/batch", app_with(deadline_seconds=1), json=BATCH)
    assert answer.status_code == 200
    done, *late = answer.json()["answers"]
    assert "scores" in done
    assert [(item["id"], item["error"]["status"]) for item in late] == [("1", 503), ("2", 503)]


@pytest.mark.parametrize(
    ("settings", "reason"),
    [({"deadline_seconds": 1e-9}, "deadline"), ({"max_body_bytes": 3}, "too_large")],
)
def test_the_reason_is_left_in_the_state(settings: dict[str, Any], reason: str) -> None:
    kept: Scope = {"state": {}}
    part: Message = {"type": "http.request", "body": b"Bonkers."}
    scope = {"path": "/analyze", "query_string": b"", "headers": [(b"content-type", b"text/plain")]}
    call(app_with(**settings), part, **scope, **kept)
    assert state_of(kept).rejected == reason


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/analyze", "text/plain"), ("/analyze", "application/json")],
)
@pytest.mark.alone
def test_a_body_that_does_not_come_is_408(path: str, kind: str) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" "
            await asyncio.sleep(0.05)

    start = time.monotonic()
    answer = ask(
        "POST", path, app_with(body_seconds=0.2), content=slowly(), headers={"content-type": kind}
    )
    assert answer.status_code == 408
    assert answer.headers["connection"] == "close"
    assert answer.json()["detail"] == "the request body did not arrive within 0.2 s"
    assert time.monotonic() - start < 0.6


@pytest.mark.alone
def test_a_stream_may_take_long_but_not_fall_silent() -> None:
    line = b'{"text": "Bonkers."}\n'

    async def sent(pauses: list[float]) -> AsyncIterator[bytes]:
        for pause in pauses:
            await asyncio.sleep(pause)
            yield line

    app = app_with(body_seconds=0.3)
    request: dict[str, Any] = {"headers": {"content-type": "application/x-ndjson"}}
    answer = ask("POST", "/analyze/batch", app, content=sent([0.2] * 4), **request)
    assert answer.text.count('"scores"') == 4
    answer = ask("POST", "/analyze/batch", app, content=sent([0, 0.9]), **request)
    first, last = map(json.loads, answer.text.splitlines())
    assert (first["line"], "scores" in first) == (1, True)
    assert (last["line"], last["error"]["status"]) == (2, 408)


@pytest.mark.alone
def test_a_stream_that_does_not_begin_is_refused_as_a_slow_body_is() -> None:
    async def silence() -> AsyncIterator[bytes]:
        await asyncio.sleep(0.9)
        yield b""

    kind = {"content-type": "application/x-ndjson"}
    app = app_with(body_seconds=0.3)
    answer = ask("POST", "/analyze/batch", app, content=silence(), headers=kind)
    assert (answer.status_code, answer.headers["connection"]) == (408, "close")
    assert answer.headers["cache-control"] == "no-store"


def test_once_the_body_is_there_its_time_no_longer_counts() -> None:
    """An application may wait for its client to go, however long that takes."""

    async def receive() -> Message:
        if not parts:
            await asyncio.sleep(0.1)
            return {"type": "http.disconnect"}
        return parts.pop()

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        seen.extend([await receive(), await receive()])

    parts: list[Message] = [{"type": "http.request", "body": b"Bonkers."}]
    seen: list[Message] = []
    scope: Scope = {"type": "http", "headers": []}
    asyncio.run(BodyLimit(inside, 100, 0.05, Held(100))(scope, receive, unused))
    assert [message["type"] for message in seen] == ["http.request", "http.disconnect"]


async def unused(message: Message) -> None:
    raise AssertionError(message)


def test_half_a_body_and_then_silence_is_408_on_the_wire(tmp_path: Path) -> None:
    write_lexicon(tmp_path)
    settings = {"LEVELHEAD_BODY_SECONDS": "0.3", "LEVELHEAD_LEXICONS": str(tmp_path)}
    with running(settings=settings) as url:
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=SECONDS) as s:
            s.sendall(
                b"POST /analyze HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                b"Content-Length: 100\r\n\r\nThe bonkers"
            )
            answer = b"".join(iter(lambda: s.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 408 ")


ARTICLE = (ROOT / "tests/articles/wire-talks.txt").read_bytes()
# No other word has as many findings: a few hundred milliseconds of work.
DENSEST = b"may " * 4096


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.parametrize(("body", "expected"), [(ARTICLE, {503}), (DENSEST, {200, 503})])
def test_under_load_a_small_text_is_answered_or_refused_within_50_ms(
    body: bytes, expected: set[int]
) -> None:
    """Twelve clients against a queue of two, and one more that measures.

    The median, because the tests share the machine with others: docs/exposure.md has the rest.
    """
    took: list[float] = []
    others: list[float] = []
    with running(settings={"LEVELHEAD_MAX_WAITING": "2"}, output=subprocess.DEVNULL) as url:
        command = [sys.executable, "-m", "tests.helpers.load", url, "12"]
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) as load:
            assert load.stdin
            load.stdin.write(body)
            load.stdin.close()
            try:
                end = time.monotonic() + SECONDS
                while len(took) < 40 and time.monotonic() < end:
                    seconds, status = timed_post(url)
                    (took if status in expected else others).append(seconds)
                    time.sleep(0.02)
            finally:
                load.terminate()
    assert len(took) == 40, others
    assert statistics.median(took) < 0.05, sorted(took)


def timed_post(url: str) -> tuple[float, int]:
    """Seconds until the answer to a small POST begins, and its status."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=SECONDS) as s:
        start = time.perf_counter()
        s.sendall(
            b"POST /analyze HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
            b"Content-Length: 8\r\nConnection: close\r\n\r\nBonkers."
        )
        head = s.recv(65_536)
        return time.perf_counter() - start, int(head.split()[1])
