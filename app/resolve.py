"""Which of overlapping candidates stays: in each dimension the leftmost, then the longest."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import chain
from operator import attrgetter

from app.detect import Candidate
from app.span import DIMENSIONS

_start = attrgetter("start")


def order(candidate: Candidate) -> tuple[int, int, str, str, str]:
    """The total order of answers: start, longer first, dimension, category, rule."""
    start, end, frame = candidate
    entry = frame.entry
    return start, -end, entry.dimension, entry.category, entry.id


def resolve(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those that never overlap within their dimension, in order."""
    taken: dict[str, list[Candidate]] = {dimension: [] for dimension in DIMENSIONS}
    for one in sorted(candidates, key=_claim):
        row = taken[one.frame.entry.dimension]
        at = bisect_left(row, one.start, key=_start)
        if (at == 0 or row[at - 1].end <= one.start) and (
            at == len(row) or one.end <= row[at].start
        ):
            row.insert(at, one)
    return sorted(chain.from_iterable(taken.values()), key=order)


def _claim(candidate: Candidate) -> tuple[bool, tuple[int, int, str, str, str]]:
    """Words come first: the marks around them say less than the word inside ("a 'cruel' video")."""
    return candidate.frame.entry.detector == "scare_quotes", order(candidate)
