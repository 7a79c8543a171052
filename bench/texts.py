"""Distinct texts of given sizes, made of the paragraphs of the marked articles.

Paragraphs are real enough to hold what articles hold, and shuffled they make any number of
different texts, so that no cache can answer. A size is in bytes of UTF-8, the unit of a request.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from evaluation.marked import parse
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.encode import encode
from levelhead.lexicon import Lexicon, load_lexicon
from levelhead.memory import freeze

ROOT = Path(__file__).parent.parent
SEED = 4
GAP = "\n\n"

# Name -> (bytes, how many texts): enough to differ, few enough to be held by the generator.
SIZES = {
    "0.3 kB": (300, 200),
    "4 kB": (4_000, 100),
    "40 kB": (40_000, 20),
    "100 kB": (100_000, 8),
    "1 MB": (1_000_000, 4),
}


class WrongCount(Exception):
    """A text got another number of spans than expected: a time for it would mean nothing."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, the body that sends it, and what has to come back."""

    text: str
    body: bytes
    answer: bytes
    spans: int


@cache
def lexicon() -> Lexicon:
    """The project's lexicon, loaded once, into a process set up as the service is."""
    loaded = load_lexicon(ROOT / "lexicons")
    freeze()
    return loaded


@cache
def paragraphs() -> tuple[str, ...]:
    """All paragraphs of all articles without their marks, each once."""
    found: dict[str, None] = {}
    for path in sorted((ROOT / "tests/articles").glob("*.txt")):
        text, _marks = parse(path.read_text("utf-8"))
        found |= dict.fromkeys(p.strip() for p in text.split(GAP) if p.strip())
    return tuple(found)


def recombined(pool: Sequence[str], size: int, count: int, seed: int = SEED) -> list[str]:
    """`count` different texts of paragraphs of `pool`: at most `size` bytes, and nearly that many.

    The paragraphs come in an order that depends on the seed, the size and the number of the text
    only. In a text that is longer than the pool they come again, each time in another order.
    Raises ValueError if the pool does not have as many texts of this size.
    """
    seen: dict[str, None] = {}
    for attempt in range(20 * count):
        seen[_filled(pool, size, random.Random(f"{seed}/{size}/{attempt}"))] = None
        if len(seen) == count:
            return list(seen)
    raise ValueError(f"{len(pool)} paragraphs make {len(seen)} texts of {size} bytes, not {count}")


def _filled(pool: Sequence[str], size: int, shuffle: random.Random) -> str:
    chosen: list[str] = []
    left = size + len(GAP)
    while True:
        fitting = len(chosen)
        for paragraph in shuffle.sample(pool, len(pool)):
            needed = len(paragraph.encode()) + len(GAP)
            if needed <= left:
                chosen.append(paragraph)
                left -= needed
        if len(chosen) == fitting:
            if not chosen:
                raise ValueError(f"no paragraph of {size} bytes or less")
            return GAP.join(chosen)


def texts(name: str) -> list[str]:
    """The texts of one of the SIZES."""
    size, count = SIZES[name]
    return recombined(paragraphs(), size, count)


@cache
def samples(name: str) -> tuple[Sample, ...]:
    """The texts of one of the SIZES with the answers that an analysis in process gives."""
    return tuple(map(_sample, texts(name)))


def _sample(text: str) -> Sample:
    report = analyze([Block(text)], lexicon())
    answer = encode(report, Options(), lexicon().hash)
    return Sample(text, msgspec.json.encode({"text": text}), answer, len(report.spans))


def typical(chosen: Sequence[Sample]) -> bytes:
    """The answer of median length: what the baseline answers with."""
    return sorted((sample.answer for sample in chosen), key=len)[len(chosen) // 2]


def faults(chosen: Sequence[Sample], answers: Sequence[bytes]) -> Iterator[str]:
    """A line for each answer that has other spans, or other bytes, than expected."""
    for number, (sample, answer) in enumerate(zip(chosen, answers, strict=True)):
        if answer != sample.answer:
            spans = len(msgspec.json.decode(answer).get("spans", ()))
            yield (
                f"text {number}: {spans} spans in {len(answer)} bytes, expected {sample.spans} "
                f"in {len(sample.answer)}"
            )
