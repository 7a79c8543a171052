"""One worker: how soon it is ready, what memory it takes, and how it bears a large neighbour."""

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from bench import wrk
from bench.http import Cell, ask, ready, settle
from bench.processes import SERVICE, forget_peak, peak, resident, serving
from bench.texts import WrongCount, samples

ROUNDS, QUICK_ROUNDS = 7, 3
LARGE, SMALL = Cell("1 MB", 1, 1), "4 kB"
CONNECTIONS = (1, 16)
# How long the large neighbour is at work before the small ones are measured, and they themselves.
LEAD, SECONDS = 0.5, 2


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from start to ready, MB in use once it has warmed up; medians."""

    seconds: float
    resident: float


@dataclass(frozen=True, slots=True)
class Memory:
    """MB in use: after all texts of 1 MB, and at most during them over 1 and 16 connections."""

    after: float
    peak_1: float
    peak_16: float


@dataclass(frozen=True, slots=True)
class Mixed:
    """p50 in ms of small requests, alone and alongside a client that sends 1 MB texts in a loop.

    `large_per_second` shows that the large ones were answered too.
    """

    connections: int
    alone: float
    alongside: float
    ratio: float
    large_per_second: float


def starts(rounds: int = ROUNDS) -> Start:
    """Start the service several times; the first start, which warms the disk, does not count."""
    seen: list[tuple[float, float]] = []
    for _ in range(rounds + 1):
        with serving(SERVICE) as server:
            settle(server)
            seen.append((server.ready, resident(server.pid)))
    return Start(median(s for s, _ in seen[1:]), median(mb for _, mb in seen[1:]))


def memory(seconds: int = 5) -> Memory:
    """Send all texts of 1 MB one after the other, then over 16 connections."""
    with ready([LARGE]) as bench:
        server = bench.server("service", 1)
        forget_peak(server.pid)
        ask(server, "/analyze", samples(LARGE.size))
        alone = peak(server.pid)
        forget_peak(server.pid)
        wrk.load(server.url("/analyze"), bench.bodies(LARGE.size), 16, seconds)
        settle(server)
        return Memory(resident(server.pid), alone, peak(server.pid))


def mixed(rounds: int = ROUNDS) -> list[Mixed]:
    """Small requests alone and alongside the large client, in turn."""
    seen: dict[int, list[tuple[wrk.Load, wrk.Load, wrk.Load]]] = {n: [] for n in CONNECTIONS}
    with ready([Cell(SMALL, 1, 1), LARGE]) as bench:
        server = bench.server("service", 1)
        url, small = server.url("/analyze"), bench.bodies(SMALL)
        for _ in range(rounds):
            for connections in CONNECTIONS:
                alone = wrk.load(url, small, connections, 1)
                neighbour = wrk.start(url, bench.bodies(LARGE.size), 1, SECONDS + 2)
                time.sleep(LEAD)
                alongside = wrk.load(url, small, connections, SECONDS)
                seen[connections].append((alone, alongside, neighbour.result()))
                settle(server)
    return [
        Mixed(
            connections,
            alone=median(a.p50 for a, _, _ in runs),
            alongside=median(b.p50 for _, b, _ in runs),
            ratio=median(b.p50 / a.p50 for a, b, _ in runs),
            large_per_second=median(n.per_second for _, _, n in runs),
        )
        for connections, runs in seen.items()
    ]


def lines(start: Start, used: Memory, rows: list[Mixed]) -> Iterator[str]:
    """The measurements as lines of text."""
    yield f"ready in {start.seconds:.2f} s, then {start.resident:.0f} MB resident"
    yield (
        f"1 MB texts: at most {used.peak_1:.0f} MB one at a time, {used.peak_16:.0f} MB with 16 "
        f"connections, {used.after:.0f} MB afterwards"
    )
    for row in rows:
        yield (
            f"4 kB over {row.connections} connections: p50 {row.alone:.2f} ms alone, "
            f"{row.alongside:.2f} ms alongside 1 MB texts: {row.ratio:.1f} times "
            f"({row.large_per_second:.1f} large ones per second)"
        )


def main() -> int:
    """Measure and print; exit code 1 when an answer is not as expected."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    rounds = QUICK_ROUNDS if parser.parse_args().quick else ROUNDS
    try:
        print("\n".join(lines(starts(rounds), memory(), mixed(rounds))))
    except (WrongCount, wrk.LoadFailed) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
