"""Which of overlapping candidates are kept: in each dimension the leftmost, then the longest.

The caller's own rules and those of a profile come first: they were made for this text. Matches of
the lexicon are kept where they overlap none of these.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import attrgetter

from levelhead.engine.detect import Candidate
from levelhead.types import DIMENSIONS

Order = tuple[int, int, str, str, str]

# The detectors of what is around words.
_AROUND_WORDS = frozenset(("capitals", "scare_quotes"))

_start = attrgetter("start")


def order(candidate: Candidate) -> Order:
    """The total order: start, longer first, dimension, category, rule."""
    start, end, frame, _, _ = candidate
    entry = frame.entry
    return start, -end, entry.dimension, entry.category, entry.id


def resolve(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that are kept, in order; in a dimension none overlap.

    Words come first: the marks around them, or their capitals, say less than the word inside ("a
    'cruel' video", "TOTAL CHAOS").
    """
    ordered = sorted(candidates, key=order)
    own: dict[str, list[Candidate]] = {dimension: [] for dimension in DIMENSIONS}
    words: dict[str, list[Candidate]] = {dimension: [] for dimension in DIMENSIONS}
    around: list[Candidate] = []
    for one in ordered:
        entry = one.frame.entry
        row = own[entry.dimension]
        if (entry.by_caller or entry.profile) and (not row or row[-1].end <= one.start):
            row.append(one)
    for one in ordered:
        entry = one.frame.entry
        row = words[entry.dimension]
        if entry.detector in _AROUND_WORDS:
            around.append(one)
        elif (
            not (entry.by_caller or entry.profile)
            and (not row or row[-1].end <= one.start)
            and _is_free(one, own[entry.dimension])
        ):
            row.append(one)
    stays = {id(one) for row in (*own.values(), *words.values()) for one in row}
    end = 0
    for one in around:
        rows = (row[one.frame.entry.dimension] for row in (own, words))
        if end <= one.start and all(_is_free(one, row) for row in rows):
            stays.add(id(one))
            end = one.end
    return [one for one in ordered if id(one) in stays]


def _is_free(one: Candidate, row: Sequence[Candidate]) -> bool:
    """Whether it overlaps nothing of `row`, in which nothing overlaps."""
    at = bisect_left(row, one.start, key=_start)
    return (at == 0 or row[at - 1].end <= one.start) and (
        at == len(row) or one.end <= row[at].start
    )
