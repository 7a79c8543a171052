"""How long one analysis takes in process: microseconds for a text of 4 kB, on one core.

The texts are the marked articles of tests/articles, joined until they hold SIZE characters. The
spans found are counted before a time is printed, and must be as many as the articles' editors
marked: a fast wrong answer is not a result.
"""

import statistics
import sys
import time
from pathlib import Path
from typing import NamedTuple

from evaluation.marked import parse
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.encode import encode
from levelhead.lexicon import load_lexicon

ROOT = Path(__file__).parent.parent
SIZE = 4_000  # code points: about 4 kB and 650 words, a long news article
ROUNDS = 40


class Sample(NamedTuple):
    """A text, and how many spans its editors marked."""

    text: str
    marks: int


def samples() -> list[Sample]:
    """The articles in order of their names, joined; what is left over at the end is dropped."""
    made: list[Sample] = []
    text, marks = "", 0
    for path in sorted((ROOT / "tests/articles").glob("*.txt")):
        article, marked = parse(path.read_text("utf-8"))
        text, marks = f"{text}{article}\n\n", marks + len(marked)
        if len(text) >= SIZE:
            made.append(Sample(text, marks))
            text, marks = "", 0
    return made


def main() -> int:
    """Print the median and the fastest round; exit code 1 when a count is wrong."""
    lexicon = load_lexicon(ROOT / "lexicons")
    chosen = samples()
    for text, marks in chosen:
        found = len(analyze([Block(text)], lexicon).spans)
        if found != marks:
            print(f"{found} spans, {marks} marked, in: {text[:60]!r} …", file=sys.stderr)
            return 1
    rounds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for text, _marks in chosen:
            encode(analyze([Block(text)], lexicon), Options(), lexicon.hash)
        rounds.append(time.perf_counter() - started)
    per_4_kb = [1e6 * SIZE * seconds / sum(len(text) for text, _ in chosen) for seconds in rounds]
    print(
        f"{len(chosen)} texts, {sum(marks for _, marks in chosen)} spans as marked: "
        f"{statistics.median(per_4_kb):.0f} µs for {SIZE} characters "
        f"(median of {ROUNDS} rounds; fastest {min(per_4_kb):.0f})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
