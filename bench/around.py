"""Processor time of a request around its analysis: the service with the analysis stubbed.

`python -m bench.around [TREE …]` also measures the stubbed service of other source trees, such as
that of the last release, in the same rounds: the way to see what a change gains. The baseline
(`baseline.py`) shows what FastAPI and uvicorn cost by themselves.
"""

import argparse
import re
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench.baseline import ANSWERS
from bench.http import settle
from bench.processes import BASELINE, Server, serving
from bench.stubbed import SIZE
from bench.texts import ROOT, samples, typical

STUBBED = (sys.executable, "-m", "bench.stubbed")
CONNECTIONS = 16
# Many short rounds, since other work on the machine changes from second to second.
ROUNDS, REQUESTS = 60, 320

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


def request(path: str, body: bytes) -> bytes:
    """A POST of JSON."""
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def receive(connection: socket.socket) -> None:
    """Take one answer; ValueError unless it is a 200."""
    head, body = b"", b""
    while not body:
        head += connection.recv(1 << 16)
        _, _, body = head.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if not head.startswith(b"HTTP/1.1 200 ") or not length:
        raise ValueError(head[:200])
    left = int(length[1]) - len(body)
    while left:
        left -= len(connection.recv(left))


def load(port: int, requests: Sequence[bytes], count: int) -> None:
    """Send `count` requests over CONNECTIONS at a time, each of which waits for its answer."""
    with ExitStack() as stack:
        connections = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            for _ in range(CONNECTIONS)
        ]
        for number in range(count // CONNECTIONS):
            for place, connection in enumerate(connections):
                connection.sendall(requests[(number * CONNECTIONS + place) % len(requests)])
            for connection in connections:
                receive(connection)


def microseconds(server: Server, requests: Sequence[bytes]) -> float:
    """Processor time of the server for each request."""
    clock = ~server.pid << 3 | 2  # as clock_getcpuclockid(3) makes it; /proc counts in 10 ms
    before = time.clock_gettime_ns(clock)
    load(server.port, requests, REQUESTS)
    return (time.clock_gettime_ns(clock) - before) / 1e3 / REQUESTS


def measure(trees: Sequence[Path], rounds: int) -> dict[str, list[float]]:
    """Microseconds of each server in each round: the baseline, this tree, and the other `trees`."""
    chosen = samples(SIZE)
    folder = ROOT / "build/bench/around"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "0").write_bytes(typical(chosen))
    found: dict[str, list[float]] = {}
    with ExitStack() as stack:
        baseline = stack.enter_context(serving(BASELINE, 1, **{ANSWERS: str(folder)}))
        servers = {"baseline": (baseline, [request("/0/idiom", s.body) for s in chosen])}
        bodies = [request("/analyze", s.body) for s in chosen]
        for tree in (ROOT, *trees):
            server = stack.enter_context(serving(STUBBED, PYTHONPATH=str(tree / "app")))
            servers[str(tree)] = (server, bodies)
        for server, requests in servers.values():
            load(server.port, requests, CONNECTIONS)
            settle(server)  # it still compiles patterns in a thread
        for number in range(rounds):
            # The order alternates.
            for name in [*servers] if number % 2 else reversed(servers):
                found.setdefault(name, []).append(microseconds(*servers[name]))
    return found


def main() -> int:
    """Print the medians, and those of the ratios round by round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="*", type=Path, metavar="TREE")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    args = parser.parse_args()
    found = measure([tree.resolve() for tree in args.trees], args.rounds)
    for name in found:
        ratios = {
            other: median(a / b for a, b in zip(found[name], found[other], strict=True))
            for other in ("baseline", str(ROOT))
        }
        print(
            f"{median(found[name]):7.1f} µs, {ratios['baseline']:.2f} of the baseline, "
            f"{ratios[str(ROOT)]:.3f} of this tree: {name}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
