"""Over HTTP: the service against the baseline, in interleaved rounds, medians of all of them.

All servers run at once and get requests in turn, so that other work on the machine affects both
sides of a ratio. Each answer is first compared, byte for byte, with the one expected.
"""

import argparse
import http.client
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import product, starmap
from math import ceil
from pathlib import Path
from statistics import median

from bench import wrk
from bench.baseline import ANSWERS
from bench.processes import BASELINE, SERVICE, Server, cpu_seconds, serving
from bench.texts import ROOT, SIZES, Sample, WrongCount, faults, samples, typical

FOLDER = ROOT / "build/bench"

# The least and the most seconds of one run: wrk knows whole seconds only, and a text of 1 MB over
# 64 connections would otherwise take a minute.
LEAST, MOST = 1, 8
# Enough that each connection gets its answer, and then some more; at least two texts' time.
ANSWERS_PER_CONNECTION = 1.3
# From this much unanswered work on a server is given time to finish it before the next run.
LEFT_OVER = 0.05


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination that is measured."""

    size: str
    workers: int
    connections: int


@dataclass(frozen=True, slots=True)
class Side:
    """Medians of one server's runs: requests per second, ms, and shares of a core.

    `cpu` is the processor share of one worker, `generator` that of wrk: where a worker is busy all
    the time and the generator is not, the generator was not the limit.
    """

    per_second: float
    p50: float
    p99: float
    cpu: float
    generator: float
    fewest_requests: int


@dataclass(frozen=True, slots=True)
class Row:
    """A cell measured; ratios are medians of the rounds' ratios.

    `throughput` is the service's requests per second as a share of the baseline's; `time` is its
    p50 as a multiple of the baseline's; `bare` is the throughput's share of the bare baseline's.
    """

    size: str
    workers: int
    connections: int
    service: Side
    baseline: Side
    throughput: float
    time: float
    bare: float | None


# What is measured is how fast it answers, so it turns nobody away while a run lasts; who waits
# longer than that is let go, so that the next run need not wait for all the texts left behind.
PATIENT = {
    "LEVELHEAD_MAX_WAITING_LARGE": "100",
    "LEVELHEAD_DEADLINE_SECONDS": "10",
    "LEVELHEAD_BODY_SECONDS": "60",
}

ALL = (
    *starmap(Cell, product(("0.3 kB", "4 kB", "40 kB"), (1, 2), (1, 16, 64))),
    Cell("100 kB", 1, 1),
    # A worker refuses long texts while it holds 48 MiB of bodies.
    *starmap(Cell, product(("1 MB",), (1, 2), (1, 16, 32))),
)
GOAL = Cell("4 kB", 1, 16)
QUICK = (GOAL,)
ROUNDS, QUICK_ROUNDS = 7, 3


class Bench:
    """Bodies on disk, and servers of both kinds for each number of workers."""

    def __init__(self, sizes: Iterable[str], servers: Mapping[tuple[str, int], Server]) -> None:
        self.servers = servers
        self.seconds: dict[tuple[str, str, int], float] = {}
        self.number = {size: str(n) for n, size in enumerate(SIZES)}
        self.sizes = tuple(sizes)

    def bodies(self, size: str) -> Path:
        """The file that wrk sends from."""
        return FOLDER / f"{self.number[size]}.jsonl"

    def path(self, kind: str, size: str) -> str:
        """Where a server of this kind takes texts of this size."""
        return "/analyze" if kind == "service" else f"/{self.number[size]}/{kind}"

    def server(self, kind: str, workers: int) -> Server:
        """The one that answers for this kind: both floors are one server."""
        return self.servers["service" if kind == "service" else "baseline", workers]

    def verify(self, workers: int) -> None:
        """Send each text once to the service; WrongCount when an answer is not as expected.

        The baseline is asked too, and each server's seconds for one text are kept.
        """
        for size, kind in product(self.sizes, ("service", "idiom", "bare")):
            chosen = samples(size)
            answers, seconds = ask(self.server(kind, workers), self.path(kind, size), chosen)
            self.seconds[size, kind, workers] = seconds
            if kind == "service":
                wrong = list(faults(chosen, answers))
            else:
                wrong = [f"baseline: {len(a)} bytes" for a in answers if a != typical(chosen)]
            if wrong:
                raise WrongCount(f"{size} texts, {workers} workers:\n" + "\n".join(wrong))

    def run(self, kind: str, cell: Cell) -> tuple[wrk.Load, float]:
        """One run of wrk, and the share of a core that each worker used in it."""
        server = self.server(kind, cell.workers)
        one = self.seconds[cell.size, kind, cell.workers]
        turns = max(2, ANSWERS_PER_CONNECTION * cell.connections / cell.workers)
        whole = min(MOST, max(LEAST, ceil(turns * one)))
        cpu, started = server.cpu(), time.monotonic()
        load = wrk.load(
            server.url(self.path(kind, cell.size)), self.bodies(cell.size), cell.connections, whole
        )
        share = (server.cpu() - cpu) / (time.monotonic() - started) / cell.workers
        if cell.connections * one > LEFT_OVER:
            settle(server)
        return load, share


def ask(server: Server, path: str, chosen: Sequence[Sample]) -> tuple[list[bytes], float]:
    """The answers to all samples, one after the other, and the median of their seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=wrk.TIMEOUT)
    answers: list[bytes] = []
    seconds: list[float] = []
    for sample in chosen:
        started = time.perf_counter()
        connection.request("POST", path, sample.body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        answers.append(response.read())
        seconds.append(time.perf_counter() - started)
        if response.status != 200:
            raise WrongCount(f"{path}: {response.status} {answers[-1][:200]!r}")
    connection.close()
    return answers, median(seconds)


def settle(server: Server) -> None:
    """Wait until a server has done what callers left behind who hung up."""
    while True:
        before = [cpu_seconds(pid) for pid in server.workers]
        time.sleep(0.1)
        if [cpu_seconds(pid) for pid in server.workers] == before:
            return


@contextmanager
def ready(cells: Sequence[Cell]) -> Iterator[Bench]:
    """Write the bodies and start and verify the servers that the cells need."""
    sizes = [size for size in SIZES if any(cell.size == size for cell in cells)]
    answers = FOLDER / "answers"
    answers.mkdir(parents=True, exist_ok=True)
    bench = Bench(sizes, {})
    for size in sizes:
        chosen = samples(size)
        bench.bodies(size).write_bytes(b"".join(sample.body + b"\n" for sample in chosen))
        (answers / bench.number[size]).write_bytes(typical(chosen))
    with ExitStack() as stack:
        counts = sorted({cell.workers for cell in cells})
        bench.servers = {
            (kind, workers): stack.enter_context(serving(command, workers, **settings))
            for workers in counts
            for kind, command, settings in (
                ("service", SERVICE, PATIENT),
                ("baseline", BASELINE, {ANSWERS: str(answers)}),
            )
        }
        for workers in counts:
            bench.verify(workers)
        yield bench


def measure(cells: Sequence[Cell] = ALL, rounds: int = ROUNDS) -> list[Row]:
    """All cells, service and baseline in turn, `rounds` times over."""
    runs: dict[tuple[Cell, str], list[tuple[wrk.Load, float]]] = {}
    with ready(cells) as bench:
        for number in range(rounds):
            for cell in cells:
                kinds = ("service", "idiom", *(("bare",) if cell == GOAL else ()))
                # Who comes first changes from round to round: a burst of heat has no favourite.
                for kind in kinds if number % 2 else reversed(kinds):
                    runs.setdefault((cell, kind), []).append(bench.run(kind, cell))
    return [
        row(cell, {kind: loads for (c, kind), loads in runs.items() if c == cell}) for cell in cells
    ]


def row(cell: Cell, runs: Mapping[str, Sequence[tuple[wrk.Load, float]]]) -> Row:
    """Medians of a cell's runs, and of their ratios round by round."""
    service, baseline = runs["service"], runs["idiom"]
    pairs = [(s, f) for (s, _), (f, _) in zip(service, baseline, strict=True)]
    bare = [
        s.per_second / b.per_second
        for (s, _), (b, _) in zip(service, runs.get("bare", ()), strict=False)
    ]
    return Row(
        cell.size,
        cell.workers,
        cell.connections,
        side(service),
        side(baseline),
        throughput=median(s.per_second / f.per_second for s, f in pairs),
        time=median(s.p50 / f.p50 for s, f in pairs),
        bare=median(bare) if bare else None,
    )


def side(runs: Sequence[tuple[wrk.Load, float]]) -> Side:
    """Medians of one server's runs."""
    return Side(
        per_second=median(load.per_second for load, _ in runs),
        p50=median(load.p50 for load, _ in runs),
        p99=median(load.p99 for load, _ in runs),
        cpu=median(cpu for _, cpu in runs),
        generator=median(load.generator for load, _ in runs),
        fewest_requests=min(load.requests for load, _ in runs),
    )


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """The rows as a table to read."""
    yield (
        "size    workers conns |   req/s    p50 ms    p99 ms  cpu | baseline req/s    p50 ms  wrk "
        "| share  time"
    )
    for r in rows:
        yield (
            f"{r.size:<7} {r.workers:>7} {r.connections:>5} | {r.service.per_second:>7.1f} "
            f"{r.service.p50:>9.2f} {r.service.p99:>9.2f} {r.service.cpu:>4.0%} "
            f"| {r.baseline.per_second:>14.1f} {r.baseline.p50:>9.2f} {r.baseline.generator:>4.0%} "
            f"|  {r.throughput:.2f} {r.time:>5.1f}"
            + ("" if r.bare is None else f"  ({r.bare:.2f} of the bare baseline)")
        )


def main() -> int:
    """Measure and print; exit code 1 when an answer is not as expected."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one cell, fewer rounds")
    parser.add_argument("--rounds", type=int)
    args = parser.parse_args()
    cells, rounds = (QUICK, QUICK_ROUNDS) if args.quick else (ALL, ROUNDS)
    try:
        rows = measure(cells, args.rounds or rounds)
    except (WrongCount, wrk.LoadFailed) as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(lines(rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
