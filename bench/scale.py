"""`levelhead score` over corpora of growing size: documents a second, memory, linear growth.

    python -m bench.scale FOLDER --documents 10000 100000

Beside each run one thread scores a sample of the same documents in this process, before and after,
so that the goal (0.8 × processors × one thread) is judged on the machine as it is at that time.
Memory is that of all processes of a run: the sum of their proportional set sizes, sampled.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from app.analyzer import Block, analyze
from app.lexicon import load
from app.settings import Settings
from bench.corpus import documents, write

GOAL = 0.8
MEMORY_MB = 2048
SAMPLE = 1500
SECONDS = 0.5


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


def one_thread(texts: Sequence[tuple[str, str]]) -> float:
    """Documents a second of one thread that does nothing else."""
    lexicon = load(Settings().lexicons)
    begun = time.perf_counter()
    for headline, text in texts:
        analyze([Block(headline, "headline"), Block(text)], lexicon)
    return len(texts) / (time.perf_counter() - begun)


def measured(folder: Path, count: int, workers: int | None) -> Run:
    """A run over `count` documents, which are made first; WrongCount where one is missing."""
    corpus, out = folder / f"corpus-{count}", folder / f"out-{count}"
    if not corpus.exists():
        write(corpus, count, files=max(1, count // 50_000))
    shutil.rmtree(out, ignore_errors=True)
    sample = [(d.headline, d.text) for d in documents(SAMPLE, seed=count)]
    before = one_thread(sample)
    begun = time.perf_counter()
    command = f"levelhead score {corpus} --out {out} --id id --headline headline --keep outlet date"
    more = ["--workers", str(workers)] if workers else []
    with subprocess.Popen([*command.split(), *more], stdout=subprocess.PIPE, text=True) as run:
        peak = max(_memory_until_end(run))
        assert run.stdout is not None
        told = run.stdout.read()
    seconds = time.perf_counter() - begun
    if f"{count:,} scored + 0 errors" not in told:
        raise SystemExit(f"{count:,} documents were not all scored: {told}")
    return Run(count, seconds, peak, (before + one_thread(sample)) / 2)


def _memory_until_end(run: "subprocess.Popen[str]") -> Iterator[float]:
    yield 0.0
    while run.poll() is None:
        yield sum(map(_memory, _family(run.pid))) / 1024
        time.sleep(SECONDS)


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
