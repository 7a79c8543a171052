"""A broken Redis may answer anything: requests go on, counted in process, with one log line."""

import asyncio
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis as Client

from levelhead.service.middleware import rate_limit
from levelhead.service.middleware.rate_limit import Counters
from levelhead.service.rate import Rate
from tests.helpers.redis_server import Redis

RATE = Rate(9, 3600)  # so slow that nothing comes back while a test runs

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def to_each(reply: bytes) -> Serve:
    """A server that gives each command the same answer."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(reply * data.count(b"*"))
            await writer.drain()

    return serve


def endless(start: bytes, more: bytes) -> Serve:
    """A server whose first answer does not end."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        # The first two answers are read whatever they are: to CLIENT SETINFO.
        writer.write(b"+OK\r\n+OK\r\n" + start)
        while True:
            writer.write(more * 10_000)
            await writer.drain()

    return serve


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A server that wants nothing."""


async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A server that takes all and answers nothing."""
    await reader.read()


async def counted_at(serve: Serve) -> list[int]:
    """How much is left after each of four requests, while this server is asked."""

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except OSError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(served, "127.0.0.1", 0)
    mine = Counters(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    left = []
    for _ in range(4):
        left.append((await mine.count(RATE, "key", "a")).remaining)
        await asyncio.sleep(0.03)  # in which it is asked again
    await mine.close()
    server.close()
    return left


def array(*items: bytes) -> bytes:
    """An answer of several texts."""
    return b"*%d\r\n" % len(items) + b"".join(b"$%d\r\n%s\r\n" % (len(i), i) for i in items)


FAULTY = {
    "silence": say_nothing,
    "hangs up": hang_up,
    "OK": to_each(b"+OK\r\n"),
    "nil": to_each(b"$-1\r\n"),
    "nil array": to_each(b"*-1\r\n"),
    "empty array": to_each(b"*0\r\n"),
    "nought": to_each(b":0\r\n"),
    "one": to_each(b":1\r\n"),
    "no number": to_each(b":one\r\n"),
    "no length": to_each(b"$one\r\n"),
    "negative length": to_each(b"$-5\r\n"),
    "empty text": to_each(b"$0\r\n\r\n"),
    "words": to_each(array(b"a", b"b", b"c", b"d")),
    "negative counts": to_each(array(b"-9", b"1000", b"-9", b"1000")),
    "endless times": to_each(array(b"1", b"inf", b"1", b"inf")),
    "counts of 400 digits": to_each(array(b"9" * 400, b"9" * 400, b"1", b"1")),
    "no UTF-8": to_each(b"\xff\xfe\r\n"),
    "HTTP": to_each(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"),
    "half an answer": to_each(b"*4\r\n:1\r\n"),
    "brackets": to_each(b"*1\r\n" * 5000),
    "needs a password": to_each(b"-NOAUTH Authentication required.\r\n"),
    "loading": to_each(b"-LOADING Redis is loading the dataset in memory\r\n"),
    "moved": to_each(b"-MOVED 3999 127.0.0.1:1\r\n"),
    "read-only": to_each(b"-READONLY You can't write against a read only replica.\r\n"),
    "wrong type": to_each(b"-WRONGTYPE Operation against a key\r\n"),
    "no such command": to_each(b"-ERR unknown command\r\n"),
    "no script": to_each(b"-NOSCRIPT No matching script.\r\n"),
    "a line without end": endless(b"+", b"x"),
    "a text of 100 GB": endless(b"$99999999999\r\n", b"x"),
    "an array of 100 GB": endless(b"*99999999999\r\n", b":1\r\n"),
    "arrays in arrays": endless(b"", b"*1\r\n"),
}


@pytest.mark.parametrize("serve", FAULTY.values(), ids=FAULTY)
def test_nonsense_is_as_good_as_no_answer(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rate_limit, "PAUSE", 0.01)
    tracemalloc.start()
    left = asyncio.run(counted_at(serve))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert left == [8, 7, 6, 5]
    # Without what the server itself logs when it ends.
    (message,) = [each.message for each in caplog.records if each.name == "levelhead"]
    assert message.startswith("Redis does not answer as it should (")
    assert most < 20e6


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.mark.needs("redis-server")
@pytest.mark.parametrize("command", ["hset {} a 1", "set {} words"])
def test_a_count_of_the_wrong_type_is_found_until_it_is_gone(
    command: str, redis: Redis, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rate_limit, "PAUSE", 0.01)

    async def run() -> tuple[list[int], list[int]]:
        mine = Counters(redis.url)
        await mine.count(RATE, "key", "a")
        with Client.from_url(redis.url) as client:
            (name,) = client.keys("*")
            client.delete(name)
            verb, *rest = command.split()
            client.execute_command(verb, *(name if part == "{}" else part for part in rest))
            during = []
            for _ in range(4):
                during.append((await mine.count(RATE, "key", "a")).remaining)
                await asyncio.sleep(0.05)
            client.delete(name)
        after: list[int] = []
        while len(after) < 2:
            count = await mine.count(RATE, "key", "a")
            if "Redis is back" in caplog.text:
                after.append(count.remaining)
            await asyncio.sleep(0.05)
        await mine.close()
        return during, after

    during, after = asyncio.run(run())
    assert during == [8, 7, 6, 5]
    # Looking whether it is back is not counted.
    assert after == [8, 7]
    assert [message.split(" (")[0].split(":")[0] for message in caplog.messages] == [
        "Redis does not answer as it should",
        "Redis is back",
    ]


@pytest.mark.needs("redis-server")
def test_a_password_that_is_missing_is_one_log_line(
    redis: Redis, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rate_limit, "PAUSE", 0.01)
    with Client.from_url(redis.url) as client:
        client.config_set("requirepass", "secret-of-redis")

    async def counted(url: str) -> list[int]:
        mine = Counters(url)
        left = []
        for _ in range(3):
            left.append((await mine.count(RATE, "key", "a")).remaining)
            await asyncio.sleep(0.03)
        await mine.close()
        return left

    assert asyncio.run(counted(redis.url)) == [8, 7, 6]
    with_wrong = redis.url.replace("://", "://:wrong-secret@")
    assert asyncio.run(counted(with_wrong)) == [8, 7, 6]
    assert len(caplog.messages) == 2
    assert "secret" not in caplog.text
    with_right = redis.url.replace("://", "://:secret-of-redis@")
    assert asyncio.run(counted(with_right)) == [8, 7, 6]
    assert len(caplog.messages) == 2
