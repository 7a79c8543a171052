"""`levelhead score` over corpora of growing size: documents a second, memory, linear growth.

    python -m bench.scale FOLDER --documents 10000 100000

Every few seconds a run is halted for a moment, in which one thread scores documents of the same
corpus in this process: the speed of shared processors changes by half within minutes, so the goal
(0.8 × processors × one thread) has to be checked against their speed during the run. The time of
these halts does not count.

Memory is that of all processes of a run: the sum of their proportional set sizes, sampled.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

from bench.corpus import documents, write
from levelhead.engine.analyzer import Block, analyze
from levelhead.lexicon import load_lexicon
from levelhead.memory import freeze
from levelhead.service.settings import Settings

GOAL = 0.8
MEMORY_MB = 2048
CYCLED = 2000
# Seconds between samples of memory, seconds between halts, and documents scored in a halt.
SAMPLING, HALT, HALTED = 0.5, 8.0, 600


class Run(NamedTuple):
    """What a run took."""

    documents: int
    seconds: float
    peak_mb: float
    one_thread: float
    """Documents a second, in process."""

    @property
    def share(self) -> float:
        """Of what all processors could do if each worked as one thread does."""
        processors = len(os.sched_getaffinity(0))
        return self.documents / self.seconds / (processors * self.one_thread)


class OneThread:
    """A thread that does nothing else, in a process set up as the service is."""

    def __init__(self) -> None:
        self._lexicon = load_lexicon(Settings().lexicons)
        for pattern in self._lexicon.patterns():
            pattern.search("")  # compiles it
        freeze()
        self._documents = cycle(documents(CYCLED))
        self.done, self.seconds = 0, 0.0

    def score(self, count: int) -> float:
        """Score this number of further documents; seconds."""
        blocks = [
            (Block(d.headline, "headline"), Block(d.text)) for d in islice(self._documents, count)
        ]
        begun = time.perf_counter()
        for each in blocks:
            analyze(each, self._lexicon)
        seconds = time.perf_counter() - begun
        self.done += count
        self.seconds += seconds
        return seconds


def measured(folder: Path, count: int, workers: int | None) -> Run:
    """A run over `count` documents, which are made first; WrongCount where one is missing."""
    corpus, out = folder / f"corpus-{count}", folder / f"out-{count}"
    if not corpus.exists():
        write(corpus, count, files=max(1, count // 50_000))
    shutil.rmtree(out, ignore_errors=True)
    thread = OneThread()
    thread.score(HALTED)
    command = f"levelhead score {corpus} --out {out} --id id --headline headline --keep outlet date"
    more = ["--workers", str(workers)] if workers else []
    begun = time.perf_counter()
    with subprocess.Popen([*command.split(), *more], stdout=subprocess.PIPE, text=True) as run:
        samples = list(_samples_until_end(run, thread))
        assert run.stdout is not None
        printed = run.stdout.read()
    seconds = time.perf_counter() - begun - sum(sample.halted for sample in samples)
    if f"{count:,} scored + 0 errors" not in printed:
        raise SystemExit(f"{count:,} documents were not all scored: {printed}")
    peak = max(sample.memory_mb for sample in samples)
    return Run(count, seconds, peak, thread.done / thread.seconds)


class Sample(NamedTuple):
    """A sample of a run: the memory of its processes, and how long it was halted."""

    memory_mb: float
    halted: float


def _samples_until_end(run: "subprocess.Popen[str]", thread: OneThread) -> Iterator[Sample]:
    halt_at = time.perf_counter() + HALT
    while run.poll() is None:
        halted = 0.0
        if time.perf_counter() > halt_at:
            halted = _halted(run.pid, thread)
            halt_at = time.perf_counter() + HALT
        yield Sample(sum(map(_memory, _family(run.pid))) / 1024, halted)
        time.sleep(SAMPLING)


def _halted(pid: int, thread: OneThread) -> float:
    """Let the thread work while the run is halted; seconds."""
    begun = time.perf_counter()
    for sign in (signal.SIGSTOP, signal.SIGCONT):
        for each in [*_family(pid)]:
            with suppress(ProcessLookupError):
                os.kill(each, sign)
        if sign is signal.SIGSTOP:
            thread.score(HALTED)
    return time.perf_counter() - begun


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))
    except (FileNotFoundError, ProcessLookupError):
        return


def _memory(pid: int) -> int:
    """The proportional set size in kB: shared pages count once over all processes."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def main() -> int:
    """Measure and print; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--workers", type=int)
    args = parser.parse_args()
    missed = 0
    for count in args.documents:
        run = measured(args.folder, count, args.workers)
        missed += run.share < GOAL or run.peak_mb > MEMORY_MB
        print(
            f"{run.documents:>9,} documents: {run.seconds:.1f} s, "
            f"{run.documents / run.seconds:.0f} a second, {run.share:.2f} of "
            f"{len(os.sched_getaffinity(0))} × {run.one_thread:.0f}; peak {run.peak_mb:.0f} MB",
            flush=True,
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
