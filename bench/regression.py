"""Ratios for the test of regressions: what is measured against a fixed piece of work.

Instruction counts would be steadier, but most containers forbid `perf`, and under valgrind the
service takes over a minute to start. Hence a ratio: right before and after the analysis, the
standard library processes the same text (JSON, two regular expressions, a count of words). Both
sides use the same interpreter and core at the same time, so a slower machine slows both. All times
are processor time, and the fastest of many short rounds counts on each side: noise only adds time,
and some short rounds have none. The ratios vary by about ten per cent between runs and thirty
between versions of Python; the test allows a factor of two.

Two more ratios vary less: a request without its analysis against one of the baseline, over real
connections, and loading the lexicon against parsing its files.
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

import tomli

from bench import around
from bench.texts import ROOT, SEED, lexicon, paragraphs, recombined
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.encode import encode
from levelhead.lexicon import load_lexicon

# The ratios when last measured, by `python -m bench.regression`; lower is faster.
RECORDED = {"4 kB": 2.2, "growth": 9.5, "request": 1.9, "load": 10.5}
# How many times that each may be.
SLACK = {"4 kB": 2.0, "growth": 1.5, "request": 1.35, "load": 1.5}

SMALL, LARGE = 40_000, 400_000
ROUNDS, LARGE_ROUNDS, LOAD_ROUNDS, REQUEST_ROUNDS = 30, 5, 3, 30
TEXTS = 8
# Chosen so that the reference takes about as long as the analysis it is compared with.
REPEATS = 4

_WORD = re.compile(r"[A-Za-z']+")
_END = re.compile(r"(?<=[.!?]) +(?=[A-Z])")


def reference(text: str) -> int:
    """A fixed piece of work on a text; never to be changed without a new RECORDED."""
    total = 0
    for _ in range(REPEATS):
        again = json.loads(json.dumps({"text": text}))["text"]
        words = Counter(word.lower() for word in _WORD.findall(again))
        total += len(_END.split(again)) + len(words)
    return total


def work(text: str) -> int:
    """An analysis up to the bytes of its answer."""
    report = analyze([Block(text)], lexicon())
    return len(encode(report, Options(), lexicon().hash))


def request() -> float:
    """A request without its analysis against one of the baseline."""
    found = around.measure([], REQUEST_ROUNDS)
    return min(found[str(ROOT)]) / min(found["baseline"])


def load() -> float:
    """Loading the lexicon against parsing its files."""
    sources = [path.read_text("utf-8") for path in (ROOT / "lexicons").glob("**/*.toml")]
    best = fastest(
        {
            "load": lambda: len(load_lexicon(ROOT / "lexicons").entries),
            "parse": lambda: sum(len(tomli.loads(source)) for source in sources),
        },
        LOAD_ROUNDS,
    )
    return best["load"] / best["parse"]


def fastest(tasks: dict[str, Callable[[], int]], rounds: int) -> dict[str, float]:
    """Processor seconds of each task's fastest round; the tasks take turns."""
    best = dict.fromkeys(tasks, float("inf"))
    for _ in range(rounds):
        for name, task in tasks.items():
            started = time.process_time()
            task()
            best[name] = min(best[name], time.process_time() - started)
    return best


def ratios(rounds: int = ROUNDS) -> dict[str, float]:
    """`4 kB`: analysis against reference; `growth`: what ten times the text costs; and two more."""
    small, large = (recombined(paragraphs(), size, 1, SEED)[0] for size in (SMALL, LARGE))
    texts = recombined(paragraphs(), 4_000, TEXTS, SEED)
    sides = [
        fastest({"work": partial(work, t), "reference": partial(reference, t)}, rounds)
        for t in texts
    ]
    growth = fastest({"small": partial(work, small), "large": partial(work, large)}, LARGE_ROUNDS)
    return {
        "4 kB": sum(s["work"] for s in sides) / sum(s["reference"] for s in sides),
        "growth": growth["large"] / growth["small"],
        "request": request(),
        "load": load(),
    }


def main() -> int:
    """Print the ratios as JSON."""
    print(json.dumps(ratios()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
