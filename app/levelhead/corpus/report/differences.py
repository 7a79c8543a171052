"""The differences between the means of groups, corrected for how many there are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from levelhead.corpus.report.estimates import (
    ALPHA,
    BOOTSTRAP_BELOW,
    LEAST_P,
    MIN_DOCUMENTS,
    Cell,
    Estimate,
    average,
    estimate,
    holm,
    is_constant,
)
from levelhead.corpus.report.groups import EQUAL, FEW
from levelhead.types import Dimension

# With 300 pairs, Holm's procedure asks for p-values that RESAMPLES can still give.
MAX_COMPARED = 25


class Difference(NamedTuple):
    """The mean of the first group minus that of the second, and its 95 % interval.

    There is none if a group has fewer than MIN_DOCUMENTS that can be compared. If all their scores
    are equal in a group, there is a difference, and neither an interval nor a test.
    """

    first: str
    second: str
    dimension: Dimension
    documents: tuple[int, int]
    """Those that are compared: in strata where both groups have two or more."""
    strata: int
    """In how many strata these are."""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    bootstrap: bool | None = None
    """Whether interval and p are those of a bootstrap."""
    raw: float | None = None
    """The p-value of this difference alone."""
    p: float | None = None
    """Adjusted by Holm's procedure for all differences of the dimension."""
    superiority: float | None = None
    """How often a document of the first group has the higher score of the two; ties count half."""
    constant: tuple[str, ...] = ()
    """The groups whose scores are all equal, in each stratum by itself."""

    @property
    def significant(self) -> bool:
        """Whether the adjusted p is small."""
        return self.p is not None and self.p <= ALPHA

    @property
    def opposed(self) -> bool:
        """Whether one group has the higher mean, and documents of the other are higher more often.

        Both as a page shows them, with three digits and in whole per cent.
        """
        if self.value is None or self.superiority is None:
            return False
        return round(self.value, 3) * round(self.superiority - 0.5, 2) < 0

    @property
    def note(self) -> str:
        """Why there is no interval, or that the two measures disagree; empty if neither."""
        if self.value is None:
            return f"{FEW} each that can be compared"
        notes = [f"{EQUAL} in {name}" for name in self.constant]
        if self.opposed:
            notes.append("the mean is higher in one group, and documents more often in the other")
        return "; ".join(notes)

    @property
    def least(self) -> bool:
        """Whether p is as small as the bootstrap can make it, so that the true one may be less."""
        return bool(self.bootstrap) and self.raw == LEAST_P


def differences(
    names: Sequence[str], dimension: Dimension, scores: Sequence[Mapping[int, Any]]
) -> Iterator[Difference]:
    """Each pair of groups, whose scores are given by stratum.

    Strata are compared each by itself. Their differences are weighted with n₁ n₂ / (n₁ + n₂), as
    in a linear regression of the score on group and stratum.
    """
    pairs = [_pair(scores[a], scores[b]) for a, b in combinations(range(len(names)), 2)]
    known = [pair.estimate for pair in pairs if pair.estimate]
    corrected = iter(holm([found.p for found in known]))
    for (first, second), pair in zip(combinations(names, 2), pairs, strict=True):
        plain = Difference(first, second, dimension, pair.documents, pair.strata)
        if pair.value is None:
            yield plain
            continue
        names_of = zip((first, second), pair.constant, strict=True)
        plain = plain._replace(
            value=pair.value,
            superiority=pair.superiority,
            constant=tuple(name for name, constant in names_of if constant),
        )
        if not pair.estimate:
            yield plain
            continue
        value, margin = pair.value, pair.estimate.margin()
        yield plain._replace(
            low=max(value - margin, -1.0),
            high=min(value + margin, 1.0),
            bootstrap=pair.estimate.draws is not None,
            raw=pair.estimate.p,
            p=next(corrected),
        )


def in_differences(
    sizes: Mapping[str, Mapping[int, int]], found: Iterable[Difference]
) -> Iterator[tuple[str, int, int]]:
    """The strata of each group that are compared with those of another, and their documents.

    `sizes` are the documents of each group by stratum.
    """
    partners: dict[str, set[str]] = {name: set() for name in sizes}
    for pair in found:
        if pair.value is not None:
            partners[pair.first].add(pair.second)
            partners[pair.second].add(pair.first)
    for name, strata in sizes.items():
        for stratum, size in strata.items():
            others = (sizes[other].get(stratum, 0) for other in partners[name])
            if size > 1 and max(others, default=0) > 1:
                yield name, stratum, size


class _Pair(NamedTuple):
    documents: tuple[int, int]
    strata: int
    value: float | None = None
    superiority: float | None = None
    constant: tuple[bool, bool] = (False, False)
    estimate: Estimate | None = None


def _pair(first: Mapping[int, Any], second: Mapping[int, Any]) -> _Pair:
    """The documents that can be compared, their difference, and how often the first is higher."""
    shared = [s for s in first if min(len(first[s]), len(second.get(s, ()))) > 1]
    sizes = np.array([(len(first[s]), len(second[s])) for s in shared], int).reshape(-1, 2)
    totals = sizes.sum(axis=0).tolist()
    documents = totals[0], totals[1]
    if min(documents) < MIN_DOCUMENTS:
        return _Pair(documents, len(shared))
    weights = sizes.prod(axis=1) / sizes.sum(axis=1)
    weights = weights / weights.sum()
    cells = [
        Cell(group[stratum], total < BOOTSTRAP_BELOW, sign * weight)
        for group, total, sign in ((first, totals[0], 1.0), (second, totals[1], -1.0))
        for stratum, weight in zip(shared, weights.tolist(), strict=True)
    ]
    value = sum(cell.weight * average(cell.scores) for cell in cells)
    higher = (_superiority(first[s], second[s]) for s in shared)
    superiority = float(np.dot(weights, [*higher]))
    one, other = (all(is_constant(group[s]) for s in shared) for group in (first, second))
    found = None if one or other else estimate(cells)
    return _Pair(documents, len(shared), value, superiority, (one, other), found)


def _superiority(first: Any, second: Any) -> float:
    """Mann and Whitney's U over the number of pairs: .5 if neither has the higher scores."""
    ordered = np.sort(second)
    below = np.searchsorted(ordered, first, "left") + np.searchsorted(ordered, first, "right")
    return float(below.mean() / (2 * len(second)))
