"""The pictures of a report that show scores over time."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from levelhead.corpus.report.comparison import Comparison
from levelhead.corpus.report.dates import next_start
from levelhead.corpus.report.drawing import (
    SHOWN,
    common_limit,
    draw_bands,
    figure_of,
    legend,
    titled,
    with_styles,
)
from levelhead.corpus.report.estimates import MIN_DOCUMENTS
from levelhead.corpus.report.groups import Group
from levelhead.corpus.report.periods import Course, PeriodMean
from levelhead.corpus.report.plots import drawn_groups, end_of
from levelhead.corpus.task import Period
from levelhead.types import Dimension

# Names of periods for which an axis has room.
MAX_TICKS = 12
# The days of the periods that all have as many, and the months of the others.
LENGTHS: dict[str, int] = {"day": 1, "week": 7}
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}


def timeline(comparison: Comparison, course: Course, groups: Sequence[Group]) -> Figure:
    """A line for each of some groups and each dimension, with its 95 % intervals as a band."""
    figure, axes = figure_of(2, 1, 5.4, sharex=True)
    names = {group.name for group in drawn_groups(comparison)}
    points = [point for point in drawn_points(course) if point.group in names]
    limit = common_limit({d: [end_of(point.mean[d]) for point in points] for d in SHOWN})
    for axis, dimension in zip(axes, SHOWN, strict=True):
        handles = []
        for group, colour, mark in with_styles(groups):
            days, mean, low, high = line_of(course, group, dimension)
            axis.fill_between(days, low, high, color=colour, alpha=0.18)
            handles += axis.plot(days, mean, color=colour, marker=mark, markersize=4)
        draw_bands(axis, dimension, across=True)
        axis.set(title=titled(dimension, comparison.task), ylabel="mean score", ylim=(0, limit))
    assert course.period
    starts, labels = ticks_of([point.start for point in points], course.period)
    at: Any = starts
    axes[-1].set_xticks(at, labels, rotation=30, ha="right", rotation_mode="anchor")
    legend(figure, handles, [*map(comparison.label, groups)], comparison.question.by)
    return figure


def ticks_of(starts: Sequence[date], period: Period) -> tuple[list[date], list[str]]:
    """The starts of at most MAX_TICKS periods from the first to the last, and their names."""
    first, last = (np.datetime64(day, "D") for day in (min(starts), max(starts)))
    all_starts: Any
    if period in LENGTHS:
        all_starts = np.arange(first, last + 1, LENGTHS[period])
    else:
        months = first.astype("datetime64[M]"), last.astype("datetime64[M]") + 1
        all_starts = np.arange(*months, MONTHS[period])
    shown = all_starts[:: -(-len(all_starts) // MAX_TICKS)].astype("datetime64[D]").tolist()
    return shown, [_named(start, period) for start in shown]


def _named(start: date, period: Period) -> str:
    if period == "quarter":
        return f"{start.year} Q{(start.month + 2) // 3}"
    whole = start.isoformat()
    return {"month": whole[:7], "year": whole[:4]}.get(period, whole)


def line_of(course: Course, group: Group, dimension: Dimension) -> Sequence[Any]:
    """Days, means and both ends of their intervals; NaN for what a period does not have."""
    rows: list[tuple[Any, float, float, float]] = []
    for point in (p for p in drawn_points(course) if p.group == group.name):
        start = np.datetime64(point.start, "D")
        assert course.period
        if rows and (expected := next_start(rows[-1][0], course.period)) != start:
            rows.append((expected, np.nan, np.nan, np.nan))
        mean, interval = point.mean[dimension].mean, point.mean[dimension].interval
        rows.append((start, mean, *(interval or (np.nan, np.nan))))
    return [*zip(*rows, strict=True)] if rows else ((), (), (), ())


def drawn_points(course: Course) -> Iterator[PeriodMean]:
    """The points that have enough documents."""
    return (p for p in course.points if p.mean["hedging"].documents >= MIN_DOCUMENTS)
