"""In process: microseconds per text, MB/s, and the share of each stage of an analysis.

The stages are called one after the other as `levelhead.engine.analyzer` calls them, and timed from
outside; `score` is what is left of a whole analysis: spans, sentences and the scores of the
text. With `--profile`, the functions that take most of the time, as cProfile sees them.
"""

import argparse
import cProfile
import pstats
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from bench.texts import Sample, WrongCount, lexicon, samples
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.context import ContextFinder
from levelhead.engine.deadline import no_deadline
from levelhead.engine.detect import DETECTORS, detect
from levelhead.engine.document import parse_text
from levelhead.engine.encode import encode
from levelhead.engine.resolve import resolve

ROUNDS, QUICK_ROUNDS = 7, 3
TEXTS = {"0.3 kB": 200, "4 kB": 50, "40 kB": 6, "1 MB": 1}
STAGES = ("document", "detect", "context", "resolve", "score", "encode")
PROFILED = 25


@dataclass(frozen=True, slots=True)
class Stages:
    """Microseconds per text, whole and by stage; `detectors` are parts of the stage detect."""

    size: str
    texts: int
    spans: int
    microseconds: float
    mb_per_second: float
    stages: dict[str, float]
    detectors: dict[str, float]

    def share(self, stage: str) -> float:
        """The part of the whole that a stage takes."""
        return self.stages[stage] / self.microseconds


def measure(size: str, rounds: int = ROUNDS) -> Stages:
    """Medians over the rounds; WrongCount when a text gets other spans than the first time."""
    chosen = samples(size)[: TEXTS[size]]
    seen = [_round(chosen) for _ in range(rounds)]
    per_text = {name: 1e6 * median(r[name] for r in seen) / len(chosen) for name in seen[0]}
    stages = {stage: per_text[stage] for stage in STAGES}
    whole = per_text["whole"]
    length = sum(len(sample.text.encode()) for sample in chosen) / len(chosen)
    return Stages(
        size,
        len(chosen),
        sum(sample.spans for sample in chosen),
        whole,
        length / whole,
        stages,
        {d.__name__: per_text[d.__name__] for d in DETECTORS},
    )


def _round(chosen: Sequence[Sample]) -> dict[str, float]:
    """Seconds of each stage for all texts together."""
    spent = dict.fromkeys((*STAGES, *(d.__name__ for d in DETECTORS), "whole"), 0.0)
    clock = time.perf_counter
    for sample in chosen:
        started = clock()
        document = parse_text(sample.text)
        parsed = clock()
        candidates = list(detect(document, lexicon()))
        detected = clock()
        contexts = ContextFinder(document, lexicon(), candidates, ())
        flagged = [
            c
            for c in candidates
            if c.frame.entry.dimension != "context" and not contexts.exclusion_reason(c)
        ]
        excluded = clock()
        stay = resolve(flagged)
        resolved = clock()
        for candidate in stay:
            contexts.context_of(candidate)
        done = clock()
        spent["document"] += parsed - started
        spent["detect"] += detected - parsed
        spent["context"] += excluded - detected + done - resolved
        spent["resolve"] += resolved - excluded

        for detector in DETECTORS:
            alone = clock()
            for _ in detector(document, lexicon(), no_deadline):
                pass
            spent[detector.__name__] += clock() - alone

        blocks = [Block(sample.text)]
        begun = clock()
        report = analyze(blocks, lexicon())
        analyzed = clock()
        answer = encode(report, Options(), lexicon().hash)
        encoded = clock()
        spent["score"] += analyzed - begun - (done - started)
        spent["encode"] += encoded - analyzed
        spent["whole"] += encoded - begun
        if len(stay) != sample.spans or answer != sample.answer:
            raise WrongCount(f"{len(stay)} spans, expected {sample.spans}: {sample.text[:60]!r} …")
    return spent


def profile(size: str = "4 kB") -> None:
    """Print where the time goes, function by function."""
    chosen = samples(size)
    profiler = cProfile.Profile()
    profiler.enable()
    for sample in chosen:
        encode(analyze([Block(sample.text)], lexicon()), Options(), lexicon().hash)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(PROFILED)


def lines(rows: Sequence[Stages]) -> Iterator[str]:
    """The stages as a table to read."""
    yield f"{'size':<7} {'µs':>9} {'MB/s':>6} {'spans':>6} | " + " ".join(
        f"{stage:>9}" for stage in STAGES
    )
    for row in rows:
        shares = " ".join(f"{row.share(stage):>9.0%}" for stage in STAGES)
        yield (
            f"{row.size:<7} {row.microseconds:>9.0f} {row.mb_per_second:>6.1f} {row.spans:>6} "
            f"| {shares}"
        )
        yield "        detectors: " + ", ".join(
            f"{name} {us:.0f} µs" for name, us in row.detectors.items()
        )


def main() -> int:
    """Measure and print; exit code 1 when a text gets other spans than expected."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="texts of 4 kB only, fewer rounds")
    parser.add_argument("--profile", action="store_true", help="function by function")
    args = parser.parse_args()
    if args.profile:
        profile()
        return 0
    sizes, rounds = (("4 kB",), QUICK_ROUNDS) if args.quick else (tuple(TEXTS), ROUNDS)
    try:
        print("\n".join(lines([measure(size, rounds) for size in sizes])))
    except WrongCount as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
