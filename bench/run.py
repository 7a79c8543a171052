"""`make bench`: everything in order; writes the record, the table of bench/README.md and the chart.

A count or an answer that is not as expected ends the run, and nothing is written.
"""

import argparse
import sys
import time
from collections.abc import Iterable

import msgspec

from bench import growth, http, regression, speed, stages, worker, wrk
from bench.goals import Run, between, goals, table
from bench.machine import machine
from bench.peers import __main__ as peers
from bench.texts import ROOT, WrongCount

RECORD = ROOT / "bench/record"
README = ROOT / "bench/README.md"
# Above this, others use the cores, and the figures of more than one process are theirs too.
QUIET = 0.5


def main() -> int:
    """Run all; exit code 1 when an answer was wrong or a peer did nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="little of each, and write nothing")
    parser.add_argument("--rounds", type=int, help="instead of 7, or of 3 with --quick")
    args = parser.parse_args()
    started = time.monotonic()
    if speed.main():
        return 1
    try:
        if args.quick:
            quick(args.rounds or http.QUICK_ROUNDS)
        else:
            write(full(args.rounds or http.ROUNDS))
    except (WrongCount, wrk.LoadFailed, peers.Silent) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{(time.monotonic() - started) / 60:.1f} minutes")
    return 0


def quick(rounds: int) -> None:
    """The figures that change first, printed."""
    show("regression", [str(regression.ratios())])
    show("stages", stages.lines([stages.measure("4 kB", rounds)]))
    show("http", http.lines(http.measure(http.QUICK, rounds)))


def full(rounds: int) -> Run:
    """All figures, each printed as soon as it is there.

    Memory by size comes first: a process that was large once stays so.
    """
    here = machine()
    if here.load > QUIET:
        print(f"the machine is not quiet: load {here.load:.2f}", file=sys.stderr)
    sizes = growth.by_size(rounds=rounds)
    forms = growth.by_forms(rounds=rounds)
    show("growth", growth.lines(sizes, forms))
    by_stage = [stages.measure(size, rounds) for size in stages.TEXTS]
    show("stages", stages.lines(by_stage))
    ratios = regression.ratios()
    show("regression", [f"measured {ratios}, recorded {regression.RECORDED}"])
    rivals = peers.measure(rounds)
    show("peers", peers.lines(rivals))
    start, memory, mixed = worker.starts(rounds), worker.memory(), worker.mixed(rounds)
    show("one worker", worker.lines(start, memory, mixed))
    rows = http.measure(rounds=rounds)
    show("http", http.lines(rows))
    return Run(here, ratios, by_stage, sizes, forms, rivals, start, memory, mixed, rows)


def write(run: Run) -> None:
    """The record, the table of bench/README.md and the chart."""
    RECORD.mkdir(exist_ok=True)
    record = msgspec.json.format(msgspec.json.encode(rounded(msgspec.to_builtins(run))))
    (RECORD / f"{run.machine.name()}.json").write_bytes(record + b"\n")
    growth.CHART.parent.mkdir(exist_ok=True)
    growth.CHART.write_text(growth.chart(run.growth, run.forms), "utf-8")
    README.write_text(between(README.read_text("utf-8"), table(run)), "utf-8")
    missed = [goal.name for goal in goals(run) if not goal.met()]
    show("goals missed" if missed else "all goals met", missed)


def rounded(value: object) -> object:
    """Numbers with four digits: more are not measured."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return value


def show(title: str, lines: Iterable[str]) -> None:
    """One part of the outcome."""
    print(f"\n{title}\n", *(f"  {line}\n" for line in lines), sep="", flush=True)


if __name__ == "__main__":
    sys.exit(main())
