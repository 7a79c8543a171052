"""The groups of a report, and their parts by a second column."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from levelhead.corpus.report.documents import Rows, split
from levelhead.corpus.report.estimates import (
    BOOTSTRAP_BELOW,
    MIN_DOCUMENTS,
    average,
    mean_interval,
)
from levelhead.engine.score import BANDS
from levelhead.types import DIMENSIONS, Dimension

FEW = f"fewer than {MIN_DOCUMENTS} documents"
EQUAL = "all scores are equal"
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


class Mean(NamedTuple):
    """A mean and its 95 % interval; None if there are too few documents or all scores are equal."""

    documents: int
    mean: float
    interval: tuple[float, float] | None

    @property
    def constant(self) -> bool:
        """Whether there is no interval because all scores are equal."""
        return self.interval is None and self.documents >= MIN_DOCUMENTS

    @property
    def bootstrap(self) -> bool | None:
        """Whether the interval is that of a bootstrap; None without an interval."""
        return None if self.interval is None else self.documents < BOOTSTRAP_BELOW

    @property
    def note(self) -> str:
        """Why there is no interval; empty if there is one."""
        if self.interval is not None:
            return ""
        return EQUAL if self.constant else FEW


class Spread(NamedTuple):
    """The distribution of the scores of a group; quantiles at 5, 25, 50, 75 and 95 %."""

    mean: Mean
    deviation: float | None
    """The standard deviation of the sample; None of one document."""
    quantiles: tuple[float, float, float, float, float]
    marked: float
    """The share of documents with a mark, all others have the score 0."""
    high: float
    """The share of documents in the band `high`."""


class Group(NamedTuple):
    """The documents that have one value of the column."""

    name: str
    rows: int
    errors: int
    repeats: int
    """Documents whose text an earlier one of the group has; counted nowhere else."""
    words: int
    median_words: float
    spread: Mapping[Dimension, Spread]

    @property
    def documents(self) -> int:
        """How many documents have scores, each text counted once."""
        return self.rows - self.errors - self.repeats

    @property
    def comparable(self) -> bool:
        """Whether there are enough documents to compare them with other groups."""
        return self.documents >= MIN_DOCUMENTS


class WithinMean(NamedTuple):
    """The means of the documents of a group that have one value of the second column."""

    group: str
    value: str
    mean: Mapping[Dimension, Mean]


def mean_of(scores: Any) -> Mean:
    """The mean of one score or more."""
    return Mean(len(scores), average(scores), mean_interval(scores))


def groups_of(rows: Rows) -> Iterator[Group]:
    """All groups, also those with nothing but errors; the largest first, then by name."""
    size = len(rows.group_names)
    total = np.bincount(rows.groups, minlength=size).tolist()
    scored = np.bincount(rows.groups[rows.scored], minlength=size).tolist()
    found = dict(_counted(rows))
    empty: tuple[Any, Any, dict[Dimension, Spread]] = (np.zeros(0), np.zeros(0), {})
    of_each = [(n, *found.get(n, empty)) for n in range(size)]
    for number, words, _, spread in sorted(
        of_each, key=lambda g: (-len(g[1]), -total[g[0]], rows.group_names[g[0]])
    ):
        yield Group(
            name=rows.group_names[number],
            rows=total[number],
            errors=total[number] - scored[number],
            repeats=scored[number] - len(words),
            words=int(words.sum()),
            median_words=float(np.median(words)) if len(words) else 0.0,
            spread=spread,
        )


def within_of(rows: Rows) -> Iterator[WithinMean]:
    """The means of each group by the second column, in the order of rows."""
    mine = rows.counted
    keys = rows.groups[mine] * len(rows.within_names) + rows.within[mine]
    for key, scores in split(keys, *(rows.scores[d][mine] for d in DIMENSIONS)):
        group, value = divmod(key, len(rows.within_names))
        means = {d: mean_of(s) for d, s in zip(DIMENSIONS, scores, strict=True)}
        yield WithinMean(rows.group_names[group], rows.within_names[value], means)


def _counted(rows: Rows) -> Iterator[tuple[int, tuple[Any, Any, dict[Dimension, Spread]]]]:
    columns = (rows.words, *(rows.scores[d] for d in DIMENSIONS))
    pieces = split(rows.groups[rows.counted], *(column[rows.counted] for column in columns))
    for number, (words, *scores) in pieces:
        spread = {d: _spread(d, s) for d, s in zip(DIMENSIONS, scores, strict=True)}
        yield number, (words, scores, spread)


def _spread(dimension: Dimension, scores: Any) -> Spread:
    five, quarter, half, three, most = (float(q) for q in np.quantile(scores, QUANTILES))
    return Spread(
        mean=mean_of(scores),
        deviation=float(np.std(scores, ddof=1)) if len(scores) > 1 else None,
        quantiles=(five, quarter, half, three, most),
        marked=float((scores > 0).mean()),
        high=float((scores >= BANDS[dimension][1]).mean()),
    )
