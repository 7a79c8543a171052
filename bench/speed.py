"""How long one analysis takes in process: microseconds for a text of 4 kB, on one core.

The texts are the marked articles of tests/articles, joined until they hold SIZE characters. Before
a time is printed, the answer to each article has to be the one on record, byte for byte, and a
joined text has to have as many spans as its articles: a fast wrong answer is not a result.
"""

import statistics
import sys
import time
from typing import NamedTuple

from evaluation.marked import parse
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.encode import encode
from tests.answers import ARTICLES, digest, listed
from tests.helpers.lexicons import LEXICON

SIZE = 4_000  # code points: about 4 kB and 650 words, a long news article
ROUNDS = 40


class Sample(NamedTuple):
    """Joined articles, and how many spans they have each by itself."""

    text: str
    spans: int


def samples() -> list[Sample]:
    """The articles in order of their names, joined; what is left over at the end is dropped."""
    made: list[Sample] = []
    text, spans = "", 0
    for path in ARTICLES:
        article, _ = parse(path.read_text("utf-8"))
        text, spans = f"{text}{article}\n\n", spans + len(analyze([Block(article)], LEXICON).spans)
        if len(text) >= SIZE:
            made.append(Sample(text, spans))
            text, spans = "", 0
    return made


def faults() -> list[str]:
    """What is wrong with the answers: nothing, before their time is worth measuring."""
    recorded = listed()
    changed = [
        f"{path.name}: another answer than the one on record"
        for path in ARTICLES
        if digest(path) != recorded[path.name]
    ]
    joined = [
        f"{found} spans instead of {spans} in: {text[:60]!r} …"
        for text, spans in samples()
        if (found := len(analyze([Block(text)], LEXICON).spans)) != spans
    ]
    return changed + joined


def main() -> int:
    """Print the median and the fastest round; exit code 1 when an answer is wrong."""
    if wrong := faults():
        print("\n".join(wrong), file=sys.stderr)
        return 1
    chosen = samples()
    rounds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for text, _spans in chosen:
            encode(analyze([Block(text)], LEXICON), Options(), LEXICON.hash)
        rounds.append(time.perf_counter() - started)
    per_4_kb = [1e6 * SIZE * seconds / sum(len(text) for text, _ in chosen) for seconds in rounds]
    print(
        f"{len(chosen)} texts, {sum(spans for _, spans in chosen)} spans as on record: "
        f"{statistics.median(per_4_kb):.0f} µs for {SIZE} characters "
        f"(median of {ROUNDS} rounds; fastest {min(per_4_kb):.0f})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
