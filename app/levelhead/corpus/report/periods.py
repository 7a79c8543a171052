"""Means by day, week, month, quarter or year."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from levelhead.corpus.parts import row_groups
from levelhead.corpus.report.dates import NEEDED, Days, days_of, starts_of
from levelhead.corpus.report.documents import Rows, split
from levelhead.corpus.report.estimates import MIN_DOCUMENTS
from levelhead.corpus.report.groups import Mean, mean_of
from levelhead.corpus.task import PERIODS, Period
from levelhead.types import DIMENSIONS, Dimension


class PeriodMean(NamedTuple):
    """A group's means in the period that begins on the day `start`."""

    group: str
    start: date
    mean: Mapping[Dimension, Mean]


class Course(NamedTuple):
    """The scores over time."""

    period: Period | None
    """None if no document has a day."""
    points: Sequence[PeriodMean]
    """By group, then by time."""
    missing: int
    """Counted documents without a time."""
    undated: int
    """Counted documents whose time could not be read."""
    unread: tuple[str, ...]
    """Examples of the values that could not be read."""
    coarse: int
    """Counted documents that name only a month or a year, which is longer than the period."""
    far: tuple[date, ...]
    """Days of counted documents that are too far from all others to be in a point."""
    far_documents: int
    """How many documents these are."""


def course_of(
    paths: Sequence[Path], rows: Rows, time: str, format_: str | None, period: Period | None
) -> Course:
    """The course of the scores by the column `time`, in the shortest period that most groups fill.

    `period` is used instead if it is given.
    """
    tables = (table for path in paths for table in row_groups(path, [time]))
    found: Days = days_of((chunk for t in tables for chunk in t.column(time).chunks), format_)
    dated = ~np.isnat(found.days)
    near = rows.counted & dated & ~found.far
    used = period or _period(found.days[near], found.precision[near], rows.groups[near])
    shown = near & (found.precision <= NEEDED[used])
    days, groups = found.days[shown], rows.groups[shown]
    scores = [rows.scores[d][shown] for d in DIMENSIONS]
    return Course(
        period=used if near.any() else None,
        points=tuple(_points(starts_of(days, used), groups, rows.group_names, scores)),
        missing=int((rows.counted & found.missing).sum()),
        undated=int((rows.counted & ~dated & ~found.missing).sum()),
        unread=found.unread,
        coarse=int((near & ~shown).sum()),
        far=tuple(np.unique(found.days[rows.counted & found.far]).tolist()),
        far_documents=int((rows.counted & found.far).sum()),
    )


def _period(days: Any, precision: Any, groups: Any) -> Period:
    """The shortest period in which most groups have enough documents, in half of their periods.

    Documents whose dates name a longer part of a year are not in it.
    """
    large = [mine for _, mine in split(groups, days, precision) if len(mine[0]) >= MIN_DOCUMENTS]
    for period in PERIODS:
        starts = (starts_of(mine[named <= NEEDED[period]], period) for mine, named in large)
        sizes = [np.unique(each, return_counts=True)[1] for each in starts]
        filled = (len(size) > 0 and bool(np.median(size) >= MIN_DOCUMENTS) for size in sizes)
        if 2 * sum(filled) > len(large):
            return period
    return PERIODS[-1]


def _points(
    starts: Any, groups: Any, names: Sequence[str], scores: Sequence[Any]
) -> Iterator[PeriodMean]:
    for group, (mine, *values) in split(groups, starts, *scores):
        for day, found in split(mine.astype("int64"), *values):
            means = {d: mean_of(s) for d, s in zip(DIMENSIONS, found, strict=True)}
            yield PeriodMean(names[group], np.datetime64(day, "D").item(), means)
