"""Killed workers, no file descriptors left, clients that disconnect: no other client suffers.

docs/reliability.md has the figures of larger runs.
"""

import asyncio
import os
import resource
import signal
import socket
import struct
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bench.http import settle
from bench.processes import SERVICE, Server, children, command_line, resident, serving
from tests.helpers.clients import (
    Connection,
    Exchange,
    Outcome,
    Tally,
    ask,
    connect,
    exchanges,
    keep_asking,
)
from tests.helpers.running import SECONDS

pytestmark = [pytest.mark.alone, pytest.mark.slow]

CLIENTS = 12
# A state in /proc/net/tcp.
ESTABLISHED = "01"
# Two descriptors of each are in use, one here and one in the service.
IDLE = int(os.environ.get("IDLE", "2000"))
AT_ONCE = 1000
# Closing with this on, the client sends a reset and takes nothing more.
RESET = struct.pack("ii", 1, 0)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(SERVICE, LEVELHEAD_LOG_LEVEL="error", LEVELHEAD_BODY_SECONDS="1") as running:
        yield running


@pytest.fixture(autouse=True)
def descriptors() -> Iterator[None]:
    """As many as this process may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def served_by(pid: int, port: int) -> set[int]:
    """The clients' ports of the connections that a process holds."""
    held = {os.readlink(fd) for fd in Path(f"/proc/{pid}/fd").iterdir()}
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    open_ = [row for row in rows if row[3] == ESTABLISHED and f"socket:[{row[9]}]" in held]
    ends = [[int(row[n].rpartition(":")[2], 16) for n in (1, 2)] for row in open_]
    return {there for here, there in ends if here == port}


def answers(server: Server, size: int = 4_000) -> Outcome:
    """What becomes of one request now."""

    async def once() -> Outcome:
        connection = await connect(server.port)
        try:
            return await ask(connection, exchanges(size, 4)[0])
        finally:
            connection.writer.close()

    return asyncio.run(once())


def test_a_killed_worker_takes_only_its_own_requests_with_it() -> None:
    work = exchanges(4_000, 40)

    async def load(server: Server) -> tuple[Tally, set[int], int]:
        tally, stop = Tally(), asyncio.Event()
        async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as tasks:
            for n in range(CLIENTS):
                tasks.create_task(keep_asking(server.port, work, n, tally, stop))
            await asyncio.sleep(1)
            # The kernel hands connections out unevenly: the worker that has more of them.
            held = {pid: served_by(pid, server.port) for pid in server.workers}
            victim, lost = max(held.items(), key=lambda item: len(item[1]))
            os.kill(victim, signal.SIGKILL)
            before = tally.seen["answered"]
            await asyncio.sleep(0.5)
            after = tally.seen["answered"] - before
            while victim in children(server.pid) or len(workers(server.pid)) < 2:
                await asyncio.sleep(0.1)
            stop.set()
        return tally, lost, after

    with serving(SERVICE, 2, LEVELHEAD_LOG_LEVEL="error") as server:
        tally, lost, after = asyncio.run(load(server))
    print(f"kill -9: {dict(tally.seen)}, {len(lost)} of {CLIENTS} connections in that worker")
    assert set(tally.seen) <= {"answered", "failed"}
    assert after > 0
    assert len(tally.failed_ports) == len(set(tally.failed_ports)) > 0
    assert set(tally.failed_ports) <= lost


def workers(pid: int) -> list[int]:
    """The processes that serve, those that are starting included."""
    return [child for child in children(pid) if b"spawn_main" in command_line(child)]


def test_without_descriptors_it_closes_new_connections_and_recovers() -> None:
    work = exchanges(4_000, 4)[0]

    async def crowd(server: Server) -> Counter[Outcome]:
        first = await connect(server.port)
        seen = Counter([await ask(first, work)])
        _, hard = resource.prlimit(server.pid, resource.RLIMIT_NOFILE)
        taken = len(list(Path(f"/proc/{server.pid}/fd").iterdir()))
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (taken + 20, hard))
        others = [await connect(server.port) for _ in range(100)]
        seen.update(await asyncio.gather(*(ask(other, work) for other in others)))
        assert await ask(first, work) == "answered"
        for each in (first, *others):
            each.writer.close()
        return seen

    with serving(SERVICE, LEVELHEAD_LOG_LEVEL="error") as server:
        seen = asyncio.run(crowd(server))
        time.sleep(0.2)
        assert answers(server) == "answered"
    print(f"descriptors: {dict(seen)}")
    assert set(seen) == {"answered", "failed"}
    assert seen["answered"] + seen["failed"] == 101


def test_clients_that_vanish_during_an_answer_leave_nothing_behind(server: Server) -> None:
    large = exchanges(100_000, 4)
    before = len(list(Path(f"/proc/{server.pid}/fd").iterdir()))
    for number in range(20):
        with socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS) as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            s.sendall(large[number % 4].request)
            if number % 2:  # the others do not even wait for the answer to begin
                s.recv(100)
    end = time.monotonic() + SECONDS
    while len(list(Path(f"/proc/{server.pid}/fd").iterdir())) > before:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert answers(server, 100_000) == "answered"
    assert 'status="500"' not in httpx.get(server.url("/metrics"), timeout=SECONDS).text


def test_half_a_body_and_then_silence_is_408_and_holds_up_nobody(server: Server) -> None:
    work = exchanges(4_000, 4)[0]
    half = Exchange(work.request[:-1], b"")

    async def silent() -> bytes:
        connection = await connect(server.port)
        connection.writer.write(half.request)
        answer = await connection.reader.read()
        connection.writer.close()
        return answer

    async def run() -> tuple[list[bytes], Counter[Outcome]]:
        waiting = [asyncio.create_task(silent()) for _ in range(200)]
        await asyncio.sleep(0.1)
        connection = await connect(server.port)
        seen = Counter([await ask(connection, work) for _ in range(10)])
        connection.writer.close()
        return await asyncio.gather(*waiting), seen

    refused, seen = asyncio.run(run())
    assert {answer.split(maxsplit=2)[1] for answer in refused} == {b"408"}
    assert seen == {"answered": 10}


def test_idle_connections_cost_memory_only(server: Server) -> None:
    work = exchanges(4_000, 4)[0]

    async def crowd() -> tuple[Counter[Outcome], float, float]:
        settle(server)  # what it warms up with is not the connections'
        before = resident(server.pid)
        idle: list[Connection] = []
        for _ in range(IDLE):
            idle.append(await connect(server.port))
        grown = resident(server.pid) - before
        one = await connect(server.port)
        begun = time.perf_counter()
        seen = Counter([await ask(one, work) for _ in range(20)])
        took = (time.perf_counter() - begun) / 20
        # Those that were idle can still be used.
        seen.update([await ask(each, work) for each in idle[:: IDLE // 10]])
        for each in (one, *idle):
            each.writer.close()
        return seen, grown, took

    seen, grown, took = asyncio.run(crowd())
    print(f"{IDLE} idle: {grown:.1f} MB more, {took * 1000:.1f} ms a request, {dict(seen)}")
    assert seen == {"answered": 30}
    assert grown < IDLE * 0.03


def test_of_a_thousand_requests_at_once_each_is_answered_rightly_or_refused(
    server: Server,
) -> None:
    work = exchanges(1_000, 50)

    async def rush() -> Counter[Outcome]:
        all_of_them = [await connect(server.port) for _ in range(AT_ONCE)]
        seen = await asyncio.gather(
            *(ask(each, work[n % 50]) for n, each in enumerate(all_of_them))
        )
        for each in all_of_them:
            each.writer.close()
        return Counter(seen)

    begun = time.perf_counter()
    seen = asyncio.run(rush())
    print(f"{AT_ONCE} at once: {dict(seen)} in {time.perf_counter() - begun:.1f} s")
    assert set(seen) <= {"answered", "refused"}
    assert seen.total() == AT_ONCE
    assert seen["answered"] >= 128
