"""Pairs of sentences of two texts that make the same claim."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from levelhead.engine.claims.claim import Claim
from levelhead.engine.claims.similarity import max_similarity, similarity
from levelhead.engine.deadline import Checkpoint

# Two versions of a story mostly say the same, so less is enough to pair their sentences than to
# call a claim the same by itself: 0.2 also pairs sentences of which one excludes the other.
PAIRED = 0.2
# The most sentences of the other text that are looked up for a word: those nearest to the place of
# the word's own sentence. Rare words are in fewer.
_NEAREST = 16
# How many of these are compared: those that share most words.
_COMPARED = 5


class Pair(NamedTuple):
    """The indices of two sentences, and their similarity."""

    before: int
    after: int
    similarity: float


# What may be a pair, the most similar first: its negative similarity, or a bound of it; whether
# that is exact; how far apart their places are; and both indices.
_Waiting = tuple[float, bool, int, int, int]


def pair_claims(
    before: Sequence[Claim], after: Sequence[Claim], checkpoint: Checkpoint
) -> list[Pair]:
    """The sentences of two texts that make the same claim, each at most once, in order of `before`.

    The most similar ones are paired first, of equals those that are in corresponding places. Takes
    time linear in both texts.
    """
    where: defaultdict[str, list[int]] = defaultdict(list)
    for n, claim in enumerate(after):
        for key in claim.keys:
            where[key].append(n)
    waiting: list[_Waiting] = []
    for n, claim in enumerate(before):
        checkpoint()  # Before each: the longest take some milliseconds.
        expected = n * len(after) // len(before)
        found: list[int] = []
        for key in claim.keys:
            if places := where.get(key):
                middle = bisect_left(places, expected)
                found += places[max(0, middle - _NEAREST) : middle + _NEAREST]
        shared = Counter(found).items()
        near = sorted([(-words, abs(other - expected), other) for other, words in shared])
        for _, distance, other in near[:_COMPARED]:
            most = max_similarity(claim, after[other])
            if most >= PAIRED:
                waiting.append((-most, False, distance, n, other))
    return sorted(_paired(before, after, waiting, checkpoint))


def _paired(
    before: Sequence[Claim],
    after: Sequence[Claim],
    waiting: list[_Waiting],
    checkpoint: Checkpoint,
) -> Iterator[Pair]:
    """The most similar of the pairs that are `waiting`, so that each sentence is in one.

    A pair is compared only when no other can be more similar; most never are.
    """
    heapify(waiting)
    used_before: set[int] = set()
    used_after: set[int] = set()
    while waiting:
        alike, is_exact, distance, n, other = heappop(waiting)
        if n in used_before or other in used_after:
            continue
        if is_exact:
            used_before.add(n)
            used_after.add(other)
            yield Pair(n, other, -alike)
            continue
        checkpoint()
        alike = similarity(before[n], after[other])
        if alike >= PAIRED:
            heappush(waiting, (-alike, True, distance, n, other))
