"""Forms that may hold an API key: read whole, but not more of them at once than memory allows."""

import asyncio
import socket
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from starlette.types import Message

from levelhead.service.middleware import forms
from levelhead.service.middleware.forms import Forms
from levelhead.service.middleware.problem import Problem
from tests.helpers.lexicons import write_lexicon
from tests.helpers.running import ROOT, SECONDS, environment, free_port, wait

KEY = "lvl_right"


class Sender:
    """A client that sends the parts of a form on demand."""

    def __init__(self) -> None:
        self.parts: asyncio.Queue[Message] = asyncio.Queue()

    async def send(self, part: bytes, more: bool = True) -> None:
        """Send, and give the form time to be read."""
        await self.parts.put({"type": "http.request", "body": part, "more_body": more})
        for _ in range(5):
            await asyncio.sleep(0)


@pytest.fixture
def ten_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MAX_BYTES", 10)


async def reading(reader: Forms, *parts: bytes) -> tuple[Sender, asyncio.Task[bytes]]:
    """A form of which these parts have come."""
    sender = Sender()

    async def whole() -> bytes:
        body, again = await reader.read(sender.parts.get)
        assert (await again())["body"] == body
        return body

    task = asyncio.create_task(whole())
    for part in parts:
        await sender.send(part)
    return sender, task


@pytest.mark.usefixtures("ten_bytes")
def test_where_forms_take_too_much_the_oldest_is_given_up() -> None:
    async def run() -> None:
        reader = Forms()
        _, oldest = await reading(reader, b"four")
        _, newer = await reading(reader, b"four")
        third, newest = await reading(reader, b"two", b"more")
        with pytest.raises(Problem) as refused:
            await oldest
        assert refused.value.details.status == 503
        assert refused.value.reason == "overloaded"
        assert refused.value.headers == {"Retry-After": "1", "Connection": "close"}
        with pytest.raises(Problem):  # 4 + 7 are 11
            await newer
        await third.send(b"", more=False)
        assert await newest == b"twomore"
        # Nothing of those that are gone is counted any more.
        parts = [await reading(reader, b"12345") for _ in range(2)]
        for sender, _ in parts:
            await sender.send(b"", more=False)
        assert [await task for _, task in parts] == [b"12345"] * 2

    asyncio.run(run())


@pytest.mark.usefixtures("ten_bytes")
def test_one_form_alone_may_be_longer_and_one_that_comes_whole_is_not_counted() -> None:
    async def run() -> None:
        reader = Forms()
        sender, task = await reading(reader, b"long" * 10)
        whole, at_once = await reading(reader)
        await whole.send(b"longer" * 10, more=False)
        await sender.send(b"er", more=False)
        assert (await task, await at_once) == (b"long" * 10 + b"er", b"longer" * 10)

    asyncio.run(run())


def test_a_client_that_leaves_is_no_longer_counted() -> None:
    async def run() -> None:
        reader = Forms()
        sender, task = await reading(reader, b"four")
        await sender.parts.put({"type": "http.disconnect"})
        assert await task == b"four"
        _, cancelled = await reading(reader, b"four")
        cancelled.cancel()
        await asyncio.gather(cancelled, return_exceptions=True)
        assert (reader._held, reader._total) == ({}, 0)

    asyncio.run(run())


def most_memory(pid: int) -> int:
    """Bytes of memory a process has had at most."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


HEAD = (
    "POST /v2/check HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n\r\ntext="
)


@pytest.mark.slow
def test_half_sent_forms_without_a_key_do_not_fill_the_memory(tmp_path: Path) -> None:
    """They took 659 MB when each was kept."""
    write_lexicon(tmp_path / "lexicons")
    keys = tmp_path / "keys.toml"
    keys.write_text(f'[desk]\nsha256 = "{sha256(KEY.encode()).hexdigest()}"\n')
    port = free_port()
    env = environment(
        LEVELHEAD_PORT=str(port),
        LEVELHEAD_LEXICONS=str(tmp_path / "lexicons"),
        LEVELHEAD_API_KEYS_FILE=str(keys),
        LEVELHEAD_LOG_LEVEL="error",
    )
    command = [sys.executable, "-m", "levelhead", "serve"]
    form = {"text": "It is bonkers. " * 10_000, "language": "en-US", "apiKey": KEY}
    with subprocess.Popen(command, cwd=ROOT, env=env) as server:
        sockets: list[socket.socket] = []
        try:
            wait(server, f"http://127.0.0.1:{port}/readyz")
            httpx.post(f"http://127.0.0.1:{port}/v2/check", data=form, timeout=SECONDS)
            before = most_memory(server.pid)
            for _ in range(300):
                s = socket.create_connection(("127.0.0.1", port))
                s.settimeout(SECONDS)
                s.sendall(HEAD.format(2_000_000).encode() + b"x" * 1_900_000)
                sockets.append(s)
            took = most_memory(server.pid) - before
            answer = httpx.post(f"http://127.0.0.1:{port}/v2/check", data=form, timeout=SECONDS)
            assert answer.status_code == 200
            for s in sockets[:200]:
                assert s.recv(12) == b"HTTP/1.1 503"
        finally:
            for s in sockets:
                s.close()
            server.terminate()
            server.wait(SECONDS)
    assert took < 80e6
