"""A service that stops under load loses no request of clients that heed its answers."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.helpers.lexicons import write_lexicon
from tests.helpers.running import ROOT, SECONDS, environment, free_port, wait

TEXT = "It rained WITHIN SEVEN DAYS, they said!!! " * 30
BODY = json.dumps({"text": TEXT}).encode()
REQUEST = (
    b"POST /analyze HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n%b\r\n%b"
)
KEPT = REQUEST % (len(BODY), b"", BODY)
SINGLE = REQUEST % (len(BODY), b"Connection: close\r\n", BODY)
CLIENTS = 8


class Balancer:
    """Sends while the service is ready, as a load balancer does; counts what comes back."""

    def __init__(self, port: int, expected: bytes) -> None:
        self.port = port
        self.expected = expected
        self.ready = True
        self.seen: Counter[str] = Counter()

    async def probe(self) -> None:
        """Ask every tenth of a second, on a connection of its own."""
        while self.ready:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            self.ready = (await reader.read()).startswith(b"HTTP/1.1 200 ")
            writer.close()
            await asyncio.sleep(0.1)

    async def one_each(self) -> None:
        """A connection for each request."""
        while self.ready:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            await self.ask(reader, writer, SINGLE, "new connection")
            writer.close()

    async def keep(self) -> None:
        """Requests on one connection, until the service closes it; then another."""
        while self.ready:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            while await self.ask(reader, writer, KEPT, "kept connection"):
                pass
            writer.close()

    async def ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, raw: bytes, kind: str
    ) -> bool:
        """Whether the connection may be used again."""
        try:
            writer.write(raw)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
            body = await reader.readexactly(length)
        except (OSError, asyncio.IncompleteReadError):
            self.seen[f"{kind} lost"] += 1
            return False
        self.seen[kind if body == self.expected else f"{kind} wrong"] += 1
        return b"connection: close" not in head


class Ended(NamedTuple):
    """What was seen, and how the service ended."""

    seen: Counter[str]
    code: int


async def stop_under_load(server: "subprocess.Popen[bytes]", port: int) -> Ended:
    answer = httpx.post(f"http://127.0.0.1:{port}/analyze", json={"text": TEXT}, timeout=SECONDS)
    balancer = Balancer(port, httpx.Response(200, content=answer.content).content)
    async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as tasks:
        tasks.create_task(balancer.probe())
        for _ in range(CLIENTS // 2):
            tasks.create_task(balancer.one_each())
            tasks.create_task(balancer.keep())
        while len(balancer.seen) < 2 or min(balancer.seen.values()) < 20:
            await asyncio.sleep(0.05)
        os.kill(server.pid, signal.SIGTERM)
    return Ended(balancer.seen, await asyncio.to_thread(server.wait, SECONDS))


@pytest.mark.parametrize("workers", [1, 2])
def test_no_request_is_lost_when_the_service_stops(workers: int, tmp_path: Path) -> None:
    port = free_port()
    write_lexicon(tmp_path / "lexicons")
    env = environment(LEVELHEAD_PORT=str(port), LEVELHEAD_LEXICONS=str(tmp_path / "lexicons"))
    env["LEVELHEAD_DRAIN_SECONDS"] = "0.5"
    command = [sys.executable, "-m", "levelhead", "serve", "--workers", str(workers)]
    log = tmp_path / "log"
    with (
        log.open("wb") as err,
        subprocess.Popen(command, cwd=ROOT, env=env, stderr=err) as server,
    ):
        wait(server, f"http://127.0.0.1:{port}/readyz")
        while log.read_text().count("Application startup complete.") < workers:
            time.sleep(0.05)
        seen, code = asyncio.run(stop_under_load(server, port))
    assert set(seen) == {"new connection", "kept connection"}
    assert code == 0
    events = [json.loads(line)["event"] for line in log.read_text().splitlines()]
    assert events.count("draining") == workers
    assert events.count("Application shutdown complete.") == workers


@contextmanager
def served(
    folder: Path, log: Path, *, shutdown_seconds: float
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A ready service over a few words, which writes to `log`, and its port."""
    port = free_port()
    write_lexicon(folder / "lexicons")
    env = environment(
        LEVELHEAD_PORT=str(port),
        LEVELHEAD_LEXICONS=str(folder / "lexicons"),
        LEVELHEAD_SHUTDOWN_SECONDS=str(shutdown_seconds),
    )
    command = [sys.executable, "-m", "levelhead", "serve"]
    with (
        log.open("wb") as err,
        subprocess.Popen(command, cwd=ROOT, env=env, stderr=err) as server,
    ):
        wait(server, f"http://127.0.0.1:{port}/readyz")
        yield server, port


def test_a_request_that_takes_too_long_to_end_is_cut_off(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with served(tmp_path, log, shutdown_seconds=1) as (server, port):

        async def half_a_body() -> bytes:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(KEPT[:-1])
            await asyncio.sleep(0.2)
            os.kill(server.pid, signal.SIGTERM)
            answer = await reader.read()
            writer.close()
            return answer

        answered = asyncio.run(half_a_body())
        assert server.wait(SECONDS) == 0
    assert answered.startswith(b"HTTP/1.1 503 ")
    assert b'"detail":"the service is stopping"' in answered
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert any("timeout graceful shutdown exceeded" in line["event"] for line in events)
    assert not [line for line in events if "Exception in ASGI application" in line["event"]]


def test_a_second_interrupt_stops_at_once_and_is_one_line_of_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with (
        served(tmp_path, log, shutdown_seconds=SECONDS) as (server, port),
        socket.create_connection(("127.0.0.1", port), SECONDS) as client,
    ):
        client.sendall(KEPT[:-1])
        time.sleep(0.2)
        server.send_signal(signal.SIGINT)
        while "Waiting for connections" not in log.read_text():
            time.sleep(0.01)
        server.send_signal(signal.SIGINT)
        assert server.wait(SECONDS / 2) == 0
    events = [json.loads(line) for line in log.read_text().splitlines()]
    forced = [line["event"] for line in events if line["event"].startswith("stopped at once")]
    assert forced == ["stopped at once, without waiting for requests"]
    assert not [line for line in events if "Traceback" in line["event"]]
