"""The differences between the means of groups, corrected for how many there are."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from levelhead.corpus.report.estimates import BOOTSTRAP_BELOW, Cell, Estimate, estimate, holm
from levelhead.types import Dimension

# With 300 pairs, Holm's procedure asks for p-values that RESAMPLES can still give.
MAX_COMPARED = 25


class Difference(NamedTuple):
    """The mean of the first group minus that of the second, and its interval.

    `low` and `high` are None if the groups have no two documents each in any stratum.
    """

    first: str
    second: str
    dimension: Dimension
    documents: tuple[int, int]
    """Those that are compared: in strata where both groups have two or more."""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    """The level of the interval: that with which Holm's procedure tests this difference."""
    p: float | None = None
    """Adjusted by Holm's procedure for all differences of the dimension."""

    @property
    def significant(self) -> bool:
        """Whether 0 is outside of the interval."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


def differences(
    names: Sequence[str], dimension: Dimension, scores: Sequence[Mapping[int, Any]]
) -> Iterator[Difference]:
    """Each pair of groups, whose scores are given by stratum.

    Strata are compared each by itself. Their differences are weighted with n₁ n₂ / (n₁ + n₂), as
    in a linear regression of the score on group and stratum.
    """
    pairs = [_pair(scores[a], scores[b]) for a, b in combinations(range(len(names)), 2)]
    known = [found for _, found in pairs if found]
    corrected = zip(known, *holm([found.p for found in known]), strict=True)
    for (first, second), (documents, found) in zip(combinations(names, 2), pairs, strict=True):
        if not found:
            yield Difference(first, second, dimension, documents)
            continue
        _, p, alpha = next(corrected)
        value, margin = found.value, found.margin(alpha)
        low, high = max(value - margin, -1.0), min(value + margin, 1.0)
        yield Difference(first, second, dimension, documents, value, low, high, 1 - alpha, p)


def _pair(
    first: Mapping[int, Any], second: Mapping[int, Any]
) -> tuple[tuple[int, int], Estimate | None]:
    """The documents that can be compared, and their difference."""
    shared = [s for s in first if min(len(first[s]), len(second.get(s, ()))) > 1]
    if not shared:
        return (0, 0), None
    sizes = np.array([(len(first[s]), len(second[s])) for s in shared])
    weights = sizes.prod(axis=1) / sizes.sum(axis=1)
    weights = weights / weights.sum()
    totals = sizes.sum(axis=0).tolist()
    cells = [
        Cell(group[stratum], total < BOOTSTRAP_BELOW, sign * weight)
        for group, total, sign in ((first, totals[0], 1.0), (second, totals[1], -1.0))
        for stratum, weight in zip(shared, weights.tolist(), strict=True)
    ]
    return (totals[0], totals[1]), estimate(cells)
