"""Which of overlapping candidates stays: in each dimension the leftmost, then the longest."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from app.context import Facts
from app.detect import Candidate
from app.span import DIMENSIONS


class Judged(NamedTuple):
    """A candidate with its facts."""

    candidate: Candidate
    facts: Facts


def order(judged: Judged) -> tuple[int, int, str, str, str]:
    """The total order of answers: start, longer first, dimension, category, rule."""
    start, end, frame = judged.candidate
    entry = frame.entry
    return start, -end, entry.dimension, entry.category, entry.id


def resolve(judged: Iterable[Judged]) -> list[Judged]:
    """Spans of one dimension that never overlap, in order."""
    taken: dict[str, list[Judged]] = {dimension: [] for dimension in DIMENSIONS}
    for one in sorted(judged, key=_claim):
        row = taken[one.candidate.frame.entry.dimension]
        at = bisect_left(row, one.candidate.start, key=_start)
        if (at == 0 or row[at - 1].candidate.end <= one.candidate.start) and (
            at == len(row) or one.candidate.end <= row[at].candidate.start
        ):
            row.insert(at, one)
    return sorted(chain.from_iterable(taken.values()), key=order)


def _claim(judged: Judged) -> tuple[bool, tuple[int, int, str, str, str]]:
    """Words come first: the marks around them say less than the word inside ("a 'cruel' video")."""
    return judged.candidate.frame.entry.detector == "scare_quotes", order(judged)


def _start(judged: Judged) -> int:
    return judged.candidate.start
