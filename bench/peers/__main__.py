"""Peers: how long they and levelhead take for the same articles, in process and in turn.

Each peer runs in its default configuration, in an environment of its own that setup.sh has made,
in a process that is kept, so that neither its start nor its warming up counts. What it finds is
counted: one that finds nothing has not been run. They do other work than levelhead and than one
another; the ratios tell what a caller waits, not who is the better program.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

import msgspec

from bench.speed import Sample, samples
from bench.texts import ROOT, WrongCount, lexicon
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.encode import encode

BUILT = ROOT / "build/peers"
TEXTS = BUILT / "texts.json"
RUNNERS = {
    "node": (("node", "runner.js", str(TEXTS)), BUILT / "node"),
    "python": ((str(BUILT / "python/bin/python"), "runner.py", str(TEXTS)), ROOT / "bench/peers"),
}
PEERS = {
    "write-good": "node",
    "alex": "node",
    "textlint": "node",
    "proselint": "python",
    "vaderSentiment": "python",
    "textblob": "python",
}
ROUNDS, QUICK_ROUNDS = 7, 3
# Enough for JavaScript to be compiled, which helps it; Python gains little.
WARMING_UP = 3


class Turn(msgspec.Struct, frozen=True):
    """What a runner answers: seconds for each text, and the number of findings in all."""

    version: str
    findings: int
    seconds: list[float]


@dataclass(frozen=True, slots=True)
class Peer:
    """Milliseconds for a text (median over texts and rounds), as a multiple of ours, too."""

    name: str
    version: str
    findings: int
    milliseconds: float
    times_ours: float


class Silent(Exception):
    """A peer that found nothing, or gave no answer."""


def measure(rounds: int = ROUNDS) -> list[Peer]:
    """All peers and levelhead, each with all texts, in turn; levelhead's own row comes first."""
    subprocess.run([ROOT / "bench/peers/setup.sh"], check=True)
    chosen = samples()
    TEXTS.write_bytes(msgspec.json.encode([sample.text for sample in chosen]))
    turns: dict[str, list[Turn]] = {"levelhead": [], **{name: [] for name in PEERS}}
    with ExitStack() as stack:
        runners = {
            kind: stack.enter_context(
                subprocess.Popen(
                    command,
                    cwd=folder,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    bufsize=1,
                )
            )
            for kind, (command, folder) in RUNNERS.items()
        }
        for number in range(WARMING_UP + rounds):
            seen = {"levelhead": ours(chosen)}
            for name, kind in PEERS.items():
                seen[name] = ask(runners[kind], name)
            if number >= WARMING_UP:
                for name, turn in seen.items():
                    turns[name].append(turn)
    return table(turns)


def ours(chosen: Sequence[Sample]) -> Turn:
    """A turn of levelhead, up to the bytes of its answer; WrongCount unless all spans are found."""
    seconds = []
    findings = 0
    for sample in chosen:
        started = time.perf_counter()
        report = analyze([Block(sample.text)], lexicon())
        encode(report, Options(), lexicon().hash)
        seconds.append(time.perf_counter() - started)
        findings += len(report.spans)
    expected = sum(sample.spans for sample in chosen)
    if findings != expected:
        raise WrongCount(f"{findings} spans instead of {expected}")
    return Turn("", findings, seconds)


def ask(runner: "subprocess.Popen[str]", name: str) -> Turn:
    """A turn of a peer; Silent when it finds nothing in any text."""
    assert runner.stdin is not None
    assert runner.stdout is not None
    runner.stdin.write(f"{name}\n")
    runner.stdin.flush()
    line = runner.stdout.readline()
    if not line:
        raise Silent(f"{name}: its runner ended")
    turn = msgspec.json.decode(line, type=Turn)
    if not turn.findings:
        raise Silent(f"{name} found nothing: did it run?")
    return turn


def table(turns: dict[str, list[Turn]]) -> list[Peer]:
    """Medians; the multiple is the median of the texts' and rounds' own ratios."""
    mine = [second for turn in turns["levelhead"] for second in turn.seconds]
    rows = []
    for name, taken in turns.items():
        seconds = [second for turn in taken for second in turn.seconds]
        ratio = median(s / m for s, m in zip(seconds, mine, strict=True))
        last = taken[-1]
        rows.append(Peer(name, last.version, last.findings, 1e3 * median(seconds), ratio))
    return rows


def lines(rows: Sequence[Peer]) -> Iterator[str]:
    """The rows as a table to read."""
    yield f"{'':<15} {'version':<8} {'findings':>8} {'ms a text':>10} {'times ours':>11}"
    for r in rows:
        yield (
            f"{r.name:<15} {r.version:<8} {r.findings:>8} {r.milliseconds:>10.2f} "
            f"{r.times_ours:>11.1f}"
        )


def main() -> int:
    """Measure and print; exit code 1 when something found nothing, or we the wrong number."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    rounds = QUICK_ROUNDS if parser.parse_args().quick else ROUNDS
    try:
        print("\n".join(lines(measure(rounds))))
    except (WrongCount, Silent) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
