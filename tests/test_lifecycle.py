import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from levelhead.lexicon import load_lexicon
from levelhead.service import lifecycle
from levelhead.service.lifecycle import lifespan
from levelhead.service.main import build
from levelhead.service.observe import metrics
from levelhead.service.settings import Settings
from tests.helpers.lexicons import entry, lexicon_of, write_lexicon
from tests.helpers.logs import capture_logs
from tests.helpers.otlp import receiver
from tests.helpers.running import ROOT, SECONDS, environment, free_port, wait, wait_for

MAY = "[phrases]\nmay = 2\n"
HEAD = 'about = "Test."\nmessage = "Say less."\n\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_lexicon(tmp_path)
    return tmp_path


@pytest.fixture
def stops() -> Iterator[list[int]]:
    """What SIGTERM did before the service took it over: note that it came."""
    seen: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda signum, frame: seen.append(signum))
    yield seen
    signal.signal(signal.SIGTERM, before)


def edit(folder: Path, entries: str) -> None:
    (folder / "hedging/modal/test.toml").write_text(HEAD + entries)


def live(folder: Path, body: Callable[[FastAPI], Awaitable[None]], **settings: Any) -> list[Any]:
    """Run the body while the service lives; what was logged meanwhile."""

    async def go() -> None:
        app = build(load_lexicon(folder), Settings(lexicons=folder, **settings))
        async with lifespan(app):
            await body(app)

    with capture_logs() as logged:
        asyncio.run(go())
    return logged


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not condition():
            await asyncio.sleep(0.01)


async def ask(app: FastAPI, method: str, path: str, **request: Any) -> httpx.Response:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as client:
        return await client.request(method, path, **request)


def events(logged: list[Any]) -> list[str]:
    return [line["event"] for line in logged if line["event"] != "request"]


def test_a_hang_up_loads_the_lexicon_and_answers_name_it(folder: Path) -> None:
    async def body(app: FastAPI) -> None:
        old = app.state.engine
        edit(folder, MAY)
        os.kill(os.getpid(), signal.SIGHUP)
        await until(lambda: app.state.engine is not old)
        answer = (await ask(app, "POST", "/analyze", json={"text": "It may rain."})).json()
        assert [span["rule"] for span in answer["spans"]] == ["may"]
        assert answer["engine"]["lexicon"] == load_lexicon(folder).hash != old.lexicon.hash
        assert app.state.engine.large is old.large

    logged = live(folder, body)
    assert events(logged) == ["lexicon loaded"]
    assert logged[0]["lexicon"] == load_lexicon(folder).hash
    assert logged[0]["entries"] == 4


@pytest.mark.parametrize("fault", ["entry", "folder"])
def test_a_broken_lexicon_is_refused_and_the_old_one_goes_on(folder: Path, fault: str) -> None:
    path = folder / "hedging/modal/test.toml"

    async def body(app: FastAPI) -> None:
        old = app.state.engine
        if fault == "entry":
            edit(folder, MAY.replace("2", "9"))
        else:
            path.unlink()
            path.mkdir()
        os.kill(os.getpid(), signal.SIGHUP)
        await asyncio.sleep(0)
        await until(lambda: logged_so_far() >= 1)
        assert app.state.engine is old
        assert (await ask(app, "POST", "/analyze", json={"text": "x"})).status_code == 200

    refused: Any = metrics.LEXICON_LOADS.labels("refused")._value
    before: float = refused.get()

    def logged_so_far() -> Any:
        return refused.get() - before

    logged = live(folder, body)
    faults = [line["fault"] for line in logged if line["event"] == "lexicon refused"]
    assert len(faults) == 1
    assert str(path) in faults[0]
    if fault == "entry":
        assert faults == [f"{path}:5: may: should be less than or equal to 3"]


def test_asked_again_while_loading_it_loads_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly(path: Path) -> Any:
        begun.set()
        assert go_on.wait(SECONDS)
        return load_lexicon(path)

    async def body(app: FastAPI) -> None:
        first = app.state.engine
        monkeypatch.setattr(lifecycle, "load_lexicon", slowly)
        os.kill(os.getpid(), signal.SIGHUP)
        await until(begun.is_set)
        for _ in range(3):
            os.kill(os.getpid(), signal.SIGHUP)
            await asyncio.sleep(0.01)
        assert app.state.engine is first
        assert sys.getswitchinterval() == 0.0005
        go_on.set()
        await until(lambda: metrics.LEXICON_LOADS.labels("loaded")._value.get() == want)

    want = metrics.LEXICON_LOADS.labels("loaded")._value.get() + 2
    turn = sys.getswitchinterval()
    assert events(live(folder, body)) == ["lexicon loaded"] * 2
    assert sys.getswitchinterval() == turn


def test_a_request_ends_with_the_lexicon_it_began_with(folder: Path) -> None:
    async def body(app: FastAPI) -> None:
        old = app.state.engine

        async def lines() -> Any:
            yield json.dumps({"text": "It may rain."}).encode() + b"\n"
            edit(folder, MAY)
            os.kill(os.getpid(), signal.SIGHUP)
            await until(lambda: app.state.engine is not old)
            yield json.dumps({"text": "It may rain."}).encode() + b"\n"

        kind = {"content-type": "application/x-ndjson"}
        answer = await ask(app, "POST", "/analyze/batch", content=lines(), headers=kind)
        hashes = [json.loads(line)["engine"]["lexicon"] for line in answer.text.splitlines()]
        assert hashes == [old.lexicon.hash] * 2
        assert app.state.engine.lexicon.hash != old.lexicon.hash

    live(folder, body)


def test_a_stopping_service_is_not_ready_answers_on_and_then_stops(
    folder: Path, stops: list[int]
) -> None:
    async def body(app: FastAPI) -> None:
        assert (await ask(app, "GET", "/readyz")).status_code == 200
        os.kill(os.getpid(), signal.SIGTERM)
        await until(lambda: app.state.drain.begun)
        assert stops == []
        answer = await ask(app, "GET", "/readyz")
        assert (answer.status_code, answer.headers["connection"]) == (503, "close")
        answer = await ask(app, "POST", "/analyze", json={"text": "x"})
        assert (answer.status_code, answer.headers["connection"]) == (200, "close")
        assert (await ask(app, "GET", "/livez")).status_code == 200
        await until(lambda: bool(stops))

    assert events(live(folder, body, drain_seconds=0.3)) == ["draining"]
    assert stops == [signal.SIGTERM]


def test_a_second_signal_stops_it_at_once(folder: Path, stops: list[int]) -> None:
    async def body(app: FastAPI) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await until(lambda: app.state.drain.begun)
        os.kill(os.getpid(), signal.SIGTERM)
        await until(lambda: bool(stops))

    live(folder, body, drain_seconds=60)


def test_where_nobody_handles_the_end_neither_does_the_service(folder: Path) -> None:
    async def body(app: FastAPI) -> None:
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL

    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        live(folder, body)
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_service_that_ends_does_not_warm_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[bool] = []

    def warm(lexicon: object, stopped: Callable[[], bool]) -> None:
        said.append(stopped())
        wait_for(stopped)
        said.append(stopped())

    async def body(app: FastAPI) -> None:
        while not said:
            await asyncio.sleep(0.01)

    monkeypatch.setattr(lifecycle, "warm", warm)
    live(folder, body)
    assert said == [False, True]


def test_in_a_thread_it_lives_without_signals(folder: Path) -> None:
    answered: list[int] = []

    async def body(app: FastAPI) -> None:
        answered.append((await ask(app, "GET", "/readyz")).status_code)

    thread = threading.Thread(target=live, args=(folder, body))
    thread.start()
    thread.join(SECONDS)
    assert answered == [200]


def test_what_is_left_of_the_traces_is_sent_at_the_end(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def body(app: FastAPI) -> None:
        await ask(app, "GET", "/limits")

    with receiver() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        live(folder, body)
    assert [span.name for span in collector.spans] == ["GET /limits"]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_hang_up_of_the_started_process_reaches_every_worker_and_restarts_none(
    workers: int, tmp_path: Path
) -> None:
    lexicons, log = tmp_path / "lexicons", tmp_path / "log"
    write_lexicon(lexicons)
    port = str(free_port())
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "levelhead", "serve", "--workers", str(workers)]
    env = environment(LEVELHEAD_LEXICONS=str(lexicons), LEVELHEAD_PORT=port)

    def lexicon() -> Any:
        return httpx.get(f"{url}/limits", timeout=SECONDS).json()["engine"]["lexicon"]

    def logged(event: str) -> list[dict[str, str]]:
        lines = map(json.loads, log.read_text().splitlines())
        return [line for line in lines if event in line["event"]]

    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=ROOT, env=env, stderr=out) as server,
    ):
        try:
            wait(server, f"{url}/readyz")
            wait_for(lambda: len(logged("lexicon loaded")) == workers)
            before = lexicon()
            edit(lexicons, MAY)
            server.send_signal(signal.SIGHUP)
            wait_for(lambda: len(logged("lexicon loaded")) == 2 * workers)
            after = {lexicon() for _ in range(8)}
            assert len(after) == 1
            assert after != {before}
            edit(lexicons, MAY.replace("2", "9"))
            server.send_signal(signal.SIGHUP)
            wait_for(lambda: len(logged("lexicon refused")) == workers)
            assert {lexicon() for _ in range(8)} == after
        finally:
            server.terminate()
            server.wait(SECONDS)
    faults = {line["fault"].split(": ")[0] for line in logged("lexicon refused")}
    assert faults == {f"{lexicons}/hedging/modal/test.toml:5"}
    assert len(logged("Started server process")) == workers


def test_the_warm_up_compiles_patterns_until_it_is_stopped() -> None:
    names = ("grim", "dire", "stark")
    lexicon = lexicon_of(*(entry(n, forms=(n,), only_followed=(f"x{n}",)) for n in names))
    answers = iter([False, False, True])
    lifecycle.warm(lexicon, lambda: next(answers))
    compiled = [isinstance(p.match.__self__, re.Pattern) for p in lexicon.patterns()]  # type: ignore[attr-defined]
    assert compiled == [True, True, False]


# For a process of its own: in this one something else may have imported all of them.
WARM_UP = """
import sys
from levelhead.lexicon import load_lexicon
from levelhead.lexicon.load import packaged_folder
from levelhead.service.lifecycle import warm

warm(load_lexicon(packaged_folder()), lambda: True)
print("nltk" in sys.modules, *(name for name in ("numpy", "scipy") if name in sys.modules))
import scipy
"""


def test_the_warm_up_imports_nltk_without_the_packages_that_only_other_parts_of_it_use() -> None:
    command = [sys.executable, "-c", WARM_UP]
    printed = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    assert printed.stdout.split() == ["True"]
